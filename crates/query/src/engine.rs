//! Runs queries on the Parquet files of uploads with DataFusion.
//!
//! An [`Engine`] has its own threads, so that a heavy query does not keep web requests waiting, one memory
//! pool for all queries together, and a folder to which sorts and groups spill. A query ends when it is done,
//! after the timeout, or when the caller drops its future. Where a [`Cluster`] is configured, queries on uploads alone
//! run there instead, within the same limits of time and rows.

mod cells;
mod cluster;
mod config;
mod error;
mod file;
#[cfg(test)]
mod operators;
mod pushed;
#[cfg(test)]
mod relations;
mod remote;
mod scan;
mod statements;
#[cfg(test)]
mod tests;
mod work;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::saved::QueryResult;
use almanac_domain::{DatasetId, SourceId};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, MemoryConsumer};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use futures::StreamExt;
use serde_json::Value;

pub use self::cluster::{Cluster, Parts};
pub use self::config::EngineConfig;
pub use self::error::{Error, Result};
pub use self::remote::{Batches, Database};
use self::scan::{Place, Scan};
pub use self::statements::Ran;
pub use self::work::Counts;
use self::work::Workers;
use crate::restriction::fit;
use crate::{Catalog, Dialect, QueryDocument, RenderError, Source, output_columns, render, render_count};

/// Runs queries on uploads within limits of memory and time.
#[derive(Debug)]
pub struct Engine {
    config: EngineConfig,
    environment: Arc<RuntimeEnv>,
    workers: Workers,
}

/// What a query reads.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The sources that it may name.
    pub catalog: Catalog,
    /// The Parquet files of its data sets.
    pub files: HashMap<DatasetId, PathBuf>,
    /// The databases of its tables.
    pub databases: HashMap<SourceId, Arc<dyn Database>>,
    /// What its statements call data sets and tables.
    pub named: Vec<(String, Source)>,
}

impl Tables {
    /// The tables with absolute paths.
    fn located(&self) -> Result<Self> {
        let mut tables = self.clone();
        for file in tables.files.values_mut() {
            // To DataFusion a file that is not there is an empty table.
            *file = file.canonicalize()?;
        }
        Ok(tables)
    }

    /// The database that holds all that `document` reads.
    fn database(&self, document: &QueryDocument) -> Option<&Arc<dyn Database>> {
        self.databases.get(&only_source(document)?)
    }
}

/// The source that has all tables that `document` reads.
fn only_source(document: &QueryDocument) -> Option<SourceId> {
    let mut sources = document.reads().into_iter().map(|source| match source {
        Source::Table(table) => Some(table.source),
        Source::Sql(sql) => sql.source,
        _ => None,
    });
    let first = sources.next()??;
    sources.all(|source| source == Some(first)).then_some(first)
}

/// A query that was checked and is ready to run.
struct Prepared {
    environment: Arc<RuntimeEnv>,
    config: EngineConfig,
    tables: Tables,
    document: QueryDocument,
    columns: Vec<Column>,
}

