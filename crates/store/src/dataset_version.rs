//! Versions of data sets.

use almanac_domain::data::{Column, DatasetVersion};
use almanac_domain::source::VersionInput;
use almanac_domain::{DatasetId, JobId, Page, PageRequest, ProjectId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::person::joined;
use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code, tenant};

/// What is read of a version.
macro_rules! columns {
    () => {
        "v.id, v.number, v.state, v.error, v.job_id, v.file_name, v.row_count, v.bytes, v.sha256, v.columns,
        v.author_id, v.note, v.labels, v.created_at, u.name as author_name, u.email as author_email"
    };
}
/// Versions of a data set that are there.
macro_rules! of_dataset {
    ($rest:literal) => {
        concat!(
            "select ",
            columns!(),
            " from dataset_versions v
            left join users u on u.id = v.author_id
            where v.org_id = $1 and v.project_id = $2 and v.dataset_id = $3 and not v.gone ",
            $rest
        )
    };
}
/// Changes one version of a data set that is there.
macro_rules! change {
    ($assignments:literal) => {
        concat!(
            "update dataset_versions set ",
            $assignments,
            " where org_id = $1 and project_id = $2 and dataset_id = $3 and number = $4 and not gone"
        )
    };
    ($assignments:literal where $predicate:literal) => {
        concat!(change!($assignments), " ", $predicate)
    };
}

const INSERT: &str = "insert into dataset_versions
    (id, org_id, project_id, dataset_id, number, state, error, job_id, file_name, row_count, bytes, sha256,
        fingerprint, columns, author_id, note, labels, created_at)
    values ($4, $1, $2, $3, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
const FIND: &str = of_dataset!("and v.number = $4");
const IMPORTING: &str = of_dataset!("and v.state = 'importing'");
/// The ids of those that were there before there were versions are in no order.
const LIST: &str = of_dataset!(
    "and ($4 is null or v.number < (select n.number from dataset_versions n where n.org_id = $1 and n.id = $4))
    order by v.number desc
    limit $5"
);
const NEXT: &str = "select coalesce(max(number), 0) + 1
    from dataset_versions
    where org_id = $1 and project_id = $2 and dataset_id = $3";
const FINGERPRINT: &str = "select fingerprint
    from dataset_versions
    where org_id = $1 and project_id = $2 and dataset_id = $3 and number = $4 and not gone";
const COLUMNS: &str = "select id, columns
    from dataset_versions
    where org_id = $1 and project_id = $2 and dataset_id = $3 and number = $4 and state = 'ready'";
const JOBS: &str = "select id, job_id
    from dataset_versions
    where org_id = $1 and project_id = $2 and dataset_id = $3";
const READY: &str = change!(
    "state = 'ready', error = null, row_count = $5, bytes = $6, columns = $7" where "and state = 'importing'"
);
const FAIL: &str = change!("state = 'failed', error = $5" where "and state = 'importing'");
const DESCRIBE: &str = change!("note = $5, labels = $6");
const DELETE: &str = change!(
    "gone = true, state = case when state = 'importing' then 'failed' else state end, error = null, job_id = null,
        file_name = '', author_id = null, note = '', labels = '[]'"
);

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: Uuid,
    number: i64,
    state: String,
    error: Option<String>,
    job_id: Option<Uuid>,
    file_name: String,
    row_count: i64,
    bytes: i64,
    sha256: String,
    #[sqlx(json)]
    columns: serde_json::Value,
    author_id: Option<Uuid>,
    author_name: Option<String>,
    author_email: Option<String>,
    note: String,
    #[sqlx(json)]
    labels: serde_json::Value,
    created_at: DateTime<Utc>,
}

impl TryFrom<VersionRow> for DatasetVersion {
    type Error = Error;

    fn try_from(row: VersionRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            number: row.number,
            state: code::from_text(&row.state, "dataset_versions", "state", row.id)?,
            error: row.error,
            job_id: row.job_id.map(JobId),
            file_name: row.file_name,
            rows: row.row_count,
            bytes: row.bytes,
            sha256: row.sha256,
            columns: code::from_json(row.columns, "dataset_versions", "columns", row.id)?,
            author: joined(row.author_id, row.author_name, row.author_email),
            note: row.note,
            labels: code::from_json(row.labels, "dataset_versions", "labels", row.id)?,
            created_at: row.created_at,
        })
    }
}

