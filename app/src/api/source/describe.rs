//! Server function: says something about a version of a schema.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use crate::api::Answer;

/// Says something about a version; labels are separated by commas.
#[server(endpoint = "source/describe")]
pub(crate) async fn describe_version(
    project: ProjectId,
    source: SourceId,
    number: i64,
    #[server(default)] note: String,
    #[server(default)] labels: String,
) -> Answer<()> {
    use almanac_domain::source::VersionInput;
    let (app, actor) = crate::api::signed_in()?;
    let input = VersionInput { note, labels: crate::api::labels(&labels) };
    almanac_service::connected::describe(&app, &actor, project, (source, number), input).await?;
    leptos_axum::redirect(&crate::paths::source_page(project, source, "versions"));
    Ok(())
}
