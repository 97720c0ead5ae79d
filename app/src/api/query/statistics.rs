//! Server function: what the columns of a result hold.

use std::collections::BTreeMap;

use almanac_domain::ProjectId;
use almanac_domain::saved::ColumnStatistics;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde_json::Value;

use crate::api::Answer;

/// What the first 100 columns of the whole result of a query hold.
#[server(endpoint = "query/statistics", input = Json)]
pub(crate) async fn query_statistics(
    project: ProjectId,
    document: Value,
    parameters: BTreeMap<String, Value>,
) -> Answer<Vec<ColumnStatistics>> {
    let (app, actor) = crate::api::signed_in()?;
    let asked = almanac_domain::saved::RunQuery { document, parameters, ..Default::default() };
    Ok(almanac_service::query::statistics(&app, &actor, project, asked).await?)
}
