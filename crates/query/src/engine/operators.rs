//! What the operators, buckets and aggregates compute, on a small file.

use almanac_domain::data::ColumnType;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use serde_json::json;
use tempfile::TempDir;

use super::*;

pub(super) fn document(changes: &Value) -> QueryDocument {
    let mut json = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}});
    for (key, value) in changes.as_object().unwrap() {
        json[key] = value.clone();
    }
    serde_json::from_value(json).unwrap()
}

/// The data set that [`document`] reads.
pub(super) fn tables(file: &Path, columns: Vec<Column>) -> Tables {
    let id = "0192f0c1-2345-7000-8000-000000000001".parse().unwrap();
    let catalog = Catalog::new(crate::Source::Dataset(id), columns);
    Tables { catalog, files: HashMap::from([(id, file.to_path_buf())]), ..Tables::default() }
}

struct Table {
    engine: Engine,
    columns: Vec<Column>,
    folder: TempDir,
}

fn micros(text: &str) -> Option<i64> {
    (!text.is_empty()).then(|| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_micros())
}

fn days(text: &str) -> Option<i32> {
    (!text.is_empty()).then(|| {
        let date: chrono::NaiveDate = text.parse().unwrap();
        i32::try_from((date - chrono::NaiveDate::default()).num_days()).unwrap()
    })
}

const TIMES: [&str; 6] = [
    "2024-03-30T22:59:59.5Z",
    "2024-03-30T23:00:00Z",
    "2024-10-27T00:30:00Z",
    "2024-10-27T01:30:00Z",
    "1969-12-31T23:59:59Z",
    "9999-12-31T12:00:00Z",
];
const DATES: [&str; 6] = ["2024-02-29", "2024-03-04", "2024-03-10", "1969-11-15", "", "9999-12-31"];
const TEXTS: [Option<&str>; 6] =
    [Some("clear"), Some("Clear sky"), Some("5%"), Some("' OR '1'='1"), None, Some("a_b\\")];
const KINDS: [(&str, ColumnType); 6] = [
    ("t", ColumnType::Timestamp),
    ("d", ColumnType::Date),
    ("s", ColumnType::Text),
    ("x", ColumnType::Float),
    ("i", ColumnType::Integer),
    ("b", ColumnType::Boolean),
];

/// A file of six rows. `zone` is the zone that the file declares for its times.
fn table(zone: Option<&str>) -> Table {
    let folder = TempDir::new().unwrap();
    let times = TimestampMicrosecondArray::from_iter(TIMES.map(micros)).with_timezone_opt(zone);
    let arrays: [(&str, ArrayRef); 6] = [
        ("t", Arc::new(times)),
        ("d", Arc::new(Date32Array::from_iter(DATES.map(days)))),
        ("s", Arc::new(StringArray::from(TEXTS.to_vec()))),
        (
            "x",
            Arc::new(Float64Array::from(vec![
                Some(0.5),
                Some(1.5),
                Some(f64::NAN),
                None,
                Some(-2.0),
                Some(8.0),
            ])),
        ),
        (
            "i",
            Arc::new(Int64Array::from(vec![
                Some(1),
                Some(2),
                Some(9_007_199_254_740_993),
                Some(4),
                None,
                Some(-1),
            ])),
        ),
        (
            "b",
            Arc::new(BooleanArray::from(vec![
                Some(true),
                Some(false),
                None,
                Some(true),
                Some(false),
                Some(true),
            ])),
        ),
    ];
    let batch =
        RecordBatch::try_from_iter_with_nullable(arrays.into_iter().map(|(n, a)| (n, a, true))).unwrap();
    write(&folder, &batch);
    let columns = KINDS.map(|(name, kind)| Column { name: name.to_owned(), kind });
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    Table { engine, columns: columns.into(), folder }
}

