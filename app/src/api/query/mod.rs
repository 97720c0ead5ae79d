//! Queries.

mod delete;
mod get;
mod list;
mod run;
mod save;

pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use run::*;
pub(crate) use save::*;
