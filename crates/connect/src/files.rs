//! Files of SQLite that may be read (R30).

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Where files of SQLite may lie, and what is never read.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    never: Vec<PathBuf>,
}

/// A file that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checked {
    /// Its path without links.
    pub(crate) path: PathBuf,
    identity: (u64, u64),
}

impl Files {
    /// Allows the files below `folder`, but for those in `never`: files, and folders with all that lies in them.
    /// The application's own database and its data folder belong there.
    pub fn new(folder: impl Into<PathBuf>, never: Vec<PathBuf>) -> Self {
        Self { folder: folder.into(), never }
    }

    /// The file of this path inside of the folder.
    pub(crate) fn find(&self, file: &str) -> Result<Checked> {
        self.check(file).ok().flatten().ok_or(Error::NoFile)
    }

    fn check(&self, file: &str) -> std::io::Result<Option<Checked>> {
        let folder = self.folder.canonicalize()?;
        let path = folder.join(file).canonicalize()?;
        let about = fs::metadata(&path)?;
        let inside = path.starts_with(&folder) && !path.starts_with("/proc") && !path.starts_with("/dev");
        let checked = Checked { path, identity: (about.dev(), about.ino()) };
        if !inside || !about.is_file() || self.is_never(&checked)? {
            return Ok(None);
        }
        let mut head = [0; MAGIC.len()];
        File::open(&checked.path)?.read_exact(&mut head)?;
        Ok((head == *MAGIC).then_some(checked))
    }

    /// Whether it is one of those, also under another name.
    fn is_never(&self, file: &Checked) -> std::io::Result<bool> {
        for never in &self.never {
            // What is not there is nobody's file.
            let Ok(never) = never.canonicalize() else { continue };
            if file.path.starts_with(&never) || is_or_holds(&never, file)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_or_holds(path: &Path, file: &Checked) -> std::io::Result<bool> {
    let about = fs::metadata(path)?;
    if !about.is_dir() {
        return Ok((about.dev(), about.ino()) == file.identity);
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?.metadata()?;
        if (entry.dev(), entry.ino()) == file.identity {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn r30_only_databases_inside_of_the_folder_are_found() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        for folder in ["shop", "shop/below", "data", "shop/data"] {
            fs::create_dir(at(folder)).unwrap();
        }
        let database = [&MAGIC[..], &[0; 84]].concat();
        for file in ["shop/a.db", "shop/below/b c.db", "data/own.db", "outside.db", "shop/data/own.db"] {
            fs::write(at(file), &database).unwrap();
        }
        fs::write(at("shop/text.db"), "SQLite format 3, or so").unwrap();
        fs::write(at("shop/empty.db"), "").unwrap();
        symlink(at("outside.db"), at("shop/link.db")).unwrap();
        symlink(at("data"), at("shop/folder")).unwrap();
        symlink(at("shop/a.db"), at("shop/inside.db")).unwrap();
        symlink("/proc/self", at("shop/proc")).unwrap();
        fs::hard_link(at("data/own.db"), at("shop/hard.db")).unwrap();

        let files = Files::new(at("shop"), vec![at("data"), at("shop/data/own.db"), at("not there")]);
        for file in ["a.db", "below/b c.db", "inside.db"] {
            assert!(files.find(file).is_ok(), "{file}");
        }
        for file in [
            "",
            ".",
            "below",
            "none.db",
            "text.db",
            "empty.db",
            "link.db",
            "folder/own.db",
            "hard.db",
            "data/own.db",
            "../outside.db",
            "../data/own.db",
            "/etc/passwd",
            "proc/mem",
            "proc/exe",
            "file:a.db",
            "file:a.db?mode=rwc",
            "a.db?mode=rw",
            "a.db#x",
        ] {
            assert!(files.find(file).is_err(), "{file}");
        }
        let absolute = at("outside.db").into_os_string().into_string().unwrap();
        assert!(files.find(&absolute).is_err());
        assert!(Files::new("/proc", Vec::new()).find("self/exe").is_err());
        assert!(Files::new(at("not there"), Vec::new()).find("a.db").is_err());
    }
}
