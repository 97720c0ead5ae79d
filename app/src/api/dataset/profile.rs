//! Server function: what is known about the values of each column.

use almanac_domain::data::DatasetProfile;
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// What is known about the values of each column.
#[server(endpoint = "dataset/profile")]
pub(crate) async fn profile_dataset(project: ProjectId, dataset: DatasetId) -> Answer<DatasetProfile> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::dataset::profile(&app, &actor, project, dataset).await?)
}
