//! The databases that are asked.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use almanac_connect::{Addresses, Connector, Error, Files, Limits, Refused, Statement, open};
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::source::{FileSettings, ServerSettings, SourceKind, SourceSettings, TlsMode};
use almanac_query::BoundValue;
use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use async_trait::async_trait;
use futures::TryStreamExt as _;
use mysql_async::prelude::Queryable as _;
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use tokio_postgres::NoTls;

pub const LIMITS: Limits = Limits { timeout: Duration::from_mins(1), rows: 100_000, bytes: 100 << 20 };

/// A database for a test.
#[derive(Debug)]
pub struct Counterpart {
    pub settings: SourceSettings,
    folder: PathBuf,
    _folder: Option<TempDir>,
}

/// Finds every name at the given address, and counts how often it is asked.
#[derive(Debug)]
pub struct Known {
    pub address: SocketAddr,
    pub asked: AtomicUsize,
}

#[async_trait]
impl Addresses for Known {
    async fn find(&self, _: &str, _: u16) -> Result<Vec<SocketAddr>, Refused> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(vec![self.address])
    }
}

impl Known {
    pub fn at(address: SocketAddr) -> Arc<Self> {
        Arc::new(Self { address, asked: AtomicUsize::new(0) })
    }
}

impl Counterpart {
    /// Chinook.
    pub async fn chinook(kind: SourceKind) -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/chinook");
        let name = match kind {
            SourceKind::Postgres => {
                load_into_postgres(&folder).await?;
                "chinook"
            }
            SourceKind::Mysql => {
                load_into_mariadb(&folder).await?;
                "Chinook"
            }
            SourceKind::Sqlite => "chinook.sqlite",
        };
        Some(Self { settings: settings(kind, name)?, folder, _folder: None })
    }

    /// A new database in which `sql` was run.
    pub async fn with(kind: SourceKind, name: &str, sql: &[&str]) -> Option<Self> {
        let settings = settings(kind, name)?;
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_owned();
        match kind {
            SourceKind::Postgres => {
                let server = postgres(None).await?;
                server.batch_execute(&format!("drop database if exists {name} with (force)")).await.unwrap();
                server.batch_execute(&format!("create database {name}")).await.unwrap();
            }
            SourceKind::Mysql => {
                let mut server = mariadb().await?;
                server.query_drop(format!("drop database if exists {name}")).await.unwrap();
                server.query_drop(format!("create database {name} character set utf8mb4")).await.unwrap();
            }
            SourceKind::Sqlite => {
                let path = folder.join(name);
                let url = format!("sqlite://{}?mode=rwc", path.display());
                SqliteConnection::connect(&url).await.unwrap().close().await.unwrap();
            }
        }
        let made = Self { settings, folder, _folder: Some(temporary) };
        for sql in sql {
            made.execute(sql).await;
        }
        Some(made)
    }

    /// Runs SQL as somebody who may do everything.
    pub async fn execute(&self, sql: &str) {
        match &self.settings {
            SourceSettings::Postgres(server) => {
                let client = postgres(Some(&server.database)).await.unwrap();
                client.batch_execute(sql).await.unwrap();
            }
            SourceSettings::Mysql(server) => {
                let mut conn = mariadb().await.unwrap();
                conn.query_drop(format!("use {}", server.database)).await.unwrap();
                conn.query_drop(sql).await.unwrap();
            }
            SourceSettings::Sqlite(file) => {
                let path = self.folder.join(&file.file);
                let mut conn =
                    SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
                sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
                conn.close().await.unwrap();
            }
            SourceSettings::Sample(_) | SourceSettings::Ddl(_) => panic!("nothing is written there"),
        }
    }

    /// Where a file is.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    pub fn files(&self) -> Files {
        Files::new(&self.folder, Vec::new())
    }

    pub fn open(&self) -> Arc<dyn Connector> {
        self.open_at(&self.settings, None).unwrap()
    }

    /// A connector with other settings, whose host is found where the counterpart is.
    pub fn open_at(
        &self,
        settings: &SourceSettings,
        password: Option<&str>,
    ) -> Result<Arc<dyn Connector>, Error> {
        let address = self.address().unwrap_or(([127, 0, 0, 1], 1).into());
        open(settings, password, Known::at(address), Some(&self.files()))
    }

    pub fn server(&self) -> Option<&ServerSettings> {
        match &self.settings {
            SourceSettings::Postgres(server) | SourceSettings::Mysql(server) => Some(server),
            SourceSettings::Sqlite(_) | SourceSettings::Sample(_) | SourceSettings::Ddl(_) => None,
        }
    }

    pub fn address(&self) -> Option<SocketAddr> {
        self.server().map(|server| ([127, 0, 0, 1], server.port).into())
    }

    /// The counterpart's settings with other ones for its server.
    pub fn server_with(&self, change: impl FnOnce(&mut ServerSettings)) -> SourceSettings {
        let mut settings = self.settings.clone();
        if let SourceSettings::Postgres(server) | SourceSettings::Mysql(server) = &mut settings {
            change(server);
        }
        settings
    }
}

