//! Queries: list, builder, result.

mod about;
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
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod look;
mod order;
mod parameters;
mod picker;
#[cfg(feature = "ssr")]
mod pivot;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod problems;
#[cfg(feature = "ssr")]
mod rename;
mod result;
mod rows;
mod shape;
mod sheet;
mod sources;
mod statement;
#[cfg(feature = "ssr")]
mod statements;
#[cfg(feature = "ssr")]
mod statistics;
mod summary;
mod tree;

use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::paths;

#[cfg(feature = "ssr")]
pub(crate) use condition::{scalar, text};
pub(crate) use detail::{NewQueryPage, QueryPage};
#[cfg(feature = "ssr")]
pub(crate) use history::QueryHistoryPage;
#[cfg(feature = "ssr")]
pub(crate) use list::QueriesPage;
#[cfg(feature = "ssr")]
pub(crate) use pivot::pivot;
#[cfg(feature = "ssr")]
pub(crate) use place::QueryPlacePage;
#[cfg(feature = "ssr")]
pub(crate) use problems::QueryProblemsPage;
#[cfg(feature = "ssr")]
pub(crate) use rename::RenameFolderPage;
pub(crate) use sources::QuerySourcesPage;
#[cfg(feature = "ssr")]
pub(crate) use statements::statements;
#[cfg(feature = "ssr")]
pub(crate) use statistics::statistics;

/// The way from a query that cannot run any more to what broke it.
fn broken(project: ProjectId, id: QueryId) -> AnyView {
    let href = paths::query_problems(project, id);
    view! { <a href=href rel="external" class="state bad">{texts_now().query.broken}</a> }.erased()
}
