//! What joins, computed columns, having, windows, unions and queries in queries compute.

use almanac_domain::data::ColumnType;
use datafusion::arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, StringArray};
use parquet::arrow::ArrowWriter;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::{Relation, Source};

const ORDERS: &str = "0192f0c1-2345-7000-8000-000000000001";
const PEOPLE: &str = "0192f0c1-2345-7000-8000-000000000002";

/// Orders of people; one order of nobody, one person without an order.
struct Shop {
    engine: Engine,
    tables: Tables,
    _folder: TempDir,
}

fn shop() -> Shop {
    let folder = TempDir::new().unwrap();
    let mut tables = Tables::default();
    let orders: [(&str, ColumnType, ArrayRef); 4] = [
        ("id", ColumnType::Integer, Arc::new(Int64Array::from(vec![1, 2, 3, 4, 5]))),
        (
            "person",
            ColumnType::Integer,
            Arc::new(Int64Array::from(vec![Some(1), Some(1), Some(2), Some(2), None])),
        ),
        ("price", ColumnType::Float, Arc::new(Float64Array::from(vec![10.0, 20.0, 5.0, 40.0, 7.5]))),
        ("day", ColumnType::Date, Arc::new(Date32Array::from(vec![0, 1, 1, 2, 31]))),
    ];
    let people: [(&str, ColumnType, ArrayRef); 3] = [
        ("id", ColumnType::Integer, Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ("name", ColumnType::Text, Arc::new(StringArray::from(vec!["Ada", "Bo", "Cy"]))),
        ("boss", ColumnType::Integer, Arc::new(Int64Array::from(vec![None, Some(1), Some(1)]))),
    ];
    put(&mut tables, &folder, ORDERS, &orders);
    put(&mut tables, &folder, PEOPLE, &people);
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    Shop { engine, tables, _folder: folder }
}

fn put(tables: &mut Tables, folder: &TempDir, id: &str, table: &[(&str, ColumnType, ArrayRef)]) {
    let arrays = table.iter().map(|(name, _, array)| (*name, Arc::clone(array), true));
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).unwrap();
    let path = folder.path().join(id);
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let columns = table.iter().map(|(name, kind, _)| Column { name: (*name).to_owned(), kind: *kind });
    let id: DatasetId = id.parse().unwrap();
    tables.catalog.insert(Source::Dataset(id), Relation::Columns(columns.collect()));
    tables.files.insert(id, path);
}

fn document(changes: &Value) -> QueryDocument {
    let mut json = json!({"version": 1, "source": {"dataset": ORDERS}});
    json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    serde_json::from_value(json).unwrap()
}

impl Shop {
    async fn rows(&self, changes: Value) -> Value {
        let document = document(&changes);
        let result = self.engine.run(&self.tables, &document, 100).await;
        let result = result.unwrap_or_else(|error| panic!("{changes}: {error:?}"));
        assert_eq!(result.total_rows, result.rows.len() as u64, "{changes}");
        json!(result.rows)
    }
}

#[tokio::test]
async fn joins_keep_the_rows_that_their_kind_says() {
    let shop = shop();
    for (kind, rows) in [
        ("inner", json!([[1, "Ada"], [2, "Ada"], [3, "Bo"], [4, "Bo"]])),
        ("left", json!([[1, "Ada"], [2, "Ada"], [3, "Bo"], [4, "Bo"], [5, null]])),
        ("right", json!([[1, "Ada"], [2, "Ada"], [3, "Bo"], [4, "Bo"], [null, "Cy"]])),
        ("full", json!([[1, "Ada"], [2, "Ada"], [3, "Bo"], [4, "Bo"], [5, null], [null, "Cy"]])),
    ] {
        let found = shop
            .rows(json!({
                "joins": [{"source": {"dataset": PEOPLE}, "as": "people", "kind": kind,
                    "on": [{"left": "person", "right": "id"}]}],
                "columns": ["id", "people.name"], "sort": [{"by": "id"}, {"by": "people.name"}],
            }))
            .await;
        assert_eq!(found, rows, "{kind}");
    }
}

