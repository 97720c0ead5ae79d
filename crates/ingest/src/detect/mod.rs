//! What is in a file, by its content.

mod csv;
mod dates;
mod format;
mod sample;
mod types;

use std::path::Path;
use std::sync::Arc;

use almanac_domain::data::{Column, ColumnOptions, Detection, FileFormat, ImportNote, ImportOptions, Noted};

use crate::cell::{Cell, ColumnReader, Fault, Rules};
use crate::error::{Error, Place, cut};
use crate::import::guarded;
use crate::source::{Sheet, resolved_names, sheet_names};
use sample::{Sample, Seen};
use types::Inferred;

const PREVIEW_ROWS: usize = 20;

/// Looks at the head of a file and at spots further down, and proposes how to read it. The format follows from
/// the content; the file name only serves a note when the two disagree.
///
/// # Errors
/// The file is empty, has no rows, is damaged, or is not a table in a known format.
pub fn detect(path: &Path, file_name: &str) -> Result<Detection, Error> {
    let (format, mut notes) = format::sniff(path, file_name)?;
    let mut options = defaults(format);
    guarded(&options.clone(), || {
        if format == FileFormat::Csv {
            let dialect = csv::dialect(path)?;
            dialect.encoding.name().clone_into(&mut options.encoding);
            options.delimiter = char::from(dialect.delimiter);
        }
        if format == FileFormat::Xlsx {
            let names = sheet_names(path)?;
            if names.len() > 1 {
                let text = format!("The workbook has {} sheets; the first one is read.", names.len());
                notes.push(ImportNote::new(Noted::MoreSheets { sheets: names.len() as u64 }, text));
            }
            options.sheet = names.into_iter().next();
        }
        let mut sample = Sample::read(path, &options)?;
        options.header = sample.looks_headed();
        if format == FileFormat::Csv {
            options.decimal_comma = types::decimal_comma(&sample, options.delimiter, &mut notes);
        }
        let (names, changed) = names(&mut sample, &options)?;
        notes.append(&mut sample.notes);
        notes.extend(changed);
        infer(&sample, &names, &mut options, &mut notes);
        Ok(Detection { preview: preview(&sample, names.len()), options, notes })
    })
}

/// Looks at a file again under corrected options. Columns named in the options are kept as they are, with a note
/// where the sample does not fit; if the names do not match the file any more (another delimiter, header or
/// sheet), the columns are detected anew.
///
/// # Errors
/// As [`detect`], and options that make no sense.
pub fn redetect(path: &Path, options: &ImportOptions) -> Result<Detection, Error> {
    let rules = Arc::new(Rules::new(options)?);
    crate::source::check_dialect(options)?;
    guarded(options, || {
        let mut options = options.clone();
        let mut sample = Sample::read(path, &options)?;
        let (names, mut notes) = names(&mut sample, &options)?;
        notes.append(&mut sample.notes);
        if names.iter().eq(options.columns.iter().map(|c| &c.name)) {
            misfits(&sample, &options, &rules, &mut notes)?;
        } else {
            let missing = std::mem::take(&mut options.missing);
            infer(&sample, &names, &mut options, &mut notes);
            if !missing.is_empty() {
                options.missing = missing;
            }
        }
        Ok(Detection { preview: preview(&sample, names.len()), options, notes })
    })
}

fn defaults(format: FileFormat) -> ImportOptions {
    ImportOptions {
        format,
        delimiter: ',',
        encoding: "UTF-8".into(),
        header: true,
        decimal_comma: false,
        missing: Vec::new(),
        time_zone: "UTC".into(),
        sheet: None,
        columns: Vec::new(),
    }
}

/// Takes the header out of the sample: the names, and what was changed about them.
fn names(sample: &mut Sample, options: &ImportOptions) -> Result<(Vec<String>, Vec<ImportNote>), Error> {
    let found = match &sample.names {
        Some(names) => resolved_names(names),
        None if options.header => resolved_names(&sample.take_header()),
        None => resolved_names(&vec![String::new(); sample.width()]),
    };
    if sample.rows.is_empty() {
        return Err(Error::HeaderOnly);
    }
    Ok(found)
}

/// Fills `options.columns` and `options.missing` from the sample.
fn infer(sample: &Sample, names: &[String], options: &mut ImportOptions, notes: &mut Vec<ImportNote>) {
    let guesses: Vec<Inferred> = (0..names.len())
        .map(|i| types::infer(&names[i], &sample.column(i), options.decimal_comma, notes))
        .collect();
    if options.format != FileFormat::Parquet {
        options.missing = types::missing(&guesses, names, notes);
    }
    options.columns = names
        .iter()
        .zip(guesses)
        .map(|(name, guess)| ColumnOptions {
            name: name.clone(),
            kind: guess.kind,
            format: guess.format,
            include: true,
        })
        .collect();
}

/// Notes the first cell of each column that does not fit the column's options.
fn misfits(
    sample: &Sample,
    options: &ImportOptions,
    rules: &Arc<Rules>,
    notes: &mut Vec<ImportNote>,
) -> Result<(), Error> {
    for (index, column) in options.columns.iter().enumerate().filter(|(_, c)| c.include) {
        let kept = Column { name: column.name.clone(), kind: column.kind };
        let mut reader = ColumnReader::new(kept, column.format.as_deref(), Arc::clone(rules))?;
        for (row, cells) in sample.head().iter().enumerate() {
            let cell = cells.get(index).map_or(Cell::Null, Seen::cell);
            if let Err(fault) = reader.append(cell) {
                let place = Place { row: row as u64 + 1, line: None };
                let what = misfit(fault, cell, (column, place.row));
                notes.push(ImportNote::new(what, format!("{}.", reader.error(fault, cell, place))));
                break;
            }
        }
    }
    Ok(())
}

/// What is wrong with a cell of a column and a row.
fn misfit(fault: Fault, cell: Cell<'_>, (column, row): (&ColumnOptions, u64)) -> Noted {
    let (name, kind) = (column.name.clone(), column.kind);
    let value = cut(&cell.to_text().unwrap_or_default());
    match fault {
        Fault::NotOfType => Noted::NotOfType { row, column: name, value, kind },
        Fault::OutOfRange => Noted::OutOfRange { row, column: name, value, kind },
        Fault::TooLong => Noted::LongCell { row, column: name },
    }
}

fn preview(sample: &Sample, width: usize) -> Vec<Vec<Option<String>>> {
    let text = |cells: &Vec<Seen>, i: usize| cells.get(i).and_then(Seen::text).map(str::to_owned);
    let rows = sample.head().iter().take(PREVIEW_ROWS);
    rows.map(|cells| (0..width).map(|i| text(cells, i)).collect()).collect()
}

/// The sheet's first rows.
fn open_sheet(path: &Path, options: &ImportOptions) -> Result<Sheet, Error> {
    Sheet::open(path, options.sheet.as_deref())
}
