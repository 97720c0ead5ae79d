//! The format of a file, by its first and last bytes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use almanac_domain::data::{FileFormat, ImportNote, Noted};

use crate::error::{Error, Place};
use crate::import::format_name;
use crate::source::read_object;

const HEAD: u64 = 64 * 1024;

/// Beginnings of files that people send by mistake.
const FOREIGN: [(&[u8], &str); 11] = [
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1F\x8B", "a gzip archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive; unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive; unpack it first"),
    (b"\xD0\xCF\x11\xE0", "an old or encrypted Excel or Office file; save it as .xlsx without a password"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"ARROW1", "an Arrow IPC file; save it as Parquet"),
];

/// The format of the file and notes about it.
pub(super) fn sniff(path: &Path, file_name: &str) -> Result<(FileFormat, Vec<ImportNote>), Error> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(Error::Empty);
    }
    let named = by_extension(file_name);
    let format = by_content(&mut file, &head, named)?;
    let mut notes = Vec::new();
    if let Some(named) = named.filter(|named| *named != format) {
        let text = format!(
            "The file name says {}, but the content is {}; it is read as {}.",
            format_name(named),
            format_name(format),
            format_name(format)
        );
        notes.push(ImportNote::new(Noted::OtherFormat { named, found: format }, text));
    }
    Ok((format, notes))
}

fn by_extension(file_name: &str) -> Option<FileFormat> {
    let extension = Path::new(file_name).extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "csv" | "tsv" | "txt" | "tab" => Some(FileFormat::Csv),
        "parquet" | "pq" => Some(FileFormat::Parquet),
        "xlsx" | "xlsm" => Some(FileFormat::Xlsx),
        "json" | "jsonl" | "ndjson" => Some(FileFormat::JsonLines),
        _ => None,
    }
}

fn by_content(file: &mut File, head: &[u8], named: Option<FileFormat>) -> Result<FileFormat, Error> {
    if head.starts_with(b"PAR1") {
        return parquet_end(file);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        crate::source::check_archive(file)?;
        return Ok(FileFormat::Xlsx);
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(Error::NotATable((*what).into()));
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if text.is_empty() && head.len() < HEAD as usize {
        return Err(Error::Empty);
    }
    let is_markup = [&b"<!doctype"[..], b"<html", b"<?xml", b"<svg"]
        .iter()
        .any(|tag| text.get(..tag.len()).is_some_and(|t| t.eq_ignore_ascii_case(tag)));
    if is_markup {
        return Err(Error::NotATable("a web page or XML document".into()));
    }
    json(text, named)
}

fn json(text: &[u8], named: Option<FileFormat>) -> Result<FileFormat, Error> {
    let named_json = named == Some(FileFormat::JsonLines);
    match text.first() {
        Some(b'{') => {
            let line = text.split(|b| *b == b'\n').next().unwrap_or(text);
            let whole = read_object(line, Place { row: 1, line: Some(1) });
            let is_object = !matches!(whole, Err(Error::Json { .. } | Error::Encoding { .. }));
            if line.trim_ascii() == b"{" || (named_json && !is_object && line.len() < text.len()) {
                let hint = "JSON over several lines; one object a line (JSON lines) can be read";
                return Err(Error::NotATable(hint.into()));
            }
            Ok(if is_object || named_json { FileFormat::JsonLines } else { FileFormat::Csv })
        }
        Some(b'[') => {
            let next = text[1..].trim_ascii_start().first();
            if named_json || matches!(next, Some(b'{' | b'[')) {
                let hint = "a JSON list; one object a line (JSON lines) can be read";
                return Err(Error::NotATable(hint.into()));
            }
            Ok(FileFormat::Csv)
        }
        _ => Ok(FileFormat::Csv),
    }
}

fn parquet_end(file: &mut File) -> Result<FileFormat, Error> {
    let mut tail = Vec::new();
    let len = file.metadata()?.len();
    file.seek(SeekFrom::Start(len.saturating_sub(4)))?;
    file.read_to_end(&mut tail)?;
    if len < 12 || tail != b"PAR1" {
        let message = "its end is missing; was it sent as a whole?".into();
        return Err(Error::Damaged { format: "Parquet", message });
    }
    Ok(FileFormat::Parquet)
}
