//! Queries, run and saved.

use almanac_domain::saved::{QueryInput, QueryResult, QuerySource, RunQuery, SavedQuery};
use almanac_domain::source::QueryStanding;
use almanac_domain::{Page, ProjectId, QueryId};
use almanac_service::{App, query};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{Download, JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(run_query))
        .routes(routes!(export_query))
        .routes(routes!(list_query_sources))
        .routes(routes!(list_queries, save_query))
        .routes(routes!(get_query, update_query, delete_query))
        .routes(routes!(get_query_problems))
}

/// Runs a query. Ending the request cancels it.
#[utoipa::path(post, path = "/projects/{project}/query", tag = "queries", request_body = RunQuery, responses((status = 200, body = QueryResult)))]
async fn run_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<RunQuery>,
) -> Result<Json<QueryResult>, Problem> {
    Ok(Json(query::run(&app, &actor, project, input).await?))
}

/// Runs a query and returns its result as CSV.
#[utoipa::path(
    post, path = "/projects/{project}/query/csv", tag = "queries", request_body = RunQuery,
    responses((status = 200, body = String, content_type = "text/csv")),
)]
async fn export_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<RunQuery>,
) -> Result<Download, Problem> {
    Ok(Download::csv("query", query::export_csv(&app, &actor, project, input).await?))
}

/// What queries can read, with columns.
#[utoipa::path(get, path = "/projects/{project}/query/sources", tag = "queries", responses((status = 200, body = [QuerySource])))]
async fn list_query_sources(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<QuerySource>>, Problem> {
    Ok(Json(query::sources(&app, &actor, project).await?))
}

/// The saved queries of a project.
#[utoipa::path(get, path = "/projects/{project}/queries", tag = "queries", params(Paging), responses((status = 200, body = Page<SavedQuery>)))]
async fn list_queries(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<SavedQuery>>, Problem> {
    Ok(Json(query::list(&app, &actor, project, paging.into()).await?))
}

/// Saves a query.
#[utoipa::path(post, path = "/projects/{project}/queries", tag = "queries", request_body = QueryInput, responses((status = 201, body = SavedQuery)))]
async fn save_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<QueryInput>,
) -> Result<(StatusCode, Json<SavedQuery>), Problem> {
    Ok((StatusCode::CREATED, Json(query::save(&app, &actor, project, input).await?)))
}

/// A saved query.
#[utoipa::path(get, path = "/projects/{project}/queries/{query}", tag = "queries", responses((status = 200, body = SavedQuery)))]
async fn get_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
) -> Result<Json<SavedQuery>, Problem> {
    Ok(Json(query::get(&app, &actor, project, query).await?))
}

/// Changes a saved query.
#[utoipa::path(
    put, path = "/projects/{project}/queries/{query}", tag = "queries",
    request_body = QueryInput, responses((status = 200, body = SavedQuery)),
)]
async fn update_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
    JsonBody(input): JsonBody<QueryInput>,
) -> Result<Json<SavedQuery>, Problem> {
    Ok(Json(query::update(&app, &actor, project, query, input).await?))
}

/// Deletes a saved query.
#[utoipa::path(delete, path = "/projects/{project}/queries/{query}", tag = "queries", responses((status = 204)))]
async fn delete_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
) -> Result<StatusCode, Problem> {
    query::delete(&app, &actor, project, query).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a saved query stands to the databases that it reads: the versions of their schemas that it was saved with, and
/// what it uses that is another now.
#[utoipa::path(
    get, path = "/projects/{project}/queries/{query}/problems", tag = "queries",
    responses((status = 200, body = QueryStanding)),
)]
async fn get_query_problems(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
) -> Result<Json<QueryStanding>, Problem> {
    Ok(Json(query::problems(&app, &actor, project, query).await?))
}
