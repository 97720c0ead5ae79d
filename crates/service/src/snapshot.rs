//! What a model was trained on: its panel and the known future of its drivers, in a file of its own, so that
//! forecasts don't change when the data set does.

mod nodes;

use std::path::Path;

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::TrainModel;
use almanac_forecast::frame::{FrameOptions, FutureFrame};
use almanac_forecast::hierarchy::Hierarchy;
use almanac_forecast::holiday::{self, Country};
use almanac_forecast::scenario::Scenario;
use almanac_forecast::{Driver, DriverKind, Frequency, Future, FutureSeries, Panel, Series};
use almanac_ingest::Values;
use serde::{Deserialize, Serialize};

use crate::hierarchy::{self, Grouping};
use crate::source::{self, frame};
use crate::{Error, Result};

/// The role of a model's panel file.
pub const PANEL: &str = "panel";
/// The role of a model's layout file.
pub const LAYOUT: &str = "layout";

/// What a model was trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The past: each series ends with its last known target.
    pub panel: Panel,
    /// The type of the time column.
    pub time: ColumnType,
    /// What is known of the drivers after the end of each series: `known[series][k][t]`, one row for each
    /// driver whose future is known ([`Panel::known`]), NaN where nothing is known and of static drivers.
    pub known: Vec<Vec<Vec<f64>>>,
    /// Whose holidays are the last drivers of the panel.
    pub holidays: Option<Country>,
    /// Which series are sums of others; the series are then those of all nodes.
    pub hierarchy: Option<Hierarchy>,
}

/// Everything about a panel but its numbers.
#[derive(Serialize, Deserialize)]
struct Layout {
    version: u32,
    time: ColumnType,
    /// Without its series.
    panel: Panel,
    #[serde(default)]
    holidays: Option<String>,
    #[serde(default)]
    hierarchy: Option<Hierarchy>,
}

impl Snapshot {
    /// The rows of a source, as a training asks for them.
    ///
    /// # Errors
    /// [`Error::Invalid`] with series, time or row, if they make no panel.
    pub fn new(columns: &[(Column, Values)], config: &TrainModel) -> Result<Self> {
        let grouping = Grouping::new(columns, config)?;
        let (frame, time) = frame(columns, config)?;
        let seasons = config.seasons.iter().map(|m| *m as usize).collect();
        let options = FrameOptions { seasons, ..FrameOptions::default() };
        let (panel, _) = frame.into_panel(&options)?;
        let snapshot = Self::cut(panel, time);
        let snapshot = match grouping {
            Some(grouping) => snapshot.of_all_nodes(&grouping)?,
            None => snapshot,
        };
        match &config.holidays {
            Some(code) => snapshot.with_holidays(code.parse()?, config.horizon as usize),
            None => Ok(snapshot),
        }
    }

    /// With holidays as drivers, which are known for the next `h` periods.
    fn with_holidays(mut self, country: Country, h: usize) -> Result<Self> {
        let known = |rows: &Vec<Vec<f64>>| rows.first().map_or(0, Vec::len);
        let h = self.known.iter().map(known).max().unwrap_or(0).max(h);
        holiday::extend(&mut self.panel, country)?;
        let mut future = Future { h, series: Vec::new() };
        holiday::extend_future(&mut future, &self.panel, country)?;
        for (rows, made) in self.known.iter_mut().zip(future.series) {
            for row in rows.iter_mut() {
                row.resize(h, f64::NAN);
            }
            rows.extend(made.drivers);
        }
        self.holidays = Some(country);
        Ok(self)
    }

    /// How many drivers, the last ones, are made of holidays.
    fn made(&self) -> usize {
        let names = self.holidays.and_then(|country| holiday::names(country, self.frequency()).ok());
        names.map_or(0, |names| names.len())
    }

    /// Whether a driver is made of holidays.
    pub fn is_of_holidays(&self, driver: usize) -> bool {
        driver + self.made() >= self.panel.drivers.len()
    }

    /// Rows without a target after the last known one belong to the future.
    fn cut(mut panel: Panel, time: ColumnType) -> Self {
        let rows: Vec<(usize, DriverKind)> = panel.known().map(|d| (d, panel.drivers[d].kind)).collect();
        let mut known = Vec::with_capacity(panel.series.len());
        for series in &mut panel.series {
            let end = series.known_length();
            let ahead = |(d, kind): &(usize, DriverKind)| match kind {
                // The past says it.
                DriverKind::Static => vec![f64::NAN; series.drivers[*d].len() - end],
                DriverKind::Futr | DriverKind::Hist => series.drivers[*d][end..].to_vec(),
            };
            known.push(rows.iter().map(ahead).collect());
            series.truncate(end);
        }
        Self { panel, time, known, holidays: None, hierarchy: None }
    }

