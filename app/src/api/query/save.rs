//! Server function: saves a query, or changes a saved one.

use almanac_chart::ChartSpec;
use almanac_domain::saved::SavedQuery;
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde_json::Value;

use crate::api::Answer;

/// Saves a query; `query` is the one that is changed, a new one if none.
#[server(endpoint = "query/save", input = Json)]
pub(crate) async fn save_query(
    project: ProjectId,
    query: Option<QueryId>,
    name: String,
    document: Value,
    spec: Option<ChartSpec>,
) -> Answer<SavedQuery> {
    use almanac_domain::saved::QueryInput;
    let (app, actor) = crate::api::signed_in()?;
    let chart = spec.map(serde_json::to_value).transpose().map_err(almanac_service::Error::internal)?;
    let input = QueryInput { name, document, chart };
    Ok(match query {
        Some(query) => almanac_service::query::update(&app, &actor, project, query, input).await?,
        None => almanac_service::query::save(&app, &actor, project, input).await?,
    })
}
