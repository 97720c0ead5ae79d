//! From a cell of a result to the next question: the rows behind it, or only what is like it.

use std::collections::BTreeMap;

use almanac_domain::FieldError;
use almanac_domain::data::Column;
use almanac_domain::saved::Step;
use serde_json::Value;

use crate::narrow::period;
use crate::{Filter, Group, Operator, QueryDocument, Scalar};

/// A cell of the result of a query.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The column that it is in.
    pub column: &'a str,
    /// The values of its row, by column; `column` is one of them.
    pub row: &'a BTreeMap<String, Value>,
}

/// The question that follows from a cell of the result of `document`, whose input columns are `inputs`.
///
/// # Errors
/// The fields that are wrong: `document` if it appends results (of which one can't tell where a row comes from), or if
/// it lists rows and the rows behind one are asked for; `column` if the result has it not, or if it is computed over the
/// rows of the result; `row` if a value is missing or can't be read.
pub fn explore(
    document: &QueryDocument,
    inputs: &[Column],
    cell: Cell<'_>,
    step: Step,
) -> Result<QueryDocument, Vec<FieldError>> {
    if !document.unions.is_empty() {
        return Err(wrong("document", "appends results: of a row it is not known which one it is from"));
    }
    if document.windows.iter().any(|window| window.alias == cell.column) && step != Step::Rows {
        return Err(wrong("column", "is computed over the rows of the result"));
    }
    if step == Step::Rows { behind(document, inputs, cell) } else { like(document, inputs, cell, step) }
}

fn wrong(field: &str, problem: &str) -> Vec<FieldError> {
    vec![FieldError::new(field, problem)]
}

/// The rows that a row of a summary was made of; those that an aggregate counts if the cell is one with a condition.
fn behind(
    document: &QueryDocument,
    inputs: &[Column],
    cell: Cell<'_>,
) -> Result<QueryDocument, Vec<FieldError>> {
    if !document.summarizes() {
        return Err(wrong("document", "does not summarize: its rows are those of its sources"));
    }
    let mut rows = QueryDocument {
        group_by: Vec::new(),
        aggregates: Vec::new(),
        having: None,
        windows: Vec::new(),
        sort: Vec::new(),
        limit: None,
        offset: None,
        ..document.clone()
    };
    for group in &document.group_by {
        let value = value(cell.row, group.output())?;
        and(&mut rows.filter, of_group(group, inputs, value, Step::Only)?);
    }
    let counted = document.aggregates.iter().find(|aggregate| aggregate.alias == cell.column);
    if let Some(filter) = counted.and_then(|aggregate| aggregate.filter.clone()) {
        and(&mut rows.filter, filter);
    }
    Ok(rows)
}

/// The same question about what is like the cell only, or unlike it.
fn like(
    document: &QueryDocument,
    inputs: &[Column],
    cell: Cell<'_>,
    step: Step,
) -> Result<QueryDocument, Vec<FieldError>> {
    let value = value(cell.row, cell.column)?;
    let mut next = document.clone();
    let group = document.group_by.iter().find(|group| group.output() == cell.column);
    if let Some(group) = group {
        and(&mut next.filter, of_group(group, inputs, value, step)?);
    } else if document.aggregates.iter().any(|aggregate| aggregate.alias == cell.column) {
        and(&mut next.having, compared(cell.column, value, step)?);
    } else if !document.summarizes() && inputs.iter().any(|column| column.name == cell.column) {
        and(&mut next.filter, compared(cell.column, value, step)?);
    } else {
        return Err(wrong("column", "is not a column of the result"));
    }
    Ok(next)
}

fn value<'a>(row: &'a BTreeMap<String, Value>, column: &str) -> Result<&'a Value, Vec<FieldError>> {
    row.get(column).ok_or_else(|| wrong(&format!("row.{column}"), "must be given"))
}

/// A condition beside those that are there.
fn and(filter: &mut Option<Filter>, further: Filter) {
    *filter = Some(match filter.take() {
        Some(Filter::And(mut all)) => {
            all.push(further);
            Filter::And(all)
        }
        Some(one) => Filter::And(vec![one, further]),
        None => further,
    });
}

fn of_group(group: &Group, inputs: &[Column], value: &Value, step: Step) -> Result<Filter, Vec<FieldError>> {
    match &group.bucket {
        Some(bucket) if !value.is_null() => {
            let kind = inputs.iter().find(|column| column.name == group.column).map(|column| column.kind);
            let (from, to) = value
                .as_str()
                .and_then(|start| period(start, bucket, kind?))
                .ok_or_else(|| wrong(&format!("row.{}", group.output()), "is not the start of a period"))?;
            let compare =
                |op, time: &str| Filter::compare(&group.column, op, vec![Scalar::Text(time.to_owned())]);
            Ok(match step {
                Step::Only | Step::Rows => {
                    Filter::And(vec![compare(Operator::Ge, &from), compare(Operator::Lt, &to)])
                }
                Step::Without => Filter::Or(vec![
                    compare(Operator::Lt, &from),
                    compare(Operator::Ge, &to),
                    Filter::compare(&group.column, Operator::IsNull, Vec::new()),
                ]),
                Step::Above => compare(Operator::Ge, &to),
                Step::Below => compare(Operator::Lt, &from),
            })
        }
        _ => compared(&group.column, value, step),
    }
}