    /// How many periods, over all series.
    pub fn periods(&self) -> usize {
        self.panel.series.iter().map(|series| series.y.len()).sum()
    }

    /// The layout as JSON.
    ///
    /// # Errors
    /// [`Error::Internal`] if it cannot be written.
    pub fn layout(&self) -> Result<Vec<u8>> {
        let panel = self.panel.with_series(Vec::new());
        let holidays = self.holidays.map(|country| country.to_string());
        let layout =
            Layout { version: 1, time: self.time, panel, holidays, hierarchy: self.hierarchy.clone() };
        serde_json::to_vec(&layout).map_err(Error::internal)
    }

    /// Writes the numbers as Parquet: `unique_id`, `ds`, `y`, `driver_0`, …, and after the end of each series
    /// the known future with an empty `y`.
    ///
    /// # Errors
    /// [`Error::Internal`] if the disk says no.
    pub fn write(&self, path: &Path) -> Result<()> {
        let (mut ids, mut ds, mut y) = (Vec::new(), Vec::new(), Vec::new());
        let mut drivers: Vec<Vec<Option<f64>>> = vec![Vec::new(); self.panel.drivers.len()];
        let some = |v: &f64| v.is_finite().then_some(*v);
        for (series, known) in self.panel.series.iter().zip(&self.known) {
            let (past, ahead) = (series.y.len(), known.first().map_or(0, Vec::len));
            ids.extend(std::iter::repeat_n(Some(series.unique_id.clone()), past + ahead));
            ds.extend(self.panel.frequency.grid(series.start, past + ahead).into_iter().map(Some));
            y.extend(series.y.iter().map(some));
            y.extend(std::iter::repeat_n(None, ahead));
            let mut known = known.iter();
            for ((driver, row), column) in self.panel.drivers.iter().zip(&series.drivers).zip(&mut drivers) {
                column.extend(row.iter().map(some));
                match driver.kind.is_known().then(|| known.next()).flatten() {
                    Some(row) => column.extend(row.iter().map(some)),
                    None => column.extend(std::iter::repeat_n(None, ahead)),
                }
            }
        }
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        let mut columns = vec![
            (column("unique_id", ColumnType::Text), Values::Text(ids)),
            (column("ds", ColumnType::Integer), Values::Integer(ds)),
            (column("y", ColumnType::Float), Values::Float(y)),
        ];
        for (d, values) in drivers.into_iter().enumerate() {
            columns.push((column(&format!("driver_{d}"), ColumnType::Float), Values::Float(values)));
        }
        Ok(almanac_ingest::write_columns(path, &columns)?)
    }

    /// Reads what [`Snapshot::layout`] and [`Snapshot::write`] wrote.
    ///
    /// # Errors
    /// [`Error::Internal`] if a file is damaged.
    pub fn read(layout: &[u8], path: &Path) -> Result<Self> {
        Self::of(layout, almanac_ingest::read_parquet(path)?)
    }

    /// One of its series alone, which then belongs to no hierarchy.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none of that id, [`Error::Internal`] if a file is damaged.
    pub fn read_series(layout: &[u8], path: &Path, unique_id: &str) -> Result<Self> {
        let found = Self::of(layout, almanac_ingest::read_rows_of(path, unique_id)?)?;
        if found.panel.series.is_empty() {
            return Err(Error::NotFound);
        }
        Ok(Self { hierarchy: None, ..found })
    }

    fn of(layout: &[u8], columns: Vec<(Column, Values)>) -> Result<Self> {
        let Layout { mut panel, time, holidays, hierarchy, .. } =
            serde_json::from_slice(layout).map_err(Error::internal)?;
        let holidays = holidays.map(|code| code.parse()).transpose()?;
        let damaged = || Error::internal("the file of a model's panel is damaged");
        let mut columns = columns.into_iter().map(|(_, values)| values);
        let Some(Values::Text(ids)) = columns.next() else { return Err(damaged()) };
        let Some(Values::Integer(ds)) = columns.next() else { return Err(damaged()) };
        let mut numbers = Vec::new();
        for values in columns {
            let Values::Float(values) = values else { return Err(damaged()) };
            numbers.push(values);
        }
        if numbers.len() != panel.drivers.len() + 1 {
            return Err(damaged());
        }
        let mut from = 0;
        while let Some(id) = ids.get(from) {
            let rows = ids[from..].iter().take_while(|other| *other == id).count();
            let part = |values: &Vec<Option<f64>>| -> Vec<f64> {
                values[from..from + rows].iter().map(|v| v.unwrap_or(f64::NAN)).collect()
            };
            panel.series.push(Series {
                unique_id: id.clone().unwrap_or_default(),
                start: ds.get(from).copied().flatten().ok_or_else(damaged)?,
                y: part(&numbers[0]),
                drivers: numbers[1..].iter().map(part).collect(),
            });
            from += rows;
        }
        Ok(Self { holidays, hierarchy, ..Self::cut(panel, time) })
    }

