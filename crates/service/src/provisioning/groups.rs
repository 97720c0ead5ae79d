//! The teams that the identity provider keeps. Of their members it sees and changes those whom it keeps too.

use std::collections::BTreeSet;

use almanac_domain::provisioning::{
    ChangeScimGroup, MemberEdit, ScimGroup, ScimGroupFilter, ScimList, ScimPage,
};
use almanac_domain::sharing::Team;
use almanac_domain::{TeamId, UserId};
use almanac_store::{Tx, membership, scim_group, scim_user, team};
use serde_json::{Value, json};

use super::Provisioner;
use crate::audit::{Object, record_by};
use crate::{App, Error, Result};

/// Whether groups are told with their members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// With them.
    WithMembers,
    /// Without them.
    WithoutMembers,
}

/// A part of the kept teams, oldest first.
pub async fn list(
    app: &App,
    by: Provisioner,
    filter: &ScimGroupFilter,
    page: ScimPage,
    shown: Shown,
) -> Result<ScimList<ScimGroup>> {
    let mut tx = app.read(by.org_id()).await?;
    let total = scim_group::count(&mut tx, filter).await?;
    let mut items = scim_group::list(&mut tx, filter, page).await?;
    if shown == Shown::WithMembers {
        for group in &mut items {
            group.members = scim_group::members(&mut tx, group.id).await?;
        }
    }
    Ok(ScimList { items, total })
}

/// A kept team.
pub async fn get(app: &App, by: Provisioner, id: TeamId) -> Result<ScimGroup> {
    whole(&mut app.read(by.org_id()).await?, id).await
}

async fn whole(tx: &mut Tx, id: TeamId) -> Result<ScimGroup> {
    let found = scim_group::find(tx, id).await?.ok_or(Error::NotFound)?;
    Ok(ScimGroup { members: scim_group::members(tx, id).await?, ..found })
}

/// Makes a team. One that was made here stays whose it is: a name that is taken is refused.
pub async fn create(app: &App, by: Provisioner, input: ChangeScimGroup) -> Result<ScimGroup> {
    input.validate()?;
    let name = input.name.ok_or_else(|| Error::field("displayName", "must be given"))?;
    let made =
        Team { id: TeamId(app.new_id()), name: name.trim().to_owned(), members: 0, created_at: app.now() };
    let mut tx = app.write(by.org_id()).await?;
    team::insert(&mut tx, &made).await?;
    let external_id = input.external_id.and_then(|id| id.0);
    scim_group::insert(&mut tx, made.id, external_id.as_deref(), made.created_at).await?;
    let members = edit(app, &mut tx, made.id, input.members).await?;
    let detail = json!({ "by": "scim", "name": made.name, "members": members });
    record_by(app, &mut tx, None, "team.create", Object("team", made.id.0), detail).await?;
    let made = whole(&mut tx, made.id).await?;
    tx.save().await?;
    Ok(made)
}

/// Changes a kept team and who is in it.
pub async fn change(app: &App, by: Provisioner, id: TeamId, input: ChangeScimGroup) -> Result<ScimGroup> {
    input.validate()?;
    let mut tx = app.write(by.org_id()).await?;
    membership::lock(&mut tx).await?;
    let before = scim_group::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let name = input.name.map_or_else(|| before.name.clone(), |name| name.trim().to_owned());
    if name != before.name {
        team::rename(&mut tx, id, &name).await?;
    }
    let external_id = input.external_id.map_or(before.external_id, |id| id.0);
    scim_group::update(&mut tx, id, external_id.as_deref(), app.now()).await?;
    let members = edit(app, &mut tx, id, input.members).await?;
    let detail = json!({ "by": "scim", "name": [before.name, name], "members": members });
    record_by(app, &mut tx, None, "team.change", Object("team", id.0), detail).await?;
    let changed = whole(&mut tx, id).await?;
    tx.save().await?;
    Ok(changed)
}

/// Edits who is in a team; who came and who went, for the audit log.
async fn edit(app: &App, tx: &mut Tx, id: TeamId, edits: Vec<MemberEdit>) -> Result<Value> {
    let before: BTreeSet<UserId> =
        scim_group::members(tx, id).await?.into_iter().map(|(user, _)| user).collect();
    let mut after = before.clone();
    for edit in edits {
        match edit {
            MemberEdit::Add(users) => after.extend(users),
            MemberEdit::Remove(users) => after.retain(|user| !users.contains(user)),
            MemberEdit::Replace(users) => after = users.into_iter().collect(),
        }
    }
    let (mut came, mut went) = (Vec::new(), Vec::new());
    for user in after.difference(&before) {
        let kept = scim_user::find(tx, *user).await?;
        kept.ok_or_else(|| Error::field("members", format!("{user} is nobody who is provisioned")))?;
        team::add_member(tx, id, *user, app.now()).await?;
        came.push(*user);
    }
    for user in before.difference(&after) {
        team::remove_member(tx, id, *user).await?;
        went.push(*user);
    }
    Ok(json!({ "added": came, "removed": went }))
}

/// Removes a kept team; its members lose what was shared with it.
pub async fn delete(app: &App, by: Provisioner, id: TeamId) -> Result<()> {
    let mut tx = app.write(by.org_id()).await?;
    let found = scim_group::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    team::delete(&mut tx, id).await?;
    let detail = json!({ "by": "scim", "name": found.name });
    record_by(app, &mut tx, None, "team.delete", Object("team", id.0), detail).await?;
    Ok(tx.save().await?)
}
