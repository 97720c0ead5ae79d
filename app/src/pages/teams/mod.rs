//! Teams of the organization.

mod detail;
mod list;

pub(crate) use detail::TeamPage;
pub(crate) use list::TeamsPage;
