//! A condition while it is written.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Comparison, Operator, Period, Scalar, TimeUnit, Which};

/// A condition of the form.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    pub column: String,
    pub op: Operator,
    pub value: String,
    /// The upper value of `between`.
    pub upper: String,
    pub ignore_case: bool,
    pub period: Period,
    /// Values that the form does not write, such as those of parameters; they are kept as they are.
    pub kept: Option<Vec<Scalar>>,
}

impl Condition {
    /// A condition on a column, with the operator that suits it first.
    pub fn new(column: &Column) -> Self {
        let op = operators(column.kind).first().copied().unwrap_or(Operator::Eq);
        Self {
            column: column.name.clone(),
            op,
            value: String::new(),
            upper: String::new(),
            ignore_case: true,
            period: Period {
                which: Which::Last,
                count: 30,
                unit: TimeUnit::Day,
                with_current: false,
                time_zone: None,
            },
            kept: None,
        }
    }

    pub fn of(comparison: Comparison) -> Self {
        let column = Column { name: comparison.column, kind: ColumnType::Text };
        let mut condition =
            Self { op: comparison.op, ignore_case: comparison.ignore_case, ..Self::new(&column) };
        if let Some(period) = comparison.period {
            condition.period = period;
        }
        if comparison.values.iter().any(|value| matches!(value, Scalar::Parameter(_))) {
            condition.kept = Some(comparison.values);
            return condition;
        }
        let mut values = comparison.values.iter().map(text);
        if comparison.op == Operator::In {
            condition.value = values.collect::<Vec<_>>().join("; ");
        } else {
            condition.value = values.next().unwrap_or_default();
            condition.upper = values.next().unwrap_or_default();
        }
        condition
    }

    pub fn comparison(&self, kind: Option<ColumnType>) -> Comparison {
        let scalar = |text: &str| scalar(text, kind);
        let values = match (&self.kept, self.op) {
            (Some(kept), _) => kept.clone(),
            (_, Operator::IsNull | Operator::IsNotNull | Operator::InPeriod) => Vec::new(),
            (_, Operator::Between) => vec![scalar(&self.value), scalar(&self.upper)],
            (_, Operator::In) => {
                self.value.split(';').map(str::trim).filter(|value| !value.is_empty()).map(scalar).collect()
            }
            _ => vec![scalar(&self.value)],
        };
        let text = matches!(self.op, Operator::Contains | Operator::StartsWith | Operator::Like);
        Comparison {
            column: self.column.clone(),
            op: self.op,
            values,
            ignore_case: self.ignore_case && text,
            period: (self.op == Operator::InPeriod).then(|| self.period.clone()),
        }
    }
}

fn text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Boolean(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Text(value) => value.clone(),
        Scalar::Parameter(named) => named.parameter.clone(),
    }
}

/// A value as its column's type; what cannot be read stays text, and the server says what is wrong.
fn scalar(text: &str, kind: Option<ColumnType>) -> Scalar {
    if kind == Some(ColumnType::Text) {
        return Scalar::Text(text.to_owned());
    }
    let text = text.trim();
    let read = match kind {
        Some(ColumnType::Boolean) => text.parse().ok().map(Scalar::Boolean),
        Some(ColumnType::Integer) => text.parse().ok().map(Scalar::Integer),
        Some(ColumnType::Float) => text.replace(',', ".").parse().ok().map(Scalar::Float),
        _ => None,
    };
    read.unwrap_or_else(|| Scalar::Text(text.to_owned()))
}

/// The operators that suit a column.
pub(super) fn operators(kind: ColumnType) -> Vec<Operator> {
    use Operator::{
        Between, Contains, Eq, Ge, Gt, In, InPeriod, IsNotNull, IsNull, Le, Like, Lt, Ne, StartsWith,
    };
    match kind {
        ColumnType::Boolean => vec![Eq, IsNull, IsNotNull],
        ColumnType::Text => vec![Eq, Ne, In, Contains, StartsWith, Like, IsNull, IsNotNull],
        ColumnType::Date | ColumnType::Timestamp => {
            vec![Ge, Lt, Between, InPeriod, Eq, Gt, Le, Ne, IsNull, IsNotNull]
        }
        ColumnType::Integer | ColumnType::Float => {
            vec![Eq, Ne, Lt, Le, Gt, Ge, Between, In, IsNull, IsNotNull]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreadable_number_stays_text_for_the_server_to_refuse() {
        assert_eq!(scalar(" 3,5 ", Some(ColumnType::Float)), Scalar::Float(3.5));
        assert_eq!(scalar("many", Some(ColumnType::Integer)), Scalar::Text("many".into()));
    }
}
