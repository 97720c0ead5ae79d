//! Server function: the saved queries of a project.

use almanac_domain::saved::SavedQuery;
use almanac_domain::{Page, ProjectId, QueryId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The saved queries of a project, and those of them that cannot run any more because a schema has changed.
#[server(endpoint = "query/list")]
pub(crate) async fn list_queries(
    project: ProjectId,
    after: Option<Uuid>,
) -> Answer<(Page<SavedQuery>, Vec<QueryId>)> {
    use almanac_service::query;
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    let found = query::list(&app, &actor, project, page).await?;
    let ids: Vec<QueryId> = found.items.iter().map(|one| one.id).collect();
    let broken = query::broken(&app, &actor, project, &ids).await?;
    Ok((found, broken))
}
