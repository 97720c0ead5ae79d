use serde_json::json;

use super::*;

const RIDES: &str = "0192f0c1-2345-7000-8000-000000000001";

fn catalog() -> Catalog {
    let columns = [
        ("day", ColumnType::Date),
        ("at", ColumnType::Timestamp),
        ("city", ColumnType::Text),
        ("users", ColumnType::Integer),
        ("warm", ColumnType::Boolean),
    ];
    let columns = columns.map(|(name, kind)| Column { name: name.to_owned(), kind });
    Catalog::new(Source::Dataset(RIDES.parse().unwrap()), columns.to_vec())
}

fn document(changes: &Value) -> QueryDocument {
    let mut json = json!({"version": 1, "source": {"dataset": RIDES}});
    json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    serde_json::from_value(json).unwrap()
}

fn by_month() -> QueryDocument {
    document(&json!({
        "group_by": [{"column": "day", "bucket": {"unit": "month"}, "alias": "month"}, {"column": "city"}],
        "aggregates": [{"fn": "sum", "column": "users", "alias": "total"}],
        "sort": [{"by": "total", "descending": true}], "limit": 10,
    }))
}

fn narrowed(document: QueryDocument, conditions: &[Value]) -> (Value, Vec<bool>) {
    let conditions: Vec<Filter> =
        conditions.iter().map(|one| serde_json::from_value(one.clone()).unwrap()).collect();
    let Narrowed { document, applied } = narrow(document, &catalog(), &conditions);
    assert_eq!(validate(&document, &catalog()), Ok(()));
    (serde_json::to_value(document).unwrap(), applied)
}

#[test]
fn a_column_that_is_read_is_filtered_before_groups_are_made() {
    let city = json!({"column": "city", "op": "eq", "value": "Rome"});
    let (found, applied) = narrowed(by_month(), std::slice::from_ref(&city));
    assert_eq!((&found["filter"], applied), (&json!({"and": [city]}), vec![true]));
    assert_eq!(found["limit"], 10);
    let warm = json!({"column": "warm", "op": "eq", "value": true});
    let either = json!({"or": [warm, {"column": "users", "op": "gt", "value": 1}]});
    let one = document(&json!({"filter": either}));
    let (found, _) = narrowed(one, &[city.clone(), warm.clone()]);
    assert_eq!(found["filter"], json!({"and": [either, city, warm]}));
}

#[test]
fn a_column_of_the_result_is_filtered_around_the_document() {
    let total = json!({"column": "total", "op": "gt", "value": 5});
    let city = json!({"column": "city", "op": "eq", "value": "Rome"});
    let (found, applied) = narrowed(by_month(), &[total.clone(), city.clone()]);
    assert_eq!(applied, [true, true]);
    assert_eq!(found["filter"], json!({"and": [total]}));
    assert_eq!(found["source"]["document"]["filter"], json!({"and": [city]}));
    assert_eq!(found["sort"], json!([{"by": "total", "descending": true}]));
}

#[test]
fn parameters_stay_with_the_outer_document() {
    let mut one = by_month();
    one.filter =
        serde_json::from_value(json!({"column": "city", "op": "eq", "value": {"parameter": "c"}})).ok();
    one.parameters =
        serde_json::from_value(json!([{"name": "c", "type": "text", "default": "Rome"}])).unwrap();
    let (found, applied) = narrowed(one, &[json!({"column": "total", "op": "gt", "value": 5})]);
    assert_eq!(applied, [true]);
    assert_eq!(found["parameters"][0]["name"], "c");
    assert_eq!(found["source"]["document"]["parameters"], Value::Null);
}

#[test]
fn what_does_not_fit_is_left_out() {
    let before = serde_json::to_value(by_month()).unwrap();
    let none = json!({"column": "country", "op": "eq", "value": "Italy"});
    let text = json!({"column": "users", "op": "contains", "value": "x"});
    let (found, applied) = narrowed(by_month(), &[none, text]);
    assert_eq!((found, applied), (before, vec![false, false]));
}

#[test]
fn appended_results_are_filtered_too() {
    let rome = json!({"version": 1, "source": {"dataset": RIDES}, "columns": ["city"]});
    let both = document(&json!({"columns": ["city"], "unions": [{"all": true, "query": rome}]}));
    let city = json!({"column": "city", "op": "eq", "value": "Rome"});
    let users = json!({"column": "users", "op": "eq", "value": 1});
    let (found, applied) = narrowed(both, &[city.clone(), users]);
    assert_eq!(applied, [true, false]);
    assert_eq!(found["filter"], json!({"and": [city]}));
    assert_eq!(found["source"]["document"]["unions"].as_array().unwrap().len(), 1);
}

fn picked(document: &QueryDocument, column: &str, value: &Value) -> Option<Value> {
    chosen(document, &catalog(), column, value).map(|filter| serde_json::to_value(filter).unwrap())
}

#[test]
fn a_chosen_value_is_one_of_its_column() {
    let all = document(&json!({}));
    for (column, value, found) in [
        ("city", json!("Rome"), Some(json!("Rome"))),
        ("city", json!(7), Some(json!("7"))),
        ("users", json!(7), Some(json!(7))),
        ("users", json!("7"), Some(json!("7"))),
        ("users", json!("many"), None),
        ("warm", json!("true"), Some(json!(true))),
        ("warm", json!("yes"), None),
        ("day", json!("2024-02-01T00:00:00Z"), Some(json!("2024-02-01"))),
        ("day", json!("Ωπ"), None),
        ("country", json!("Italy"), None),
        ("city", json!({"sql": "x"}), None),
    ] {
        let expected = found.map(|found| json!({"column": column, "op": "eq", "value": found}));
        assert_eq!(picked(&all, column, &value), expected, "{column} {value}");
    }
    assert_eq!(picked(&all, "city", &Value::Null), Some(json!({"column": "city", "op": "is_null"})));
}

#[test]
fn a_chosen_period_is_all_that_lies_in_it() {
    let bounds = |column: &str, bucket: Value, value: &str| {
        let by = document(&json!({"group_by": [{"column": column, "bucket": bucket, "alias": "p"}],
            "aggregates": [{"fn": "count", "alias": "n"}]}));
        let found = picked(&by, "p", &json!(value)).unwrap();
        assert_eq!(found["and"][0]["column"], column);
        let value = |i: usize| found["and"][i]["value"].as_str().unwrap().to_owned();
        (value(0), value(1))
    };
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(bounds("day", json!({"unit": "month"}), "2024-02-01"), pair("2024-02-01", "2024-03-01"));
    assert_eq!(
        bounds("day", json!({"unit": "week", "every": 2}), "2024-02-05"),
        pair("2024-02-05", "2024-02-19")
    );
    assert_eq!(
        bounds("at", json!({"unit": "hour"}), "2024-02-01T05:00:00Z"),
        pair("2024-02-01T05:00:00Z", "2024-02-01T06:00:00Z")
    );
    assert_eq!(
        bounds("at", json!({"unit": "day", "time_zone": "Europe/Berlin"}), "2024-03-31"),
        pair("2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00")
    );
}
