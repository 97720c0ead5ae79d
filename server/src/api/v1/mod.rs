//! Version 1 of the REST interface: one file for each noun.

mod anomalies;
mod audit;
mod checks;
mod consents;
mod dashboards;
mod dataset_versions;
mod datasets;
mod domains;
mod explanations;
mod factors;
mod forecasts;
mod identity_providers;
mod invitations;
mod jobs;
mod keys;
mod links;
mod me;
mod members;
mod models;
mod needs;
mod openapi;
mod paging;
mod projects;
mod provisioning;
mod queries;
mod query_places;
mod row_rules;
mod rules;
mod scenarios;
mod sessions;
mod setup;
mod sharing;
mod source_versions;
mod sources;
mod teams;
mod transfers;
mod uploads;

use std::sync::LazyLock;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::http::{ServerState, deadline};

type Routes = OpenApiRouter<ServerState>;

/// What ends within a time limit.
fn bounded() -> Routes {
    Routes::default()
        .merge(setup::routes())
        .merge(sessions::routes())
        .merge(keys::routes())
        .merge(consents::routes())
        .merge(audit::routes())
        .merge(members::routes())
        .merge(factors::routes())
        .merge(me::routes())
        .merge(invitations::routes())
        .merge(domains::routes())
        .merge(identity_providers::routes())
        .merge(provisioning::routes())
        .merge(projects::routes())
        .merge(sharing::routes())
        .merge(row_rules::routes())
        .merge(links::routes())
        .merge(transfers::routes())
        .merge(teams::routes())
        .merge(uploads::routes())
        .merge(datasets::routes())
        .merge(dataset_versions::routes())
        .merge(anomalies::routes())
        .merge(rules::routes())
        .merge(checks::routes())
        .merge(sources::routes())
        .merge(source_versions::routes())
        .merge(queries::routes())
        .merge(query_places::routes())
        .merge(dashboards::routes())
        .merge(models::routes())
        .merge(forecasts::routes())
        .merge(explanations::routes())
        .merge(scenarios::routes())
        .merge(jobs::routes())
}

/// All routes with their description.
fn described() -> (Router<ServerState>, utoipa::openapi::OpenApi) {
    bounded().layer(from_fn(deadline)).merge(uploads::streamed()).split_for_parts()
}

/// The router below `/api/v1`.
pub fn router() -> Router<ServerState> {
    described().0.route("/openapi.json", get(openapi::get_openapi))
}

/// The OpenAPI document of all routes.
pub fn document() -> &'static utoipa::openapi::OpenApi {
    static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(|| openapi::complete(described().1));
    &DOCUMENT
}
