//! Server function: what a saved query was, and its runs.

use almanac_domain::saved::{QueryRun, QueryVersion, SavedQuery};
use almanac_domain::{Page, ProjectId, QueryId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::Answer;

/// A saved query with its versions and runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Remembered {
    pub query: SavedQuery,
    pub versions: Page<QueryVersion>,
    pub runs: Page<QueryRun>,
    /// Whether the person may change the query.
    pub edits: bool,
}

/// A saved query with a part of its versions and its newest runs.
#[server(endpoint = "query/history")]
pub(crate) async fn query_history(
    project: ProjectId,
    query: QueryId,
    after: Option<Uuid>,
) -> Answer<Remembered> {
    use almanac_service::query as queries;
    let (app, actor) = crate::api::signed_in()?;
    let newest = almanac_domain::PageRequest::default();
    let page = almanac_domain::PageRequest { after, ..newest };
    let saved = queries::get(&app, &actor, project, query).await?;
    let versions = queries::versions(&app, &actor, project, query, page).await?;
    let runs = queries::runs(&app, &actor, project, query, newest).await?;
    let edits = crate::api::edits(&app, &actor, project, almanac_domain::Capability::QueryWrite).await?;
    Ok(Remembered { query: saved, versions, runs, edits })
}
