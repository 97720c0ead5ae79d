use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{Comparison, Dialect, Filter, Operator, Scalar, Sort, Source, render};

fn source() -> Source {
    Source::Dataset("0192f0c1-2345-7000-8000-000000000001".parse().unwrap())
}

fn catalog() -> Catalog {
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    let columns = vec![
        column("date_time", ColumnType::Timestamp),
        column("day", ColumnType::Date),
        column("weather", ColumnType::Text),
        column("temp", ColumnType::Float),
        column("users", ColumnType::Integer),
        column("holiday", ColumnType::Boolean),
    ];
    Catalog::new(source(), columns)
}

fn document(changes: &Value) -> QueryDocument {
    let mut json = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}});
    for (key, value) in changes.as_object().unwrap() {
        json[key] = value.clone();
    }
    serde_json::from_value(json).unwrap()
}

fn wrong_fields(changes: &Value) -> Vec<String> {
    match validate(&document(changes), &catalog()) {
        Ok(()) => Vec::new(),
        Err(errors) => errors.into_iter().map(|error| error.field).collect(),
    }
}

#[test]
fn every_wrong_field_is_reported_with_its_path() {
    let changes = json!({
        "filter": {"and": [
            {"column": "temp", "op": "gt", "value": 0},
            {"or": [{"not": {"column": "wether", "op": "is_null"}}]},
            {"column": "temp", "op": "contains", "value": "x"},
            {"column": "temp", "op": "between", "values": [1]},
            {"column": "users", "op": "in", "values": [1, "x"]},
            {"column": "day", "op": "eq", "value": "today"},
            {"column": "users", "op": "eq", "value": 1, "ignore_case": true},
        ]},
        "columns": ["temp"],
        "group_by": [
            {"column": "weather", "bucket": {"unit": "day"}},
            {"column": "day", "bucket": {"unit": "hour"}},
            {"column": "date_time", "bucket": {"unit": "hour", "time_zone": "Europe/Berlin"}, "alias": "t"},
            {"column": "date_time", "bucket": {"unit": "day", "time_zone": "x');--", "every": 0}, "alias": "t"},
        ],
        "aggregates": [
            {"fn": "sum", "column": "weather", "alias": "a"},
            {"fn": "mean", "alias": "b"},
            {"fn": "max", "column": "holiday", "alias": " "},
            {"fn": "count", "alias": "day"},
        ],
        "sort": [{"by": "users"}, {"by": "a"}, {"by": "a"}],
    });
    assert_eq!(
        wrong_fields(&changes),
        [
            "filter.and[1].or[0].not.column",
            "filter.and[2].op",
            "filter.and[3].values",
            "filter.and[4].values[1]",
            "filter.and[5].value",
            "filter.and[6].ignore_case",
            "columns",
            "group_by[0].column",
            "group_by[1].bucket.unit",
            "group_by[2].bucket.time_zone",
            "group_by[3].bucket.every",
            "group_by[3].bucket.time_zone",
            "group_by[3].alias",
            "aggregates[0].column",
            "aggregates[1].column",
            "aggregates[2].column",
            "aggregates[2].alias",
            "aggregates[3].alias",
            "sort[0].by",
            "sort[2].by",
        ]
    );
}

#[test]
fn rules_of_a_list_of_rows_and_of_the_frame() {
    assert_eq!(wrong_fields(&json!({"columns": ["temp", "x", "temp"]})), ["columns[1]", "columns[2]"]);
    assert_eq!(wrong_fields(&json!({"columns": ["temp"], "sort": [{"by": "users"}]})), [""; 0]);
    assert_eq!(wrong_fields(&json!({"version": 2, "limit": 0})), ["version", "limit"]);
    assert!(validate(&document(&json!({})), &Catalog::new(source(), Vec::new())).is_err());
}

