//! Windows to learn from: of given series, changed at random, and of synthetic ones.

use super::super::inputs::{Inputs, Step};
use super::super::past::{self, EXPERTS, Past};
use super::chance::Chance;
use super::{Group, Recipe, synthetic};
use crate::local::near_one;
use crate::rng::Rng;

/// The periods of a window that are learned from.
pub(super) const PERIODS: usize = 6;
/// One series in so many is kept for validation.
const HELD_OUT: usize = 10;

/// A series, where its past ends, and what was asked of it.
pub(super) struct Window {
    pub(super) y: Vec<f64>,
    pub(super) origin: usize,
    pub(super) seasons: Vec<usize>,
    pub(super) h: usize,
}

/// A window as the network sees it.
#[derive(Clone)]
pub(super) struct Example {
    pub(super) global: Vec<f32>,
    pub(super) steps: Vec<Step>,
    /// The values that came, in units from the centre.
    pub(super) actual: Vec<f32>,
    /// How much it counts.
    pub(super) weight: f32,
}

/// Whether the series of that index is kept for validation.
pub(super) fn is_held_out(index: usize) -> bool {
    index % HELD_OUT == HELD_OUT - 3
}

/// The window of that number: the same for the same seed, whatever else is drawn.
pub(super) fn example(recipe: &Recipe, number: u64, groups: &[Group]) -> Option<Example> {
    let chance = &mut Chance(Rng::of_part(recipe.seed, number));
    let window = if !groups.is_empty() && chance.coin(recipe.real) {
        given(chance, groups)?
    } else {
        synthetic::draw(chance)
    };
    let ahead = window.h.min(window.y.len() - window.origin);
    let periods: Vec<usize> = (0..PERIODS).map(|_| chance.0.below(ahead)).collect();
    see(&window, &periods, recipe.calm)
}

/// A window of a given series, at times mixed with another one, summed up to longer periods, or bent.
fn given(chance: &mut Chance, groups: &[Group]) -> Option<Window> {
    let group = some(chance, groups)?;
    let mut y = member(chance, group)?;
    let (mut season, mut h) = (group.season(), group.h);
    let mut periods = 1;
    let change = chance.0.unit();
    if change < 0.25 {
        let other = member(chance, group)?;
        y = mixed(&y, &other, chance.0.unit());
    } else if change < 0.45 && season > 1 {
        let length = if season == 12 { *chance.pick(&[3, 12]) } else { season };
        y = y.rchunks_exact(length).rev().map(|part| part.iter().sum()).collect();
        season /= length;
        periods = length;
        h = h.div_ceil(length).max(4);
    } else if change < 0.65 && y.iter().all(|v| *v > 0.0) {
        let power = chance.between(0.5, 1.6);
        let level = past::mean(&y);
        let growth = 0.5 * chance.normal() / y.len() as f64;
        for (t, v) in y.iter_mut().enumerate() {
            *v = (*v / level).powf(power) * (growth * t as f64).exp();
        }
    }
    let least = (season + 2).max(4).max(y.len() / 3);
    if y.len() <= least {
        return None;
    }
    let origin = least + chance.0.below(y.len() - least);
    let h = if chance.coin(0.3) { chance.count(1, h) } else { h };
    let unseen = if chance.coin(0.3) { chance.0.below(origin - (season + 2).min(origin - 1)) } else { 0 };
    y.drain(..unseen);
    let seasons = group.seasons.iter().map(|m| m / periods).filter(|m| *m > 0).collect();
    Some(Window { y, origin: origin - unseen, seasons, h })
}

/// One of the groups to learn from.
fn some<'a>(chance: &mut Chance, groups: &'a [Group]) -> Option<&'a Group> {
    let share = |group: &Group| (group.series.iter().map(Vec::len).sum::<usize>() as f64).sqrt();
    let learned = || groups.iter().filter(|group| group.learned);
    let mut left = chance.0.unit() * learned().map(share).sum::<f64>();
    learned().find(|group| {
        left -= share(group);
        left < 0.0
    })
}

/// A series of the group that is not held out.
fn member(chance: &mut Chance, group: &Group) -> Option<Vec<f64>> {
    let index = chance.0.below(group.series.len());
    (!is_held_out(index)).then(|| group.series[index].clone())
}

/// A weighted sum of two series, each with mean size 1, that end at the same time (Ansari et al. 2024, section 4.1).
fn mixed(a: &[f64], b: &[f64], weight: f64) -> Vec<f64> {
    let n = a.len().min(b.len());
    let (a, b) = (&a[a.len() - n..], &b[b.len() - n..]);
    let size = |y: &[f64]| y.iter().map(|v| v.abs()).sum::<f64>().max(f64::MIN_POSITIVE) / n as f64;
    let (unit_a, unit_b) = (size(a), size(b));
    a.iter().zip(b).map(|(a, b)| weight * a / unit_a + (1.0 - weight) * b / unit_b).collect()
}

/// What the network sees of a window, for these periods after its origin. `None` if the past never moves or what
/// came lies beyond all measure.
pub(super) fn see(window: &Window, periods: &[usize], calm: f64) -> Option<Example> {
    let (unit, scaled) = near_one(past::recent(&window.y[..window.origin], &window.seasons));
    let past = Past::new(&scaled, &window.seasons)?;
    let inputs = Inputs::new(&past, &window.seasons, window.h);
    let actual: Vec<f32> = periods
        .iter()
        .map(|k| ((window.y[window.origin + k] / unit - past.centre) / past.unit) as f32)
        .collect();
    if actual.iter().any(|v| !v.is_finite() || v.abs() > 200.0) {
        return None;
    }
    let steps: Vec<Step> = periods.iter().map(|k| inputs.step(*k)).collect();
    let scatter = |step: &Step| {
        let middle = step.experts.iter().sum::<f32>() / EXPERTS as f32;
        step.experts.iter().map(|v| (v - middle).abs()).sum::<f32>() / EXPERTS as f32
    };
    let far = steps.iter().map(scatter).sum::<f32>() / steps.len().max(1) as f32;
    Some(Example { global: inputs.global.to_vec(), steps, actual, weight: (1.0 + far).powf(-calm as f32) })
}
