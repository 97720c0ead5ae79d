//! The ways to the two tables that are asked.

use std::sync::{Arc, Mutex};

use almanac_connect::{Connector, Statement};
use almanac_domain::SourceId;
use almanac_domain::data::Column;
use almanac_domain::source::{Schema, SourceKind};
use almanac_query::{
    Batches, Database, Dialect, Engine, Error, QueryDocument, Ran, Relation, Rendered, Source, TableSource,
    Tables, table_name,
};
use almanac_testkit::engines::rows::{AT, B, D, ID, N, S, U, X};
use almanac_testkit::engines::{Files, document};
use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::counterpart::{Counterpart, LIMITS};

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
        let Files { tables, source, other } = Files::write(folder.path());
        Self { name: "DataFusion".to_owned(), tables, source, other, sent: Arc::default() }
    }

    pub fn document(&self, changes: &Value) -> QueryDocument {
        document(changes, &self.source, &self.other)
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
