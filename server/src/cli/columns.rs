//! Named columns of a file, ready for forecasting.

use std::path::Path;

use almanac_domain::data::{Column, ColumnType, FileFormat};
use almanac_forecast::frame::Ds;
use almanac_ingest::{Error, Values, detect, read_columns};

use super::Failure;

/// Columns read from a file.
pub(super) struct Columns {
    file: String,
    columns: Vec<(Column, Values)>,
}

/// What a column is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Names of series.
    Name,
    /// Times.
    Time,
    /// Numbers.
    Number,
    /// Numbers or categories.
    Driver,
}

/// A driver's column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DriverColumn {
    /// Numbers; NaN where missing.
    Numeric(Vec<f64>),
    /// Texts.
    Categorical(Vec<Option<String>>),
}

/// Whether a file has a column of that name.
pub(super) fn has_column(path: &Path, name: &str) -> Result<bool, Failure> {
    let found = detect(path, &file_name(path)).map_err(|error| of_file(path, error))?;
    Ok(found.options.columns.iter().any(|column| column.name == name))
}

/// Reads the named columns of a file of any known format.
pub(super) fn read(path: &Path, wanted: &[(&str, Use)]) -> Result<Columns, Failure> {
    let file = path.display().to_string();
    let mut options = detect(path, &file_name(path)).map_err(|error| of_file(path, error))?.options;
    for (name, _) in wanted {
        if !options.columns.iter().any(|column| column.name == *name) {
            let names: Vec<&str> = options.columns.iter().map(|column| column.name.as_str()).collect();
            return Err(Failure::input(format!(
                "{file} has no column {name:?}; it has {}",
                names.join(", ")
            )));
        }
    }
    let csv = options.format == FileFormat::Csv;
    for column in &mut options.columns {
        let used = wanted.iter().find(|(name, _)| *name == column.name).map(|(_, used)| *used);
        column.include = used.is_some();
        // What looks whole in the sample may have a fraction further down.
        match used {
            Some(Use::Number | Use::Driver) if column.kind == ColumnType::Integer => {
                column.kind = ColumnType::Float;
            }
            // So that the error names the first cell that is no number.
            Some(Use::Number) if csv && column.kind == ColumnType::Text => column.kind = ColumnType::Float,
            Some(Use::Name) if csv => column.kind = ColumnType::Text,
            _ => {}
        }
    }
    let columns = read_columns(path, &options).map_err(|error| of_file(path, error))?;
    Ok(Columns { file, columns })
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn of_file(path: &Path, error: Error) -> Failure {
    let file = path.display();
    match error {
        // A file that cannot be opened is a wrong argument.
        Error::Io(source) => Failure::input(format!("cannot read {file}: {source}")),
        error if error.is_input() => Failure::input(format!("{file}: {error}")),
        error => Failure::other(format!("{file}: {error}")),
    }
}

impl Columns {
    fn values(&self, name: &str) -> Result<&Values, Failure> {
        let found = self.columns.iter().find(|(column, _)| column.name == name).map(|(_, values)| values);
        found.ok_or_else(|| Failure::input(format!("{} has no column {name:?}", self.file)))
    }

    fn wrong(&self, name: &str, row: usize, what: &str) -> Failure {
        Failure::input(format!("{}: row {}, column {name}: {what}", self.file, row + 1))
    }

    /// Texts without gaps.
    pub(super) fn names(&self, name: &str) -> Result<Vec<String>, Failure> {
        let values = self.values(name)?;
        let texts = (0..values.len())
            .map(|row| values.text(row).ok_or_else(|| self.wrong(name, row, "the series has no name")));
        texts.collect()
    }

    /// Times without gaps, and whether they are days.
    pub(super) fn times(&self, name: &str) -> Result<(Ds, bool), Failure> {
        let whole = |values: &[Option<i64>]| -> Result<Vec<i64>, Failure> {
            let known = values.iter().enumerate();
            known.map(|(row, v)| v.ok_or_else(|| self.wrong(name, row, "the time is missing"))).collect()
        };
        Ok(match self.values(name)? {
            Values::Timestamp(values) => {
                let mut seconds: Vec<i64> = whole(values)?;
                for (row, time) in seconds.iter_mut().enumerate() {
                    if time.rem_euclid(1_000_000) != 0 {
                        return Err(self.wrong(name, row, "times must be whole seconds"));
                    }
                    *time = time.div_euclid(1_000_000);
                }
                (Ds::Timestamps(seconds), false)
            }
            Values::Date(values) => {
                let days: Vec<i64> = whole(values)?;
                (Ds::Timestamps(days.into_iter().map(|day| day * 86_400).collect()), true)
            }
            Values::Integer(values) => (Ds::Steps(whole(values)?), false),
            Values::Boolean(_) | Values::Float(_) | Values::Text(_) => {
                let message = "is neither a timestamp nor a date nor a whole number";
                return Err(Failure::input(format!("{}: column {name} {message}", self.file)));
            }
        })
    }

    /// Numbers; NaN where missing.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<f64>, Failure> {
        match self.driver(name)? {
            DriverColumn::Numeric(values) => Ok(values),
            DriverColumn::Categorical(values) => {
                let row = values.iter().position(Option::is_some).unwrap_or(0);
                let text = values.get(row).cloned().flatten().unwrap_or_default();
                Err(self.wrong(name, row, &format!("{text:?} is not a number")))
            }
        }
    }

    /// Numbers or categories.
    pub(super) fn driver(&self, name: &str) -> Result<DriverColumn, Failure> {
        let numeric = |values: Vec<Option<f64>>| {
            DriverColumn::Numeric(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
        };
        Ok(match self.values(name)? {
            Values::Float(values) => numeric(values.clone()),
            Values::Integer(values) => numeric(values.iter().map(|v| v.map(|v| v as f64)).collect()),
            Values::Boolean(values) => {
                numeric(values.iter().map(|v| v.map(|v| f64::from(u8::from(v)))).collect())
            }
            Values::Text(values) => DriverColumn::Categorical(values.clone()),
            Values::Date(_) | Values::Timestamp(_) => {
                let message = "is a time; only numbers and texts can be forecast or drive a forecast";
                return Err(Failure::input(format!("{}: column {name} {message}", self.file)));
            }
        })
    }
}
