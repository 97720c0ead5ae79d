//! Where the chains ended at some times, kept outside the database: who cuts the end of a chain off and signs
//! a head of before cannot take this back.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use almanac_domain::OrgId;
use almanac_store::audit::{Head, head, organizations};
use almanac_store::{Db, Scope};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result};

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    pub(super) org: OrgId,
    pub(super) seq: i64,
    /// In hexadecimal, like the signature.
    pub(super) hash: String,
    pub(super) signature: String,
    at: DateTime<Utc>,
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("audit-heads.jsonl")
}

/// The lines written so far.
pub(super) fn read(data_dir: &Path) -> Result<Vec<Checkpoint>> {
    let text = match std::fs::read_to_string(file(data_dir)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    // A crash may have cut the last line short.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| serde_json::from_str(line).map_err(Error::internal)).collect()
}

/// The heads of all organizations.
async fn heads(db: &Db) -> Result<Vec<(OrgId, Option<Head>)>> {
    let mut tx = db.read(Scope::System).await?;
    let ids = organizations(&mut tx).await?;
    drop(tx);
    let mut heads = Vec::new();
    for org in ids {
        heads.push((org, head(&mut db.read(Scope::Org(org)).await?).await?));
    }
    Ok(heads)
}

/// Writes where each chain ends, if it went on since the last time.
pub async fn checkpoint(app: &App) -> Result<()> {
    let folder = app.settings().data_dir.clone();
    let written: HashMap<OrgId, i64> = read(&folder)?.into_iter().map(|line| (line.org, line.seq)).collect();
    let (heads, at) = (heads(app.db()).await?, app.now());
    crate::error::blocking(move || {
        let mut lines = Vec::new();
        for (org, head) in heads {
            let Some(head) = head.filter(|head| written.get(&org) != Some(&head.seq)) else { continue };
            let (hash, signature) = (hex::encode(&head.hash), hex::encode(&head.signature));
            serde_json::to_writer(&mut lines, &Checkpoint { org, seq: head.seq, hash, signature, at })
                .map_err(Error::internal)?;
            lines.push(b'\n');
        }
        if !lines.is_empty() {
            let mut out = OpenOptions::new().create(true).append(true).open(file(&folder))?;
            out.write_all(&lines)?;
            out.sync_all()?;
        }
        Ok(())
    })
    .await
}
