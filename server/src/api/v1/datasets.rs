//! Data sets.

use almanac_domain::data::{Dataset, DatasetProfile, ImportDataset, ImportStarted};
use almanac_domain::quality::FillInput;
use almanac_domain::saved::QueryResult;
use almanac_domain::{DatasetId, Page, ProjectId};
use almanac_service::{App, dataset, quality};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::Routes;
use super::paging::{Paging, Rows};
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_datasets, import_dataset))
        .routes(routes!(get_dataset, rename_dataset, delete_dataset))
        .routes(routes!(get_profile))
        .routes(routes!(list_rows))
        .routes(routes!(fill_dataset))
}

/// The data sets of a project.
#[utoipa::path(get, path = "/projects/{project}/datasets", tag = "datasets", params(Paging), responses((status = 200, body = Page<Dataset>)))]
async fn list_datasets(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<Dataset>>, Problem> {
    Ok(Json(dataset::list(&app, &actor, project, paging.into()).await?))
}

/// Starts the import of an upload; 200 if the same bytes were imported before. The upload is gone when its
/// import has succeeded. An import that fails over its options or a row keeps it: import it again with other
/// options. An upload that is not imported is kept for seven days at least.
#[utoipa::path(
    post, path = "/projects/{project}/datasets", tag = "datasets", request_body = ImportDataset,
    responses((status = 202, body = ImportStarted), (status = 200, body = ImportStarted)),
)]
async fn import_dataset(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<ImportDataset>,
) -> Result<(StatusCode, Json<ImportStarted>), Problem> {
    let started = dataset::import(&app, &actor, project, input).await?;
    let status = if started.already_there { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(started)))
}

/// A data set.
#[utoipa::path(get, path = "/projects/{project}/datasets/{dataset}", tag = "datasets", responses((status = 200, body = Dataset)))]
async fn get_dataset(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
) -> Result<Json<Dataset>, Problem> {
    Ok(Json(dataset::get(&app, &actor, project, dataset).await?))
}

/// Renames a data set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RenameDataset {
    /// The new name.
    name: String,
}

/// Renames a data set.
#[utoipa::path(
    patch, path = "/projects/{project}/datasets/{dataset}", tag = "datasets",
    request_body = RenameDataset, responses((status = 200, body = Dataset)),
)]
async fn rename_dataset(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    JsonBody(input): JsonBody<RenameDataset>,
) -> Result<Json<Dataset>, Problem> {
    Ok(Json(dataset::rename(&app, &actor, project, dataset, &input.name).await?))
}

/// Deletes a data set.
#[utoipa::path(delete, path = "/projects/{project}/datasets/{dataset}", tag = "datasets", responses((status = 204)))]
async fn delete_dataset(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
) -> Result<StatusCode, Problem> {
    dataset::delete(&app, &actor, project, dataset).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is known about the values of each column.
#[utoipa::path(get, path = "/projects/{project}/datasets/{dataset}/profile", tag = "datasets", responses((status = 200, body = DatasetProfile)))]
async fn get_profile(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
) -> Result<Json<DatasetProfile>, Problem> {
    Ok(Json(dataset::profile(&app, &actor, project, dataset).await?))
}

/// Some rows in file order.
#[utoipa::path(get, path = "/projects/{project}/datasets/{dataset}/rows", tag = "datasets", params(Rows), responses((status = 200, body = QueryResult)))]
async fn list_rows(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    QueryString(rows): QueryString<Rows>,
) -> Result<Json<QueryResult>, Problem> {
    Ok(Json(dataset::rows(&app, &actor, project, dataset, rows.offset, rows.limit()).await?))
}

/// Begins to make a data set in which missing values of this one are filled; 200 if it was made before in the same way.
#[utoipa::path(
    post, path = "/projects/{project}/datasets/{dataset}/fill", tag = "quality", request_body = FillInput,
    responses((status = 202, body = ImportStarted), (status = 200, body = ImportStarted)),
)]
async fn fill_dataset(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    JsonBody(input): JsonBody<FillInput>,
) -> Result<(StatusCode, Json<ImportStarted>), Problem> {
    let started = quality::fill(&app, &actor, project, dataset, input).await?;
    let status = if started.already_there { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(started)))
}
