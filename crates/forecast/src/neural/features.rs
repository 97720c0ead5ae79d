//! Features of a period: calendar and drivers, as the network sees them.

use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use crate::{Driver, DriverKind, DriverValues, Error, Frequency, Result};

/// Levels a categorical driver may have.
pub(crate) const MOST_LEVELS: usize = 128;

/// A driver with its scaling, learned from the training data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScaledDriver {
    /// The driver.
    #[serde(flatten)]
    pub driver: Driver,
    /// What is taken from a number: the median (the mean if the quartiles coincide).
    pub centre: f64,
    /// What a number is then divided by: the quartile distance as a normal standard deviation (the
    /// standard deviation if the quartiles coincide).
    pub spread: f64,
    /// The least value seen.
    pub min: f64,
    /// The greatest value seen.
    pub max: f64,
}

impl ScaledDriver {
    /// Learns centre and spread from all values; NaN is left out.
    #[cfg(feature = "train")]
    pub(crate) fn learn<'a>(driver: &Driver, values: impl Iterator<Item = &'a f64>) -> Result<Self> {
        if let DriverValues::Categorical { levels } = &driver.values
            && levels.len() > MOST_LEVELS
        {
            return Err(Error::Invalid(format!(
                "driver {:?} has {} levels, neural models take {MOST_LEVELS} at most",
                driver.name,
                levels.len()
            )));
        }
        let mut known: Vec<f64> = values.copied().filter(|v| v.is_finite()).collect();
        known.sort_by(f64::total_cmp);
        let at = |q: f64| known.get(((known.len().max(1) - 1) as f64 * q) as usize).copied().unwrap_or(0.0);
        let quartiles = (at(0.75) - at(0.25)) / 1.349;
        let (centre, spread) = if quartiles > 0.0 {
            (at(0.5), quartiles)
        } else {
            let (_, mean, variance) = super::scale::moments(&known);
            (mean, if variance > 0.0 { variance.sqrt() } else { 1.0 })
        };
        Ok(Self { driver: driver.clone(), centre, spread, min: at(0.0), max: at(1.0) })
    }

    /// How many features one value becomes.
    pub(crate) fn width(&self) -> usize {
        match &self.driver.values {
            DriverValues::Numeric => 1,
            DriverValues::Categorical { levels } => levels.len(),
        }
    }

    /// Appends one value: scaled and kept within ±10, or one-hot. A missing value is the centre, or no level.
    pub(crate) fn push(&self, value: f64, row: &mut Vec<f32>) {
        match &self.driver.values {
            DriverValues::Numeric => {
                let scaled = (value - self.centre) / self.spread;
                row.push(if scaled.is_nan() { 0.0 } else { scaled.clamp(-10.0, 10.0) as f32 });
            }
            DriverValues::Categorical { levels } => {
                let at = row.len();
                row.resize(at + levels.len(), 0.0);
                if value >= 0.0 && value < levels.len() as f64 {
                    row[at + value as usize] = 1.0;
                }
            }
        }
    }
}

/// The layout of features.
///
/// One covariate row is `[calendar, drivers whose future is known, lagged drivers]`. A past period shows the network
/// `[y, is missing, covariate row]`, a future period `[calendar, drivers whose future is known, contrasts]`, where a
/// contrast is a numeric driver that is not static less its mean over the context: that is what moves a target which is
/// scaled by the same context.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) calendar: Calendar,
    pub(crate) frequency: Frequency,
    pub(crate) drivers: Vec<ScaledDriver>,
    /// Offsets in the covariate row of the numeric drivers known in advance.
    contrasts: Vec<usize>,
    known: usize,
    width: usize,
}

/// What belongs together among features: a driver's levels, the waves of a cycle.
#[cfg(feature = "train")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Variables {
    /// A name for each.
    pub(crate) names: Vec<String>,
    /// The number of the variable of each feature.
    pub(crate) of: Vec<usize>,
}

#[cfg(feature = "train")]
impl Variables {
    fn push(&mut self, name: String, width: usize) {
        self.of.resize(self.of.len() + width, self.names.len());
        self.names.push(name);
    }

    /// The same with those last that `late` says, by their names.
    fn with_last(self, late: impl Fn(&str) -> bool) -> Self {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|v| late(&self.names[*v]));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, v)| place[*v] = at);
        Self {
            names: order.into_iter().map(|v| self.names[v].clone()).collect(),
            of: self.of.into_iter().map(|v| place[v]).collect(),
        }
    }
}

impl Layout {
    pub(crate) fn new(frequency: Frequency, seasons: &[usize], drivers: &[ScaledDriver]) -> Self {
        let calendar = Calendar::new(frequency, seasons);
        let mut contrasts = Vec::new();
        let mut known = calendar.width();
        for d in drivers.iter().filter(|d| d.driver.kind.is_known()) {
            if d.driver.values == DriverValues::Numeric && d.driver.kind != DriverKind::Static {
                contrasts.push(known);
            }
            known += d.width();
        }
        let lagged: usize =
            drivers.iter().filter(|d| d.driver.kind == DriverKind::Hist).map(ScaledDriver::width).sum();
        Self { calendar, frequency, drivers: drivers.to_vec(), contrasts, known, width: known + lagged }
    }

