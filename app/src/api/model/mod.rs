//! Models.

mod available;
mod delete;
mod get;
mod hierarchy;
mod list;
mod train;

pub(crate) use available::*;
pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use hierarchy::*;
pub(crate) use list::*;
pub(crate) use train::*;
