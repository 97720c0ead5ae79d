//! A condition while it is written.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Comparison, Operator, ParameterRef, Period, Scalar, TimeUnit, Which};

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
    /// The parameter that is compared with instead of a value.
    pub parameter: Option<String>,
    /// Values that the form does not write, such as lists with parameters; they are kept as they are.
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
            parameter: None,
            kept: None,
        }
    }

    /// Whether it may be compared with a parameter.
    pub fn takes_parameter(&self) -> bool {
        let none = [Operator::IsNull, Operator::IsNotNull, Operator::InPeriod];
        let many = [Operator::Between, Operator::In];
        !none.contains(&self.op) && !many.contains(&self.op)
    }

    pub fn of(comparison: Comparison) -> Self {
        let column = Column { name: comparison.column, kind: ColumnType::Text };
        let mut condition =
            Self { op: comparison.op, ignore_case: comparison.ignore_case, ..Self::new(&column) };
        if let Some(period) = comparison.period {
            condition.period = period;
        }
        if let [Scalar::Parameter(named)] = &comparison.values[..]
            && condition.takes_parameter()
        {
            condition.parameter = Some(named.parameter.clone());
            return condition;
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

    /// Whether a value is still to be written.
    pub fn is_open(&self) -> bool {
        match self.op {
            _ if self.kept.is_some() || self.named().is_some() => false,
            Operator::IsNull | Operator::IsNotNull | Operator::InPeriod => false,
            Operator::Between => self.value.trim().is_empty() || self.upper.trim().is_empty(),
            _ => self.value.trim().is_empty(),
        }
    }

    /// The parameter that it is compared with.
    pub fn named(&self) -> Option<&str> {
        self.parameter.as_deref().filter(|_| self.takes_parameter())
    }

    pub fn comparison(&self, kind: Option<ColumnType>) -> Comparison {
        let scalar = |text: &str| scalar(text, kind);
        let values = match (&self.kept, self.op) {
            _ if self.named().is_some() => {
                let named = self.named().map(|name| ParameterRef { parameter: name.to_owned() });
                named.map(Scalar::Parameter).into_iter().collect()
            }
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

pub(crate) fn text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Boolean(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Text(value) => value.clone(),
        Scalar::Parameter(named) => named.parameter.clone(),
    }
}

/// A value as its column's type; what cannot be read stays text, and the server says what is wrong.
pub(crate) fn scalar(text: &str, kind: Option<ColumnType>) -> Scalar {
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
        Between, Contains, Eq, Ge, Gt, In, InPeriod, IsNotNull, IsNull, Le, Like, Lt, Matches, Ne, StartsWith,
    };
    match kind {
        ColumnType::Boolean => vec![Eq, IsNull, IsNotNull],
        ColumnType::Text => vec![Eq, Ne, In, Contains, StartsWith, Like, Matches, IsNull, IsNotNull],
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
