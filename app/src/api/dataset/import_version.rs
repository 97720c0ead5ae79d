//! Server function: starts the import of an upload as a new version of a data set.

use almanac_domain::{DatasetId, ProjectId, UploadId};
use leptos::prelude::*;

use crate::api::Answer;

/// Starts the import of an upload into a data set and goes to its versions. `options` is `ImportOptions` as JSON,
/// labels are separated by commas.
#[server(endpoint = "dataset/import_version")]
pub(crate) async fn import_version(
    project: ProjectId,
    dataset: DatasetId,
    upload: UploadId,
    options: String,
    #[server(default)] note: String,
    #[server(default)] labels: String,
) -> Answer<()> {
    use almanac_domain::data::ImportVersion;
    let (app, actor) = crate::api::signed_in()?;
    let options = super::options(&options)?;
    let labels = crate::api::labels(&labels);
    let input = ImportVersion { upload_id: upload, options: Some(options), note, labels };
    let started = almanac_service::dataset::import_version(&app, &actor, project, dataset, input).await?;
    let mut to = super::versions_page(project, dataset);
    if started.already_there {
        to = format!("{to}?already={}", started.version.number);
    }
    leptos_axum::redirect(&to);
    Ok(())
}