fn compared(column: &str, value: &Value, step: Step) -> Result<Filter, Vec<FieldError>> {
    if value.is_null() {
        return match step {
            Step::Only | Step::Rows => Ok(Filter::compare(column, Operator::IsNull, Vec::new())),
            Step::Without => Ok(Filter::compare(column, Operator::IsNotNull, Vec::new())),
            Step::Above | Step::Below => Err(wrong(&format!("row.{column}"), "nothing is above or below it")),
        };
    }
    let scalar: Scalar = serde_json::from_value(value.clone())
        .map_err(|_| wrong(&format!("row.{column}"), "must be a number, a text, true or false"))?;
    let compare = |op| Filter::compare(column, op, vec![scalar]);
    Ok(match step {
        Step::Only | Step::Rows => compare(Operator::Eq),
        // What is missing is not the value either.
        Step::Without => {
            Filter::Or(vec![compare(Operator::Ne), Filter::compare(column, Operator::IsNull, Vec::new())])
        }
        Step::Above => compare(Operator::Gt),
        Step::Below => compare(Operator::Lt),
    })
}

#[cfg(test)]
mod tests {
    use almanac_domain::data::ColumnType;
    use serde_json::json;

    use super::*;

    fn inputs() -> Vec<Column> {
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        vec![
            column("at", ColumnType::Timestamp),
            column("day", ColumnType::Date),
            column("city", ColumnType::Text),
            column("price", ColumnType::Float),
        ]
    }

