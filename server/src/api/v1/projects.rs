//! Projects.

use almanac_domain::project::{Project, ProjectInput};
use almanac_domain::{Page, ProjectId};
use almanac_service::{App, project};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(list_projects, create_project)).routes(routes!(
        get_project,
        update_project,
        delete_project
    ))
}

/// The projects the person sees.
#[utoipa::path(get, path = "/projects", tag = "projects", params(Paging), responses((status = 200, body = Page<Project>)))]
async fn list_projects(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<Project>>, Problem> {
    Ok(Json(project::list(&app, &actor, paging.into()).await?))
}

/// Makes a project.
#[utoipa::path(post, path = "/projects", tag = "projects", request_body = ProjectInput, responses((status = 201, body = Project)))]
async fn create_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<ProjectInput>,
) -> Result<(StatusCode, Json<Project>), Problem> {
    Ok((StatusCode::CREATED, Json(project::create(&app, &actor, input).await?)))
}

/// A project.
#[utoipa::path(get, path = "/projects/{project}", tag = "projects", responses((status = 200, body = Project)))]
async fn get_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Project>, Problem> {
    Ok(Json(project::get(&app, &actor, project).await?))
}

/// Renames a project.
#[utoipa::path(patch, path = "/projects/{project}", tag = "projects", request_body = ProjectInput, responses((status = 200, body = Project)))]
async fn update_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<ProjectInput>,
) -> Result<Json<Project>, Problem> {
    Ok(Json(project::update(&app, &actor, project, input).await?))
}

/// Deletes a project and all in it.
#[utoipa::path(delete, path = "/projects/{project}", tag = "projects", responses((status = 204)))]
async fn delete_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<StatusCode, Problem> {
    project::delete(&app, &actor, project).await?;
    Ok(StatusCode::NO_CONTENT)
}
