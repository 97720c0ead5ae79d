//! Checks of data sets by their rules, and when they are done by themselves.

use almanac_domain::quality::{CheckDetail, CheckSchedule, QualityCheck, ScheduleInput};
use almanac_domain::{CheckId, DatasetId, Page, ProjectId};
use almanac_service::{App, quality};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(list_checks, start_check)).routes(routes!(get_check)).routes(routes!(
        get_schedule,
        set_schedule,
        remove_schedule
    ))
}

/// The checks of a data set.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/checks", tag = "quality",
    params(Paging), responses((status = 200, body = Page<QualityCheck>)),
)]
async fn list_checks(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<QualityCheck>>, Problem> {
    Ok(Json(quality::checks(&app, &actor, project, dataset, paging.into()).await?))
}

/// Begins to check a data set by its active rules.
#[utoipa::path(post, path = "/projects/{project}/datasets/{dataset}/checks", tag = "quality", responses((status = 202, body = QualityCheck)))]
async fn start_check(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
) -> Result<(StatusCode, Json<QualityCheck>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(quality::start(&app, &actor, project, dataset).await?)))
}

/// A check with what it found for each rule.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/checks/{check}", tag = "quality",
    responses((status = 200, body = CheckDetail)),
)]
async fn get_check(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, check)): PathIds<(ProjectId, DatasetId, CheckId)>,
) -> Result<Json<CheckDetail>, Problem> {
    Ok(Json(quality::get_check(&app, &actor, project, (dataset, check)).await?))
}

/// When a data set is checked by itself; null if it is not.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/schedule", tag = "quality",
    responses((status = 200, body = Option<CheckSchedule>)),
)]
async fn get_schedule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
) -> Result<Json<Option<CheckSchedule>>, Problem> {
    Ok(Json(quality::get_schedule(&app, &actor, project, dataset).await?))
}

/// Has a data set checked by itself, again and again.
#[utoipa::path(
    put, path = "/projects/{project}/datasets/{dataset}/schedule", tag = "quality",
    request_body = ScheduleInput, responses((status = 200, body = CheckSchedule)),
)]
async fn set_schedule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    JsonBody(input): JsonBody<ScheduleInput>,
) -> Result<Json<CheckSchedule>, Problem> {
    Ok(Json(quality::set_schedule(&app, &actor, project, dataset, input).await?))
}

/// Has a data set no longer checked by itself.
#[utoipa::path(delete, path = "/projects/{project}/datasets/{dataset}/schedule", tag = "quality", responses((status = 204)))]
async fn remove_schedule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
) -> Result<StatusCode, Problem> {
    quality::remove_schedule(&app, &actor, project, dataset).await?;
    Ok(StatusCode::NO_CONTENT)
}
