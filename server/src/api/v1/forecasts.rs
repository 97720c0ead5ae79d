//! Stored forecasts.

use almanac_domain::model::{
    Continuation, Forecast, MakeForecast, NodeLevel, PathsInput, SamplePaths, SeriesView, WhatIf,
    ZeroShotInput,
};
use almanac_domain::saved::ExportFormat;
use almanac_domain::{ForecastId, Page, ProjectId};
use almanac_service::App;
use almanac_service::{forecast, zero_shot};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{Download, JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_forecasts, make_forecast))
        .routes(routes!(get_forecast, delete_forecast))
        .routes(routes!(get_series))
        .routes(routes!(get_nodes))
        .routes(routes!(get_paths))
        .routes(routes!(export_forecast))
        .routes(routes!(get_what_if))
        .routes(routes!(continue_series))
}

/// The forecasts of a project.
#[utoipa::path(get, path = "/projects/{project}/forecasts", tag = "forecasts", params(Paging), responses((status = 200, body = Page<Forecast>)))]
async fn list_forecasts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<Forecast>>, Problem> {
    Ok(Json(forecast::list(&app, &actor, project, paging.into()).await?))
}

/// Makes a forecast with a trained model.
#[utoipa::path(post, path = "/projects/{project}/forecasts", tag = "forecasts", request_body = MakeForecast, responses((status = 201, body = Forecast)))]
async fn make_forecast(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<MakeForecast>,
) -> Result<(StatusCode, Json<Forecast>), Problem> {
    Ok((StatusCode::CREATED, Json(forecast::make(&app, &actor, project, input).await?)))
}

/// A forecast without its numbers.
#[utoipa::path(get, path = "/projects/{project}/forecasts/{forecast}", tag = "forecasts", responses((status = 200, body = Forecast)))]
async fn get_forecast(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, forecast)): PathIds<(ProjectId, ForecastId)>,
) -> Result<Json<Forecast>, Problem> {
    Ok(Json(forecast::get(&app, &actor, project, forecast).await?))
}

/// Deletes a forecast with its scenarios.
#[utoipa::path(delete, path = "/projects/{project}/forecasts/{forecast}", tag = "forecasts", responses((status = 204)))]
async fn delete_forecast(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, forecast)): PathIds<(ProjectId, ForecastId)>,
) -> Result<StatusCode, Problem> {
    forecast::delete(&app, &actor, project, forecast).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which series.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OfSeries {
    /// The series; the first one if it is left out.
    unique_id: Option<String>,
}

/// History and forecast of one series.
#[utoipa::path(
    get, path = "/projects/{project}/forecasts/{forecast}/series", tag = "forecasts", params(OfSeries),
    responses((status = 200, body = SeriesView)),
)]
async fn get_series(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, forecast)): PathIds<(ProjectId, ForecastId)>,
    QueryString(series): QueryString<OfSeries>,
) -> Result<Json<SeriesView>, Problem> {
    Ok(Json(forecast::view(&app, &actor, project, forecast, series.unique_id.as_deref()).await?))
}

/// Sample paths of one series: futures that could happen, and how likely a value is exceeded. 409 if the forecast has no
/// intervals.
#[utoipa::path(
    get, path = "/projects/{project}/forecasts/{forecast}/paths", tag = "forecasts", params(PathsInput),
    responses((status = 200, body = SamplePaths)),
)]
async fn get_paths(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id)): PathIds<(ProjectId, ForecastId)>,
    QueryString(input): QueryString<PathsInput>,
) -> Result<Json<SamplePaths>, Problem> {
    Ok(Json(forecast::sample_paths(&app, &actor, project, id, input).await?))
}

/// Continues series that come with the request, with the zero-shot model: at once, and nothing is kept.
#[utoipa::path(
    post, path = "/projects/{project}/zero-shot", tag = "forecasts", request_body = ZeroShotInput,
    responses((status = 200, body = Vec<Continuation>)),
)]
async fn continue_series(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<ZeroShotInput>,
) -> Result<Json<Vec<Continuation>>, Problem> {
    Ok(Json(zero_shot::forecast(&app, &actor, project, input).await?))
}

/// The series of a forecast by the level of its hierarchy, the total first; none if it has no hierarchy.
#[utoipa::path(
    get, path = "/projects/{project}/forecasts/{forecast}/nodes", tag = "forecasts",
    responses((status = 200, body = Vec<NodeLevel>)),
)]
async fn get_nodes(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, forecast)): PathIds<(ProjectId, ForecastId)>,
) -> Result<Json<Vec<NodeLevel>>, Problem> {
    Ok(Json(forecast::nodes(&app, &actor, project, forecast).await?))
}

/// In which format.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct InFormat {
    /// The format; CSV if it is left out.
    #[serde(default)]
    #[param(inline)]
    format: ExportFormat,
}

/// All numbers of a forecast: `unique_id`, `ds`, the model's name, `-lo-80`, `-hi-80`, …
#[utoipa::path(
    get, path = "/projects/{project}/forecasts/{forecast}/export", tag = "forecasts", params(InFormat),
    responses((status = 200, body = Vec<u8>, content_type = "text/csv")),
)]
async fn export_forecast(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, forecast)): PathIds<(ProjectId, ForecastId)>,
    QueryString(InFormat { format }): QueryString<InFormat>,
) -> Result<Download, Problem> {
    let bytes = forecast::export(&app, &actor, project, forecast, format).await?;
    Ok(Download { name: format!("forecast-{forecast}.{}", format.name()), mime: format.mime(), bytes })
}

/// What a what-if needs besides the artifact, for one series.
#[utoipa::path(
    get, path = "/projects/{project}/forecasts/{forecast}/what-if", tag = "forecasts", params(OfSeries),
    responses((status = 200, body = WhatIf)),
)]
async fn get_what_if(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, forecast)): PathIds<(ProjectId, ForecastId)>,
    QueryString(series): QueryString<OfSeries>,
) -> Result<Json<WhatIf>, Problem> {
    Ok(Json(forecast::what_if(&app, &actor, project, forecast, series.unique_id.as_deref()).await?))
}
