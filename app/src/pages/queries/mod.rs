//! Queries: list, builder, result.

mod builder;
mod chart_form;
mod condition;
mod conditions;
mod detail;
mod draft;
mod form;
mod list;
mod order;
mod result;
mod shape;
mod sources;
mod summary;
mod tree;

pub(crate) use detail::{NewQueryPage, QueryPage};
pub(crate) use list::QueriesPage;
pub(crate) use sources::QuerySourcesPage;
