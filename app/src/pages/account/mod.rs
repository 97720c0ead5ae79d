//! Setup, sign-in, profile, second factors and sessions.

mod app;
mod codes;
mod confirm;
mod connections;
mod device;
mod passkeys;
mod privacy;
mod profile;
mod second;
mod security;
mod sessions;
mod setup;
mod sign_in;
mod single_sign_on;

pub(crate) use app::AppPage;
pub(crate) use codes::CodesPage;
pub(crate) use confirm::ConfirmPage;
pub(crate) use connections::ConnectionsPage;
pub(crate) use privacy::PrivacyPage;
pub(crate) use profile::ProfilePage;
pub(crate) use second::SecondPage;
pub(crate) use security::SecurityPage;
pub(crate) use sessions::SessionsPage;
pub(crate) use setup::SetupPage;
pub(crate) use sign_in::SignInPage;
