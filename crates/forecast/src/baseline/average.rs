//! Means of the past.

use super::{first_origin, naive_scatter, scatter};
use crate::local::{Gaussian, Local, Task, near_one};
use crate::rolling::Rolled;
use crate::{Error, Result};

#[doc = include_str!("../../../../docs/models/historic_average.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct HistoricAverage;

#[doc = include_str!("../../../../docs/models/window_average.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct WindowAverage {
    /// How many of the last values are averaged, at least 1; `None` for one season, or for
    /// [`WITHOUT_SEASON`](Self::WITHOUT_SEASON) values where there is no season.
    pub window: Option<usize>,
}

#[doc = include_str!("../../../../docs/models/seasonal_window_average.md")]
#[derive(Debug, Clone, Copy)]
pub struct SeasonalWindowAverage {
    /// How many of the last seasons are averaged, at least 1; a series that has fewer averages those.
    pub seasons: usize,
}

impl Default for SeasonalWindowAverage {
    /// The last three seasons.
    fn default() -> Self {
        Self { seasons: 3 }
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
    /// The window of a series without a season: with a window of one value it would be `Naive`.
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
        let mut rolled = Rolled::new(task.h, 1);
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

impl Local for SeasonalWindowAverage {
    fn name(&self) -> &'static str {
        "SeasonalWindowAverage"
    }

    fn min_length(&self, season: usize) -> usize {
        season.saturating_add(1)
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        if self.seasons == 0 {
            return Err(Error::Invalid("the seasons of SeasonalWindowAverage must be at least 1".into()));
        }
        let m = task.season();
        let (unit, y) = near_one(task.y);
        let mut rolled = Rolled::new(task.h, 1);
        let mut figure = vec![0.0; m];
        for t in m.max(first_origin(y.len()))..y.len() {
            self.figure(&y[..t], &mut figure);
            let ahead = y[t..].iter().take(task.h).enumerate();
            ahead.for_each(|(step, v)| rolled.add(step, v - figure[step % m]));
        }
        let averaged = self.figure(&y, &mut figure);
        // Two independent values differ with twice their variance.
        let formula = naive_scatter(&y, m) * (0.5 + 0.5 / averaged as f64).sqrt();
        Ok(Gaussian {
            mean: (0..task.h).map(|k| unit * figure[k % m]).collect(),
            sd: rolled.spread(|_| formula).into_iter().map(|sd| unit * sd).collect(),
        })
    }
}

impl SeasonalWindowAverage {
    /// Writes the means of the last seasons into `figure`, next period first; returns how many seasons
    /// there are.
    fn figure(self, y: &[f64], figure: &mut [f64]) -> usize {
        let m = figure.len();
        let averaged = self.seasons.min(y.len() / m).max(1);
        figure.fill(0.0);
        for season in y[y.len() - averaged * m..].chunks_exact(m) {
            for (mean, v) in figure.iter_mut().zip(season) {
                *mean += v / averaged as f64;
            }
        }
        averaged
    }
}

fn average(y: &[f64]) -> f64 {
    y.iter().sum::<f64>() / y.len() as f64
}
