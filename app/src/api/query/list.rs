//! Server function: the saved queries of a project.

use almanac_domain::saved::{QueryFilter, QueryFolder, QueryTag, SavedQuery};
use almanac_domain::{Capability, Page, ProjectId, QueryId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::Answer;

/// Saved queries of a project, with the ways to others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct QueryList {
    pub page: Page<SavedQuery>,
    /// Those of them that cannot run any more because a schema has changed.
    pub broken: Vec<QueryId>,
    pub folders: Vec<QueryFolder>,
    pub tags: Vec<QueryTag>,
    /// Whether the person may change queries.
    pub edits: bool,
}

/// A part of the saved queries that a filter keeps.
#[server(endpoint = "query/list")]
pub(crate) async fn list_queries(
    project: ProjectId,
    filter: QueryFilter,
    after: Option<Uuid>,
) -> Answer<QueryList> {
    use almanac_service::query;
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    let page = query::list(&app, &actor, project, filter, page).await?;
    let ids: Vec<QueryId> = page.items.iter().map(|one| one.id).collect();
    let broken = query::broken(&app, &actor, project, &ids).await?;
    let folders = query::folders(&app, &actor, project).await?;
    let tags = query::tags(&app, &actor, project).await?;
    let edits = crate::api::edits(&app, &actor, project, Capability::QueryWrite).await?;
    Ok(QueryList { page, broken, folders, tags, edits })
}
