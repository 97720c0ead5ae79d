//! Versions of saved queries, and their runs.

use almanac_domain::saved::{QueryRun, QueryVersion};
use almanac_domain::{Page, PageRequest, ProjectId, QueryId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::person::joined;
use crate::tenant::page;
use crate::{Error, Result, Tx, tenant};

const INSERT_VERSION: &str = "insert into query_versions
    (id, org_id, project_id, query_id, number, name, document, chart, author_id, created_at)
    values ($4, $1, $2, $3, $5, $6, $7, $8, $9, $10)";
const FIND_VERSION: &str = "select
        v.id, v.number, v.name, v.document, v.chart, v.author_id, v.created_at,
        u.name as author_name, u.email as author_email
    from query_versions v
    left join users u on u.id = v.author_id
    where v.org_id = $1 and v.project_id = $2 and v.query_id = $3 and v.number = $4";
const LIST_VERSIONS: &str = "select
        v.id, v.number, v.name, v.document, v.chart, v.author_id, v.created_at,
        u.name as author_name, u.email as author_email
    from query_versions v
    left join users u on u.id = v.author_id
    where v.org_id = $1 and v.project_id = $2 and v.query_id = $3 and ($4 is null or v.id < $4)
    order by v.id desc
    limit $5";
const INSERT_RUN: &str = "insert into query_runs
    (id, org_id, project_id, query_id, version, user_id, row_count, elapsed_ms, error, began_at)
    values ($4, $1, $2, $3, $5, $6, $7, $8, $9, $10)";
const LIST_RUNS: &str = "select
        r.id, r.version, r.user_id, r.row_count, r.elapsed_ms, r.error, r.began_at,
        u.name as user_name, u.email as user_email
    from query_runs r
    left join users u on u.id = r.user_id
    where r.org_id = $1 and r.project_id = $2 and r.query_id = $3 and ($4 is null or r.id < $4)
    order by r.id desc
    limit $5";
const FORGET_RUNS: &str = "delete from query_runs
    where org_id = $1 and project_id = $2 and query_id = $3 and id < (
        select id from query_runs
        where org_id = $1 and project_id = $2 and query_id = $3
        order by id desc limit 1 offset $4
    )";

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: Uuid,
    number: i64,
    name: String,
    document: Json<Value>,
    chart: Option<Json<Value>>,
    author_id: Option<Uuid>,
    author_name: Option<String>,
    author_email: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<VersionRow> for QueryVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            id: row.id,
            number: row.number,
            name: row.name,
            document: row.document.0,
            chart: row.chart.map(|chart| chart.0),
            author: joined(row.author_id, row.author_name, row.author_email),
            created_at: row.created_at,
        }
    }
}

#[derive(sqlx::FromRow)]
struct RunRow {
    id: Uuid,
    version: i64,
    user_id: Option<Uuid>,
    user_name: Option<String>,
    user_email: Option<String>,
    row_count: i64,
    elapsed_ms: i64,
    error: Option<String>,
    began_at: DateTime<Utc>,
}

impl From<RunRow> for QueryRun {
    fn from(row: RunRow) -> Self {
        Self {
            id: row.id,
            version: row.version,
            person: joined(row.user_id, row.user_name, row.user_email),
            rows: row.row_count,
            elapsed_ms: row.elapsed_ms,
            error: row.error,
            began_at: row.began_at,
        }
    }
}

/// Adds a version of a query.
///
/// # Errors
/// [`Error::Exists`] if the query has one of this number.
pub async fn insert_version(
    tx: &mut Tx,
    project: ProjectId,
    query: QueryId,
    version: &QueryVersion,
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT_VERSION)
        .bind(org.0)
        .bind(project.0)
        .bind(query.0)
        .bind(version.id)
        .bind(version.number)
        .bind(&version.name)
        .bind(Json(&version.document))
        .bind(version.chart.as_ref().map(Json))
        .bind(version.author.as_ref().map(|person| person.id.0))
        .bind(version.created_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "version"))?
        .rows_affected());
    Ok(())
}

/// A version of a query.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn version(tx: &mut Tx, project: ProjectId, query: QueryId, number: i64) -> Result<QueryVersion> {
    let org = tx.org()?;
    let row: Option<VersionRow> = on!(tx, connection => sqlx::query_as(FIND_VERSION)
        .bind(org.0)
        .bind(project.0)
        .bind(query.0)
        .bind(number)
        .fetch_optional(connection)
        .await?);
    row.map(QueryVersion::from).ok_or(Error::NotFound("version"))
}

/// A part of the versions of a query, newest first.
pub async fn versions(
    tx: &mut Tx,
    project: ProjectId,
    query: QueryId,
    request: PageRequest,
) -> Result<Page<QueryVersion>> {
    let rows = tenant::list_of::<VersionRow>(tx, LIST_VERSIONS, project, query.0, request).await?;
    page(rows, request, |version: &QueryVersion| version.id, |row| Ok(row.into()))
}

/// Notes a run of a query; only the newest `kept` stay.
pub async fn insert_run(
    tx: &mut Tx,
    project: ProjectId,
    query: QueryId,
    run: &QueryRun,
    kept: u32,
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT_RUN)
        .bind(org.0)
        .bind(project.0)
        .bind(query.0)
        .bind(run.id)
        .bind(run.version)
        .bind(run.person.as_ref().map(|person| person.id.0))
        .bind(run.rows)
        .bind(run.elapsed_ms)
        .bind(&run.error)
        .bind(run.began_at)
        .execute(connection)
        .await?
        .rows_affected());
    on!(tx, connection => sqlx::query(FORGET_RUNS)
        .bind(org.0)
        .bind(project.0)
        .bind(query.0)
        .bind(i64::from(kept.saturating_sub(1)))
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A part of the runs of a query, newest first.
pub async fn runs(
    tx: &mut Tx,
    project: ProjectId,
    query: QueryId,
    request: PageRequest,
) -> Result<Page<QueryRun>> {
    let rows = tenant::list_of::<RunRow>(tx, LIST_RUNS, project, query.0, request).await?;
    page(rows, request, |run: &QueryRun| run.id, |row| Ok(row.into()))
}
