//! Queries.

mod about;
mod cell;
mod delete;
mod describe;
mod describe_statement;
#[cfg(feature = "ssr")]
mod favorite;
mod get;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod problems;
#[cfg(feature = "ssr")]
mod rename_folder;
#[cfg(feature = "ssr")]
mod restore;
mod run;
mod save;
mod sources;
mod start;
mod statement_of;
mod statement_words;

pub(crate) use about::*;
pub(crate) use cell::*;
pub(crate) use delete::*;
pub(crate) use describe::*;
pub(crate) use describe_statement::*;
#[cfg(feature = "ssr")]
pub(crate) use favorite::*;
pub(crate) use get::*;
#[cfg(feature = "ssr")]
pub(crate) use history::*;
#[cfg(feature = "ssr")]
pub(crate) use list::*;
#[cfg(feature = "ssr")]
pub(crate) use place::*;
#[cfg(feature = "ssr")]
pub(crate) use problems::*;
#[cfg(feature = "ssr")]
pub(crate) use rename_folder::*;
#[cfg(feature = "ssr")]
pub(crate) use restore::*;
pub(crate) use run::*;
pub(crate) use save::*;
pub(crate) use sources::*;
pub(crate) use start::*;
pub(crate) use statement_of::*;
pub(crate) use statement_words::*;
