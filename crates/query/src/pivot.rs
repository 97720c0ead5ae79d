//! A summary with the values of one of its groups side by side.

use std::collections::HashMap;

use almanac_domain::FieldError;
use almanac_domain::data::Column;
use almanac_domain::saved::QueryResult;
use serde_json::Value;

use crate::QueryDocument;

/// Values that can stand side by side.
pub const MOST_SPREAD: usize = 100;

/// The result of `document`, which must be whole, with the values of the group `column` as columns: a row for each of the
/// other groups, in the order of the result, and in it each number for each value. What the result lacks is null.
///
/// # Errors
/// `document` if it has no second group or no number, `column` if it is no group of it or has more than [`MOST_SPREAD`]
/// values.
pub fn pivot(
    document: &QueryDocument,
    result: &QueryResult,
    column: &str,
) -> Result<QueryResult, Vec<FieldError>> {
    let wrong = |field: &str, problem: String| Err(vec![FieldError::new(field, problem)]);
    let place = |name: &str| result.columns.iter().position(|one| one.name == name);
    let groups: Vec<usize> = document.group_by.iter().filter_map(|group| place(group.output())).collect();
    let Some(spread) = place(column).filter(|at| groups.contains(at)) else {
        return wrong("column", "is not a group of the query".to_owned());
    };
    let keys: Vec<usize> = groups.into_iter().filter(|at| *at != spread).collect();
    let numbers: Vec<usize> =
        (0..result.columns.len()).filter(|at| *at != spread && !keys.contains(at)).collect();
    if keys.is_empty() || numbers.is_empty() {
        return wrong("document", "needs a second group and a number".to_owned());
    }
    let (mut values, mut rows) = (Order::default(), Order::default());
    for row in &result.rows {
        values.place(&row[spread]);
        rows.place(&key(row, &keys));
    }
    if values.known.len() > MOST_SPREAD {
        return wrong("column", format!("has more than {MOST_SPREAD} values"));
    }
    let mut columns: Vec<Column> = keys.iter().map(|at| result.columns[*at].clone()).collect();
    for value in &values.known {
        for at in &numbers {
            let number = &result.columns[*at];
            let name =
                if numbers.len() == 1 { shown(value) } else { format!("{} {}", shown(value), number.name) };
            columns.push(Column { name, kind: number.kind });
        }
    }
    let mut table: Vec<Vec<Value>> = rows.known.iter().map(|key| filled(key, columns.len())).collect();
    for row in &result.rows {
        let line = &mut table[rows.place(&key(row, &keys))];
        let begin = keys.len() + values.place(&row[spread]) * numbers.len();
        for (i, at) in numbers.iter().enumerate() {
            line[begin + i] = row[*at].clone();
        }
    }
    Ok(QueryResult {
        columns,
        total_rows: table.len() as u64,
        rows: table,
        truncated: false,
        ..result.clone()
    })
}

/// Different values in the order in which they came.
#[derive(Default)]
struct Order {
    known: Vec<Value>,
    places: HashMap<String, usize>,
}

impl Order {
    fn place(&mut self, value: &Value) -> usize {
        *self.places.entry(value.to_string()).or_insert_with(|| {
            self.known.push(value.clone());
            self.known.len() - 1
        })
    }
}

fn key(row: &[Value], keys: &[usize]) -> Value {
    keys.iter().map(|at| row[*at].clone()).collect()
}

/// A line that begins with a key and is empty beyond.
fn filled(key: &Value, width: usize) -> Vec<Value> {
    let mut line = key.as_array().cloned().unwrap_or_default();
    line.resize(width, Value::Null);
    line
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use almanac_domain::data::ColumnType;
    use serde_json::json;

    use super::*;

    fn document(groups: &[&str]) -> QueryDocument {
        let groups: Vec<Value> = groups.iter().map(|name| json!({"column": name})).collect();
        let document = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"},
            "group_by": groups, "aggregates": [{"fn": "count", "alias": "n"}]});
        serde_json::from_value(document).unwrap()
    }

    fn result(columns: &[(&str, ColumnType)], rows: Value) -> QueryResult {
        let columns = columns.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind });
        QueryResult {
            columns: columns.collect(),
            rows: serde_json::from_value(rows).unwrap(),
            ..QueryResult::default()
        }
    }

    fn sales() -> QueryResult {
        let columns = [("year", ColumnType::Integer), ("city", ColumnType::Text), ("n", ColumnType::Integer)];
        result(&columns, json!([[2024, "Oslo", 3], [2024, null, 1], [2023, "Rome", 2], [2023, "Oslo", 5]]))
    }

    fn names(result: &QueryResult) -> Vec<&str> {
        result.columns.iter().map(|column| column.name.as_str()).collect()
    }

    #[test]
    fn values_of_a_group_stand_side_by_side_in_their_order() {
        let found = pivot(&document(&["year", "city"]), &sales(), "city").unwrap();
        assert_eq!(names(&found), ["year", "Oslo", "–", "Rome"]);
        assert_eq!(json!(found.rows), json!([[2024, 3, 1, null], [2023, 5, null, 2]]));
        assert_eq!((found.total_rows, found.columns[1].kind), (2, ColumnType::Integer));
        let found = pivot(&document(&["year", "city"]), &sales(), "year").unwrap();
        assert_eq!(names(&found), ["city", "2024", "2023"]);
        assert_eq!(json!(found.rows), json!([["Oslo", 3, 5], [null, 1, null], ["Rome", null, 2]]));
    }

    #[test]
    fn several_numbers_are_told_apart() {
        let columns = [
            ("city", ColumnType::Text),
            ("b", ColumnType::Boolean),
            ("n", ColumnType::Integer),
            ("sum", ColumnType::Float),
        ];
        let rows = json!([["Oslo", true, 3, 1.5], ["Oslo", false, 1, 0.5]]);
        let found = pivot(&document(&["city", "b"]), &result(&columns, rows), "b").unwrap();
        assert_eq!(names(&found), ["city", "true n", "true sum", "false n", "false sum"]);
        assert_eq!(json!(found.rows), json!([["Oslo", 3, 1.5, 1, 0.5]]));
    }

    #[test]
    fn what_cannot_be_spread_is_refused_with_its_field() {
        let field = |groups: &[&str], result: &QueryResult, column: &str| {
            pivot(&document(groups), result, column).unwrap_err()[0].field.clone()
        };
        assert_eq!(field(&["year", "city"], &sales(), "n"), "column");
        assert_eq!(field(&["year", "city"], &sales(), "nothing"), "column");
        assert_eq!(field(&["city"], &sales(), "city"), "document");
        let many: Vec<Value> = (0..=MOST_SPREAD).map(|i| json!([i, "Oslo", 1])).collect();
        let many = QueryResult { rows: serde_json::from_value(json!(many)).unwrap(), ..sales() };
        assert_eq!(field(&["year", "city"], &many, "year"), "column");
    }
}
