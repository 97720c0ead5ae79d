//! Files on their way in.

use almanac_domain::data::{Detection, ImportOptions, Upload};
use almanac_domain::{ProjectId, UploadId};
use almanac_service::{App, upload};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use futures::StreamExt as _;
use serde::Deserialize;
use tokio::time::timeout;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{BODY_PAUSE, JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(get_upload, delete_upload)).routes(routes!(detect_upload))
}

/// The one route that may take long: as long as bytes keep coming.
pub(super) fn streamed() -> Routes {
    Routes::default().routes(routes!(send_upload))
}

/// How the file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct FileName {
    /// The file's name with its extension.
    file_name: String,
}

/// Takes a file as it is, up to 2 GB.
#[utoipa::path(
    post, path = "/projects/{project}/uploads", tag = "uploads", params(FileName),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Upload)),
)]
async fn send_upload(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(FileName { file_name }): QueryString<FileName>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Upload>), Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let too_large = announced.is_some_and(|length: u64| length > app.settings().upload_max_bytes);
    let mut incoming = upload::begin(&app, &actor, project, &file_name).await?;
    if too_large {
        return Err(Problem::too_large());
    }
    let mut pieces = body.into_data_stream();
    while let Some(piece) = timeout(BODY_PAUSE, pieces.next()).await.map_err(|_| Problem::slow_client())? {
        let piece = piece.map_err(|_| Problem::malformed("the file did not come to its end"))?;
        incoming.write(&piece).await?;
    }
    Ok((StatusCode::CREATED, Json(incoming.finish().await?)))
}

/// An upload.
#[utoipa::path(get, path = "/projects/{project}/uploads/{upload}", tag = "uploads", responses((status = 200, body = Upload)))]
async fn get_upload(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, upload)): PathIds<(ProjectId, UploadId)>,
) -> Result<Json<Upload>, Problem> {
    Ok(Json(upload::get(&app, &actor, project, upload).await?))
}

/// Deletes an upload.
#[utoipa::path(delete, path = "/projects/{project}/uploads/{upload}", tag = "uploads", responses((status = 204)))]
async fn delete_upload(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, upload)): PathIds<(ProjectId, UploadId)>,
) -> Result<StatusCode, Problem> {
    upload::delete(&app, &actor, project, upload).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads the head of an upload again with corrected options.
#[utoipa::path(
    post, path = "/projects/{project}/uploads/{upload}/detection", tag = "uploads",
    request_body = ImportOptions, responses((status = 200, body = Detection)),
)]
async fn detect_upload(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, upload)): PathIds<(ProjectId, UploadId)>,
    JsonBody(options): JsonBody<ImportOptions>,
) -> Result<Json<Detection>, Problem> {
    Ok(Json(upload::detect(&app, &actor, project, upload, options).await?))
}
