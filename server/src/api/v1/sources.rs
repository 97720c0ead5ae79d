//! Sources: connected databases.

use almanac_domain::source::{RenameSource, Source, SourceInput, SourceProbe, SourceTest};
use almanac_domain::{Page, ProjectId, SourceId};
use almanac_service::{App, connected};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_sources, create_source))
        .routes(routes!(test_source))
        .routes(routes!(get_source, update_source, rename_source, delete_source))
        .routes(routes!(test_stored_source))
        .routes(routes!(read_source))
}

/// The sources of a project. How they are reached is told only to those who may change them.
#[utoipa::path(get, path = "/projects/{project}/sources", tag = "sources", params(Paging), responses((status = 200, body = Page<Source>)))]
async fn list_sources(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<Source>>, Problem> {
    Ok(Json(connected::list(&app, &actor, project, paging.into()).await?))
}

/// Connects a database, and begins to read its schema.
#[utoipa::path(post, path = "/projects/{project}/sources", tag = "sources", request_body = SourceInput, responses((status = 201, body = Source)))]
async fn create_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<SourceInput>,
) -> Result<(StatusCode, Json<Source>), Problem> {
    Ok((StatusCode::CREATED, Json(connected::create(&app, &actor, project, input).await?)))
}

/// Tries to connect with settings that are not stored. The answer tells the class of the error only.
#[utoipa::path(post, path = "/projects/{project}/sources/test", tag = "sources", request_body = SourceProbe, responses((status = 200, body = SourceTest)))]
async fn test_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(probe): JsonBody<SourceProbe>,
) -> Result<Json<SourceTest>, Problem> {
    Ok(Json(connected::test(&app, &actor, project, probe).await?))
}

/// A source.
#[utoipa::path(get, path = "/projects/{project}/sources/{source}", tag = "sources", responses((status = 200, body = Source)))]
async fn get_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
) -> Result<Json<Source>, Problem> {
    Ok(Json(connected::get(&app, &actor, project, source).await?))
}

/// Changes a source, and begins to read its schema anew if it is reached in another way.
#[utoipa::path(
    put, path = "/projects/{project}/sources/{source}", tag = "sources",
    request_body = SourceInput, responses((status = 200, body = Source)),
)]
async fn update_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
    JsonBody(input): JsonBody<SourceInput>,
) -> Result<Json<Source>, Problem> {
    Ok(Json(connected::update(&app, &actor, project, source, input).await?))
}

/// Renames a source.
#[utoipa::path(
    patch, path = "/projects/{project}/sources/{source}", tag = "sources",
    request_body = RenameSource, responses((status = 200, body = Source)),
)]
async fn rename_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
    JsonBody(input): JsonBody<RenameSource>,
) -> Result<Json<Source>, Problem> {
    Ok(Json(connected::rename(&app, &actor, project, source, input).await?))
}

/// Disconnects a source, and forgets all versions of its schema.
#[utoipa::path(delete, path = "/projects/{project}/sources/{source}", tag = "sources", responses((status = 204)))]
async fn delete_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
) -> Result<StatusCode, Problem> {
    connected::delete(&app, &actor, project, source).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tries to connect as it is stored. The answer tells the class of the error only.
#[utoipa::path(post, path = "/projects/{project}/sources/{source}/test", tag = "sources", responses((status = 200, body = SourceTest)))]
async fn test_stored_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
) -> Result<Json<SourceTest>, Problem> {
    Ok(Json(connected::test_stored(&app, &actor, project, source).await?))
}

/// Begins to read the schema: a job.
#[utoipa::path(post, path = "/projects/{project}/sources/{source}/read", tag = "sources", responses((status = 202, body = Source)))]
async fn read_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
) -> Result<(StatusCode, Json<Source>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(connected::start_reading(&app, &actor, project, source).await?)))
}
