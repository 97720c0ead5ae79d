//! The baselines every other model must beat. Point forecasts and standard deviations follow
//! Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, sections 5.2 and
//! 5.5 (table 5.2).

use crate::local::{Gaussian, Local, Task};
use crate::{Error, Result};

/// The last value, repeated.
#[derive(Debug, Clone, Copy, Default)]
pub struct Naive;

/// The value one season ago, repeated. A series of at most one season is too short for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeasonalNaive;

/// The last value plus the mean change per period.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomWalkWithDrift;

#[doc = include_str!("../../../docs/models/historic_average.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct HistoricAverage;

#[doc = include_str!("../../../docs/models/window_average.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct WindowAverage {
    /// How many of the last values are averaged, at least 1; `None` for one season, or for
    /// [`WITHOUT_SEASON`](Self::WITHOUT_SEASON) values where there is no season.
    pub window: Option<usize>,
}

/// The square root of the mean square; 0 if there is nothing.
fn scatter(residuals: impl Iterator<Item = f64>, lost: usize) -> f64 {
    let (sum, count) = residuals.fold((0.0, 0_usize), |(sum, count), r| (sum + r * r, count + 1));
    (sum / count.saturating_sub(lost).max(1) as f64).sqrt()
}

/// Seasonal naive with `m = 1` is naive.
fn repeat(y: &[f64], m: usize, h: usize) -> Gaussian {
    let sigma = scatter(y.iter().skip(m).zip(y).map(|(now, then)| now - then), 0);
    Gaussian {
        mean: (0..h).map(|k| y[y.len() - m + k % m]).collect(),
        sd: (0..h).map(|k| sigma * ((k / m + 1) as f64).sqrt()).collect(),
    }
}

impl Local for Naive {
    fn name(&self) -> &'static str {
        "Naive"
    }

    fn min_length(&self, _season: usize) -> usize {
        1
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        Ok(repeat(task.y, 1, task.h))
    }
}

impl Local for SeasonalNaive {
    fn name(&self) -> &'static str {
        "SeasonalNaive"
    }

    fn min_length(&self, season: usize) -> usize {
        season + 1
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        Ok(repeat(task.y, task.season(), task.h))
    }
}

impl Local for RandomWalkWithDrift {
    fn name(&self) -> &'static str {
        "RandomWalkWithDrift"
    }

    fn min_length(&self, _season: usize) -> usize {
        3
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let y = task.y;
        let changes = (y.len() - 1) as f64;
        let last = y[y.len() - 1];
        let drift = (last - y[0]) / changes;
        let sigma = scatter(y.windows(2).map(|w| w[1] - w[0] - drift), 1);
        let ahead = || (1..=task.h).map(|k| k as f64);
        Ok(Gaussian {
            mean: ahead().map(|k| last + k * drift).collect(),
            sd: ahead().map(|k| sigma * (k * (1.0 + k / changes)).sqrt()).collect(),
        })
    }
}

impl Local for HistoricAverage {
    fn name(&self) -> &'static str {
        "HistoricAverage"
    }

    fn min_length(&self, _season: usize) -> usize {
        2
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let y = task.y;
        let mean = average(y)?;
        let sigma = scatter(y.iter().map(|v| v - mean), 1);
        let sd = sigma * (1.0 + 1.0 / y.len() as f64).sqrt();
        Ok(Gaussian { mean: vec![mean; task.h], sd: vec![sd; task.h] })
    }
}

impl WindowAverage {
    /// The window of a series without a season: with a window of one value it would be [`Naive`].
    pub const WITHOUT_SEASON: usize = 3;

    fn window(&self, season: usize) -> usize {
        let usual = if season > 1 { season } else { Self::WITHOUT_SEASON };
        self.window.unwrap_or(usual)
    }
}

impl Local for WindowAverage {
    fn name(&self) -> &'static str {
        "WindowAverage"
    }

    fn min_length(&self, season: usize) -> usize {
        self.window(season).saturating_add(1)
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let (y, window) = (task.y, self.window(task.season()));
        if window == 0 {
            return Err(Error::Invalid("the window of WindowAverage must be at least 1".into()));
        }
        let mean = average(&y[y.len() - window..])?;
        let past: Result<Vec<f64>> = y.windows(window).map(average).collect();
        let past = past?;
        let mut sd: Vec<f64> = Vec::with_capacity(task.h);
        for k in 0..task.h {
            let errors = y.iter().skip(window + k).zip(&past).map(|(v, mean)| v - mean);
            let before = sd.last().copied().unwrap_or(0.0);
            // Far ahead there are few errors to learn from: the spread stays where it was.
            let enough = k == 0 || errors.len() >= window.max(LEAST_ERRORS);
            sd.push(if enough { scatter(errors, 0).max(before) } else { before });
        }
        Ok(Gaussian { mean: vec![mean; task.h], sd })
    }
}