impl Engine {
    /// Starts the engine's threads and makes its spill folder.
    ///
    /// # Errors
    /// [`Error::Engine`] if the folder or the threads can't be made.
    pub fn new(config: EngineConfig) -> Result<Self> {
        std::fs::create_dir_all(&config.spill_dir)?;
        let disk = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![config.spill_dir.clone()]))
            .with_max_temp_directory_size(config.spill_bytes);
        let environment = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(config.memory_bytes)))
            .with_disk_manager_builder(disk)
            .build_arc()?;
        let workers = Workers::start(config.threads)?;
        Ok(Self { config, environment, workers })
    }

    /// More rows of a result are neither counted nor written.
    pub fn max_rows(&self) -> u64 {
        self.config.max_rows
    }

    /// How many queries ran, and how they ended.
    pub fn counts(&self) -> Counts {
        self.workers.counts()
    }

    /// Runs `document`, which is resolved, on `tables` and returns its first `limit` rows.
    ///
    /// Dates and times are text in ISO 8601 (`2011-01-31`, `2011-01-31T08:00:00Z`); NaN and infinite numbers
    /// are null; whole numbers beyond ±2⁵³, which JavaScript would round, are text, as filters take them.
    /// `total_rows` counts all rows of the result, but never more than [`EngineConfig::max_rows`].
    ///
    /// # Errors
    /// [`Error::Invalid`] for a document that breaks a rule, [`Error::Timeout`], [`Error::Memory`], …
    pub async fn run(&self, tables: &Tables, document: &QueryDocument, limit: u64) -> Result<QueryResult> {
        let started = Instant::now();
        let prepared = self.prepare(tables, document)?;
        let max_rows = self.config.max_rows;
        let (columns, rows, total_rows) = self
            .work(async move {
                let (rows, total) = if prepared.document.summarizes() {
                    prepared.summary(limit, max_rows).await?
                } else {
                    prepared.list(limit, max_rows).await?
                };
                Ok((prepared.columns, rows, total))
            })
            .await?;
        let truncated = (rows.len() as u64) < total_rows;
        Ok(QueryResult {
            columns,
            rows,
            total_rows,
            truncated,
            elapsed_ms: elapsed_ms(started),
            computed_at: None,
        })
    }

    /// Runs `document` and returns its whole result as Arrow columns: numbers of 64 bits, `Utf8`, `Date32`,
    /// and microseconds in UTC.
    ///
    /// # Errors
    /// As [`Engine::run`]; [`Error::TooManyRows`] beyond [`EngineConfig::max_rows`], [`Error::Memory`] if the
    /// result alone is larger than the memory that is left.
    pub async fn run_to_columns(
        &self,
        tables: &Tables,
        document: &QueryDocument,
    ) -> Result<Vec<RecordBatch>> {
        let prepared = self.prepare(tables, document)?;
        let (pool, max_rows) = (Arc::clone(&self.environment.memory_pool), self.config.max_rows);
        self.work(async move {
            let reservation = MemoryConsumer::new("result").register(&pool);
            let mut stream = prepared.stream(&prepared.document).await?;
            let (mut batches, mut rows) = (Vec::new(), 0);
            while let Some(batch) = stream.next().await {
                let batch = cells::plain(&batch?, &prepared.columns)?;
                rows += batch.num_rows() as u64;
                if rows > max_rows {
                    return Err(Error::TooManyRows(max_rows));
                }
                reservation.try_grow(batch.get_array_memory_size())?;
                batches.push(batch);
            }
            Ok(batches)
        })
        .await
    }

    /// Runs `document` and writes its whole result to the new Parquet file `out`; returns how many rows there
    /// are. If that fails or is cancelled, `out` is removed.
    ///
    /// # Errors
    /// As [`Engine::run`], and [`Error::TooManyRows`] beyond [`EngineConfig::max_rows`].
    pub async fn write_parquet(&self, tables: &Tables, document: &QueryDocument, out: &Path) -> Result<u64> {
        let prepared = self.prepare(tables, document)?;
        let (out, max_rows) = (out.to_path_buf(), self.config.max_rows);
        self.work(async move {
            let mut writer = file::Writer::create(out, &prepared.columns)?;
            let mut stream = prepared.stream(&prepared.document).await?;
            while let Some(batch) = stream.next().await {
                let rows = writer.write(&cells::plain(&batch?, &prepared.columns)?)?;
                if rows > max_rows {
                    return Err(Error::TooManyRows(max_rows));
                }
            }
            writer.finish()
        })
        .await
    }

    /// The rows of `file` from `offset` on, in file order. `total_rows` is the number of rows in the file.
    ///
    /// # Errors
    /// [`Error::Timeout`], or [`Error::Engine`] if the file can't be read.
    pub async fn rows(
        &self,
        file: &Path,
        columns: &[Column],
        offset: u64,
        limit: u64,
    ) -> Result<QueryResult> {
        let started = Instant::now();
        let (file, columns) = (file.to_path_buf(), columns.to_vec());
        let read = self
            .work(async move { file::rows(&file, &columns, offset, limit).map(|page| (columns, page)) })
            .await?;
        let (columns, (rows, total_rows)) = read;
        let truncated = (rows.len() as u64) < total_rows;
        Ok(QueryResult {
            columns,
            rows,
            total_rows,
            truncated,
            elapsed_ms: elapsed_ms(started),
            computed_at: None,
        })
    }

    fn prepare(&self, tables: &Tables, document: &QueryDocument) -> Result<Prepared> {
        crate::validate(document, &tables.catalog)?;
        for source in document.reads().into_iter().chain(tables.named.iter().map(|(_, source)| source)) {
            fit(source, &tables.catalog)?;
        }
        let tables = tables.located()?;
        Ok(Prepared {
            environment: Arc::clone(&self.environment),
            config: self.config.clone(),
            columns: output_columns(document, &tables.catalog),
            tables,
            document: document.clone(),
        })
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        self.workers.run(work, self.config.timeout).await
    }
}

