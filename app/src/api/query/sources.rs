//! Server function: what queries can read.

use almanac_domain::ProjectId;
use almanac_domain::saved::QuerySource;
use leptos::prelude::*;

use crate::api::Answer;

/// The data sets and saved queries of a project, with their columns.
#[server(endpoint = "query/sources")]
pub(crate) async fn list_query_sources(project: ProjectId) -> Answer<Vec<QuerySource>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::query::sources(&app, &actor, project).await?)
}
