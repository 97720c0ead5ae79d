//! Sources as databases that queries are sent to. What was opened is kept, with its connections and schemas.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use almanac_connect::{Connector, Error as Connect, Limits, Statement};
use almanac_domain::data::Column;
use almanac_domain::source::{Schema, SourceKind};
use almanac_domain::{OrgId, ProjectId, SourceId};
use almanac_query::{Batches, Database, Dialect, Error as Query, Rendered, SqlColumn};
use almanac_store::source::StoredSource;
use almanac_store::{Tx, source, source_version};
use async_trait::async_trait;
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest as _, Sha256};

use super::connector;
use crate::{App, Error, Result};

/// Bytes of a result.
const MOST_BYTES: u64 = 4 << 30;
/// Sources, and schemas, that are kept.
const KEPT: usize = 200;

/// What is open.
#[derive(Debug, Default)]
pub(crate) struct Open {
    connectors: Mutex<HashMap<SourceId, Opened>>,
    /// By version.
    schemas: Mutex<HashMap<(SourceId, i64), Arc<Schema>>>,
}

#[derive(Debug)]
struct Opened {
    /// Of settings and password.
    fingerprint: Vec<u8>,
    connector: Arc<dyn Connector>,
}

/// A source that can be queried.
pub(crate) struct Queryable {
    pub schema: Arc<Schema>,
    pub database: Arc<dyn Database>,
    connector: Arc<dyn Connector>,
}

impl Queryable {
    /// The columns of the result of a statement of SQL, in which `field` may be wrong.
    pub async fn describe(&self, app: &App, text: &str, field: &str) -> Result<Vec<SqlColumn>> {
        let found = match self.connector.describe(text, app.settings().query_timeout).await {
            Ok(found) => found,
            // It is said to who wrote it.
            Err(Connect::Statement(problem)) => return Err(Error::field(field, problem)),
            Err(error @ Connect::NotReading(_)) => return Err(Error::field(field, error.to_string())),
            Err(error) => return Err(Error::Conflict(error.to_string())),
        };
        let found = found.into_iter().map(|column| (column.name, column.native, column.kind));
        SqlColumn::all(found).map_err(|problem| Error::field(field, problem))
    }
}

/// The source with the schema that queries use; none if it is not there, its schema was never read, or it has no
/// rows.
pub(crate) async fn queryable(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    id: SourceId,
) -> Result<Option<Queryable>> {
    let Some(stored) = source::find(tx, project, id).await? else { return Ok(None) };
    if stored.source.schema_only {
        return Ok(None);
    }
    let Some(number) = stored.source.used() else { return Ok(None) };
    let schema = app.open_sources().schema(tx, project, (id, number)).await?;
    let connector = app.open_sources().connector(app, tx.org()?, &stored)?;
    let limits = Limits {
        timeout: app.settings().query_timeout + Duration::from_secs(1),
        // One more than the engine takes, so that it says so itself.
        rows: app.engine().max_rows() + 1,
        bytes: MOST_BYTES,
    };
    let database = Arc::new(Connected { connector: Arc::clone(&connector), limits });
    Ok(Some(Queryable { schema, database, connector }))
}

impl Open {
    /// The schema of a version.
    pub(crate) async fn schema(
        &self,
        tx: &mut Tx,
        project: ProjectId,
        (id, number): (SourceId, i64),
    ) -> Result<Arc<Schema>> {
        let kept = || self.schemas.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(schema) = kept().get(&(id, number)) {
            return Ok(Arc::clone(schema));
        }
        let schema = Arc::new(source_version::schema(tx, project, id, number).await?);
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert((id, number), Arc::clone(&schema));
        Ok(schema)
    }

    /// Forgets a source: its connections and its password.
    pub(crate) fn forget(&self, id: SourceId) {
        self.connectors.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        self.schemas.lock().unwrap_or_else(PoisonError::into_inner).retain(|(source, _), _| *source != id);
    }

    fn connector(&self, app: &App, org: OrgId, stored: &StoredSource) -> Result<Arc<dyn Connector>> {
        let id = stored.source.id;
        let mut sha = Sha256::new();
        sha.update(serde_json::to_vec(&stored.settings).map_err(Error::internal)?);
        sha.update(stored.secret.as_deref().unwrap_or_default());
        let fingerprint = sha.finalize().to_vec();
        let mut kept = self.connectors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = kept.get(&id)
            && opened.fingerprint == fingerprint
        {
            return Ok(Arc::clone(&opened.connector));
        }
        let connector = connector(app, org, stored)?.map_err(|error| Error::Conflict(error.to_string()))?;
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(id, Opened { fingerprint, connector: Arc::clone(&connector) });
        Ok(connector)
    }
}

#[derive(Debug)]
struct Connected {
    connector: Arc<dyn Connector>,
    limits: Limits,
}

#[async_trait]
impl Database for Connected {
    fn dialect(&self) -> Dialect {
        match self.connector.kind() {
            SourceKind::Postgres => Dialect::Postgres,
            SourceKind::Mysql => Dialect::Mysql,
            SourceKind::Sqlite => Dialect::Sqlite,
        }
    }

    async fn query(&self, statement: Rendered, columns: Vec<Column>) -> almanac_query::Result<Batches> {
        let statement = Statement { sql: statement.sql, params: statement.params, columns };
        let rows = self.connector.query(statement, self.limits).await.map_err(query_error)?;
        Ok(rows.map_err(query_error).boxed())
    }
}

/// The error as people see it; what a server sent is for the log.
fn query_error(error: Connect) -> Query {
    match error {
        Connect::Timeout(limit) => Query::Timeout(limit),
        Connect::TooManyRows(rows) => Query::TooManyRows(rows),
        Connect::Statement(_) => {
            tracing::warn!(%error, "a source did not take a query");
            Query::Source(
                "the source did not take the query: has its schema changed since it was read?".to_owned(),
            )
        }
        other => Query::Source(other.to_string()),
    }
}