type Rows = Vec<Vec<Value>>;

impl Prepared {
    async fn stream(&self, document: &QueryDocument) -> Result<SendableRecordBatchStream> {
        if let Some(database) = self.tables.database(document) {
            match render(document, &self.tables.catalog, database.dialect()) {
                Ok(statement) => return Ok(remote::whole(database, statement, &self.columns)),
                // What the database lacks is computed here.
                Err(RenderError::Unsupported(_)) => {}
                Err(RenderError::Invalid(fields)) => return Err(Error::Invalid(fields)),
            }
        }
        let rendered = render(document, &self.tables.catalog, Dialect::DataFusion)?;
        // A list of rows in one stream keeps the order of the file, and a whole sort in one stream needs the
        // least memory. A sort for a few rows keeps only those.
        let list = document.joins.is_empty() && !document.summarizes();
        let parts = if list && document.sort.is_empty() { Parts::One } else { Parts::Many };
        if let Some(stream) = self.elsewhere(&rendered, parts).await? {
            return Ok(stream);
        }
        let one = list && (document.sort.is_empty() || document.limit.is_none());
        let threads = if one { 1 } else { self.config.threads };
        self.scan(Place::Here { threads }).await?.query(rendered).await
    }

    async fn scan(&self, place: Place) -> Result<Scan> {
        Box::pin(Scan::open(&self.environment, &self.config, place, &self.tables, None)).await
    }

    /// All rows are computed anyway: count them, keep the first ones.
    async fn summary(&self, limit: u64, max_rows: u64) -> Result<(Rows, u64)> {
        let mut document = self.document.clone();
        if self.tables.database(&document).is_some() {
            // It would send all of them.
            document.limit = Some(document.limit.map_or(max_rows, |most| most.min(max_rows)));
        }
        let mut stream = self.stream(&document).await?;
        let (mut rows, mut total) = (Vec::new(), 0);
        while total < max_rows
            && let Some(batch) = stream.next().await
        {
            let batch = batch?;
            total += batch.num_rows() as u64;
            let wanted = limit.saturating_sub(rows.len() as u64).min(batch.num_rows() as u64);
            cells::append(&mut rows, &batch.slice(0, wanted as usize), &self.columns)?;
        }
        Ok((rows, total.min(max_rows)))
    }

    /// How many rows there are, as a result of one number.
    async fn count(&self, max_rows: u64) -> Result<SendableRecordBatchStream> {
        let count = |dialect| render_count(&self.document, &self.tables.catalog, dialect, max_rows);
        if let Some(database) = self.tables.database(&self.document) {
            match count(database.dialect()) {
                Ok(statement) => {
                    let column = Column { name: "c0".to_owned(), kind: ColumnType::Integer };
                    return Ok(remote::whole(database, statement, &[column]));
                }
                Err(RenderError::Unsupported(_)) => {}
                Err(RenderError::Invalid(fields)) => return Err(Error::Invalid(fields)),
            }
        }
        let rendered = count(Dialect::DataFusion)?;
        if let Some(stream) = self.elsewhere(&rendered, Parts::Many).await? {
            return Ok(stream);
        }
        self.scan(Place::Here { threads: self.config.threads }).await?.query(rendered).await
    }

    /// Read only the rows that are shown, then let the file's statistics count the others.
    async fn list(&self, limit: u64, max_rows: u64) -> Result<(Rows, u64)> {
        let shown = self.document.limit.map_or(limit, |most| most.min(limit));
        let document = QueryDocument { limit: Some(shown + 1), ..self.document.clone() };
        let mut stream = self.stream(&document).await?;
        let mut rows = Vec::new();
        while let Some(batch) = stream.next().await {
            cells::append(&mut rows, &batch?, &self.columns)?;
        }
        if rows.len() as u64 <= shown {
            let total = rows.len() as u64;
            return Ok((rows, total));
        }
        rows.truncate(shown as usize);
        let mut stream = self.count(max_rows).await?;
        let mut total = 0;
        while let Some(batch) = stream.next().await {
            total += cells::number(&batch?)?;
        }
        Ok((rows, total))
    }
}

fn elapsed_ms(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
