//! What-if scenarios.

use almanac_domain::model::{Scenario, ScenarioInput};
use almanac_domain::{ForecastId, Page, PageRequest, ProjectId, ScenarioId};
use almanac_service::{App, scenario};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Routes;
use crate::http::{Download, JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_scenarios, save_scenario))
        .routes(routes!(get_scenario, update_scenario, delete_scenario))
        .routes(routes!(export_scenario))
}

/// Which scenarios.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Which {
    /// Only those of this forecast.
    forecast_id: Option<Uuid>,
    /// How many items, 1 to 200; 50 if it is left out.
    limit: Option<u32>,
    /// The last id of the page before.
    after: Option<Uuid>,
}

/// The scenarios of a project, or of one forecast.
#[utoipa::path(get, path = "/projects/{project}/scenarios", tag = "scenarios", params(Which), responses((status = 200, body = Page<Scenario>)))]
async fn list_scenarios(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(which): QueryString<Which>,
) -> Result<Json<Page<Scenario>>, Problem> {
    let usual = PageRequest::default();
    let page = PageRequest { limit: which.limit.unwrap_or(usual.limit), after: which.after };
    let forecast = which.forecast_id.map(ForecastId);
    Ok(Json(scenario::list(&app, &actor, project, forecast, page).await?))
}

/// Computes and saves a scenario.
#[utoipa::path(post, path = "/projects/{project}/scenarios", tag = "scenarios", request_body = ScenarioInput, responses((status = 201, body = Scenario)))]
async fn save_scenario(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<ScenarioInput>,
) -> Result<(StatusCode, Json<Scenario>), Problem> {
    Ok((StatusCode::CREATED, Json(scenario::save(&app, &actor, project, input).await?)))
}

/// A scenario with its numbers.
#[utoipa::path(get, path = "/projects/{project}/scenarios/{scenario}", tag = "scenarios", responses((status = 200, body = Scenario)))]
async fn get_scenario(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, scenario)): PathIds<(ProjectId, ScenarioId)>,
) -> Result<Json<Scenario>, Problem> {
    Ok(Json(scenario::get(&app, &actor, project, scenario).await?))
}

/// Changes a scenario and computes it again.
#[utoipa::path(
    put, path = "/projects/{project}/scenarios/{scenario}", tag = "scenarios",
    request_body = ScenarioInput, responses((status = 200, body = Scenario)),
)]
async fn update_scenario(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, scenario)): PathIds<(ProjectId, ScenarioId)>,
    JsonBody(input): JsonBody<ScenarioInput>,
) -> Result<Json<Scenario>, Problem> {
    Ok(Json(scenario::update(&app, &actor, project, scenario, input).await?))
}

/// Deletes a scenario.
#[utoipa::path(delete, path = "/projects/{project}/scenarios/{scenario}", tag = "scenarios", responses((status = 204)))]
async fn delete_scenario(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, scenario)): PathIds<(ProjectId, ScenarioId)>,
) -> Result<StatusCode, Problem> {
    scenario::delete(&app, &actor, project, scenario).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Baseline and scenario by period as CSV.
#[utoipa::path(
    get, path = "/projects/{project}/scenarios/{scenario}/export", tag = "scenarios",
    responses((status = 200, body = String, content_type = "text/csv")),
)]
async fn export_scenario(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, scenario)): PathIds<(ProjectId, ScenarioId)>,
) -> Result<Download, Problem> {
    let bytes = scenario::export_csv(&app, &actor, project, scenario).await?;
    Ok(Download::csv(format_args!("scenario-{scenario}"), bytes))
}
