//! Server function: a data set.

use almanac_domain::data::Dataset;
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// A data set.
#[server(endpoint = "dataset/get")]
pub(crate) async fn get_dataset(project: ProjectId, dataset: DatasetId) -> Answer<Dataset> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::dataset::get(&app, &actor, project, dataset).await?)
}
