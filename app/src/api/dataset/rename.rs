//! Server function: renames a data set.

use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Renames a data set.
#[server(endpoint = "dataset/rename")]
pub(crate) async fn rename_dataset(project: ProjectId, dataset: DatasetId, name: String) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::dataset::rename(&app, &actor, project, dataset, &name).await?;
    leptos_axum::redirect(&crate::paths::dataset(project, dataset));
    Ok(())
}
