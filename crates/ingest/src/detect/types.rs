//! The type of a column, from its cells.

use std::collections::BTreeSet;

use almanac_domain::data::{ColumnType, ImportNote, Noted};

use super::dates::{Candidates, Reading};
use super::sample::{ColumnSample, Sample, Seen};
use crate::cell::{Fault, boolean, float, integer};

/// Texts that usually stand for a missing value.
const MARKERS: [&str; 15] =
    ["NA", "N/A", "#N/A", "n/a", "null", "NULL", "Null", "NaN", "nan", "NAN", "None", "-", "--", "?", "."];

/// Markers that are assumed even where the sample has none, since they are nothing else in a table with numbers.
const USUAL: [&str; 5] = ["NA", "N/A", "NaN", "null", "NULL"];

/// What a column seems to be.
pub(super) struct Inferred {
    pub kind: ColumnType,
    pub format: Option<String>,
    markers: BTreeSet<&'static str>,
}

fn marker(text: &str) -> Option<&'static str> {
    MARKERS.iter().copied().find(|m| *m == text)
}

fn has_leading_zero(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']).as_bytes();
    digits.len() > 1 && digits[0] == b'0' && digits[1].is_ascii_digit()
}

/// What all values of a column can be.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact about the values seen")]
struct Can {
    integer: bool,
    float: bool,
    boolean: bool,
    dates: Candidates,
    yes: bool,
    no: bool,
    letters: bool,
    too_large: bool,
    values: usize,
}

impl Can {
    fn new() -> Self {
        Self {
            integer: true,
            float: true,
            boolean: true,
            dates: Candidates::new(),
            yes: false,
            no: false,
            letters: false,
            too_large: false,
            values: 0,
        }
    }

    fn take(&mut self, hint: Option<ColumnType>, text: &str, decimal_comma: bool) {
        self.values += 1;
        let typed = |kinds: &[ColumnType]| hint.is_none_or(|h| kinds.contains(&h));
        if self.integer || self.float {
            let whole = integer(text);
            let plain = hint.is_some() || !has_leading_zero(text);
            self.too_large |= whole == Err(Fault::OutOfRange);
            self.integer &= plain && whole.is_ok() && typed(&[ColumnType::Integer]);
            self.float &= plain
                && whole != Err(Fault::OutOfRange)
                && typed(&[ColumnType::Integer, ColumnType::Float])
                && float(text, decimal_comma && hint.is_none()).is_ok();
        }
        if self.boolean {
            let value = boolean(text).filter(|_| text.as_bytes()[0].is_ascii_alphabetic());
            self.boolean = value.is_some() && typed(&[ColumnType::Boolean]);
            self.yes |= value == Some(true);
            self.no |= value == Some(false);
            self.letters |= text.len() == 1;
        }
        if typed(&[ColumnType::Date, ColumnType::Timestamp]) {
            self.dates.retain(text);
        } else {
            self.dates.clear();
        }
    }
}

/// Infers the type of a column and notes what is doubtful.
pub(super) fn infer(
    name: &str,
    column: &ColumnSample<'_>,
    decimal_comma: bool,
    notes: &mut Vec<ImportNote>,
) -> Inferred {
    let mut markers = BTreeSet::new();
    if let Some(kind) = column.kind {
        return Inferred { kind, format: None, markers };
    }
    let mut can = Can::new();
    for cell in &column.cells {
        let Some(text) = cell.text().map(str::trim_ascii) else { continue };
        match marker(text).filter(|_| cell.hint.is_none()) {
            Some(marker) => {
                markers.insert(marker);
            }
            None => can.take(cell.hint, text, decimal_comma),
        }
    }
    let (kind, format) = decide(name, column, &mut can, decimal_comma, notes);
    Inferred { kind, format, markers }
}

