//! Files of the site: their hashed names, and keeping the output folder in step with them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};

/// A file of the site before it is written.
#[derive(Debug)]
pub struct Asset {
    /// The logical name, with `/` between folders.
    pub name: String,
    pub bytes: Vec<u8>,
    /// Where it goes if it must not be renamed, because other scripts import it by this path.
    fixed_path: Option<String>,
}

impl Asset {
    /// A file whose path gets the hash of its content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), fixed_path: None }
    }

    /// A file at a path that already stands for its content.
    pub fn at(name: impl Into<String>, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), fixed_path: Some(path.into()) }
    }

    /// The path under `assets/`: `style/a.css` becomes `style/a.<hash>.css`.
    pub fn hashed_path(&self) -> String {
        if let Some(path) = &self.fixed_path {
            return path.clone();
        }
        let hash = short_hash(&[&self.bytes]);
        let (folder, file) =
            self.name.rsplit_once('/').map_or((None, self.name.as_str()), |(a, b)| (Some(a), b));
        let hashed = match file.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{file}.{hash}"),
        };
        folder.map_or(hashed.clone(), |folder| format!("{folder}/{hashed}"))
    }

    pub fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.name).extension().is_some_and(|found| found == extension)
    }
}

/// The first 16 hexadecimal digits of the SHA-256 of the parts, each preceded by its length.
pub fn short_hash(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    hex::encode(&digest.finalize()[..8])
}

/// Every file below a folder, by relative path in order. A folder that is not there is empty.
pub fn folder(root: &Path) -> Result<Vec<Asset>> {
    let mut found = Vec::new();
    for path in files(root)? {
        let relative = path.strip_prefix(root)?.to_str().context("file names must be UTF-8")?;
        if !relative.starts_with('.') {
            found.push(Asset::new(relative, fs::read(&path)?));
        }
    }
    Ok(found)
}

/// Writes a file unless it is there with this content, and returns its path. An untouched file keeps
/// its time stamp, so nothing that embeds it is built again.
pub fn write(folder: &Path, relative: &str, bytes: &[u8]) -> Result<PathBuf> {
    if relative.split('/').any(|part| part.is_empty() || part == "..") {
        bail!("not a path inside the site: {relative}");
    }
    let path = folder.join(relative);
    if fs::read(&path).is_ok_and(|old| old == bytes) {
        return Ok(path);
    }
    fs::create_dir_all(path.parent().unwrap_or(folder))?;
    fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// Removes every file below the folder that is not in the list.
pub fn remove_others(folder: &Path, keep: &[PathBuf]) -> Result<()> {
    for path in files(folder)? {
        if !keep.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", folder.display())),
    };
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn hash_goes_before_the_extension_and_folders_stay() {
        // SHA-256 of eight zero bytes (the length 0): af5570f5a1810b7a…, `printf '\0…' | sha256sum`.
        let hash = "af5570f5a1810b7a";
        assert_eq!(Asset::new("app.css", "").hashed_path(), format!("app.{hash}.css"));
        assert_eq!(Asset::new("img/a.b.svg", "").hashed_path(), format!("img/a.b.{hash}.svg"));
        assert_eq!(Asset::new("LICENSE", "").hashed_path(), format!("LICENSE.{hash}"));
    }

    #[test]
    fn other_content_gets_another_path() {
        assert_ne!(Asset::new("a.js", "1").hashed_path(), Asset::new("a.js", "2").hashed_path());
        assert_ne!(short_hash(&[b"ab", b"c"]), short_hash(&[b"a", b"bc"]));
    }

    #[test]
    fn imported_file_keeps_its_path() {
        assert_eq!(Asset::at("snippets/a.js", "snippets-1/a.js", "x").hashed_path(), "snippets-1/a.js");
    }

    #[test]
    fn unchanged_file_is_not_written_again() {
        let site = tempfile::tempdir().unwrap();
        let path = write(site.path(), "deep/a.js", b"1").unwrap();
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_hours(24);
        fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        write(site.path(), "deep/a.js", b"1").unwrap();
        assert_eq!(path.metadata().unwrap().modified().unwrap(), long_ago);
        write(site.path(), "deep/a.js", b"2").unwrap();
        assert_ne!(path.metadata().unwrap().modified().unwrap(), long_ago);
    }

    #[test]
    fn paths_out_of_the_site_are_refused() {
        let site = tempfile::tempdir().unwrap();
        assert!(write(site.path(), "../a.js", b"1").is_err());
        assert!(write(site.path(), "/a.js", b"1").is_err());
    }

    #[test]
    fn files_of_the_last_build_are_removed() {
        let site = tempfile::tempdir().unwrap();
        let old = write(site.path(), "a.1.js", b"1").unwrap();
        let new = write(site.path(), "a.2.js", b"2").unwrap();
        remove_others(site.path(), std::slice::from_ref(&new)).unwrap();
        assert!(new.exists());
        assert!(!old.exists());
    }
}
