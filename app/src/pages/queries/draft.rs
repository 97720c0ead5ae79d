//! A query while it is written: rows of the form, and how they become a document and back.

use almanac_domain::DatasetId;
use almanac_domain::data::{Column, ColumnType};
use almanac_query::{
    Aggregate, AggregateFunction, Bucket, Comparison, Filter, Group, Operator, QueryDocument, Scalar, Sort,
    TimeUnit,
};

/// A row of the form with a key of its own, so that the others keep their place when one goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row<T> {
    pub key: usize,
    pub item: T,
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    pub column: String,
    pub op: Operator,
    pub value: String,
    /// The upper value of `between`.
    pub upper: String,
}

/// A query while it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub dataset: DatasetId,
    pub columns: Vec<String>,
    pub conditions: Vec<Row<Condition>>,
    /// Whether one condition is enough.
    pub any: bool,
    /// A filter that is more than a list of conditions; it is kept as it is.
    pub kept: Option<Filter>,
    pub groups: Vec<Row<Group>>,
    pub aggregates: Vec<Row<Aggregate>>,
    pub sorts: Vec<Row<Sort>>,
    pub limit: Option<u64>,
    next_key: usize,
}

impl Draft {
    /// The form for a document.
    pub fn new(document: QueryDocument) -> Self {
        let mut keys = 0..;
        let mut row = || keys.next().unwrap_or_default();
        let (conditions, any, kept) = conditions(document.filter);
        let conditions: Vec<_> = conditions.into_iter().map(|item| Row { key: row(), item }).collect();
        let groups: Vec<_> = document.group_by.into_iter().map(|item| Row { key: row(), item }).collect();
        let aggregates: Vec<_> =
            document.aggregates.into_iter().map(|item| Row { key: row(), item }).collect();
        let sorts: Vec<_> = document.sort.into_iter().map(|item| Row { key: row(), item }).collect();
        let almanac_query::Source::Dataset(dataset) = document.source;
        Self {
            dataset,
            columns: document.columns,
            conditions,
            any,
            kept,
            groups,
            aggregates,
            sorts,
            limit: document.limit,
            next_key: row(),
        }
    }

    /// A key that no row has.
    pub fn key(&mut self) -> usize {
        self.next_key += 1;
        self.next_key
    }

    /// The document. Values are read as the types of their columns.
    pub fn document(&self, catalog: &[Column]) -> QueryDocument {
        let kind = |name: &str| catalog.iter().find(|column| column.name == name).map(|column| column.kind);
        let comparisons = self.conditions.iter().map(|row| {
            let Condition { column, op, value, upper } = &row.item;
            let scalar = |text: &str| scalar(text, kind(column));
            let values = match op {
                Operator::IsNull | Operator::IsNotNull => Vec::new(),
                Operator::Between => vec![scalar(value), scalar(upper)],
                Operator::In => {
                    value.split(';').map(str::trim).filter(|v| !v.is_empty()).map(scalar).collect()
                }
                _ => vec![scalar(value)],
            };
            let text = matches!(op, Operator::Contains | Operator::StartsWith);
            Filter::Comparison(Comparison { column: column.clone(), op: *op, values, ignore_case: text })
        });
        let mut comparisons: Vec<_> = comparisons.collect();
        let filter = match (comparisons.len(), &self.kept) {
            (_, Some(kept)) => Some(kept.clone()),
            (0, None) => None,
            (1, None) => comparisons.pop(),
            (_, None) if self.any => Some(Filter::Or(comparisons)),
            (_, None) => Some(Filter::And(comparisons)),
        };
        let mut document = QueryDocument::all(self.dataset);
        document.filter = filter;
        document.group_by = self.groups.iter().map(|row| row.item.clone()).collect();
        document.aggregates = self.aggregates.iter().map(|row| row.item.clone()).collect();
        document.sort = self.sorts.iter().map(|row| row.item.clone()).collect();
        document.limit = self.limit;
        if !document.summarizes() {
            document.columns.clone_from(&self.columns);
        }
        document
    }
}

