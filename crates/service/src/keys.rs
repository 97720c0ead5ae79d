//! The master key of the instance: from the settings, or from a file in the data folder that is made with an
//! empty database.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use almanac_identity::MasterKey;
use almanac_store::{Db, Scope, organization, secret_key};
use chrono::{DateTime, Utc};

use crate::{Error, Result};

/// The file's name in the data folder.
pub const KEY_FILE: &str = "secret.key";
/// The next key lies here until everything is sealed with it.
const NEXT_FILE: &str = "secret.key.next";

/// There is no key to read what is sealed in the database.
#[derive(Debug, thiserror::Error)]
enum Missing {
    #[error(
        "the secret key of this database ({id}) is missing: put the file {KEY_FILE} back into the data \
         folder, or set ALMANAC_SECRET_KEY"
    )]
    Gone { id: String },
    #[error("this is another secret key ({found}) than that of the database ({id})")]
    Other { id: String, found: String },
}

/// The key of the database; the first one is made, or noted if it is configured.
pub(crate) async fn load(
    db: &Db,
    data_dir: &Path,
    configured: Option<&str>,
    now: DateTime<Utc>,
) -> Result<MasterKey> {
    let mut tx = db.write(Scope::System).await?;
    organization::lock_setup(&mut tx).await?;
    let key = read(data_dir, configured)?;
    match (secret_key::find(&mut tx).await?, key) {
        (Some(id), key) if configured.is_none() => finish(data_dir, key, id),
        (Some(id), key) => belonging(key, id),
        (None, key) => {
            let key = if let Some(key) = key {
                key
            } else {
                let made = MasterKey::generate(&mut rand::rng());
                write(data_dir, KEY_FILE, &made)?;
                made
            };
            secret_key::insert(&mut tx, &key.id(), now).await?;
            tx.save().await?;
            Ok(key)
        }
    }
}

/// The key of a database that is only looked at.
pub(crate) async fn existing(db: &Db, data_dir: &Path, configured: Option<&str>) -> Result<MasterKey> {
    let key = read(data_dir, configured)?;
    let id = secret_key::find(&mut db.read(Scope::System).await?).await?.unwrap_or_default();
    match next(data_dir)? {
        Some(next) if configured.is_none() && next.id() == id => Ok(next),
        _ => belonging(key, id),
    }
}

/// The key of this id, after a change of the key that may have been cut short: the next one is taken if
/// everything is sealed with it already, and forgotten if not.
fn finish(data_dir: &Path, key: Option<MasterKey>, id: String) -> Result<MasterKey> {
    match next(data_dir)? {
        Some(next) if next.id() == id => {
            take_next(data_dir)?;
            Ok(next)
        }
        Some(_) => {
            let key = belonging(key, id)?;
            std::fs::remove_file(data_dir.join(NEXT_FILE))?;
            Ok(key)
        }
        None => belonging(key, id),
    }
}

/// Where the key is sealed for that a former master key signed with.
pub(crate) fn place(id: &str) -> String {
    format!("secret_keys/{id}/signing")
}

fn next(data_dir: &Path) -> Result<Option<MasterKey>> {
    let file = data_dir.join(NEXT_FILE);
    if !file.is_file() {
        return Ok(None);
    }
    MasterKey::parse(&std::fs::read_to_string(file)?).map(Some).map_err(Error::internal)
}

/// Writes the next key beside the present one.
pub(crate) fn put_beside(data_dir: &Path, key: &MasterKey) -> Result<()> {
    write(data_dir, NEXT_FILE, key)
}

/// Puts the next key in place of the present one.
pub(crate) fn take_next(data_dir: &Path) -> Result<()> {
    std::fs::rename(data_dir.join(NEXT_FILE), data_dir.join(KEY_FILE))?;
    Ok(File::open(data_dir)?.sync_all()?)
}

fn read(data_dir: &Path, configured: Option<&str>) -> Result<Option<MasterKey>> {
    let file = data_dir.join(KEY_FILE);
    let text = match configured {
        Some(text) => Some(text.to_owned()),
        None if file.is_file() => Some(std::fs::read_to_string(file)?),
        None => None,
    };
    text.map(|text| MasterKey::parse(&text)).transpose().map_err(Error::internal)
}

/// The key, if it is the one of this id.
fn belonging(key: Option<MasterKey>, id: String) -> Result<MasterKey> {
    match key {
        Some(key) if key.id() == id => Ok(key),
        Some(key) => Err(Error::internal(Missing::Other { id, found: key.id() })),
        None => Err(Error::internal(Missing::Gone { id })),
    }
}

/// Writes a new key where only the owner of the process can read it, whole or not at all.
fn write(data_dir: &Path, name: &str, key: &MasterKey) -> Result<()> {
    let begun = data_dir.join(format!("{name}.part"));
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&begun)?;
    writeln!(out, "{}", key.to_base64())?;
    out.sync_all()?;
    std::fs::rename(&begun, data_dir.join(name))?;
    Ok(File::open(data_dir)?.sync_all()?)
}
