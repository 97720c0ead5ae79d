//! Data sets.

use almanac_domain::data::{Dataset, DatasetVersion};
use almanac_domain::quality::Origin;
use almanac_domain::{DatasetId, JobId, Page, PageRequest, ProjectId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into datasets
    (id, org_id, project_id, name, file_name, state, error, job_id, row_count, bytes, sha256, fingerprint,
        columns, origin, created_at, version)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
const FIND: &str = in_project!(find
    "id, name, file_name, state, error, job_id, version, row_count, bytes, sha256, columns, origin, created_at"
    "datasets");
const LIST: &str = in_project!(list
    "id, name, file_name, state, error, job_id, version, row_count, bytes, sha256, columns, origin, created_at"
    "datasets");
const SAME: &str = "select
        id, name, file_name, state, error, job_id, version, row_count, bytes, sha256, columns, origin, created_at
    from datasets
    where org_id = $1 and project_id = $2 and fingerprint = $3 and state <> 'failed'";
const FINGERPRINT: &str = in_project!(find "fingerprint" "datasets");
const RENAME: &str = in_project!(update "datasets" set "name = $4");
const USED: &str =
    "select id, version from datasets where org_id = $1 and project_id = $2 and state = 'ready'";
const LOCK: &str = in_project!(update "datasets" set "version = version");
const SHOW: &str = in_project!(update "datasets" set
    "state = 'ready', error = null, version = $4, file_name = $5, row_count = $6, bytes = $7, sha256 = $8,
        columns = $9, fingerprint = coalesce($10, fingerprint)");
const SET_ORIGIN: &str = in_project!(update "datasets" set "origin = $4");
const FAIL: &str =
    in_project!(update "datasets" set "state = 'failed', error = $4" where "and state = 'importing'");
const DELETE: &str = in_project!(delete "datasets");

#[derive(sqlx::FromRow)]
struct DatasetRow {
    id: Uuid,
    name: String,
    file_name: String,
    state: String,
    error: Option<String>,
    job_id: Option<Uuid>,
    version: i64,
    row_count: i64,
    bytes: i64,
    sha256: String,
    #[sqlx(json)]
    columns: serde_json::Value,
    origin: Option<Json<serde_json::Value>>,
    created_at: DateTime<Utc>,
}

impl TryFrom<DatasetRow> for Dataset {
    type Error = Error;

    fn try_from(row: DatasetRow) -> Result<Self> {
        Ok(Self {
            id: DatasetId(row.id),
            name: row.name,
            file_name: row.file_name,
            state: code::from_text(&row.state, "datasets", "state", row.id)?,
            error: row.error,
            job_id: row.job_id.map(JobId),
            version: row.version,
            rows: row.row_count,
            bytes: row.bytes,
            sha256: row.sha256,
            columns: code::from_json(row.columns, "datasets", "columns", row.id)?,
            origin: row
                .origin
                .map(|origin| code::from_json(origin.0, "datasets", "origin", row.id))
                .transpose()?,
            created_at: row.created_at,
        })
    }
}

/// Adds a data set. `fingerprint` tells bytes and options together.
///
/// # Errors
/// [`Error::Exists`] if the project has a data set of that fingerprint that did not fail.
pub async fn insert(tx: &mut Tx, project: ProjectId, dataset: &Dataset, fingerprint: &str) -> Result<()> {
    let org = tx.org()?;
    let state = code::to_text(&dataset.state)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.id.0)
        .bind(&dataset.name)
        .bind(&dataset.file_name)
        .bind(state)
        .bind(&dataset.error)
        .bind(dataset.job_id.map(|id| id.0))
        .bind(dataset.rows)
        .bind(dataset.bytes)
        .bind(&dataset.sha256)
        .bind(fingerprint)
        .bind(Json(&dataset.columns))
        .bind(dataset.origin.as_ref().map(Json))
        .bind(dataset.created_at)
        .bind(dataset.version)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "data set"))?
        .rows_affected());
    Ok(())
}

/// A data set of the project.
pub async fn find(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<Option<Dataset>> {
    tenant::find::<DatasetRow>(tx, FIND, project, id.0).await?.map(Dataset::try_from).transpose()
}

/// A data set of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<Dataset> {
    find(tx, project, id).await?.ok_or(Error::NotFound("data set"))
}

/// What tells bytes and options of a data set together.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn fingerprint(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<String> {
    let row: Option<(String,)> = tenant::find(tx, FINGERPRINT, project, id.0).await?;
    row.map(|(fingerprint,)| fingerprint).ok_or(Error::NotFound("data set"))
}

/// The data set of this fingerprint, unless its import failed.
pub async fn find_same(tx: &mut Tx, project: ProjectId, fingerprint: &str) -> Result<Option<Dataset>> {
    let org = tx.org()?;
    let row: Option<DatasetRow> = on!(tx, connection => sqlx::query_as(SAME)
        .bind(org.0)
        .bind(project.0)
        .bind(fingerprint)
        .fetch_optional(connection)
        .await?);
    row.map(Dataset::try_from).transpose()
}

/// A part of the data sets, newest first.
pub async fn list(tx: &mut Tx, project: ProjectId, request: PageRequest) -> Result<Page<Dataset>> {
    let rows = tenant::list::<DatasetRow>(tx, LIST, project, request).await?;
    page(rows, request, |d: &Dataset| d.id.0, Dataset::try_from)
}

/// Renames a data set.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn rename(tx: &mut Tx, project: ProjectId, id: DatasetId, name: &str) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(RENAME)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(name)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "data set")
}

/// The versions that the data sets show that are ready.
pub async fn used(tx: &mut Tx, project: ProjectId) -> Result<Vec<(DatasetId, i64)>> {
    let rows = tenant::all::<(Uuid, i64)>(tx, USED, project).await?;
    Ok(rows.into_iter().map(|(id, version)| (DatasetId(id), version)).collect())
}

/// Keeps others from changing the data set until the unit of work ends.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn lock(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(LOCK)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "data set")
}

/// Lets a data set show a version, which is ready, with another fingerprint if one is given.
///
/// # Errors
/// [`Error::NotFound`] if it is not there, [`Error::Exists`] if the project has another data set of that fingerprint.
pub async fn show(
    tx: &mut Tx,
    project: ProjectId,
    id: DatasetId,
    version: &DatasetVersion,
    fingerprint: Option<&str>,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(SHOW)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(version.number)
        .bind(&version.file_name)
        .bind(version.rows)
        .bind(version.bytes)
        .bind(&version.sha256)
        .bind(Json(&version.columns))
        .bind(fingerprint)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "data set"))?
        .rows_affected());
    affected(done, "data set")
}

/// Stores where a data set comes from that was made of another.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn set_origin(tx: &mut Tx, project: ProjectId, id: DatasetId, origin: &Origin) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(SET_ORIGIN)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(Json(origin))
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "data set")
}

/// Ends an import badly; one that has ended already stays as it is.
pub async fn set_failed(tx: &mut Tx, project: ProjectId, id: DatasetId, error: &str) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(FAIL)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(error)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Removes a data set that no query reads.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<()> {
    tenant::delete(tx, DELETE, "data set", project, id.0).await
}
