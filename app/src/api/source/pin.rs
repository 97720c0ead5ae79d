//! Server function: makes queries use a version of a schema.

use almanac_domain::source::PinVersion;
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use crate::api::Answer;

/// Makes queries use a version of a schema.
#[server(endpoint = "source/pin")]
pub(crate) async fn pin_source(project: ProjectId, source: SourceId, version: i64) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::connected::pin(&app, &actor, project, source, PinVersion { version }).await?;
    leptos_axum::redirect(&crate::paths::source_page(project, source, "versions"));
    Ok(())
}
