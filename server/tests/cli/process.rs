//! Running the binary.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Standard output as a table: rows of cells, the header first.
    #[track_caller]
    pub fn table(&self) -> Vec<Vec<String>> {
        assert_eq!(self.status, 0, "{}", self.err);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(self.out.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// The one line of a failure.
    #[track_caller]
    pub fn complaint(&self, status: i32) -> &str {
        assert_eq!((self.status, self.out.as_str()), (status, ""), "{}", self.err);
        assert_eq!(self.err.matches('\n').count(), 1, "{}", self.err);
        self.err.trim()
    }
}

/// The binary without settings from outside.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_almanac"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ALMANAC_")) {
        command.env_remove(name);
    }
    command
}

/// Runs the binary to its end.
pub fn almanac(arguments: &[&str]) -> Said {
    let done = binary().args(arguments).stdin(Stdio::null()).output().unwrap();
    Said {
        status: done.status.code().unwrap(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

/// A file of the test data.
pub fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name).display().to_string()
}

/// The first rows of the shipped bike-sharing data, in a folder.
pub fn rides(folder: &Path, rows: usize) -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/bike_sharing_hourly.csv");
    let all = std::fs::read_to_string(all).unwrap();
    let text: String = all.split_inclusive('\n').take(rows + 1).collect();
    file(folder, "rides.csv", &text)
}

/// A file with this text, in a folder.
pub fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    path
}
