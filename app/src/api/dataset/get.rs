//! Server function: a data set.

use almanac_domain::data::{Dataset, DatasetState};
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// A data set as its page shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DatasetView {
    pub dataset: Dataset,
    /// The newest version, as long as it is imported or if that failed, though the data set is ready.
    pub coming: Option<(i64, DatasetState)>,
    /// Whether the person may import a new version.
    pub grows: bool,
}

/// A data set.
#[server(endpoint = "dataset/get")]
pub(crate) async fn get_dataset(project: ProjectId, dataset: DatasetId) -> Answer<DatasetView> {
    use almanac_domain::Capability;
    use almanac_service::dataset as data;
    let (app, actor) = crate::api::signed_in()?;
    let found = data::get(&app, &actor, project, dataset).await?;
    let newest = almanac_domain::PageRequest { limit: 1, after: None };
    let newest = data::versions(&app, &actor, project, dataset, newest).await?.items.pop();
    let coming = newest.filter(|_| found.state == DatasetState::Ready).map(|one| (one.number, one.state));
    let coming = coming.filter(|(number, state)| *number > found.version && *state != DatasetState::Ready);
    let edits = crate::api::edits(&app, &actor, project, Capability::DataWrite).await?;
    let grows = edits && found.origin.is_none() && found.state == DatasetState::Ready;
    Ok(DatasetView { dataset: found, coming, grows })
}
