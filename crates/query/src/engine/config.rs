//! Limits of the engine.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::Cluster;

/// Limits of an [`Engine`](super::Engine).
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// Memory for all queries together, in bytes.
    pub memory_bytes: usize,
    /// How long one query may take.
    pub timeout: Duration,
    /// A result's further rows are neither counted nor written.
    pub max_rows: u64,
    /// Threads for all queries together.
    pub threads: usize,
    /// Where sorts and groups go that need more memory; made if it is not there. The files are removed when
    /// their query ends.
    pub spill_dir: PathBuf,
    /// How much may be there, in bytes.
    pub spill_bytes: u64,
    /// Who runs queries on uploads, if not the engine itself. Its memory and disk are limited there.
    pub cluster: Option<Arc<dyn Cluster>>,
}

impl EngineConfig {
    /// The usual limits: 512 MiB of memory, 8 GiB of `spill_dir`, 30 seconds, ten million rows, two threads.
    pub fn new(spill_dir: PathBuf) -> Self {
        Self {
            memory_bytes: 512 << 20,
            timeout: Duration::from_secs(30),
            max_rows: 10_000_000,
            threads: 2,
            spill_dir,
            spill_bytes: 8 << 30,
            cluster: None,
        }
    }
}
