//! Queries.

mod delete;
mod get;
mod list;
mod run;
mod save;
mod sources;

pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use run::*;
pub(crate) use save::*;
pub(crate) use sources::*;
