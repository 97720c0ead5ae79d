//! The filter tree of a query document.

use serde::{Deserialize, Serialize};

use crate::TimeUnit;

/// A condition on rows: a comparison, or conditions joined.
///
/// In JSON `{"and": […]}`, `{"or": […]}`, `{"not": …}` or `{"column": …, "op": …, "value": …}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FilterJson", into = "FilterJson")]
pub enum Filter {
    /// All of them hold; true if there are none.
    And(Vec<Filter>),
    /// At least one of them holds; false if there are none.
    Or(Vec<Filter>),
    /// It does not hold. A comparison with a missing value neither holds nor fails.
    Not(Box<Filter>),
    /// A column against values.
    Comparison(Comparison),
}

impl Filter {
    /// A column against values, letter by letter.
    pub fn compare(column: &str, op: Operator, values: Vec<Scalar>) -> Self {
        let column = column.to_owned();
        Self::Comparison(Comparison { column, op, values, ignore_case: false, period: None })
    }
}

/// A column against values.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The column.
    pub column: String,
    /// How they are compared.
    pub op: Operator,
    /// The values: none, one, two or a list, as the operator wants. In JSON one value is called `value`,
    /// several are `values`. Each is read as its column's type: dates and times are text in ISO 8601
    /// (without an offset UTC is meant), whole numbers can be text too.
    pub values: Vec<Scalar>,
    /// Whether `contains`, `starts_with` and `like` take `a` and `A` as the same.
    pub ignore_case: bool,
    /// For `in_period`: which one.
    pub period: Option<Period>,
}

/// Periods counted from the day on which the query runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Where it lies.
    pub which: Which,
    /// How many units it has; `this` has one.
    #[serde(default = "one")]
    pub count: u32,
    /// The unit. The last 30 days are 30 whole days, up to the end of yesterday.
    pub unit: TimeUnit,
    /// For `last` and `next`: whether the unit that is not over yet belongs to it too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_current: bool,
    /// The IANA time zone whose calendar counts; UTC if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

const fn one() -> u32 {
    1
}

/// Where a period lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Before now.
    Last,
    /// Around now.
    This,
    /// After now.
    Next,
}

/// How a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// Is the value.
    Eq,
    /// Is another value.
    Ne,
    /// Is less.
    Lt,
    /// Is less or the same.
    Le,
    /// Is greater.
    Gt,
    /// Is greater or the same.
    Ge,
    /// Is from the first to the second value, both included.
    Between,
    /// Is one of the values.
    In,
    /// Is a text with the value in it.
    Contains,
    /// Is a text that begins with the value.
    StartsWith,
    /// Is a text of this pattern: `%` stands for any letters, `_` for one, `\\` before them for themselves.
    Like,
    /// Is a text in which this regular expression (of Rust's `regex`, which takes linear time) finds something.
    Matches,
    /// Lies in a period that is counted from now.
    InPeriod,
    /// Is missing.
    IsNull,
    /// Is there.
    IsNotNull,
}

impl Operator {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 15] = [
        Self::Eq,
        Self::Ne,
        Self::Lt,
        Self::Le,
        Self::Gt,
        Self::Ge,
        Self::Between,
        Self::In,
        Self::Contains,
        Self::StartsWith,
        Self::Like,
        Self::Matches,
        Self::InPeriod,
        Self::IsNull,
        Self::IsNotNull,
    ];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Lt => "lt",
            Self::Le => "le",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Between => "between",
            Self::In => "in",
            Self::Contains => "contains",
            Self::StartsWith => "starts_with",
            Self::Like => "like",
            Self::Matches => "matches",
            Self::InPeriod => "in_period",
            Self::IsNull => "is_null",
            Self::IsNotNull => "is_not_null",
        }
    }
}

/// A value in a filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// A text, a date, a time, or a whole number that JavaScript would round.
    Text(String),
    /// What is given for a parameter.
    Parameter(ParameterRef),
}