/// The fewest errors from which the spread at a step is estimated.
const LEAST_ERRORS: usize = 8;

/// The mean, in steps that do not overflow where the mean itself does not.
fn average(y: &[f64]) -> Result<f64> {
    let mean = y.iter().zip(1_usize..).fold(0.0, |mean, (v, n)| mean + (v / n as f64 - mean / n as f64));
    if mean.is_finite() { Ok(mean) } else { Err(Error::Numeric("the mean is not finite".into())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::z;
    use crate::parallel::Cancel;
    use crate::testdata::air_passengers;
    use proptest::prelude::*;

    /// The lower bound at 95 %.
    fn lower(forecast: &Gaussian, k: usize) -> f64 {
        forecast.mean[k] - z(95) * forecast.sd[k]
    }

    fn on_air_passengers(method: &dyn Local) -> Gaussian {
        let cancel = Cancel::default();
        method.forecast(&Task { y: &air_passengers(), seasons: &[12], h: 24, cancel: &cancel }).unwrap()
    }

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() < tolerance, "{a} is not {b}");
    }

    // Golden values: statsforecast 2.1.1, forecast(y, h=12, level=[95]) on air passengers.
    #[test]
    fn naive_equals_statsforecast() {
        let forecast = on_air_passengers(&Naive);
        near(forecast.mean[11], 432.0, 1e-9);
        near(lower(&forecast, 0), 365.928_814, 1e-3);
        near(lower(&forecast, 11), 203.122_699, 1e-3);
    }

    #[test]
    fn seasonal_naive_equals_statsforecast() {
        let forecast = on_air_passengers(&SeasonalNaive);
        near(forecast.mean[0], 417.0, 1e-9);
        near(forecast.mean[23], 432.0, 1e-9);
        near(lower(&forecast, 0), 345.822_448, 1e-3);
        near(forecast.sd[12], forecast.sd[11] * 2.0_f64.sqrt(), 1e-9);
    }

    #[test]
    fn drift_equals_statsforecast() {
        let forecast = on_air_passengers(&RandomWalkWithDrift);
        near(forecast.mean[0], 434.237_762, 1e-5);
        near(forecast.mean[11], 458.853_147, 1e-5);
        // Ours divides by one less, as the book does.
        let theirs = |k: usize| forecast.mean[k] - z(95) * forecast.sd[k] * (142.0_f64 / 143.0).sqrt();
        near(theirs(0), 368.082_204, 1e-3);
        near(theirs(11), 221.091_628, 0.5);
    }

    // Golden values: `testdata/golden/intermittent.py`, closed forms, so but for rounding.
    #[test]
    fn averages_equal_statsforecast() {
        let golden = include_str!("../testdata/golden/intermittent.json");
        let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        let forecast = on_air_passengers(&HistoricAverage);
        near(forecast.mean[11], number(&golden["HistoricAverage"]["mean"]), 1e-9);
        near(lower(&forecast, 11), number(&golden["HistoricAverage"]["lo-95"]), 1e-3);
        let forecast = on_air_passengers(&WindowAverage::default());
        near(forecast.mean[0], number(&golden["WindowAverage"]), 1e-9);
    }

    #[test]
    fn a_window_average_widens_as_its_errors_did() {
        let y: Vec<f64> = (0..40).map(f64::from).collect();
        let cancel = Cancel::default();
        let task = Task { y: &y, seasons: &[1], h: 40, cancel: &cancel };
        let forecast = WindowAverage { window: Some(3) }.forecast(&task).unwrap();
        // The mean of three consecutive numbers lags one behind the last of them.
        near(forecast.sd[0], 2.0, 1e-9);
        near(forecast.sd[4], 6.0, 1e-9);
        // 40 - 3 - k errors, at least 8 of them for k up to 29.
        near(forecast.sd[39], 31.0, 1e-9);
        assert!(WindowAverage { window: Some(0) }.forecast(&task).is_err());
    }

    proptest! {
        #[test]
        fn averages_move_and_scale_with_the_series(
            y in prop::collection::vec(-1e4..1e4f64, 14..60), m in 1..13usize,
        ) {
            let cancel = Cancel::default();
            let of = |method: &dyn Local, y: &[f64]| {
                method.forecast(&Task { y, seasons: &[m], h: 20, cancel: &cancel }).unwrap()
            };
            let moved: Vec<f64> = y.iter().map(|v| 3.0 * v + 7.0).collect();
            for method in [&HistoricAverage as &dyn Local, &WindowAverage::default()] {
                let (before, after) = (of(method, &y), of(method, &moved));
                for k in 0..20 {
                    prop_assert!((after.mean[k] - 3.0 * before.mean[k] - 7.0).abs() < 1e-6);
                    prop_assert!(before.sd[k] >= 0.0 && (after.sd[k] - 3.0 * before.sd[k]).abs() < 1e-6);
                }
            }
        }
    }
}
