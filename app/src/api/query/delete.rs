//! Server function: deletes a saved query.

use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a saved query.
#[server(endpoint = "query/delete")]
pub(crate) async fn delete_query(project: ProjectId, query: QueryId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::query::delete(&app, &actor, project, query).await?;
    leptos_axum::redirect(&crate::paths::area(project, "queries"));
    Ok(())
}
