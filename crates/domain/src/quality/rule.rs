//! Rules on the data of a data set.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Checks, DatasetId, FieldError, RuleId};

/// Columns that are unique together.
const MOST_COLUMNS: usize = 10;
/// Values that are allowed.
const MOST_VALUES: usize = 1_000;
/// Characters of a value.
const LONGEST: usize = 1_000;
/// Hours of a freshness: ten years.
const MOST_HOURS: u32 = 87_600;

/// What a rule asks of the data. A missing value breaks `not_null` only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleCheck {
    /// A column has a value in every row.
    NotNull {
        /// The column.
        column: String,
    },
    /// No two rows have the same values in these columns.
    Unique {
        /// The columns, at most 10.
        columns: Vec<String>,
    },
    /// The values of a column of numbers, dates or times lie between two values, both included.
    Range {
        /// The column.
        column: String,
        /// The smallest value that is allowed, as text: `0.5`, `2024-01-31`, `2024-01-31T08:00:00Z`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// The largest value that is allowed, as text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<String>,
    },
    /// The values of a column are some of these.
    AllowedValues {
        /// The column.
        column: String,
        /// The values, as text; at most 1,000.
        values: Vec<String>,
    },
    /// The texts of a column fit a regular expression from their first to their last letter.
    Pattern {
        /// The column.
        column: String,
        /// The regular expression.
        pattern: String,
    },
    /// The newest value of a column of dates or times is not too old. A date counts as its midnight in UTC.
    Freshness {
        /// The column.
        column: String,
        /// How many hours old it may be; 24 for each day.
        hours: u32,
    },
    /// The values of a column are among those of a column of another data set.
    ForeignKey {
        /// The column.
        column: String,
        /// The other data set, of the same project.
        dataset: DatasetId,
        /// Its column.
        references: String,
    },
    /// The number of rows is about what it was at the check before.
    RowCountChange {
        /// By how many percent it may be more or fewer.
        percent: f64,
    },
}

impl RuleCheck {
    /// The names of all kinds, in the order in which they are offered.
    pub const KINDS: [&'static str; 8] = [
        "not_null",
        "unique",
        "range",
        "allowed_values",
        "pattern",
        "freshness",
        "foreign_key",
        "row_count_change",
    ];

    /// The name of its kind in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotNull { .. } => "not_null",
            Self::Unique { .. } => "unique",
            Self::Range { .. } => "range",
            Self::AllowedValues { .. } => "allowed_values",
            Self::Pattern { .. } => "pattern",
            Self::Freshness { .. } => "freshness",
            Self::ForeignKey { .. } => "foreign_key",
            Self::RowCountChange { .. } => "row_count_change",
        }
    }

    /// The columns that it is about; none if it is about the rows.
    pub fn columns(&self) -> &[String] {
        match self {
            Self::NotNull { column }
            | Self::Range { column, .. }
            | Self::AllowedValues { column, .. }
            | Self::Pattern { column, .. }
            | Self::Freshness { column, .. }
            | Self::ForeignKey { column, .. } => std::slice::from_ref(column),
            Self::Unique { columns } => columns,
            Self::RowCountChange { .. } => &[],
        }
    }

    /// Whether single rows break it, which can be looked at.
    pub fn is_of_rows(&self) -> bool {
        !matches!(self, Self::Freshness { .. } | Self::RowCountChange { .. })
    }

    fn checked(&self, checks: Checks) -> Checks {
        let short = |text: &String| text.chars().count() <= LONGEST;
        match self {
            Self::NotNull { .. } | Self::ForeignKey { .. } => checks,
            Self::Unique { columns } => {
                let twice =
                    columns.iter().enumerate().any(|(i, one)| columns.iter().take(i).any(|o| o == one));
                checks
                    .check(
                        (1..=MOST_COLUMNS).contains(&columns.len()),
                        "check.columns",
                        "must be 1 to 10 columns",
                    )
                    .check(!twice, "check.columns", "must not name a column twice")
            }
            Self::Range { min, max, .. } => checks
                .check(min.is_some() || max.is_some(), "check.min", "must have a smallest or a largest value")
                .check(min.iter().all(short), "check.min", "must have at most 1000 characters")
                .check(max.iter().all(short), "check.max", "must have at most 1000 characters"),
            Self::AllowedValues { values, .. } => checks
                .check((1..=MOST_VALUES).contains(&values.len()), "check.values", "must be 1 to 1,000 values")
                .check(values.iter().all(short), "check.values", "must have at most 1000 characters each"),
            Self::Pattern { pattern, .. } => checks.check(
                (1..=LONGEST).contains(&pattern.chars().count()),
                "check.pattern",
                "must have 1 to 1000 characters",
            ),
            Self::Freshness { hours, .. } => {
                checks.check((1..=MOST_HOURS).contains(hours), "check.hours", "must be 1 to 87,600")
            }
            Self::RowCountChange { percent } => checks.check(
                (0.0..=1e6).contains(percent),
                "check.percent",
                "must be a number from 0 to 1,000,000",
            ),
        }
    }
}

