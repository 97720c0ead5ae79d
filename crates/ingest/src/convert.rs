//! A stored table in the formats of other programs, a part of its rows at a time.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use almanac_domain::data::Column;
use almanac_domain::saved::ExportFormat;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use crate::Error;
use crate::export::{csv_head, csv_rows};
use crate::values::{Values, append, collector, stored_batches};

/// Rows of a sheet of Excel below its head.
pub const SHEET_ROWS: u64 = 1_048_575;
/// Whole numbers beyond are not exact in a double, which is what a sheet holds.
const EXACT: i64 = 1 << 53;
/// From the day 0 of a sheet (1899-12-30) to 1970-01-01.
const SHEET_EPOCH: i64 = 25_569;
/// The first day that sheets have right (1900-03-01).
const SHEET_FIRST: i64 = 61;
/// Its last (9999-12-31).
const SHEET_LAST: i64 = 2_958_465;
const DAY_MICROS: i64 = 86_400_000_000;
/// Letters of a cell.
const CELL_LETTERS: usize = 32_767;

/// Writes the rows of a Parquet file of ours to the new file `to`; in a spreadsheet nothing of it runs.
///
/// # Errors
/// The file is damaged, the disk says no, or [`Error::Sheet`]: more than [`SHEET_ROWS`] rows, or a longer text than a
/// cell holds.
pub fn convert(from: &Path, format: ExportFormat, to: &Path) -> Result<(), Error> {
    match format {
        ExportFormat::Parquet => std::fs::copy(from, to).map(drop).map_err(Error::Io),
        ExportFormat::Csv => text(from, to, csv_head, |out, rows, _| csv_rows(out, rows), |_| Ok(())),
        ExportFormat::Json => {
            text(from, to, |out, _| out.write_all(b"["), objects, |out| out.write_all(b"\n]\n"))
        }
        ExportFormat::Xlsx => sheet(from, to),
    }
}

type Rows = [(Column, Values)];
type Out = BufWriter<File>;

/// `head`, then `part` for each part of the rows, with whether it is the first, then `end`.
fn text(
    from: &Path,
    to: &Path,
    head: impl Fn(&mut Out, &Rows) -> io::Result<()>,
    part: impl Fn(&mut Out, &Rows, bool) -> io::Result<()>,
    end: impl Fn(&mut Out) -> io::Result<()>,
) -> Result<(), Error> {
    let (columns, batches) = stored_batches(from)?;
    let mut out = BufWriter::new(File::create_new(to)?);
    head(&mut out, &collector(columns.clone()))?;
    let mut first = true;
    for batch in batches {
        let mut rows = collector(columns.clone());
        append(&mut rows, &batch?);
        part(&mut out, &rows, first)?;
        first = false;
    }
    end(&mut out)?;
    Ok(out.flush()?)
}

fn objects(out: &mut Out, columns: &Rows, first: bool) -> io::Result<()> {
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    for row in 0..rows {
        out.write_all(if first && row == 0 { b"\n{" } else { b",\n{" })?;
        for (i, (column, values)) in columns.iter().enumerate() {
            if i > 0 {
                out.write_all(b",")?;
            }
            serde_json::to_writer(&mut *out, &column.name)?;
            out.write_all(b":")?;
            serde_json::to_writer(&mut *out, &json(values, row))?;
        }
        out.write_all(b"}")?;
    }
    Ok(())
}

/// A value; NaN and infinite numbers, which JSON does not have, are null.
fn json(values: &Values, row: usize) -> Value {
    let value = match values {
        Values::Boolean(v) => v.get(row).copied().flatten().map(Value::from),
        Values::Integer(v) => v.get(row).copied().flatten().map(Value::from),
        Values::Float(v) => v.get(row).copied().flatten().map(Value::from),
        Values::Text(_) | Values::Date(_) | Values::Timestamp(_) => values.text(row).map(Value::from),
    };
    value.unwrap_or_default()
}

