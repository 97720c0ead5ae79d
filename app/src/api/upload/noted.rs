//! What a person should look at before the import, as sentences.

use almanac_domain::data::{ColumnType, Detection, FileFormat, Noted};

use crate::format::{count, fill, type_name};
use crate::i18n::words;

/// Says the notes in the language of the page. One from before notes had codes stays as it is.
pub(super) fn say(mut detection: Detection) -> Detection {
    for note in &mut detection.notes {
        if let Some(what) = &note.what {
            note.text = sentence(what);
        }
    }
    detection
}

fn sentence(what: &Noted) -> String {
    let (t, locale) = words();
    let t = &t.import;
    let number = |n: &u64| count(*n, locale);
    match what {
        Noted::OtherFormat { named, found } => {
            fill(t.other_format, &[("named", format_name(*named)), ("found", format_name(*found))])
        }
        Noted::MoreSheets { sheets } => fill(t.more_sheets, &[("n", &number(sheets))]),
        Noted::UnevenLine { line, cells, width } => {
            let (line, cells, width) = (number(line), number(cells), number(width));
            fill(t.uneven_line, &[("line", &line), ("cells", &cells), ("width", &width)])
        }
        Noted::RepeatedName { name, called } => fill(t.repeated_name, &[("called", called), ("name", name)]),
        Noted::CompactDates { column } => fill(t.compact_dates, &[("column", column)]),
        Noted::AmbiguousDates { column, format, other } => {
            fill(t.ambiguous_dates, &[("format", format), ("other", other), ("column", column)])
        }
        Noted::LongNumbers { column } => fill(t.long_numbers, &[("column", column)]),
        Noted::MarkerInText { column, marker } => {
            fill(t.marker_in_text, &[("marker", marker), ("column", column)])
        }
        Noted::MixedDecimals => t.mixed_decimals.to_owned(),
        Noted::ThousandsAsDecimals => t.thousands_as_decimals.to_owned(),
        Noted::ThousandsAsText => t.thousands_as_text.to_owned(),
        Noted::NotOfType { row, column, value, kind } => {
            misfit(t.not_of_type, &number(row), (column, value, *kind))
        }
        Noted::OutOfRange { row, column, value, kind } => {
            misfit(t.out_of_range, &number(row), (column, value, *kind))
        }
        Noted::LongCell { row, column } => fill(t.long_cell, &[("row", &number(row)), ("column", column)]),
    }
}

/// A value that does not fit its column.
fn misfit(text: &str, row: &str, (column, value, kind): (&str, &str, ColumnType)) -> String {
    // The value comes last: it may hold anything.
    fill(text, &[("row", row), ("kind", type_name(kind)), ("column", column), ("value", value)])
}

fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "CSV",
        FileFormat::Parquet => "Parquet",
        FileFormat::JsonLines => "JSON Lines",
        FileFormat::Xlsx => "Excel",
    }
}
