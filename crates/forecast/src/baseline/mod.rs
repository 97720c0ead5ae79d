//! The baselines every other model must beat. Point forecasts follow Hyndman and Athanasopoulos,
//! "Forecasting: Principles and Practice", 3rd edition, section 5.2; standard deviations are those of
//! the errors within the series, where they are few guided by section 5.5 (table 5.2).

mod average;
#[cfg(test)]
mod tests;

pub use average::{HistoricAverage, SeasonalWindowAverage, WindowAverage};

use crate::Result;
use crate::local::{Gaussian, Local, Task, near_one};
use crate::rolling::Rolled;

#[doc = include_str!("../../../../docs/models/naive.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Naive;

#[doc = include_str!("../../../../docs/models/seasonal_naive.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct SeasonalNaive;

#[doc = include_str!("../../../../docs/models/random_walk_with_drift.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomWalkWithDrift;

/// The square root of the mean square; 0 if there is nothing.
fn scatter(residuals: impl Iterator<Item = f64>, lost: usize) -> f64 {
    let (sum, count) = residuals.fold((0.0, 0_usize), |(sum, count), r| (sum + r * r, count + 1));
    (sum / count.saturating_sub(lost).max(1) as f64).sqrt()
}

/// Seasonal naive with `m = 1` is naive.
fn repeat(y: &[f64], m: usize, h: usize) -> Gaussian {
    let (unit, scaled) = near_one(y);
    let mut rolled = Rolled::new(h.div_ceil(m), m);
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
        let mut rolled = Rolled::new(task.h, 1);
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
