//! Sources: databases that are asked where they are.

use almanac_domain::source::{Source, SourceFault, SourceSettings};
use almanac_domain::{JobId, Page, PageRequest, ProjectId, SourceId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into sources
    (id, org_id, project_id, name, settings, secret, state, job_id, created_at, updated_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9, $10)";
/// What is read of a source; `table_count` is of the version that queries use.
macro_rules! columns {
    () => {
        "id, name, settings, secret, state, error, job_id, version, pinned, read_at, created_at, updated_at,
        (
            select v.table_count
            from source_versions v
            where v.org_id = sources.org_id
                and v.source_id = sources.id
                and v.number = coalesce(sources.pinned, sources.version)
        ) as table_count"
    };
}
const FIND: &str =
    concat!("select ", columns!(), " from sources where org_id = $1 and project_id = $2 and id = $3");
const LIST: &str = concat!(
    "select ",
    columns!(),
    " from sources
    where org_id = $1 and project_id = $2 and ($3 is null or id < $3)
    order by id desc
    limit $4"
);
const USED: &str = "select id, coalesce(pinned, version)
    from sources
    where org_id = $1 and project_id = $2 and coalesce(pinned, version) is not null";
const UPDATE: &str = in_project!(update "sources" set
    "name = $4, settings = $5, secret = $6, state = $7, job_id = $8, updated_at = $9");
const RENAME: &str = in_project!(update "sources" set "name = $4, updated_at = $5");
const PIN: &str = in_project!(update "sources" set "pinned = $4, updated_at = $5");
const READ: &str = in_project!(update "sources" set
    "state = 'ready', error = null, version = $5, read_at = $6" where "and state = 'reading' and job_id = $4");
const KNOWN: &str = in_project!(update "sources" set
    "state = 'ready', error = null, job_id = null, version = $4, read_at = $5");
const FAIL: &str = in_project!(update "sources" set
    "state = 'failed', error = $5" where "and state = 'reading' and job_id = $4");
const STOP: &str = in_project!(update "sources" set
    "state = case when version is null then 'never' else 'ready' end, error = null"
    where "and state = 'reading' and job_id = $4");
const DELETE: &str = in_project!(delete "sources");
const DELETE_VERSIONS: &str =
    "delete from source_versions where org_id = $1 and project_id = $2 and source_id = $3";

/// A source as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSource {
    /// The source, without how it is reached.
    pub source: Source,
    /// How it is reached.
    pub settings: SourceSettings,
    /// The password, sealed.
    pub secret: Option<Vec<u8>>,
}

#[derive(sqlx::FromRow)]
struct SourceRow {
    id: Uuid,
    name: String,
    #[sqlx(json)]
    settings: serde_json::Value,
    secret: Option<Vec<u8>>,
    state: String,
    error: Option<String>,
    job_id: Option<Uuid>,
    version: Option<i64>,
    pinned: Option<i64>,
    table_count: Option<i64>,
    read_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<SourceRow> for StoredSource {
    type Error = Error;

    fn try_from(row: SourceRow) -> Result<Self> {
        let settings: SourceSettings = code::from_json(row.settings, "sources", "settings", row.id)?;
        let error = row.error.map(|text| code::from_text::<SourceFault>(&text, "sources", "error", row.id));
        let source = Source {
            id: SourceId(row.id),
            name: row.name,
            kind: settings.kind(),
            schema_only: settings.is_schema_only(),
            settings: None,
            password: None,
            state: code::from_text(&row.state, "sources", "state", row.id)?,
            error: error.transpose()?,
            job_id: row.job_id.map(JobId),
            version: row.version,
            pinned: row.pinned,
            tables: row.table_count.unwrap_or_default(),
            read_at: row.read_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        Ok(Self { source, settings, secret: row.secret })
    }
}

/// Adds a source.
pub async fn insert(tx: &mut Tx, project: ProjectId, stored: &StoredSource) -> Result<()> {
    let org = tx.org()?;
    let (source, state) = (&stored.source, code::to_text(&stored.source.state)?);
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(source.id.0)
        .bind(&source.name)
        .bind(Json(&stored.settings))
        .bind(&stored.secret)
        .bind(state)
        .bind(source.job_id.map(|job| job.0))
        .bind(source.created_at)
        .bind(source.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A source of the project.
pub async fn find(tx: &mut Tx, project: ProjectId, id: SourceId) -> Result<Option<StoredSource>> {
    tenant::find::<SourceRow>(tx, FIND, project, id.0).await?.map(StoredSource::try_from).transpose()
}

/// A source of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: SourceId) -> Result<StoredSource> {
    find(tx, project, id).await?.ok_or(Error::NotFound("source"))
}

/// A part of the sources, newest first.
pub async fn list(tx: &mut Tx, project: ProjectId, request: PageRequest) -> Result<Page<StoredSource>> {
    let rows = tenant::list::<SourceRow>(tx, LIST, project, request).await?;
    page(rows, request, |stored: &StoredSource| stored.source.id.0, StoredSource::try_from)
}

/// The versions of schemas that queries use, of all sources that were read.
pub async fn used(tx: &mut Tx, project: ProjectId) -> Result<Vec<(SourceId, i64)>> {
    let rows = tenant::all::<(Uuid, i64)>(tx, USED, project).await?;
    Ok(rows.into_iter().map(|(id, version)| (SourceId(id), version)).collect())
}

/// Stores name, settings, password, state and job of a source.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn update(tx: &mut Tx, project: ProjectId, stored: &StoredSource) -> Result<()> {
    let org = tx.org()?;
    let (source, state) = (&stored.source, code::to_text(&stored.source.state)?);
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(project.0)
        .bind(source.id.0)
        .bind(&source.name)
        .bind(Json(&stored.settings))
        .bind(&stored.secret)
        .bind(state)
        .bind(source.job_id.map(|job| job.0))
        .bind(source.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "source")
}

/// Renames a source.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn rename(
    tx: &mut Tx,
    project: ProjectId,
    id: SourceId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(RENAME)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(name)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "source")
}

/// Makes queries use a version, or the newest.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn pin(
    tx: &mut Tx,
    project: ProjectId,
    id: SourceId,
    version: Option<i64>,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(PIN)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(version)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "source")
}

/// Ends the reading by a job well: `version` is what it found.
///
/// # Errors
/// [`Error::NotFound`] if the source is not being read by this job.
pub async fn set_read(
    tx: &mut Tx,
    project: ProjectId,
    (id, job): (SourceId, JobId),
    version: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(READ)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(job.0)
        .bind(version)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "source")
}

/// Stores that the schema is known without a job: `version` is what it is.
///
/// # Errors
/// [`Error::NotFound`] if the source is not there.
pub async fn set_known(
    tx: &mut Tx,
    project: ProjectId,
    id: SourceId,
    version: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(KNOWN)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(version)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "source")
}

/// Ends the reading by a job badly; one that has ended already stays as it is.
pub async fn set_failed(
    tx: &mut Tx,
    project: ProjectId,
    (id, job): (SourceId, JobId),
    fault: SourceFault,
) -> Result<()> {
    let (org, fault) = (tx.org()?, code::to_text(&fault)?);
    on!(tx, connection => sqlx::query(FAIL)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(job.0)
        .bind(fault)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Ends the reading by a job that was stopped: the source is as it was before.
pub async fn set_stopped(tx: &mut Tx, project: ProjectId, (id, job): (SourceId, JobId)) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(STOP)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .bind(job.0)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Removes a source with all versions of its schema.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: SourceId) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(DELETE_VERSIONS)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    tenant::delete(tx, DELETE, "source", project, id.0).await
}
