//! Server function: starts the import of an upload.

use almanac_domain::{ProjectId, UploadId};
use leptos::prelude::*;

use crate::api::Answer;

/// Starts the import of an upload and goes to the data set. `options` is `ImportOptions` as JSON.
#[server(endpoint = "dataset/import")]
pub(crate) async fn import_dataset(
    project: ProjectId,
    upload: UploadId,
    name: String,
    options: String,
) -> Answer<()> {
    use almanac_domain::data::ImportDataset;
    let (app, actor) = crate::api::signed_in()?;
    let options = super::options(&options)?;
    let input = ImportDataset { upload_id: upload, name, options: Some(options) };
    let started = almanac_service::dataset::import(&app, &actor, project, input).await?;
    let mut to = crate::paths::dataset(project, started.dataset.id);
    if started.already_there {
        to.push_str("?already=true");
    }
    leptos_axum::redirect(&to);
    Ok(())
}