    /// Whether nobody can change a driver: it is made of holidays, or static.
    pub fn is_fixed(&self, driver: usize) -> bool {
        let is_static = |driver: &Driver| driver.kind == DriverKind::Static;
        self.is_of_holidays(driver) || self.panel.drivers.get(driver).is_some_and(is_static)
    }

    /// Whether a scenario leaves the drivers as they are that nobody can change.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the place of the edit.
    pub fn check(&self, edits: &Scenario) -> Result<()> {
        for (i, edit) in edits.edits.iter().enumerate() {
            let driver = self.panel.drivers.iter().position(|driver| driver.name == edit.driver);
            if driver.is_some_and(|driver| self.is_fixed(driver)) {
                let why = format!("driver {:?} cannot be changed", edit.driver);
                return Err(Error::field(format!("edits.edits[{i}].driver"), why));
            }
        }
        Ok(())
    }

    /// The last longest season of each driver whose future is known, repeated; holidays as the calendar has them.
    pub fn repeated(&self, h: usize) -> Future {
        let mut future = self.all_repeated(h);
        let made = self.made();
        for (series, known) in future.series.iter_mut().zip(&self.known) {
            for (row, known) in series.drivers.iter_mut().zip(known).rev().take(made) {
                fill(row, known);
            }
        }
        future
    }

    fn all_repeated(&self, h: usize) -> Future {
        let season = self.panel.seasons.iter().copied().max().unwrap_or(1).max(1);
        let known: Vec<usize> = self.panel.known().collect();
        if known.is_empty() {
            return Future { h, series: Vec::new() };
        }
        let series = self.panel.series.iter().map(|series| FutureSeries {
            unique_id: series.unique_id.clone(),
            drivers: known.iter().map(|d| repeat(&series.drivers[*d], season, h)).collect(),
        });
        Future { h, series: series.collect() }
    }

    /// What is known of the future; the last season repeated where nothing is.
    pub fn known(&self, h: usize) -> Future {
        let mut future = self.all_repeated(h);
        for (series, known) in future.series.iter_mut().zip(&self.known) {
            for (row, known) in series.drivers.iter_mut().zip(known) {
                fill(row, known);
            }
        }
        future
    }

    /// The future of the drivers from the rows of another data set.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a column, period or value is missing.
    pub fn given(&self, columns: &[(Column, Values)], config: &TrainModel, h: usize) -> Result<Future> {
        let (ds, _) = source::ds(columns, &config.time)?;
        let ids = hierarchy::ids(columns, config)?;
        let drivers = self.panel.futr().filter(|d| !self.is_of_holidays(*d)).map(|d| {
            let driver = &self.panel.drivers[d];
            let values = &source::find(columns, &driver.name)?.1;
            Ok((driver.name.clone(), source::driver_row(&driver.name, values, &driver.values)?))
        });
        let mut frame = FutureFrame { ids, ds, drivers: drivers.collect::<Result<_>>()? };
        if let Some(country) = self.holidays {
            holiday::extend_frame(&mut frame, self.frequency(), country)?;
        }
        self.future_of_all(frame.into_future(&self.of_source(), h)?)
    }

    /// `ds` of the first period after a series' end.
    pub fn end(&self, series: &Series) -> i64 {
        self.frequency().advance(series.start, series.y.len() as i64)
    }

    /// The distance between two periods.
    pub fn frequency(&self) -> Frequency {
        self.panel.frequency
    }
}

/// Takes what is known.
fn fill(row: &mut [f64], known: &[f64]) {
    for (value, known) in row.iter_mut().zip(known).filter(|(_, known)| known.is_finite()) {
        *value = *known;
    }
}

/// The last `season` values over and over; where one is missing, the last one before it, or 0.
fn repeat(row: &[f64], season: usize, h: usize) -> Vec<f64> {
    let season = season.min(row.len()).max(1);
    let tail = &row[row.len().saturating_sub(season)..];
    let mut last = row.iter().rev().copied().find(|v| v.is_finite()).unwrap_or(0.0);
    (0..h)
        .map(|t| {
            last = tail.get(t % season).copied().filter(|v| v.is_finite()).unwrap_or(last);
            last
        })
        .collect()
}

#[cfg(test)]
mod tests;
