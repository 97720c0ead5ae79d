//! Trained models.

use almanac_domain::model::{BacktestParts, Model, Reconciliation, Search, TrainModel};
use almanac_domain::{ModelId, Page, ProjectId};
use almanac_service::{App, model};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{Download, JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_methods))
        .routes(routes!(list_models, train_model))
        .routes(routes!(get_model, delete_model))
        .routes(routes!(get_artifact))
        .routes(routes!(get_search))
        .routes(routes!(get_reconciliation))
        .routes(routes!(get_errors))
}

/// A forecasting method that can be chosen.
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
#[derive(Debug, Serialize, ToSchema)]
struct Method {
    /// Its name.
    name: String,
    /// Whether it uses drivers.
    drivers: bool,
    /// Whether one model learns from all series.
    global: bool,
    /// Whether a what-if can be played with it in the browser.
    browser: bool,
    /// Whether it gives intervals by itself; others get them from their errors in a backtest.
    intervals: bool,
    /// Whether it has options that a training can search for.
    searchable: bool,
}

/// The forecasting methods that can be chosen.
#[utoipa::path(get, path = "/models", tag = "models", responses((status = 200, body = Vec<Method>)))]
async fn list_methods(SignedIn(_): SignedIn) -> Json<Vec<Method>> {
    let methods = model::available().into_iter().map(|info| Method {
        name: info.name,
        drivers: info.capabilities.drivers,
        global: info.capabilities.global,
        browser: info.capabilities.browser,
        intervals: info.capabilities.intervals,
        searchable: info.searchable,
    });
    Json(methods.collect())
}

/// The models of a project.
#[utoipa::path(get, path = "/projects/{project}/models", tag = "models", params(Paging), responses((status = 200, body = Page<Model>)))]
async fn list_models(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<Model>>, Problem> {
    Ok(Json(model::list(&app, &actor, project, paging.into()).await?))
}

/// Starts a training.
#[utoipa::path(post, path = "/projects/{project}/models", tag = "models", request_body = TrainModel, responses((status = 202, body = Model)))]
async fn train_model(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<TrainModel>,
) -> Result<(StatusCode, Json<Model>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(model::train(&app, &actor, project, input).await?)))
}

/// A model with its leaderboard.
#[utoipa::path(get, path = "/projects/{project}/models/{model}", tag = "models", responses((status = 200, body = Model)))]
async fn get_model(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, model)): PathIds<(ProjectId, ModelId)>,
) -> Result<Json<Model>, Problem> {
    Ok(Json(model::get(&app, &actor, project, model).await?))
}

/// Deletes a model with its forecasts and scenarios.
#[utoipa::path(delete, path = "/projects/{project}/models/{model}", tag = "models", responses((status = 204)))]
async fn delete_model(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, model)): PathIds<(ProjectId, ModelId)>,
) -> Result<StatusCode, Problem> {
    model::delete(&app, &actor, project, model).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which series a neural model is to have.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WithSeries {
    /// The only one; all of them if it is left out.
    unique_id: Option<String>,
}

/// The neural model as bytes that run in the browser. Browsers keep it and ask only whether it is the same.
#[utoipa::path(
    get, path = "/projects/{project}/models/{model}/artifact", tag = "models", params(WithSeries),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 304)),
)]
async fn get_artifact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, model)): PathIds<(ProjectId, ModelId)>,
    QueryString(series): QueryString<WithSeries>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let bytes = model::artifact(&app, &actor, project, model, series.unique_id.as_deref()).await?;
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..16]));
    let asked = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let same = asked.flat_map(|line| line.split(',')).any(|known| known.trim() == tag);
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Download { name: format!("{model}.almanac"), mime: "application/octet-stream", bytes }.into_response()
    };
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// The search for options that belongs to a model: while it is trained, as far as it has come.
#[utoipa::path(get, path = "/projects/{project}/models/{model}/search", tag = "models", responses((status = 200, body = Search)))]
async fn get_search(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, model)): PathIds<(ProjectId, ModelId)>,
) -> Result<Json<Search>, Problem> {
    Ok(Json(model::searched(&app, &actor, project, model).await?))
}

/// How each way to make forecasts add up did in the backtest; none if the model has no hierarchy.
#[utoipa::path(
    get, path = "/projects/{project}/models/{model}/reconciliation", tag = "models",
    responses((status = 200, body = Vec<Reconciliation>)),
)]
async fn get_reconciliation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, model)): PathIds<(ProjectId, ModelId)>,
) -> Result<Json<Vec<Reconciliation>>, Problem> {
    Ok(Json(model::reconciliation(&app, &actor, project, model).await?))
}

/// What is wanted of a backtest.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// A model of the leaderboard; the winner without one.
    model: Option<String>,
}

/// The errors of a model of the leaderboard by period ahead and by series. 404 if it failed, and for trainings before this
/// was kept.
#[utoipa::path(
    get, path = "/projects/{project}/models/{model}/errors", tag = "models", params(Wanted),
    responses((status = 200, body = BacktestParts)),
)]
async fn get_errors(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, id)): PathIds<(ProjectId, ModelId)>,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Json<BacktestParts>, Problem> {
    let found = model::parts(&app, &actor, project, id).await?;
    Ok(Json(found.of(wanted.model.as_deref())?.clone()))
}
