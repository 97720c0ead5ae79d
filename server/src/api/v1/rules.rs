//! Rules on the data of data sets, and the rows that break them.

use almanac_domain::quality::{QualityRule, RuleInput};
use almanac_domain::saved::{ExportFormat, QueryResult};
use almanac_domain::{DatasetId, ProjectId, RuleId};
use almanac_service::{App, quality};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Rows;
use super::queries::download;
use crate::http::{FileDownload, JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_rules, create_rule))
        .routes(routes!(get_rule, update_rule, delete_rule))
        .routes(routes!(list_failed_rows))
        .routes(routes!(export_failed_rows))
}

/// The rules of a data set, the oldest first.
#[utoipa::path(get, path = "/projects/{project}/datasets/{dataset}/rules", tag = "quality", responses((status = 200, body = [QualityRule])))]
async fn list_rules(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
) -> Result<Json<Vec<QualityRule>>, Problem> {
    Ok(Json(quality::rules(&app, &actor, project, dataset).await?))
}

/// Makes a rule.
#[utoipa::path(
    post, path = "/projects/{project}/datasets/{dataset}/rules", tag = "quality",
    request_body = RuleInput, responses((status = 201, body = QualityRule)),
)]
async fn create_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    JsonBody(input): JsonBody<RuleInput>,
) -> Result<(StatusCode, Json<QualityRule>), Problem> {
    let made = quality::create_rule(&app, &actor, project, dataset, input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// A rule.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/rules/{rule}", tag = "quality",
    responses((status = 200, body = QualityRule)),
)]
async fn get_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, rule)): PathIds<(ProjectId, DatasetId, RuleId)>,
) -> Result<Json<QualityRule>, Problem> {
    Ok(Json(quality::get_rule(&app, &actor, project, (dataset, rule)).await?))
}

/// Changes a rule.
#[utoipa::path(
    put, path = "/projects/{project}/datasets/{dataset}/rules/{rule}", tag = "quality",
    request_body = RuleInput, responses((status = 200, body = QualityRule)),
)]
async fn update_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, rule)): PathIds<(ProjectId, DatasetId, RuleId)>,
    JsonBody(input): JsonBody<RuleInput>,
) -> Result<Json<QualityRule>, Problem> {
    Ok(Json(quality::update_rule(&app, &actor, project, (dataset, rule), input).await?))
}

/// Deletes a rule. What checks have found by it stays in their reports.
#[utoipa::path(delete, path = "/projects/{project}/datasets/{dataset}/rules/{rule}", tag = "quality", responses((status = 204)))]
async fn delete_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, rule)): PathIds<(ProjectId, DatasetId, RuleId)>,
) -> Result<StatusCode, Problem> {
    quality::delete_rule(&app, &actor, project, (dataset, rule)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The rows that break a rule now.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/rules/{rule}/rows", tag = "quality",
    params(Rows), responses((status = 200, body = QueryResult)),
)]
async fn list_failed_rows(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, rule)): PathIds<(ProjectId, DatasetId, RuleId)>,
    QueryString(rows): QueryString<Rows>,
) -> Result<Json<QueryResult>, Problem> {
    let of = (dataset, rule);
    Ok(Json(quality::failed_rows(&app, &actor, project, of, rows.offset, rows.limit()).await?))
}

/// The rows that break a rule now, as CSV. The header `x-total-rows` says how many there are.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/rules/{rule}/rows/csv", tag = "quality",
    responses((status = 200, body = String, content_type = "text/csv")),
)]
async fn export_failed_rows(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, rule)): PathIds<(ProjectId, DatasetId, RuleId)>,
) -> Result<FileDownload, Problem> {
    let exported = quality::export(&app, &actor, project, (dataset, rule)).await?;
    download("failed-rows", ExportFormat::Csv, exported).await
}
