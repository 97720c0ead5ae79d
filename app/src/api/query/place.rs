//! Server functions: where a saved query is.

use almanac_domain::saved::{QueryFolder, QueryTag, SavedQuery};
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;

use crate::api::Answer;

/// A saved query, and the folders and tags that there are.
pub(crate) type Placed = (SavedQuery, Vec<QueryFolder>, Vec<QueryTag>);

/// A saved query, and the folders and tags that there are.
#[server(endpoint = "query/start_place")]
pub(crate) async fn start_place(project: ProjectId, query: QueryId) -> Answer<Placed> {
    use almanac_service::query as queries;
    let (app, actor) = crate::api::signed_in()?;
    let saved = queries::get(&app, &actor, project, query).await?;
    let folders = queries::folders(&app, &actor, project).await?;
    Ok((saved, folders, queries::tags(&app, &actor, project).await?))
}

/// Puts a saved query into a folder, with these tags, separated by commas, and this cache lifetime; then shows the
/// folder.
#[server(endpoint = "query/place")]
pub(crate) async fn place_query(
    project: ProjectId,
    query: QueryId,
    folder: String,
    tags: String,
    cache_seconds: i64,
) -> Answer<()> {
    use almanac_domain::saved::QueryPlace;
    let (app, actor) = crate::api::signed_in()?;
    let tags = tags.split(',').filter(|tag| !tag.trim().is_empty()).map(str::to_owned).collect();
    let input = QueryPlace { folder: Some(folder), tags: Some(tags), cache_seconds: Some(cache_seconds) };
    let saved = almanac_service::query::place(&app, &actor, project, query, input).await?;
    leptos_axum::redirect(&crate::paths::query_folder(project, &saved.folder));
    Ok(())
}
