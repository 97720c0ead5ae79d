//! Projects.

use almanac_domain::project::{DeletedProject, NewProject, Project, ProjectFilter, ProjectInput};
use almanac_domain::{Page, ProjectId};
use almanac_service::{App, project, sample};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Routes;
use super::paging::Paging;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_projects, create_project))
        .routes(routes!(get_project, update_project, delete_project))
        .routes(routes!(archive_project, unarchive_project))
        .routes(routes!(duplicate_project))
        .routes(routes!(list_bin))
        .routes(routes!(restore_project))
}

/// Which part of which projects is wanted; lists are newest first.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Which {
    /// `active` or `archived`; `active` if it is left out.
    #[param(value_type = Option<String>)]
    filter: Option<ProjectFilter>,
    /// How many items, 1 to 200; 50 if it is left out.
    limit: Option<u32>,
    /// The last id of the page before.
    after: Option<Uuid>,
}

/// The projects the person sees.
#[utoipa::path(get, path = "/projects", tag = "projects", params(Which), responses((status = 200, body = Page<Project>)))]
async fn list_projects(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(which): QueryString<Which>,
) -> Result<Json<Page<Project>>, Problem> {
    let page = Paging { limit: which.limit, after: which.after };
    Ok(Json(project::list(&app, &actor, which.filter.unwrap_or_default(), page.into()).await?))
}

/// Makes a project, empty or like a sample.
#[utoipa::path(post, path = "/projects", tag = "projects", request_body = NewProject, responses((status = 201, body = Project)))]
async fn create_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(NewProject { name, description, sample: from }): JsonBody<NewProject>,
) -> Result<(StatusCode, Json<Project>), Problem> {
    let input = ProjectInput { name, description };
    let made = match from {
        Some(from) => sample::create(&app, &actor, input, from, sample::Extent::default()).await?,
        None => project::create(&app, &actor, input).await?,
    };
    Ok((StatusCode::CREATED, Json(made)))
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

/// Puts a project into the bin: it is gone for everybody at once. The session must be confirmed.
#[utoipa::path(delete, path = "/projects/{project}", tag = "projects", responses((status = 204)))]
async fn delete_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<StatusCode, Problem> {
    project::delete(&app, &actor, project).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Archives a project: from now on it can only be read.
#[utoipa::path(post, path = "/projects/{project}/archive", tag = "projects", responses((status = 200, body = Project)))]
async fn archive_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Project>, Problem> {
    Ok(Json(project::archive(&app, &actor, project).await?))
}

/// Takes an archived project back into use.
#[utoipa::path(delete, path = "/projects/{project}/archive", tag = "projects", responses((status = 200, body = Project)))]
async fn unarchive_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Project>, Problem> {
    Ok(Json(project::unarchive(&app, &actor, project).await?))
}

/// Makes a project like one of one's own, with everything that is ready in it.
#[utoipa::path(
    post, path = "/projects/{project}/duplicate", tag = "projects",
    request_body = ProjectInput, responses((status = 201, body = Project)),
)]
async fn duplicate_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<ProjectInput>,
) -> Result<(StatusCode, Json<Project>), Problem> {
    Ok((StatusCode::CREATED, Json(project::duplicate(&app, &actor, project, input).await?)))
}

/// The deleted projects that the person can take back.
#[utoipa::path(get, path = "/bin", tag = "projects", responses((status = 200, body = Vec<DeletedProject>)))]
async fn list_bin(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<Json<Vec<DeletedProject>>, Problem> {
    Ok(Json(project::bin(&app, &actor).await?))
}

/// Takes a project out of the bin, as it was.
#[utoipa::path(post, path = "/bin/{project}/restore", tag = "projects", responses((status = 200, body = Project)))]
async fn restore_project(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Project>, Problem> {
    Ok(Json(project::restore(&app, &actor, project).await?))
}
