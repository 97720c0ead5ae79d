//! The same documents on PostgreSQL, MariaDB, SQLite and DataFusion have the same results, whether a database
//! runs them as a whole or DataFusion asks it for rows.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex};

use almanac_connect::{Connector, Statement};
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::source::{Schema, SourceKind, TableName};
use almanac_domain::{DatasetId, SourceId};
use almanac_query::{
    Batches, Catalog, Database, Dialect, Engine, EngineConfig, Error, QueryDocument, Relation, Rendered,
    Source, TableSource, Tables,
};
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};
use parquet::arrow::ArrowWriter;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::counterpart::{Counterpart, LIMITS};

const ID: [i64; 8] = [1, 2, 3, 4, 5, 6, 7, 8];
const N: [Option<i64>; 8] = [Some(1), Some(-7), None, Some(1), Some(40), Some(0), Some(1_000_000), Some(3)];
const X: [Option<f64>; 8] =
    [Some(0.5), Some(-2.25), Some(1e9), None, Some(0.0), Some(2.5), Some(-0.125), Some(7.0)];
const S: [Option<&str>; 8] = [
    Some("Ärger"),
    Some("arger"),
    Some("ARGER"),
    None,
    Some("100%"),
    Some("a_b\\"),
    Some("' or 1=1 --"),
    Some("日本"),
];
const D: [Option<&str>; 8] = [
    Some("2024-02-29"),
    Some("2024-03-03"),
    Some("1969-12-31"),
    None,
    Some("2023-12-31"),
    Some("2024-03-04"),
    Some("1950-06-15"),
    Some("2024-12-31"),
];
const AT: [Option<&str>; 8] = [
    Some("2024-03-30 22:59:59.500"),
    Some("2024-03-30 23:00:00.000"),
    Some("1969-12-31 23:59:59.000"),
    None,
    Some("2024-10-27 00:30:00.000"),
    Some("2024-10-27 01:30:00.000"),
    Some("1950-06-15 12:00:00.000"),
    Some("2024-12-31 23:59:59.999"),
];
const B: [Option<bool>; 8] =
    [Some(true), Some(false), None, Some(true), Some(false), Some(false), Some(true), Some(true)];
/// Parts of the rows of the first table, one of no row.
const U: [(i64, Option<i64>, &str); 5] = [
    (1, Some(1), "one"),
    (2, Some(1), "two"),
    (3, Some(5), "three"),
    (4, None, "four"),
    (5, Some(99), "five"),
];

fn sql(kind: SourceKind) -> Vec<String> {
    let types = match kind {
        SourceKind::Postgres => {
            "n integer, x double precision, s varchar(50), d date, at timestamptz, b boolean"
        }
        SourceKind::Mysql => "n int, x double, s varchar(50), d date, at datetime(6), b boolean",
        SourceKind::Sqlite => "n integer, x real, s text collate nocase, d date, at datetime, b boolean",
    };
    let escaped = |text: Option<&str>| match kind {
        SourceKind::Mysql => self::escaped(text),
        _ => self::text(text),
    };
    fn show(value: Option<impl ToString>) -> String {
        value.map_or("null".to_owned(), |value| value.to_string())
    }
    let at = |time: Option<&str>| match kind {
        SourceKind::Postgres => text(time.map(|time| format!("{time}+00")).as_deref()),
        _ => text(time),
    };
    let rows: Vec<String> = (0..ID.len())
        .map(|i| {
            let x = X[i].map(|x| format!("{x:e}"));
            let (n, b) = (show(N[i]), show(B[i]));
            format!("({}, {n}, {}, {}, {}, {}, {b})", ID[i], show(x), escaped(S[i]), text(D[i]), at(AT[i]))
        })
        .collect();
    let parts: Vec<String> =
        U.iter().map(|(id, t, label)| format!("({id}, {}, '{label}')", show(*t))).collect();
    vec![
        format!("create table t (id bigint primary key, {types})"),
        format!("insert into t values {}", rows.join(", ")),
        "create table u (id bigint primary key, t_id bigint, label varchar(20))".to_owned(),
        format!("insert into u values {}", parts.join(", ")),
    ]
}

fn text(text: Option<&str>) -> String {
    text.map_or("null".to_owned(), |text| format!("'{}'", text.replace('\'', "''")))
}

