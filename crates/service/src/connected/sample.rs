//! Databases that come with the program. Each is a file that the server writes into a folder of its own, in which it
//! reads no other: nobody names a path (R30).

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use almanac_connect::{Connector, Error as Connect, Files};
use almanac_domain::source::SampleDatabase;
use uuid::Uuid;

use crate::App;

const CHINOOK: &[u8] = include_bytes!("../../../../fixtures/chinook/chinook.sqlite");

/// The folder of these files, in the data folder.
const FOLDER: &str = "samples";

/// The way to a sample, whose file is written if it is not there.
pub(super) fn open(app: &App, sample: SampleDatabase) -> almanac_connect::Result<Arc<dyn Connector>> {
    let folder = app.settings().data_dir.join(FOLDER);
    place(&folder, sample, app.new_id()).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, ?sample, "a sample could not be written");
        Connect::NoFile
    })?;
    Ok(almanac_connect::open_file(&Files::new(folder, Vec::new()), sample.file()))
}

fn place(folder: &Path, sample: SampleDatabase, id: Uuid) -> io::Result<()> {
    let SampleDatabase::Chinook = sample;
    let (path, bytes) = (folder.join(sample.file()), CHINOOK);
    if fs::metadata(&path).is_ok_and(|about| about.len() == bytes.len() as u64) {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    // It has its name when it is complete, whoever else writes it at the same time.
    let unfinished = folder.join(format!("{id}.part"));
    fs::write(&unfinished, bytes)?;
    let mut permissions = fs::metadata(&unfinished)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&unfinished, permissions)?;
    fs::rename(unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_is_written_once_and_again_when_it_is_damaged_and_cannot_be_written_to() {
        let home = tempfile::tempdir().unwrap();
        let (folder, path) = (home.path().join(FOLDER), home.path().join("samples/chinook.sqlite"));
        let put = || place(&folder, SampleDatabase::Chinook, Uuid::nil()).unwrap();
        put();
        let about = fs::metadata(&path).unwrap();
        assert!(about.permissions().readonly());
        put();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), about.modified().unwrap());
        fs::remove_file(&path).unwrap();
        fs::write(&path, "half").unwrap();
        put();
        assert_eq!(fs::read(&path).unwrap(), CHINOOK);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }
}
