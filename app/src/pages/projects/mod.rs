//! Projects.

mod bin;
mod life;
mod list;
mod overview;

pub(crate) use bin::BinPage;
pub(crate) use list::ProjectsPage;
pub(crate) use overview::OverviewPage;
