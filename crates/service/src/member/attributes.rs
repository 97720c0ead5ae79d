//! Attributes of members, which row rules compare with. Only administrators set them: whoever could set their own
//! could see every row.

use almanac_domain::row_rule::MemberAttributes;
use almanac_domain::{Actor, OrgCapability, UserId};
use almanac_store::{member_attribute, membership};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// The attributes of a member.
pub async fn attributes(app: &App, actor: &Actor, user: UserId) -> Result<MemberAttributes> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let mut tx = app.read(actor.org_id).await?;
    membership::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
    Ok(member_attribute::find(&mut tx, user).await?)
}

/// Sets all attributes of a member. They hold from the next request on.
pub async fn set_attributes(
    app: &App,
    actor: &Actor,
    user: UserId,
    input: MemberAttributes,
) -> Result<MemberAttributes> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    input.validate()?;
    let mut tx = app.write(actor.org_id).await?;
    membership::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
    let before = member_attribute::find(&mut tx, user).await?;
    member_attribute::put(&mut tx, user, &input).await?;
    let detail = json!({ "before": before.attributes, "after": input.attributes });
    record(app, &mut tx, actor, "member.attributes", Object("user", user.0), detail).await?;
    tx.save().await?;
    Ok(input)
}
