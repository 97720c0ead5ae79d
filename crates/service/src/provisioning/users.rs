//! The members whom the identity provider keeps.
//!
//! It never makes administrators, never takes over an account that is no member yet, and never changes the
//! address of an account: whoever gets the mails of an account owns it, in other organizations too.

use almanac_domain::account::{User, is_email};
use almanac_domain::member::{Member, MemberState};
use almanac_domain::provisioning::{
    ChangeScimUser, NewScimUser, ScimList, ScimPage, ScimUser, ScimUserFilter,
};
use almanac_domain::{OrgRole, UserId};
use almanac_store::{Scope, Tx, domain as domains, membership, scim_user, user};
use serde_json::json;

use super::Provisioner;
use crate::audit::{Object, record_by};
use crate::{App, Error, Result, domain, member, plan};

/// A part of the kept members, oldest first.
pub async fn list(
    app: &App,
    by: Provisioner,
    filter: &ScimUserFilter,
    page: ScimPage,
) -> Result<ScimList<ScimUser>> {
    let mut tx = app.read(by.org_id()).await?;
    let total = scim_user::count(&mut tx, filter).await?;
    Ok(ScimList { items: scim_user::list(&mut tx, filter, page).await?, total })
}

/// A kept member.
pub async fn get(app: &App, by: Provisioner, id: UserId) -> Result<ScimUser> {
    let mut tx = app.read(by.org_id()).await?;
    scim_user::find(&mut tx, id).await?.ok_or(Error::NotFound)
}

/// Makes a member without a password, or keeps the one whose address this is.
pub async fn create(app: &App, by: Provisioner, input: NewScimUser) -> Result<ScimUser> {
    input.validate()?;
    if input.role == Some(OrgRole::Admin) {
        return Err(no_admin());
    }
    let email = input.email.trim().to_lowercase();
    let verified = in_verified_domain(app, by, &email).await?;
    let mut tx = app.db().write(Scope::System).await?;
    let account = user::find_by_email(&mut tx, &email).await?;
    let (mut tx, id, action) = match account {
        Some(account) => {
            let tx = link(app, tx, by, &account.user, &input, verified).await?;
            (tx, account.user.id, "provisioning.user.link")
        }
        None if verified => {
            let (tx, id) = join(app, tx, by, &input, email).await?;
            (tx, id, "member.join")
        }
        None => return Err(not_verified()),
    };
    let user_name = input.user_name.trim().to_lowercase();
    scim_user::insert(&mut tx, id, &user_name, input.external_id.as_deref(), app.now()).await?;
    let made = scim_user::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let detail = json!({ "by": "scim", "user_name": user_name, "role": made.role, "state": made.state });
    record_by(app, &mut tx, None, action, Object("user", id.0), detail).await?;
    tx.save().await?;
    Ok(made)
}

async fn in_verified_domain(app: &App, by: Provisioner, email: &str) -> Result<bool> {
    let name = domain::of_address(email).filter(|_| is_email(email));
    let name = name.ok_or_else(|| Error::field("emails", "must be an e-mail address"))?;
    let found = domains::find_by_name(&mut app.read(by.org_id()).await?, &name).await?;
    Ok(found.is_some_and(|domain| domain.verified_at.is_some()))
}

/// Takes the member as they are, but for their state. An account that is no member here is never taken over, and
/// told of only in a domain of the organization's own.
async fn link(
    app: &App,
    tx: Tx,
    by: Provisioner,
    account: &User,
    input: &NewScimUser,
    verified: bool,
) -> Result<Tx> {
    let mut tx = tx.narrow(by.org_id()).await?;
    membership::lock(&mut tx).await?;
    let Some(before) = membership::find(&mut tx, account.id).await? else {
        return Err(if verified { taken() } else { not_verified() });
    };
    if before.state != input.state {
        let after = Member { state: input.state, ..before.clone() };
        member::put(app, &mut tx, &before, &after).await?;
    }
    Ok(tx)
}

