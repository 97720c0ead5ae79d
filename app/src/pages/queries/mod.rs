//! Queries: list, builder, result.

mod builder;
mod chart_form;
mod detail;
mod draft;
mod filters;
mod list;
mod result;
mod summary;

pub(crate) use detail::{NewQueryPage, QueryPage};
pub(crate) use list::QueriesPage;
