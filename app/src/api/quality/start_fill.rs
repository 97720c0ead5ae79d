//! Server function: what the form for missing values begins with.

use almanac_domain::data::{Dataset, DatasetProfile};
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// A data set with what is missing in its columns.
#[server(endpoint = "quality/start_fill")]
pub(crate) async fn start_fill(project: ProjectId, dataset: DatasetId) -> Answer<(Dataset, DatasetProfile)> {
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::dataset::get(&app, &actor, project, dataset).await?;
    let profile = almanac_service::dataset::profile(&app, &actor, project, dataset).await?;
    Ok((found, profile))
}
