//! Projects.

mod create;
mod delete;
mod get;
mod list;
mod overview;
mod update;

pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use overview::*;
pub(crate) use update::*;
