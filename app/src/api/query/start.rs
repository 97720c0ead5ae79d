//! Server function: what a new query begins with.

use almanac_domain::ProjectId;
use almanac_domain::saved::SourceDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde_json::Value;

use crate::api::Answer;

/// What is known of the sources of a new query, and whether the person may save it.
#[server(endpoint = "query/start", input = Json)]
pub(crate) async fn start_query(
    project: ProjectId,
    sources: Vec<Value>,
) -> Answer<(Vec<SourceDetail>, bool)> {
    use almanac_domain::Capability;
    use almanac_domain::saved::DescribeSources;
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::query::describe(&app, &actor, project, DescribeSources { sources }).await?;
    let saves = crate::api::edits(&app, &actor, project, Capability::QueryWrite).await?;
    Ok((found, saves))
}
