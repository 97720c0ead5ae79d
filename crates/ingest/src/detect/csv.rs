//! Encoding and delimiter of a text file, and records from several spots of it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use almanac_domain::data::{ImportNote, Noted};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::Error;
use crate::source::Records;
use crate::text::TextReader;

const HEAD: usize = 1 << 20;
const SPOT: usize = 128 * 1024;
const SPOTS: u64 = 8;
const RECORDS: usize = 20_000;

/// How a text file is written.
pub(super) struct Dialect {
    pub encoding: &'static Encoding,
    pub delimiter: u8,
}

/// The head of a file and whole lines from spots further down.
pub(super) struct Spots {
    pub head: Vec<u8>,
    pub further: Vec<Vec<u8>>,
    /// The head is not the whole file.
    pub is_cut: bool,
}

impl Spots {
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut file = File::open(path)?;
        let len = file.metadata()?.len();
        let mut head = Vec::new();
        file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let is_cut = (head.len() as u64) < len;
        let mut further = Vec::new();
        if is_cut {
            let step = (len - HEAD as u64) / SPOTS;
            for spot in 1..=SPOTS {
                let start = (HEAD as u64 + step * spot).min(len.saturating_sub(SPOT as u64)) & !1;
                file.seek(SeekFrom::Start(start))?;
                let mut bytes = Vec::new();
                file.by_ref().take(SPOT as u64).read_to_end(&mut bytes)?;
                further.push(bytes);
            }
        }
        Ok(Self { head, further, is_cut })
    }

    /// Leaves only whole lines.
    fn trim(&mut self, encoding: &'static Encoding) {
        let wide = encoding == UTF_16LE || encoding == UTF_16BE;
        let newline = if self.head.contains(&b'\n') { b'\n' } else { b'\r' };
        let (step, at) = if wide { (2, usize::from(encoding == UTF_16BE)) } else { (1, 0) };
        let is_newline =
            |pair: &[u8]| pair.get(at) == Some(&newline) && (!wide || pair.get(1 - at) == Some(&0));
        if self.is_cut {
            let last = self.head.chunks_exact(step).rposition(is_newline);
            self.head.truncate(last.map_or(self.head.len(), |i| (i + 1) * step));
        }
        for bytes in &mut self.further {
            let first = bytes.chunks_exact(step).position(is_newline);
            let last = bytes.chunks_exact(step).rposition(is_newline);
            *bytes = match (first, last) {
                (Some(first), Some(last)) if first < last => {
                    bytes[(first + 1) * step..(last + 1) * step].to_vec()
                }
                _ => Vec::new(),
            };
        }
    }
}

/// Finds encoding and delimiter.
pub(super) fn dialect(path: &Path) -> Result<Dialect, Error> {
    let mut spots = Spots::read(path)?;
    let encoding = encoding(&mut spots)?;
    Ok(Dialect { encoding, delimiter: delimiter(&spots.head, encoding)? })
}

