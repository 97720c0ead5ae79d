//! The baselines every other model must beat. Point forecasts and standard deviations follow
//! Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, sections 5.2 and
//! 5.5 (table 5.2).

use crate::Result;
use crate::local::{Gaussian, Local, Task};

/// The last value, repeated.
#[derive(Debug, Clone, Copy, Default)]
pub struct Naive;

/// The value one season ago, repeated. A series of at most one season is too short for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeasonalNaive;

/// The last value plus the mean change per period.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomWalkWithDrift;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::z;
    use crate::parallel::Cancel;
    use crate::testdata::air_passengers;

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
}
