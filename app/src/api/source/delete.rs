//! Server function: disconnects a source.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use crate::api::Answer;

/// Disconnects a source.
#[server(endpoint = "source/delete")]
pub(crate) async fn delete_source(project: ProjectId, source: SourceId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::connected::delete(&app, &actor, project, source).await?;
    leptos_axum::redirect(&crate::paths::area(project, "sources"));
    Ok(())
}
