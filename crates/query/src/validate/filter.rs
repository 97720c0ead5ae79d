//! The rules of a filter tree.

use almanac_domain::data::{Column, ColumnType};

use super::{MAX_DEPTH, MAX_EVERY, MAX_LIST, MAX_NODES, MAX_TEXT, Validator};
use crate::{Comparison, Filter, Operator, Period, Scalar, TimeUnit, Which, value};

impl Validator<'_> {
    /// Checks `filter`, which is the `depth`th level of the tree, counted from 1.
    pub(super) fn filter(&mut self, filter: &Filter, path: &str, depth: usize, columns: &[Column]) {
        self.nodes += 1;
        if self.nodes == MAX_NODES + 1 {
            let root = path.find(".and[").into_iter().chain(path.find(".or[")).chain(path.find(".not")).min();
            self.error(&path[..root.unwrap_or(path.len())], "at most 200 groups and comparisons");
        }
        if depth == MAX_DEPTH + 1 {
            self.error(path, "at most 32 levels");
        }
        if self.nodes > MAX_NODES || depth > MAX_DEPTH {
            return;
        }
        match filter {
            Filter::And(filters) => self.filters(filters, &format!("{path}.and"), depth + 1, columns),
            Filter::Or(filters) => self.filters(filters, &format!("{path}.or"), depth + 1, columns),
            Filter::Not(filter) => self.filter(filter, &format!("{path}.not"), depth + 1, columns),
            Filter::Comparison(comparison) => self.comparison(comparison, path, columns),
        }
    }

    fn filters(&mut self, filters: &[Filter], path: &str, depth: usize, columns: &[Column]) {
        for (i, filter) in filters.iter().enumerate() {
            self.filter(filter, &format!("{path}[{i}]"), depth, columns);
            if self.nodes > MAX_NODES {
                return;
            }
        }
    }

    fn comparison(&mut self, comparison: &Comparison, path: &str, columns: &[Column]) {
        let Comparison { column, op, values, ignore_case, period } = comparison;
        let Some(column) = self.column(column, columns, &format!("{path}.column")) else { return };
        if let Some(problem) = operator_problem(*op, column.kind) {
            return self.error(format!("{path}.op"), problem);
        }
        self.check(
            !ignore_case || matches!(op, Operator::Contains | Operator::StartsWith | Operator::Like),
            &format!("{path}.ignore_case"),
            "is only for `contains`, `starts_with` and `like`",
        );
        match (op, period) {
            (Operator::InPeriod, Some(period)) => self.period(period, column.kind, &format!("{path}.period")),
            (Operator::InPeriod, None) => self.error(format!("{path}.period"), "is needed"),
            (_, Some(_)) => self.error(format!("{path}.period"), "is only for `in_period`"),
            (_, None) => {}
        }
        if let Some(problem) = arity_problem(*op, values.len()) {
            return self.error(format!("{path}.values"), problem);
        }
        for (i, value) in values.iter().enumerate() {
            let path =
                || if values.len() == 1 { format!("{path}.value") } else { format!("{path}.values[{i}]") };
            if let Some(problem) = self.value_problem(value, column.kind) {
                return self.error(path(), problem);
            }
            if let (Operator::Matches, Scalar::Text(text)) = (op, value)
                && !is_pattern(text)
            {
                return self.error(path(), "must be a regular expression");
            }
        }
    }

    fn value_problem(&self, value: &Scalar, kind: ColumnType) -> Option<String> {
        match value {
            Scalar::Parameter(named) => {
                let found = self.parameters.iter().find(|parameter| parameter.name == named.parameter);
                let Some(parameter) = found else { return Some("there is no such parameter".to_owned()) };
                let fits = parameter.kind == kind || (parameter.kind.is_numeric() && kind.is_numeric());
                (!fits).then(|| "the parameter has another type than the column".to_owned())
            }
            Scalar::Text(text) if text.chars().count() > MAX_TEXT => {
                Some("must have at most 10,000 characters".to_owned())
            }
            value => value::read(value, kind).err().map(str::to_owned),
        }
    }

    fn period(&mut self, period: &Period, kind: ColumnType, path: &str) {
        let most = if period.which == Which::This { 1 } else { MAX_EVERY };
        self.check(
            (1..=most).contains(&period.count),
            &format!("{path}.count"),
            "must be 1 to 1,000, and 1 for `this`",
        );
        self.check(
            kind != ColumnType::Date || period.unit >= TimeUnit::Day,
            &format!("{path}.unit"),
            "a date has no hours and minutes",
        );
        if let Some(zone) = &period.time_zone {
            self.zone(zone, &format!("{path}.time_zone"));
        }
    }
}

impl Operator {
    /// Whether columns of type `column` can be compared with it.
    pub fn suits(self, column: ColumnType) -> bool {
        operator_problem(self, column).is_none()
    }
}

/// Bytes that a regular expression may need when it is ready.
#[cfg(feature = "engine")]
const MAX_PATTERN: usize = 1 << 20;

/// Whether `text` is a regular expression.
#[cfg(feature = "engine")]
fn is_pattern(text: &str) -> bool {
    regex::RegexBuilder::new(text).size_limit(MAX_PATTERN).build().is_ok()
}

/// The browser leaves the answer to the server.
#[cfg(not(feature = "engine"))]
fn is_pattern(_: &str) -> bool {
    true
}

/// Why columns of type `column` can't be compared with `op`.
fn operator_problem(op: Operator, column: ColumnType) -> Option<&'static str> {
    match op {
        Operator::Contains | Operator::StartsWith | Operator::Like | Operator::Matches => {
            (column != ColumnType::Text).then_some("needs a column of texts")
        }
        Operator::Lt | Operator::Le | Operator::Gt | Operator::Ge | Operator::Between => {
            (column == ColumnType::Boolean).then_some("true and false have no order")
        }
        Operator::InPeriod => (!column.is_temporal()).then_some("needs a column of dates or times"),
        Operator::Eq | Operator::Ne | Operator::In | Operator::IsNull | Operator::IsNotNull => None,
    }
}

fn arity_problem(op: Operator, values: usize) -> Option<&'static str> {
    match op {
        Operator::IsNull | Operator::IsNotNull | Operator::InPeriod => {
            (values != 0).then_some("must be empty")
        }
        Operator::Between => (values != 2).then_some("must be two values: the first and the last"),
        Operator::In => (!(1..=MAX_LIST).contains(&values)).then_some("must be 1 to 1,000 values"),
        _ => (values != 1).then_some("must be one value"),
    }
}
