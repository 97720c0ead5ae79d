//! Server function: the sources of a project.

use almanac_domain::source::Source;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The sources of a project.
#[server(endpoint = "source/list")]
pub(crate) async fn list_sources(project: ProjectId, after: Option<Uuid>) -> Answer<Page<Source>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::connected::list(&app, &actor, project, page).await?)
}
