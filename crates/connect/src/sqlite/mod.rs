//! Files of SQLite.

mod catalogue;
mod connection;
mod value;

use std::time::Duration;

use almanac_domain::source::{Schema, SourceKind, TableColumn};
use async_trait::async_trait;
use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Either, Executor as _, SqlSafeStr as _, Statement as _};

pub(crate) use self::catalogue::column_type;
use self::connection::{Connection, failed};
use crate::deadline::Deadline;
use crate::pool::{CONNECT, Dial, Pool};
use crate::rows::Reader;
use crate::{Batches, Connector, Error, Files, INTROSPECT, Limits, Result, Statement, statement};

/// A file of SQLite.
#[derive(Debug)]
pub(crate) struct Sqlite {
    files: Files,
    file: String,
    pool: Pool<Connection>,
}

impl Sqlite {
    pub(crate) fn new(files: Files, file: String) -> Self {
        Self { files, file, pool: Pool::new() }
    }
}

#[async_trait]
impl Dial for Sqlite {
    type Connection = Connection;

    async fn connect(&self) -> Result<Connection> {
        Connection::open(self.files.find(&self.file)?).await
    }

    /// A statement of SQLite is a transaction of its own.
    async fn begin(&self, connection: &mut Connection, limit: Duration) -> Result<()> {
        if self.files.find(&self.file)? != connection.file {
            return Err(Error::NoFile);
        }
        connection.begin(limit);
        Ok(())
    }
}

#[async_trait]
impl Connector for Sqlite {
    fn kind(&self) -> SourceKind {
        SourceKind::Sqlite
    }

    async fn test(&self) -> Result<()> {
        let mut connection = self.connect().await?;
        connection.begin(CONNECT);
        let read = sqlx::query("select count(*) from sqlite_schema").execute(&mut connection.conn).await;
        read.map(drop).map_err(|_| Error::NoFile)
    }

    async fn introspect(&self) -> Result<Schema> {
        let deadline = Deadline::after(INTROSPECT);
        let mut lease = deadline.wait(self.pool.begin(self, INTROSPECT)).await?;
        let schema = catalogue::read(&mut lease.connection.conn);
        let schema = deadline.wait(async { schema.await.map_err(|error| failed(error, INTROSPECT)) }).await?;
        lease.finish().await;
        Ok(schema)
    }

    async fn describe(&self, sql: &str, timeout: Duration) -> Result<Vec<TableColumn>> {
        statement::check(sql, SourceKind::Sqlite)?;
        let deadline = Deadline::after(timeout);
        let mut lease = deadline.wait(self.pool.begin(self, timeout)).await?;
        let found = catalogue::of_result(&mut lease.connection.conn, sql);
        let found = deadline.wait(async { found.await.map_err(|error| failed(error, timeout)) }).await?;
        lease.finish().await;
        crate::no_values(found.values)?;
        Ok(found.columns)
    }

    async fn query(&self, statement: Statement, limits: Limits) -> Result<Batches> {
        statement::check(&statement.sql, SourceKind::Sqlite)?;
        let deadline = Deadline::after(limits.timeout);
        let mut lease = deadline.wait(self.pool.begin(self, limits.timeout)).await?;
        deadline.wait(fits(&mut lease.connection, &statement, limits)).await?;
        Ok(Box::pin(async_stream::try_stream! {
            let mut reader = Reader::new(&statement.columns, limits);
            // Checked above: one statement that begins as a query, on a connection that only reads.
            let sql = AssertSqlSafe(statement.sql.as_str());
            let query = statement.params.iter().fold(sqlx::query(sql).persistent(false), value::bind);
            {
                let mut rows = query.fetch(&mut lease.connection.conn);
                loop {
                    let next = async { rows.try_next().await.map_err(|error| failed(error, limits.timeout)) };
                    let Some(row) = deadline.wait(next).await? else { break };
                    reader.row(|at| value::cell(&row, at))?;
                    if let Some(batch) = reader.full()? {
                        yield batch;
                    }
                }
            }
            lease.finish().await;
            if let Some(batch) = reader.rest()? {
                yield batch;
            }
        }))
    }
}

/// Whether a statement has as many columns and placeholders as it is said to have.
async fn fits(connection: &mut Connection, statement: &Statement, limits: Limits) -> Result<()> {
    // Checked by our caller; it is not run here.
    let sql = AssertSqlSafe(statement.sql.as_str()).into_sql_str();
    let prepared = connection.conn.prepare(sql).await.map_err(|error| failed(error, limits.timeout))?;
    let columns = prepared.columns().len();
    if columns != statement.columns.len() {
        return Err(crate::wrong_width(columns, statement));
    }
    let places = match prepared.parameters() {
        Some(Either::Right(places)) => places,
        Some(Either::Left(_)) | None => 0,
    };
    if places != statement.params.len() {
        let given = statement.params.len();
        return Err(Error::Statement(format!("{places} values are wanted, and {given} given")));
    }
    Ok(())
}
