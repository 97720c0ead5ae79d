//! Projects.

#[cfg(feature = "ssr")]
mod bin;
mod life;
mod list;
mod overview;
#[cfg(feature = "ssr")]
mod settings;

#[cfg(feature = "ssr")]
pub(crate) use bin::BinPage;
pub(crate) use list::ProjectsPage;
pub(crate) use overview::OverviewPage;
#[cfg(feature = "ssr")]
pub(crate) use settings::ProjectSettingsPage;
