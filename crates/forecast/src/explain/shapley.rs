//! Shapley values of drivers.

use serde::{Deserialize, Serialize};

use super::coalition::{Game, Portion, Worth};
use super::{Explanation, Part};
use crate::rng::Rng;
use crate::{Error, Fitted, Forecast, Future, Observer, Panel, Result, parallel};

/// How to compute Shapley values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shapley {
    /// Up to so many drivers all coalitions are asked, `2^d` forecasts; at most 16. More drivers are sampled.
    pub exact: usize,
    /// Pairs of a random order of the drivers and its reverse, if sampled: each takes `2 (d - 1)` forecasts. At least 2.
    pub pairs: usize,
    /// Seed of the orders.
    pub seed: u64,
}

impl Default for Shapley {
    fn default() -> Self {
        Self { exact: 10, pairs: 50, seed: 1 }
    }
}

/// Forecasts that are made before their results are added up.
const BLOCK: usize = 32;
/// Contributions below this part of the forecast are nothing but rounding.
const ROUNDING: f64 = 1e-13;

/// What each driver known in advance contributes to the forecasts of `future`, against those of `background`: a
/// typical future, or another scenario.
///
/// With the worth `v(S)` of a set of drivers `S` the forecast in which these drivers have the values of `future` and the
/// others those of `background`, the contribution of driver `i` of `d` is the mean of `v(S + i) - v(S)` over all orders in
/// which the drivers can change from one future to the other (Shapley 1953). Up to
/// [`Shapley::exact`] drivers it is computed from all sets; of more drivers from random orders, each also in
/// reverse (Štrumbelj and Kononenko 2014, section 3; antithetic pairs as in Mitchell, Cooper, Frank and Holmes 2022,
/// "Sampling permutations for Shapley value estimation", JMLR 23), with standard errors. Either way contributions
/// and base, the forecast of the background, sum to the forecast. A categorical driver is one driver, however many
/// levels it has.
///
/// One explanation for each series, with a part for each driver in the order of the panel. All series change
/// together, so that a panel costs as many calls of the model as a series.
///
/// # Errors
/// [`Error::Invalid`] if a future does not fit the panel, [`Error::Cancelled`], and those of the model.
pub fn drivers(
    fitted: &dyn Fitted,
    panel: &Panel,
    future: &Future,
    background: &Future,
    options: &Shapley,
    observer: &mut dyn Observer,
) -> Result<Vec<Explanation>> {
    let game = Game::new(fitted, panel, future, background)?;
    let names: Vec<&str> = panel.futr().map(|d| panel.drivers[d].name.as_str()).collect();
    let forecast = game.forecast(|_| true)?;
    let base = game.worth(|_| false)?;
    let full: Worth = forecast.series.iter().flat_map(|one| one.mean.iter().copied()).collect();
    if full.len() != base.len() {
        return Err(Error::Numeric("the forecasts of two futures differ in length".into()));
    }
    let (mut values, errors) = match names.len() {
        0 => (Vec::new(), Vec::new()),
        d if d <= options.exact.min(16) => (exact(&game, d, &base, &full, observer)?, Vec::new()),
        d => sampled(&game, d, &base, &full, options, observer)?,
    };
    for row in &mut values {
        for ((value, full), base) in row.iter_mut().zip(&full).zip(&base) {
            if value.abs() <= ROUNDING * full.abs().max(base.abs()) {
                *value = 0.0;
            }
        }
    }
    Ok(explanations(&forecast, &names, &base, &values, &errors))
}

fn explanations(
    forecast: &Forecast,
    names: &[&str],
    base: &[f64],
    values: &[Worth],
    errors: &[Worth],
) -> Vec<Explanation> {
    let mut end = 0;
    let explanation = |one: &crate::SeriesForecast| {
        let range = end..end + one.mean.len();
        end = range.end;
        let part = |(k, name): (usize, &&str)| Part {
            name: (*name).to_owned(),
            values: values[k][range.clone()].to_vec(),
            errors: errors.get(k).map_or_else(Vec::new, |errors| errors[range.clone()].to_vec()),
        };
        Explanation {
            unique_id: one.unique_id.clone(),
            start: one.start,
            forecast: one.mean.clone(),
            base: base[range.clone()].to_vec(),
            parts: names.iter().enumerate().map(part).collect(),
        }
    };
    forecast.series.iter().map(explanation).collect()
}

