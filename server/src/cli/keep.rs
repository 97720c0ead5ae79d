//! Files that are there as a whole or not at all.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::Failure;

/// Writes a file beside its place and moves it there: one that is cut short leaves the old one.
pub(super) fn keep(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut beside = OsString::from(path);
    beside.push(".part");
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| Failure::other(format!("cannot write {}: {error}", path.display())))
}
