//! Which stored files there are, and what refers to them. The bytes are elsewhere.

use almanac_domain::OrgId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Result, Tx};

const PUT: &str = "insert into files (org_id, sha256, kind, bytes, created_at) values ($1, $2, $3, $4, $5)
    on conflict (org_id, sha256) do update set kind = excluded.kind";
const REFER: &str = "insert into file_refs (org_id, owner_id, role, sha256) values ($1, $2, $3, $4)
    on conflict (owner_id, role) do update set sha256 = excluded.sha256";
const SHARE: &str = "insert into file_refs (org_id, owner_id, role, sha256)
    select org_id, $3, role, sha256 from file_refs where org_id = $1 and owner_id = $2";
const FIND: &str = "select f.sha256, f.kind, f.bytes
    from file_refs r
    join files f on f.org_id = r.org_id and f.sha256 = r.sha256
    where r.org_id = $1 and r.owner_id = $2 and r.role = $3";
const RELEASE: &str = "delete from file_refs where org_id = $1 and owner_id = $2";
const OWNERS_IN_PROJECT: &str = "select id from datasets where org_id = $1 and project_id = $2
    union all select id from dataset_versions where org_id = $1 and project_id = $2
    union all select id from models where org_id = $1 and project_id = $2
    union all select id from forecasts where org_id = $1 and project_id = $2";
const KNOWN: &str = "select count(*) from files where org_id = $1 and sha256 = $2";
const SWEEP: &str = "delete from files
    where org_id = $1
        and not exists (select 1 from file_refs r where r.org_id = files.org_id and r.sha256 = files.sha256)
    returning sha256, kind, bytes";
const ALL: &str = "select org_id, sha256, kind, bytes from files";

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What it is, which is also the ending of its name.
    pub kind: String,
    /// Its size.
    pub bytes: i64,
}

#[derive(sqlx::FromRow)]
struct FileRow {
    org_id: Uuid,
    #[sqlx(flatten)]
    file: StoredFile,
}

/// Notes a file and that `owner` refers to it as its `role`.
pub async fn put(tx: &mut Tx, owner: Uuid, role: &str, file: &StoredFile, now: DateTime<Utc>) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => {
        sqlx::query(PUT)
            .bind(org.0)
            .bind(&file.sha256)
            .bind(&file.kind)
            .bind(file.bytes)
            .bind(now)
            .execute(&mut *connection)
            .await?;
        sqlx::query(REFER)
            .bind(org.0)
            .bind(owner)
            .bind(role)
            .bind(&file.sha256)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Lets `to` refer to everything to which `from` refers, in the same roles.
pub async fn share(tx: &mut Tx, from: Uuid, to: Uuid) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(SHARE)
        .bind(org.0)
        .bind(from)
        .bind(to)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// The file to which `owner` refers as its `role`.
pub async fn find(tx: &mut Tx, owner: Uuid, role: &str) -> Result<Option<StoredFile>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(owner)
        .bind(role)
        .fetch_optional(connection)
        .await?))
}

/// Ends all references of `owner`.
pub async fn release(tx: &mut Tx, owner: Uuid) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(RELEASE).bind(org.0).bind(owner).execute(connection).await?.rows_affected());
    Ok(())
}

/// Everything in a project that may refer to files.
pub async fn owners_in(tx: &mut Tx, project: almanac_domain::ProjectId) -> Result<Vec<Uuid>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_scalar(OWNERS_IN_PROJECT)
        .bind(org.0)
        .bind(project.0)
        .fetch_all(connection)
        .await?))
}

/// Whether the organization has a file of this hash.
pub async fn is_known(tx: &mut Tx, sha256: &str) -> Result<bool> {
    let org = tx.org()?;
    let count: i64 = on!(tx, connection => sqlx::query_scalar(KNOWN)
        .bind(org.0)
        .bind(sha256)
        .fetch_one(connection)
        .await?);
    Ok(count > 0)
}

/// Forgets the files of the organization to which nothing refers, and returns them.
pub async fn sweep(tx: &mut Tx) -> Result<Vec<StoredFile>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(SWEEP).bind(org.0).fetch_all(connection).await?))
}

/// The files of all organizations, for recovery.
pub async fn all(tx: &mut Tx) -> Result<Vec<(OrgId, StoredFile)>> {
    let rows: Vec<FileRow> = on!(tx, connection => sqlx::query_as(ALL).fetch_all(connection).await?);
    Ok(rows.into_iter().map(|row| (OrgId(row.org_id), row.file)).collect())
}
