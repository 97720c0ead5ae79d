//! Server function: reads the head of an upload again with corrected options.

use almanac_domain::data::{Detection, ImportOptions};
use almanac_domain::{ProjectId, UploadId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::api::Answer;

/// Reads the head of an upload again with corrected options.
#[server(endpoint = "upload/detect", input = Json)]
pub(crate) async fn detect_upload(
    project: ProjectId,
    upload: UploadId,
    options: ImportOptions,
) -> Answer<Detection> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(super::noted::say(almanac_service::upload::detect(&app, &actor, project, upload, options).await?))
}
