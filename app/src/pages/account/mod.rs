//! Setup, sign-in and sessions.

mod connections;
mod device;
mod sessions;
mod setup;
mod sign_in;
mod single_sign_on;

pub(crate) use connections::ConnectionsPage;
pub(crate) use sessions::SessionsPage;
pub(crate) use setup::SetupPage;
pub(crate) use sign_in::SignInPage;