fn encoding(spots: &mut Spots) -> Result<&'static Encoding, Error> {
    let head = &spots.head;
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        spots.trim(encoding);
        return Ok(encoding);
    }
    if head.contains(&0) {
        let encoding = wide(head).ok_or_else(|| Error::NotATable("it holds binary data, not text".into()))?;
        spots.trim(encoding);
        return Ok(encoding);
    }
    let control =
        head.iter().filter(|b| **b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)).count();
    if control * 50 > head.len() {
        return Err(Error::NotATable("it holds binary data, not text".into()));
    }
    spots.trim(UTF_8);
    let mut all = std::iter::once(&spots.head).chain(&spots.further);
    let head_is_utf8 = std::str::from_utf8(&spots.head).is_ok();
    // One bad byte far down does not make another encoding of a file that is UTF-8 otherwise; the import then
    // says where the byte is.
    if head_is_utf8 && (!spots.head.is_ascii() || all.all(|b| std::str::from_utf8(b).is_ok())) {
        return Ok(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for bytes in std::iter::once(&spots.head).chain(&spots.further) {
        detector.feed(bytes, false);
    }
    detector.feed(b"", true);
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// UTF-16 without a byte order mark: in western text every other byte is 0.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if odd * 10 > pairs * 7 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 7 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The delimiter under which the lines of the head have the same number of cells.
fn delimiter(head: &[u8], encoding: &'static Encoding) -> Result<u8, Error> {
    let mut best: Option<(f64, usize, u8)> = None;
    // Tab, semicolon and bar are rare inside cells, so at equal agreement they go before the comma, unless the
    // comma splits into far more cells.
    for delimiter in [b'\t', b';', b'|', b','] {
        let Some((agreement, cells)) = agreement(head, encoding, delimiter)? else { continue };
        let better = best.is_none_or(|(top, most, _)| {
            if (agreement >= 0.95) == (top >= 0.95) && delimiter == b',' {
                cells > 2 * most || (top < 0.95 && agreement > top)
            } else {
                agreement > top
            }
        });
        if better {
            best = Some((agreement, cells, delimiter));
        }
    }
    Ok(best.map_or(b',', |(_, _, delimiter)| delimiter))
}

/// The share of records with the usual number of cells, and that number; none if it is 1.
fn agreement(head: &[u8], encoding: &'static Encoding, delimiter: u8) -> Result<Option<(f64, usize)>, Error> {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    let mut records = Records::new(TextReader::new(head, encoding), delimiter);
    let mut total = 0;
    let name = |i: usize| format!("{}", i + 1);
    while total < 500 {
        match records.advance(&name) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) if delimiter == b',' => return Err(error),
            Err(_) => return Ok(None),
        }
        total += 1;
        *counts.entry(records.len()).or_default() += 1;
    }
    let usual = counts.into_iter().max_by_key(|(cells, count)| (*count, *cells));
    Ok(usual.filter(|(cells, _)| *cells > 1).map(|(cells, count)| (count as f64 / f64::from(total), cells)))
}

/// The records of the sampled spots.
pub(super) struct Sampled {
    /// Those of the head, then those further down that have as many cells as the first.
    pub rows: Vec<Vec<String>>,
    /// How many are of the head.
    pub head: usize,
    pub notes: Vec<ImportNote>,
}

/// Reads the records of the sampled spots.
pub(super) fn sample(path: &Path, encoding: &'static Encoding, delimiter: u8) -> Result<Sampled, Error> {
    let mut spots = Spots::read(path)?;
    spots.trim(encoding);
    let mut notes = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut records = Records::new(TextReader::new(&spots.head[..], encoding), delimiter);
    let name = |i: usize| format!("{}", i + 1);
    while rows.len() < RECORDS && records.advance(&name)? {
        let width = rows.first().map_or(records.len(), Vec::len);
        if records.len() != width && notes.is_empty() {
            let line = records.place().line.unwrap_or(0);
            let cells = records.len();
            let text = format!("Line {line} has {cells} cells, but the first line has {width}.");
            let what = Noted::UnevenLine { line, cells: cells as u64, width: width as u64 };
            notes.push(ImportNote::new(what, text));
        }
        rows.push(cells(&records));
    }
    let head = rows.len();
    let width = rows.first().map_or(0, Vec::len);
    for bytes in &spots.further {
        let mut records = Records::new(TextReader::new(&bytes[..], encoding), delimiter);
        let mut found = Vec::new();
        // A spot may begin inside a quoted cell; then its records make no sense and are left out.
        while matches!(records.advance(&name), Ok(true)) {
            found.push(cells(&records));
        }
        if found.iter().all(|cells| cells.len() == width) {
            rows.append(&mut found);
        }
    }
    Ok(Sampled { rows, head, notes })
}

fn cells<R: Read>(records: &Records<R>) -> Vec<String> {
    (0..records.len()).map(|i| records.get(i).unwrap_or_default().to_owned()).collect()
}

/// Whole lines of a file of JSON lines: those of the head, and how many bytes they are, then those further down.
pub(super) fn lines(path: &Path) -> Result<(Vec<Vec<u8>>, usize), Error> {
    let mut spots = Spots::read(path)?;
    spots.trim(UTF_8);
    let split = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        bytes.split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty()).map(<[u8]>::to_vec).collect()
    };
    let mut all = split(&spots.head);
    let head = all.len();
    for bytes in &spots.further {
        all.extend(split(bytes));
    }
    Ok((all, head))
}