    /// Features of a covariate row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Features of a past period.
    pub(crate) fn past_width(&self) -> usize {
        2 + self.width
    }

    /// Features of a future period; a constant 0 where there are none.
    pub(crate) fn future_width(&self) -> usize {
        (self.known + self.contrasts.len()).max(1)
    }

    /// How many static drivers there are.
    #[cfg(feature = "train")]
    pub(crate) fn statics(&self) -> usize {
        self.drivers.iter().filter(|d| d.driver.kind == DriverKind::Static).count()
    }

    /// The variables of a past and of a future period; the static drivers last, if they are to be `apart`.
    #[cfg(feature = "train")]
    pub(crate) fn variables(&self, apart: bool) -> [Variables; 2] {
        let is_static = |name: &str| {
            self.drivers.iter().any(|d| d.driver.kind == DriverKind::Static && d.driver.name == name)
        };
        [self.past_variables(), self.future_variables()]
            .map(|side| side.with_last(|name| apart && is_static(name)))
    }

    /// The variables of a past period, as [`Layout`] orders its features.
    #[cfg(feature = "train")]
    fn past_variables(&self) -> Variables {
        let mut variables = Variables::default();
        variables.push("target".to_owned(), 2);
        self.push_known(&mut variables);
        for d in self.drivers.iter().filter(|d| d.driver.kind == DriverKind::Hist) {
            variables.push(d.driver.name.clone(), d.width());
        }
        variables
    }

    /// The variables of a future period. A contrast belongs to its driver.
    #[cfg(feature = "train")]
    fn future_variables(&self) -> Variables {
        let mut variables = Variables::default();
        self.push_known(&mut variables);
        let contrasted: Vec<usize> = self.contrasts.iter().map(|at| variables.of[*at]).collect();
        variables.of.extend(contrasted);
        if self.known == 0 {
            variables.push("nothing".to_owned(), 1);
        }
        variables
    }

    #[cfg(feature = "train")]
    fn push_known(&self, variables: &mut Variables) {
        for (name, width) in self.calendar.cycles() {
            variables.push(name, width);
        }
        for index in self.known() {
            let driver = &self.drivers[index];
            variables.push(driver.driver.name.clone(), driver.width());
        }
    }

    /// Indices of the drivers whose future is known.
    pub(crate) fn known(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.drivers.len()).filter(|d| self.drivers[*d].driver.kind.is_known())
    }

    /// The covariate rows of a past of `n` periods from `start`; `drivers[d][t]` in panel order.
    pub(crate) fn past_rows(&self, start: i64, n: usize, drivers: &[Vec<f64>]) -> Vec<f32> {
        let mut rows = Vec::with_capacity(n * self.width);
        for (t, ds) in self.frequency.grid(start, n).into_iter().enumerate() {
            self.calendar.push(ds, &mut rows);
            for known in [true, false] {
                for (scaled, values) in self.drivers.iter().zip(drivers) {
                    if scaled.driver.kind.is_known() == known {
                        scaled.push(values[t], &mut rows);
                    }
                }
            }
        }
        rows
    }

    /// The rows of `n` future periods before the contrasts are appended; `drivers[k][t]` holds the drivers
    /// whose future is known.
    pub(crate) fn known_rows(&self, start: i64, n: usize, drivers: &[Vec<f64>]) -> Vec<f32> {
        let mut rows = Vec::with_capacity(n * self.known);
        for (t, ds) in self.frequency.grid(start, n).into_iter().enumerate() {
            self.calendar.push(ds, &mut rows);
            for (index, values) in self.known().zip(drivers) {
                self.drivers[index].push(values[t], &mut rows);
            }
        }
        rows
    }

    /// The means of the contrasted drivers over a context of covariate rows; 0 for an empty one.
    pub(crate) fn context_means(&self, rows: &[f32]) -> Vec<f32> {
        let n = (rows.len() / self.width.max(1)).max(1) as f32;
        let mean = |at: &usize| rows.chunks_exact(self.width.max(1)).map(|row| row[*at]).sum::<f32>() / n;
        self.contrasts.iter().map(mean).collect()
    }

    /// Appends a future period: the known part of a row, then its contrasts.
    pub(crate) fn push_future(&self, row: &[f32], means: &[f32], out: &mut Vec<f32>) {
        out.extend_from_slice(&row[..self.known]);
        out.extend(self.contrasts.iter().zip(means).map(|(at, mean)| row[*at] - mean));
        if self.known == 0 {
            out.push(0.0);
        }
    }

    /// The number of features of a future period that are known without context.
    pub(crate) fn known_width(&self) -> usize {
        self.known
    }

    /// Checks the shape of drivers known in advance.
    pub(crate) fn check_future(&self, drivers: &[Vec<f64>], h: usize) -> Result<()> {
        let expected = self.known().count();
        if drivers.len() != expected {
            return Err(Error::Invalid(format!(
                "the model needs {expected} drivers known in advance, {} are given",
                drivers.len()
            )));
        }
        for (index, row) in self.known().zip(drivers) {
            if row.len() != h {
                return Err(Error::Invalid(format!(
                    "driver {:?} has {} future values, the horizon is {h}",
                    self.drivers[index].driver.name,
                    row.len()
                )));
            }
        }
        Ok(())
    }
}
