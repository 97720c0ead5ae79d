//! Queries: list, builder, result.

mod builder;
mod chart_form;
mod code;
mod condition;
mod conditions;
mod detail;
mod draft;
mod fields;
mod form;
#[cfg(feature = "ssr")]
mod history;
mod list;
mod order;
mod parameters;
mod picker;
mod result;
mod shape;
mod sources;
mod statement;
mod statements;
mod statistics;
mod summary;
mod tree;

pub(crate) use detail::{NewQueryPage, QueryPage};
#[cfg(feature = "ssr")]
pub(crate) use history::QueryHistoryPage;
pub(crate) use list::QueriesPage;
pub(crate) use sources::QuerySourcesPage;