#[tokio::test]
async fn a_table_joins_itself_by_several_keys_and_in_chains() {
    let shop = shop();
    let found = shop
        .rows(json!({
            "source": {"dataset": PEOPLE},
            "joins": [
                {"source": {"dataset": PEOPLE}, "as": "the boss", "kind": "left",
                    "on": [{"left": "boss", "right": "id"}]},
                {"source": {"dataset": ORDERS}, "as": "o", "kind": "left",
                    "on": [{"left": "the boss.id", "right": "person"}, {"left": "id", "right": "id"}]},
            ],
            "columns": ["name", "the boss.name", "o.price"], "sort": [{"by": "name"}],
        }))
        .await;
    assert_eq!(found, json!([["Ada", null, null], ["Bo", "Ada", 20.0], ["Cy", "Ada", null]]));
}

#[tokio::test]
async fn computed_columns_serve_everywhere_and_build_on_each_other() {
    let shop = shop();
    let found = shop
        .rows(json!({
            "computed": [
                {"name": "gross", "expression": "[price] * 1.5"},
                {"name": "size", "expression": "case when gross >= 30 then 'large' else 'small' end"},
            ],
            "filter": {"column": "gross", "op": "gt", "value": 8},
            "group_by": [{"column": "size"}],
            "aggregates": [{"fn": "sum", "column": "gross", "alias": "sum"}, {"fn": "count", "alias": "n"}],
            "sort": [{"by": "size"}],
        }))
        .await;
    assert_eq!(found, json!([["large", 90.0, 2], ["small", 26.25, 2]]));
}

#[tokio::test]
async fn every_function_computes_what_it_says() {
    let shop = shop();
    for (expression, value) in [
        ("1 / 2", json!(0.5)),
        ("id / 0", json!(null)),
        ("7 % 4", json!(3)),
        ("-7 % 4", json!(-3)),
        ("2 * 3 + 4 - -1", json!(11)),
        ("1 + 0.5", json!(1.5)),
        ("not (1 = 1) or null is null", json!(true)),
        ("null_if(id, 1)", json!(null)),
        ("coalesce(null_if(id, 1), 2.5)", json!(2.5)),
        ("if(id > 1, 'many', 'one')", json!("one")),
        ("id in (2, 1.0)", json!(true)),
        ("id not in (2, 3)", json!(true)),
        ("price between 10 and 11", json!(true)),
        ("abs(-3)", json!(3)),
        ("round(-2.5)", json!(-3.0)),
        ("round(2.345, 2)", json!(2.35)),
        ("floor(-2.5)", json!(-3.0)),
        ("ceil(2.1)", json!(3.0)),
        ("sqrt(16)", json!(4.0)),
        ("sqrt(-1)", json!(null)),
        ("exp(0)", json!(1.0)),
        ("ln(1)", json!(0.0)),
        ("ln(0)", json!(null)),
        ("power(2, 10)", json!(1024.0)),
        ("power(-8, 0.5)", json!(null)),
        ("lower('ÄB')", json!("äb")),
        ("upper('äb')", json!("ÄB")),
        ("trim('  a b ')", json!("a b")),
        ("length('äöü')", json!(3)),
        ("concat('a', null, 1, day)", json!("a11970-01-01")),
        ("'a' || 'b'", json!("ab")),
        ("substring('abcdef', 2, 3)", json!("bcd")),
        ("substring('abcdef', 5)", json!("ef")),
        ("replace('aXbX', 'X', '-')", json!("a-b-")),
        ("contains('100%', '%')", json!(true)),
        ("contains('100', '%')", json!(false)),
        ("starts_with('abc', 'ab')", json!(true)),
        ("text(12)", json!("12")),
        ("date(day)", json!("1970-01-01")),
        ("year(day)", json!(1970)),
        ("quarter(add_days(day, 100))", json!(2)),
        ("month(day)", json!(1)),
        ("day(add_days(day, 30))", json!(31)),
        ("weekday(day)", json!(4)),
        ("weekday(add_days(day, 3))", json!(7)),
        ("days_between(day, add_days(day, -5))", json!(-5)),
        ("'it''s'", json!("it's")),
    ] {
        let found = shop
            .rows(json!({"computed": [{"name": "x", "expression": expression}], "columns": ["x"],
                "filter": {"column": "id", "op": "eq", "value": 1}}))
            .await;
        assert_eq!(found, json!([[value]]), "{expression}");
    }
}

#[tokio::test]
async fn a_whole_number_that_gets_too_large_is_an_error() {
    let shop = shop();
    let computed = json!([{"name": "x", "expression": "9223372036854775807 + id"}]);
    let result = shop.engine.run(&shop.tables, &document(&json!({"computed": computed})), 100).await;
    assert!(matches!(result, Err(Error::Overflow)), "{result:?}");
}