/// The name of a parameter, in place of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterRef {
    /// The parameter's name.
    pub parameter: String,
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A [`Filter`] as JSON sees it: one struct, so that a wrong field is named and nothing is tried twice.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FilterJson {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    and: Option<Vec<Filter>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    or: Option<Vec<Filter>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not: Option<Box<Filter>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    op: Option<Operator>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Scalar>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Vec<Scalar>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ignore_case: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
}

impl TryFrom<FilterJson> for Filter {
    type Error = &'static str;

    fn try_from(json: FilterJson) -> Result<Self, Self::Error> {
        let groups = usize::from(json.and.is_some())
            + usize::from(json.or.is_some())
            + usize::from(json.not.is_some());
        let compares = json.column.is_some()
            || json.op.is_some()
            || json.value.is_some()
            || json.values.is_some()
            || json.ignore_case.is_some()
            || json.period.is_some();
        if groups + usize::from(compares) != 1 {
            return Err("a filter is one of `and`, `or`, `not` or a comparison with `column` and `op`");
        }
        if let Some(filters) = json.and {
            return Ok(Self::And(filters));
        }
        if let Some(filters) = json.or {
            return Ok(Self::Or(filters));
        }
        if let Some(filter) = json.not {
            return Ok(Self::Not(filter));
        }
        let (Some(column), Some(op)) = (json.column, json.op) else {
            return Err("a comparison needs `column` and `op`");
        };
        let values = match (json.value, json.values) {
            (Some(_), Some(_)) => return Err("a comparison has either `value` or `values`"),
            (Some(value), None) => vec![value],
            (None, values) => values.unwrap_or_default(),
        };
        Ok(Self::Comparison(Comparison {
            column,
            op,
            values,
            ignore_case: json.ignore_case.unwrap_or(false),
            period: json.period,
        }))
    }
}

impl From<Filter> for FilterJson {
    fn from(filter: Filter) -> Self {
        match filter {
            Filter::And(filters) => Self { and: Some(filters), ..Self::default() },
            Filter::Or(filters) => Self { or: Some(filters), ..Self::default() },
            Filter::Not(filter) => Self { not: Some(filter), ..Self::default() },
            Filter::Comparison(Comparison { column, op, mut values, ignore_case, period }) => {
                let (value, values) = match values.len() {
                    0 => (None, None),
                    1 if op != Operator::In => (values.pop(), None),
                    _ => (None, Some(values)),
                };
                let ignore_case = ignore_case.then_some(true);
                Self {
                    column: Some(column),
                    op: Some(op),
                    value,
                    values,
                    ignore_case,
                    period,
                    ..Self::default()
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: serde_json::Value) -> Result<Filter, String> {
        serde_json::from_value(json).map_err(|e| e.to_string())
    }

    #[test]
    fn nested_groups_are_read_and_written_unchanged() {
        let json = json!({"and": [
            {"column": "a", "op": "in", "values": [1]},
            {"or": [
                {"not": {"column": "b", "op": "contains", "value": "x", "ignore_case": true}},
                {"column": "c", "op": "between", "values": [0.5, 2]},
                {"column": "d", "op": "is_null"},
                {"column": "e", "op": "eq", "value": {"parameter": "p"}},
                {"column": "f", "op": "in_period", "period": {"which": "last", "count": 30, "unit": "day"}},
            ]},
        ]});
        assert_eq!(serde_json::to_value(read(json.clone()).unwrap()).unwrap(), json);
    }

    #[test]
    fn a_mixture_of_group_and_comparison_is_refused() {
        for json in [
            json!({}),
            json!({"and": [], "or": []}),
            json!({"and": [], "column": "a"}),
            json!({"column": "a"}),
            json!({"op": "eq"}),
            json!({"column": "a", "op": "eq", "value": 1, "values": [1]}),
            json!({"column": "a", "op": "exec", "value": 1}),
            json!({"column": "a", "op": "eq", "value": {"raw": "1"}}),
            json!({"column": "a", "op": "eq", "value": {"parameter": "p", "raw": "1"}}),
        ] {
            assert!(read(json.clone()).is_err(), "{json}");
        }
    }

    #[test]
    fn names_are_those_of_the_json() {
        for op in Operator::ALL {
            assert_eq!(serde_json::to_value(op).unwrap(), op.name());
        }
    }
}
