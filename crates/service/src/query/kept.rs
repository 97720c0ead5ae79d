//! Results of queries that are kept in files for a while: to be paged through, and to be shown again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use almanac_domain::data::Column;
use almanac_domain::saved::QueryResult;
use almanac_domain::{DatasetId, OrgId, ProjectId};
use almanac_query::{QueryDocument, Restrictions, Source, Tables, output_columns};
use chrono::{DateTime, TimeDelta, Utc};
use moka::Expiry;
use moka::future::Cache;
use moka::policy::EvictionPolicy;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Readable;
use crate::files::Temporary;
use crate::{App, Error, Result};

/// Rows of a result that are kept; the export has all.
const MOST_KEPT: u64 = 1_000_000;
/// As long as nobody asks for longer, a result is kept for its pages.
pub(super) const PAGED: Duration = Duration::from_mins(15);
/// A result takes at least that much, for what is known about it.
const LEAST_KIB: u32 = 4;

type Key = [u8; 32];

/// The kept results, within a limit of disk space: those that were not asked for longest go first.
pub(crate) struct Results(Cache<Key, Arc<Kept>>);

/// A result in a file, which is removed with it.
struct Kept {
    file: Temporary,
    kib: u32,
    columns: Vec<Column>,
    total_rows: u64,
    elapsed_ms: u64,
    computed_at: DateTime<Utc>,
    lifetime: Duration,
}

/// Which rows of a kept result are wanted.
#[derive(Clone, Copy)]
pub(super) struct Slice {
    pub(super) offset: u64,
    pub(super) limit: u64,
    /// How old the result may be.
    pub(super) age: Duration,
    /// Whether it must be computed anew.
    pub(super) fresh: bool,
}

struct AsLongAsWanted;

impl Expiry<Key, Arc<Kept>> for AsLongAsWanted {
    fn expire_after_create(&self, _key: &Key, kept: &Arc<Kept>, _now: Instant) -> Option<Duration> {
        Some(kept.lifetime)
    }
}

impl Results {
    /// At most so many bytes on disk.
    pub(crate) fn new(bytes: u64) -> Self {
        let cache = Cache::builder()
            .max_capacity(bytes / 1024)
            .weigher(|_, kept: &Arc<Kept>| kept.kib)
            .eviction_policy(EvictionPolicy::lru())
            .expire_after(AsLongAsWanted)
            .build();
        Self(cache)
    }

    /// Rows of the result of a query, which is computed if it is not kept. Who asks for the same meanwhile waits for it.
    pub(super) async fn slice(
        &self,
        app: &App,
        (org, project): (OrgId, ProjectId),
        query: &Readable,
        slice: Slice,
    ) -> Result<QueryResult> {
        let key = key(org, project, query)?;
        let oldest = app.now() - TimeDelta::from_std(slice.age).map_err(Error::internal)?;
        if let Some(kept) = self.0.get(&key).await
            && (slice.fresh || kept.computed_at < oldest)
        {
            self.0.invalidate(&key).await;
        }
        // What waits is large, and most runs do without it.
        let computed = Box::pin(self.0.try_get_with(key, compute(app, query, slice.age.max(PAGED))));
        let kept = computed.await.map_err(again)?;
        let page = app.engine().rows(kept.file.path(), &kept.columns, slice.offset, slice.limit).await?;
        Ok(QueryResult {
            truncated: (page.rows.len() as u64) < kept.total_rows,
            total_rows: kept.total_rows,
            elapsed_ms: kept.elapsed_ms,
            computed_at: Some(kept.computed_at),
            ..page
        })
    }

    /// Forgets the result of a query, of which there is a newer one.
    pub(super) async fn forget(&self, at: (OrgId, ProjectId), query: &Readable) -> Result<()> {
        self.0.invalidate(&key(at.0, at.1, query)?).await;
        Ok(())
    }
}

/// Runs a query and writes its result to a file.
async fn compute(app: &App, query: &Readable, lifetime: Duration) -> Result<Arc<Kept>> {
    let Readable { document, tables } = query;
    let (computed_at, started) = (app.now(), Instant::now());
    let file = app.files().temporary(app.new_id());
    let limit = Some(document.limit.map_or(MOST_KEPT, |most| most.min(MOST_KEPT)));
    let shown = QueryDocument { limit, ..document.clone() };
    let rows = app.engine().write_parquet(tables, &shown, file.path()).await?;
    let total_rows =
        if rows < MOST_KEPT { rows } else { app.engine().run(tables, document, 1).await?.total_rows };
    let bytes = tokio::fs::metadata(file.path()).await?.len();
    Ok(Arc::new(Kept {
        file,
        kib: u32::try_from(bytes / 1024).unwrap_or(u32::MAX).max(LEAST_KIB),
        columns: output_columns(document, &tables.catalog),
        total_rows,
        elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        computed_at,
        lifetime,
    }))
}

/// What tells results apart (R23): whose they are, what is asked with which values, what it is asked of, and which rows of
/// that are seen.
fn key(org: OrgId, project: ProjectId, query: &Readable) -> Result<Key> {
    #[derive(Serialize)]
    struct Asked<'a> {
        org: OrgId,
        project: ProjectId,
        document: &'a QueryDocument,
        columns: Vec<Column>,
        restrictions: &'a Restrictions,
        files: Vec<(&'a DatasetId, &'a PathBuf)>,
        named: &'a [(String, Source)],
    }
    let Readable { document, tables } = query;
    let Tables { catalog, files, named, databases: _ } = tables;
    let mut files: Vec<_> = files.iter().collect();
    files.sort();
    let columns = output_columns(document, catalog);
    let restrictions = catalog.restrictions();
    let asked = Asked { org, project, document, columns, restrictions, files, named };
    let json = serde_json::to_vec(&asked).map_err(Error::internal)?;
    Ok(Sha256::digest(json).into())
}

/// The error that all who waited for a result get.
fn again(error: Arc<Error>) -> Error {
    Arc::try_unwrap(error).unwrap_or_else(|shared| match &*shared {
        Error::Invalid(fields) => Error::Invalid(fields.clone()),
        Error::Conflict(message) => Error::Conflict(message.clone()),
        Error::TooLarge(message) => Error::TooLarge(message.clone()),
        _ => Error::internal(shared),
    })
}
