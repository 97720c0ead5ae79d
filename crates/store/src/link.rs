//! Public links. Who comes by one belongs to no organization yet, so it is found in the system's scope.

use almanac_domain::link::PublicLink;
use almanac_domain::sharing::Person;
use almanac_domain::{LinkId, OrgId, ProjectId, UserId};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Result, Tx, code, tenant};

const INSERT: &str = "insert into public_links
    (id, org_id, project_id, token_hash, kind, object_id, name, content, created_by, created_at, expires_at, uses)
    values ($3, $1, $2, $4, $5, $6, $7, $8, $9, $10, $11, 0)";
const LIST: &str = "select
        l.id, l.org_id, l.project_id, l.kind, l.object_id, l.name, l.content, l.created_by, l.created_at,
        l.expires_at, l.uses, l.last_used_at, u.name as maker_name, u.email as maker_email
    from public_links l
    join users u on u.id = l.created_by
    where l.org_id = $1 and l.project_id = $2
    order by l.id desc
    limit $3";
const FIND: &str = "select
        l.id, l.org_id, l.project_id, l.kind, l.object_id, l.name, l.content, l.created_by, l.created_at,
        l.expires_at, l.uses, l.last_used_at, u.name as maker_name, u.email as maker_email
    from public_links l
    join users u on u.id = l.created_by
    where l.token_hash = $1";
const DELETE: &str = in_project!(delete "public_links");
const DELETE_IN: &str = "delete from public_links where org_id = $1 and project_id = $2";
const USE: &str = "update public_links set uses = uses + 1, last_used_at = $3 where org_id = $1 and id = $2";
/// A use is written into the audit log when the last one that was is long enough ago.
const NOTE: &str = "update public_links set noted_at = $3
    where org_id = $1 and id = $2 and (noted_at is null or noted_at <= $4)";

#[derive(sqlx::FromRow)]
struct LinkRow {
    id: Uuid,
    org_id: Uuid,
    project_id: Uuid,
    kind: String,
    object_id: Uuid,
    name: String,
    content: Json<Value>,
    created_by: Uuid,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    uses: i64,
    last_used_at: Option<DateTime<Utc>>,
    maker_name: String,
    maker_email: String,
}

impl LinkRow {
    fn entity(self) -> Result<StoredLink> {
        let link = PublicLink {
            id: LinkId(self.id),
            kind: code::from_text(&self.kind, "public_links", "kind", self.id)?,
            object_id: self.object_id,
            name: self.name,
            created_by: Person {
                id: UserId(self.created_by),
                name: self.maker_name,
                email: self.maker_email,
            },
            created_at: self.created_at,
            expires_at: self.expires_at,
            uses: self.uses,
            last_used_at: self.last_used_at,
        };
        let (org, project) = (OrgId(self.org_id), ProjectId(self.project_id));
        Ok(StoredLink { org, project, content: self.content.0, link })
    }
}

/// A link with where it leads, for who opens it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLink {
    /// The organization.
    pub org: OrgId,
    /// The project.
    pub project: ProjectId,
    /// What was kept when it was made.
    pub content: Value,
    /// The link.
    pub link: PublicLink,
}

/// Adds a link with the hash of its secret, and what is kept of its object.
pub async fn insert(
    tx: &mut Tx,
    project: ProjectId,
    link: &PublicLink,
    token_hash: &[u8],
    content: &Value,
) -> Result<()> {
    let org = tx.org()?;
    let kind = code::to_text(&link.kind)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(link.id.0)
        .bind(token_hash)
        .bind(kind)
        .bind(link.object_id)
        .bind(&link.name)
        .bind(Json(content))
        .bind(link.created_by.id.0)
        .bind(link.created_at)
        .bind(link.expires_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// At most `limit` links of the project, newest first.
pub async fn list(tx: &mut Tx, project: ProjectId, limit: i64) -> Result<Vec<PublicLink>> {
    let org = tx.org()?;
    let rows: Vec<LinkRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(project.0)
        .bind(limit)
        .fetch_all(connection)
        .await?);
    rows.into_iter().map(|row| Ok(row.entity()?.link)).collect()
}

/// The link of this hash, in any organization.
pub async fn find_by_hash(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<StoredLink>> {
    let row: Option<LinkRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(token_hash).fetch_optional(connection).await?);
    row.map(LinkRow::entity).transpose()
}

/// Removes a link.
///
/// # Errors
/// [`crate::Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: LinkId) -> Result<()> {
    tenant::delete(tx, DELETE, "link", project, id.0).await
}

/// Removes all links of the project.
pub async fn delete_in(tx: &mut Tx, project: ProjectId) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(DELETE_IN)
        .bind(org.0)
        .bind(project.0)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Counts a use; answers whether it is to be written into the audit log, which happens once in `every`.
///
/// # Errors
/// [`crate::Error::NotFound`] if the link is gone meanwhile.
pub async fn count_use(tx: &mut Tx, id: LinkId, now: DateTime<Utc>, every: TimeDelta) -> Result<bool> {
    let org = tx.org()?;
    let used = on!(tx, connection => sqlx::query(USE)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    tenant::affected(used, "link")?;
    let noted = on!(tx, connection => sqlx::query(NOTE)
        .bind(org.0)
        .bind(id.0)
        .bind(now)
        .bind(now - every)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(noted > 0)
}
