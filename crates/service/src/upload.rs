//! Files on their way in: streamed to a file in the making, looked at, and kept only if they are whole.

use std::path::PathBuf;

use almanac_domain::data::{Detection, ImportOptions, Upload};
use almanac_domain::{Actor, Capability, FieldError, ProjectId, UploadId};
use almanac_store::upload;
use chrono::TimeDelta;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::audit::{Object, record};
use crate::error::blocking;
use crate::files::Temporary;
use crate::{App, Error, Result, access};

const LONGEST_NAME: usize = 255;
/// An upload that nobody imported, or whose import failed, is kept for so long; later uploads remove it.
const DAYS_KEPT: i64 = 7;

/// A file on its way in. Dropping it removes what has come so far.
pub struct Incoming {
    app: App,
    actor: Actor,
    project: ProjectId,
    id: UploadId,
    file_name: String,
    file: File,
    temporary: Temporary,
    sha256: Sha256,
    size: u64,
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming").field("id", &self.id).field("size", &self.size).finish_non_exhaustive()
    }
}

/// Begins an upload.
pub async fn begin(app: &App, actor: &Actor, project: ProjectId, file_name: &str) -> Result<Incoming> {
    drop(access::read(app, actor, project, Capability::DataWrite).await?);
    let file_name = plain_name(file_name)?;
    let id = UploadId(app.new_id());
    let temporary = app.files().temporary(id.0);
    let file = File::create_new(temporary.path()).await?;
    Ok(Incoming {
        app: app.clone(),
        actor: actor.clone(),
        project,
        id,
        file_name,
        file,
        temporary,
        sha256: Sha256::new(),
        size: 0,
    })
}

/// The last part of the path that a client may have sent.
fn plain_name(name: &str) -> Result<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let good = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if good {
        Ok(name.to_owned())
    } else {
        Err(Error::field("file_name", "must have 1 to 255 characters, none of them a control character"))
    }
}

impl Incoming {
    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        let most = self.app.settings().upload_max_bytes;
        if self.size > most {
            return Err(Error::TooLarge(format!("a file may have at most {} MB", most >> 20)));
        }
        self.sha256.update(bytes);
        Ok(self.file.write_all(bytes).await?)
    }

    /// Keeps the file and looks what is in it.
    pub async fn finish(mut self) -> Result<Upload> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let (path, name) = (self.temporary.path().to_owned(), self.file_name.clone());
        let detection = blocking(move || Ok(almanac_ingest::detect(&path, &name)?)).await?;
        let upload = Upload {
            id: self.id,
            file_name: self.file_name,
            size: i64::try_from(self.size).unwrap_or(i64::MAX),
            sha256: hex::encode(self.sha256.finalize()),
            detection,
            created_at: self.app.now(),
        };
        let kept = Kept::rename(&self.app, self.id, self.temporary).await?;
        let mut tx = access::write(&self.app, &self.actor, self.project, Capability::DataWrite).await?;
        upload::insert(&mut tx, self.project, &upload).await?;
        let detail = json!({ "file_name": upload.file_name, "size": upload.size });
        let object = Object("upload", upload.id.0);
        record(&self.app, &mut tx, &self.actor, "upload.create", object, detail).await?;
        let forgotten = upload::forget(&mut tx, self.app.now() - TimeDelta::days(DAYS_KEPT)).await?;
        tx.save().await?;
        kept.keep();
        for id in forgotten {
            self.app.files().remove_upload(id).await;
        }
        Ok(upload)
    }
}

/// An upload's file in its place, removed again unless its row is saved.
struct Kept(Option<PathBuf>);

impl Kept {
    async fn rename(app: &App, id: UploadId, from: Temporary) -> Result<Self> {
        let to = app.files().upload(id);
        blocking(move || {
            std::fs::rename(from.path(), &to)?;
            let kept = Self(Some(to.clone()));
            if let Some(folder) = to.parent() {
                std::fs::File::open(folder)?.sync_all()?;
            }
            Ok(kept)
        })
        .await
    }

    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// An upload.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: UploadId) -> Result<Upload> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    upload::find(&mut tx, project, id).await?.ok_or(Error::NotFound)
}

/// Deletes an upload.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: UploadId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    upload::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "upload.delete", Object("upload", id.0), json!({})).await?;
    tx.save().await?;
    app.files().remove_upload(id).await;
    Ok(())
}

/// Reads the head of an upload again with corrected options.
pub async fn detect(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: UploadId,
    options: ImportOptions,
) -> Result<Detection> {
    let mut tx = access::read(app, actor, project, Capability::DataWrite).await?;
    upload::find(&mut tx, project, id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let path = app.files().upload(id);
    let found: Result<Detection> = blocking(move || Ok(almanac_ingest::redetect(&path, &options)?)).await;
    found.map_err(|error| match error {
        Error::Invalid(fields) => Error::Invalid(fields.into_iter().map(under_options).collect()),
        other => other,
    })
}

/// The path of a field as a client sent it.
fn under_options(field: FieldError) -> FieldError {
    if field.field.starts_with("row ") || field.field == "file" {
        field
    } else {
        FieldError { field: format!("options.{}", field.field), ..field }
    }
}
