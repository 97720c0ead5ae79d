//! Data sets, by version.

use almanac_domain::data::{Dataset, DatasetVersion, ImportVersion, UseVersion, VersionStarted};
use almanac_domain::source::{SchemaDiff, SchemaImpact, VersionInput};
use almanac_domain::{DatasetId, Page, ProjectId};
use almanac_service::{App, dataset};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use super::source_versions::Other;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_dataset_versions, import_dataset_version))
        .routes(routes!(get_dataset_version, describe_dataset_version, delete_dataset_version))
        .routes(routes!(compare_dataset_versions))
        .routes(routes!(get_dataset_impact))
        .routes(routes!(use_dataset_version))
}

/// The versions of a data set.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/versions", tag = "datasets",
    params(Paging), responses((status = 200, body = Page<DatasetVersion>)),
)]
async fn list_dataset_versions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<DatasetVersion>>, Problem> {
    Ok(Json(dataset::versions(&app, &actor, project, dataset, paging.into()).await?))
}

/// Starts the import of an upload as the next version of a data set; 200 if the version in use has the same bytes,
/// read in the same way. The data set shows the version before until the import has succeeded. One that fails over
/// its options or a row keeps the upload.
#[utoipa::path(
    post, path = "/projects/{project}/datasets/{dataset}/versions", tag = "datasets", request_body = ImportVersion,
    responses((status = 202, body = VersionStarted), (status = 200, body = VersionStarted)),
)]
async fn import_dataset_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    JsonBody(input): JsonBody<ImportVersion>,
) -> Result<(StatusCode, Json<VersionStarted>), Problem> {
    let started = dataset::import_version(&app, &actor, project, dataset, input).await?;
    let status = if started.already_there { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(started)))
}

/// A version of a data set.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/versions/{number}", tag = "datasets",
    responses((status = 200, body = DatasetVersion)),
)]
async fn get_dataset_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, number)): PathIds<(ProjectId, DatasetId, i64)>,
) -> Result<Json<DatasetVersion>, Problem> {
    Ok(Json(dataset::get_version(&app, &actor, project, (dataset, number)).await?))
}

/// Says something about a version: a note and labels in place of those before.
#[utoipa::path(
    patch, path = "/projects/{project}/datasets/{dataset}/versions/{number}", tag = "datasets",
    request_body = VersionInput, responses((status = 200, body = DatasetVersion)),
)]
async fn describe_dataset_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, number)): PathIds<(ProjectId, DatasetId, i64)>,
    JsonBody(input): JsonBody<VersionInput>,
) -> Result<Json<DatasetVersion>, Problem> {
    Ok(Json(dataset::describe_version(&app, &actor, project, (dataset, number), input).await?))
}

/// Deletes a version with its rows; not the one in use.
#[utoipa::path(
    delete, path = "/projects/{project}/datasets/{dataset}/versions/{number}", tag = "datasets",
    responses((status = 204)),
)]
async fn delete_dataset_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, number)): PathIds<(ProjectId, DatasetId, i64)>,
) -> Result<StatusCode, Problem> {
    dataset::delete_version(&app, &actor, project, (dataset, number)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What differs in the columns from this version to another.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/versions/{number}/diff", tag = "datasets",
    params(Other), responses((status = 200, body = SchemaDiff)),
)]
async fn compare_dataset_versions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, number)): PathIds<(ProjectId, DatasetId, i64)>,
    QueryString(other): QueryString<Other>,
) -> Result<Json<SchemaDiff>, Problem> {
    Ok(Json(dataset::diff_versions(&app, &actor, project, dataset, (number, other.to)).await?))
}

/// The saved queries that use what differs from this version to another, with the models, forecasts and scenarios
/// that build on them or on the data set for keys that may see those.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/versions/{number}/impact", tag = "datasets",
    params(Other), responses((status = 200, body = SchemaImpact)),
)]
async fn get_dataset_impact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset, number)): PathIds<(ProjectId, DatasetId, i64)>,
    QueryString(other): QueryString<Other>,
) -> Result<Json<SchemaImpact>, Problem> {
    Ok(Json(dataset::version_impact(&app, &actor, project, dataset, (number, other.to)).await?))
}

/// Makes the data set show another version: an earlier one again, or a later one.
#[utoipa::path(
    put, path = "/projects/{project}/datasets/{dataset}/version", tag = "datasets",
    request_body = UseVersion, responses((status = 200, body = Dataset)),
)]
async fn use_dataset_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    JsonBody(input): JsonBody<UseVersion>,
) -> Result<Json<Dataset>, Problem> {
    Ok(Json(dataset::use_version(&app, &actor, project, dataset, input).await?))
}
