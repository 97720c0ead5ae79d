//! Server function: rules, checks, schedule and gaps of a data set.

use almanac_domain::data::{Dataset, DatasetProfile, DatasetState};
use almanac_domain::quality::{CheckDetail, CheckSchedule, QualityCheck, QualityRule, RuleCheck};
use almanac_domain::{DatasetId, Page, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::Answer;

/// What the quality page of a data set shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct QualityView {
    pub dataset: Dataset,
    pub rules: Vec<QualityRule>,
    /// The newest check that has finished.
    pub latest: Option<CheckDetail>,
    /// A part of all checks.
    pub checks: Page<QualityCheck>,
    pub schedule: Option<CheckSchedule>,
    /// None until the data set is ready.
    pub profile: Option<DatasetProfile>,
    /// The names of the data sets that rules look at.
    pub names: Vec<(DatasetId, String)>,
    /// Whether the person may change rules and data.
    pub edits: bool,
}

/// Rules, checks from `after` on, schedule and gaps of a data set.
#[server(endpoint = "quality/report")]
pub(crate) async fn quality_report(
    project: ProjectId,
    dataset: DatasetId,
    after: Option<Uuid>,
) -> Answer<QualityView> {
    use almanac_service::quality;
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::dataset::get(&app, &actor, project, dataset).await?;
    let rules = quality::rules(&app, &actor, project, dataset).await?;
    let page = almanac_domain::PageRequest { limit: 20, after };
    let checks = quality::checks(&app, &actor, project, dataset, page).await?;
    let latest = quality::latest(&app, &actor, project, dataset).await?;
    let schedule = quality::get_schedule(&app, &actor, project, dataset).await?;
    let profile = match found.state {
        DatasetState::Ready => Some(almanac_service::dataset::profile(&app, &actor, project, dataset).await?),
        DatasetState::Importing | DatasetState::Failed => None,
    };
    let others = rules.iter().filter_map(|rule| match &rule.check {
        RuleCheck::ForeignKey { dataset, .. } => Some(*dataset),
        _ => None,
    });
    let names = super::names(&app, &actor, project, others).await?;
    let edits = crate::api::edits(&app, &actor, project, almanac_domain::Capability::DataWrite).await?;
    Ok(QualityView { dataset: found, rules, latest, checks, schedule, profile, names, edits })
}
