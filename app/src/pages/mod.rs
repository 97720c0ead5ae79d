//! The pages, a module for each area.

mod account;
mod areas;
mod datasets;
mod door;
mod forecasts;
mod keys;
mod links;
mod models;
mod not_found;
mod organization;
mod projects;
mod queries;
mod routes;
mod scenarios;
mod shared;
mod sharing;
mod teams;
mod what_if;

pub(crate) use routes::Pages;
