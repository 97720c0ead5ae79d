//! Files that were sent but not imported yet.

use almanac_domain::data::{Detection, Upload};
use almanac_domain::{ProjectId, UploadId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into uploads
    (id, org_id, project_id, file_name, size, sha256, detection, created_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8)";
const FIND: &str = in_project!(find "id, file_name, size, sha256, detection, created_at" "uploads");
const DELETE: &str = in_project!(delete "uploads");
/// An upload is read by the imports of its bytes that have not ended.
const DELETE_UNREAD: &str = "delete from uploads
    where org_id = $1 and project_id = $2 and id = $3 and not exists (
        select 1 from dataset_versions v
        where v.org_id = uploads.org_id
            and v.project_id = uploads.project_id
            and v.sha256 = uploads.sha256
            and v.state = 'importing'
    )";
const FORGET: &str = "delete from uploads
    where org_id = $1 and created_at < $2 and not exists (
        select 1 from dataset_versions v
        where v.org_id = uploads.org_id
            and v.project_id = uploads.project_id
            and v.sha256 = uploads.sha256
            and v.state = 'importing'
    )
    returning id";
const ALL: &str = "select id from uploads";
const IN_PROJECT: &str = "select id from uploads where org_id = $1 and project_id = $2";

#[derive(sqlx::FromRow)]
struct UploadRow {
    id: Uuid,
    file_name: String,
    size: i64,
    sha256: String,
    #[sqlx(json)]
    detection: serde_json::Value,
    created_at: DateTime<Utc>,
}

impl TryFrom<UploadRow> for Upload {
    type Error = Error;

    fn try_from(row: UploadRow) -> Result<Self> {
        let detection: Detection = code::from_json(row.detection, "uploads", "detection", row.id)?;
        Ok(Self {
            id: UploadId(row.id),
            file_name: row.file_name,
            size: row.size,
            sha256: row.sha256,
            detection,
            created_at: row.created_at,
        })
    }
}

/// Adds an upload.
pub async fn insert(tx: &mut Tx, project: ProjectId, upload: &Upload) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(upload.id.0)
        .bind(&upload.file_name)
        .bind(upload.size)
        .bind(&upload.sha256)
        .bind(Json(&upload.detection))
        .bind(upload.created_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// An upload of the project.
pub async fn find(tx: &mut Tx, project: ProjectId, id: UploadId) -> Result<Option<Upload>> {
    tenant::find::<UploadRow>(tx, FIND, project, id.0).await?.map(Upload::try_from).transpose()
}

/// Removes an upload.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: UploadId) -> Result<()> {
    tenant::delete(tx, DELETE, "upload", project, id.0).await
}

/// Removes an upload unless an import reads it; answers whether it was there and is gone.
pub async fn delete_unread(tx: &mut Tx, project: ProjectId, id: UploadId) -> Result<bool> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(DELETE_UNREAD)
        .bind(org.0)
        .bind(project.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(done > 0)
}

/// Removes the uploads of the organization that are older and that no import reads; which ones.
pub async fn forget(tx: &mut Tx, older_than: DateTime<Utc>) -> Result<Vec<UploadId>> {
    let org = tx.org()?;
    let ids: Vec<Uuid> = on!(tx, connection => sqlx::query_scalar(FORGET)
        .bind(org.0)
        .bind(older_than)
        .fetch_all(connection)
        .await?);
    Ok(ids.into_iter().map(UploadId).collect())
}

/// The uploads of a project.
pub async fn ids_in(tx: &mut Tx, project: ProjectId) -> Result<Vec<UploadId>> {
    let org = tx.org()?;
    let ids: Vec<Uuid> = on!(tx, connection => sqlx::query_scalar(IN_PROJECT)
        .bind(org.0)
        .bind(project.0)
        .fetch_all(connection)
        .await?);
    Ok(ids.into_iter().map(UploadId).collect())
}

/// The uploads of all organizations, for recovery.
pub async fn all_ids(tx: &mut Tx) -> Result<Vec<UploadId>> {
    let ids: Vec<Uuid> = on!(tx, connection => sqlx::query_scalar(ALL).fetch_all(connection).await?);
    Ok(ids.into_iter().map(UploadId).collect())
}
