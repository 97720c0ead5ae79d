//! Stored files, addressed by the SHA-256 of their bytes, apart for each organization.
//!
//! A file is complete before it has its name: it is written elsewhere, synced and renamed. What refers to a
//! file is in the database; a file to which nothing refers any more is removed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almanac_domain::{OrgId, UploadId};
use almanac_store::Tx;
use almanac_store::file::StoredFile;
use futures::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};
use uuid::Uuid;

use crate::error::blocking;
use crate::{App, Error, Result};

/// The stored files.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
    incoming: PathBuf,
    uploads: PathBuf,
    store: Arc<LocalFileSystem>,
    /// Read: between writing a file and saving the reference to it. Write: while files without reference go.
    hold: Arc<RwLock<()>>,
}

/// A path that is removed when it is no longer wanted.
#[derive(Debug)]
pub struct Temporary(PathBuf);

impl Temporary {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It may have been renamed, or never been made.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Files {
    pub(crate) fn open(data_dir: &Path) -> Result<Self> {
        let [root, incoming, uploads] = ["files", "incoming", "uploads"].map(|name| data_dir.join(name));
        for folder in [&root, &incoming, &uploads] {
            std::fs::create_dir_all(folder)?;
        }
        let store = LocalFileSystem::new_with_prefix(&root).map_err(Error::internal)?;
        Ok(Self { root, incoming, uploads, store: Arc::new(store), hold: Arc::default() })
    }

    /// Where a file can be read.
    pub fn path(&self, org: OrgId, file: &StoredFile) -> PathBuf {
        self.root.join(org.to_string()).join(name(file))
    }

    /// A path for a file in the making.
    pub fn temporary(&self, id: Uuid) -> Temporary {
        Temporary(self.incoming.join(format!("{id}.part")))
    }

    /// Where an upload is.
    pub fn upload(&self, id: UploadId) -> PathBuf {
        self.uploads.join(id.to_string())
    }

    /// Stores a finished file under its hash. It must be complete and synced; afterwards it is gone from
    /// where it was.
    async fn put_path(&self, org: OrgId, kind: &str, from: &Temporary) -> Result<StoredFile> {
        let (from, kind, this) = (from.path().to_owned(), kind.to_owned(), self.clone());
        blocking(move || {
            let (sha256, bytes) = digest(&from)?;
            let file = StoredFile { sha256, kind, bytes };
            let to = this.path(org, &file);
            if !to.exists() {
                let folder = this.root.join(org.to_string());
                std::fs::create_dir_all(&folder)?;
                std::fs::rename(&from, &to)?;
                File::open(&folder)?.sync_all()?;
            }
            Ok(file)
        })
        .await
    }

    /// Stores bytes under their hash.
    async fn put_bytes(&self, org: OrgId, kind: &str, id: Uuid, bytes: Vec<u8>) -> Result<StoredFile> {
        let temporary = self.temporary(id);
        let path = temporary.path().to_owned();
        blocking(move || {
            let mut file = File::create(&path)?;
            std::io::Write::write_all(&mut file, &bytes)?;
            Ok(file.sync_all()?)
        })
        .await?;
        self.put_path(org, kind, &temporary).await
    }

    /// The bytes of a file.
    pub async fn read(&self, org: OrgId, file: &StoredFile) -> Result<Vec<u8>> {
        let got = self.store.get(&key(org, &name(file))).await.map_err(Error::internal)?;
        Ok(got.bytes().await.map_err(Error::internal)?.to_vec())
    }

    /// Whether the folder can be read.
    pub(crate) async fn ready(&self) -> Result<()> {
        self.store.list_with_delimiter(None).await.map_err(Error::internal)?;
        Ok(())
    }

    /// Removes an upload's file.
    pub async fn remove_upload(&self, id: UploadId) {
        if let Err(error) = tokio::fs::remove_file(self.upload(id)).await
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(upload_id = %id, %error, "the file of an upload could not be removed");
        }
    }

    async fn remove(&self, org: OrgId, name: &str) {
        if let Err(error) = self.store.delete(&key(org, name)).await
            && !matches!(error, object_store::Error::NotFound { .. })
        {
            tracing::warn!(org_id = %org, file = name, %error, "a file without reference could not be removed");
        }
    }

