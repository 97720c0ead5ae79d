//! The columns of the regression.

use std::f64::consts::TAU;

use super::TrendFourier;
use crate::decompose::usable_seasons;
use crate::driven::Past;
use crate::mfles::usual_order;

/// Seconds of a mean year.
const YEAR: f64 = 365.25 * 86_400.0;

/// Pairs of sine and cosine of the year.
const YEAR_ORDER: usize = 10;

/// What makes a row of numbers of a period: 1, time, waves, drivers, and a ramp for each changepoint. The
/// last are the only ones with a Laplace prior.
#[derive(Debug, Clone)]
pub(super) struct Design {
    /// One over the length of the past; time runs from 0 to 1 in it.
    unit: f64,
    waves: Vec<Wave>,
    /// Cosine and sine at each position, for each season length in use.
    circles: Vec<Vec<(f64, f64)>>,
    /// Whether the year has waves of its own.
    year: bool,
    /// Mean and standard deviation of each driver.
    drivers: Vec<(f64, f64)>,
    /// The times of the changepoints.
    changepoints: Vec<f64>,
}

/// `turns` turns around a circle in as many periods as it has positions.
#[derive(Debug, Clone, Copy)]
struct Wave {
    circle: usize,
    turns: usize,
    /// False for the fastest wave of an even season, whose sine is 0.
    sine: bool,
}

impl Design {
    /// For a past and its times.
    pub(super) fn new(past: &Past<'_>, times: &[i64], options: &TrendFourier) -> Self {
        let n = past.y.len();
        let seasons = usable_seasons(past.seasons, n);
        Self {
            unit: 1.0 / n.saturating_sub(1).max(1) as f64,
            waves: waves(&seasons, options.fourier_order),
            circles: seasons.iter().map(|m| circle(*m)).collect(),
            year: follows_year(times, &seasons),
            drivers: past.x.iter().map(|column| moments(column)).collect(),
            changepoints: changepoints(n, options),
        }
    }

    /// How many numbers come before the ramps.
    pub(super) fn plain(&self) -> usize {
        let waves: usize = self.waves.iter().map(|w| 1 + usize::from(w.sine)).sum();
        2 + waves + if self.year { 2 * YEAR_ORDER } else { 0 } + self.drivers.len()
    }

    /// How many numbers a row has.
    pub(super) fn width(&self) -> usize {
        self.plain() + self.changepoints.len()
    }

    /// The time of period `t`, and how far `k` periods are.
    pub(super) fn time(&self, t: usize) -> f64 {
        t as f64 * self.unit
    }

    /// Writes the row of period `t` at `ds`; `x` has the drivers' columns, `at` is the period's place in them.
    pub(super) fn fill(&self, t: usize, ds: i64, x: &[Vec<f64>], at: usize, row: &mut [f64]) {
        let time = self.time(t);
        let (plain, ramps) = row.split_at_mut(self.plain());
        let (waves, drivers) = plain.split_at_mut(plain.len() - self.drivers.len());
        let mut cells = waves.iter_mut();
        let mut put = |value: f64| {
            if let Some(cell) = cells.next() {
                *cell = value;
            }
        };
        put(1.0);
        put(time);
        for wave in &self.waves {
            let circle = &self.circles[wave.circle];
            let (cosine, sine) = circle[wave.turns * t % circle.len()];
            put(cosine);
            if wave.sine {
                put(sine);
            }
        }
        if self.year {
            let (s, c) = (TAU * (ds as f64 / YEAR).fract()).sin_cos();
            let (mut cosine, mut sine) = (1.0, 0.0);
            for _ in 0..YEAR_ORDER {
                (cosine, sine) = (cosine * c - sine * s, cosine * s + sine * c);
                put(cosine);
                put(sine);
            }
        }
        for ((cell, (mean, sd)), column) in drivers.iter_mut().zip(&self.drivers).zip(x) {
            *cell = if *sd > 0.0 { (column[at] - mean) / sd } else { 0.0 };
        }
        for (cell, changepoint) in ramps.iter_mut().zip(&self.changepoints) {
            *cell = (time - changepoint).max(0.0);
        }
    }
}

/// The waves of all seasons, each frequency once.
fn waves(seasons: &[usize], order: Option<usize>) -> Vec<Wave> {
    let mut waves: Vec<Wave> = Vec::new();
    for (circle, m) in seasons.iter().enumerate() {
        for turns in 1..=order.unwrap_or_else(|| usual_order(*m)).min(m / 2) {
            if !waves.iter().any(|w| w.turns * m == turns * seasons[w.circle]) {
                waves.push(Wave { circle, turns, sine: 2 * turns != *m });
            }
        }
    }
    waves
}

fn circle(m: usize) -> Vec<(f64, f64)> {
    (0..m)
        .map(|i| {
            let (sine, cosine) = (TAU * i as f64 / m as f64).sin_cos();
            (cosine, sine)
        })
        .collect()
}

/// Whether periods of a minute to a week go on for two years, and no season is the year already.
fn follows_year(times: &[i64], seasons: &[usize]) -> bool {
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return false };
    let span = last.saturating_sub(*first) as f64;
    let step = span / times.len().saturating_sub(1).max(1) as f64;
    let is_year = |m: &usize| (*m as f64 * step / YEAR - 1.0).abs() < 0.05;
    (60.0..=7.0 * 86_400.0).contains(&step) && span >= 2.0 * YEAR - 2.0 * step && !seasons.iter().any(is_year)
}

/// Mean and standard deviation; 0 for the latter if it is not finite.
fn moments(column: &[f64]) -> (f64, f64) {
    let n = column.len().max(1) as f64;
    let mean = column.iter().map(|v| v / n).sum::<f64>();
    let sd = (column.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt();
    // A constant has a spread of rounding errors.
    let real = sd.is_finite() && mean.is_finite() && sd > 1e-9 * mean.abs();
    (mean, if real { sd } else { 0.0 })
}

/// Evenly over the first part of the past, the first period left out.
fn changepoints(n: usize, options: &TrendFourier) -> Vec<f64> {
    let range = options.changepoint_range.clamp(0.0, 1.0);
    let last = ((n as f64 * range) as usize).saturating_sub(1);
    let count = options.changepoints.min(last);
    let unit = 1.0 / n.saturating_sub(1).max(1) as f64;
    (1..=count).map(|j| (last as f64 * j as f64 / count as f64).round() * unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequency_of_two_seasons_is_there_once() {
        // The day is the seventh wave of the week.
        assert_eq!(waves(&[24, 168], None).len(), 10 + 30 - 4);
        assert_eq!(waves(&[4], None).iter().map(|w| 1 + usize::from(w.sine)).sum::<usize>(), 3);
    }

    #[test]
    fn the_year_is_followed_after_two_of_them() {
        let days = |n: i64| (0..n).map(|t| t * 86_400).collect::<Vec<_>>();
        assert!(follows_year(&days(730), &[7]));
        assert!(!follows_year(&days(700), &[7]));
        assert!(!follows_year(&days(1000), &[7, 365]));
        let steps: Vec<i64> = (0..1000).collect();
        assert!(!follows_year(&steps, &[7]));
    }

    #[test]
    fn changepoints_lie_in_the_first_part_of_the_past() {
        let points = changepoints(101, &TrendFourier::default());
        assert_eq!(points.len(), 25);
        assert!(points[0] > 0.0 && points.windows(2).all(|w| w[0] < w[1]));
        assert!((points[24] - 0.79).abs() < 1e-9);
        assert!(changepoints(2, &TrendFourier::default()).is_empty());
        assert_eq!(changepoints(10, &TrendFourier::default()).len(), 7);
    }
}
