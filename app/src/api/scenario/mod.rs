//! Scenarios.

mod compare;
mod delete;
mod list;
mod save;
mod update;

pub(crate) use compare::*;
pub(crate) use delete::*;
pub(crate) use list::*;
pub(crate) use save::*;
pub(crate) use update::*;
