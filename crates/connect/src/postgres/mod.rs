//! PostgreSQL.

mod catalogue;
mod connection;
mod value;
mod wire;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use almanac_domain::source::{Schema, ServerSettings, SourceKind, TableColumn};
use async_trait::async_trait;
use futures::TryStreamExt as _;
use tokio_postgres::RowStream;

pub(crate) use self::catalogue::column_type;
use self::connection::{Connection, Server};
use self::value::{Param, Raw};
use crate::cell::Cell;
use crate::deadline::Deadline;
use crate::pool::{CONNECT, Dial, Lease, Pool};
use crate::rows::Reader;
use crate::{Addresses, Batches, Connector, Error, INTROSPECT, Limits, Result, Statement, statement};

/// A database of PostgreSQL.
#[derive(Debug)]
pub(crate) struct Postgres {
    server: Arc<Server>,
    pool: Pool<Connection>,
}

impl Postgres {
    pub(crate) fn new(
        settings: &ServerSettings,
        password: Option<&str>,
        addresses: Arc<dyn Addresses>,
    ) -> Result<Self> {
        Ok(Self { server: Arc::new(Server::new(settings, password, addresses)?), pool: Pool::new() })
    }

    async fn start(&self, statement: &Statement, limits: Limits) -> Result<(Lease<Connection>, RowStream)> {
        let mut lease = self.pool.begin(self, limits.timeout).await?;
        let connection = &mut lease.connection;
        connection.running = true;
        match run(connection, statement).await {
            Ok(rows) => Ok((lease, rows)),
            Err(error) => Err(connection.failed(&error, limits.timeout)),
        }
    }
}

async fn run(connection: &mut Connection, statement: &Statement) -> Result<RowStream, tokio_postgres::Error> {
    let params: Vec<_> = statement.params.iter().map(Param).collect();
    let prepared = connection.client.prepare(&statement.sql).await?;
    connection.client.query_raw(&prepared, &params).await
}

#[async_trait]
impl Dial for Postgres {
    type Connection = Connection;

    async fn connect(&self) -> Result<Connection> {
        self.server.connect().await
    }

    async fn begin(&self, connection: &mut Connection, limit: Duration) -> Result<()> {
        connection.begin(limit).await
    }
}

#[async_trait]
impl Connector for Postgres {
    fn kind(&self) -> SourceKind {
        SourceKind::Postgres
    }

    async fn test(&self) -> Result<()> {
        let connection = self.server.connect().await?;
        let answer = tokio::time::timeout(CONNECT, connection.client.simple_query("select 1")).await;
        answer.ok().and_then(Result::ok).map(drop).ok_or(Error::Unreachable)
    }

    async fn introspect(&self) -> Result<Schema> {
        let deadline = Deadline::after(INTROSPECT);
        let mut lease = deadline.wait(self.pool.begin(self, INTROSPECT)).await?;
        lease.connection.running = true;
        let schema = catalogue::read(&lease.connection.client);
        let schema = deadline
            .wait(async { schema.await.map_err(|error| lease.connection.failed(&error, INTROSPECT)) })
            .await?;
        lease.connection.running = false;
        lease.finish().await;
        Ok(schema)
    }

    async fn describe(&self, sql: &str, timeout: Duration) -> Result<Vec<TableColumn>> {
        statement::check(sql, SourceKind::Postgres)?;
        let deadline = Deadline::after(timeout);
        let mut lease = deadline.wait(self.pool.begin(self, timeout)).await?;
        lease.connection.running = true;
        let prepared = lease.connection.client.prepare(sql);
        let prepared = deadline
            .wait(async { prepared.await.map_err(|error| lease.connection.failed(&error, timeout)) })
            .await?;
        lease.connection.running = false;
        lease.finish().await;
        crate::no_values(prepared.params().len())?;
        Ok(prepared.columns().iter().map(catalogue::of_result).collect())
    }

    async fn query(&self, statement: Statement, limits: Limits) -> Result<Batches> {
        statement::check(&statement.sql, SourceKind::Postgres)?;
        let deadline = Deadline::after(limits.timeout);
        let (lease, rows) = deadline.wait(self.start(&statement, limits)).await?;
        Ok(Box::pin(read(lease, rows, statement, limits, deadline)))
    }
}

fn read(
    mut lease: Lease<Connection>,
    rows: RowStream,
    statement: Statement,
    limits: Limits,
    deadline: Deadline,
) -> impl futures::Stream<Item = Result<arrow::array::RecordBatch>> {
    async_stream::try_stream! {
        let mut rows = pin!(rows);
        let mut reader = Reader::new(&statement.columns, limits);
        loop {
            let failed = |error| lease.connection.failed(&error, limits.timeout);
            let next = async { rows.try_next().await.map_err(failed) };
            let Some(row) = deadline.wait(next).await? else { break };
            if row.len() != statement.columns.len() {
                Err(crate::wrong_width(row.len(), &statement))?;
            }
            reader.row(|at| match row.try_get::<_, Option<Raw<'_>>>(at) {
                Ok(value) => Ok(value.map_or(Cell::Null, |value| value.cell())),
                Err(error) => Err(failed(error)),
            })?;
            if let Some(batch) = reader.full()? {
                yield batch;
            }
        }
        lease.connection.running = false;
        lease.finish().await;
        if let Some(batch) = reader.rest()? {
            yield batch;
        }
    }
}
