//! Server function: makes a saved query what it was.

use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;

use crate::api::Answer;

/// Makes a saved query what it was.
#[server(endpoint = "query/restore")]
pub(crate) async fn restore_query(project: ProjectId, query: QueryId, number: i64) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::query::restore(&app, &actor, project, query, number).await?;
    leptos_axum::redirect(&crate::paths::query(project, query));
    Ok(())
}
