//! Row rules: which rows of data sets and tables the viewers and editors of a project see.

use almanac_domain::row_rule::{PreviewRowRule, RowRule, RowRuleInput, RowRulePreview};
use almanac_domain::{ProjectId, RowRuleId};
use almanac_service::{App, row_rule};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_row_rules, create_row_rule))
        .routes(routes!(preview_row_rule))
        .routes(routes!(get_row_rule, update_row_rule, delete_row_rule))
}

/// The row rules of a project, the oldest first.
#[utoipa::path(get, path = "/projects/{project}/row-rules", tag = "sharing", responses((status = 200, body = [RowRule])))]
async fn list_row_rules(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<RowRule>>, Problem> {
    Ok(Json(row_rule::list(&app, &actor, project).await?))
}

/// Makes a row rule. It holds from the next request on.
#[utoipa::path(
    post, path = "/projects/{project}/row-rules", tag = "sharing",
    request_body = RowRuleInput, responses((status = 201, body = RowRule)),
)]
async fn create_row_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<RowRuleInput>,
) -> Result<(StatusCode, Json<RowRule>), Problem> {
    Ok((StatusCode::CREATED, Json(row_rule::create(&app, &actor, project, input).await?)))
}

/// How many rows a member would see by a rule, which need not be saved.
#[utoipa::path(
    post, path = "/projects/{project}/row-rules/preview", tag = "sharing",
    request_body = PreviewRowRule, responses((status = 200, body = RowRulePreview)),
)]
async fn preview_row_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(asked): JsonBody<PreviewRowRule>,
) -> Result<Json<RowRulePreview>, Problem> {
    Ok(Json(row_rule::preview(&app, &actor, project, asked).await?))
}

/// A row rule.
#[utoipa::path(
    get, path = "/projects/{project}/row-rules/{row_rule}", tag = "sharing",
    responses((status = 200, body = RowRule)),
)]
async fn get_row_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, rule)): PathIds<(ProjectId, RowRuleId)>,
) -> Result<Json<RowRule>, Problem> {
    Ok(Json(row_rule::get(&app, &actor, project, rule).await?))
}

/// Changes a row rule.
#[utoipa::path(
    put, path = "/projects/{project}/row-rules/{row_rule}", tag = "sharing",
    request_body = RowRuleInput, responses((status = 200, body = RowRule)),
)]
async fn update_row_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, rule)): PathIds<(ProjectId, RowRuleId)>,
    JsonBody(input): JsonBody<RowRuleInput>,
) -> Result<Json<RowRule>, Problem> {
    Ok(Json(row_rule::update(&app, &actor, project, rule, input).await?))
}

/// Deletes a row rule: what it hid is seen again.
#[utoipa::path(delete, path = "/projects/{project}/row-rules/{row_rule}", tag = "sharing", responses((status = 204)))]
async fn delete_row_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, rule)): PathIds<(ProjectId, RowRuleId)>,
) -> Result<StatusCode, Problem> {
    row_rule::delete(&app, &actor, project, rule).await?;
    Ok(StatusCode::NO_CONTENT)
}
