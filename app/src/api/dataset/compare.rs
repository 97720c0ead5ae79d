//! Server function: what differs between two versions of a data set.

use almanac_domain::data::Dataset;
use almanac_domain::source::{SchemaDiff, SchemaImpact};
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the page of two versions of a data set shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DatasetComparison {
    pub dataset: Dataset,
    /// From which version to which.
    pub numbers: (i64, i64),
    pub diff: SchemaDiff,
    pub impact: SchemaImpact,
    /// Whether the person may go from the first version, which is in use, to the other, which is ready.
    pub offers: bool,
}

/// A data set with what differs from one version to another, and what uses that.
#[server(endpoint = "dataset/compare")]
pub(crate) async fn compare_versions(
    project: ProjectId,
    dataset: DatasetId,
    from: i64,
    to: i64,
) -> Answer<DatasetComparison> {
    use almanac_domain::Capability;
    use almanac_domain::data::DatasetState;
    use almanac_service::dataset as data;
    let (app, actor) = crate::api::signed_in()?;
    let numbers = (from, to);
    let found = data::get(&app, &actor, project, dataset).await?;
    let diff = data::diff_versions(&app, &actor, project, dataset, numbers).await?;
    let impact = data::version_impact(&app, &actor, project, dataset, numbers).await?;
    let other = data::get_version(&app, &actor, project, (dataset, to)).await?;
    let ready = other.state == DatasetState::Ready && found.version == from && from != to;
    let offers = ready && crate::api::edits(&app, &actor, project, Capability::DataWrite).await?;
    Ok(DatasetComparison { dataset: found, numbers, diff, impact, offers })
}
