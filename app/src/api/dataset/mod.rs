//! Data sets.

mod delete;
mod get;
mod import;
mod list;
mod profile;
mod rename;
mod rows;

pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use import::*;
pub(crate) use list::*;
pub(crate) use profile::*;
pub(crate) use rename::*;
pub(crate) use rows::*;
