//! Dashboards.

use almanac_domain::dashboard::Dashboard;
use almanac_domain::{DashboardId, Page, PageRequest, ProjectId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::person::pattern;
use crate::tenant::page;
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into dashboards
    (id, org_id, project_id, name, description, content, version, created_at, updated_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9)";
const FIND: &str =
    in_project!(find "id, name, description, content, version, created_at, updated_at" "dashboards");
const LIST: &str = "select id, name, description, content, version, created_at, updated_at
    from dashboards
    where org_id = $1 and project_id = $2
        and ($3 is null or id < $3)
        and (name like $5 escape '\\' or lower(name) like $6 escape '\\')
    order by id desc
    limit $4";
const ALL: &str = "select id, name, description, content, version, created_at, updated_at
    from dashboards
    where org_id = $1 and project_id = $2
    order by id";
const UPDATE: &str = in_project!(update "dashboards" set
    "name = $4, description = $5, content = $6, version = $7, updated_at = $8"
    where "and version = $7 - 1");
const DELETE: &str = in_project!(delete "dashboards");

#[derive(sqlx::FromRow)]
struct DashboardRow {
    id: Uuid,
    name: String,
    description: String,
    content: Json<Value>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<DashboardRow> for Dashboard {
    type Error = Error;

    fn try_from(row: DashboardRow) -> Result<Self> {
        Ok(Self {
            id: DashboardId(row.id),
            name: row.name,
            description: row.description,
            content: code::from_json(row.content.0, "dashboards", "content", row.id)?,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Adds a dashboard.
pub async fn insert(tx: &mut Tx, project: ProjectId, dashboard: &Dashboard) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(dashboard.id.0)
        .bind(&dashboard.name)
        .bind(&dashboard.description)
        .bind(Json(&dashboard.content))
        .bind(dashboard.version)
        .bind(dashboard.created_at)
        .bind(dashboard.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A dashboard of the project.
pub async fn find(tx: &mut Tx, project: ProjectId, id: DashboardId) -> Result<Option<Dashboard>> {
    let row = tenant::find::<DashboardRow>(tx, FIND, project, id.0).await?;
    row.map(Dashboard::try_from).transpose()
}

/// A dashboard of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: DashboardId) -> Result<Dashboard> {
    find(tx, project, id).await?.ok_or(Error::NotFound("dashboard"))
}

/// A part of the dashboards whose name contains `search`, in any case, newest first.
pub async fn list(
    tx: &mut Tx,
    project: ProjectId,
    search: &str,
    request: PageRequest,
) -> Result<Page<Dashboard>> {
    let org = tx.org()?;
    let rows: Vec<DashboardRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(project.0)
        .bind(request.after)
        .bind(request.limit() + 1)
        .bind(pattern(search))
        .bind(pattern(&search.to_lowercase()))
        .fetch_all(connection)
        .await?);
    page(rows, request, |one: &Dashboard| one.id.0, Dashboard::try_from)
}

/// All dashboards of the project, oldest first.
pub async fn all(tx: &mut Tx, project: ProjectId) -> Result<Vec<Dashboard>> {
    let rows = tenant::all::<DashboardRow>(tx, ALL, project).await?;
    rows.into_iter().map(Dashboard::try_from).collect()
}

/// Stores the present state of a dashboard, if the version before is stored; false if another one is.
pub async fn update(tx: &mut Tx, project: ProjectId, dashboard: &Dashboard) -> Result<bool> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(project.0)
        .bind(dashboard.id.0)
        .bind(&dashboard.name)
        .bind(&dashboard.description)
        .bind(Json(&dashboard.content))
        .bind(dashboard.version)
        .bind(dashboard.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(done > 0)
}

/// Removes a dashboard.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: DashboardId) -> Result<()> {
    tenant::delete(tx, DELETE, "dashboard", project, id.0).await
}
