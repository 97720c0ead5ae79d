//! Results as CSV, JSON or Parquet, on standard output or in a file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use almanac_domain::data::{Column, ColumnType};
use almanac_forecast::{Frequency, Panel, Series};
use almanac_ingest::{Values, write_columns};
use chrono::DateTime;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::Failure;
use super::failure::written;

/// A format of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text with commas.
    Csv,
    /// An array of objects.
    Json,
    /// Apache Parquet; needs --output.
    Parquet,
}

/// Where results go.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// The format of the results.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Where results are written [default: standard output].
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Columns of equal length.
#[derive(Default)]
pub(super) struct Table(Vec<(Column, Values)>);

impl Table {
    /// Begins with `unique_id` and `ds`: a row for each series and each of the next `h` periods.
    pub(super) fn ahead(panel: &Panel, days: bool, h: usize) -> Self {
        Self::of_series(panel, days, |_, series| {
            let end = series.y.len() as i64;
            (0..h as i64).map(|step| panel.frequency.advance(series.start, end + step)).collect()
        })
    }

    /// Begins with `unique_id` and `ds`: a row for each series and each of these times of it. A series comes with its
    /// number in the panel.
    pub(super) fn of_series(
        panel: &Panel,
        days: bool,
        times_of: impl Fn(usize, &Series) -> Vec<i64>,
    ) -> Self {
        let (mut ids, mut ds) = (Vec::new(), Vec::new());
        for (i, series) in panel.series.iter().enumerate() {
            let times = times_of(i, series);
            ids.extend(std::iter::repeat_n(series.unique_id.clone(), times.len()));
            ds.extend(times);
        }
        let mut table = Self::default();
        table.texts("unique_id", ids);
        table.times(panel, days, "ds", ds);
        table
    }

    /// Adds a column of times of a panel.
    pub(super) fn times(&mut self, panel: &Panel, days: bool, name: &str, ds: Vec<i64>) {
        let kind = match panel.frequency {
            Frequency::Steps(_) => ColumnType::Integer,
            // A grid of days or longer stays on days.
            Frequency::Seconds(step) if days && step % 86_400 != 0 => ColumnType::Timestamp,
            _ if days => ColumnType::Date,
            _ => ColumnType::Timestamp,
        };
        self.push(name, times(ds, kind));
    }

    /// Adds a column of texts.
    pub(super) fn texts(&mut self, name: &str, values: Vec<String>) {
        self.push(name, Values::Text(values.into_iter().map(Some).collect()));
    }

    /// Adds a column of numbers; NaN is a missing value.
    pub(super) fn numbers(&mut self, name: &str, values: Vec<f64>) {
        let values = values.into_iter().map(|value| value.is_finite().then_some(value)).collect();
        self.push(name, Values::Float(values));
    }

    /// Adds a column.
    pub(super) fn push(&mut self, name: &str, values: Values) {
        self.0.push((Column { name: name.to_owned(), kind: values.kind() }, values));
    }

    fn rows(&self) -> usize {
        self.0.first().map_or(0, |(_, values)| values.len())
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.0.iter().map(|(column, _)| &column.name))?;
        for row in 0..self.rows() {
            writer.write_record(self.0.iter().map(|(_, values)| text(values, row).unwrap_or_default()))?;
        }
        writer.flush()
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")?;
        for row in 0..self.rows() {
            let cells = self.0.iter().map(|(column, values)| (column.name.clone(), json_value(values, row)));
            out.write_all(if row == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &cells.collect::<Map<String, Value>>())?;
        }
        out.write_all(b"\n]\n")
    }
}

/// A value as StatsForecast's tables have it: times with a space and without an offset.
fn text(values: &Values, row: usize) -> Option<String> {
    match values {
        Values::Timestamp(times) => {
            let time = DateTime::from_timestamp_micros((*times.get(row)?)?)?;
            Some(time.format("%Y-%m-%d %H:%M:%S").to_string())
        }
        _ => values.text(row),
    }
}

fn json_value(values: &Values, row: usize) -> Value {
    match values {
        Values::Float(numbers) => json!(numbers.get(row)),
        Values::Integer(numbers) => json!(numbers.get(row)),
        _ => json!(text(values, row)),
    }
}

impl Output {
    /// Refuses what cannot be written, before the work begins.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.format == Format::Parquet && self.output.is_none() {
            return Err(Failure::input("--format parquet needs --output FILE"));
        }
        Ok(())
    }

    /// Writes a table.
    pub(super) fn write(&self, table: &Table) -> Result<(), Failure> {
        let place = self.output.as_ref().map_or("standard output".into(), |path| path.display().to_string());
        if let (Format::Parquet, Some(path)) = (self.format, &self.output) {
            return write_columns(path, &table.0)
                .map_err(|error| Failure::other(format!("cannot write {place}: {error}")));
        }
        let mut out: Box<dyn Write> = match &self.output {
            Some(path) => {
                let file = File::create(path);
                Box::new(file.map_err(|error| Failure::other(format!("cannot write {place}: {error}")))?)
            }
            None => Box::new(io::stdout().lock()),
        };
        let mut out = BufWriter::new(&mut out);
        let done = match self.format {
            Format::Json => table.json(&mut out),
            Format::Csv | Format::Parquet => table.csv(&mut out),
        };
        written(done.and_then(|()| out.flush()), &place)
    }
}

/// The values of a time column, `ds` in seconds or steps.
fn times(ds: Vec<i64>, kind: ColumnType) -> Values {
    match kind {
        ColumnType::Date => Values::Date(ds.into_iter().map(|s| Some(s.div_euclid(86_400))).collect()),
        ColumnType::Timestamp => {
            Values::Timestamp(ds.into_iter().map(|s| s.checked_mul(1_000_000)).collect())
        }
        _ => Values::Integer(ds.into_iter().map(Some).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::default();
        table.texts("unique_id", vec!["a,b".into(), "c".into()]);
        table.push("ds", times(vec![0, 3_600], ColumnType::Timestamp));
        table.numbers("Naive", vec![1.5, f64::NAN]);
        table
    }

    #[test]
    fn csv_quotes_and_leaves_missing_values_empty() {
        let mut out = Vec::new();
        table().csv(&mut out).unwrap();
        let text = "unique_id,ds,Naive\n\"a,b\",1970-01-01 00:00:00,1.5\nc,1970-01-01 01:00:00,\n";
        assert_eq!(String::from_utf8(out).unwrap(), text);
    }

    #[test]
    fn json_is_an_array_of_objects_with_null() {
        let mut out = Vec::new();
        table().json(&mut out).unwrap();
        let value: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value[1], json!({"unique_id": "c", "ds": "1970-01-01 01:00:00", "Naive": null}));
    }

    #[test]
    fn days_are_written_without_a_time() {
        let mut table = Table::default();
        table.push("ds", times(vec![86_400], ColumnType::Date));
        let mut out = Vec::new();
        table.csv(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "ds\n1970-01-02\n");
    }
}
