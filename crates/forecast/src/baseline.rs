//! The baselines every other model must beat. Point forecasts and standard deviations follow
//! Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, sections 5.2 and
//! 5.5 (table 5.2).

use crate::local::{Gaussian, Local, Task, magnitude};
use crate::rolling::Rolled;
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
    let (unit, scaled) = near_one(y);
    let mut rolled = Rolled::new(h.div_ceil(m));
    for cycle in 0..h.div_ceil(m) {
        let ahead = m * (cycle + 1);
        let pairs = scaled.iter().skip(ahead).zip(&scaled).skip(first_origin(y.len()));
        pairs.for_each(|(now, then)| rolled.add(cycle, now - then));
    }
    let sigma = naive_scatter(&scaled, m);
    let spread = rolled.spread(|cycle| sigma * ((cycle + 1) as f64).sqrt());
    Gaussian {
        mean: (0..h).map(|k| y[y.len() - m + k % m]).collect(),
        sd: (0..h).map(|k| unit * spread[k / m]).collect(),
    }
}

/// The `σ` of the formula: `σ √k` is the standard deviation in the `k`-th cycle ahead.
fn naive_scatter(y: &[f64], m: usize) -> f64 {
    scatter(y.iter().skip(m).zip(y).map(|(now, then)| now - then), 0)
}

/// The drift of `y`, and the standard deviation of the formula `k` periods ahead.
fn drift(y: &[f64]) -> (f64, impl Fn(f64) -> f64 + use<>) {
    let changes = (y.len() - 1) as f64;
    let drift = (y[y.len() - 1] - y[0]) / changes;
    let sigma = scatter(y.windows(2).map(|w| w[1] - w[0] - drift), 1);
    (drift, move |k: f64| sigma * (k * (1.0 + k / changes)).sqrt())
}

/// The series divided by its [magnitude], so that squares do not overflow.
fn near_one(y: &[f64]) -> (f64, Vec<f64>) {
    let unit = magnitude(y);
    (unit, y.iter().map(|v| v / unit).collect())
}

/// From here on errors within a series of `n` values tell how far its forecasts may be off: what lies
/// further back is often on another scale.
fn first_origin(n: usize) -> usize {
    n / 3
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
        let (unit, y) = near_one(task.y);
        let (slope, formula) = drift(&y);
        let mut rolled = Rolled::new(task.h);
        for t in first_origin(y.len()).max(1)..y.len() {
            let slope = (y[t] - y[0]) / t as f64;
            let ahead = y[t + 1..].iter().take(task.h).enumerate();
            ahead.for_each(|(step, v)| rolled.add(step, v - y[t] - slope * (step + 1) as f64));
        }
        let spread = rolled.spread(|step| formula((step + 1) as f64));
        Ok(Gaussian {
            mean: (1..=task.h).map(|k| unit * (y[y.len() - 1] + k as f64 * slope)).collect(),
            sd: spread.into_iter().map(|sd| unit * sd).collect(),
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
        let (unit, y) = near_one(task.y);
        let mean = average(&y);
        let sigma = scatter(y.iter().map(|v| v - mean), 1);
        let sd = unit * sigma * (1.0 + 1.0 / y.len() as f64).sqrt();
        Ok(Gaussian { mean: vec![unit * mean; task.h], sd: vec![sd; task.h] })
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
        let window = self.window(task.season());
        if window == 0 {
            return Err(Error::Invalid("the window of WindowAverage must be at least 1".into()));
        }
        let (unit, y) = near_one(task.y);
        let mean = average(&y[y.len() - window..]);
        let mut rolled = Rolled::new(task.h);
        for t in window.max(first_origin(y.len()))..y.len() {
            let mean = average(&y[t - window..t]);
            y[t..].iter().take(task.h).enumerate().for_each(|(step, v)| rolled.add(step, v - mean));
        }
        let sigma = scatter(y[y.len() - window..].iter().map(|v| v - mean), 1);
        let formula = sigma * (1.0 + 1.0 / window as f64).sqrt();
        let sd = rolled.spread(|_| formula).into_iter().map(|sd| unit * sd).collect();
        Ok(Gaussian { mean: vec![unit * mean; task.h], sd })
    }
}

fn average(y: &[f64]) -> f64 {
    y.iter().sum::<f64>() / y.len() as f64
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

    // Golden values: statsforecast 2.1.1, forecast(y, h=12, level=[95]) on air passengers, of the lower
    // bounds: they are the formula's.
    #[test]
    fn naive_equals_statsforecast() {
        let forecast = on_air_passengers(&Naive);
        near(forecast.mean[11], 432.0, 1e-9);
        let half = z(95) * naive_scatter(&air_passengers(), 1);
        near(432.0 - half, 365.928_814, 1e-3);
        near(432.0 - half * 12.0_f64.sqrt(), 203.122_699, 1e-3);
    }

    #[test]
    fn seasonal_naive_equals_statsforecast() {
        let forecast = on_air_passengers(&SeasonalNaive);
        near(forecast.mean[0], 417.0, 1e-9);
        near(forecast.mean[23], 432.0, 1e-9);
        near(417.0 - z(95) * naive_scatter(&air_passengers(), 12), 345.822_448, 1e-3);
    }

    #[test]
    fn drift_equals_statsforecast() {
        let forecast = on_air_passengers(&RandomWalkWithDrift);
        near(forecast.mean[0], 434.237_762, 1e-5);
        near(forecast.mean[11], 458.853_147, 1e-5);
        // Ours divides by one less, as the book does.
        let (_, formula) = drift(&air_passengers());
        let theirs = |k: f64| z(95) * formula(k) * (142.0_f64 / 143.0).sqrt();
        near(forecast.mean[0] - theirs(1.0), 368.082_204, 1e-3);
        near(forecast.mean[11] - theirs(12.0), 221.091_628, 0.5);
    }

    #[test]
    fn intervals_are_at_least_the_formula_and_widen() {
        for method in [&Naive as &dyn Local, &SeasonalNaive, &RandomWalkWithDrift] {
            let sd = on_air_passengers(method).sd;
            assert!(sd[23] > 1.2 * sd[11], "{sd:?}");
        }
        assert!(on_air_passengers(&Naive).sd[11] > naive_scatter(&air_passengers(), 1) * 12.0_f64.sqrt());
    }

    #[test]
    fn huge_and_tiny_values_have_a_finite_spread() {
        let cancel = Cancel::default();
        for size in [1e300, 1e-300] {
            let y: Vec<f64> = (0..30).map(|t| size * f64::from(t * t % 7)).collect();
            let task = Task { y: &y, seasons: &[4], h: 6, cancel: &cancel };
            let window = WindowAverage::default();
            for method in
                [&Naive as &dyn Local, &SeasonalNaive, &RandomWalkWithDrift, &HistoricAverage, &window]
            {
                let sd = method.forecast(&task).unwrap().sd;
                assert!(sd.iter().all(|v| *v > 0.1 * size && *v < 50.0 * size), "{} {sd:?}", method.name());
            }
        }
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
    fn a_window_average_has_the_spread_of_its_errors() {
        let y: Vec<f64> = (0..300).map(f64::from).collect();
        let cancel = Cancel::default();
        let task = Task { y: &y, seasons: &[1], h: 5, cancel: &cancel };
        let forecast = WindowAverage { window: Some(3) }.forecast(&task).unwrap();
        // The mean of three consecutive numbers lags one behind the last of them.
        near(forecast.sd[0], 2.0, 0.02);
        near(forecast.sd[4], 6.0, 0.2);
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
