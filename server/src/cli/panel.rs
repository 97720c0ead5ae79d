//! From flags and files to a panel and its future.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use almanac_forecast::frame::{Ds, Frame, FrameOptions, FutureFrame};
use almanac_forecast::hierarchy::Attribute;
use almanac_forecast::holiday::{self, Country};
use almanac_forecast::{Driver, DriverKind, DriverValues, Future, Panel};
use clap::Args;

use super::Failure;
use super::columns::{self, Columns, DriverColumn, Use};

/// Which file, which columns.
#[derive(Debug, Args)]
pub(super) struct Input {
    /// The data: CSV, Parquet, JSON lines or XLSX, a row for each series and period.
    #[arg(long = "input", value_name = "FILE")]
    file: PathBuf,
    /// The column that tells series apart [default: `unique_id`, if there is one].
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The time column: timestamps, dates or whole numbers.
    #[arg(long, value_name = "COLUMN", default_value = "ds")]
    time: String,
    /// The column to forecast.
    #[arg(long, value_name = "COLUMN", default_value = "y")]
    target: String,
    /// Drivers known in advance.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    futr: Vec<String>,
    /// Static drivers: the same in all rows of a series.
    #[arg(long = "static", value_name = "COLUMNS", value_delimiter = ',')]
    stat: Vec<String>,
    /// Whose public holidays are drivers too: the code of a country or a part of it, such as US, DE-BY or AU-VIC.
    #[arg(long, value_name = "CODE")]
    holidays: Option<Country>,
    /// Season lengths in periods [default: those usual for the frequency].
    #[arg(long, value_name = "PERIODS", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..=100_000))]
    season: Vec<u32>,
}

/// The series of a file.
pub(super) struct Loaded {
    /// The series up to their last known target.
    pub panel: Panel,
    /// Whether times are days, to be written without a time of day.
    pub days: bool,
    /// Driver values of the rows after each series' last known target.
    tail: Option<FutureFrame>,
    key: Key,
    time: String,
    /// Whose holidays are the last drivers of the panel.
    holidays: Option<Country>,
}

/// What tells series apart: the values of these columns together; there is one series if there are none.
struct Key(Vec<String>);

impl Key {
    fn wanted(&self) -> impl Iterator<Item = (&str, Use)> {
        self.0.iter().map(|name| (name.as_str(), Use::Name))
    }

    fn ids(&self, table: &Columns) -> Result<Option<Vec<String>>, Failure> {
        let mut columns = self.0.iter().map(|name| table.names(name));
        let Some(first) = columns.next() else { return Ok(None) };
        let mut ids = first?;
        for column in columns {
            for (id, value) in ids.iter_mut().zip(column?) {
                *id = format!("{id}/{value}");
            }
        }
        Ok(Some(ids))
    }
}

/// The values of the columns for each series.
fn of_series(
    ids: &[String],
    columns: &[(&str, Vec<String>)],
) -> Result<HashMap<String, Vec<String>>, Failure> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (row, id) in ids.iter().enumerate().filter(|_| !columns.is_empty()) {
        let known = *first.entry(id).or_insert(row);
        if let Some((name, column)) = columns.iter().find(|(_, column)| column[known] != column[row]) {
            let (a, b) = (&column[known], &column[row]);
            return Err(Failure::input(format!("series {id:?} has both {a:?} and {b:?} in column {name}")));
        }
    }
    let values = |row: usize| columns.iter().map(|(_, column)| column[row].clone()).collect();
    Ok(first.into_iter().map(|(id, row)| (id.to_owned(), values(row))).collect())
}

impl Input {
    /// The drivers that the file gives.
    fn drivers(&self) -> impl Iterator<Item = (&str, DriverKind)> {
        let futr = self.futr.iter().map(|name| (name.as_str(), DriverKind::Futr));
        futr.chain(self.stat.iter().map(|name| (name.as_str(), DriverKind::Static)))
    }

    /// Reads the series.
    pub(super) fn load(&self) -> Result<Loaded, Failure> {
        Ok(self.load_grouped(&[])?.0)
    }

