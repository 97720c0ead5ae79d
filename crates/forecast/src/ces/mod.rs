//! Complex exponential smoothing: Svetunkov, Kourentzes and Ord (2022), "Complex exponential
//! smoothing", Naval Research Logistics 69, 1108-1123; the seasonal forms: Svetunkov and Kourentzes
//! (2018), "Complex exponential smoothing for seasonal time series".

mod filter;
mod fit;
#[cfg(test)]
mod tests;

use filter::{Pair, State, watched};
use fit::Fit;

use crate::decompose::one_season;
use crate::local::{Gaussian, Local, Task, near_one};
use crate::rolling::Rolled;
use crate::{Error, Result};

/// How the season enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Season {
    /// Not at all.
    No,
    /// A level for each period of the season.
    Simple,
    /// A level, and a real seasonal state for each period.
    Partial,
    /// A level, and a complex seasonal state for each period.
    Full,
}

impl Season {
    /// All of them.
    const ALL: [Self; 4] = [Self::No, Self::Simple, Self::Partial, Self::Full];
}

#[doc = include_str!("../../../../docs/models/auto_ces.md")]
#[derive(Debug, Clone, Copy, Default)]
pub struct AutoCES;

impl Local for AutoCES {
    fn name(&self) -> &'static str {
        "AutoCES"
    }

    fn min_length(&self, _season: usize) -> usize {
        5
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let (unit, y) = near_one(task.y);
        let (adjusted, m) = one_season(&y, task.seasons, usize::MAX);
        let fit = fit::best(&adjusted.y, m, task.cancel)?;
        let ahead = Ahead::new(&fit, task.h);
        let mean = ahead.from(&fit.end, y.len()).enumerate();
        let mean: Vec<f64> = mean.map(|(k, v)| unit * adjusted.restore(k, v)).collect();
        let errors = ahead.errors(&fit, &adjusted.y).corrected(y.len(), fit.parameters());
        let spread = errors.spread(|k| ahead.formula[k]);
        let sd: Vec<f64> = spread.into_iter().map(|sd| unit * sd).collect();
        if mean.iter().chain(&sd).all(|v| v.is_finite()) {
            Ok(Gaussian { mean, sd })
        } else {
            Err(Error::Numeric("complex exponential smoothing diverged".into()))
        }
    }
}

/// What states and errors contribute to the forecasts of each of the next steps.
struct Ahead {
    m: usize,
    h: usize,
    /// By step; empty without a level.
    level: Vec<Pair>,
    /// By cycle; empty without a season.
    season: Vec<Pair>,
    /// Standard deviations of the state space form by step: `σ² (1 + Σ c_j²)`, `c_j` the effect of an
    /// error on the forecast `j` steps later.
    formula: Vec<f64>,
}

impl Ahead {
    fn new(fit: &Fit, h: usize) -> Self {
        let m = fit.m.max(1);
        let level = fit.moves.level.map(|moves| moves.rows(h)).unwrap_or_default();
        let season = fit.moves.season.map(|moves| moves.rows(h.div_ceil(m))).unwrap_or_default();
        let mut sum = 1.0;
        let formula = (0..h).map(|k| {
            let deviation = (fit.sigma2 * sum).sqrt();
            let of_level = fit.moves.level.map_or(0.0, |moves| moves.effect(level[k]));
            let cycle = (k + 1) % m == 0;
            let of_season =
                fit.moves.season.filter(|_| cycle).map_or(0.0, |moves| moves.effect(season[k / m]));
            sum += (of_level + of_season).powi(2);
            deviation
        });
        Self { m, h, formula: formula.collect(), level, season }
    }

    /// The forecasts of the steps after the first `n` values, which left `state`.
    fn from(&self, state: &State, n: usize) -> impl Iterator<Item = f64> {
        let product = |row: Pair, x: Pair| row[0] * x[0] + row[1] * x[1];
        (0..self.h).map(move |k| {
            let level = self.level.get(k).map_or(0.0, |row| product(*row, state.level));
            let season = self.season.get(k / self.m);
            level + season.map_or(0.0, |row| product(*row, state.ring[(n + k) % self.m]))
        })
    }

    /// The errors of forecasts made within `y`, from its second half on.
    fn errors(&self, fit: &Fit, y: &[f64]) -> Rolled {
        let mut rolled = Rolled::new(self.h, 1);
        let mut state = State::guess(y, fit.season, fit.m);
        watched(y, &fit.moves, &mut state, |t, state| {
            if t >= y.len() / 2 {
                let pairs = self.from(state, t).zip(&y[t..]).enumerate();
                pairs.for_each(|(step, (mean, actual))| rolled.add(step, actual - mean));
            }
        });
        rolled
    }
}
