//! Server function: deletes a version of a data set.

use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a version of a data set that is not in use.
#[server(endpoint = "dataset/delete_version")]
pub(crate) async fn delete_version(project: ProjectId, dataset: DatasetId, number: i64) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::dataset::delete_version(&app, &actor, project, (dataset, number)).await?;
    leptos_axum::redirect(&super::versions_page(project, dataset));
    Ok(())
}
