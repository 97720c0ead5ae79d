//! Saved queries.

use almanac_domain::saved::SavedQuery;
use almanac_domain::{DatasetId, Page, PageRequest, ProjectId, QueryId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, tenant};

const INSERT: &str = "insert into queries
    (id, org_id, project_id, name, dataset_id, document, chart, created_at, updated_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9)";
const FIND: &str =
    in_project!(find "id, name, dataset_id, document, chart, created_at, updated_at" "queries");
const LIST: &str =
    in_project!(list "id, name, dataset_id, document, chart, created_at, updated_at" "queries");
const UPDATE: &str = in_project!(update "queries" set
    "name = $4, dataset_id = $5, document = $6, chart = $7, updated_at = $8");
const DELETE: &str = in_project!(delete "queries");
const READ_BY: &str = "select count(*) from queries where org_id = $1 and dataset_id = $2";

#[derive(sqlx::FromRow)]
struct QueryRow {
    id: Uuid,
    name: String,
    dataset_id: Uuid,
    document: Json<Value>,
    chart: Option<Json<Value>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<QueryRow> for SavedQuery {
    fn from(row: QueryRow) -> Self {
        Self {
            id: QueryId(row.id),
            name: row.name,
            dataset_id: DatasetId(row.dataset_id),
            document: row.document.0,
            chart: row.chart.map(|chart| chart.0),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Adds a query.
pub async fn insert(tx: &mut Tx, project: ProjectId, query: &SavedQuery) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(query.id.0)
        .bind(&query.name)
        .bind(query.dataset_id.0)
        .bind(Json(&query.document))
        .bind(query.chart.as_ref().map(Json))
        .bind(query.created_at)
        .bind(query.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A query of the project.
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

/// A part of the queries, newest first.
pub async fn list(tx: &mut Tx, project: ProjectId, request: PageRequest) -> Result<Page<SavedQuery>> {
    let rows = tenant::list::<QueryRow>(tx, LIST, project, request).await?;
    page(rows, request, |q: &SavedQuery| q.id.0, |row| Ok(row.into()))
}

/// Stores the present state of a query.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn update(tx: &mut Tx, project: ProjectId, query: &SavedQuery) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(project.0)
        .bind(query.id.0)
        .bind(&query.name)
        .bind(query.dataset_id.0)
        .bind(Json(&query.document))
        .bind(query.chart.as_ref().map(Json))
        .bind(query.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "query")
}

/// Removes a query.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: QueryId) -> Result<()> {
    tenant::delete(tx, DELETE, "query", project, id.0).await
}

/// How many queries read a data set.
pub async fn count_of(tx: &mut Tx, dataset: DatasetId) -> Result<i64> {
    let org = tx.org()?;
    Ok(
        on!(tx, connection => sqlx::query_scalar(READ_BY).bind(org.0).bind(dataset.0).fetch_one(connection).await?),
    )
}
