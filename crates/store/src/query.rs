//! Saved queries.

use almanac_domain::saved::{QueryRead, SavedQuery};
use almanac_domain::source::TableName;
use almanac_domain::{DatasetId, ProjectId, QueryId, SourceId};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::person::pattern;
use crate::tenant::affected;
use crate::{Error, Result, Tx, code, query_place, tenant};

const INSERT: &str = "insert into queries
    (id, org_id, project_id, name, name_lower, document, chart, version, folder, folder_lower, tags, cache_seconds,
        created_at, updated_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const FIND: &str = in_project!(find
    "id, name, document, chart, version, folder, tags, cache_seconds, created_at, updated_at" "queries");
const UPDATE: &str = in_project!(update "queries" set
    "name = $4, name_lower = $5, document = $6, chart = $7, version = $8, updated_at = $9");
const DELETE: &str = in_project!(delete "queries");
const INSERT_READ: &str = "insert into query_reads
    (org_id, project_id, query_id, kind, object_id, table_schema, table_name, version)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";
const READS: &str = "select query_id, kind, object_id, table_schema, table_name, version
    from query_reads
    where org_id = $1 and project_id = $2
    order by query_id, object_id";
const DELETE_READS: &str = "delete from query_reads where org_id = $1 and project_id = $2 and query_id = $3";
const NAMED: &str = "select kind, id, name from (
        select 'dataset' as kind, id, name from datasets
        where org_id = $1 and project_id = $2 and state = 'ready'
        union all
        select 'query' as kind, id, name from queries where org_id = $1 and project_id = $2
    ) as named
    where name like $3 escape '\\' or lower(name) like $4 escape '\\'
    order by kind, lower(name), id limit $5";
const READ_BY: &str = "select count(distinct query_id) from query_reads where org_id = $1 and object_id = $2";