fn decide(
    name: &str,
    column: &ColumnSample<'_>,
    can: &mut Can,
    day_first: bool,
    notes: &mut Vec<ImportNote>,
) -> (ColumnType, Option<String>) {
    if can.values == 0 {
        return (ColumnType::Text, None);
    }
    let texts =
        || column.cells.iter().filter_map(|c| c.text()).map(str::trim_ascii).filter(|t| marker(t).is_none());
    if can.integer {
        if column.cells.iter().all(|c| c.hint.is_none()) && super::dates::are_compact(texts()) {
            let text = format!("Column {name}: numbers such as 20110131 are read as dates.");
            notes.push(ImportNote::new(Noted::CompactDates { column: name.to_owned() }, text));
            return (ColumnType::Date, Some("%Y%m%d".into()));
        }
        return (ColumnType::Integer, None);
    }
    if can.float {
        return (ColumnType::Float, None);
    }
    if can.boolean && (!can.letters || (can.yes && can.no)) {
        return (ColumnType::Boolean, None);
    }
    if let Some(Reading { kind, format, doubt }) = can.dates.choose(texts, day_first) {
        if let Some(other) = doubt {
            let format = format.clone().unwrap_or_default();
            let text =
                format!("Column {name}: the dates could be {format} or {other}; they are read as {format}.");
            notes.push(ImportNote::new(
                Noted::AmbiguousDates { column: name.to_owned(), format, other },
                text,
            ));
        }
        return (kind, format);
    }
    if can.too_large {
        let text = format!("Column {name}: some numbers are too long for 64 bits, so it is read as text.");
        notes.push(ImportNote::new(Noted::LongNumbers { column: name.to_owned() }, text));
    }
    (ColumnType::Text, None)
}

/// The markers of the file: those seen among numbers, dates and truth values, and the usual ones unless they
/// are only seen among texts, where they may be words.
pub(super) fn missing(guesses: &[Inferred], names: &[String], notes: &mut Vec<ImportNote>) -> Vec<String> {
    let is_text = |g: &&Inferred| g.kind == ColumnType::Text;
    let typed: BTreeSet<_> =
        guesses.iter().filter(|g| !is_text(g)).flat_map(|g| &g.markers).copied().collect();
    let texts: BTreeSet<_> = guesses.iter().filter(is_text).flat_map(|g| &g.markers).copied().collect();
    for (guess, name) in guesses.iter().zip(names).filter(|(g, _)| is_text(g)) {
        if let Some(marker) = guess.markers.iter().find(|m| typed.contains(*m)) {
            let text =
                format!("Column {name}: the text \"{marker}\" is read as missing, as in other columns.");
            let what = Noted::MarkerInText { column: name.clone(), marker: (*marker).to_owned() };
            notes.push(ImportNote::new(what, text));
        }
    }
    let usual = USUAL.iter().copied().filter(|m| !texts.contains(m));
    let mut all: Vec<String> = usual.map(str::to_owned).collect();
    all.extend(
        typed.iter().filter(|m| !all.iter().any(|a| a == *m)).map(|m| (*m).to_owned()).collect::<Vec<_>>(),
    );
    all
}

/// Whether the cell is neither a number, nor a date, nor a truth value.
pub(super) fn is_plain_text(cell: &Seen) -> bool {
    let Some(text) = cell.text().map(str::trim_ascii) else { return true };
    let mut can = Can::new();
    can.take(cell.hint, text, text.contains(',') && !text.contains('.'));
    marker(text).is_none()
        && !(can.integer || can.float || can.too_large)
        && (!can.boolean || can.letters)
        && can.dates.is_empty()
}

/// Whether most cells of the column are plain text.
pub(super) fn is_plain_text_column(column: &ColumnSample<'_>) -> bool {
    let cells: Vec<_> = column.cells.iter().filter(|c| c.text().is_some()).take(200).collect();
    cells.iter().filter(|c| is_plain_text(c)).count() * 2 >= cells.len()
}

/// Whether numbers are written with a decimal comma.
pub(super) fn decimal_comma(sample: &Sample, delimiter: char, notes: &mut Vec<ImportNote>) -> bool {
    let (mut commas, mut points, mut groups) = (0, 0, 0);
    for text in sample.rows.iter().flatten().filter_map(Seen::text).map(str::trim_ascii) {
        let digits = text.trim_start_matches(['+', '-']);
        let Some(at) = digits.find([',', '.']) else { continue };
        let (whole, rest) = (&digits[..at], &digits[at + 1..]);
        let numeric = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !(numeric(rest) && (numeric(whole) || whole.is_empty())) {
            continue;
        }
        if digits.as_bytes()[at] == b'.' {
            points += 1;
        } else {
            commas += 1;
            groups += usize::from(rest.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0");
        }
    }
    if commas > 0 && points > 0 {
        let text = "Some numbers have a decimal point and some a comma; the point is taken.".to_owned();
        notes.push(ImportNote::new(Noted::MixedDecimals, text));
    } else if commas > 0 && commas == groups {
        let (what, read) = if delimiter == ',' {
            (Noted::ThousandsAsText, "groups of thousands, as text")
        } else {
            (Noted::ThousandsAsDecimals, "decimals")
        };
        let text = format!("Numbers such as 1,234 could be decimals or groups of thousands; read as {read}.");
        notes.push(ImportNote::new(what, text));
    }
    commas > 0 && points == 0 && (delimiter != ',' || groups < commas)
}