/// As MariaDB reads it unless it is told otherwise.
fn escaped(text: Option<&str>) -> String {
    self::text(text.map(|text| text.replace('\\', "\\\\")).as_deref())
}

/// Runs what it is sent, and remembers it.
#[derive(Debug)]
struct Direct {
    connector: Arc<dyn Connector>,
    sent: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Database for Direct {
    fn dialect(&self) -> Dialect {
        match self.connector.kind() {
            SourceKind::Postgres => Dialect::Postgres,
            SourceKind::Mysql => Dialect::Mysql,
            SourceKind::Sqlite => Dialect::Sqlite,
        }
    }

    async fn query(&self, statement: Rendered, columns: Vec<Column>) -> Result<Batches, Error> {
        self.sent.lock().unwrap().push(statement.sql.clone());
        let outside = |error: almanac_connect::Error| Error::Source(error.to_string());
        let statement = Statement { sql: statement.sql, params: statement.params, columns };
        Ok(self.connector.query(statement, LIMITS).await.map_err(outside)?.map_err(outside).boxed())
    }
}

/// An engine with one way to the two tables.
struct Way {
    name: String,
    tables: Tables,
    source: Value,
    other: Value,
    sent: Arc<Mutex<Vec<String>>>,
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

impl Way {
    /// The tables of a database.
    async fn to(kind: SourceKind, database: &str) -> Option<(Self, Counterpart)> {
        let sql = sql(kind);
        let sql: Vec<&str> = sql.iter().map(String::as_str).collect();
        let counterpart = Counterpart::with(kind, database, &sql).await?;
        let connector = counterpart.open();
        let schema = connector.introspect().await.unwrap();
        let (source, sent) = (SourceId(id(kind as u128 + 10)), Arc::default());
        let direct = Direct { connector, sent: Arc::clone(&sent) };
        let mut tables = Tables::default();
        tables.databases.insert(source, Arc::new(direct));
        let [t, u] = ["t", "u"].map(|name| {
            let found = find(&schema, name);
            let table = Source::Table(TableSource { source, table: found.name.clone() });
            tables.catalog.insert(table.clone(), Relation::Table(found));
            serde_json::to_value(table).unwrap()
        });
        Some((Self { name: format!("{kind:?}"), tables, source: t, other: u, sent }, counterpart))
    }

    /// The same rows in files, for DataFusion.
    fn to_files(folder: &TempDir) -> Self {
        let micros = |time: &str| {
            chrono::NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M:%S%.3f")
                .unwrap()
                .and_utc()
                .timestamp_micros()
        };
        let days = |date: &str| {
            let date: chrono::NaiveDate = date.parse().unwrap();
            i32::try_from((date - chrono::NaiveDate::default()).num_days()).unwrap()
        };
        let times = TimestampMicrosecondArray::from_iter(AT.map(|at| at.map(micros))).with_timezone("UTC");
        use ColumnType::{Boolean, Date, Float, Integer, Text, Timestamp};
        let t: [(&str, ColumnType, ArrayRef); 7] = [
            ("id", Integer, Arc::new(Int64Array::from(ID.to_vec()))),
            ("n", Integer, Arc::new(Int64Array::from(N.to_vec()))),
            ("x", Float, Arc::new(Float64Array::from(X.to_vec()))),
            ("s", Text, Arc::new(StringArray::from(S.to_vec()))),
            ("d", Date, Arc::new(Date32Array::from_iter(D.map(|d| d.map(days))))),
            ("at", Timestamp, Arc::new(times)),
            ("b", Boolean, Arc::new(BooleanArray::from(B.to_vec()))),
        ];
        let u: [(&str, ColumnType, ArrayRef); 3] = [
            ("id", Integer, Arc::new(Int64Array::from_iter_values(U.iter().map(|row| row.0)))),
            ("t_id", Integer, Arc::new(Int64Array::from_iter(U.iter().map(|row| row.1)))),
            ("label", Text, Arc::new(StringArray::from_iter_values(U.iter().map(|row| row.2)))),
        ];
        let mut tables = Tables { catalog: Catalog::default(), files: HashMap::new(), ..Tables::default() };
        let source = put(&mut tables, folder, 1, &t);
        let other = put(&mut tables, folder, 2, &u);
        Self { name: "DataFusion".to_owned(), tables, source, other, sent: Arc::default() }
    }

