//! What people decided about the use of their data. Only ever added to; of the person, not of an organization.

use almanac_domain::UserId;
use almanac_domain::consent::{Decision, Purpose};
use almanac_domain::{Page, PageRequest};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::page;
use crate::{Result, Tx, code};

const INSERT: &str = "insert into consents (id, user_id, purpose, version, given, at, address)
    values ($1, $2, $3, $4, $5, $6, $7)";
const LIST: &str = "select id, purpose, version, given, at, address
    from consents
    where user_id = $1 and ($2 is null or id < $2)
    order by id desc
    limit $3";
const LAST: &str = "select id, purpose, version, given, at, address
    from consents
    where user_id = $1 and purpose = $2
    order by id desc
    limit 1";

#[derive(sqlx::FromRow)]
struct DecisionRow {
    id: Uuid,
    purpose: String,
    version: i64,
    given: bool,
    at: DateTime<Utc>,
    address: String,
}

impl TryFrom<DecisionRow> for Decision {
    type Error = crate::Error;

    fn try_from(row: DecisionRow) -> Result<Self> {
        Ok(Self {
            purpose: code::from_text(&row.purpose, "consents", "purpose", row.id)?,
            id: row.id,
            // A version that does not fit is of no text of ours.
            version: u32::try_from(row.version).unwrap_or(u32::MAX),
            given: row.given,
            at: row.at,
            address: row.address,
        })
    }
}

/// Adds a decision.
pub async fn insert(tx: &mut Tx, user: UserId, decision: &Decision) -> Result<()> {
    on!(tx, connection => sqlx::query(INSERT)
        .bind(decision.id)
        .bind(user.0)
        .bind(decision.purpose.name())
        .bind(i64::from(decision.version))
        .bind(decision.given)
        .bind(decision.at)
        .bind(&decision.address)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A part of what a person decided, newest first.
pub async fn list(tx: &mut Tx, user: UserId, request: PageRequest) -> Result<Page<Decision>> {
    let rows: Vec<DecisionRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(user.0)
        .bind(request.after)
        .bind(request.limit() + 1)
        .fetch_all(connection)
        .await?);
    page(rows, request, |decision: &Decision| decision.id, Decision::try_from)
}

/// What a person last decided about a purpose.
pub async fn last(tx: &mut Tx, user: UserId, purpose: Purpose) -> Result<Option<Decision>> {
    let row: Option<DecisionRow> = on!(tx, connection => sqlx::query_as(LAST)
        .bind(user.0)
        .bind(purpose.name())
        .fetch_optional(connection)
        .await?);
    row.map(Decision::try_from).transpose()
}
