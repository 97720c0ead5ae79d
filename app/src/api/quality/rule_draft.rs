//! Server function: what the form of a rule begins with.

use almanac_domain::data::{Column, Dataset};
use almanac_domain::quality::QualityRule;
use almanac_domain::{DatasetId, ProjectId, RuleId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the form of a rule begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RuleStart {
    pub dataset: Dataset,
    /// The rule that is changed; a new one if none.
    pub rule: Option<QualityRule>,
    /// The data sets that it can look at, with their columns.
    pub others: Vec<(DatasetId, String, Vec<Column>)>,
    /// Whether the person may change it.
    pub edits: bool,
}

/// A rule, or what a new one can be about.
#[server(endpoint = "quality/rule_draft")]
pub(crate) async fn rule_draft(
    project: ProjectId,
    dataset: DatasetId,
    rule: Option<RuleId>,
) -> Answer<RuleStart> {
    use almanac_domain::PageRequest;
    use almanac_domain::data::DatasetState;
    use almanac_service::{dataset as datasets, quality};
    let (app, actor) = crate::api::signed_in()?;
    let found = datasets::get(&app, &actor, project, dataset).await?;
    let rule = match rule {
        Some(id) => Some(quality::get_rule(&app, &actor, project, (dataset, id)).await?),
        None => None,
    };
    let page = PageRequest { limit: 200, after: None };
    let others = datasets::list(&app, &actor, project, page).await?.items.into_iter();
    let others = others
        .filter(|one| one.state == DatasetState::Ready)
        .map(|one| (one.id, one.name, one.columns))
        .collect();
    let edits = crate::api::edits(&app, &actor, project, almanac_domain::Capability::DataWrite).await?;
    Ok(RuleStart { dataset: found, rule, others, edits })
}
