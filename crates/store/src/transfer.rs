//! Offers to become the owner of a project.

use almanac_domain::project::Transfer;
use almanac_domain::sharing::Person;
use almanac_domain::{ProjectId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx};

const PUT: &str = "insert into project_transfers (project_id, org_id, from_user_id, to_user_id, created_at)
    values ($2, $1, $3, $4, $5)";
const FIND: &str = "select
        f.id as from_id, f.name as from_name, f.email as from_email,
        t.id as to_id, t.name as to_name, t.email as to_email,
        o.created_at
    from project_transfers o
    join users f on f.id = o.from_user_id
    join users t on t.id = o.to_user_id
    where o.org_id = $1 and o.project_id = $2";
const REMOVE: &str = "delete from project_transfers where org_id = $1 and project_id = $2";
const FORGET: &str = "delete from project_transfers
    where org_id = $1 and project_id = $2 and (from_user_id = $3 or to_user_id = $3)";

#[derive(sqlx::FromRow)]
struct TransferRow {
    from_id: Uuid,
    from_name: String,
    from_email: String,
    to_id: Uuid,
    to_name: String,
    to_email: String,
    created_at: DateTime<Utc>,
}

impl From<TransferRow> for Transfer {
    fn from(row: TransferRow) -> Self {
        Self {
            from: Person { id: UserId(row.from_id), name: row.from_name, email: row.from_email },
            to: Person { id: UserId(row.to_id), name: row.to_name, email: row.to_email },
            created_at: row.created_at,
        }
    }
}

/// Offers a project to a person.
///
/// # Errors
/// [`Error::Exists`] if it is offered to somebody already.
pub async fn insert(tx: &mut Tx, project: ProjectId, transfer: &Transfer) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(project.0)
        .bind(transfer.from.id.0)
        .bind(transfer.to.id.0)
        .bind(transfer.created_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "an offer of this project"))?
        .rows_affected());
    Ok(())
}

/// The offer of a project.
pub async fn find(tx: &mut Tx, project: ProjectId) -> Result<Option<Transfer>> {
    let org = tx.org()?;
    let row: Option<TransferRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(project.0)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(Transfer::from))
}

/// Ends the offer of a project.
///
/// # Errors
/// [`Error::NotFound`] if there is none.
pub async fn remove(tx: &mut Tx, project: ProjectId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(REMOVE)
        .bind(org.0)
        .bind(project.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "offer")
}

/// Ends the offer of a project, if there is one by or to the person.
pub async fn forget(tx: &mut Tx, project: ProjectId, user: UserId) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(FORGET)
        .bind(org.0)
        .bind(project.0)
        .bind(user.0)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}
