//! Server function: begins to read the schema of a source.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use crate::api::Answer;

/// Begins to read the schema of a source.
#[server(endpoint = "source/read")]
pub(crate) async fn read_source(project: ProjectId, source: SourceId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::connected::start_reading(&app, &actor, project, source).await?;
    leptos_axum::redirect(&crate::paths::source(project, source));
    Ok(())
}
