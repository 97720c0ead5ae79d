//! Typical values of drivers, as the background that contributions are measured against.

use crate::{DriverValues, Error, Future, FutureSeries, Panel, Result};

/// Past values at a place in a season from which they are typical of it.
const ENOUGH: usize = 4;

/// A future of the same shape in which each driver has the values that are typical of the periods: the mean of the
/// past values at the same place in the longest season that has at least four of them, for example at the same hour of
/// the week; the mean of all past values if there is no such season. Of a categorical driver, and of a
/// number that was never anything but 0 or 1, the most frequent value instead of the mean (of equally frequent
/// ones the least). A driver without any past value is missing.
///
/// "Typical" is of the whole past: in winter, contributions of temperature say what cold changes compared with the
/// average over the year.
///
/// # Errors
/// [`Error::Invalid`] if the future does not have the panel's series.
pub fn typical_future(panel: &Panel, future: &Future) -> Result<Future> {
    let known: Vec<usize> = panel.known().collect();
    if known.is_empty() {
        return Ok(Future { h: future.h, series: Vec::new() });
    }
    if future.series.len() != panel.series.len() {
        let (given, needed) = (future.series.len(), panel.series.len());
        return Err(Error::Invalid(format!("the future has {given} series, the panel {needed}")));
    }
    let mut seasons: Vec<usize> = panel.seasons.iter().copied().filter(|m| *m > 1).collect();
    seasons.sort_unstable_by(|a, b| b.cmp(a));
    let series = panel.series.iter().map(|series| {
        let row = |d: &usize| {
            let past = series.drivers.get(*d).map(Vec::as_slice).unwrap_or_default();
            let past = &past[..past.len().min(series.y.len())];
            let category = panel.drivers[*d].values != DriverValues::Numeric || is_flag(past);
            (0..future.h).map(|k| typical(past, series.y.len() + k, &seasons, category)).collect()
        };
        FutureSeries { unique_id: series.unique_id.clone(), drivers: known.iter().map(row).collect() }
    });
    Ok(Future { h: future.h, series: series.collect() })
}

/// Whether all known values are 0 or 1.
pub(crate) fn is_flag(values: &[f64]) -> bool {
    values.iter().all(|v| v.is_nan() || *v == 0.0 || (*v - 1.0).abs() < f64::EPSILON)
}

/// The typical value at period `t`; `seasons` longest first.
fn typical(past: &[f64], t: usize, seasons: &[usize], category: bool) -> f64 {
    let at = |m: usize| past.iter().skip(t % m).step_by(m).copied().filter(|v| v.is_finite());
    let m = seasons.iter().copied().find(|m| at(*m).take(ENOUGH).count() == ENOUGH).unwrap_or(1);
    if category { most_frequent(at(m).collect()) } else { mean(at(m)) }
}

/// NaN of nothing.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
    sum / count
}

/// NaN of nothing.
fn most_frequent(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let (mut best, mut most) = (f64::NAN, 0);
    for run in values.chunk_by(|a, b| (a - b).abs() < f64::EPSILON) {
        if run.len() > most {
            (best, most) = (run[0], run.len());
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Driver, DriverKind, Frequency, Series};

    fn panel(n: usize, seasons: &[usize], column: impl Fn(usize) -> f64, values: DriverValues) -> Panel {
        Panel {
            frequency: Frequency::Steps(1),
            seasons: seasons.to_vec(),
            drivers: vec![Driver { name: "d".into(), kind: DriverKind::Futr, values }],
            series: vec![Series {
                unique_id: "a".into(),
                start: 0,
                y: vec![0.0; n],
                drivers: vec![(0..n).map(column).collect()],
            }],
        }
    }

    fn typical_of(panel: &Panel, h: usize) -> Vec<f64> {
        let given = FutureSeries { unique_id: "a".into(), drivers: vec![vec![9.0; h]] };
        typical_future(panel, &Future { h, series: vec![given] }).unwrap().series[0].drivers[0].clone()
    }

    #[test]
    fn a_number_is_the_mean_at_the_same_place_in_the_longest_season_that_has_enough() {
        let column = |t: usize| (t % 6) as f64 + if t.is_multiple_of(6) && t >= 12 { 4.0 } else { 0.0 };
        let long = panel(24, &[2, 6], column, DriverValues::Numeric);
        assert_eq!(typical_of(&long, 7), [2.0, 1.0, 2.0, 3.0, 4.0, 5.0, 2.0]);
        // Three cycles of six are too few, of two there are nine.
        let short = panel(18, &[2, 6], |t| (t % 2) as f64 * 3.0, DriverValues::Numeric);
        assert_eq!(typical_of(&short, 3), [0.0, 3.0, 0.0]);
        let none = panel(3, &[2], |t| t as f64 + 1.0, DriverValues::Numeric);
        assert_eq!(typical_of(&none, 2), [2.0, 2.0]);
    }

    #[test]
    fn categories_and_flags_have_their_most_frequent_value() {
        let flag = panel(20, &[1], |t| f64::from(u8::from(t % 3 == 0)), DriverValues::Numeric);
        assert_eq!(typical_of(&flag, 2), [0.0, 0.0]);
        let levels = vec!["x".to_owned(), "y".to_owned(), "z".to_owned()];
        let level = panel(20, &[1], |t| (t % 5).min(2) as f64, DriverValues::Categorical { levels });
        assert_eq!(typical_of(&level, 2), [2.0, 2.0]);
    }

    #[test]
    fn gaps_are_left_out_and_a_driver_without_values_is_missing() {
        let gaps = panel(9, &[1], |t| if t % 2 == 0 { f64::NAN } else { 3.0 }, DriverValues::Numeric);
        assert_eq!(typical_of(&gaps, 1), [3.0]);
        let nothing = panel(9, &[1], |_| f64::NAN, DriverValues::Numeric);
        assert!(typical_of(&nothing, 1)[0].is_nan());
    }
}