    fn document(&self, changes: &Value) -> QueryDocument {
        let mut json = json!({"version": 1, "source": self.source});
        json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let text = json.to_string();
        let text = text.replace("\"T\"", &self.source.to_string()).replace("\"U\"", &self.other.to_string());
        serde_json::from_str(&text).unwrap()
    }

    async fn rows(&self, engine: &Engine, changes: &Value) -> Value {
        let result = engine.run(&self.tables, &self.document(changes), 1_000).await;
        let result = result.unwrap_or_else(|error| panic!("{}: {changes}: {error:?}", self.name));
        assert_eq!(result.total_rows, result.rows.len() as u64, "{}: {changes}", self.name);
        json!(result.rows)
    }

    fn sent(&self) -> Vec<String> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }
}

fn find(schema: &Schema, name: &str) -> almanac_domain::source::Table {
    let named = |table: &&almanac_domain::source::Table| table.name.name == name;
    schema.tables.iter().find(named).unwrap_or_else(|| panic!("no table {name}")).clone()
}

fn put(tables: &mut Tables, folder: &TempDir, number: u128, table: &[(&str, ColumnType, ArrayRef)]) -> Value {
    let arrays = table.iter().map(|(name, _, array)| (*name, Arc::clone(array), true));
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).unwrap();
    let path = folder.path().join(number.to_string());
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let columns = table.iter().map(|(name, kind, _)| Column { name: (*name).to_owned(), kind: *kind });
    let source = Source::Dataset(DatasetId(id(number)));
    tables.catalog.insert(source.clone(), Relation::Columns(columns.collect()));
    tables.files.insert(DatasetId(id(number)), path);
    serde_json::to_value(source).unwrap()
}

/// Rows that are the same but for the last digits of their numbers.
fn alike(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| alike(left, right))
        }
        (Value::Number(left), Value::Number(right)) => match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => (left - right).abs() <= 1e-9 * left.abs().max(1.0),
            _ => false,
        },
        _ => left == right,
    }
}

/// Rows by a filter.
fn kept(filter: &Value) -> Value {
    json!({"columns": ["id"], "filter": filter, "sort": [{"by": "id"}]})
}

fn filters() -> Vec<Value> {
    let one = |column: &str, op: &str, value: Value| json!({"column": column, "op": op, "value": value});
    let mut filters = Vec::new();
    for op in ["eq", "ne", "lt", "le", "gt", "ge"] {
        filters.push(one("n", op, json!(1)));
        filters.push(one("n", op, json!(0.5)));
        filters.push(one("x", op, json!(2.5)));
        filters.push(one("s", op, json!("ARGER")));
        filters.push(one("s", op, json!("日本")));
        filters.push(one("d", op, json!("2024-02-29")));
        filters.push(one("at", op, json!("2024-03-30T23:00:00Z")));
    }
    filters.extend([
        one("b", "eq", json!(true)),
        one("b", "ne", json!(true)),
        json!({"column": "n", "op": "between", "values": [0, 3]}),
        json!({"column": "d", "op": "between", "values": ["1969-12-31", "2024-02-29"]}),
        json!({"column": "at", "op": "between", "values": ["1969-12-31", "2024-10-27T00:30:00Z"]}),
        json!({"column": "n", "op": "in", "values": [1, 40]}),
        json!({"column": "s", "op": "in", "values": ["arger", "' or 1=1 --", "x'; drop table t; --"]}),
        one("s", "contains", json!("rge")),
        one("s", "contains", json!("%")),
        one("s", "contains", json!("_")),
        one("s", "contains", json!("\\")),
        one("s", "contains", json!("'")),
        one("s", "starts_with", json!("AR")),
        json!({"column": "s", "op": "starts_with", "value": "AR", "ignore_case": true}),
        json!({"column": "s", "op": "contains", "value": "ärger", "ignore_case": true}),
        one("s", "like", json!("_rger")),
        one("s", "like", json!("100\\%")),
        one("s", "like", json!("%*%")),
        json!({"column": "s", "op": "like", "value": "A%", "ignore_case": true}),
        json!({"column": "x", "op": "is_null"}),
        json!({"column": "at", "op": "is_not_null"}),
        json!({"not": {"column": "b", "op": "eq", "value": true}}),
        json!({"or": [one("n", "eq", json!(1)), json!({"and": [one("x", "lt", json!(0)), one("b", "eq", json!(true))]})]}),
        json!({"and": []}),
        json!({"or": []}),
    ]);
    filters
}

