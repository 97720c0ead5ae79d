//! What is known of members, for row rules to compare with. It goes with the membership.

use almanac_domain::UserId;
use almanac_domain::row_rule::MemberAttributes;
use serde_json::Value;
use sqlx::types::Json;

use crate::{Result, Tx, code};

const FIND: &str = "select content from member_attributes where org_id = $1 and user_id = $2";
const PUT: &str = "insert into member_attributes (org_id, user_id, content)
    values ($1, $2, $3)
    on conflict (org_id, user_id) do update set content = excluded.content";

/// The attributes of a member; none are known of others.
pub async fn find(tx: &mut Tx, user: UserId) -> Result<MemberAttributes> {
    let org = tx.org()?;
    let found: Option<Json<Value>> = on!(tx, connection => sqlx::query_scalar(FIND)
        .bind(org.0)
        .bind(user.0)
        .fetch_optional(connection)
        .await?);
    match found {
        Some(content) => code::from_json(content.0, "member_attributes", "content", user.0),
        None => Ok(MemberAttributes::default()),
    }
}

/// Sets all attributes of a member.
pub async fn put(tx: &mut Tx, user: UserId, attributes: &MemberAttributes) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(PUT)
        .bind(org.0)
        .bind(user.0)
        .bind(Json(attributes))
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}
