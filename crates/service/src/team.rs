//! Teams of an organization: everybody sees them, who manages members keeps them.

use almanac_domain::sharing::{Person, Team, TeamInput};
use almanac_domain::{Actor, OrgCapability, TeamId, UserId};
use almanac_store::{person, team};
use serde_json::json;

use crate::access::require_org;
use crate::audit::{Object, record};
use crate::{App, Error, Result};

/// Teams that a list shows at most.
const MOST: i64 = 1_000;
/// People that a search finds at most.
const MOST_FOUND: i64 = 20;

/// The teams by name.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Team>> {
    require_org(actor, OrgCapability::MemberRead)?;
    Ok(team::list(&mut app.read(actor.org_id).await?, MOST).await?)
}

/// A team.
pub async fn get(app: &App, actor: &Actor, id: TeamId) -> Result<Team> {
    require_org(actor, OrgCapability::MemberRead)?;
    Ok(team::get(&mut app.read(actor.org_id).await?, id).await?)
}

/// The active members of a team by name.
pub async fn members(app: &App, actor: &Actor, id: TeamId) -> Result<Vec<Person>> {
    require_org(actor, OrgCapability::MemberRead)?;
    let mut tx = app.read(actor.org_id).await?;
    team::get(&mut tx, id).await?;
    Ok(team::members(&mut tx, id).await?)
}

/// People of the organization whose name or address holds the text, for the teams they could be in.
pub async fn candidates(app: &App, actor: &Actor, search: &str) -> Result<Vec<Person>> {
    require_org(actor, OrgCapability::MemberManage)?;
    let text = search.trim();
    if text.chars().count() > 200 {
        return Err(Error::field("search", "must have at most 200 characters"));
    }
    Ok(person::search(&mut app.read(actor.org_id).await?, text, MOST_FOUND).await?)
}

/// Makes a team without members.
pub async fn create(app: &App, actor: &Actor, input: TeamInput) -> Result<Team> {
    require_org(actor, OrgCapability::MemberManage)?;
    input.validate()?;
    let made = Team {
        id: TeamId(app.new_id()),
        name: input.name.trim().to_owned(),
        members: 0,
        created_at: app.now(),
    };
    let mut tx = app.write(actor.org_id).await?;
    team::insert(&mut tx, &made).await?;
    let detail = json!({ "name": made.name });
    record(app, &mut tx, actor, "team.create", Object("team", made.id.0), detail).await?;
    tx.save().await?;
    Ok(made)
}

/// Gives a team another name.
pub async fn rename(app: &App, actor: &Actor, id: TeamId, input: TeamInput) -> Result<Team> {
    require_org(actor, OrgCapability::MemberManage)?;
    input.validate()?;
    let mut tx = app.write(actor.org_id).await?;
    team::rename(&mut tx, id, input.name.trim()).await?;
    let detail = json!({ "name": input.name.trim() });
    record(app, &mut tx, actor, "team.rename", Object("team", id.0), detail).await?;
    let changed = team::get(&mut tx, id).await?;
    tx.save().await?;
    Ok(changed)
}

/// Removes a team; its members lose what was shared with it.
pub async fn delete(app: &App, actor: &Actor, id: TeamId) -> Result<()> {
    require_org(actor, OrgCapability::MemberManage)?;
    let mut tx = app.write(actor.org_id).await?;
    let found = team::get(&mut tx, id).await?;
    team::delete(&mut tx, id).await?;
    let detail = json!({ "name": found.name });
    record(app, &mut tx, actor, "team.delete", Object("team", id.0), detail).await?;
    Ok(tx.save().await?)
}

/// Puts an active member of the organization into a team.
pub async fn add_member(app: &App, actor: &Actor, id: TeamId, user: UserId) -> Result<()> {
    require_org(actor, OrgCapability::MemberManage)?;
    let mut tx = app.write(actor.org_id).await?;
    team::get(&mut tx, id).await?;
    person::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
    team::add_member(&mut tx, id, user, app.now()).await?;
    let detail = json!({ "user": user });
    record(app, &mut tx, actor, "team.member.add", Object("team", id.0), detail).await?;
    Ok(tx.save().await?)
}

/// Takes a person out of a team.
pub async fn remove_member(app: &App, actor: &Actor, id: TeamId, user: UserId) -> Result<()> {
    require_org(actor, OrgCapability::MemberManage)?;
    let mut tx = app.write(actor.org_id).await?;
    team::remove_member(&mut tx, id, user).await?;
    let detail = json!({ "user": user });
    record(app, &mut tx, actor, "team.member.remove", Object("team", id.0), detail).await?;
    Ok(tx.save().await?)
}
