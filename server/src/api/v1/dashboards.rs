//! Dashboards.

use almanac_domain::dashboard::{
    Dashboard, DashboardChange, DashboardInput, RefreshSchedule, RunTile, TileResult,
};
use almanac_domain::quality::ScheduleInput;
use almanac_domain::{DashboardId, Page, PageRequest, ProjectId, TileId};
use almanac_service::{App, dashboard};
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
        .routes(routes!(list_dashboards, create_dashboard))
        .routes(routes!(get_dashboard, update_dashboard, delete_dashboard))
        .routes(routes!(run_tile))
        .routes(routes!(get_dashboard_schedule, set_dashboard_schedule, remove_dashboard_schedule))
}

/// Which dashboards.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// A part of the name; all if it is left out.
    #[serde(default)]
    search: String,
    /// How many items, 1 to 200; 50 if it is left out.
    limit: Option<u32>,
    /// The last id of the page before.
    after: Option<Uuid>,
}

/// The dashboards of a project.
#[utoipa::path(get, path = "/projects/{project}/dashboards", tag = "dashboards", params(Wanted), responses((status = 200, body = Page<Dashboard>)))]
async fn list_dashboards(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(Wanted { search, limit, after }): QueryString<Wanted>,
) -> Result<Json<Page<Dashboard>>, Problem> {
    let page = PageRequest::from(Paging { limit, after });
    Ok(Json(dashboard::list(&app, &actor, project, &search, page).await?))
}

/// Makes a dashboard.
#[utoipa::path(post, path = "/projects/{project}/dashboards", tag = "dashboards", request_body = DashboardInput, responses((status = 201, body = Dashboard)))]
async fn create_dashboard(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<DashboardInput>,
) -> Result<(StatusCode, Json<Dashboard>), Problem> {
    Ok((StatusCode::CREATED, Json(dashboard::create(&app, &actor, project, input).await?)))
}

/// A dashboard.
#[utoipa::path(get, path = "/projects/{project}/dashboards/{dashboard}", tag = "dashboards", responses((status = 200, body = Dashboard)))]
async fn get_dashboard(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id)): PathIds<(ProjectId, DashboardId)>,
) -> Result<Json<Dashboard>, Problem> {
    Ok(Json(dashboard::get(&app, &actor, project, id).await?))
}

/// Changes a dashboard; 409 if it was changed since the version that is named.
#[utoipa::path(
    put, path = "/projects/{project}/dashboards/{dashboard}", tag = "dashboards",
    request_body = DashboardChange, responses((status = 200, body = Dashboard)),
)]
async fn update_dashboard(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id)): PathIds<(ProjectId, DashboardId)>,
    JsonBody(change): JsonBody<DashboardChange>,
) -> Result<Json<Dashboard>, Problem> {
    Ok(Json(dashboard::update(&app, &actor, project, id, change).await?))
}

/// Deletes a dashboard. Its queries stay.
#[utoipa::path(delete, path = "/projects/{project}/dashboards/{dashboard}", tag = "dashboards", responses((status = 204)))]
async fn delete_dashboard(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id)): PathIds<(ProjectId, DashboardId)>,
) -> Result<StatusCode, Problem> {
    dashboard::delete(&app, &actor, project, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Runs the query of a tile under filters and chosen values. Ending the request cancels it.
#[utoipa::path(
    post, path = "/projects/{project}/dashboards/{dashboard}/tiles/{tile}", tag = "dashboards",
    request_body = RunTile, responses((status = 200, body = TileResult)),
)]
async fn run_tile(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id, tile)): PathIds<(ProjectId, DashboardId, TileId)>,
    JsonBody(input): JsonBody<RunTile>,
) -> Result<Json<TileResult>, Problem> {
    Ok(Json(dashboard::run_tile(&app, &actor, project, (id, tile), input).await?))
}

/// When the queries of a dashboard are run by themselves; null if they are not.
#[utoipa::path(
    get, path = "/projects/{project}/dashboards/{dashboard}/schedule", tag = "dashboards",
    responses((status = 200, body = Option<RefreshSchedule>)),
)]
async fn get_dashboard_schedule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id)): PathIds<(ProjectId, DashboardId)>,
) -> Result<Json<Option<RefreshSchedule>>, Problem> {
    Ok(Json(dashboard::get_schedule(&app, &actor, project, id).await?))
}

/// Has the queries of a dashboard run by themselves, for the person who asks for it, from so many hours from now on.
#[utoipa::path(
    put, path = "/projects/{project}/dashboards/{dashboard}/schedule", tag = "dashboards",
    request_body = ScheduleInput, responses((status = 200, body = RefreshSchedule)),
)]
async fn set_dashboard_schedule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id)): PathIds<(ProjectId, DashboardId)>,
    JsonBody(input): JsonBody<ScheduleInput>,
) -> Result<Json<RefreshSchedule>, Problem> {
    Ok(Json(dashboard::set_schedule(&app, &actor, project, id, input).await?))
}

/// Has the queries of a dashboard no longer run by themselves.
#[utoipa::path(delete, path = "/projects/{project}/dashboards/{dashboard}/schedule", tag = "dashboards", responses((status = 204)))]
async fn remove_dashboard_schedule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id)): PathIds<(ProjectId, DashboardId)>,
) -> Result<StatusCode, Problem> {
    dashboard::remove_schedule(&app, &actor, project, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