/// A filter as a list of conditions, if it is one: the conditions, whether one is enough, and what is no list.
fn conditions(filter: Option<Filter>) -> (Vec<Condition>, bool, Option<Filter>) {
    let (list, any) = match &filter {
        None => return (Vec::new(), false, None),
        Some(Filter::And(list)) => (list.as_slice(), false),
        Some(Filter::Or(list)) => (list.as_slice(), true),
        Some(Filter::Comparison(_)) => (filter.as_slice(), false),
        Some(Filter::Not(_)) => return (Vec::new(), false, filter),
    };
    let read = |filter: &Filter| match filter {
        Filter::Comparison(comparison) => Some(condition(comparison)),
        _ => None,
    };
    match list.iter().map(read).collect::<Option<Vec<_>>>() {
        Some(found) => (found, any, None),
        None => (Vec::new(), false, filter),
    }
}

fn condition(comparison: &Comparison) -> Condition {
    let mut values = comparison.values.iter().map(text);
    let (value, upper) = if comparison.op == Operator::In {
        (values.collect::<Vec<_>>().join("; "), String::new())
    } else {
        (values.next().unwrap_or_default(), values.next().unwrap_or_default())
    };
    Condition { column: comparison.column.clone(), op: comparison.op, value, upper }
}

fn text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Boolean(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Text(value) => value.clone(),
    }
}

/// A value as its column's type; what cannot be read stays text, and the server says what is wrong.
fn scalar(text: &str, kind: Option<ColumnType>) -> Scalar {
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
    use Operator::{Between, Contains, Eq, Ge, Gt, In, IsNotNull, IsNull, Le, Lt, Ne, StartsWith};
    match kind {
        ColumnType::Boolean => vec![Eq, IsNull, IsNotNull],
        ColumnType::Text => vec![Eq, Ne, In, Contains, StartsWith, IsNull, IsNotNull],
        ColumnType::Date | ColumnType::Timestamp => vec![Ge, Lt, Between, Eq, Gt, Le, Ne, IsNull, IsNotNull],
        ColumnType::Integer | ColumnType::Float => {
            vec![Eq, Ne, Lt, Le, Gt, Ge, Between, In, IsNull, IsNotNull]
        }
    }
}

/// A group of a column: by day for times.
pub(super) fn group(column: &Column) -> Group {
    let bucket =
        column.kind.is_temporal().then_some(Bucket { unit: TimeUnit::Day, every: 1, time_zone: None });
    Group { column: column.name.clone(), bucket, alias: None }
}

/// A number to compute: the sum of a column, or the count of rows.
pub(super) fn aggregate(function: AggregateFunction, column: Option<&str>) -> Aggregate {
    let alias = match column {
        Some(column) => format!("{}_{column}", function.name()),
        None => "rows".to_owned(),
    };
    Aggregate { function, column: column.map(str::to_owned), alias }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn catalog() -> Vec<Column> {
        [("temp", ColumnType::Float), ("n", ColumnType::Integer), ("city", ColumnType::Text)]
            .map(|(name, kind)| Column { name: name.into(), kind })
            .into()
    }

    fn document(filter: &serde_json::Value) -> QueryDocument {
        serde_json::from_value(json!({
            "version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}, "filter": filter,
            "group_by": [{"column": "city"}], "aggregates": [{"fn": "sum", "column": "n", "alias": "n"}],
            "sort": [{"by": "n", "descending": true}], "limit": 10
        }))
        .unwrap()
    }

    #[test]
    fn document_survives_the_form() {
        for filter in [
            json!({"column": "temp", "op": "between", "values": [1.5, 2.0]}),
            json!({"or": [{"column": "n", "op": "in", "values": [1, 2]}, {"column": "city", "op": "is_null"}]}),
            json!({"and": [{"not": {"column": "n", "op": "eq", "value": 1}}]}),
        ] {
            let document = document(&filter);
            assert_eq!(Draft::new(document.clone()).document(&catalog()), document);
        }
    }

    #[test]
    fn unreadable_number_stays_text_for_the_server_to_refuse() {
        assert_eq!(scalar(" 3,5 ", Some(ColumnType::Float)), Scalar::Float(3.5));
        assert_eq!(scalar("many", Some(ColumnType::Integer)), Scalar::Text("many".into()));
    }

    #[test]
    fn chosen_columns_are_left_out_of_a_summary() {
        let mut draft = Draft::new(document(&json!(null)));
        draft.columns = vec!["city".into()];
        assert!(draft.document(&catalog()).columns.is_empty());
    }
}
