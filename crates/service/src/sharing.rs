//! Sharing a project with people and teams, and telling who sees it. At least one person owns a project by
//! themselves: teams come and go, so an owner by team is not enough.

use almanac_domain::invitation::Invitation;
use almanac_domain::sharing::{Access, Candidates, ProjectMember, ProjectTeam, Reason, RoleInput};
use almanac_domain::{Actor, Capability, OrgCapability, ProjectId, ProjectRole, TeamId, UserId};
use almanac_store::{Tx, invitation, member, person, sharing, team, transfer};
use serde_json::json;

use crate::access::require_org;
use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// Candidates of each kind that a search finds at most.
const MOST_FOUND: i64 = 20;

/// The people with a role of their own.
pub async fn members(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<ProjectMember>> {
    Ok(member::list(&mut look(app, actor, project).await?, project).await?)
}

/// The teams with a role.
pub async fn teams(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<ProjectTeam>> {
    Ok(sharing::teams(&mut look(app, actor, project).await?, project).await?)
}

/// Those who were invited to the project and have not answered yet.
pub async fn invited(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<Invitation>> {
    Ok(invitation::open_in(&mut look(app, actor, project).await?, project, app.now()).await?)
}

/// Everybody who sees the project with every reason, by name.
pub async fn access(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<Access>> {
    let mut tx = look(app, actor, project).await?;
    let mut people: Vec<(_, _, Vec<Reason>)> = Vec::new();
    for grant in sharing::grants(&mut tx, project).await? {
        match people.last_mut() {
            Some((person, _, reasons)) if *person == grant.person => reasons.push(grant.reason),
            _ => people.push((grant.person, grant.org_role, vec![grant.reason])),
        }
    }
    for (admin, org_role) in person::admins(&mut tx).await? {
        if !people.iter().any(|(person, ..)| *person == admin) {
            people.push((admin, org_role, Vec::new()));
        }
    }
    people.sort_by(|a, b| (&a.0.name, a.0.id).cmp(&(&b.0.name, b.0.id)));
    Ok(people.into_iter().filter_map(|(person, role, reasons)| Access::of(person, role, reasons)).collect())
}

/// People and teams of the organization whose name or address holds the text.
pub async fn candidates(app: &App, actor: &Actor, project: ProjectId, search: &str) -> Result<Candidates> {
    let mut tx = look(app, actor, project).await?;
    let text = search.trim();
    if text.chars().count() > 200 {
        return Err(Error::field("search", "must have at most 200 characters"));
    }
    Ok(Candidates {
        people: person::search(&mut tx, text, MOST_FOUND).await?,
        teams: team::search(&mut tx, text, MOST_FOUND).await?,
    })
}

/// Begins to read who is in a project, which tells names and addresses of people.
async fn look(app: &App, actor: &Actor, project: ProjectId) -> Result<Tx> {
    let tx = access::read(app, actor, project, Capability::ProjectRead).await?;
    require_org(actor, OrgCapability::MemberRead)?;
    Ok(tx)
}

/// Gives a person a role of their own, or another one.
///
/// # Errors
/// [`Error::Conflict`] if the project would have no owner any more.
pub async fn put_member(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    user: UserId,
    input: RoleInput,
) -> Result<()> {
    let mut tx = access::write_alone(app, actor, project, Capability::ProjectManage).await?;
    person::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
    let before = member::find(&mut tx, project, user).await?;
    if before == Some(ProjectRole::Owner) && input.role != ProjectRole::Owner {
        another_owner(&mut tx, project, user).await?;
    }
    member::put(&mut tx, project, user, input.role, app.now()).await?;
    let detail = json!({ "user": user, "role": input.role, "before": before });
    record(app, &mut tx, actor, "project.member.put", Object("project", project.0), detail).await?;
    Ok(tx.save().await?)
}

/// Takes the role of a person away; everybody may leave by themselves.
///
/// # Errors
/// [`Error::Conflict`] if the project would have no owner any more.
pub async fn remove_member(app: &App, actor: &Actor, project: ProjectId, user: UserId) -> Result<()> {
    let leaves = user == actor.user_id && actor.may_use(Capability::ProjectManage);
    // Who leaves an archived project changes nothing in it.
    let needed = if leaves { Capability::ProjectRead } else { Capability::ProjectManage };
    let mut tx = access::write_alone(app, actor, project, needed).await?;
    let before = member::find(&mut tx, project, user).await?.ok_or(Error::NotFound)?;
    if before == ProjectRole::Owner {
        another_owner(&mut tx, project, user).await?;
    }
    member::remove(&mut tx, project, user).await?;
    transfer::forget(&mut tx, project, user).await?;
    let action = if leaves { "project.member.leave" } else { "project.member.remove" };
    let detail = json!({ "user": user, "before": before });
    record(app, &mut tx, actor, action, Object("project", project.0), detail).await?;
    Ok(tx.save().await?)
}

/// Gives a team a role, or another one.
pub async fn put_team(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: TeamId,
    input: RoleInput,
) -> Result<()> {
    let mut tx = access::write_alone(app, actor, project, Capability::ProjectManage).await?;
    team::get(&mut tx, id).await?;
    let before = sharing::find(&mut tx, project, id).await?;
    sharing::put(&mut tx, project, id, input.role, app.now()).await?;
    let detail = json!({ "team": id, "role": input.role, "before": before });
    record(app, &mut tx, actor, "project.team.put", Object("project", project.0), detail).await?;
    Ok(tx.save().await?)
}

/// Takes the role of a team away.
pub async fn remove_team(app: &App, actor: &Actor, project: ProjectId, id: TeamId) -> Result<()> {
    let mut tx = access::write_alone(app, actor, project, Capability::ProjectManage).await?;
    sharing::remove(&mut tx, project, id).await?;
    let detail = json!({ "team": id });
    record(app, &mut tx, actor, "project.team.remove", Object("project", project.0), detail).await?;
    Ok(tx.save().await?)
}

/// Somebody else must own the project by themselves.
async fn another_owner(tx: &mut Tx, project: ProjectId, user: UserId) -> Result<()> {
    if member::other_owners(tx, project, user).await? > 0 {
        return Ok(());
    }
    Err(Error::Conflict("the project needs an owner: make somebody else one first".to_owned()))
}
