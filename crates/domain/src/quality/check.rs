//! Checks of a data set by its rules, and what they found.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RuleCheck, Severity};
use crate::data::Column;
use crate::sharing::Person;
use crate::{CheckId, Checks, FieldError, JobId, RuleId};

/// Why a check was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckTrigger {
    /// The data set was imported.
    Import,
    /// Somebody asked for it.
    Person,
    /// It was time.
    Schedule,
}

/// Where a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// It is waiting or at work.
    Checking,
    /// Every rule has its result.
    Finished,
    /// It was given up.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// How many rules ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// Rules that hold.
    pub passed: i64,
    /// Broken rules that are warnings.
    pub warnings: i64,
    /// Broken rules that are errors.
    pub errors: i64,
    /// Rules that could not be checked.
    pub not_run: i64,
}

impl Tally {
    /// Counts the results.
    pub fn of(results: &[RuleResult]) -> Self {
        let mut tally = Self::default();
        for result in results {
            let counter = match (result.outcome, result.severity) {
                (Outcome::Passed, _) => &mut tally.passed,
                (Outcome::Failed, Severity::Warning) => &mut tally.warnings,
                (Outcome::Failed, Severity::Error) => &mut tally.errors,
                (Outcome::NotRun, _) => &mut tally.not_run,
            };
            *counter += 1;
        }
        tally
    }
}

/// A check of a data set by its active rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QualityCheck {
    /// Its id.
    pub id: CheckId,
    /// Why it was begun.
    pub trigger: CheckTrigger,
    /// Where it stands.
    pub state: CheckState,
    /// Why it was given up.
    pub error: Option<String>,
    /// Who asked for it; nobody if it began by itself.
    pub author: Option<Person>,
    /// The job that does it.
    pub job_id: Option<JobId>,
    /// How many rows the data set had.
    pub rows: i64,
    /// How many rules ended how.
    pub tally: Tally,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// How a rule ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It is broken.
    Failed,
    /// It could not be checked.
    NotRun,
}

/// Why a rule could not be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The data set has no such column any more, or one of another type.
    Column,
    /// The other data set, or its column, is not there.
    Reference,
    /// There was no check before with which rows can be compared.
    NoEarlierCheck,
    /// The column has no value at all.
    NoValue,
    /// It took too long.
    Timeout,
    /// It needs more memory than it may use.
    Memory,
}

/// What a check found for one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleResult {
    /// The rule.
    pub rule_id: RuleId,
    /// What it asked at that time.
    pub check: RuleCheck,
    /// How bad it is.
    pub severity: Severity,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it could not be checked.
    pub reason: Option<Reason>,
    /// How many rows were looked at.
    pub checked: i64,
    /// How many of them break the rule; 0 for a rule that is not about single rows.
    pub failed: i64,
    /// What was found where the rule is not about single rows: the newest value, or the change in percent.
    pub found: Option<String>,
    /// A few of the rows that break it, as the columns of the report say.
    pub examples: Vec<Vec<Value>>,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckReport {
    /// The columns of the examples.
    pub columns: Vec<Column>,
    /// One entry a rule.
    pub results: Vec<RuleResult>,
}

/// A check with what it found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckDetail {
    /// The check.
    #[serde(flatten)]
    pub check: QualityCheck,
    /// What it found; empty until it has finished.
    pub report: CheckReport,
}

/// When a data set is checked by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckSchedule {
    /// How many hours lie between two checks.
    pub every_hours: i64,
    /// When the next one is due; none if its job was cancelled: then the schedule rests until it is set again.
    pub next_at: Option<DateTime<Utc>>,
    /// The job of the next one.
    pub job_id: Option<JobId>,
}

/// Has a data set checked by itself.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ScheduleInput {
    /// How many hours lie between two checks, 1 to 8,760; 24 for once a day.
    pub every_hours: i64,
}

impl ScheduleInput {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default()
            .check((1..=8_760).contains(&self.every_hours), "every_hours", "must be 1 to 8,760")
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_rules_are_counted_by_their_severity() {
        let result = |outcome, severity| RuleResult {
            rule_id: RuleId(uuid::Uuid::nil()),
            check: RuleCheck::NotNull { column: "a".to_owned() },
            severity,
            outcome,
            reason: None,
            checked: 0,
            failed: 0,
            found: None,
            examples: Vec::new(),
        };
        let results = [
            result(Outcome::Passed, Severity::Error),
            result(Outcome::Failed, Severity::Error),
            result(Outcome::Failed, Severity::Warning),
            result(Outcome::Failed, Severity::Warning),
            result(Outcome::NotRun, Severity::Error),
        ];
        assert_eq!(Tally::of(&results), Tally { passed: 1, warnings: 2, errors: 1, not_run: 1 });
    }
}
