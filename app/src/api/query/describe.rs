//! Server function: what is known about sources of a query.

use almanac_domain::ProjectId;
use almanac_domain::saved::SourceDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde_json::Value;

use crate::api::Answer;

/// The columns and foreign keys of sources; those that are not there are left out.
#[server(endpoint = "query/describe", input = Json)]
pub(crate) async fn describe_sources(project: ProjectId, sources: Vec<Value>) -> Answer<Vec<SourceDetail>> {
    let (app, actor) = crate::api::signed_in()?;
    let asked = almanac_domain::saved::DescribeSources { sources };
    Ok(almanac_service::query::describe(&app, &actor, project, asked).await?)
}
