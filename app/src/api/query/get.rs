//! Server function: a saved query.

use almanac_domain::saved::SavedQuery;
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;

use crate::api::Answer;

/// A saved query, and whether a schema has changed so that it cannot run any more.
#[server(endpoint = "query/get")]
pub(crate) async fn get_query(project: ProjectId, query: QueryId) -> Answer<(SavedQuery, bool)> {
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::query::get(&app, &actor, project, query).await?;
    let broken = almanac_service::query::broken(&app, &actor, project, &[query]).await?;
    Ok((found, !broken.is_empty()))
}
