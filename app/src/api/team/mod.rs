//! Teams.

mod add_member;
mod create;
mod delete;
mod get;
mod list;
mod remove_member;
mod rename;

pub(crate) use add_member::*;
pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use remove_member::*;
pub(crate) use rename::*;