fn sheet(from: &Path, to: &Path) -> Result<(), Error> {
    let (columns, batches) = stored_batches(from)?;
    let wrong = |error: XlsxError| Error::Sheet(error.to_string());
    let mut workbook = Workbook::new();
    if let Some(folder) = to.parent() {
        workbook.set_tempdir(folder).map_err(wrong)?;
    }
    let formats = Formats {
        date: Format::new().set_num_format("yyyy-mm-dd"),
        time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(wrong)?;
    let head = Format::new().set_bold();
    for (column, place) in columns.iter().zip(0..) {
        sheet.write_string_with_format(0, place, &column.name, &head).map_err(wrong)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(wrong)?;
    let mut line = 0;
    for batch in batches {
        let mut rows = collector(columns.clone());
        append(&mut rows, &batch?);
        for row in 0..rows.first().map_or(0, |(_, values)| values.len()) {
            line += 1;
            if u64::from(line) > SHEET_ROWS {
                return Err(Error::Sheet(format!("it holds {SHEET_ROWS} rows, and there are more")));
            }
            for ((column, values), place) in rows.iter().zip(0..) {
                let written = formats.cell(sheet, (line, place), values, row);
                written
                    .map_err(|error| Error::Sheet(format!("row {line}, column {}: {error}", column.name)))?;
            }
        }
    }
    workbook.save(to).map_err(wrong)
}

struct Formats {
    date: Format,
    time: Format,
}

impl Formats {
    fn cell(&self, sheet: &mut Worksheet, at: (u32, u16), values: &Values, row: usize) -> Result<(), String> {
        let (line, place) = at;
        let date = |days: f64| (SHEET_FIRST as f64..(SHEET_LAST + 1) as f64).contains(&days);
        let written = match values {
            Values::Boolean(v) => {
                let Some(Some(value)) = v.get(row) else { return Ok(()) };
                sheet.write_boolean(line, place, *value)
            }
            Values::Integer(v) => {
                let Some(Some(value)) = v.get(row) else { return Ok(()) };
                if (-EXACT..=EXACT).contains(value) {
                    sheet.write_number(line, place, *value as f64)
                } else {
                    sheet.write_string(line, place, value.to_string())
                }
            }
            Values::Float(v) => {
                let Some(Some(value)) = v.get(row) else { return Ok(()) };
                if value.is_finite() {
                    sheet.write_number(line, place, *value)
                } else {
                    sheet.write_string(line, place, value.to_string())
                }
            }
            Values::Date(v) => {
                let Some(Some(days)) = v.get(row) else { return Ok(()) };
                let serial = (days + SHEET_EPOCH) as f64;
                if date(serial) {
                    sheet.write_number_with_format(line, place, serial, &self.date)
                } else {
                    sheet.write_string(line, place, values.text(row).unwrap_or_default())
                }
            }
            Values::Timestamp(v) => {
                let Some(Some(micros)) = v.get(row) else { return Ok(()) };
                let serial = *micros as f64 / DAY_MICROS as f64 + SHEET_EPOCH as f64;
                if date(serial) {
                    sheet.write_number_with_format(line, place, serial, &self.time)
                } else {
                    sheet.write_string(line, place, values.text(row).unwrap_or_default())
                }
            }
            Values::Text(v) => {
                let Some(Some(text)) = v.get(row) else { return Ok(()) };
                if text.encode_utf16().count() > CELL_LETTERS {
                    return Err(format!("the text is longer than the {CELL_LETTERS} letters of a cell"));
                }
                sheet.write_string(line, place, text)
            }
        };
        written.map(drop).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use almanac_domain::data::ColumnType;
    use calamine::{Data, Reader as _, Xlsx, open_workbook};

    use super::*;
    use crate::write_columns;

    fn table() -> Vec<(Column, Values)> {
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        vec![
            (
                column("=name", ColumnType::Text),
                Values::Text(vec![Some("=1+1".into()), None, Some("a\"b".into())]),
            ),
            (column("n", ColumnType::Integer), Values::Integer(vec![Some(1), Some((1 << 53) + 1), None])),
            (column("x", ColumnType::Float), Values::Float(vec![Some(0.5), Some(f64::NAN), None])),
            (column("day", ColumnType::Date), Values::Date(vec![Some(19_782), Some(-30_000), None])),
            (
                column("at", ColumnType::Timestamp),
                Values::Timestamp(vec![Some(1_709_208_000_000_000), None, None]),
            ),
            (column("ok", ColumnType::Boolean), Values::Boolean(vec![Some(true), Some(false), None])),
        ]
    }

    fn converted(format: ExportFormat) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        write_columns(&from, &table()).unwrap();
        convert(&from, format, &to).unwrap();
        (folder, to)
    }

    #[test]
    fn json_is_an_array_of_objects() {
        let (_folder, path) = converted(ExportFormat::Json);
        let rows: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(
            rows,
            serde_json::json!([
                {"=name": "=1+1", "n": 1, "x": 0.5, "day": "2024-02-29", "at": "2024-02-29T12:00:00Z", "ok": true},
                {"=name": null, "n": 9_007_199_254_740_993_i64, "x": null, "day": "1887-11-12", "at": null, "ok": false},
                {"=name": "a\"b", "n": null, "x": null, "day": null, "at": null, "ok": null},
            ])
        );
    }

    #[test]
    fn r36_a_sheet_has_texts_and_numbers_and_no_formulas() {
        let (_folder, path) = converted(ExportFormat::Xlsx);
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let formulas = book.worksheet_formula("Sheet1").unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
        let sheet = book.worksheet_range("Sheet1").unwrap();
        let cell = |row, column| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(cell(0, 0), Data::String("=name".to_owned()));
        assert_eq!(cell(1, 0), Data::String("=1+1".to_owned()));
        assert_eq!((cell(1, 1), cell(1, 2)), (Data::Float(1.0), Data::Float(0.5)));
        assert_eq!(cell(2, 1), Data::String("9007199254740993".to_owned()));
        assert_eq!(cell(2, 2), Data::String("NaN".to_owned()));
        let Data::DateTime(day) = cell(1, 3) else { panic!("{:?}", cell(1, 3)) };
        assert!((day.as_f64() - 45_351.0).abs() < 1e-9);
        let Data::DateTime(at) = cell(1, 4) else { panic!("{:?}", cell(1, 4)) };
        assert!((at.as_f64() - 45_351.5).abs() < 1e-9);
        assert_eq!(cell(2, 3), Data::String("1887-11-12".to_owned()));
        assert_eq!((cell(1, 5), cell(3, 5)), (Data::Bool(true), Data::Empty));
    }

    #[test]
    fn r36_csv_neutralises_formulas() {
        let (_folder, path) = converted(ExportFormat::Csv);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.starts_with("'=name,n,x,day,at,ok\r\n'=1+1,1,0.5,2024-02-29,"), "{text}");
        assert_eq!(text.lines().count(), 4);
    }

    #[test]
    fn a_text_that_no_cell_holds_is_an_error_that_names_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        let column = Column { name: "long".to_owned(), kind: ColumnType::Text };
        write_columns(&from, &[(column, Values::Text(vec![Some("x".repeat(CELL_LETTERS + 1))]))]).unwrap();
        let error = convert(&from, ExportFormat::Xlsx, &to).unwrap_err().to_string();
        assert!(error.contains("row 1, column long"), "{error}");
    }
}