#[tokio::test]
async fn having_filters_the_summary_and_aggregates_have_filters_of_their_own() {
    let shop = shop();
    let found = shop
        .rows(json!({
            "group_by": [{"column": "person"}],
            "aggregates": [
                {"fn": "sum", "column": "price", "alias": "sum"},
                {"fn": "count", "alias": "dear", "filter": {"column": "price", "op": "gt", "value": 15}},
                {"fn": "percentile", "column": "price", "level": 0.25, "alias": "low"},
            ],
            "having": {"or": [{"column": "sum", "op": "gt", "value": 40}, {"column": "dear", "op": "eq", "value": 0}]},
            "sort": [{"by": "sum"}],
        }))
        .await;
    assert_eq!(found, json!([[null, 7.5, 0, 7.5], [2, 45.0, 1, 13.75]]));
}

#[tokio::test]
async fn windows_look_over_the_rows_of_the_result() {
    let shop = shop();
    let by_day = json!([{"by": "id"}]);
    let found = shop
        .rows(json!({
            "columns": ["id", "person", "price"],
            "windows": [
                {"fn": "running_total", "column": "price", "order_by": by_day, "alias": "total"},
                {"fn": "running_total", "column": "id", "partition_by": ["person"], "order_by": by_day, "alias": "ids"},
                {"fn": "lag", "column": "price", "order_by": by_day, "alias": "before"},
                {"fn": "change", "column": "price", "order_by": by_day, "rows": 2, "alias": "change"},
                {"fn": "percent_change", "column": "price", "order_by": by_day, "alias": "percent"},
                {"fn": "share", "column": "price", "partition_by": ["person"], "alias": "share"},
                {"fn": "rank", "order_by": [{"by": "price", "descending": true}], "alias": "rank"},
                {"fn": "moving_average", "column": "price", "rows": 2, "order_by": by_day, "alias": "mean"},
            ],
            "sort": [{"by": "id"}], "limit": 4,
        }))
        .await;
    assert_eq!(
        found,
        json!([
            [1, 1, 10.0, 10.0, 1, null, null, null, 10.0 / 30.0, 3, 10.0],
            [2, 1, 20.0, 30.0, 3, 10.0, null, 1.0, 20.0 / 30.0, 2, 15.0],
            [3, 2, 5.0, 35.0, 3, 20.0, -5.0, -0.75, 5.0 / 45.0, 5, 12.5],
            [4, 2, 40.0, 75.0, 7, 5.0, 20.0, 7.0, 40.0 / 45.0, 1, 22.5],
        ])
    );
}

#[tokio::test]
async fn unions_append_and_drop_what_is_twice() {
    let shop = shop();
    let ids = |all: bool| {
        json!({
            "columns": ["person"], "filter": {"column": "person", "op": "is_not_null"},
            "unions": [{"all": all, "query": {"version": 1, "source": {"dataset": PEOPLE}, "columns": ["id"]}}],
            "sort": [{"by": "person"}],
        })
    };
    assert_eq!(shop.rows(ids(false)).await, json!([[1], [2], [3]]));
    assert_eq!(shop.rows(ids(true)).await, json!([[1], [1], [1], [2], [2], [2], [3]]));
}

#[tokio::test]
async fn a_query_is_a_source_of_another() {
    let shop = shop();
    let inner = json!({"version": 1, "source": {"dataset": ORDERS}, "group_by": [{"column": "person"}],
        "aggregates": [{"fn": "sum", "column": "price", "alias": "spent"}], "limit": 10});
    let found = shop
        .rows(json!({
            "source": {"document": inner},
            "joins": [{"source": {"dataset": PEOPLE}, "as": "p", "on": [{"left": "person", "right": "id"}]}],
            "columns": ["p.name", "spent"], "sort": [{"by": "spent", "descending": true}],
        }))
        .await;
    assert_eq!(found, json!([["Bo", 45.0], ["Ada", 30.0]]));
}

#[tokio::test]
async fn an_offset_leaves_rows_out_and_is_counted() {
    let shop = shop();
    let rows = shop.rows(json!({"columns": ["id"], "sort": [{"by": "id"}], "offset": 3})).await;
    assert_eq!(rows, json!([[4], [5]]));
    let list = document(&json!({"columns": ["id"], "sort": [{"by": "id"}], "offset": 1, "limit": 3}));
    let result = shop.engine.run(&shop.tables, &list, 2).await.unwrap();
    assert_eq!((json!(result.rows), result.total_rows), (json!([[2], [3]]), 3));
}
