//! Server function: the versions of a data set.

use almanac_domain::data::{Dataset, DatasetState, DatasetVersion};
use almanac_domain::job::Job;
use almanac_domain::{Capability, DatasetId, Page, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::Answer;

/// What the page of a data set's versions shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DatasetVersions {
    pub dataset: Dataset,
    /// A part of the versions, the newest first.
    pub page: Page<DatasetVersion>,
    /// The import that is under way.
    pub job: Option<Job>,
    /// Whether the person may import, choose, describe and delete versions.
    pub edits: bool,
}

/// A data set with its versions from `after` on.
#[server(endpoint = "dataset/versions")]
pub(crate) async fn list_versions(
    project: ProjectId,
    dataset: DatasetId,
    after: Option<Uuid>,
) -> Answer<DatasetVersions> {
    use almanac_service::dataset as data;
    let (app, actor) = crate::api::signed_in()?;
    let found = data::get(&app, &actor, project, dataset).await?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    let page = data::versions(&app, &actor, project, dataset, page).await?;
    let importing = page.items.iter().find(|version| version.state == DatasetState::Importing);
    let job = match importing.and_then(|version| version.job_id) {
        Some(job) => Some(almanac_service::job::get(&app, &actor, project, job).await?),
        None => None,
    };
    let edits = crate::api::edits(&app, &actor, project, Capability::DataWrite).await?;
    Ok(DatasetVersions { dataset: found, page, job, edits })
}