#[test]
fn filters_are_bounded_in_depth_and_size() {
    let leaf = json!({"column": "temp", "op": "is_null"});
    let nested = |levels: usize| (1..levels).fold(leaf.clone(), |inner, _| json!({"not": inner}));
    assert_eq!(wrong_fields(&json!({"filter": nested(32)})), [""; 0]);
    assert!(wrong_fields(&json!({"filter": nested(33)}))[0].ends_with("not.not"));

    let wide = |leaves: usize| json!({"filter": {"or": vec![leaf.clone(); leaves]}});
    assert_eq!(wrong_fields(&wide(199)), [""; 0]);
    assert_eq!(wrong_fields(&wide(5_000)), ["filter"]);

    let list = |values: usize| json!({"filter": {"column": "users", "op": "in", "values": vec![1; values]}});
    assert_eq!(wrong_fields(&list(1_000)), [""; 0]);
    assert_eq!(wrong_fields(&list(1_001)), ["filter.values"]);
    assert_eq!(wrong_fields(&list(0)), ["filter.values"]);
}

#[test]
fn output_has_the_types_of_what_is_computed() {
    use ColumnType::{Date, Float, Integer, Text, Timestamp};
    let of = |changes: &Value| {
        let columns = output_columns(&document(changes), &catalog()).into_iter();
        columns.map(|column| (column.name, column.kind)).collect::<Vec<_>>()
    };
    assert_eq!(of(&json!({})).len(), 6);
    assert_eq!(of(&json!({"columns": ["users", "nothing"]})), [("users".to_owned(), ColumnType::Integer)]);
    let summary = of(&json!({
        "group_by": [
            {"column": "date_time", "bucket": {"unit": "hour"}},
            {"column": "date_time", "bucket": {"unit": "week"}, "alias": "week"},
            {"column": "weather"},
        ],
        "aggregates": [
            {"fn": "count", "alias": "n"}, {"fn": "sum", "column": "users", "alias": "sum"},
            {"fn": "mean", "column": "users", "alias": "mean"}, {"fn": "max", "column": "day", "alias": "last"},
        ],
    }));
    let (names, types): (Vec<_>, Vec<_>) = summary.into_iter().unzip();
    assert_eq!(names, ["date_time", "week", "weather", "n", "sum", "mean", "last"]);
    assert_eq!(types, [Timestamp, Date, Text, Integer, Integer, Float, Date]);
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("temp".to_owned()),
        Just("date_time".to_owned()),
        Just("weather".to_owned()),
        Just("users".to_owned()),
        Just("day".to_owned()),
        "\\PC{0,12}",
    ]
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        any::<bool>().prop_map(Scalar::Boolean),
        any::<i64>().prop_map(Scalar::Integer),
        any::<f64>().prop_map(Scalar::Float),
        "\\PC{0,12}".prop_map(Scalar::Text),
        "-?[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?)?".prop_map(Scalar::Text),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let values = prop::collection::vec(scalar(), 0..4);
    let leaf = (name(), prop::sample::select(Operator::ALL.to_vec()), values, any::<bool>()).prop_map(
        |(column, op, values, ignore_case)| {
            Filter::Comparison(Comparison {
                column,
                op,
                values,
                ignore_case: ignore_case && op.suits(ColumnType::Text),
                period: None,
            })
        },
    );
    leaf.prop_recursive(6, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

proptest! {
    #[test]
    fn no_document_panics_and_no_value_gets_into_the_sql(
        filter in filter(), columns in prop::collection::vec(name(), 0..3), by in name(), limit in any::<Option<u64>>(),
    ) {
        let mut document = document(&json!({}));
        (document.filter, document.columns, document.limit) = (Some(filter), columns, limit);
        document.sort = vec![Sort { by, descending: true }];
        let checked = validate(&document, &catalog());
        let rendered = render(&document, &catalog(), Dialect::DataFusion);
        prop_assert_eq!(checked.is_ok(), rendered.is_ok());
        if let Ok(rendered) = rendered {
            prop_assert!(rendered.sql.chars().all(|c| c.is_ascii_alphanumeric() || " \"$.,()<>=~_-\\'".contains(c)));
            prop_assert_eq!(rendered.sql.matches('$').count(), rendered.params.len());
        }
        let json = serde_json::to_value(&document).unwrap();
        let same = serde_json::from_value::<QueryDocument>(json).is_ok();
        prop_assert!(same || checked.is_err());
    }
}
