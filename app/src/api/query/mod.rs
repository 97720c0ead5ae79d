//! Queries.

mod about;
mod cell;
mod delete;
mod describe;
mod describe_statement;
mod get;
#[cfg(feature = "ssr")]
mod history;
mod list;
#[cfg(feature = "ssr")]
mod problems;
#[cfg(feature = "ssr")]
mod restore;
mod run;
mod save;
mod sources;
mod statement_of;
mod statement_words;

pub(crate) use about::*;
pub(crate) use cell::*;
pub(crate) use delete::*;
pub(crate) use describe::*;
pub(crate) use describe_statement::*;
pub(crate) use get::*;
#[cfg(feature = "ssr")]
pub(crate) use history::*;
pub(crate) use list::*;
#[cfg(feature = "ssr")]
pub(crate) use problems::*;
#[cfg(feature = "ssr")]
pub(crate) use restore::*;
pub(crate) use run::*;
pub(crate) use save::*;
pub(crate) use sources::*;
pub(crate) use statement_of::*;
pub(crate) use statement_words::*;