fn write(folder: &TempDir, batch: &RecordBatch) {
    let file = std::fs::File::create(folder.path().join("data")).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

impl Table {
    async fn run(&self, changes: Value) -> Result<QueryResult> {
        let tables = tables(&self.folder.path().join("data"), self.columns.clone());
        self.engine.run(&tables, &document(&changes), 100).await
    }

    /// The indices of the rows that `filter` keeps.
    async fn kept(&self, filter: Value) -> Vec<usize> {
        let result = self.run(json!({"columns": ["t"], "filter": filter})).await.unwrap();
        let index = |cell: &Value| TIMES.iter().position(|t| micros(t) == micros(cell.as_str().unwrap()));
        result.rows.iter().map(|row| index(&row[0]).unwrap()).collect()
    }

    async fn aggregate(&self, function: &str, column: &str) -> Value {
        let changes = json!({"aggregates": [{"fn": function, "column": column, "alias": "a"}]});
        self.run(changes).await.unwrap().rows[0][0].clone()
    }

    /// The buckets of the rows in `order`.
    async fn buckets(&self, column: &str, bucket: Value) -> Vec<Value> {
        let changes = json!({
            "group_by": [{"column": column, "bucket": bucket, "alias": "start"}], "sort": [{"by": "start"}],
        });
        self.run(changes).await.unwrap().rows.into_iter().map(|mut row| row.remove(0)).collect()
    }
}

#[tokio::test]
async fn every_operator_keeps_the_rows_it_should() {
    for zone in [Some("UTC"), None] {
        let table = table(zone);
        for (filter, kept) in [
            (json!({"column": "i", "op": "eq", "value": 2}), vec![1]),
            (json!({"column": "i", "op": "eq", "value": "9007199254740993"}), vec![2]),
            (json!({"column": "i", "op": "gt", "value": 1.5}), vec![1, 2, 3]),
            (json!({"column": "i", "op": "ne", "value": 2}), vec![0, 2, 3, 5]),
            (json!({"column": "x", "op": "lt", "value": 0.5}), vec![4]),
            (json!({"column": "x", "op": "le", "value": 0.5}), vec![0, 4]),
            (json!({"column": "x", "op": "between", "values": [0, 2]}), vec![0, 1]),
            (json!({"column": "x", "op": "is_null"}), vec![3]),
            (json!({"column": "x", "op": "is_not_null"}), vec![0, 1, 2, 4, 5]),
            (json!({"column": "b", "op": "eq", "value": true}), vec![0, 3, 5]),
            (json!({"not": {"column": "b", "op": "eq", "value": true}}), vec![1, 4]),
            (json!({"column": "s", "op": "in", "values": ["clear", "' OR '1'='1"]}), vec![0, 3]),
            (json!({"column": "s", "op": "ge", "value": "a"}), vec![0, 5]),
            (json!({"column": "s", "op": "contains", "value": "lear"}), vec![0, 1]),
            (json!({"column": "s", "op": "contains", "value": "%"}), vec![2]),
            (json!({"column": "s", "op": "contains", "value": "_"}), vec![5]),
            (json!({"column": "s", "op": "contains", "value": "\\"}), vec![5]),
            (json!({"column": "s", "op": "starts_with", "value": "cl"}), vec![0]),
            (json!({"column": "s", "op": "starts_with", "value": "CL", "ignore_case": true}), vec![0, 1]),
            (json!({"column": "s", "op": "matches", "value": "^[a-z]+$"}), vec![0]),
            (json!({"column": "s", "op": "matches", "value": "(?i)^clear|%"}), vec![0, 1, 2]),
            (json!({"column": "d", "op": "ge", "value": "2024-03-04"}), vec![1, 2, 5]),
            (json!({"column": "d", "op": "in", "values": ["2024-02-29"]}), vec![0]),
            (json!({"column": "t", "op": "lt", "value": "2024-03-30T23:00:00Z"}), vec![0, 4]),
            (json!({"column": "t", "op": "eq", "value": "2024-10-27T02:30:00+02:00"}), vec![2]),
            (
                json!({"and": [{"column": "i", "op": "ge", "value": 2}, {"column": "b", "op": "eq", "value": true}]}),
                vec![3],
            ),
            (
                json!({"or": [{"column": "i", "op": "eq", "value": 1}, {"column": "x", "op": "eq", "value": 8}]}),
                vec![0, 5],
            ),
            (json!({"and": []}), vec![0, 1, 2, 3, 4, 5]),
            (json!({"or": []}), vec![]),
        ] {
            assert_eq!(table.kept(filter.clone()).await, kept, "{filter} in zone {zone:?}");
        }
    }
}

#[tokio::test]
async fn payloads_match_nothing_and_break_nothing() {
    let table = table(Some("UTC"));
    for payload in ["'", "\"", "x'; DROP TABLE source; --", "' OR 1=1 --", "$1", "\\", "%", "x\u{0}y", "𝕏'"]
    {
        let kept = table.kept(json!({"column": "s", "op": "eq", "value": payload})).await;
        assert!(kept.is_empty(), "{payload}");
        let kept = table.kept(json!({"column": "s", "op": "in", "values": [payload, payload]})).await;
        assert!(kept.is_empty(), "{payload}");
    }
}

#[tokio::test]
async fn what_is_no_regular_expression_is_named() {
    let table = table(Some("UTC"));
    for pattern in ["(", "a{1000}{1000}{1000}"] {
        let result = table.run(json!({"filter": {"column": "s", "op": "matches", "value": pattern}})).await;
        let Err(Error::Invalid(fields)) = result else { panic!("{result:?}") };
        assert_eq!(fields[0].field, "filter.value", "{pattern}");
    }
}

#[tokio::test]
async fn a_filter_at_the_limits_of_depth_and_size_runs() {
    let table = table(Some("UTC"));
    let leaf = json!({"column": "i", "op": "eq", "value": 2});
    let deep = (1..31).fold(leaf.clone(), |inner, _| json!({"not": {"and": [inner]}}));
    assert!(table.run(json!({"filter": deep})).await.is_err());
    let deep = (1..16).fold(leaf.clone(), |inner, _| json!({"not": {"and": [inner]}}));
    assert_eq!(table.kept(deep).await, [0, 2, 3, 5]);
    let list: Vec<i64> = (2..1_002).collect();
    let mut wide = vec![leaf; 190];
    wide.push(json!({"column": "i", "op": "in", "values": list}));
    assert_eq!(table.kept(json!({"or": wide})).await, [1, 3]);
}

#[tokio::test]
async fn aggregates_leave_out_missing_values() {
    let table = table(Some("UTC"));
    for (function, column, value) in [
        ("count", "i", json!(5)),
        ("count_distinct", "b", json!(2)),
        ("count_distinct", "s", json!(5)),
        ("sum", "i", json!("9007199254740999")),
        ("min", "i", json!(-1)),
        ("max", "s", json!("clear")),
        ("min", "d", json!("1969-11-15")),
        ("max", "t", json!("9999-12-31T12:00:00Z")),
        ("median", "i", json!(2.0)),
        ("mean", "x", json!(null)),
    ] {
        assert_eq!(table.aggregate(function, column).await, value, "{function}({column})");
    }
    let finite = json!({"column": "x", "op": "le", "value": 8});
    let result = table
        .run(json!({"filter": finite, "aggregates": [
            {"fn": "count", "alias": "n"}, {"fn": "sum", "column": "x", "alias": "sum"},
            {"fn": "mean", "column": "x", "alias": "mean"}, {"fn": "median", "column": "x", "alias": "median"},
            {"fn": "stddev", "column": "x", "alias": "sd"},
        ]}))
        .await
        .unwrap();
    // Of -2, 0.5, 1.5, 8: deviations from the mean 2 are -4, -1.5, -0.5, 6; 54.5 / 3 is the variance.
    let sd = (54.5_f64 / 3.0).sqrt();
    assert_eq!(result.rows, [[json!(4), json!(8.0), json!(2.0), json!(1.0), json!(sd)]]);
    let nothing = json!({"column": "x", "op": "gt", "value": 1e9, });
    let none = table
        .run(json!({"filter": {"and": [nothing, {"column": "i", "op": "lt", "value": 0}]}, "aggregates": [
            {"fn": "count", "alias": "n"}, {"fn": "sum", "column": "i", "alias": "s"},
            {"fn": "median", "column": "i", "alias": "m"},
        ]}))
        .await
        .unwrap();
    assert_eq!(none.rows, [[json!(0), json!(null), json!(null)]]);
}

#[tokio::test]
async fn a_sum_beyond_64_bits_is_an_error() {
    let table = table(Some("UTC"));
    let array: ArrayRef = Arc::new(Int64Array::from(vec![i64::MAX, 1]));
    write(&table.folder, &RecordBatch::try_from_iter([("i", array)]).unwrap());
    let sum = table.run(json!({"aggregates": [{"fn": "sum", "column": "i", "alias": "s"}]})).await;
    assert!(matches!(sum, Err(Error::Overflow)), "{sum:?}");
    let missing = table.run(json!({"columns": ["s", "i"]})).await.unwrap();
    assert_eq!(missing.rows[1], [json!(null), json!(1)], "columns that the file lacks are null");
}

#[tokio::test]
async fn buckets_begin_where_their_period_begins() {
    let table = table(Some("UTC"));
    for (bucket, starts) in [
        (json!({"unit": "week"}), json!(["1969-11-10", "2024-02-26", "2024-03-04", "9999-12-27", null])),
        (
            json!({"unit": "week", "every": 2}),
            json!(["1969-11-10", "2024-02-19", "2024-03-04", "9999-12-27", null]),
        ),
        (json!({"unit": "month"}), json!(["1969-11-01", "2024-02-01", "2024-03-01", "9999-12-01", null])),
        (json!({"unit": "quarter"}), json!(["1969-10-01", "2024-01-01", "9999-10-01", null])),
        (json!({"unit": "year", "every": 5}), json!(["1965-01-01", "2020-01-01", "9995-01-01", null])),
        (
            json!({"unit": "day", "every": 2}),
            json!(["1969-11-14", "2024-02-29", "2024-03-04", "2024-03-10", "9999-12-31", null]),
        ),
    ] {
        assert_eq!(json!(table.buckets("d", bucket.clone()).await), starts, "{bucket}");
    }
    let hours = table.buckets("t", json!({"unit": "hour", "every": 6})).await;
    assert_eq!(
        json!(hours),
        json!([
            "1969-12-31T18:00:00Z",
            "2024-03-30T18:00:00Z",
            "2024-10-27T00:00:00Z",
            "9999-12-31T12:00:00Z"
        ])
    );
    let minutes = table.buckets("t", json!({"unit": "minute"})).await;
    assert_eq!(minutes[0], json!("1969-12-31T23:59:00Z"));
}

#[tokio::test]
async fn days_are_those_of_the_time_zone() {
    for zone in [Some("UTC"), None] {
        let table = table(zone);
        let utc = table.buckets("t", json!({"unit": "day"})).await;
        assert_eq!(json!(utc), json!(["1969-12-31", "2024-03-30", "2024-10-27", "9999-12-31"]));
        // 23:00 UTC was midnight in Berlin, in winter time; the clock went back on 2024-10-27.
        let berlin = table.buckets("t", json!({"unit": "day", "time_zone": "Europe/Berlin"})).await;
        assert_eq!(
            json!(berlin),
            json!(["1970-01-01", "2024-03-30", "2024-03-31", "2024-10-27", "9999-12-31"])
        );
        let years = table.buckets("t", json!({"unit": "year", "time_zone": "Pacific/Auckland"})).await;
        assert_eq!(json!(years), json!(["1970-01-01", "2024-01-01", "+10000-01-01"]));
    }
}

#[tokio::test]
async fn names_that_look_like_sql_are_only_names() {
    let names = ["a.b", "Ünï \"quoted\"", "c0", "select", "'; --", "CamelCase", "source", "one"];
    let folder = TempDir::new().unwrap();
    let arrays = names.iter().enumerate().map(|(i, name)| {
        let array: ArrayRef = Arc::new(Int64Array::from(vec![i as i64, 10 - i as i64]));
        (Field::new(*name, DataType::Int64, true), array)
    });
    let (fields, arrays): (Vec<_>, Vec<_>) = arrays.unzip();
    write(&folder, &RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap());
    let columns = names.map(|name| Column { name: name.to_owned(), kind: ColumnType::Integer });
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    let table = Table { engine, columns: columns.into(), folder };
    for (i, name) in names.iter().enumerate() {
        let filter = json!({"column": name, "op": "lt", "value": 10});
        let other = names[(i + 1) % names.len()];
        let (first, second) = (i as i64, 10 - i as i64);
        let list = json!({"columns": [other], "filter": filter, "sort": [{"by": name, "descending": true}]});
        let rows = table.run(list).await.unwrap().rows;
        let both = if i == 0 { 1 } else { 2 };
        assert_eq!(rows.len(), both, "{name}");
        let summary = json!({
            "group_by": [{"column": name}],
            "aggregates": [{"fn": "sum", "column": other, "alias": format!("{name} sum")}],
            "sort": [{"by": name, "descending": first > second}],
        });
        let result = table.run(summary).await.unwrap();
        assert_eq!(result.columns[0].name, *name);
        assert_eq!(result.rows[0][0], json!(first), "{name}");
    }
}