    /// Reads the series, and for each the value of these columns, which must not change within a series. Without a
    /// column of ids they tell series apart.
    pub(super) fn load_grouped(&self, by: &[String]) -> Result<(Loaded, Vec<Attribute>), Failure> {
        let id = match &self.id {
            Some(id) => Some(id.clone()),
            None => columns::has_column(&self.file, "unique_id")?.then(|| "unique_id".to_owned()),
        };
        let key = Key(id.map_or_else(|| by.to_vec(), |id| vec![id]));
        let mut wanted = vec![(self.time.as_str(), Use::Time), (self.target.as_str(), Use::Number)];
        wanted.extend(key.wanted());
        wanted.extend(by.iter().map(|name| (name.as_str(), Use::Name)));
        wanted.extend(self.drivers().map(|(name, _)| (name, Use::Driver)));
        let table = columns::read(&self.file, &wanted)?;
        let ids = key.ids(&table)?;
        let attributes = by.iter().map(|name| Ok((name.as_str(), table.names(name)?)));
        let attributes = attributes.collect::<Result<Vec<_>, Failure>>()?;
        let of_series = of_series(ids.as_deref().unwrap_or_default(), &attributes)?;
        let (ds, days) = table.times(&self.time)?;
        let y = table.numbers(&self.target)?;
        let drivers = self.drivers().map(|(name, kind)| Ok(driver(name, kind, table.driver(name)?)));
        let drivers = drivers.collect::<Result<Vec<_>, Failure>>()?;
        let frame = Frame { ids, ds, y, drivers };
        let tail = tail(&frame);
        let seasons = self.season.iter().map(|season| *season as usize).collect();
        let (mut panel, _) = frame.into_panel(&FrameOptions { seasons, ..FrameOptions::default() })?;
        cut(&mut panel);
        if let Some(country) = self.holidays {
            holiday::extend(&mut panel, country)?;
        }
        let value = |name: usize, id: &str| of_series.get(id).map(|values| values[name].clone());
        let values =
            |name: usize| panel.series.iter().filter_map(|series| value(name, &series.unique_id)).collect();
        let attributes = by
            .iter()
            .enumerate()
            .map(|(i, name)| Attribute { name: name.clone(), values: values(i) })
            .collect();
        let (time, holidays) = (self.time.clone(), self.holidays);
        Ok((Loaded { panel, days, tail, key, time, holidays }, attributes))
    }
}

impl Loaded {
    /// What is known of the next `h` periods: from `file`, else from the rows without a target.
    pub(super) fn future(&mut self, file: Option<&Path>, h: usize) -> Result<Future, Failure> {
        if self.given()?.is_empty() {
            let mut future = self.panel.static_future(h);
            if let Some(country) = self.holidays {
                holiday::extend_future(&mut future, &self.panel, country)?;
            }
            return Ok(future);
        }
        let mut frame = match file {
            Some(file) => self.read_future(file)?,
            None => self.tail.take().ok_or_else(|| {
                Failure::input(
                    "drivers need their future: pass --future, or rows without a target in --input",
                )
            })?,
        };
        if let Some(country) = self.holidays {
            holiday::extend_frame(&mut frame, self.panel.frequency, country)?;
        }
        Ok(frame.into_future(&self.panel, h)?)
    }

    /// The drivers whose future a file must give: not those of the calendar, nor static ones.
    fn given(&self) -> Result<Vec<&Driver>, Failure> {
        let made = match self.holidays {
            Some(country) => holiday::names(country, self.panel.frequency)?.len(),
            None => 0,
        };
        let drivers = self.panel.drivers.iter().take(self.panel.drivers.len() - made);
        Ok(drivers.filter(|driver| driver.kind == DriverKind::Futr).collect())
    }

    fn read_future(&self, file: &Path) -> Result<FutureFrame, Failure> {
        let mut wanted = vec![(self.time.as_str(), Use::Time)];
        wanted.extend(self.key.wanted());
        let given = self.given()?;
        wanted.extend(given.iter().map(|driver| (driver.name.as_str(), Use::Driver)));
        let table = columns::read(file, &wanted)?;
        let ids = self.key.ids(&table)?;
        let ds = table.times(&self.time)?.0;
        let drivers = given.iter().map(|driver| Ok((driver.name.clone(), like(driver, &table)?)));
        Ok(FutureFrame { ids, ds, drivers: drivers.collect::<Result<_, Failure>>()? })
    }
}

/// A driver and its values; the levels of a category in alphabetical order.
fn driver(name: &str, kind: DriverKind, column: DriverColumn) -> (Driver, Vec<f64>) {
    let (values, numbers) = match column {
        DriverColumn::Numeric(numbers) => (DriverValues::Numeric, numbers),
        DriverColumn::Categorical(texts) => {
            let mut levels: Vec<String> = texts.iter().flatten().cloned().collect();
            levels.sort_unstable();
            levels.dedup();
            let numbers = indices(&texts, &levels);
            (DriverValues::Categorical { levels }, numbers)
        }
    };
    (Driver { name: name.to_owned(), kind, values }, numbers)
}

