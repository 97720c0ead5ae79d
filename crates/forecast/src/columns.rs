//! Drivers known in advance as columns of numbers, for methods that look at one series at a time.

use crate::{DriverKind, DriverValues, Error, FutureSeries, Panel, Result, Series, interpolate};

/// Levels a categorical driver may have: each is a column.
const MOST_LEVELS: usize = 128;

/// A driver whose future is known.
#[derive(Debug, Clone)]
struct Source {
    /// Its index among all drivers of the panel.
    index: usize,
    name: String,
    takes: Takes,
}

/// What a driver says about one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Number,
    /// One of so many levels.
    Level(usize),
    /// Nothing: it is the same in all periods.
    Nothing,
}

/// How the drivers known in advance become columns: a number as it is, a category as an indicator for each
/// level but the first. A missing number is the straight line between its neighbours, 0 if the series has none; a
/// missing category is the first level. A static driver is no column: it tells nothing within one series.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns(Vec<Source>);

impl Columns {
    /// For the drivers of a panel.
    pub(crate) fn of(panel: &Panel) -> Result<Self> {
        let mut sources = Vec::new();
        for (index, driver) in panel.drivers.iter().enumerate() {
            if !driver.kind.is_known() {
                continue;
            }
            let takes = match &driver.values {
                _ if driver.kind == DriverKind::Static => Takes::Nothing,
                DriverValues::Numeric => Takes::Number,
                DriverValues::Categorical { levels } if levels.len() > MOST_LEVELS => {
                    return Err(Error::Invalid(format!(
                        "driver {:?} has {} levels, the model takes {MOST_LEVELS} at most",
                        driver.name,
                        levels.len()
                    )));
                }
                DriverValues::Categorical { levels } => Takes::Level(levels.len()),
            };
            sources.push(Source { index, name: driver.name.clone(), takes });
        }
        Ok(Self(sources))
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns of a series without its first `skipped` periods.
    pub(crate) fn past(&self, series: &Series, skipped: usize) -> Vec<Vec<f64>> {
        self.0
            .iter()
            .flat_map(|source| {
                let values = series.drivers.get(source.index).and_then(|values| values.get(skipped..));
                source.columns(values.unwrap_or_default().to_vec())
            })
            .collect()
    }

    /// The columns of the `h` periods ahead of the series `unique_id`, whose columns ended with `last`.
    ///
    /// # Errors
    /// If what is given is of another series, or has another shape.
    pub(crate) fn future(
        &self,
        given: &FutureSeries,
        unique_id: &str,
        last: &[f64],
        h: usize,
    ) -> Result<Vec<Vec<f64>>> {
        given.check(unique_id, self.0.iter().map(|source| source.name.as_str()), h)?;
        let mut columns = Vec::with_capacity(last.len());
        for (source, values) in self.0.iter().zip(&given.drivers) {
            // What is missing at the front goes on from the last value of the past.
            let before = (source.takes == Takes::Number).then(|| last.get(columns.len()).copied()).flatten();
            let values: Vec<f64> = before.into_iter().chain(values.iter().copied()).collect();
            let made = source.columns(values).into_iter();
            columns.extend(made.map(|mut column| column.split_off(column.len() - h)));
        }
        Ok(columns)
    }
}

impl Source {
    fn columns(&self, mut values: Vec<f64>) -> Vec<Vec<f64>> {
        match self.takes {
            Takes::Nothing => Vec::new(),
            Takes::Level(levels) => {
                // The values are indices of levels.
                let is = |level: usize, v: f64| if (v - level as f64).abs() < 0.5 { 1.0 } else { 0.0 };
                (1..levels).map(|level| values.iter().map(|v| is(level, *v)).collect()).collect()
            }
            Takes::Number => {
                interpolate(&mut values);
                for value in &mut values {
                    if !value.is_finite() {
                        *value = 0.0;
                    }
                }
                vec![values]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Driver, Frequency};

    fn panel(values: DriverValues, column: Vec<f64>) -> Panel {
        let known = Driver { name: "known".into(), kind: DriverKind::Futr, values };
        let past = Driver { name: "past".into(), kind: DriverKind::Hist, values: DriverValues::Numeric };
        let y = vec![0.0; column.len()];
        let drivers = vec![vec![9.0; column.len()], column];
        Panel {
            frequency: Frequency::Steps(1),
            seasons: vec![1],
            drivers: vec![past, known],
            series: vec![Series { unique_id: "a".into(), start: 0, y, drivers }],
        }
    }

    fn given(values: &[f64]) -> FutureSeries {
        FutureSeries { unique_id: "a".into(), drivers: vec![values.to_vec()] }
    }

    #[test]
    fn a_number_without_gaps_is_a_column() {
        let panel = panel(DriverValues::Numeric, vec![1.0, f64::NAN, 3.0, 4.0]);
        let columns = Columns::of(&panel).unwrap();
        assert_eq!(columns.past(&panel.series[0], 1), [[3.0, 3.0, 4.0]]);
        assert_eq!(columns.past(&panel.series[0], 0), [[1.0, 2.0, 3.0, 4.0]]);
        let ahead = columns.future(&given(&[f64::NAN, 8.0]), "a", &[4.0], 2).unwrap();
        assert_eq!(ahead, [[6.0, 8.0]]);
    }

    #[test]
    fn a_driver_without_any_value_is_zero() {
        let panel = panel(DriverValues::Numeric, vec![f64::NAN; 3]);
        let columns = Columns::of(&panel).unwrap();
        assert_eq!(columns.past(&panel.series[0], 0), [[0.0; 3]]);
    }

    #[test]
    fn a_category_is_an_indicator_for_each_level_but_the_first() {
        let levels = ["a", "b", "c"].map(str::to_owned).to_vec();
        let panel = panel(DriverValues::Categorical { levels }, vec![0.0, 2.0, f64::NAN, 1.0]);
        let columns = Columns::of(&panel).unwrap();
        let past = columns.past(&panel.series[0], 0);
        assert_eq!(past, [[0.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0]]);
        let ahead = columns.future(&given(&[2.0, 1.0]), "a", &[1.0, 0.0], 2).unwrap();
        assert_eq!(ahead, [[0.0, 1.0], [1.0, 0.0]]);
    }
}