    /// Removes what is in the making, and the uploads and files that are not known.
    pub(crate) async fn recover(&self, uploads: &[UploadId], known: &[(OrgId, StoredFile)]) -> Result<()> {
        let (incoming, folder) = (self.incoming.clone(), self.uploads.clone());
        let uploads: Vec<String> = uploads.iter().map(ToString::to_string).collect();
        blocking(move || {
            clear(&incoming, |_| false)?;
            clear(&folder, |name| uploads.iter().any(|id| id == name))
        })
        .await?;
        let known: std::collections::HashSet<Key> =
            known.iter().map(|(org, file)| key(*org, &name(file))).collect();
        let found: Vec<_> = self.store.list(None).try_collect().await.map_err(Error::internal)?;
        for object in found.into_iter().filter(|object| !known.contains(&object.location)) {
            self.store.delete(&object.location).await.map_err(Error::internal)?;
        }
        Ok(())
    }
}

/// Files that are stored for one object: between writing them and saving the references to them nobody may
/// sweep them away, and if the references are not saved the files go.
#[derive(Debug)]
pub struct Stored {
    app: App,
    org: OrgId,
    files: Vec<(String, StoredFile)>,
    hold: Option<OwnedRwLockReadGuard<()>>,
}

impl Stored {
    /// No files yet.
    pub async fn new(app: &App, org: OrgId) -> Self {
        let hold = Arc::clone(&app.files().hold).read_owned().await;
        Self { app: app.clone(), org, files: Vec::new(), hold: Some(hold) }
    }

    /// Stores a file, which must be complete and synced, as a `role` of the object.
    pub async fn put_path(&mut self, role: &str, kind: &str, from: &Temporary) -> Result<&StoredFile> {
        let file = self.app.files().put_path(self.org, kind, from).await?;
        self.files.push((role.to_owned(), file));
        self.files.last().map(|(_, file)| file).ok_or_else(|| Error::internal("a file was not stored"))
    }

    /// Stores bytes as a `role` of the object.
    pub async fn put_bytes(&mut self, role: &str, kind: &str, bytes: Vec<u8>) -> Result<()> {
        let file = self.app.files().put_bytes(self.org, kind, self.app.new_id(), bytes).await?;
        self.files.push((role.to_owned(), file));
        Ok(())
    }

    /// Writes the references into the unit of work that makes the object.
    pub async fn refer(&self, tx: &mut Tx, owner: Uuid) -> Result<()> {
        for (role, file) in &self.files {
            almanac_store::file::put(tx, owner, role, file, self.app.now()).await?;
        }
        Ok(())
    }

    /// Ends the hold, and removes the files again if the unit of work was not saved.
    ///
    /// # Errors
    /// The one that is given.
    pub async fn end<E>(mut self, saved: std::result::Result<(), E>) -> std::result::Result<(), E> {
        drop(self.hold.take());
        if saved.is_err()
            && let Err(error) = self.discard().await
        {
            tracing::warn!(%error, "files of an object that was not saved could not be removed");
        }
        saved
    }

    async fn discard(&self) -> Result<()> {
        let files = self.app.files();
        let _alone = files.hold.write().await;
        let mut tx = self.app.read(self.org).await?;
        for (_, file) in &self.files {
            if !almanac_store::file::is_known(&mut tx, &file.sha256).await? {
                files.remove(self.org, &name(file)).await;
            }
        }
        Ok(())
    }
}

/// Removes the files of an organization to which nothing refers any more.
pub async fn sweep(app: &App, org: OrgId) -> Result<()> {
    let files = app.files();
    let _alone = files.hold.write().await;
    let mut tx = app.write(org).await?;
    let gone = almanac_store::file::sweep(&mut tx).await?;
    tx.save().await?;
    for file in gone {
        files.remove(org, &name(&file)).await;
    }
    Ok(())
}

fn name(file: &StoredFile) -> String {
    format!("{}.{}", file.sha256, file.kind)
}

fn key(org: OrgId, name: &str) -> Key {
    Key::from(format!("{org}/{name}"))
}

fn clear(folder: &Path, keep: impl Fn(&str) -> bool) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_str().is_some_and(&keep) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The SHA-256 of a file in hexadecimal, and its size.
pub fn digest(path: &Path) -> Result<(String, i64)> {
    let mut sha = Sha256::new();
    let bytes = std::io::copy(&mut File::open(path)?, &mut sha)?;
    Ok((hex::encode(sha.finalize()), i64::try_from(bytes).unwrap_or(i64::MAX)))
}
