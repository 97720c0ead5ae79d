//! Why forecasts are what they are.

use almanac_domain::job::Job;
use almanac_domain::model::{ExplainForecast, ForecastExplanation};
use almanac_domain::{ForecastId, ProjectId};
use almanac_service::{App, Error, forecast};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(get_explanation, explain_forecast))
}

/// Which series.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OfSeries {
    /// The series; the first one if it is left out.
    unique_id: Option<String>,
}

/// The explanation of the forecast of a series; 404 if it was not computed yet.
#[utoipa::path(
    get, path = "/projects/{project}/forecasts/{forecast}/explanation", tag = "forecasts", params(OfSeries),
    responses((status = 200, body = ForecastExplanation)),
)]
async fn get_explanation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, forecast)): PathIds<(ProjectId, ForecastId)>,
    QueryString(series): QueryString<OfSeries>,
) -> Result<Json<ForecastExplanation>, Problem> {
    let found = forecast::explanation(&app, &actor, project, forecast, series.unique_id.as_deref()).await?;
    Ok(Json(found.ok_or(Error::NotFound)?))
}

/// Begins to explain the forecast of a series, or to look for what would bring another goal. What is computed is kept
/// with the forecast.
#[utoipa::path(
    post, path = "/projects/{project}/forecasts/{forecast}/explanation", tag = "forecasts",
    request_body = ExplainForecast, responses((status = 202, body = Job)),
)]
async fn explain_forecast(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, forecast)): PathIds<(ProjectId, ForecastId)>,
    JsonBody(input): JsonBody<ExplainForecast>,
) -> Result<(StatusCode, Json<Job>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(forecast::explain(&app, &actor, project, forecast, input).await?)))
}
