//! Projects.

mod list;
mod overview;

pub(crate) use list::ProjectsPage;
pub(crate) use overview::OverviewPage;
