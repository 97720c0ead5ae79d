//! Server function: a check with what it found.

use almanac_domain::data::Dataset;
use almanac_domain::quality::CheckDetail;
use almanac_domain::{CheckId, DatasetId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the page of a check shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CheckView {
    pub dataset: Dataset,
    pub detail: CheckDetail,
    /// The names of the data sets that rules look at.
    pub names: Vec<(DatasetId, String)>,
}

/// A check with what it found for each rule.
#[server(endpoint = "quality/get_check")]
pub(crate) async fn get_check(project: ProjectId, dataset: DatasetId, check: CheckId) -> Answer<CheckView> {
    use almanac_domain::quality::RuleCheck;
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::dataset::get(&app, &actor, project, dataset).await?;
    let detail = almanac_service::quality::get_check(&app, &actor, project, (dataset, check)).await?;
    let others = detail.report.results.iter().filter_map(|result| match &result.check {
        RuleCheck::ForeignKey { dataset, .. } => Some(*dataset),
        _ => None,
    });
    let names = super::names(&app, &actor, project, others).await?;
    Ok(CheckView { dataset: found, detail, names })
}
