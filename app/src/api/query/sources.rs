//! Server function: what queries can read.

use almanac_domain::ProjectId;
use almanac_domain::saved::QuerySource;
use leptos::prelude::*;

use crate::api::Answer;

/// The data sets, saved queries and tables of a project whose names contain `search`.
#[server(endpoint = "query/sources")]
pub(crate) async fn find_query_sources(project: ProjectId, search: String) -> Answer<Vec<QuerySource>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::query::sources(&app, &actor, project, &search).await?)
}
