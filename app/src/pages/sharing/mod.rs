//! With whom a project is shared.

mod access;
mod candidates;
mod invited;
mod members;
mod offer;
mod page;

pub(crate) use access::AccessPage;
pub(crate) use members::project_roles;
pub(crate) use page::SharingPage;
