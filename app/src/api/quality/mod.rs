//! Data quality: rules, checks, schedules, and missing values that are filled.

mod check;
mod delete_rule;
mod failed_rows;
mod fill;
mod get_check;
mod remove_schedule;
mod report;
mod rule_draft;
mod save_rule;
mod schedule;
mod start_fill;

pub(crate) use check::*;
pub(crate) use delete_rule::*;
pub(crate) use failed_rows::*;
pub(crate) use fill::*;
pub(crate) use get_check::*;
pub(crate) use remove_schedule::*;
pub(crate) use report::*;
pub(crate) use rule_draft::*;
pub(crate) use save_rule::*;
pub(crate) use schedule::*;
pub(crate) use start_fill::*;

use almanac_domain::{Actor, DatasetId, ProjectId};
use almanac_service::{App, dataset};

use super::Answer;

/// The page of rules, checks and gaps of a data set.
fn home(project: ProjectId, dataset: DatasetId) -> String {
    crate::paths::dataset_page(project, dataset, "quality")
}

/// The names of data sets that are there.
async fn names(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    ids: impl Iterator<Item = DatasetId>,
) -> Answer<Vec<(DatasetId, String)>> {
    let mut names: Vec<(DatasetId, String)> = Vec::new();
    for id in ids {
        if names.iter().any(|(known, _)| *known == id) {
            continue;
        }
        match dataset::get(app, actor, project, id).await {
            Ok(found) => names.push((id, found.name)),
            Err(almanac_service::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(names)
}
