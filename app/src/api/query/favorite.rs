//! Server function: marks a saved query.

use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;

use crate::api::Answer;

/// Makes a saved query a favourite, or no longer one.
#[server(endpoint = "query/favorite")]
pub(crate) async fn set_favorite(project: ProjectId, query: QueryId, favorite: bool) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::query::favorite(&app, &actor, project, query, favorite).await?)
}
