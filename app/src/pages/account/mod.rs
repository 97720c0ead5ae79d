//! Setup, sign-in and sessions.

mod device;
mod privacy;
mod sessions;
mod setup;
mod sign_in;

pub(crate) use privacy::PrivacyPage;
pub(crate) use sessions::SessionsPage;
pub(crate) use setup::SetupPage;
pub(crate) use sign_in::SignInPage;