/// Computed columns, one for each function and operator.
const EXPRESSIONS: [&str; 45] = [
    "n + 1",
    "n - x",
    "n * 2",
    "n / 4",
    "x / n",
    "n % 3",
    "-n",
    "n = 1",
    "s <> 'arger'",
    "s < 'a'",
    "n >= 1 and x < 1 or b",
    "not b",
    "s is null",
    "n in (1, 3, 0.0)",
    "x between 0 and 3",
    "case when n > 1 then 'many' when n = 1 then 'one' else 'none' end",
    "case when b then n end",
    "if(b, x, n)",
    "coalesce(n, x, -1)",
    "null_if(n, 1)",
    "abs(n)",
    "round(x)",
    "round(x, 1)",
    "floor(x)",
    "ceil(x)",
    "sqrt(x)",
    "exp(x / 1e9)",
    "ln(x)",
    "power(x, 2)",
    "power(n, 0.5)",
    "concat(s, '-', n, null, d)",
    "lower(s)",
    "upper(s)",
    "trim(concat('  ', s, ' '))",
    "length(s)",
    "substring(s, 2, 3)",
    "replace(s, 'r', 'RR')",
    "contains(s, '_')",
    "starts_with(s, 'a')",
    "text(n)",
    "date(at)",
    "days_between(d, at)",
    "add_days(d, n)",
    "year(at) * 10000 + quarter(at) * 1000 + month(at) * 100 + day(at)",
    "weekday(d) * 10000 + hour(at) * 100 + minute(at)",
];

fn buckets() -> Vec<Value> {
    let mut buckets = Vec::new();
    for (unit, every) in [
        ("day", 1),
        ("day", 10),
        ("week", 1),
        ("week", 3),
        ("month", 1),
        ("month", 7),
        ("quarter", 1),
        ("year", 1),
        ("year", 10),
    ] {
        for column in ["d", "at"] {
            buckets
                .push(json!({"column": column, "bucket": {"unit": unit, "every": every}, "alias": "start"}));
        }
    }
    for (unit, every) in [("minute", 1), ("minute", 15), ("hour", 1), ("hour", 6)] {
        buckets.push(json!({"column": "at", "bucket": {"unit": unit, "every": every}, "alias": "start"}));
    }
    for (unit, zone) in
        [("day", "Europe/Berlin"), ("month", "Pacific/Auckland"), ("year", "America/New_York")]
    {
        buckets.push(json!({"column": "at", "bucket": {"unit": unit, "time_zone": zone}, "alias": "start"}));
    }
    buckets
}

fn summaries() -> Vec<Value> {
    let mut numbers = Vec::new();
    for (i, (function, column)) in [
        ("count", "s"),
        ("count_distinct", "s"),
        ("count_distinct", "b"),
        ("sum", "n"),
        ("sum", "x"),
        ("mean", "n"),
        ("mean", "x"),
        ("min", "s"),
        ("max", "s"),
        ("min", "d"),
        ("max", "at"),
        ("min", "x"),
        ("median", "n"),
        ("stddev", "n"),
    ]
    .iter()
    .enumerate()
    {
        numbers.push(json!({"fn": function, "column": column, "alias": format!("a{i}")}));
    }
    numbers.push(json!({"fn": "count", "alias": "rows"}));
    numbers.push(json!({"fn": "percentile", "column": "x", "level": 0.9, "alias": "p"}));
    numbers.push(json!({"fn": "sum", "column": "n", "alias": "some", "filter": {"column": "x", "op": "gt", "value": 0}}));
    numbers.push(
        json!({"fn": "count", "alias": "few", "filter": {"column": "s", "op": "contains", "value": "r"}}),
    );
    // One by one too: where a database lacks one, the others are still its own.
    let mut all: Vec<Value> = numbers.iter().map(|one| json!({"aggregates": [one]})).collect();
    all.push(json!({"aggregates": numbers}));
    let plain: Vec<Value> = numbers.into_iter().take(8).collect();
    for group in ["b", "s", "n", "d"] {
        all.push(json!({"group_by": [{"column": group}], "aggregates": plain, "sort": [{"by": group}]}));
        all.push(json!({"group_by": [{"column": group}], "aggregates": plain,
            "sort": [{"by": group, "descending": true}], "limit": 3, "offset": 1}));
    }
    all.push(json!({
        "computed": [{"name": "sign", "expression": "if(x < 0, 'minus', 'plus')"}],
        "group_by": [{"column": "sign"}],
        "aggregates": [{"fn": "sum", "column": "n", "alias": "sum"}],
        "having": {"column": "sum", "op": "gt", "value": 0}, "sort": [{"by": "sign"}],
    }));
    all.extend(buckets().into_iter().map(|bucket| {
        json!({"group_by": [bucket], "aggregates": [{"fn": "count", "alias": "n"}], "sort": [{"by": "start"}]})
    }));
    all
}

