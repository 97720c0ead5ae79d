//! Server function: what a saved query was, and its runs.

use almanac_domain::saved::{QueryRun, QueryVersion, SavedQuery};
use almanac_domain::{Page, ProjectId, QueryId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// A saved query with its versions and runs.
pub(crate) type Remembered = (SavedQuery, Page<QueryVersion>, Page<QueryRun>);

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
    Ok((saved, versions, queries::runs(&app, &actor, project, query, newest).await?))
}
