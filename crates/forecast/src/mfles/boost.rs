//! The rounds of boosting.

use super::MFLES;
use super::season::Season;
use crate::ets::line;
use crate::median::median;
use crate::parallel::Cancel;
use crate::{Error, Result};

/// How much of a fit a round takes over, as in StatsForecast.
const SHARE: f64 = 0.9;

/// The weight of a period falls to `1/e` over so many of the longest cycle.
const MEMORY: f64 = 10.0;

/// Rounds without gain after which boosting ends.
const PATIENCE: usize = 6;

/// A fitted sum: median, line and seasons.
pub(super) struct Boosted {
    /// The value of median and line at period 0, and the change a period, drawn towards 0.
    pub(super) level: f64,
    pub(super) slope: f64,
    /// For each season its value at each position; period 0 has position 0.
    pub(super) seasons: Vec<Vec<f64>>,
    /// What is left.
    pub(super) rest: Vec<f64>,
    /// How many free numbers there are.
    pub(super) parameters: usize,
}

/// Fits to `z`, which has unit scale.
pub(super) fn boost(z: &[f64], seasons: &[usize], options: &MFLES, cancel: &Cancel) -> Result<Boosted> {
    let n = z.len();
    let longest = seasons.iter().copied().max().unwrap_or(1) as f64;
    let weights: Vec<f64> = (0..n).map(|t| (-((n - 1 - t) as f64) / (MEMORY * longest)).exp()).collect();
    let order = |m: usize| options.fourier_order.unwrap_or_else(|| usual_order(m));
    let waves: Vec<Season> = seasons.iter().filter_map(|m| Season::new(*m, order(*m), &weights)).collect();
    let median = median(&mut z.to_vec());
    let mut fit = Boosted {
        level: median,
        slope: 0.0,
        seasons: waves.iter().map(|s| vec![0.0; s.m]).collect(),
        rest: z.iter().map(|v| v - median).collect(),
        parameters: 2 + waves.iter().map(Season::parameters).sum::<usize>(),
    };
    let (mut share, mut idle) = (None, 0);
    for round in 0..options.max_rounds {
        if cancel.requested() {
            return Err(Error::Cancelled);
        }
        let before = squares(&fit.rest);
        if let Some(i) = round.checked_rem(waves.len()) {
            fit.add_season(i, &waves[i], &weights);
        }
        if round % 2 == 1 || waves.is_empty() {
            let explained = fit.add_line();
            share.get_or_insert(explained);
        }
        idle = if squares(&fit.rest) > before * (1.0 - 1e-6) { idle + 1 } else { 0 };
        if idle >= PATIENCE {
            break;
        }
    }
    // A slope that explains little is not worth continuing: it goes into the rest.
    let kept = fit.slope * share.unwrap_or(0.0);
    let end = fit.level + fit.slope * n as f64;
    fit.level = end - kept * n as f64;
    fit.slope = kept;
    Ok(fit)
}

/// How many pairs of sine and cosine a season of length `m` has.
pub(crate) fn usual_order(m: usize) -> usize {
    match m {
        0..10 => 5,
        10..70 => 10,
        _ => 30,
    }
}

impl Boosted {
    fn add_season(&mut self, i: usize, season: &Season, weights: &[f64]) {
        let fitted = season.fit(&self.rest, weights);
        for cycle in self.rest.chunks_mut(season.m) {
            for (r, f) in cycle.iter_mut().zip(&fitted) {
                *r -= SHARE * f;
            }
        }
        for (total, f) in self.seasons[i].iter_mut().zip(&fitted) {
            *total += SHARE * f;
        }
    }

    /// Adds a straight line; returns which share of the variance it explains.
    fn add_line(&mut self) -> f64 {
        let before = squares(&self.rest);
        let (intercept, slope) = line(&self.rest);
        for (t, r) in self.rest.iter_mut().enumerate() {
            *r -= intercept + slope * (t + 1) as f64;
        }
        self.level += intercept + slope;
        self.slope += slope;
        if before > 0.0 { (1.0 - squares(&self.rest) / before).max(0.0) } else { 0.0 }
    }
}

fn squares(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum()
}
