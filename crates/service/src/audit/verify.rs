//! Looks whether the audit log is as it was written.

use almanac_domain::OrgId;
use almanac_identity::SigningKey;
use almanac_store::audit::{GENESIS, Head, chain, head, organizations};
use almanac_store::{Db, Scope, secret_key};

use super::HEAD;
use super::checkpoint::{self, Checkpoint};
use crate::{Error, Result, Settings, keys};

/// Entries read at a time.
const PART: i64 = 1_000;

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many organizations.
    pub organizations: usize,
    /// How many entries.
    pub entries: i64,
}

/// The first place where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("audit log of organization {org}, entry {seq}: {what}")]
pub struct Fault {
    /// The organization.
    pub org: OrgId,
    /// The number of the entry.
    pub seq: i64,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Recomputes every chain of the installation, which is only read, and compares it with its signed head and
/// with the checkpoints in the data folder. A broken chain is the inner error.
pub async fn verify(settings: &Settings) -> Result<std::result::Result<Verified, Fault>> {
    let db = match &settings.database_url {
        Some(url) => Db::look(url).await?,
        None => Db::look_file(&settings.data_dir.join("almanac.db")).await?,
    };
    let found = whole(&db, settings).await;
    db.close().await;
    found
}

/// As [`verify`], of a database that is open.
pub(crate) async fn whole(db: &Db, settings: &Settings) -> Result<std::result::Result<Verified, Fault>> {
    let keys = Signing::load(db, settings).await?;
    let checkpoints = checkpoint::read(&settings.data_dir)?;
    let mut done = Verified::default();
    let known = organizations(&mut db.read(Scope::System).await?).await?;
    for &org in &known {
        let mut marks: Vec<&Checkpoint> = checkpoints.iter().filter(|mark| mark.org == org).collect();
        marks.sort_by_key(|mark| mark.seq);
        match one(db, &keys, org, &marks).await? {
            Ok(entries) => done.entries += entries,
            Err(fault) => return Ok(Err(fault)),
        }
        done.organizations += 1;
    }
    let lost = checkpoints.iter().find(|mark| !known.contains(&mark.org));
    Ok(lost.map_or(Ok(done), |mark| {
        Err(Fault { org: mark.org, seq: mark.seq, what: "the organization of a checkpoint is gone" })
    }))
}

/// The number of entries of one chain, if it is whole.
async fn one(
    db: &Db,
    keys: &Signing,
    org: OrgId,
    marks: &[&Checkpoint],
) -> Result<std::result::Result<i64, Fault>> {
    let fault = |seq, what| Ok(Err(Fault { org, seq, what }));
    // One state of the database: the server may go on writing.
    let mut tx = db.read(Scope::Org(org)).await?;
    let head = head(&mut tx).await?;
    let (mut seq, mut hash) = (0, GENESIS);
    let mut marks = marks.iter().peekable();
    loop {
        let part = chain(&mut tx, seq, PART).await?;
        if part.is_empty() {
            break;
        }
        for entry in part {
            if entry.seq() != seq + 1 {
                return fault(seq + 1, "it is missing");
            }
            hash = entry.chained(org, &hash)?;
            seq = entry.seq();
            if entry.hash() != hash {
                return fault(seq, "it was changed, or the one before it was");
            }
            while let Some(mark) = marks.next_if(|mark| mark.seq <= seq) {
                if mark.hash != hex::encode(hash) || !keys.ever(org, seq, &hash, &mark.signature) {
                    return fault(seq, "it is not the one of the checkpoint in the data folder");
                }
            }
        }
    }
    if marks.next().is_some() {
        return fault(seq + 1, "it is missing, but a checkpoint in the data folder knows it");
    }
    match head {
        None if seq == 0 => Ok(Ok(0)),
        Some(head) if head.seq > seq => fault(seq + 1, "it is missing at the end"),
        Some(head) if head.seq == seq && head.hash == hash => {
            if keys.now(org, seq, &hash, &hex::encode(&head.signature)) {
                Ok(Ok(seq))
            } else {
                fault(seq, "the signature of the head is wrong")
            }
        }
        _ => fault(seq, "the head names another last entry"),
    }
}

/// What heads are signed with, and were before the master key was changed.
struct Signing {
    present: SigningKey,
    former: Vec<SigningKey>,
}

impl Signing {
    async fn load(db: &Db, settings: &Settings) -> Result<Self> {
        let key = keys::existing(db, &settings.data_dir, settings.secret_key.as_deref()).await?;
        let known = secret_key::former(&mut db.read(Scope::System).await?).await?;
        let former = known.into_iter().map(|(id, sealed)| {
            let bytes = key.open(&sealed, &keys::place(&id)).map_err(Error::internal)?;
            SigningKey::from_bytes(&bytes).ok_or_else(|| Error::internal("a key of another length"))
        });
        Ok(Self { former: former.collect::<Result<_>>()?, present: key.signing(HEAD) })
    }

    /// Whether the present key signed it.
    fn now(&self, org: OrgId, seq: i64, hash: &[u8], signature: &str) -> bool {
        signed(&self.present, org, seq, hash, signature)
    }

    /// Whether the present key or one before it signed it.
    fn ever(&self, org: OrgId, seq: i64, hash: &[u8], signature: &str) -> bool {
        let by = |key: &SigningKey| signed(key, org, seq, hash, signature);
        by(&self.present) || self.former.iter().any(by)
    }
}

fn signed(key: &SigningKey, org: OrgId, seq: i64, hash: &[u8], signature: &str) -> bool {
    let right = key.sign(&Head::message(org, seq, hash));
    hex::decode(signature).is_ok_and(|found| almanac_identity::same(&found, &right))
}
