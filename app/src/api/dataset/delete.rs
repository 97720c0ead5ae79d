//! Server function: deletes a data set.

use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a data set.
#[server(endpoint = "dataset/delete")]
pub(crate) async fn delete_dataset(project: ProjectId, dataset: DatasetId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::dataset::delete(&app, &actor, project, dataset).await?;
    leptos_axum::redirect(&crate::paths::area(project, "datasets"));
    Ok(())
}