fn settings(kind: SourceKind, database: &str) -> Option<SourceSettings> {
    let server = |port: u16, user: &str| ServerSettings {
        host: "db.test".into(),
        port,
        database: database.into(),
        user: user.into(),
        tls: TlsMode::Off,
        ca: None,
    };
    Some(match kind {
        SourceKind::Postgres => {
            let config = tokio_postgres::Config::from_str(&variable("POSTGRES")?).unwrap();
            SourceSettings::Postgres(server(config.get_ports()[0], config.get_user().unwrap()))
        }
        SourceKind::Mysql => {
            let options = mysql_async::Opts::from_url(&variable("MARIADB")?).unwrap();
            SourceSettings::Mysql(server(options.tcp_port(), options.user().unwrap()))
        }
        SourceKind::Sqlite => SourceSettings::Sqlite(FileSettings { file: database.into() }),
    })
}

fn variable(server: &str) -> Option<String> {
    let name = format!("ALMANAC_TEST_{server}_URL");
    let url = std::env::var(&name).ok();
    if url.is_none() {
        let required =
            std::env::var(format!("ALMANAC_TEST_REQUIRE_{server}")).is_ok_and(|value| value == "1");
        assert!(!required, "{name} is not set");
        println!("skipped: {name} is not set");
    }
    url
}

/// The folder of the certificate authorities.
pub fn authority(name: &str) -> String {
    let folder = std::env::var("ALMANAC_TEST_CA").unwrap();
    std::fs::read_to_string(Path::new(&folder).join(name)).unwrap()
}

/// A connection of the owner.
pub async fn postgres(database: Option<&str>) -> Option<tokio_postgres::Client> {
    let mut config = tokio_postgres::Config::from_str(&variable("POSTGRES")?).unwrap();
    if let Some(database) = database {
        config.dbname(database);
    }
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    Some(client)
}

/// A connection of the owner.
pub async fn mariadb() -> Option<mysql_async::Conn> {
    Some(mysql_async::Conn::from_url(variable("MARIADB")?).await.unwrap())
}

/// Once for all tests, which may be processes of their own.
async fn load_into_postgres(folder: &Path) -> Option<()> {
    let server = postgres(None).await?;
    server.batch_execute("select pg_advisory_lock(45161)").await.unwrap();
    let loaded = server.query("select 1 from pg_database where datname = 'chinook'", &[]).await.unwrap();
    if loaded.is_empty() {
        server.batch_execute("drop database if exists chinook_half with (force)").await.unwrap();
        server.batch_execute("create database chinook_half").await.unwrap();
        let script = std::fs::read_to_string(folder.join("chinook_postgres.sql")).unwrap();
        let (_, tables) = script.split_once("\\c chinook;").unwrap();
        let half = postgres(Some("chinook_half")).await?;
        half.batch_execute(tables).await.unwrap();
        half.batch_execute("analyze").await.unwrap();
        drop(half);
        server
            .batch_execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'chinook_half'",
            )
            .await
            .unwrap();
        server.batch_execute("alter database chinook_half rename to chinook").await.unwrap();
    }
    Some(())
}

async fn load_into_mariadb(folder: &Path) -> Option<()> {
    let mut server = mariadb().await?;
    server.query_drop("select get_lock('chinook', 300)").await.unwrap();
    let loaded: Vec<String> = server.query("show databases like 'chinook_is_there'").await.unwrap();
    if loaded.is_empty() {
        let script = std::fs::read_to_string(folder.join("chinook_mysql.sql")).unwrap();
        server.query_drop(script).await.unwrap();
        server.query_drop("create database chinook_is_there").await.unwrap();
    }
    Some(())
}

/// A statement with columns of the given names and types.
pub fn statement(sql: &str, params: Vec<BoundValue>, columns: &[(&str, ColumnType)]) -> Statement {
    let column = |&(name, kind): &(&str, ColumnType)| Column { name: name.into(), kind };
    Statement { sql: sql.into(), params, columns: columns.iter().map(column).collect() }
}

/// A statement with one column.
pub fn one(sql: &str, kind: ColumnType) -> Statement {
    statement(sql, Vec::new(), &[("value", kind)])
}

pub async fn batches(
    connector: &dyn Connector,
    statement: Statement,
    limits: Limits,
) -> Result<Vec<RecordBatch>, Error> {
    connector.query(statement, limits).await?.try_collect().await
}

/// The rows as texts; a value that is missing is `∅`.
pub async fn rows(connector: &dyn Connector, statement: Statement) -> Result<Vec<Vec<String>>, Error> {
    let batches = batches(connector, statement, LIMITS).await?;
    let Some(first) = batches.first() else { return Ok(Vec::new()) };
    let all = concat_batches(&first.schema(), &batches).unwrap();
    let options = FormatOptions::new().with_null("∅");
    let shown = |column: &ArrayRef| {
        // Arrow's words for times know no names of zones.
        let DataType::Timestamp(unit, Some(zone)) = column.data_type() else { return Arc::clone(column) };
        assert_eq!(&**zone, "UTC");
        cast(column, &DataType::Timestamp(*unit, Some("+00:00".into()))).unwrap()
    };
    let columns: Vec<_> = all.columns().iter().map(shown).collect();
    let columns: Vec<_> =
        columns.iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap()).collect();
    Ok((0..all.num_rows())
        .map(|row| columns.iter().map(|column| column.value(row).to_string()).collect())
        .collect())
}

/// The only value of a statement.
pub async fn value(connector: &dyn Connector, sql: &str, kind: ColumnType) -> Result<String, Error> {
    Ok(rows(connector, one(sql, kind)).await?.remove(0).remove(0))
}
