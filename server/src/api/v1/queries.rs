//! Queries, run and saved.

use almanac_domain::saved::{
    ColumnStatistics, DescribeSources, DescribeStatement, ExploreQuery, Explored, ExportFormat, QueryInput,
    QueryResult, QueryRun, QuerySource, QueryStatement, QueryVersion, RunQuery, SavedQuery, SourceDetail,
};
use almanac_domain::source::QueryStanding;
use almanac_domain::{Page, ProjectId, QueryId};
use almanac_service::App;
use almanac_service::query::{self, Exported};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt as _};
use serde::Deserialize;
use tokio::fs::File;
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{FileDownload, JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(run_query))
        .routes(routes!(explore_query))
        .routes(routes!(pivot_query))
        .routes(routes!(export_query))
        .routes(routes!(query_statistics))
        .routes(routes!(list_query_sources))
        .routes(routes!(describe_query_sources))
        .routes(routes!(describe_statement))
        .routes(routes!(show_query_sql))
        .routes(routes!(save_query))
        .routes(routes!(get_query, update_query, delete_query))
        .routes(routes!(list_query_versions))
        .routes(routes!(restore_query))
        .routes(routes!(list_query_runs))
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

/// The query that follows from a cell of a result: the rows behind it, or the same question about what is like it only.
/// It runs nothing.
#[utoipa::path(post, path = "/projects/{project}/query/explore", tag = "queries", request_body = ExploreQuery, responses((status = 200, body = Explored)))]
async fn explore_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<ExploreQuery>,
) -> Result<Json<Explored>, Problem> {
    Ok(Json(query::explore(&app, &actor, project, input).await?))
}

/// Which group's values stand side by side.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Spread {
    /// The group.
    column: String,
}

/// The result of a query that summarizes, of at most 10,000 groups, with the values of one of its groups side by side.
#[utoipa::path(post, path = "/projects/{project}/query/pivot", tag = "queries", params(Spread), request_body = RunQuery, responses((status = 200, body = QueryResult)))]
async fn pivot_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(Spread { column }): QueryString<Spread>,
    JsonBody(input): JsonBody<RunQuery>,
) -> Result<Json<QueryResult>, Problem> {
    Ok(Json(query::pivot(&app, &actor, project, input, &column).await?))
}

/// A stream that keeps something until it ends.
fn keeping<S>(stream: S, kept: impl Send + 'static) -> BoxStream<'static, S::Item>
where
    S: Stream<Item: Send> + Send + 'static,
{
    let kept = futures::stream::once(async move { drop(kept) }).filter_map(|()| std::future::ready(None));
    stream.chain(kept).boxed()
}

/// What the first 100 columns of the whole result of a query hold.
#[utoipa::path(post, path = "/projects/{project}/query/statistics", tag = "queries", request_body = RunQuery, responses((status = 200, body = [ColumnStatistics])))]
async fn query_statistics(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<RunQuery>,
) -> Result<Json<Vec<ColumnStatistics>>, Problem> {
    Ok(Json(query::statistics(&app, &actor, project, input).await?))
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

/// Runs a query and returns all its rows as a file. The header `x-total-rows` says how many there are.
#[utoipa::path(
    post, path = "/projects/{project}/query/export", tag = "queries", params(InFormat), request_body = RunQuery,
    responses((status = 200, body = Vec<u8>, content_type = "text/csv")),
)]
async fn export_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(InFormat { format }): QueryString<InFormat>,
    JsonBody(input): JsonBody<RunQuery>,
) -> Result<FileDownload, Problem> {
    download("query", format, query::export(&app, &actor, project, input, format).await?).await
}

/// A file that is sent as it is read.
pub(super) async fn download(
    name: &str,
    format: ExportFormat,
    exported: Exported,
) -> Result<FileDownload, Problem> {
    let file = File::open(exported.path()).await.map_err(almanac_service::Error::internal)?;
    Ok(FileDownload {
        name: format!("{name}.{}", format.name()),
        mime: format.mime(),
        rows: exported.rows,
        bytes: exported.bytes,
        // The file is there as long as it is read.
        content: keeping(ReaderStream::new(file), exported),
    })
}

/// What a source is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Search {
    /// A part of its name; all if it is left out.
    #[serde(default)]
    search: String,
}

/// What queries can read: up to 200 data sets and saved queries, and up to 200 tables.
#[utoipa::path(get, path = "/projects/{project}/query/sources", tag = "queries", params(Search), responses((status = 200, body = [QuerySource])))]
async fn list_query_sources(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(wanted): QueryString<Search>,
) -> Result<Json<Vec<QuerySource>>, Problem> {
    Ok(Json(query::sources(&app, &actor, project, &wanted.search).await?))
}

/// The columns and foreign keys of sources; those that are not there are left out.
#[utoipa::path(post, path = "/projects/{project}/query/describe", tag = "queries", request_body = DescribeSources, responses((status = 200, body = [SourceDetail])))]
async fn describe_query_sources(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<DescribeSources>,
) -> Result<Json<Vec<SourceDetail>>, Problem> {
    Ok(Json(query::describe(&app, &actor, project, input).await?))
}

/// The columns of the result of a statement of SQL, as a source with which a query can go on. It is not run.
#[utoipa::path(post, path = "/projects/{project}/query/statement", tag = "queries", request_body = DescribeStatement, responses((status = 200, body = SourceDetail)))]
async fn describe_statement(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<DescribeStatement>,
) -> Result<Json<SourceDetail>, Problem> {
    Ok(Json(query::describe_statement(&app, &actor, project, input).await?))
}

/// The SQL that a query would run. It runs nothing.
#[utoipa::path(post, path = "/projects/{project}/query/sql", tag = "queries", request_body = RunQuery, responses((status = 200, body = [QueryStatement])))]
async fn show_query_sql(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<RunQuery>,
) -> Result<Json<Vec<QueryStatement>>, Problem> {
    Ok(Json(query::statements(&app, &actor, project, input).await?))
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

/// What a saved query was, newest first.
#[utoipa::path(get, path = "/projects/{project}/queries/{query}/versions", tag = "queries", params(Paging), responses((status = 200, body = Page<QueryVersion>)))]
async fn list_query_versions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<QueryVersion>>, Problem> {
    Ok(Json(query::versions(&app, &actor, project, query, paging.into()).await?))
}

/// Makes a saved query what it was; that is a further version.
#[utoipa::path(post, path = "/projects/{project}/queries/{query}/versions/{number}/restore", tag = "queries", responses((status = 200, body = SavedQuery)))]
async fn restore_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query, number)): PathIds<(ProjectId, QueryId, i64)>,
) -> Result<Json<SavedQuery>, Problem> {
    Ok(Json(query::restore(&app, &actor, project, query, number).await?))
}

/// The runs of a saved query, newest first; the newest 1,000 are kept.
#[utoipa::path(get, path = "/projects/{project}/queries/{query}/runs", tag = "queries", params(Paging), responses((status = 200, body = Page<QueryRun>)))]
async fn list_query_runs(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<QueryRun>>, Problem> {
    Ok(Json(query::runs(&app, &actor, project, query, paging.into()).await?))
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
