//! Setup, sign-in, profile and sessions.

mod device;
#[cfg(not(feature = "ssr"))]
mod picture;
mod profile;
mod sessions;
mod setup;
mod sign_in;

pub(crate) use profile::ProfilePage;
pub(crate) use sessions::SessionsPage;
pub(crate) use setup::SetupPage;
pub(crate) use sign_in::SignInPage;
