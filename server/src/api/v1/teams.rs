//! Teams of the organization.

use almanac_domain::sharing::{Person, Team, TeamInput};
use almanac_domain::{TeamId, UserId};
use almanac_service::{App, team};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_teams, create_team))
        .routes(routes!(get_team, rename_team, delete_team))
        .routes(routes!(list_team_members))
        .routes(routes!(add_team_member, remove_team_member))
}

/// The teams of the organization by name.
#[utoipa::path(get, path = "/teams", tag = "teams", responses((status = 200, body = Vec<Team>)))]
async fn list_teams(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Json<Vec<Team>>, Problem> {
    Ok(Json(team::list(&app, &actor).await?))
}

/// Makes a team.
#[utoipa::path(post, path = "/teams", tag = "teams", request_body = TeamInput, responses((status = 201, body = Team)))]
async fn create_team(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<TeamInput>,
) -> Result<(StatusCode, Json<Team>), Problem> {
    Ok((StatusCode::CREATED, Json(team::create(&app, &actor, input).await?)))
}

/// A team.
#[utoipa::path(get, path = "/teams/{team}", tag = "teams", responses((status = 200, body = Team)))]
async fn get_team(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(team): PathIds<TeamId>,
) -> Result<Json<Team>, Problem> {
    Ok(Json(team::get(&app, &actor, team).await?))
}

/// Renames a team.
#[utoipa::path(patch, path = "/teams/{team}", tag = "teams", request_body = TeamInput, responses((status = 200, body = Team)))]
async fn rename_team(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(team): PathIds<TeamId>,
    JsonBody(input): JsonBody<TeamInput>,
) -> Result<Json<Team>, Problem> {
    Ok(Json(team::rename(&app, &actor, team, input).await?))
}

/// Removes a team; its members lose what was shared with it.
#[utoipa::path(delete, path = "/teams/{team}", tag = "teams", responses((status = 204)))]
async fn delete_team(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(team): PathIds<TeamId>,
) -> Result<StatusCode, Problem> {
    team::delete(&app, &actor, team).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The active members of a team by name.
#[utoipa::path(get, path = "/teams/{team}/members", tag = "teams", responses((status = 200, body = Vec<Person>)))]
async fn list_team_members(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(team): PathIds<TeamId>,
) -> Result<Json<Vec<Person>>, Problem> {
    Ok(Json(team::members(&app, &actor, team).await?))
}

/// Puts a member of the organization into a team.
#[utoipa::path(put, path = "/teams/{team}/members/{user}", tag = "teams", responses((status = 204)))]
async fn add_team_member(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((team, user)): PathIds<(TeamId, UserId)>,
) -> Result<StatusCode, Problem> {
    team::add_member(&app, &actor, team, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a person out of a team.
#[utoipa::path(delete, path = "/teams/{team}/members/{user}", tag = "teams", responses((status = 204)))]
async fn remove_team_member(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((team, user)): PathIds<(TeamId, UserId)>,
) -> Result<StatusCode, Problem> {
    team::remove_member(&app, &actor, team, user).await?;
    Ok(StatusCode::NO_CONTENT)
}
