//! Where saved queries are, and how they are found: folders, tags, favourites.

use std::collections::BTreeMap;

use almanac_domain::saved::{QueryFilter, QueryOrder, QueryTag, SavedQuery};
use almanac_domain::{Page, PageRequest, ProjectId, QueryId, UserId};

use crate::person::pattern;
use crate::query::QueryRow;
use crate::tenant::{affected, page};
use crate::{Result, Tx, tenant};

/// The queries that a filter keeps, from after `$4` on, in the order of a column and, where it is the same, of the ids.
macro_rules! list {
    ($column:literal $after:literal $direction:literal) => {
        concat!(
            "select
                q.id, q.name, q.document, q.chart, q.version, q.folder, q.tags, q.cache_seconds,
                q.created_at, q.updated_at, f.user_id is not null as favorite
            from queries q
            left join query_favorites f on f.org_id = q.org_id and f.query_id = q.id and f.user_id = $3
            where q.org_id = $1 and q.project_id = $2
                and ($4 is null or (q.",
            $column,
            ", q.id) ",
            $after,
            " (
                    select a.",
            $column,
            ", a.id from queries a
                    where a.org_id = $1 and a.project_id = $2 and a.id = $4
                ))
                and (q.name_lower like $5 escape '\\'
                    or q.folder_lower like $5 escape '\\'
                    or q.tags like $5 escape '\\')
                and ($6 is null or q.folder = $6 or substr(q.folder, 1, length($7)) = $7)
                and q.tags like $8 escape '\\'
                and (not $9 or f.user_id is not null)
            order by q.",
            $column,
            " ",
            $direction,
            ", q.id ",
            $direction,
            "
            limit $10"
        )
    };
}

const BY_CHANGE: &str = list!("updated_at" "<" "desc");
const BY_NAME: &str = list!("name_lower" ">" "asc");
const PUT: &str =
    in_project!(update "queries" set "folder = $4, folder_lower = $5, tags = $6, cache_seconds = $7");
const FOLDERS: &str = "select folder, count(*)
    from queries
    where org_id = $1 and project_id = $2
    group by folder";
const TAGS: &str = "select tags, count(*)
    from queries
    where org_id = $1 and project_id = $2
    group by tags";
const MOVE: &str = "update queries set folder = $4, folder_lower = $5
    where org_id = $1 and project_id = $2 and folder = $3";
const MARK: &str = "insert into query_favorites (org_id, project_id, query_id, user_id)
    values ($1, $2, $3, $4)
    on conflict (query_id, user_id) do nothing";
const UNMARK: &str = "delete from query_favorites
    where org_id = $1 and project_id = $2 and query_id = $3 and user_id = $4";
const MARKED: &str = "select count(*)
    from query_favorites
    where org_id = $1 and project_id = $2 and query_id = $3 and user_id = $4";

/// Tags as they are stored: each between line ends, which no tag has.
pub(crate) fn tags_text(tags: &[String]) -> String {
    if tags.is_empty() { String::new() } else { format!("\n{}\n", tags.join("\n")) }
}

/// Stored tags.
pub(crate) fn tags_of(text: &str) -> Vec<String> {
    text.split('\n').filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

/// A part of the queries that a filter keeps, as they are for a person. The texts of the filter are as they are stored.
pub async fn list(
    tx: &mut Tx,
    project: ProjectId,
    person: UserId,
    filter: &QueryFilter,
    request: PageRequest,
) -> Result<Page<SavedQuery>> {
    let org = tx.org()?;
    let sql = match filter.order {
        QueryOrder::Changed => BY_CHANGE,
        QueryOrder::Name => BY_NAME,
    };
    // What a path begins with that lies below the folder; all lies below the top.
    let below = filter.folder.as_ref().filter(|_| filter.below);
    let below = below.map(|path| if path.is_empty() { String::new() } else { format!("{path}/") });
    let tag = filter.tag.as_ref().map_or_else(|| "%".to_owned(), |tag| pattern(&format!("\n{tag}\n")));
    let rows: Vec<QueryRow> = on!(tx, connection => sqlx::query_as(sql)
        .bind(org.0)
        .bind(project.0)
        .bind(person.0)
        .bind(request.after)
        .bind(pattern(&filter.search))
        .bind(&filter.folder)
        .bind(&below)
        .bind(&tag)
        .bind(filter.favorites)
        .bind(request.limit() + 1)
        .fetch_all(connection)
        .await?);
    page(rows, request, |query: &SavedQuery| query.id.0, |row| Ok(row.into()))
}

/// Stores the folder, the tags and the cache lifetime of a query.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) if it is not there.
pub async fn put(tx: &mut Tx, project: ProjectId, query: &SavedQuery) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(project.0)
        .bind(query.id.0)
        .bind(&query.folder)
        .bind(query.folder.to_lowercase())
        .bind(tags_text(&query.tags))
        .bind(query.cache_seconds)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "query")
}

/// How many queries are in each folder that has some.
pub async fn folders(tx: &mut Tx, project: ProjectId) -> Result<Vec<(String, i64)>> {
    tenant::all(tx, FOLDERS, project).await
}

/// The tags of the project's queries, in order.
pub async fn tags(tx: &mut Tx, project: ProjectId) -> Result<Vec<QueryTag>> {
    let mut found: BTreeMap<String, i64> = BTreeMap::new();
    for (tags, queries) in tenant::all::<(String, i64)>(tx, TAGS, project).await? {
        for tag in tags_of(&tags) {
            *found.entry(tag).or_default() += queries;
        }
    }
    Ok(found.into_iter().map(|(name, queries)| QueryTag { name, queries }).collect())
}

/// Moves the queries that are in a folder, but not those below it, into another; how many there were.
pub async fn move_folder(tx: &mut Tx, project: ProjectId, from: &str, to: &str) -> Result<u64> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query(MOVE)
        .bind(org.0)
        .bind(project.0)
        .bind(from)
        .bind(to)
        .bind(to.to_lowercase())
        .execute(connection)
        .await?
        .rows_affected()))
}

/// Makes a query a favourite of a person, or no longer one.
pub async fn set_favorite(
    tx: &mut Tx,
    project: ProjectId,
    query: QueryId,
    person: UserId,
    favorite: bool,
) -> Result<()> {
    let org = tx.org()?;
    let sql = if favorite { MARK } else { UNMARK };
    on!(tx, connection => sqlx::query(sql)
        .bind(org.0)
        .bind(project.0)
        .bind(query.0)
        .bind(person.0)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Whether a query is a favourite of a person.
pub async fn is_favorite(tx: &mut Tx, project: ProjectId, query: QueryId, person: UserId) -> Result<bool> {
    let org = tx.org()?;
    let count: i64 = on!(tx, connection => sqlx::query_scalar(MARKED)
        .bind(org.0)
        .bind(project.0)
        .bind(query.0)
        .bind(person.0)
        .fetch_one(connection)
        .await?);
    Ok(count > 0)
}
