//! Queries.

mod delete;
mod get;
mod list;
#[cfg(feature = "ssr")]
mod problems;
mod run;
mod save;
mod sources;

pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use list::*;
#[cfg(feature = "ssr")]
pub(crate) use problems::*;
pub(crate) use run::*;
pub(crate) use save::*;
pub(crate) use sources::*;
