//! Excel workbooks: one sheet, cell by cell.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use almanac_domain::data::ImportOptions;
use calamine::{CellErrorType, DataRef, ExcelDateTime, Reader, Xlsx, XlsxCellReader, XlsxError};
use chrono::NaiveDate;

use super::{BatchSource, Sink, Table, archive, check_names, resolved_names};
use crate::cell::{Cell, whole};
use crate::error::{COLUMN_LIMIT, Error, Place};

/// A cell that outlives its row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Owned {
    Null,
    Text(String),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Local(i64),
}

impl Owned {
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Self::Null => Cell::Null,
            Self::Text(text) => Cell::Text(text),
            Self::Boolean(value) => Cell::Boolean(*value),
            Self::Integer(value) => Cell::Integer(*value),
            Self::Float(value) => Cell::Float(*value),
            Self::Local(micros) => Cell::Local(*micros),
        }
    }

    fn of(value: &DataRef<'_>) -> Self {
        match value {
            DataRef::Int(value) => Self::Integer(*value),
            DataRef::Float(value) => whole(*value).map_or(Self::Float(*value), Self::Integer),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Self::text(text)
            }
            DataRef::SharedString(text) => Self::text(text),
            DataRef::Bool(value) => Self::Boolean(*value),
            DataRef::DateTime(at) if at.is_datetime() => Self::time(at),
            DataRef::DateTime(at) => Self::Float(at.as_f64()),
            DataRef::Error(CellErrorType::NA) | DataRef::Empty => Self::Null,
            DataRef::Error(other) => Self::Text(other.to_string()),
        }
    }

    fn text(text: &str) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(text.to_owned()) }
    }

    fn time(at: &ExcelDateTime) -> Self {
        let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
        NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
            .and_then(|date| {
                date.and_hms_milli_opt(
                    u32::from(hour),
                    u32::from(minute),
                    u32::from(second),
                    u32::from(milli),
                )
            })
            .map_or(Self::Float(at.as_f64()), |at| Self::Local(at.and_utc().timestamp_micros()))
    }
}

/// What is done with a row; false ends the reading.
type EachRow<'a> = &'a mut dyn FnMut(Place, &[Owned]) -> Result<bool, Error>;

/// A workbook that passed the archive check.
pub(crate) struct Sheet {
    workbook: Xlsx<BufReader<File>>,
    name: String,
}

fn damaged(error: &XlsxError) -> Error {
    Error::Damaged { format: "XLSX", message: error.to_string() }
}

/// The names of the sheets of a workbook.
pub(crate) fn sheet_names(path: &Path) -> Result<Vec<String>, Error> {
    Ok(open_workbook(path)?.sheet_names())
}

fn open_workbook(path: &Path) -> Result<Xlsx<BufReader<File>>, Error> {
    archive::check(&mut File::open(path)?)?;
    Xlsx::new(BufReader::new(File::open(path)?)).map_err(|error| damaged(&error))
}

impl Sheet {
    /// Opens the sheet of that name, or the first.
    pub fn open(path: &Path, name: Option<&str>) -> Result<Self, Error> {
        let workbook = open_workbook(path)?;
        let names = workbook.sheet_names();
        let name = match name {
            Some(name) => names.iter().find(|n| *n == name).cloned().ok_or_else(|| {
                Error::option("options.sheet", format!("no such sheet; there are: {}", names.join(", ")))
            })?,
            None => names.first().cloned().ok_or(Error::Empty)?,
        };
        Ok(Self { workbook, name })
    }

    /// Calls `each` with the place and cells of every row that is not blank, until it says false.
    pub fn rows(&mut self, each: EachRow<'_>) -> Result<(), Error> {
        let mut reader = self.workbook.worksheet_cells_reader(&self.name).map_err(|error| damaged(&error))?;
        let mut cells: Vec<Owned> = Vec::new();
        let mut line = 0;
        let mut row = 0;
        while let Some((at, column, value)) = next_cell(&mut reader)? {
            if at != line {
                if at < line {
                    let message = format!("row {} comes after row {}", at + 1, line + 1);
                    return Err(Error::Damaged { format: "XLSX", message });
                }
                if !cells.is_empty() {
                    row += 1;
                    if !each(Place { row, line: Some(u64::from(line) + 1) }, &cells)? {
                        return Ok(());
                    }
                    cells.clear();
                }
                line = at;
            }
            if column >= COLUMN_LIMIT {
                return Err(Error::TooManyColumns { found: column + 1 });
            }
            if cells.len() <= column {
                cells.resize(column + 1, Owned::Null);
            }
            cells[column] = value;
        }
        if !cells.is_empty() {
            each(Place { row: row + 1, line: Some(u64::from(line) + 1) }, &cells)?;
        }
        Ok(())
    }
}

/// The next cell with a value: its row and column from 0.
fn next_cell(reader: &mut XlsxCellReader<'_, BufReader<File>>) -> Result<Option<(u32, usize, Owned)>, Error> {
    while let Some(cell) = reader.next_cell().map_err(|error| damaged(&error))? {
        let value = Owned::of(cell.get_value());
        if value != Owned::Null {
            let (row, column) = cell.get_position();
            return Ok(Some((row, column as usize, value)));
        }
    }
    Ok(None)
}

/// A sheet as batches.
pub(crate) struct XlsxSource {
    sheet: Sheet,
    options: ImportOptions,
    size: u64,
}

impl XlsxSource {
    pub fn open(path: &Path, options: &ImportOptions) -> Result<Self, Error> {
        let sheet = Sheet::open(path, options.sheet.as_deref())?;
        Ok(Self { sheet, options: options.clone(), size: std::fs::metadata(path)?.len() })
    }
}

/// The column names of a sheet from its first row.
pub(crate) fn header_names(cells: &[Owned], header: bool, width: usize) -> Vec<String> {
    let name =
        |i: usize| cells.get(i).filter(|_| header).and_then(|c| c.cell().to_text()).unwrap_or_default();
    resolved_names(&(0..width.max(cells.len())).map(name).collect::<Vec<_>>()).0
}

impl BatchSource for XlsxSource {
    fn run(&mut self, table: &mut Table, sink: Sink<'_>) -> Result<(), Error> {
        let (options, size) = (&self.options, self.size);
        let width = options.columns.len();
        let mut headed = false;
        self.sheet.rows(&mut |place, cells| {
            if !std::mem::replace(&mut headed, true) {
                check_names(&header_names(cells, options.header, width), options)?;
                if options.header {
                    return Ok(true);
                }
            }
            let place = Place { row: place.row - u64::from(options.header), ..place };
            if cells.len() > width {
                return Err(Error::Ragged { place, expected: width, found: cells.len() });
            }
            for column in 0..width {
                let cell = cells.get(column).map_or(Cell::Null, Owned::cell);
                table.put(column, cell, || place)?;
            }
            table.end_row();
            if table.is_full() {
                sink(table, size)?;
            }
            Ok(true)
        })
    }
}
