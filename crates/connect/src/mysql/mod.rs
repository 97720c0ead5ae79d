//! MySQL and MariaDB.

mod catalogue;
mod connection;
mod value;

use std::sync::Arc;
use std::time::Duration;

use almanac_domain::source::{Schema, ServerSettings, SourceKind, TableColumn};
use async_trait::async_trait;
use mysql_async::prelude::Queryable as _;

pub(crate) use self::catalogue::column_type;
use self::connection::{Connection, Server, failed};
use crate::deadline::Deadline;
use crate::pool::{CONNECT, Dial, Lease, Pool};
use crate::rows::Reader;
use crate::{Addresses, Batches, Connector, Error, INTROSPECT, Limits, Result, Statement, statement};

/// A database of MySQL or MariaDB.
#[derive(Debug)]
pub(crate) struct Mysql {
    server: Server,
    pool: Pool<Connection>,
}

impl Mysql {
    pub(crate) fn new(
        settings: &ServerSettings,
        password: Option<&str>,
        addresses: Arc<dyn Addresses>,
    ) -> Result<Self> {
        Ok(Self { server: Server::new(settings, password, addresses)?, pool: Pool::new() })
    }

    /// A connection that has understood the statement.
    async fn start(
        &self,
        statement: &Statement,
        limits: Limits,
    ) -> Result<(Lease<Connection>, mysql_async::Statement)> {
        let mut lease = self.pool.begin(self, limits.timeout).await?;
        let prepared = lease.connection.conn.prep(statement.sql.as_str()).await;
        let prepared = prepared.map_err(|error| failed(&error, limits.timeout))?;
        let columns = usize::from(prepared.num_columns());
        if columns != statement.columns.len() {
            return Err(crate::wrong_width(columns, statement));
        }
        Ok((lease, prepared))
    }
}

#[async_trait]
impl Dial for Mysql {
    type Connection = Connection;

    async fn connect(&self) -> Result<Connection> {
        self.server.connect().await
    }

    async fn begin(&self, connection: &mut Connection, limit: Duration) -> Result<()> {
        connection.begin(limit).await
    }
}

#[async_trait]
impl Connector for Mysql {
    fn kind(&self) -> SourceKind {
        SourceKind::Mysql
    }

    async fn test(&self) -> Result<()> {
        let mut connection = self.server.connect().await?;
        let answer = tokio::time::timeout(CONNECT, connection.conn.query_drop("select 1")).await;
        answer.ok().and_then(Result::ok).ok_or(Error::Unreachable)
    }

    async fn introspect(&self) -> Result<Schema> {
        let deadline = Deadline::after(INTROSPECT);
        let mut lease = deadline.wait(self.pool.begin(self, INTROSPECT)).await?;
        lease.connection.running = true;
        let schema = catalogue::read(&mut lease.connection.conn);
        let schema =
            deadline.wait(async { schema.await.map_err(|error| failed(&error, INTROSPECT)) }).await?;
        lease.connection.running = false;
        lease.finish().await;
        Ok(schema)
    }

    async fn describe(&self, sql: &str, timeout: Duration) -> Result<Vec<TableColumn>> {
        statement::check(sql, SourceKind::Mysql)?;
        let deadline = Deadline::after(timeout);
        let mut lease = deadline.wait(self.pool.begin(self, timeout)).await?;
        lease.connection.running = true;
        let prepared = lease.connection.conn.prep(sql);
        let prepared =
            deadline.wait(async { prepared.await.map_err(|error| failed(&error, timeout)) }).await?;
        lease.connection.running = false;
        lease.finish().await;
        crate::no_values(usize::from(prepared.num_params()))?;
        Ok(prepared.columns().iter().map(catalogue::of_result).collect())
    }

    async fn query(&self, statement: Statement, limits: Limits) -> Result<Batches> {
        statement::check(&statement.sql, SourceKind::Mysql)?;
        let deadline = Deadline::after(limits.timeout);
        let params = statement.params.iter().map(value::param).collect::<Result<Vec<_>>>()?;
        let (mut lease, prepared) = deadline.wait(self.start(&statement, limits)).await?;
        Ok(Box::pin(async_stream::try_stream! {
            let mut reader = Reader::new(&statement.columns, limits);
            lease.connection.running = true;
            let wrong = |error| failed(&error, limits.timeout);
            {
                let rows = lease.connection.conn.exec_iter(&prepared, params);
                let mut rows = deadline.wait(async { rows.await.map_err(wrong) }).await?;
                while let Some(row) = deadline.wait(async { rows.next().await.map_err(wrong) }).await? {
                    reader.row(|at| Ok(value::cell(&row, at)))?;
                    if let Some(batch) = reader.full()? {
                        yield batch;
                    }
                }
            }
            lease.connection.running = false;
            lease.finish().await;
            if let Some(batch) = reader.rest()? {
                yield batch;
            }
        }))
    }
}
