//! Server function: discards an upload.

use almanac_domain::{ProjectId, UploadId};
use leptos::prelude::*;

use crate::api::Answer;

/// Discards an upload.
#[server(endpoint = "upload/delete")]
pub(crate) async fn delete_upload(project: ProjectId, upload: UploadId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::upload::delete(&app, &actor, project, upload).await?;
    leptos_axum::redirect(&crate::paths::area(project, "datasets"));
    Ok(())
}
