//! Files on their way in.

use almanac_domain::data::{Detection, ImportOptions, Upload};
use almanac_domain::{Actor, ProjectId, UploadId};

use crate::{App, Error, Result};

/// A file on its way in. Dropping it removes what has come so far.
#[derive(Debug)]
pub struct Incoming {}

impl Incoming {
    /// Takes the next bytes.
    pub async fn write(&mut self, _bytes: &[u8]) -> Result<()> {
        Err(Error::internal("not built"))
    }

    /// Keeps the file and looks what is in it.
    pub async fn finish(self) -> Result<Upload> {
        Err(Error::internal("not built"))
    }
}

/// Begins an upload.
pub async fn begin(_app: &App, _actor: &Actor, _project: ProjectId, _file_name: &str) -> Result<Incoming> {
    Err(Error::internal("not built"))
}

/// An upload.
pub async fn get(_app: &App, _actor: &Actor, _project: ProjectId, _upload: UploadId) -> Result<Upload> {
    Err(Error::internal("not built"))
}

/// Deletes an upload.
pub async fn delete(_app: &App, _actor: &Actor, _project: ProjectId, _upload: UploadId) -> Result<()> {
    Err(Error::internal("not built"))
}

/// Reads the head of an upload again with corrected options.
pub async fn detect(
    _app: &App,
    _actor: &Actor,
    _project: ProjectId,
    _upload: UploadId,
    _options: ImportOptions,
) -> Result<Detection> {
    Err(Error::internal("not built"))
}
