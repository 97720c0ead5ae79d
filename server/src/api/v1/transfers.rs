//! Giving a project to somebody else.

use almanac_domain::ProjectId;
use almanac_domain::project::{Project, Transfer, TransferInput};
use almanac_service::{App, project};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(get_transfer, offer_transfer, end_transfer))
        .routes(routes!(accept_transfer))
}

/// The offer of a project to become its owner; null if there is none.
#[utoipa::path(get, path = "/projects/{project}/transfer", tag = "sharing", responses((status = 200, body = Option<Transfer>)))]
async fn get_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Option<Transfer>>, Problem> {
    Ok(Json(project::transfer(&app, &actor, project).await?))
}

/// Offers a project to somebody who sees it.
#[utoipa::path(post, path = "/projects/{project}/transfer", tag = "sharing", request_body = TransferInput, responses((status = 201, body = Transfer)))]
async fn offer_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<TransferInput>,
) -> Result<(StatusCode, Json<Transfer>), Problem> {
    Ok((StatusCode::CREATED, Json(project::offer_transfer(&app, &actor, project, input).await?)))
}

/// Declines an offer, or takes it back.
#[utoipa::path(delete, path = "/projects/{project}/transfer", tag = "sharing", responses((status = 204)))]
async fn end_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<StatusCode, Problem> {
    project::end_transfer(&app, &actor, project).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accepts an offer: the person becomes the owner, the giver an editor.
#[utoipa::path(post, path = "/projects/{project}/transfer/accept", tag = "sharing", responses((status = 200, body = Project)))]
async fn accept_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Project>, Problem> {
    Ok(Json(project::accept_transfer(&app, &actor, project).await?))
}
