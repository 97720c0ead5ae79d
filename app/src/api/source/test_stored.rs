//! Server function: tries to connect to a source as it is stored.

use almanac_domain::source::SourceTest;
use almanac_domain::{Actor, ProjectId, SourceId};
use almanac_service::{App, Error};
use leptos::prelude::*;

use crate::api::Answer;

/// Tries to connect; its page tells how that went.
#[server(endpoint = "source/test_stored")]
pub(crate) async fn test_stored_source(project: ProjectId, source: SourceId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let tested = almanac_service::connected::test_stored(&app, &actor, project, source).await?;
    let text = serde_json::to_string(&(source, tested)).map_err(Error::internal)?;
    crate::api::show_once(&app, &actor, "source test", &text)?;
    leptos_axum::redirect(&crate::paths::source(project, source));
    Ok(())
}

/// How the test of this source went, if one was made just now.
pub(super) fn take(app: &App, actor: &Actor, source: SourceId) -> Answer<Option<SourceTest>> {
    let Some(text) = crate::api::shown_once(app, actor, "source test")? else { return Ok(None) };
    let (of, tested): (SourceId, SourceTest) = serde_json::from_str(&text).map_err(Error::internal)?;
    Ok((of == source).then_some(tested))
}
