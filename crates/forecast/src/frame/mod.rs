//! From a long table to a [`Panel`]: sorting, frequency, duplicates, gaps.

mod future;
mod grid;
mod sort;

use serde::{Deserialize, Serialize};

pub use future::FutureFrame;

use crate::impute::{carry, interpolate};
use crate::{Driver, DriverKind, DriverValues, Error, Frequency, Panel, Result, Series};
use grid::{Rows, detect, index};
use sort::sorted;

/// The time column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ds {
    /// Seconds since 1970-01-01 UTC.
    Timestamps(Vec<i64>),
    /// Integer steps.
    Steps(Vec<i64>),
}

impl Ds {
    /// The values.
    pub fn values(&self) -> &[i64] {
        match self {
            Self::Timestamps(values) | Self::Steps(values) => values,
        }
    }
}

/// A table in long format, one row per series and period, in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The series of each row; `None` if all rows are of one series.
    pub ids: Option<Vec<String>>,
    /// The time of each row.
    pub ds: Ds,
    /// The target; NaN where it is missing.
    pub y: Vec<f64>,
    /// The drivers; NaN where they are missing, the index of the level for categories.
    pub drivers: Vec<(Driver, Vec<f64>)>,
}

/// What to do with missing driver values, also those in filled gaps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriverFill {
    /// Numbers by the straight line between the neighbours, categories by the value before.
    #[default]
    Neighbours,
    /// Leave them NaN.
    Keep,
}

/// How to read a [`Frame`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameOptions {
    /// Season lengths in periods; empty for those customary at the frequency.
    pub seasons: Vec<usize>,
    /// The frequency, if it is not to be detected.
    pub frequency: Option<Frequency>,
    /// What to do with missing driver values.
    pub driver_fill: DriverFill,
}

/// What was found and done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameReport {
    /// The frequency, detected or given.
    pub frequency: Frequency,
    /// Rows read.
    pub rows: usize,
    /// Series found.
    pub series: usize,
    /// Periods without a row, for which an empty row was added.
    pub gaps_filled: usize,
    /// Rows whose target is missing (not counting the gaps).
    pub targets_missing: usize,
    /// Missing driver values that were replaced, those in gaps included.
    pub drivers_filled: usize,
    /// Whether the rows had to be sorted.
    pub was_unsorted: bool,
}

/// The id of the only series of a frame without ids.
pub const ONLY_SERIES: &str = "series";

/// Grids this many times as long as the table (plus ten thousand) are taken for a mistake in `ds`.
const MOST_GAPS: usize = 20;

impl Frame {
    /// Builds the panel: series in order of id, each on a regular grid from its first to its last
    /// row. Gaps become rows with a NaN target, and NaN targets stay (models
    /// [impute](fn@crate::impute) them); drivers are filled by `options`. A static driver has its only value in all
    /// periods.
    ///
    /// # Errors
    /// [`Error::Invalid`], naming the series and `ds` (and the row, counted from 1 without the
    /// header): columns of unequal length, no rows, infinite values, a category that is no index of
    /// a level, a static driver without a value in a series or with two, duplicates, times off the grid, a
    /// series without any target, a grid that would be absurdly long.
    pub fn into_panel(self, options: &FrameOptions) -> Result<(Panel, FrameReport)> {
        self.check()?;
        let steps = matches!(self.ds, Ds::Steps(_));
        let sorted = sorted(self.ids.as_deref(), self.ds.values());
        let rows = Rows { ds: self.ds.values(), sorted: &sorted, steps };
        rows.refuse_duplicates()?;
        let frequency = match options.frequency {
            Some(frequency) => frequency,
            None => detect(&rows)?,
        };
        let seasons =
            if options.seasons.is_empty() { frequency.usual_seasons() } else { options.seasons.clone() };
        let mut seasons: Vec<usize> = seasons.into_iter().filter(|m| *m > 0).collect();
        seasons.sort_unstable();
        seasons.dedup();
        let mut report = FrameReport {
            frequency,
            rows: self.y.len(),
            series: sorted.names.len(),
            gaps_filled: 0,
            targets_missing: self.y.iter().filter(|v| v.is_nan()).count(),
            drivers_filled: 0,
            was_unsorted: sorted.was_unsorted,
        };
        let mut series = Vec::with_capacity(sorted.names.len());
        let mut budget = self.y.len() * MOST_GAPS + 10_000;
        for s in 0..sorted.names.len() {
            series.push(self.series(s, &rows, frequency, options.driver_fill, &mut budget, &mut report)?);
        }
        let drivers = self.drivers.into_iter().map(|(driver, _)| driver).collect();
        Ok((Panel { frequency, seasons, drivers, series }, report))
    }

