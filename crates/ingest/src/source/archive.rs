//! A look at a ZIP archive before anything unpacks it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::error::Error;

const ENTRY_LIMIT: usize = 10_000;
const TOTAL_LIMIT: u64 = 1 << 30;
/// Parts that the workbook reader keeps in memory: shared strings, styles and the like.
const RESIDENT_LIMIT: u64 = 48 << 20;
const RATIO_LIMIT: u64 = 250;
/// Small entries may be packed as tightly as they like.
const RATIO_FROM: u64 = 1 << 20;

/// Refuses an archive that is no workbook, or that would unpack to more than a workbook may.
pub(crate) fn check(file: &mut File) -> Result<(), Error> {
    if entry_count(file)? > ENTRY_LIMIT {
        return Err(Error::TooLarge(format!("the archive has more than {ENTRY_LIMIT} entries")));
    }
    file.rewind()?;
    let mut archive = ZipArchive::new(file).map_err(|error| damaged(&error))?;
    if archive.len() > ENTRY_LIMIT {
        return Err(Error::TooLarge(format!("the archive has more than {ENTRY_LIMIT} entries")));
    }
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| damaged(&error))?;
        let (size, packed) = (entry.size(), entry.compressed_size());
        let name = entry.name().map_err(|error| damaged(&error))?;
        if entry.enclosed_name().is_none() {
            return Err(Error::NotATable(format!("a ZIP archive whose entry {name} leads out of it")));
        }
        total = total.saturating_add(size);
        if size > RATIO_FROM && size / packed.max(1) > RATIO_LIMIT {
            return Err(Error::TooLarge(format!("{name} is packed more than {RATIO_LIMIT} times")));
        }
        if is_resident(&name) && size > RESIDENT_LIMIT {
            return Err(Error::TooLarge(format!("{name} is larger than 48 MiB; save the sheet as CSV")));
        }
        if total > TOTAL_LIMIT {
            return Err(Error::TooLarge(
                "the archive unpacks to more than 1 GiB; save the sheet as CSV".into(),
            ));
        }
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(Error::NotATable("a ZIP archive that is not an Excel workbook (.xlsx)".into()));
    }
    check_sizes(&mut archive)
}

/// Sheets are read row by row and pictures not at all; the reader keeps everything else.
fn is_resident(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_streamed = name.starts_with("xl/worksheets/") || name.starts_with("xl/media/");
    !is_streamed || name.ends_with("sharedstrings.xml") || name.ends_with("styles.xml")
}

/// Unpacks each entry into nothing: the sizes in the directory are only claims.
fn check_sizes(archive: &mut ZipArchive<&mut File>) -> Result<(), Error> {
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        let name = entry.name().map_err(|error| damaged(&error))?.into_owned();
        let size = entry.size();
        let unpacked = io::copy(&mut entry.take(size + 1), &mut io::sink())
            .map_err(|error| Error::Damaged { format: "XLSX", message: error.to_string() })?;
        if unpacked > size {
            return Err(Error::TooLarge(format!("{name} is larger than the archive says")));
        }
    }
    Ok(())
}

fn damaged(error: &zip::result::ZipError) -> Error {
    Error::Damaged { format: "XLSX", message: error.to_string() }
}

/// The number of entries by the record at the end, before a reader makes room for them.
fn entry_count(file: &mut File) -> Result<usize, Error> {
    let len = file.metadata()?.len();
    let tail_len = len.min(66_000);
    file.seek(SeekFrom::Start(len - tail_len))?;
    let mut tail = Vec::new();
    file.take(tail_len).read_to_end(&mut tail)?;
    let at = tail
        .windows(12)
        .rposition(|w| w.starts_with(b"PK\x05\x06"))
        .ok_or_else(|| Error::Damaged { format: "XLSX", message: "the archive has no end".into() })?;
    Ok(usize::from(u16::from_le_bytes([tail[at + 10], tail[at + 11]])))
}
