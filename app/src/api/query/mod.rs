//! Queries.

mod delete;
mod describe;
mod describe_statement;
mod get;
mod list;
mod run;
mod save;
mod sources;
mod statement_words;
mod statements;
mod statistics;

pub(crate) use delete::*;
pub(crate) use describe::*;
pub(crate) use describe_statement::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use run::*;
pub(crate) use save::*;
pub(crate) use sources::*;
pub(crate) use statement_words::*;
pub(crate) use statements::*;
pub(crate) use statistics::*;
