//! Where saved queries are, and how they are found: folders, tags, favourites.

use almanac_domain::saved::{QueryFilter, QueryFolder, QueryPlace, QueryTag, RenameFolder, SavedQuery};
use almanac_domain::{Actor, Capability, Page, PageRequest, ProjectId, QueryId};
use almanac_store::{Tx, query, query_place};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// The saved queries of a project that a filter keeps.
pub async fn list(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    filter: QueryFilter,
    page: PageRequest,
) -> Result<Page<SavedQuery>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    let filter = filter.checked()?;
    if let Some(after) = page.after {
        // The place of the query in the list is where it goes on.
        let last = query::find(&mut tx, project, QueryId(after)).await?;
        last.ok_or_else(|| Error::field("after", "there is no such query any more"))?;
    }
    Ok(query_place::list(&mut tx, project, actor.user_id, &filter, page).await?)
}

/// A saved query, as it is for a person.
pub(super) async fn found(tx: &mut Tx, actor: &Actor, project: ProjectId, id: QueryId) -> Result<SavedQuery> {
    let mut found = query::get(tx, project, id).await?;
    found.favorite = query_place::is_favorite(tx, project, id, actor.user_id).await?;
    Ok(found)
}

/// Changes the folder, the tags and the cache lifetime of a saved query. It makes no version.
pub async fn place(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: QueryId,
    input: QueryPlace,
) -> Result<SavedQuery> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    let mut saved = found(&mut tx, actor, project, id).await?;
    let QueryPlace { folder, tags, cache_seconds } = input.checked()?;
    saved.folder = folder.unwrap_or(saved.folder);
    saved.tags = tags.unwrap_or(saved.tags);
    saved.cache_seconds = cache_seconds.unwrap_or(saved.cache_seconds);
    query_place::put(&mut tx, project, &saved).await?;
    let detail = json!({ "folder": saved.folder, "tags": saved.tags, "cache_seconds": saved.cache_seconds });
    record(app, &mut tx, actor, "query.place", Object("query", id.0), detail).await?;
    tx.save().await?;
    Ok(saved)
}

/// Makes a saved query a favourite of the person, or no longer one; it may be that already. Others see nothing of it.
pub async fn favorite(app: &App, actor: &Actor, project: ProjectId, id: QueryId, on: bool) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::QueryRead).await?;
    query::get(&mut tx, project, id).await?;
    query_place::set_favorite(&mut tx, project, id, actor.user_id, on).await?;
    let action = if on { "query.favorite" } else { "query.unfavorite" };
    record(app, &mut tx, actor, action, Object("query", id.0), json!({})).await?;
    Ok(tx.save().await?)
}

/// The folders of the project's queries, by path, the top first.
pub async fn folders(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<QueryFolder>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    Ok(QueryFolder::tree(query_place::folders(&mut tx, project).await?))
}

/// The tags of the project's queries, in order.
pub async fn tags(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<QueryTag>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    Ok(query_place::tags(&mut tx, project).await?)
}

/// Renames a folder, with all that is in and below it; returns the folders as they are then.
pub async fn rename_folder(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    input: RenameFolder,
) -> Result<Vec<QueryFolder>> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    let input = input.checked()?;
    let paths = query_place::folders(&mut tx, project).await?.into_iter().map(|(path, _)| path).collect();
    let moves = input.moves(paths)?;
    if moves.is_empty() {
        return Err(Error::field("from", "there is no such folder"));
    }
    let mut moved = 0;
    for (from, to) in moves {
        moved += query_place::move_folder(&mut tx, project, &from, &to).await?;
    }
    let detail = json!({ "from": input.from, "to": input.to, "queries": moved });
    record(app, &mut tx, actor, "query.rename_folder", Object("project", project.0), detail).await?;
    let folders = QueryFolder::tree(query_place::folders(&mut tx, project).await?);
    tx.save().await?;
    Ok(folders)
}
