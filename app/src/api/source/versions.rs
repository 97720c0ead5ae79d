//! Server function: the versions of a source's schema.

use almanac_domain::source::{Source, SourceVersion};
use almanac_domain::{Page, ProjectId, SourceId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// A source with the versions of its schema.
#[server(endpoint = "source/versions")]
pub(crate) async fn list_versions(
    project: ProjectId,
    source: SourceId,
    after: Option<Uuid>,
) -> Answer<(Source, Page<SourceVersion>)> {
    use almanac_service::connected;
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    let found = connected::get(&app, &actor, project, source).await?;
    Ok((found, connected::versions(&app, &actor, project, source, page).await?))
}
