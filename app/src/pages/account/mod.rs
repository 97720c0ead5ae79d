//! Setup, sign-in and sessions.

mod device;
mod sessions;
mod setup;
mod sign_in;

pub(crate) use sessions::SessionsPage;
pub(crate) use setup::SetupPage;
pub(crate) use sign_in::SignInPage;