/// The index of each text among the levels; NaN for a missing one, the number of levels for an unknown one.
fn indices(texts: &[Option<String>], levels: &[String]) -> Vec<f64> {
    let index: HashMap<&str, usize> =
        levels.iter().enumerate().map(|(i, level)| (level.as_str(), i)).collect();
    let number = |text: &Option<String>| {
        text.as_ref()
            .map_or(f64::NAN, |text| index.get(text.as_str()).copied().unwrap_or(levels.len()) as f64)
    };
    texts.iter().map(number).collect()
}

/// A future column in the terms of the panel's driver.
fn like(driver: &Driver, table: &Columns) -> Result<Vec<f64>, Failure> {
    let name = &driver.name;
    match (&driver.values, table.driver(name)?) {
        (DriverValues::Numeric, DriverColumn::Numeric(numbers)) => Ok(numbers),
        (DriverValues::Categorical { levels }, DriverColumn::Categorical(texts)) => {
            if let Some(new) = texts.iter().flatten().find(|text| levels.binary_search(text).is_err()) {
                return Err(Failure::input(format!("driver {name}: the past never had the value {new:?}")));
            }
            Ok(indices(&texts, levels))
        }
        (DriverValues::Categorical { levels }, DriverColumn::Numeric(numbers)) => {
            let texts: Vec<Option<String>> =
                numbers.iter().map(|n| (!n.is_nan()).then(|| n.to_string())).collect();
            if let Some(new) = texts.iter().flatten().find(|text| levels.binary_search(text).is_err()) {
                return Err(Failure::input(format!("driver {name}: the past never had the value {new:?}")));
            }
            Ok(indices(&texts, levels))
        }
        (DriverValues::Numeric, DriverColumn::Categorical(_)) => {
            Err(Failure::input(format!("driver {name} is a number in the past and a text in the future")))
        }
    }
}

/// The drivers of the rows after each series' last known target; none if there are no such rows.
fn tail(frame: &Frame) -> Option<FutureFrame> {
    const ONLY: &str = "";
    let ds = frame.ds.values();
    let id = |row: usize| frame.ids.as_ref().map_or(ONLY, |ids| ids[row].as_str());
    let mut last: HashMap<&str, i64> = HashMap::new();
    for row in (0..ds.len()).filter(|row| !frame.y[*row].is_nan()) {
        let end = last.entry(id(row)).or_insert(i64::MIN);
        *end = ds[row].max(*end);
    }
    let rows: Vec<usize> =
        (0..ds.len()).filter(|row| last.get(id(*row)).is_some_and(|end| ds[*row] > *end)).collect();
    if rows.is_empty() {
        return None;
    }
    let numbers = |column: &[f64]| rows.iter().map(|row| column[*row]).collect::<Vec<f64>>();
    let times = rows.iter().map(|row| ds[*row]).collect();
    Some(FutureFrame {
        ids: frame.ids.as_ref().map(|ids| rows.iter().map(|row| ids[*row].clone()).collect()),
        ds: if matches!(frame.ds, Ds::Steps(_)) { Ds::Steps(times) } else { Ds::Timestamps(times) },
        drivers: frame.drivers.iter().map(|(d, column)| (d.name.clone(), numbers(column))).collect(),
    })
}

/// Ends each series with its last known target.
fn cut(panel: &mut Panel) {
    for series in &mut panel.series {
        series.truncate(series.known_length());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        let (driver, values) =
            driver("temp", DriverKind::Futr, DriverColumn::Numeric(vec![1.0, 2.0, 3.0, 4.0, 5.0]));
        Frame {
            ids: Some(["a", "a", "a", "b", "b"].map(str::to_owned).to_vec()),
            ds: Ds::Steps(vec![1, 2, 3, 1, 2]),
            y: vec![f64::NAN, 7.0, f64::NAN, 8.0, f64::NAN],
            drivers: vec![(driver, values)],
        }
    }

    #[test]
    fn rows_after_the_last_target_are_the_future_and_gaps_before_it_are_not() {
        let future = tail(&frame()).unwrap();
        let (mut panel, _) = frame().into_panel(&FrameOptions::default()).unwrap();
        cut(&mut panel);
        assert_eq!(panel.series.iter().map(|series| series.y.len()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(panel.series[0].drivers, [[1.0, 2.0]]);
        assert_eq!(future.ds, Ds::Steps(vec![3, 2]));
        assert_eq!(future.drivers, [("temp".to_owned(), vec![3.0, 5.0])]);
    }

    #[test]
    fn categories_are_indices_of_sorted_levels() {
        let texts = ["rain", "clear", "rain"].map(|text| Some(text.to_owned()));
        let (driver, values) = driver("weather", DriverKind::Futr, DriverColumn::Categorical(texts.to_vec()));
        assert_eq!(driver.values, DriverValues::Categorical { levels: vec!["clear".into(), "rain".into()] });
        assert_eq!(values, [1.0, 0.0, 1.0]);
    }
}
