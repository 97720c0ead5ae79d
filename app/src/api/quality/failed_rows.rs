//! Server function: the rows that break a rule.

use almanac_domain::data::Dataset;
use almanac_domain::quality::QualityRule;
use almanac_domain::saved::QueryResult;
use almanac_domain::{DatasetId, ProjectId, RuleId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// Rows on a page.
pub(crate) const SHOWN: u64 = 100;

/// What the page of the rows shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BrokenRows {
    pub dataset: Dataset,
    pub rule: QualityRule,
    /// The names of the data sets that the rule looks at.
    pub names: Vec<(DatasetId, String)>,
    pub rows: QueryResult,
}

/// The rows that break a rule now, from `offset` on.
#[server(endpoint = "quality/failed_rows")]
pub(crate) async fn failed_rows(
    project: ProjectId,
    dataset: DatasetId,
    rule: RuleId,
    offset: u64,
) -> Answer<BrokenRows> {
    use almanac_domain::quality::RuleCheck;
    use almanac_service::quality;
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::dataset::get(&app, &actor, project, dataset).await?;
    let of = (dataset, rule);
    let rule = quality::get_rule(&app, &actor, project, of).await?;
    let rows = quality::failed_rows(&app, &actor, project, of, offset, SHOWN).await?;
    let other = match &rule.check {
        RuleCheck::ForeignKey { dataset, .. } => Some(*dataset),
        _ => None,
    };
    let names = super::names(&app, &actor, project, other.into_iter()).await?;
    Ok(BrokenRows { dataset: found, rule, names, rows })
}
