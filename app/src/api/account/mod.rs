//! Setup, sign-in and sessions.

mod me;
mod revoke_session;
mod sessions;
mod set_up;
mod setup_open;
mod sign_in;
mod sign_out;

pub(crate) use me::*;
pub(crate) use revoke_session::*;
pub(crate) use sessions::*;
pub(crate) use set_up::*;
pub(crate) use setup_open::*;
pub(crate) use sign_in::*;
pub(crate) use sign_out::*;
