//! With whom a project is shared.

use almanac_domain::invitation::Invitation;
use almanac_domain::sharing::{Access, Candidates, ProjectMember, ProjectTeam, RoleInput};
use almanac_domain::{ProjectId, TeamId, UserId};
use almanac_service::{App, sharing};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_project_members))
        .routes(routes!(put_project_member, remove_project_member))
        .routes(routes!(list_project_teams))
        .routes(routes!(put_project_team, remove_project_team))
        .routes(routes!(list_project_invitations))
        .routes(routes!(get_project_access))
        .routes(routes!(find_candidates))
}

/// The people with a role of their own in a project.
#[utoipa::path(get, path = "/projects/{project}/members", tag = "sharing", responses((status = 200, body = Vec<ProjectMember>)))]
async fn list_project_members(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<ProjectMember>>, Problem> {
    Ok(Json(sharing::members(&app, &actor, project).await?))
}

/// Gives a person a role in a project, or another one.
#[utoipa::path(put, path = "/projects/{project}/members/{user}", tag = "sharing", request_body = RoleInput, responses((status = 204)))]
async fn put_project_member(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, user)): PathIds<(ProjectId, UserId)>,
    JsonBody(input): JsonBody<RoleInput>,
) -> Result<StatusCode, Problem> {
    sharing::put_member(&app, &actor, project, user, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the role of a person in a project away; with one's own id, leaves the project.
#[utoipa::path(delete, path = "/projects/{project}/members/{user}", tag = "sharing", responses((status = 204)))]
async fn remove_project_member(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, user)): PathIds<(ProjectId, UserId)>,
) -> Result<StatusCode, Problem> {
    sharing::remove_member(&app, &actor, project, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The teams with a role in a project.
#[utoipa::path(get, path = "/projects/{project}/teams", tag = "sharing", responses((status = 200, body = Vec<ProjectTeam>)))]
async fn list_project_teams(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<ProjectTeam>>, Problem> {
    Ok(Json(sharing::teams(&app, &actor, project).await?))
}

/// Gives a team a role in a project, or another one.
#[utoipa::path(put, path = "/projects/{project}/teams/{team}", tag = "sharing", request_body = RoleInput, responses((status = 204)))]
async fn put_project_team(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, team)): PathIds<(ProjectId, TeamId)>,
    JsonBody(input): JsonBody<RoleInput>,
) -> Result<StatusCode, Problem> {
    sharing::put_team(&app, &actor, project, team, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the role of a team in a project away.
#[utoipa::path(delete, path = "/projects/{project}/teams/{team}", tag = "sharing", responses((status = 204)))]
async fn remove_project_team(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, team)): PathIds<(ProjectId, TeamId)>,
) -> Result<StatusCode, Problem> {
    sharing::remove_team(&app, &actor, project, team).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Those who were invited to a project and have not answered yet.
#[utoipa::path(get, path = "/projects/{project}/invitations", tag = "sharing", responses((status = 200, body = Vec<Invitation>)))]
async fn list_project_invitations(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<Invitation>>, Problem> {
    Ok(Json(sharing::invited(&app, &actor, project).await?))
}

/// Everybody who sees a project, and why.
#[utoipa::path(get, path = "/projects/{project}/access", tag = "sharing", responses((status = 200, body = Vec<Access>)))]
async fn get_project_access(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<Access>>, Problem> {
    Ok(Json(sharing::access(&app, &actor, project).await?))
}

/// Who is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Search {
    /// A part of the name or the address; everybody if it is left out.
    #[serde(default)]
    search: String,
}

/// People and teams with whom a project could be shared, at most 20 of each.
#[utoipa::path(get, path = "/projects/{project}/candidates", tag = "sharing", params(Search), responses((status = 200, body = Candidates)))]
async fn find_candidates(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(wanted): QueryString<Search>,
) -> Result<Json<Candidates>, Problem> {
    Ok(Json(sharing::candidates(&app, &actor, project, &wanted.search).await?))
}