    fn series(
        &self,
        s: usize,
        rows: &Rows<'_>,
        frequency: Frequency,
        fill: DriverFill,
        budget: &mut usize,
        report: &mut FrameReport,
    ) -> Result<Series> {
        let order = rows.sorted.rows(s);
        let name = rows.sorted.names[s];
        let start = rows.ds[order[0]];
        let last = index(frequency, start, rows.ds[order[order.len() - 1]]);
        let mut places = Vec::with_capacity(order.len());
        for &row in order {
            places
                .push(index(frequency, start, rows.ds[row]).ok_or_else(|| rows.off_grid(s, row, frequency))?);
        }
        let n = last.map_or(0, |last| last + 1);
        if n > *budget {
            return Err(Error::Invalid(format!(
                "series {name:?} spans {n} periods from {} to {} but has {} rows; is every ds right?",
                rows.show(start),
                rows.show(rows.ds[order[order.len() - 1]]),
                order.len()
            )));
        }
        *budget -= n;
        report.gaps_filled += n - order.len();
        let place = |column: &[f64]| {
            let mut values = vec![f64::NAN; n];
            for (&row, &at) in order.iter().zip(&places) {
                values[at] = column[row];
            }
            values
        };
        let y = place(&self.y);
        if y.iter().all(|v| v.is_nan()) {
            return Err(Error::Invalid(format!("series {name:?} has no target value")));
        }
        let drivers = self.drivers.iter().map(|(driver, column)| {
            if driver.kind == DriverKind::Static {
                return Ok(vec![rows.only_value(s, driver, column)?; n]);
            }
            let mut values = place(column);
            if fill == DriverFill::Neighbours {
                let missing = values.iter().filter(|v| v.is_nan()).count();
                if matches!(driver.values, DriverValues::Numeric) {
                    interpolate(&mut values);
                } else {
                    carry(&mut values);
                }
                report.drivers_filled += missing - values.iter().filter(|v| v.is_nan()).count();
            }
            Ok(values)
        });
        let drivers = drivers.collect::<Result<_>>()?;
        Ok(Series { unique_id: name.to_owned(), start, y, drivers })
    }

    fn check(&self) -> Result<()> {
        let n = self.y.len();
        if n == 0 {
            return Err(Error::Invalid("the table has no rows".into()));
        }
        let unequal = |what: &str, len: usize| {
            Err(Error::Invalid(format!("column {what} has {len} rows, the target has {n}")))
        };
        if self.ds.values().len() != n {
            return unequal("ds", self.ds.values().len());
        }
        if let Some(ids) = &self.ids
            && ids.len() != n
        {
            return unequal("unique_id", ids.len());
        }
        finite("y", &self.y)?;
        for (driver, column) in &self.drivers {
            if column.len() != n {
                return unequal(&driver.name, column.len());
            }
            check_driver(driver, column)?;
        }
        Ok(())
    }
}

fn finite(name: &str, column: &[f64]) -> Result<()> {
    match column.iter().position(|v| v.is_infinite()) {
        Some(row) => Err(Error::Invalid(format!("row {}: {name} is infinite", row + 1))),
        None => Ok(()),
    }
}

/// Numbers must be finite or NaN, categories the index of a level or NaN.
fn check_driver(driver: &Driver, column: &[f64]) -> Result<()> {
    finite(&driver.name, column)?;
    if let DriverValues::Categorical { levels } = &driver.values {
        let is_level = |v: f64| v.is_nan() || (v >= 0.0 && v < levels.len() as f64 && v.fract() == 0.0);
        if let Some(row) = column.iter().position(|v| !is_level(*v)) {
            return Err(Error::Invalid(format!(
                "row {}: {} is {}, which is no level of {}",
                row + 1,
                driver.name,
                column[row],
                levels.len()
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