/// Adds a version. `fingerprint` tells bytes and options together.
///
/// # Errors
/// [`Error::Exists`] if the data set has one of this number, or one that is being imported while this one is, too.
pub async fn insert(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    version: &DatasetVersion,
    fingerprint: &str,
) -> Result<()> {
    let org = tx.org()?;
    let state = code::to_text(&version.state)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(version.id)
        .bind(version.number)
        .bind(state)
        .bind(&version.error)
        .bind(version.job_id.map(|id| id.0))
        .bind(&version.file_name)
        .bind(version.rows)
        .bind(version.bytes)
        .bind(&version.sha256)
        .bind(fingerprint)
        .bind(Json(&version.columns))
        .bind(version.author.as_ref().map(|person| person.id.0))
        .bind(&version.note)
        .bind(Json(&version.labels))
        .bind(version.created_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "version"))?
        .rows_affected());
    Ok(())
}

/// A version of a data set.
pub async fn find(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    number: i64,
) -> Result<Option<DatasetVersion>> {
    let row = tenant::find_of::<VersionRow>(tx, FIND, project, dataset.0, number).await?;
    row.map(DatasetVersion::try_from).transpose()
}

/// A version of a data set.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, dataset: DatasetId, number: i64) -> Result<DatasetVersion> {
    find(tx, project, dataset, number).await?.ok_or(Error::NotFound("version"))
}

/// The version of a data set that is being imported.
pub async fn importing(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
) -> Result<Option<DatasetVersion>> {
    let row = tenant::find::<VersionRow>(tx, IMPORTING, project, dataset.0).await?;
    row.map(DatasetVersion::try_from).transpose()
}

/// A part of the versions of a data set, newest first.
pub async fn list(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    request: PageRequest,
) -> Result<Page<DatasetVersion>> {
    let rows = tenant::list_of::<VersionRow>(tx, LIST, project, dataset.0, request).await?;
    page(rows, request, |version: &DatasetVersion| version.id, DatasetVersion::try_from)
}

/// The number of the next version of a data set: none is used twice, also when the newest was deleted.
pub async fn next(tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<i64> {
    let row: Option<(i64,)> = tenant::find(tx, NEXT, project, dataset.0).await?;
    Ok(row.map_or(1, |(number,)| number))
}

/// What tells bytes and options of a version together.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn fingerprint(tx: &mut Tx, project: ProjectId, dataset: DatasetId, number: i64) -> Result<String> {
    let row = tenant::find_of::<(String,)>(tx, FINGERPRINT, project, dataset.0, number).await?;
    row.map(|(fingerprint,)| fingerprint).ok_or(Error::NotFound("version"))
}

/// The columns of a version that is ready, also if it was deleted.
///
/// # Errors
/// [`Error::NotFound`] if there never was one of this number.
pub async fn columns(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    number: i64,
) -> Result<Vec<Column>> {
    let row =
        tenant::find_of::<(Uuid, Json<serde_json::Value>)>(tx, COLUMNS, project, dataset.0, number).await?;
    let (id, columns) = row.ok_or(Error::NotFound("version"))?;
    code::from_json(columns.0, "dataset_versions", "columns", id)
}

/// All versions of a data set by their ids, which refer to their files, with the jobs that imported them.
pub async fn jobs(tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<Vec<(Uuid, Option<JobId>)>> {
    let org = tx.org()?;
    let rows: Vec<(Uuid, Option<Uuid>)> = on!(tx, connection => sqlx::query_as(JOBS)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(|(id, job)| (id, job.map(JobId))).collect())
}

/// Ends the import of a version well.
///
/// # Errors
/// [`Error::NotFound`] if no such version is being imported.
pub async fn set_ready(
    tx: &mut Tx,
    project: ProjectId,
    (dataset, number): (DatasetId, i64),
    (rows, bytes): (i64, i64),
    columns: &[Column],
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(READY)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(number)
        .bind(rows)
        .bind(bytes)
        .bind(Json(columns))
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "version")
}

/// Ends the import of a version badly; one that has ended already stays as it is.
pub async fn set_failed(
    tx: &mut Tx,
    project: ProjectId,
    (dataset, number): (DatasetId, i64),
    error: &str,
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(FAIL)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(number)
        .bind(error)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Stores what people say about a version.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn describe(
    tx: &mut Tx,
    project: ProjectId,
    (dataset, number): (DatasetId, i64),
    input: &VersionInput,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(DESCRIBE)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(number)
        .bind(&input.note)
        .bind(Json(&input.labels))
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "version")
}

/// Removes a version; its number and its columns stay known.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, dataset: DatasetId, number: i64) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(DELETE)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(number)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "version")
}
