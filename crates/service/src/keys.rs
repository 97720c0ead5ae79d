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
        (Some(id), key) => belonging(key, id),
        (None, key) => {
            let key = match key {
                Some(key) => key,
                None => write(data_dir, MasterKey::generate(&mut rand::rng()))?,
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
    belonging(key, id)
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
fn write(data_dir: &Path, key: MasterKey) -> Result<MasterKey> {
    let begun = data_dir.join(format!("{KEY_FILE}.part"));
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&begun)?;
    writeln!(out, "{}", key.to_base64())?;
    out.sync_all()?;
    std::fs::rename(&begun, data_dir.join(KEY_FILE))?;
    File::open(data_dir)?.sync_all()?;
    Ok(key)
}