/// Makes the account and the membership.
async fn join(
    app: &App,
    mut tx: Tx,
    by: Provisioner,
    input: &NewScimUser,
    email: String,
) -> Result<(Tx, UserId)> {
    let now = app.now();
    let local = email.split('@').next().unwrap_or(&email);
    let name = input.name.as_deref().map_or(local, str::trim).to_owned();
    let made = User { id: UserId(app.new_id()), name, email, email_verified_at: None, created_at: now };
    user::insert(&mut tx, &made, None).await?;
    let mut tx = tx.narrow(by.org_id()).await?;
    if input.state == MemberState::Active {
        plan::room_for_member(app, &mut tx).await?;
    }
    let role = input.role.unwrap_or(OrgRole::Viewer);
    membership::insert(&mut tx, by.org_id(), made.id, role, now).await?;
    if input.state == MemberState::Deactivated {
        membership::change(&mut tx, made.id, role, input.state).await?;
    }
    Ok((tx, made.id))
}

/// Changes a kept member. The role of an administrator stays; the name stays if the person belongs to another
/// organization too. Their sessions and keys end with the next request when they are deactivated.
pub async fn change(app: &App, by: Provisioner, id: UserId, input: ChangeScimUser) -> Result<ScimUser> {
    input.validate()?;
    let name = if belongs_elsewhere(app, by, id).await? { None } else { input.name };
    let mut tx = app.write(by.org_id()).await?;
    membership::lock(&mut tx).await?;
    let kept = scim_user::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let before = membership::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let role = match input.role {
        Some(_) if before.role == OrgRole::Admin => before.role,
        Some(OrgRole::Admin) => return Err(no_admin()),
        other => other.unwrap_or(before.role),
    };
    let after = Member { role, state: input.state.unwrap_or(before.state), ..before.clone() };
    let name = name.map_or_else(|| kept.name.clone(), |name| name.trim().to_owned());
    let user_name = input.user_name.map_or_else(|| kept.user_name.clone(), |name| name.trim().to_lowercase());
    let external_id = input.external_id.map_or_else(|| kept.external_id.clone(), |id| id.0);
    let member_changed = after != before;
    let others_changed =
        (&name, &user_name, &external_id) != (&kept.name, &kept.user_name, &kept.external_id);
    if !member_changed && !others_changed {
        return Ok(kept);
    }
    if member_changed {
        member::put(app, &mut tx, &before, &after).await?;
    }
    if name != kept.name {
        user::set_name(&mut tx, id, &name).await?;
    }
    scim_user::update(&mut tx, id, &user_name, external_id.as_deref(), app.now()).await?;
    let action = if member_changed { "member.change" } else { "provisioning.user.change" };
    let detail = json!({
        "by": "scim",
        "user_name": user_name,
        "role": [before.role, after.role],
        "state": [before.state, after.state],
    });
    record_by(app, &mut tx, None, action, Object("user", id.0), detail).await?;
    let changed = scim_user::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    tx.save().await?;
    Ok(changed)
}

async fn belongs_elsewhere(app: &App, by: Provisioner, id: UserId) -> Result<bool> {
    let places = membership::of_user(&mut app.db().read(Scope::System).await?, id).await?;
    Ok(places.iter().any(|place| place.organization.id != by.org_id()))
}

/// Deactivates a kept member and keeps them no more. What they made stays.
pub async fn delete(app: &App, by: Provisioner, id: UserId) -> Result<()> {
    let mut tx = app.write(by.org_id()).await?;
    membership::lock(&mut tx).await?;
    let kept = scim_user::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let before = membership::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let after = Member { state: MemberState::Deactivated, ..before.clone() };
    member::put(app, &mut tx, &before, &after).await?;
    scim_user::delete(&mut tx, id).await?;
    let detail = json!({
        "by": "scim",
        "user_name": kept.user_name,
        "state": [before.state, after.state],
    });
    record_by(app, &mut tx, None, "provisioning.user.delete", Object("user", id.0), detail).await?;
    Ok(tx.save().await?)
}

fn no_admin() -> Error {
    Error::field("roles", "administrators are made by administrators only")
}

fn not_verified() -> Error {
    Error::field("emails", "must lie in a verified domain of the organization")
}

fn taken() -> Error {
    Error::Conflict("an account with this address, which is no member, exists already".to_owned())
}