fn others() -> Vec<Value> {
    let mut all = Vec::new();
    for kind in ["inner", "left", "right", "full"] {
        all.push(json!({
            "joins": [{"source": "U", "as": "u", "kind": kind, "on": [{"left": "id", "right": "t_id"}]}],
            "columns": ["id", "s", "u.id", "u.label"], "sort": [{"by": "id"}, {"by": "u.id"}],
        }));
    }
    all.push(json!({
        "joins": [
            {"source": "U", "as": "u", "on": [{"left": "id", "right": "t_id"}, {"left": "n", "right": "id"}]},
            {"source": "T", "as": "again", "kind": "left", "on": [{"left": "u.t_id", "right": "id"}]},
        ],
        "columns": ["id", "u.label", "again.s"], "sort": [{"by": "id"}],
    }));
    let by_id = json!([{"by": "id"}]);
    for (function, more) in [
        ("running_total", json!({"column": "n"})),
        ("running_total", json!({"column": "x", "partition_by": ["b"]})),
        ("lag", json!({"column": "s", "rows": 2})),
        ("change", json!({"column": "n"})),
        ("percent_change", json!({"column": "x"})),
        ("share", json!({"column": "x", "partition_by": ["b"], "order_by": []})),
        ("rank", json!({"order_by": [{"by": "n", "descending": true}]})),
        ("moving_average", json!({"column": "x", "rows": 3})),
    ] {
        let mut window = json!({"fn": function, "alias": "w", "order_by": by_id});
        window.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all.push(json!({"columns": ["id", "n", "x", "s", "b"], "windows": [window], "sort": by_id}));
    }
    for every in [true, false] {
        all.push(json!({
            "columns": ["id"], "filter": {"column": "id", "op": "le", "value": 2},
            "unions": [{"all": every, "query": {"version": 1, "source": "U", "columns": ["id"]}}],
            "sort": by_id,
        }));
    }
    let inner = json!({"version": 1, "source": "T", "group_by": [{"column": "b"}],
        "aggregates": [{"fn": "sum", "column": "x", "alias": "sum"}], "sort": [{"by": "b"}], "limit": 2});
    all.push(json!({"source": {"document": inner}, "columns": ["sum"], "sort": [{"by": "sum"}]}));
    for sort in ["s", "x", "d", "at", "n"] {
        for descending in [true, false] {
            let sort = json!([{"by": sort, "descending": descending}, {"by": "id"}]);
            all.push(json!({"columns": ["id", "s", "d", "at", "b"], "sort": sort, "limit": 5, "offset": 2}));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_document_has_the_same_result_everywhere() {
    let folder = TempDir::new().unwrap();
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    let files = Way::to_files(&folder);
    let mut documents: Vec<Value> = filters().iter().map(kept).collect();
    documents.extend(EXPRESSIONS.iter().map(|expression| {
        json!({"computed": [{"name": "value", "expression": expression}], "columns": ["id", "value"],
            "sort": [{"by": "id"}]})
    }));
    documents.extend(summaries());
    documents.extend(others());
    for kind in SourceKind::ALL {
        let Some((way, _counterpart)) = Way::to(kind, "engines").await else { continue };
        let mut wrong = Vec::new();
        let mut whole = 0;
        for document in &documents {
            let expected = files.rows(&engine, document).await;
            let found = way.rows(&engine, document).await;
            if !alike(&found, &expected) {
                wrong.push(format!(
                    "{document}\n  {kind:?} {found}\n  files {expected}\n  {:?}",
                    way.sent.lock().unwrap()
                ));
            }
            let sent = way.sent();
            whole += usize::from(
                sent.len() == 1 && !sent[0].starts_with("SELECT \"s0\".\"id\" AS \"c0\", \"s0\".\"n\""),
            );
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), documents.len(), wrong.join("\n"));
        assert!(whole > documents.len() / 2, "{kind:?}: {whole} of {} as a whole", documents.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_over_several_sources_asks_each_for_what_it_needs() {
    let folder = TempDir::new().unwrap();
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    let files = Way::to_files(&folder);
    let Some((postgres, _one)) = Way::to(SourceKind::Postgres, "engines_cross").await else { return };
    let Some((mariadb, _two)) = Way::to(SourceKind::Mysql, "engines_cross").await else { return };
    let mut tables = files.tables.clone();
    for way in [&postgres, &mariadb] {
        for (source, relation) in way.tables.catalog.iter() {
            tables.catalog.insert(source.clone(), relation.clone());
        }
        tables.databases.extend(way.tables.databases.clone());
    }
    let document: QueryDocument = serde_json::from_value(json!({
        "version": 1, "source": files.source,
        "joins": [
            {"source": postgres.source, "as": "p", "on": [{"left": "id", "right": "id"}]},
            {"source": mariadb.other, "as": "m", "kind": "left", "on": [{"left": "p.id", "right": "t_id"}]},
        ],
        "filter": {"and": [
            {"column": "p.s", "op": "contains", "value": "rger"},
            {"column": "p.n", "op": "le", "value": 1},
            {"column": "x", "op": "lt", "value": 1000},
        ]},
        "columns": ["id", "p.s", "m.label"], "sort": [{"by": "id"}, {"by": "m.label"}],
    }))
    .unwrap();
    let result = engine.run(&tables, &document, 100).await.unwrap();
    assert_eq!(json!(result.rows), json!([[1, "Ärger", "one"], [1, "Ärger", "two"], [2, "arger", null]]));
    let [sent] = &postgres.sent()[..] else { panic!("PostgreSQL is asked once") };
    assert!(sent.contains("WHERE") && sent.contains("LIKE") && sent.contains("\"s0\".\"n\""), "{sent}");
    assert!(!sent.contains("\"x\"") && !sent.contains("\"at\""), "only the columns that are needed: {sent}");
    let [sent] = &mariadb.sent()[..] else { panic!("MariaDB is asked once") };
    assert!(
        sent.contains("\"t_id\"") && sent.contains("\"label\"") && !sent.contains("\"s0\".\"id\""),
        "{sent}"
    );
}

#[tokio::test]
async fn a_name_of_a_table_is_only_a_name() {
    let name = "a\"; drop table t; --";
    let quoted = name.replace('"', "\"\"");
    for kind in [SourceKind::Postgres, SourceKind::Sqlite] {
        let create = format!("create table \"{quoted}\" (\"x\"\"; --\" bigint)");
        let insert = format!("insert into \"{quoted}\" values (7)");
        let Some(counterpart) = Counterpart::with(kind, "engines_names", &[&create, &insert]).await else {
            continue;
        };
        let connector = counterpart.open();
        let schema = connector.introspect().await.unwrap();
        let found = find(&schema, name);
        let table = TableName { schema: found.name.schema.clone(), name: name.to_owned() };
        let source = Source::Table(TableSource { source: SourceId(id(1)), table });
        let mut tables = Tables::default();
        tables.catalog.insert(source.clone(), Relation::Table(found));
        tables.databases.insert(SourceId(id(1)), Arc::new(Direct { connector, sent: Arc::default() }));
        let folder = TempDir::new().unwrap();
        let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
        let result = engine.run(&tables, &QueryDocument::of(source), 10).await.unwrap();
        assert_eq!(result.rows, [[json!(7)]], "{kind:?}");
    }
}
