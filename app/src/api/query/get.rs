//! Server function: a saved query.

use almanac_domain::saved::SavedQuery;
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// A saved query as its page begins with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct QueryDetail {
    pub query: SavedQuery,
    /// Whether a schema has changed so that it cannot run any more.
    pub broken: bool,
    /// Whether the person may change it.
    pub edits: bool,
}

/// A saved query.
#[server(endpoint = "query/get")]
pub(crate) async fn get_query(project: ProjectId, query: QueryId) -> Answer<QueryDetail> {
    use almanac_domain::Capability;
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::query::get(&app, &actor, project, query).await?;
    let broken = almanac_service::query::broken(&app, &actor, project, &[query]).await?;
    let edits = crate::api::edits(&app, &actor, project, Capability::QueryWrite).await?;
    Ok(QueryDetail { query: found, broken: !broken.is_empty(), edits })
}
