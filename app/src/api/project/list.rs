//! Server function: the projects the person sees.

use almanac_domain::Page;
use almanac_domain::project::{Project, ProjectFilter};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The projects the person sees.
#[server(endpoint = "project/list")]
pub(crate) async fn list_projects(filter: ProjectFilter, after: Option<Uuid>) -> Answer<Page<Project>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::project::list(&app, &actor, filter, page).await?)
}
