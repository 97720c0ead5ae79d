//! Setup, sign-in, second factors and sessions.

#[cfg(feature = "ssr")]
mod begin_totp;
#[cfg(feature = "ssr")]
mod change_password;
#[cfg(feature = "ssr")]
mod confirm;
#[cfg(feature = "ssr")]
mod confirm_email;
#[cfg(feature = "ssr")]
mod disable_totp;
#[cfg(feature = "ssr")]
mod email_link_open;
#[cfg(feature = "ssr")]
mod enable_totp;
mod me;
#[cfg(feature = "ssr")]
mod my_factors;
#[cfg(feature = "ssr")]
mod new_recovery_codes;
#[cfg(feature = "ssr")]
mod pending_factors;
#[cfg(feature = "ssr")]
mod remove_passkey;
#[cfg(feature = "ssr")]
mod renew_recovery_codes;
#[cfg(feature = "ssr")]
mod request_reset;
#[cfg(feature = "ssr")]
mod reset_open;
#[cfg(feature = "ssr")]
mod reset_password;
#[cfg(feature = "ssr")]
mod revoke_session;
#[cfg(feature = "ssr")]
mod sessions;
#[cfg(feature = "ssr")]
mod set_up;
#[cfg(feature = "ssr")]
mod setup_open;
#[cfg(feature = "ssr")]
mod show_totp;
#[cfg(feature = "ssr")]
mod sign_in;
#[cfg(feature = "ssr")]
mod sign_in_second;
mod switch_organization;

#[cfg(feature = "ssr")]
pub(crate) use begin_totp::*;
#[cfg(feature = "ssr")]
pub(crate) use change_password::*;
#[cfg(feature = "ssr")]
pub(crate) use confirm::*;
#[cfg(feature = "ssr")]
pub(crate) use confirm_email::*;
#[cfg(feature = "ssr")]
pub(crate) use disable_totp::*;
#[cfg(feature = "ssr")]
pub(crate) use email_link_open::*;
#[cfg(feature = "ssr")]
pub(crate) use enable_totp::*;
pub(crate) use me::*;
#[cfg(feature = "ssr")]
pub(crate) use my_factors::*;
#[cfg(feature = "ssr")]
pub(crate) use new_recovery_codes::*;
#[cfg(feature = "ssr")]
pub(crate) use pending_factors::*;
#[cfg(feature = "ssr")]
pub(crate) use remove_passkey::*;
#[cfg(feature = "ssr")]
pub(crate) use renew_recovery_codes::*;
#[cfg(feature = "ssr")]
pub(crate) use request_reset::*;
#[cfg(feature = "ssr")]
pub(crate) use reset_open::*;
#[cfg(feature = "ssr")]
pub(crate) use reset_password::*;
#[cfg(feature = "ssr")]
pub(crate) use revoke_session::*;
#[cfg(feature = "ssr")]
pub(crate) use sessions::*;
#[cfg(feature = "ssr")]
pub(crate) use set_up::*;
#[cfg(feature = "ssr")]
pub(crate) use setup_open::*;
#[cfg(feature = "ssr")]
pub(crate) use show_totp::*;
#[cfg(feature = "ssr")]
pub(crate) use sign_in::*;
#[cfg(feature = "ssr")]
pub(crate) use sign_in_second::*;
pub(crate) use switch_organization::*;
