//! The people of an organization: who they are, as what they work, and whether they may come in.

mod attributes;

use almanac_domain::member::{ChangeMember, Member, MemberState};
use almanac_domain::{Actor, OrgCapability, OrgRole, Page, PageRequest, UserId};
use almanac_store::{Tx, membership, session};
use serde_json::json;

pub use self::attributes::{attributes, set_attributes};
use crate::audit::{Object, record};
use crate::{App, Error, Result, access, plan};

/// Why the last active administrator stays.
pub const LAST_ADMIN: &str = "the organization needs an active administrator";

/// A part of the members whose name or address contains `search`, newest first.
pub async fn list(app: &App, actor: &Actor, search: &str, page: PageRequest) -> Result<Page<Member>> {
    access::require_org(actor, OrgCapability::MemberRead)?;
    let mut tx = app.read(actor.org_id).await?;
    Ok(membership::list(&mut tx, &search.trim().to_lowercase(), page).await?)
}

/// A member, active or not.
pub async fn get(app: &App, actor: &Actor, user: UserId) -> Result<Member> {
    access::require_org(actor, OrgCapability::MemberRead)?;
    let mut tx = app.read(actor.org_id).await?;
    membership::find(&mut tx, user).await?.ok_or(Error::NotFound)
}

/// Changes role or state of a member. Their sessions here end when they are deactivated.
pub async fn change(app: &App, actor: &Actor, user: UserId, input: ChangeMember) -> Result<Member> {
    access::require_org(actor, OrgCapability::MemberManage)?;
    let mut tx = app.write(actor.org_id).await?;
    membership::lock(&mut tx).await?;
    let before = membership::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
    let after = Member {
        role: input.role.unwrap_or(before.role),
        state: input.state.unwrap_or(before.state),
        ..before.clone()
    };
    allow(actor, &before, after.role)?;
    put(app, &mut tx, &before, &after).await?;
    let detail = json!({
        "role": [before.role, after.role],
        "state": [before.state, after.state],
    });
    record(app, &mut tx, actor, "member.change", Object("user", user.0), detail).await?;
    tx.save().await?;
    Ok(after)
}

/// Writes role and state of a member, who was like `before`, with what follows from them. The lock of the
/// organization is held.
pub(crate) async fn put(app: &App, tx: &mut Tx, before: &Member, after: &Member) -> Result<()> {
    if before.state == MemberState::Deactivated && after.state == MemberState::Active {
        plan::room_for_member(app, tx).await?;
    }
    membership::change(tx, after.user.id, after.role, after.state).await?;
    keep_an_admin(tx).await?;
    if after.state == MemberState::Deactivated {
        session::delete_of(tx, after.user.id).await?;
    }
    Ok(())
}

/// Ends the membership of a person, or one's own. What they made stays.
pub async fn remove(app: &App, actor: &Actor, user: UserId) -> Result<()> {
    if user == actor.user_id {
        access::own_session(actor)?;
    } else {
        access::require_org(actor, OrgCapability::MemberManage)?;
    }
    let mut tx = app.write(actor.org_id).await?;
    membership::lock(&mut tx).await?;
    let before = membership::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
    if user != actor.user_id {
        allow(actor, &before, before.role)?;
    }
    membership::remove(&mut tx, user).await?;
    keep_an_admin(&mut tx).await?;
    record(app, &mut tx, actor, "member.remove", Object("user", user.0), json!({ "role": before.role }))
        .await?;
    Ok(tx.save().await?)
}

/// Only administrators make, change and remove administrators.
fn allow(actor: &Actor, before: &Member, role: OrgRole) -> Result<()> {
    let about_admins = before.role == OrgRole::Admin || role == OrgRole::Admin;
    if about_admins && actor.org_role != OrgRole::Admin { Err(Error::Forbidden) } else { Ok(()) }
}

/// An organization without an administrator could not be helped any more.
async fn keep_an_admin(tx: &mut Tx) -> Result<()> {
    if membership::count_admins(tx).await? == 0 {
        return Err(Error::Conflict(LAST_ADMIN.to_owned()));
    }
    Ok(())
}
