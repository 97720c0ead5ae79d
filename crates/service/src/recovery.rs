//! What happens when the data folder is opened: nothing half-written survives.

use std::fs::{File, TryLockError};
use std::path::Path;

use almanac_store::{Db, Scope};
use chrono::{DateTime, Utc};

use crate::Result;
use crate::files::Files;

/// Locks the data folder; answers whether no other process uses it, so that it may be cleared. The lock is
/// exclusive in that case and must be made a shared one afterwards.
pub(crate) fn lock(data_dir: &Path) -> Result<(File, bool)> {
    let file = File::options().create(true).truncate(false).write(true).open(data_dir.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok((file, true)),
        Err(TryLockError::WouldBlock) => {
            file.lock_shared()?;
            Ok((file, false))
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Removes files in the making, and those that no row knows. An SQLite file has no other users than those of
/// the data folder, so jobs at work have lost their workers.
pub(crate) async fn recover(db: &Db, files: &Files, now: DateTime<Utc>) -> Result<()> {
    if matches!(db, Db::Sqlite { .. }) {
        let mut tx = db.write(Scope::System).await?;
        almanac_store::queue::expire_all(&mut tx, now).await?;
        tx.save().await?;
    }
    let mut tx = db.read(Scope::System).await?;
    let uploads = almanac_store::upload::all_ids(&mut tx).await?;
    let known = almanac_store::file::all(&mut tx).await?;
    drop(tx);
    files.recover(&uploads, &known).await
}
