//! The rules of a filter tree.

use almanac_domain::data::ColumnType;

use super::{MAX_DEPTH, MAX_LIST, MAX_NODES, MAX_TEXT, Validator};
use crate::{Comparison, Filter, Operator, Scalar, value};

impl Validator<'_> {
    /// Checks `filter`, which is the `depth`th level of the tree, counted from 1.
    pub(super) fn filter(&mut self, filter: &Filter, path: &str, depth: usize) {
        self.nodes += 1;
        if self.nodes == MAX_NODES + 1 {
            self.error("filter", "at most 200 groups and comparisons");
        }
        if depth == MAX_DEPTH + 1 {
            self.error(path, "at most 32 levels");
        }
        if self.nodes > MAX_NODES || depth > MAX_DEPTH {
            return;
        }
        match filter {
            Filter::And(filters) => self.filters(filters, &format!("{path}.and"), depth + 1),
            Filter::Or(filters) => self.filters(filters, &format!("{path}.or"), depth + 1),
            Filter::Not(filter) => self.filter(filter, &format!("{path}.not"), depth + 1),
            Filter::Comparison(comparison) => self.comparison(comparison, path),
        }
    }

    fn filters(&mut self, filters: &[Filter], path: &str, depth: usize) {
        for (i, filter) in filters.iter().enumerate() {
            self.filter(filter, &format!("{path}[{i}]"), depth);
            if self.nodes > MAX_NODES {
                return;
            }
        }
    }

    fn comparison(&mut self, comparison: &Comparison, path: &str) {
        let Comparison { column, op, values, ignore_case } = comparison;
        let Some(column) = self.column(column, &format!("{path}.column")) else { return };
        if let Some(problem) = operator_problem(*op, column.kind) {
            return self.error(format!("{path}.op"), problem);
        }
        self.check(
            !ignore_case || matches!(op, Operator::Contains | Operator::StartsWith),
            &format!("{path}.ignore_case"),
            "is only for `contains` and `starts_with`",
        );
        if let Some(problem) = arity_problem(*op, values.len()) {
            return self.error(format!("{path}.values"), problem);
        }
        for (i, value) in values.iter().enumerate() {
            let path =
                || if values.len() == 1 { format!("{path}.value") } else { format!("{path}.values[{i}]") };
            if let Err(problem) = value::read(value, column.kind) {
                return self.error(path(), problem);
            }
            if matches!(value, Scalar::Text(text) if text.chars().count() > MAX_TEXT) {
                return self.error(path(), "must have at most 10,000 characters");
            }
        }
    }
}

impl Operator {
    /// Whether columns of type `column` can be compared with it.
    pub fn suits(self, column: ColumnType) -> bool {
        operator_problem(self, column).is_none()
    }
}

/// Why columns of type `column` can't be compared with `op`.
fn operator_problem(op: Operator, column: ColumnType) -> Option<&'static str> {
    match op {
        Operator::Contains | Operator::StartsWith => {
            (column != ColumnType::Text).then_some("needs a column of texts")
        }
        Operator::Lt | Operator::Le | Operator::Gt | Operator::Ge | Operator::Between => {
            (column == ColumnType::Boolean).then_some("true and false have no order")
        }
        Operator::Eq | Operator::Ne | Operator::In | Operator::IsNull | Operator::IsNotNull => None,
    }
}

fn arity_problem(op: Operator, values: usize) -> Option<&'static str> {
    match op {
        Operator::IsNull | Operator::IsNotNull => (values != 0).then_some("must be empty"),
        Operator::Between => (values != 2).then_some("must be two values: the first and the last"),
        Operator::In => (!(1..=MAX_LIST).contains(&values)).then_some("must be 1 to 1,000 values"),
        _ => (values != 1).then_some("must be one value"),
    }
}
