//! Data quality: rules on the data of a data set, checks by them, and missing values that were filled.

mod check;
mod fill;
mod rule;

pub use check::{
    CheckDetail, CheckReport, CheckSchedule, CheckState, CheckTrigger, Outcome, QualityCheck, Reason,
    RuleResult, ScheduleInput, Tally,
};
pub use fill::{FillInput, FillMethod, FilledColumn, Origin};
pub use rule::{QualityRule, RuleCheck, RuleInput, Severity};
