//! Server function: the dashboards of a project.

use almanac_domain::dashboard::Dashboard;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The dashboards whose name contains `search`, and whether the person may change them.
#[server(endpoint = "dashboard/list")]
pub(crate) async fn list_dashboards(
    project: ProjectId,
    search: String,
    after: Option<Uuid>,
) -> Answer<(Page<Dashboard>, bool)> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    let found = almanac_service::dashboard::list(&app, &actor, project, &search, page).await?;
    Ok((found, super::edits(&app, &actor, project).await?))
}