    fn next(changes: &Value, (column, row): (&str, Value), step: Step) -> Result<Value, String> {
        let mut json = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}});
        json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let document: QueryDocument = serde_json::from_value(json).unwrap();
        let row = serde_json::from_value(row).unwrap();
        explore(&document, &inputs(), Cell { column, row: &row }, step)
            .map(|document| serde_json::to_value(document).unwrap())
            .map_err(|errors| errors[0].field.clone())
    }

    fn summary() -> Value {
        json!({"group_by": [{"column": "city"}], "filter": {"column": "price", "op": "gt", "value": 1},
            "aggregates": [{"fn": "sum", "column": "price", "alias": "sum"},
                {"fn": "count", "alias": "dear", "filter": {"column": "price", "op": "ge", "value": 9}}],
            "having": {"column": "sum", "op": "gt", "value": 5}, "sort": [{"by": "sum"}], "limit": 3})
    }

    #[test]
    fn rows_behind_a_row_are_those_of_its_groups() {
        let rows = next(&summary(), ("sum", json!({"city": "Berlin", "sum": 7.5})), Step::Rows).unwrap();
        let gt = json!({"column": "price", "op": "gt", "value": 1});
        let city = json!({"column": "city", "op": "eq", "value": "Berlin"});
        assert_eq!(rows["filter"], json!({"and": [gt, city]}));
        for gone in ["group_by", "aggregates", "having", "sort", "limit"] {
            assert!(rows.get(gone).is_none(), "{gone}");
        }
        let rows = next(&summary(), ("dear", json!({"city": null, "dear": 2})), Step::Rows).unwrap();
        let missing = json!({"column": "city", "op": "is_null"});
        let dear = json!({"column": "price", "op": "ge", "value": 9});
        assert_eq!(rows["filter"], json!({"and": [gt, missing, dear]}));
    }

    #[test]
    fn periods_become_their_first_moment_and_the_first_one_after() {
        for (group, start, from, to) in [
            (json!({"column": "day", "bucket": {"unit": "month"}}), "2024-02-01", "2024-02-01", "2024-03-01"),
            (
                json!({"column": "at", "bucket": {"unit": "day", "time_zone": "Europe/Berlin"}}),
                "2024-03-31",
                "2024-03-31T00:00:00+01:00",
                "2024-04-01T00:00:00+02:00",
            ),
            (
                json!({"column": "at", "bucket": {"unit": "hour", "every": 6}}),
                "2024-03-31T06:00:00Z",
                "2024-03-31T06:00:00Z",
                "2024-03-31T12:00:00Z",
            ),
            (
                json!({"column": "at", "bucket": {"unit": "week"}, "alias": "week"}),
                "2024-12-30",
                "2024-12-30T00:00:00+00:00",
                "2025-01-06T00:00:00+00:00",
            ),
        ] {
            let name = group.get("alias").unwrap_or(&group["column"]).as_str().unwrap().to_owned();
            let changes = json!({"group_by": [group]});
            let rows = next(&changes, (&name, json!({ name.as_str(): start })), Step::Rows).unwrap();
            assert_eq!(rows["filter"]["and"][0]["value"], from);
            assert_eq!(rows["filter"]["and"][1]["value"], to);
            assert_eq!(rows["filter"]["and"][1]["op"], "lt");
        }
    }

    #[test]
    fn a_cell_narrows_the_question_where_its_column_is() {
        let row = json!({"city": "Berlin", "sum": 7.5, "dear": 2});
        let only = next(&summary(), ("city", row.clone()), Step::Only).unwrap();
        assert_eq!(only["filter"]["and"][1], json!({"column": "city", "op": "eq", "value": "Berlin"}));
        assert_eq!(only["limit"], 3);
        let above = next(&summary(), ("sum", row.clone()), Step::Above).unwrap();
        assert_eq!(above["having"]["and"][1], json!({"column": "sum", "op": "gt", "value": 7.5}));
        let list = json!({"columns": ["city", "price"]});
        let without = next(&list, ("city", row.clone()), Step::Without).unwrap();
        let ne = json!({"column": "city", "op": "ne", "value": "Berlin"});
        assert_eq!(without["filter"], json!({"or": [ne, {"column": "city", "op": "is_null"}]}));
        let missing = next(&list, ("city", json!({"city": null})), Step::Without).unwrap();
        assert_eq!(missing["filter"], json!({"column": "city", "op": "is_not_null"}));
    }

    #[test]
    fn every_step_that_is_offered_has_an_answer_and_what_is_refused_is_not_offered() {
        let window = json!([{"fn": "running_total", "column": "price", "order_by": [{"by": "day"}], "alias": "so far"}]);
        let inner = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}});
        let mut by_day = summary();
        by_day["group_by"] = json!([{"column": "day", "bucket": {"unit": "day"}}, {"column": "city"}]);
        by_day["windows"] =
            json!([{"fn": "running_total", "column": "sum", "order_by": [{"by": "day"}], "alias": "so far"}]);
        let row = json!({"day": "2024-02-01", "city": null, "price": 1.5, "at": null, "sum": 7.5, "dear": 2, "so far": 9});
        for (changes, names) in [
            (json!({"windows": window}), &["day", "city", "price", "at", "so far"][..]),
            (by_day, &["day", "city", "sum", "dear", "so far"]),
            (json!({"unions": [{"query": inner}]}), &["day", "city"]),
        ] {
            let mut json = inner.clone();
            json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            let document: QueryDocument = serde_json::from_value(json).unwrap();
            for name in names {
                let input = inputs().into_iter().find(|column| column.name == *name);
                let kind = input.map_or(ColumnType::Float, |column| column.kind);
                let column = Column { name: (*name).to_owned(), kind };
                let offered = crate::steps(&document, &column, &row[*name]);
                for step in [Step::Rows, Step::Only, Step::Without, Step::Above, Step::Below] {
                    let answer = next(&changes, (name, row.clone()), step);
                    let plain = !matches!(step, Step::Above | Step::Below) || kind != ColumnType::Text;
                    assert_eq!(
                        offered.contains(&step),
                        answer.is_ok() && plain,
                        "{name} {step:?} {answer:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_has_no_answer_is_refused_with_its_field() {
        let row = || json!({"city": "Berlin"});
        let list = json!({});
        assert_eq!(next(&list, ("city", row()), Step::Rows), Err("document".into()));
        assert_eq!(next(&list, ("nothing", row()), Step::Only), Err("row.nothing".into()));
        assert_eq!(next(&list, ("nothing", json!({"nothing": 1})), Step::Only), Err("column".into()));
        assert_eq!(next(&list, ("city", json!({"city": null})), Step::Above), Err("row.city".into()));
        assert_eq!(next(&list, ("city", json!({"city": [1]})), Step::Only), Err("row.city".into()));
        assert_eq!(next(&summary(), ("sum", json!({"sum": 1})), Step::Rows), Err("row.city".into()));
        let by_day = json!({"group_by": [{"column": "day", "bucket": {"unit": "day"}}]});
        assert_eq!(next(&by_day, ("day", json!({"day": "soon"})), Step::Rows), Err("row.day".into()));
        let inner = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}});
        let union = json!({"unions": [{"query": inner}]});
        assert_eq!(next(&union, ("city", row()), Step::Only), Err("document".into()));
        let window = json!({"windows": [{"fn": "running_total", "column": "price", "order_by": [{"by": "day"}], "alias": "so far"}]});
        assert_eq!(next(&window, ("so far", json!({"so far": 1})), Step::Only), Err("column".into()));
    }
}
