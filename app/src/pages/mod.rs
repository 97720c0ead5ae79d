//! The pages, a module for each area. Some are taken over by the browser; the others are written by the server
//! alone (see `docs/adr/0006-pages-of-forms-are-written-by-the-server-alone.md`).

#[cfg(feature = "ssr")]
mod account;
mod areas;
#[cfg(feature = "ssr")]
mod dashboards;
mod datasets;
#[cfg(feature = "ssr")]
mod door;
mod forecasts;
#[cfg(feature = "ssr")]
mod keys;
#[cfg(feature = "ssr")]
mod links;
mod models;
mod not_found;
#[cfg(feature = "ssr")]
mod organization;
#[cfg(feature = "ssr")]
mod plain;
mod projects;
#[cfg(feature = "ssr")]
mod quality;
mod queries;
mod routes;
#[cfg(feature = "ssr")]
mod row_rules;
mod scenarios;
#[cfg(feature = "ssr")]
mod shared;
#[cfg(feature = "ssr")]
mod sharing;
#[cfg(feature = "ssr")]
mod sources;
#[cfg(feature = "ssr")]
mod teams;
#[cfg(feature = "ssr")]
mod versions;
mod what_if;

#[cfg(feature = "ssr")]
pub(crate) use models::comparison;
#[cfg(feature = "ssr")]
pub(crate) use organization::role_word;
#[cfg(feature = "ssr")]
pub(crate) use queries::{pivot, scalar, statements, statistics};
pub(crate) use routes::Pages;
#[cfg(feature = "ssr")]
pub(crate) use routes::is_live;
