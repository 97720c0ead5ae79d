//! Setup, sign-in and sessions.

mod confirm_email;
mod email_link_open;
mod me;
mod request_reset;
mod reset_open;
mod reset_password;
mod revoke_session;
mod sessions;
mod set_up;
mod setup_open;
mod sign_in;
mod sign_out;
mod switch_organization;

pub(crate) use confirm_email::*;
pub(crate) use email_link_open::*;
pub(crate) use me::*;
pub(crate) use request_reset::*;
pub(crate) use reset_open::*;
pub(crate) use reset_password::*;
pub(crate) use revoke_session::*;
pub(crate) use sessions::*;
pub(crate) use set_up::*;
pub(crate) use setup_open::*;
pub(crate) use sign_in::*;
pub(crate) use sign_out::*;
pub(crate) use switch_organization::*;
