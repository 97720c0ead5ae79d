//! Server function: a saved query.

use almanac_domain::saved::SavedQuery;
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;

use crate::api::Answer;

/// A saved query.
#[server(endpoint = "query/get")]
pub(crate) async fn get_query(project: ProjectId, query: QueryId) -> Answer<SavedQuery> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::query::get(&app, &actor, project, query).await?)
}
