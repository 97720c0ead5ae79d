//! Databases outside that answer from memory.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use almanac_connect::{Addresses, Batches, Connector, Error, Files, Limits, Refused, Result, Statement};
use almanac_domain::source::{Schema, SourceKind, SourceSettings, TableColumn};
use almanac_service::connected::Sources;
use async_trait::async_trait;
use serde_json::json;

/// Knows no name.
#[derive(Debug)]
struct Nowhere;

#[async_trait]
impl Addresses for Nowhere {
    async fn find(&self, _: &str, _: u16) -> Result<Vec<SocketAddr>, Refused> {
        Err(Refused::Unknown)
    }
}

/// Real files of SQLite in the folder of Chinook, and a database at each address with the schema that was set; `refused.test` refuses everybody, `silent.test` never
/// answers, and `private.test` may not be connected to.
#[derive(Debug)]
pub struct FakeSources {
    schema: Mutex<Schema>,
    passwords: Mutex<Vec<Option<String>>>,
}

impl Default for FakeSources {
    fn default() -> Self {
        Self { schema: Mutex::new(shop()), passwords: Mutex::default() }
    }
}

impl FakeSources {
    /// Changes the schema.
    pub fn set_schema(&self, schema: Schema) {
        *self.schema.lock().unwrap() = schema;
    }

    /// The passwords with which databases were opened since the last time.
    pub fn passwords(&self) -> Vec<Option<String>> {
        std::mem::take(&mut self.passwords.lock().unwrap())
    }
}

/// The schema of a shop: two tables with keys.
pub fn shop() -> Schema {
    let schema = json!({"tables": [
        {
            "name": {"schema": "public", "name": "customers"}, "kind": "table", "rows": 12,
            "columns": [
                {"name": "id", "type": "integer", "native": "bigint", "nullable": false},
                {"name": "name", "type": "text", "native": "text", "nullable": true, "comment": "as on the door"},
            ],
            "primary_key": ["id"],
        },
        {
            "name": {"schema": "public", "name": "orders"}, "kind": "table", "rows": 1200, "comment": "what was sold",
            "columns": [
                {"name": "id", "type": "integer", "native": "bigint", "nullable": false},
                {"name": "customer_id", "type": "integer", "native": "bigint", "nullable": false},
                {"name": "total", "type": "float", "native": "numeric(10,2)", "nullable": true},
                {"name": "picture", "type": null, "native": "bytea", "nullable": true},
            ],
            "primary_key": ["id"],
            "foreign_keys": [
                {"columns": ["customer_id"], "table": {"schema": "public", "name": "customers"}, "to": ["id"]},
            ],
        },
    ]});
    serde_json::from_value(schema).unwrap()
}

#[derive(Debug)]
struct FakeSource {
    host: String,
    schema: Schema,
}

impl Sources for FakeSources {
    fn open(&self, settings: &SourceSettings, password: Option<&str>) -> Result<Arc<dyn Connector>> {
        if let SourceSettings::Sqlite(_) = settings {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/chinook");
            return almanac_connect::open(
                settings,
                None,
                Arc::new(Nowhere),
                Some(&Files::new(folder, Vec::new())),
            );
        }
        self.passwords.lock().unwrap().push(password.map(str::to_owned));
        let host = settings.server().map(|server| server.host.clone()).unwrap_or_default();
        Ok(Arc::new(FakeSource { host, schema: self.schema.lock().unwrap().clone() }))
    }
}

#[async_trait]
impl Connector for FakeSource {
    fn kind(&self) -> SourceKind {
        SourceKind::Postgres
    }

    async fn test(&self) -> Result<()> {
        match self.host.as_str() {
            "refused.test" => Err(Error::Refused),
            "private.test" => Err(Error::NotAllowed),
            "silent.test" => std::future::pending().await,
            _ => Ok(()),
        }
    }

    async fn introspect(&self) -> Result<Schema> {
        Ok(self.schema.clone())
    }

    async fn describe(&self, _: &str, _: Duration) -> Result<Vec<TableColumn>> {
        Err(Error::Unreachable)
    }

    async fn query(&self, _: Statement, _: Limits) -> Result<Batches> {
        Err(Error::Unreachable)
    }
}
