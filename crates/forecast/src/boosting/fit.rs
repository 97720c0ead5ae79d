//! From a panel to boosted trees.

use std::sync::Arc;

use super::bins::{Cuts, Table};
use super::booster::{Booster, Boosting, Draw, Loss};
use super::features::{Layout, Place};
use super::fitted::Boosted;
use super::grow::{MOST_ROWS, Shape};
use super::past::Past;
use super::{GradientBoosting, GradientBoostingStrategy as Strategy, first_origin};
use crate::parallel::Cancel;
use crate::{Config, Error, Observer, Panel, Result, parallel};

/// Targets are kept within so many spreads of their base.
pub(crate) const FARTHEST: f64 = 10.0;
/// Leaves of a tree at most.
const MOST_LEAVES: usize = 1024;
/// Rows after which one asks whether to go on.
const ASK: usize = 1024;

/// Fits to all series of a panel.
pub(crate) fn fit(
    model: &GradientBoosting,
    panel: &Panel,
    config: &Config,
    observer: &mut dyn Observer,
) -> Result<Boosted> {
    let season = panel.season();
    let series: Vec<Past> = panel.series.iter().map(|s| Past::new(s, panel.frequency, season)).collect();
    let layout = Layout::new(panel);
    let steps = if model.strategy == Strategy::Recursive { 1 } else { config.h };
    let mut losses = vec![Loss::Squared, Loss::Pinball(0.5)];
    if model.gives_quantiles() {
        let tail = |level: &u8| 0.5 - f64::from((*level).min(99)) / 200.0;
        losses
            .extend(config.levels.iter().map(tail).flat_map(|q| [Loss::Pinball(q), Loss::Pinball(1.0 - q)]));
    }
    let boosters = parallel::map(losses.len(), observer, |i, cancel| {
        let seed = config.seed.wrapping_mul(1 << 16).wrapping_add(i as u64);
        let (table, targets) = rows(model, &layout, &series, steps, &mut Draw::new(seed, u64::MAX), cancel)?;
        if targets.is_empty() {
            return Ok(None);
        }
        if table.width > usize::from(u16::MAX) {
            return Err(Error::Invalid(format!("{} features are more than trees can hold", table.width)));
        }
        let cuts = Cuts::of(&table);
        let binned = cuts.bin(&table);
        drop(table);
        Booster::fit(&boosting(model, losses[i], seed), &binned, &cuts, &targets, cancel).map(Some)
    })?;
    // Without a row to learn from there are no trees, and each series has the fallback.
    let boosters: Vec<Booster> = boosters.into_iter().flatten().collect();
    Ok(Boosted::new(model, panel, config, layout, Arc::new(boosters), series))
}

fn boosting(model: &GradientBoosting, loss: Loss, seed: u64) -> Boosting {
    Boosting {
        loss,
        trees: model.trees,
        rate: model.learning_rate,
        shape: Shape {
            leaves: model.leaves.clamp(1, MOST_LEAVES),
            leaf_rows: model.leaf_rows.max(1),
            ridge: 0.0,
        },
        features: model.features,
        seed,
    }
}

/// The rows to learn from and their targets: pairs of an origin and a period ahead whose value was observed, drawn
/// evenly if there are more than the model takes.
fn rows(
    model: &GradientBoosting,
    layout: &Layout,
    series: &[Past],
    steps: usize,
    draw: &mut Draw,
    cancel: &Cancel,
) -> Result<(Table, Vec<f64>)> {
    let steps = steps.max(1);
    let pairs = |past: &Past| past.y.len().saturating_sub(first_origin(past.season())) * steps;
    let most = model.rows.clamp(1, MOST_ROWS / 2);
    let share = most as f64 / series.iter().map(pairs).sum::<usize>().max(1) as f64;
    let (mut values, mut targets) = (Vec::new(), Vec::new());
    // The number of the next pair, counted from the first of the series.
    let mut next = draw.gap(share);
    for past in series {
        while next < pairs(past) {
            let place = Place { origin: first_origin(past.season()) + next / steps, ahead: next % steps };
            if let (Some(y), Some(true)) = (past.y.get(place.target()), past.observed.get(place.target())) {
                let scale = layout.push(past, place, &mut values);
                targets.push(((y - scale.base) / scale.spread).clamp(-FARTHEST, FARTHEST));
                if targets.len() % ASK == 0 && cancel.requested() {
                    return Err(Error::Cancelled);
                }
            }
            next += 1 + draw.gap(share);
        }
        next -= pairs(past);
    }
    let width = values.len() / targets.len().max(1);
    Ok((Table { values, width }, targets))
}