/// From all coalitions: in driver `i`'s value, each coalition of `s` drivers with `i` counts
/// `(s - 1)! (d - s)! / d!`, each without `i` less `s! (d - s - 1)! / d!`.
fn exact(
    game: &Game,
    d: usize,
    base: &[f64],
    full: &[f64],
    observer: &mut dyn Observer,
) -> Result<Vec<Worth>> {
    // shares[s] is s! (d - s - 1)! / d!, which is 1 / (d C(d - 1, s)).
    let mut shares = vec![1.0 / d as f64; d];
    for s in 1..d {
        shares[s] = shares[s - 1] * s as f64 / (d - s) as f64;
    }
    let mut values = vec![vec![0.0; base.len()]; d];
    let mut add = |set: usize, worth: &[f64]| {
        let size = set.count_ones() as usize;
        for (player, row) in values.iter_mut().enumerate() {
            let inside = set >> player & 1 == 1;
            let share = if inside { shares[size - 1] } else { -shares[size] };
            // Distances from the base keep rounding small.
            for ((value, worth), base) in row.iter_mut().zip(worth).zip(base) {
                *value += share * (worth - base);
            }
        }
    };
    let everyone = (1_usize << d) - 1;
    let blocks = (everyone - 1).div_ceil(BLOCK);
    for block in 0..blocks {
        let first = 1 + block * BLOCK;
        let count = BLOCK.min(everyone - first);
        let worths = parallel::map(count, &mut Portion::new(observer, block, blocks), |i, _| {
            let set = first + i;
            same_length(game.worth(|player| set >> player & 1 == 1)?, base)
        })?;
        for (i, worth) in worths.iter().enumerate() {
            add(first + i, worth);
        }
    }
    add(everyone, full);
    Ok(values)
}

fn same_length(worth: Worth, base: &[f64]) -> Result<Worth> {
    if worth.len() == base.len() {
        Ok(worth)
    } else {
        Err(Error::Numeric("the forecasts of two futures differ in length".into()))
    }
}

/// Mean contributions over pairs of orders, and their standard errors.
fn sampled(
    game: &Game,
    d: usize,
    base: &[f64],
    full: &[f64],
    options: &Shapley,
    observer: &mut dyn Observer,
) -> Result<(Vec<Worth>, Vec<Worth>)> {
    let pairs = options.pairs.max(2);
    let mut means = vec![vec![0.0; base.len()]; d];
    let mut squares = means.clone();
    // A pair is a matrix as large as the result.
    let block = (BLOCK / d).max(2);
    let blocks = pairs.div_ceil(block);
    for number in 0..blocks {
        let first = number * block;
        let count = block.min(pairs - first);
        let found = parallel::map(count, &mut Portion::new(observer, number, blocks), |i, cancel| {
            let mut order: Vec<usize> = (0..d).collect();
            Rng::of_part(options.seed, (first + i) as u64).shuffle(&mut order);
            let mut values = vec![vec![0.0; base.len()]; d];
            walk(game, &order, base, full, cancel, &mut values)?;
            order.reverse();
            walk(game, &order, base, full, cancel, &mut values)?;
            Ok(values)
        })?;
        for (i, values) in found.iter().enumerate() {
            let n = (first + i + 1) as f64;
            // Welford (1962), "Note on a method for calculating corrected sums of squares", Technometrics 4.
            for ((means, squares), values) in means.iter_mut().zip(&mut squares).zip(values) {
                for ((mean, square), value) in means.iter_mut().zip(squares).zip(values) {
                    let distance = value - *mean;
                    *mean += distance / n;
                    *square += distance * (value - *mean);
                }
            }
        }
    }
    let n = pairs as f64;
    squares.iter_mut().flatten().for_each(|square| *square = (*square / (n - 1.0) / n).sqrt());
    Ok((means, squares))
}

/// Adds half of what each driver changes when the drivers change in this order.
fn walk(
    game: &Game,
    order: &[usize],
    base: &[f64],
    full: &[f64],
    cancel: &parallel::Cancel,
    values: &mut [Worth],
) -> Result<()> {
    let mut members = vec![false; order.len()];
    let mut before = base.to_vec();
    for (step, player) in order.iter().enumerate() {
        if cancel.requested() {
            return Err(Error::Cancelled);
        }
        members[*player] = true;
        let after = if step + 1 == order.len() {
            full.to_vec()
        } else {
            same_length(game.worth(|player| members[player])?, base)?
        };
        for ((value, after), before) in values[*player].iter_mut().zip(&after).zip(&before) {
            *value += 0.5 * (after - before);
        }
        before = after;
    }
    Ok(())
}
