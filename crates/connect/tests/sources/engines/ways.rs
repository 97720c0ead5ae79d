//! The two tables that are asked, and the ways to them.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex};

use almanac_connect::{Connector, Statement};
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::source::{Schema, SourceKind};
use almanac_domain::{DatasetId, SourceId};
use almanac_query::{
    Batches, Catalog, Database, Dialect, Engine, Error, QueryDocument, Ran, Relation, Rendered, Source,
    TableSource, Tables, table_name,
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

fn show(value: Option<impl ToString>) -> String {
    value.map_or("null".to_owned(), |value| value.to_string())
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
pub struct Direct {
    pub connector: Arc<dyn Connector>,
    pub sent: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Database for Direct {
    fn dialect(&self) -> Dialect {
        dialect(self.connector.kind())
    }

    async fn query(&self, statement: Rendered, columns: Vec<Column>) -> Result<Batches, Error> {
        self.sent.lock().unwrap().push(statement.sql.clone());
        let statement = Statement { sql: statement.sql, params: statement.params, columns };
        Ok(self.connector.query(statement, LIMITS).await.map_err(outside)?.map_err(outside).boxed())
    }
}

/// Runs a statement of its own, whatever it is sent.
#[derive(Debug)]
struct Fixed {
    connector: Arc<dyn Connector>,
    sql: String,
}

#[async_trait]
impl Database for Fixed {
    fn dialect(&self) -> Dialect {
        dialect(self.connector.kind())
    }

    async fn query(&self, _: Rendered, columns: Vec<Column>) -> Result<Batches, Error> {
        let statement = Statement { sql: self.sql.clone(), params: Vec::new(), columns };
        Ok(self.connector.query(statement, LIMITS).await.map_err(outside)?.map_err(outside).boxed())
    }
}

fn dialect(kind: SourceKind) -> Dialect {
    match kind {
        SourceKind::Postgres => Dialect::Postgres,
        SourceKind::Mysql => Dialect::Mysql,
        SourceKind::Sqlite => Dialect::Sqlite,
    }
}

fn outside(error: impl std::fmt::Display) -> Error {
    Error::Source(error.to_string())
}

/// An engine with one way to the two tables.
pub struct Way {
    pub name: String,
    pub tables: Tables,
    pub source: Value,
    pub other: Value,
    pub sent: Arc<Mutex<Vec<String>>>,
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

impl Way {
    /// The tables of a database.
    pub async fn to(kind: SourceKind, database: &str) -> Option<(Self, Counterpart)> {
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
    pub fn to_files(folder: &TempDir) -> Self {
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
        let t: [(&str, ColumnType, ArrayRef); 7] = [
            ("id", ColumnType::Integer, Arc::new(Int64Array::from(ID.to_vec()))),
            ("n", ColumnType::Integer, Arc::new(Int64Array::from(N.to_vec()))),
            ("x", ColumnType::Float, Arc::new(Float64Array::from(X.to_vec()))),
            ("s", ColumnType::Text, Arc::new(StringArray::from(S.to_vec()))),
            ("d", ColumnType::Date, Arc::new(Date32Array::from_iter(D.map(|d| d.map(days))))),
            ("at", ColumnType::Timestamp, Arc::new(times)),
            ("b", ColumnType::Boolean, Arc::new(BooleanArray::from(B.to_vec()))),
        ];
        let u: [(&str, ColumnType, ArrayRef); 3] = [
            ("id", ColumnType::Integer, Arc::new(Int64Array::from_iter_values(U.iter().map(|row| row.0)))),
            ("t_id", ColumnType::Integer, Arc::new(U.iter().map(|row| row.1).collect::<Int64Array>())),
            ("label", ColumnType::Text, Arc::new(StringArray::from_iter_values(U.iter().map(|row| row.2)))),
        ];
        let mut tables = Tables { catalog: Catalog::default(), files: HashMap::new(), ..Tables::default() };
        let source = put(&mut tables, folder, 1, &t);
        let other = put(&mut tables, folder, 2, &u);
        Self { name: "DataFusion".to_owned(), tables, source, other, sent: Arc::default() }
    }

    pub fn document(&self, changes: &Value) -> QueryDocument {
        let mut json = json!({"version": 1, "source": self.source});
        json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let text = json.to_string();
        let text = text.replace("\"T\"", &self.source.to_string()).replace("\"U\"", &self.other.to_string());
        serde_json::from_str(&text).unwrap()
    }

    pub async fn rows(&self, engine: &Engine, changes: &Value) -> Value {
        let result = engine.run(&self.tables, &self.document(changes), 1_000).await;
        let result = result.unwrap_or_else(|error| panic!("{}: {changes}: {error:?}", self.name));
        assert_eq!(result.total_rows, result.rows.len() as u64, "{}: {changes}", self.name);
        json!(result.rows)
    }

    /// The rows of the statement that people are shown, if the database runs the query as a whole.
    pub async fn shown(
        &self,
        engine: &Engine,
        changes: &Value,
        counterpart: &Counterpart,
    ) -> Option<(String, Value)> {
        let document = self.document(changes);
        let statements = engine.statements(&self.tables, &document, &table_name).await.unwrap();
        let [Ran { database: Some(source), sql }] = &statements[..] else { return None };
        let fixed = Fixed { connector: counterpart.open(), sql: sql.clone() };
        let mut tables = self.tables.clone();
        tables.databases.insert(*source, Arc::new(fixed));
        let result = engine.run(&tables, &document, 1_000).await;
        let result = result.unwrap_or_else(|error| panic!("{}: {sql}: {error:?}", self.name));
        Some((sql.clone(), json!(result.rows)))
    }

    pub fn sent(&self) -> Vec<String> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }
}

pub fn find(schema: &Schema, name: &str) -> almanac_domain::source::Table {
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
