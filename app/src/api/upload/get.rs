//! Server function: an upload.

use almanac_domain::data::Upload;
use almanac_domain::{ProjectId, UploadId};
use leptos::prelude::*;

use crate::api::Answer;

/// An upload.
#[server(endpoint = "upload/get")]
pub(crate) async fn get_upload(project: ProjectId, upload: UploadId) -> Answer<Upload> {
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::upload::get(&app, &actor, project, upload).await?;
    Ok(Upload { detection: super::noted::say(found.detection), ..found })
}
