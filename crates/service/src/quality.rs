//! Data quality: rules on the data of a data set, checks by them, and missing values that are filled.
//!
//! # How to add a kind of rule
//!
//! 1. A variant of [`RuleCheck`](almanac_domain::quality::RuleCheck) with its own checks.
//! 2. What it means for the data, in `plan`: a query for the rows that break it, or a measure of all of them.
//! 3. Its form, in `app/src/pages/quality/form.rs`, and a line in the table of the contract test.

mod check;
mod fill;
mod plan;
mod rows;
mod rule;
mod schedule;

pub(crate) use self::check::abandoned;
pub use self::check::{Found, after_import, checks, get_check, keep, latest, run, start};
pub use self::fill::{Filled, Filling, fill, fill_file, filling};
pub use self::rows::{export, failed_rows};
pub(crate) use self::rule::copy_rules;
pub use self::rule::{create_rule, delete_rule, get_rule, rules, update_rule};
pub(crate) use self::schedule::resume;
pub use self::schedule::{get_schedule, remove_schedule, set_schedule};

use almanac_domain::{DatasetId, ProjectId};
use almanac_store::{Tx, quality_check, quality_rule, quality_schedule};

use crate::{App, Result, job};

/// Forgets rules, checks and schedule of a data set that is about to go, and stops what is under way.
pub(crate) async fn forget(app: &App, tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<()> {
    if let Some(check) = check::waiting(tx, project, dataset).await? {
        job::stop(app, tx, project, check.job_id).await?;
    }
    if let Some(schedule) = quality_schedule::find(tx, project, dataset).await? {
        job::stop(app, tx, project, schedule.job_id).await?;
    }
    quality_schedule::delete(tx, project, dataset).await?;
    quality_check::delete_of(tx, project, dataset).await?;
    Ok(quality_rule::delete_of(tx, project, dataset).await?)
}
