//! Server function: makes queries use the newest version of a schema again.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use crate::api::Answer;

/// Makes queries use the newest version of a schema again.
#[server(endpoint = "source/unpin")]
pub(crate) async fn unpin_source(project: ProjectId, source: SourceId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::connected::unpin(&app, &actor, project, source).await?;
    leptos_axum::redirect(&crate::paths::source_page(project, source, "versions"));
    Ok(())
}