/// How bad it is when a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Somebody should look at it.
    Warning,
    /// The data must not be used like this.
    Error,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 2] = [Self::Error, Self::Warning];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule on the data of a data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QualityRule {
    /// Its id.
    pub id: RuleId,
    /// What it asks.
    pub check: RuleCheck,
    /// How bad it is when it is broken.
    pub severity: Severity,
    /// Whether checks look at it.
    pub active: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Makes or changes a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleInput {
    /// What it asks.
    pub check: RuleCheck,
    /// How bad it is when it is broken.
    pub severity: Severity,
    /// Whether checks look at it.
    #[serde(default = "yes")]
    pub active: bool,
}

const fn yes() -> bool {
    true
}

impl RuleInput {
    /// Checks the fields that need no data set.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        self.check.checked(Checks::default()).done()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(check: &Value) -> Result<RuleInput, String> {
        let input: RuleInput = serde_json::from_value(json!({"check": check, "severity": "error"}))
            .map_err(|error| error.to_string())?;
        input.validate().map_err(|fields| fields[0].field.clone())?;
        Ok(input)
    }

    #[test]
    fn every_kind_is_read_under_its_name() {
        let id = "0192f0c1-2345-7000-8000-000000000001";
        let checks = [
            json!({"kind": "not_null", "column": "a"}),
            json!({"kind": "unique", "columns": ["a", "b"]}),
            json!({"kind": "range", "column": "a", "min": "0"}),
            json!({"kind": "allowed_values", "column": "a", "values": ["x"]}),
            json!({"kind": "pattern", "column": "a", "pattern": "[a-z]+"}),
            json!({"kind": "freshness", "column": "a", "hours": 24}),
            json!({"kind": "foreign_key", "column": "a", "dataset": id, "references": "b"}),
            json!({"kind": "row_count_change", "percent": 10.0}),
        ];
        let names = checks.map(|check| {
            let input = read(&check).unwrap();
            assert!(input.active);
            assert_eq!(serde_json::to_value(&input.check).unwrap(), check);
            input.check.kind()
        });
        assert_eq!(names, RuleCheck::KINDS);
        for severity in Severity::ALL {
            assert_eq!(serde_json::to_value(severity).unwrap(), severity.name());
        }
    }

    #[test]
    fn wrong_fields_are_named() {
        for (check, field) in [
            (json!({"kind": "unique", "columns": []}), "check.columns"),
            (json!({"kind": "unique", "columns": ["a", "a"]}), "check.columns"),
            (json!({"kind": "range", "column": "a"}), "check.min"),
            (json!({"kind": "allowed_values", "column": "a", "values": []}), "check.values"),
            (json!({"kind": "pattern", "column": "a", "pattern": ""}), "check.pattern"),
            (json!({"kind": "freshness", "column": "a", "hours": 0}), "check.hours"),
            (json!({"kind": "row_count_change", "percent": -1.0}), "check.percent"),
        ] {
            assert_eq!(read(&check).unwrap_err(), field, "{check}");
        }
    }

    #[test]
    fn unknown_fields_and_kinds_are_refused() {
        assert!(read(&json!({"kind": "not_null", "column": "a", "sql": "x"})).is_err());
        assert!(read(&json!({"kind": "sql", "column": "a"})).is_err());
    }
}
