//! One rule of a check.

use almanac_domain::DatasetId;
use almanac_domain::data::Column;
use almanac_domain::quality::{Outcome, QualityRule, Reason, RuleResult};
use almanac_query::{Engine, Error as Query, QueryDocument, Tables};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::Value;

use crate::quality::plan::{Plan, plan};
use crate::{Error, Result};

/// Rows that are kept as examples.
const EXAMPLES: u64 = 5;

/// What all rules of a check are asked of.
pub(super) struct Standing<'a> {
    pub dataset: DatasetId,
    /// How many rows it has.
    pub rows: i64,
    /// How many it had at the check before.
    pub earlier: Option<i64>,
    pub columns: &'a [Column],
    pub tables: &'a Tables,
    pub now: DateTime<Utc>,
}

/// What is found for a rule.
pub(super) async fn evaluate(
    engine: &Engine,
    standing: &Standing<'_>,
    rule: &QualityRule,
) -> Result<RuleResult> {
    let begun = RuleResult {
        rule_id: rule.id,
        check: rule.check.clone(),
        severity: rule.severity,
        outcome: Outcome::NotRun,
        reason: None,
        checked: 0,
        failed: 0,
        found: None,
        examples: Vec::new(),
    };
    let not_run = |reason| RuleResult { reason: Some(reason), ..begun.clone() };
    let result = match plan(&rule.check, standing.dataset, standing.columns, &standing.tables.catalog) {
        Ok(Plan::Rows(document)) => rows(engine, standing, &document, begun.clone()).await,
        Ok(Plan::Newest(document, hours)) => {
            newest(engine, standing, (&document, hours), begun.clone()).await
        }
        Ok(Plan::RowCount(percent)) => Ok(row_count(standing, percent, begun.clone())),
        Err(problem) => return Ok(not_run(problem.reason)),
    };
    match result {
        Ok(result) => Ok(result),
        Err(Query::Timeout(_)) => Ok(not_run(Reason::Timeout)),
        Err(Query::Memory) => Ok(not_run(Reason::Memory)),
        Err(other) => Err(Error::internal(other)),
    }
}

fn outcome(holds: bool) -> Outcome {
    if holds { Outcome::Passed } else { Outcome::Failed }
}

/// How many rows break it, and a few of them.
async fn rows(
    engine: &Engine,
    standing: &Standing<'_>,
    document: &QueryDocument,
    begun: RuleResult,
) -> almanac_query::Result<RuleResult> {
    let broken = engine.run(standing.tables, document, EXAMPLES).await?;
    Ok(RuleResult {
        outcome: outcome(broken.total_rows == 0),
        checked: standing.rows,
        failed: i64::try_from(broken.total_rows).unwrap_or(i64::MAX),
        examples: broken.rows,
        ..begun
    })
}

/// Whether the newest value is not too old.
async fn newest(
    engine: &Engine,
    standing: &Standing<'_>,
    (document, hours): (&QueryDocument, u32),
    begun: RuleResult,
) -> almanac_query::Result<RuleResult> {
    let found = engine.run(standing.tables, document, 1).await?;
    let text = found.rows.first().and_then(|row| row.first()).and_then(Value::as_str);
    let Some((text, at)) = text.and_then(|text| Some((text, instant(text)?))) else {
        return Ok(RuleResult { reason: Some(Reason::NoValue), ..begun });
    };
    Ok(RuleResult {
        outcome: outcome(standing.now - at <= TimeDelta::hours(i64::from(hours))),
        checked: standing.rows,
        found: Some(text.to_owned()),
        ..begun
    })
}

/// A date or time as the engine writes it; a date is its midnight.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let date: NaiveDate = text.parse().ok()?;
    Some(date.and_time(NaiveTime::MIN).and_utc())
}

/// Whether there are about as many rows as before.
fn row_count(standing: &Standing, percent: f64, begun: RuleResult) -> RuleResult {
    let Some(before) = standing.earlier else {
        return RuleResult { reason: Some(Reason::NoEarlierCheck), ..begun };
    };
    let change = (standing.rows - before) as f64 / before.max(1) as f64 * 100.0;
    RuleResult {
        outcome: outcome(change.abs() <= percent),
        checked: standing.rows,
        found: Some(format!("{change:+.1}")),
        ..begun
    }
}

#[cfg(test)]
mod tests {
    use almanac_domain::RuleId;
    use almanac_domain::quality::{RuleCheck, Severity};

    use super::*;

    #[test]
    fn a_date_is_its_midnight_and_a_time_is_itself() {
        assert_eq!(instant("2024-02-29").unwrap().to_rfc3339(), "2024-02-29T00:00:00+00:00");
        assert_eq!(instant("2024-02-29T12:30:00Z").unwrap().to_rfc3339(), "2024-02-29T12:30:00+00:00");
        assert_eq!(instant("late"), None);
    }

    #[test]
    fn rows_may_grow_and_shrink_within_the_percentage() {
        let (tables, now) = (Tables::default(), DateTime::from_timestamp(0, 0).unwrap());
        let tried = |rows, earlier| {
            let dataset = DatasetId(uuid::Uuid::nil());
            let standing = Standing { dataset, rows, earlier, columns: &[], tables: &tables, now };
            let begun = RuleResult {
                rule_id: RuleId(uuid::Uuid::nil()),
                check: RuleCheck::RowCountChange { percent: 10.0 },
                severity: Severity::Warning,
                outcome: Outcome::NotRun,
                reason: None,
                checked: 0,
                failed: 0,
                found: None,
                examples: Vec::new(),
            };
            let result = row_count(&standing, 10.0, begun);
            (result.outcome, result.found, result.reason)
        };
        assert_eq!(tried(110, Some(100)), (Outcome::Passed, Some("+10.0".to_owned()), None));
        assert_eq!(tried(89, Some(100)), (Outcome::Failed, Some("-11.0".to_owned()), None));
        assert_eq!(tried(3, Some(0)), (Outcome::Failed, Some("+300.0".to_owned()), None));
        assert_eq!(tried(3, None), (Outcome::NotRun, None, Some(Reason::NoEarlierCheck)));
    }
}