#[derive(sqlx::FromRow)]
pub(crate) struct QueryRow {
    id: Uuid,
    name: String,
    document: Json<Value>,
    chart: Option<Json<Value>>,
    version: i64,
    folder: String,
    tags: String,
    cache_seconds: i64,
    #[sqlx(default)]
    favorite: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<QueryRow> for SavedQuery {
    fn from(row: QueryRow) -> Self {
        Self {
            id: QueryId(row.id),
            name: row.name,
            document: row.document.0,
            chart: row.chart.map(|chart| chart.0),
            version: row.version,
            folder: row.folder,
            tags: query_place::tags_of(&row.tags),
            cache_seconds: row.cache_seconds,
            favorite: row.favorite,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Of what kind something is that a query reads.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReadKind {
    Dataset,
    Table,
    Query,
}

#[derive(sqlx::FromRow)]
struct ReadRow {
    query_id: Uuid,
    kind: String,
    object_id: Uuid,
    table_schema: Option<String>,
    table_name: Option<String>,
    version: Option<i64>,
}

impl TryFrom<ReadRow> for (QueryId, QueryRead) {
    type Error = Error;

    fn try_from(row: ReadRow) -> Result<Self> {
        let read = match code::from_text(&row.kind, "query_reads", "kind", row.query_id)? {
            ReadKind::Dataset => QueryRead::Dataset { id: DatasetId(row.object_id), version: row.version },
            ReadKind::Query => QueryRead::Query(QueryId(row.object_id)),
            ReadKind::Table => match row.table_name {
                Some(name) => QueryRead::Table {
                    source: SourceId(row.object_id),
                    table: TableName { schema: row.table_schema, name },
                    version: row.version,
                },
                None => QueryRead::Sql(SourceId(row.object_id)),
            },
        };
        Ok((QueryId(row.query_id), read))
    }
}

/// Adds a query that reads `reads`.
pub async fn insert(tx: &mut Tx, project: ProjectId, query: &SavedQuery, reads: &[QueryRead]) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(query.id.0)
        .bind(&query.name)
        .bind(query.name.to_lowercase())
        .bind(Json(&query.document))
        .bind(query.chart.as_ref().map(Json))
        .bind(query.version)
        .bind(&query.folder)
        .bind(query.folder.to_lowercase())
        .bind(query_place::tags_text(&query.tags))
        .bind(query.cache_seconds)
        .bind(query.created_at)
        .bind(query.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    note_reads(tx, project, query.id, reads).await
}

async fn note_reads(tx: &mut Tx, project: ProjectId, id: QueryId, reads: &[QueryRead]) -> Result<()> {
    let org = tx.org()?;
    for read in reads {
        let (kind, object, table, version) = match read {
            QueryRead::Dataset { id, version } => ("dataset", id.0, None, *version),
            QueryRead::Table { source, table, version } => ("table", source.0, Some(table), *version),
            QueryRead::Query(id) => ("query", id.0, None, None),
            // It may read any of its tables.
            QueryRead::Sql(id) => ("table", id.0, None, None),
        };
        on!(tx, connection => sqlx::query(INSERT_READ)
            .bind(org.0)
            .bind(project.0)
            .bind(id.0)
            .bind(kind)
            .bind(object)
            .bind(table.and_then(|table| table.schema.as_ref()))
            .bind(table.map(|table| &table.name))
            .bind(version)
            .execute(connection)
            .await?
            .rows_affected());
    }
    Ok(())
}

/// A query of the project, as nobody's favourite: [`query_place::is_favorite`] says whose it is.
pub async fn find(tx: &mut Tx, project: ProjectId, id: QueryId) -> Result<Option<SavedQuery>> {
    Ok(tenant::find::<QueryRow>(tx, FIND, project, id.0).await?.map(SavedQuery::from))
}

/// A query of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: QueryId) -> Result<SavedQuery> {
    find(tx, project, id).await?.ok_or(Error::NotFound("query"))
}

/// Stores the present name, document, chart and version of a query, which now reads `reads`; it stays where it is.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn update(tx: &mut Tx, project: ProjectId, query: &SavedQuery, reads: &[QueryRead]) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(project.0)
        .bind(query.id.0)
        .bind(&query.name)
        .bind(query.name.to_lowercase())
        .bind(Json(&query.document))
        .bind(query.chart.as_ref().map(Json))
        .bind(query.version)
        .bind(query.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "query")?;
    on!(tx, connection => sqlx::query(DELETE_READS)
        .bind(org.0)
        .bind(project.0)
        .bind(query.id.0)
        .execute(connection)
        .await?
        .rows_affected());
    note_reads(tx, project, query.id, reads).await
}

/// Removes a query.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: QueryId) -> Result<()> {
    tenant::delete(tx, DELETE, "query", project, id.0).await
}

/// The data sets that are ready and the queries of the project whose name contains `search`, in any case; data sets
/// come first, each kind by name.
pub async fn named(
    tx: &mut Tx,
    project: ProjectId,
    search: &str,
    limit: u32,
) -> Result<Vec<(QueryRead, String)>> {
    let org = tx.org()?;
    let rows: Vec<(String, Uuid, String)> = on!(tx, connection => sqlx::query_as(NAMED)
        .bind(org.0)
        .bind(project.0)
        .bind(pattern(search))
        .bind(pattern(&search.to_lowercase()))
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?);
    let read = |(kind, id, name): (String, Uuid, String)| {
        let read = if kind == "dataset" {
            QueryRead::Dataset { id: DatasetId(id), version: None }
        } else {
            QueryRead::Query(QueryId(id))
        };
        (read, name)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// What each query of the project reads.
pub async fn reads(tx: &mut Tx, project: ProjectId) -> Result<Vec<(QueryId, QueryRead)>> {
    let rows = tenant::all::<ReadRow>(tx, READS, project).await?;
    rows.into_iter().map(<(QueryId, QueryRead)>::try_from).collect()
}

/// How many queries read a data set, a source or another query.
pub async fn count_of(tx: &mut Tx, object: Uuid) -> Result<i64> {
    let org = tx.org()?;
    Ok(
        on!(tx, connection => sqlx::query_scalar(READ_BY).bind(org.0).bind(object).fetch_one(connection).await?),
    )
}
