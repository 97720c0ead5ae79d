//! Server function: the saved queries of a project.

use almanac_domain::saved::SavedQuery;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The saved queries of a project.
#[server(endpoint = "query/list")]
pub(crate) async fn list_queries(project: ProjectId, after: Option<Uuid>) -> Answer<Page<SavedQuery>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::query::list(&app, &actor, project, page).await?)
}
