//! Series drawn from models: Gaussian processes, mixtures of trend and season, ARMA, demand that comes now and then,
//! and changes of regime.

use std::f64::consts::TAU;

use super::chance::Chance;
use super::windows::Window;

/// Season lengths, and how often each is drawn; a second season is seven of the first.
const SEASONS: [(usize, f64); 9] =
    [(1, 0.25), (4, 0.15), (12, 0.25), (7, 0.1), (24, 0.1), (52, 0.05), (48, 0.03), (168, 0.03), (6, 0.04)];
/// The longest series.
const LONGEST: usize = 600;

/// A series and what follows it.
pub(super) fn draw(chance: &mut Chance) -> Window {
    let mut left = chance.0.unit();
    let season = SEASONS.iter().find(|(_, share)| {
        left -= share;
        left < 0.0
    });
    let m = season.map_or(1, |(m, _)| *m);
    let h = if m == 1 { chance.count(1, 16) } else { chance.count(m.div_ceil(4), (3 * m).min(m + 48)) };
    let least = if m == 1 { 3 } else { m + 2 };
    let n = chance.count(least, if m == 1 { 120 } else { (14 * m).min(LONGEST.max(4 * m)) });
    let mut seasons = vec![m];
    if (m == 24 || m == 7) && n >= 14 * m && chance.coin(0.7) {
        seasons.push(7 * m);
    }
    let y = if chance.coin(0.1) { now_and_then(chance, n + h, m) } else { smooth(chance, n + h, &seasons) };
    Window { y, origin: n, seasons, h }
}

/// Trend, seasons and noise, added or multiplied.
fn smooth(chance: &mut Chance, n: usize, seasons: &[usize]) -> Vec<f64> {
    let mut y = trend(chance, n);
    if chance.coin(0.3) {
        add(&mut y, &process(chance, n, seasons[0]));
    }
    for m in seasons.iter().filter(|m| **m > 1) {
        if chance.coin(0.85) {
            add(&mut y, &season(chance, n, *m));
        }
    }
    let size = chance.spread(0.02, 1.0);
    add(&mut y, &arma(chance, n).into_iter().map(|v| size * v).collect::<Vec<_>>());
    if chance.coin(0.2) {
        regimes(chance, &mut y);
    }
    if chance.coin(0.1) {
        let rate = chance.spread(0.005, 0.05);
        for v in &mut y {
            if chance.coin(rate) {
                *v += 3.0 * chance.student(3);
            }
        }
    }
    if chance.coin(0.65) {
        // Components multiply; their size is a share of the level.
        let share = chance.spread(0.03, 0.6);
        return y.into_iter().map(|v| (share * v).clamp(-20.0, 20.0).exp()).collect();
    }
    let level = if chance.coin(0.7) { chance.spread(2.0, 100.0) } else { chance.normal() };
    y.into_iter().map(|v| level + v).collect()
}

fn add(y: &mut [f64], more: &[f64]) {
    y.iter_mut().zip(more).for_each(|(v, more)| *v += more);
}

/// A line with bends, a random walk, one with a wandering drift, or nothing.
fn trend(chance: &mut Chance, n: usize) -> Vec<f64> {
    let kind = chance.0.unit();
    if kind < 0.15 {
        return vec![0.0; n];
    }
    let step = chance.spread(0.02, 0.7);
    let mut slope = if chance.coin(0.6) { chance.normal() * step * 0.4 } else { 0.0 };
    let damping = if chance.coin(0.3) { chance.between(0.85, 1.0) } else { 1.0 };
    let bends = if chance.coin(0.5) { 1.5 / n as f64 } else { 0.0 };
    let (walk, wander) = match kind {
        k if k < 0.5 => (step, 0.0),
        k if k < 0.7 => (step, step * 0.15),
        _ => (0.0, 0.0),
    };
    let mut level = 0.0;
    (0..n)
        .map(|_| {
            if chance.coin(bends) {
                slope = chance.normal() * step * 0.4;
            }
            slope = damping * slope + wander * chance.normal();
            level += slope + walk * chance.normal();
            level
        })
        .collect()
}

/// A season of some waves or of free figures, which may change slowly.
fn season(chance: &mut Chance, n: usize, m: usize) -> Vec<f64> {
    let mut figure = vec![0.0; m];
    if chance.coin(0.3) {
        figure.fill_with(|| chance.student(4));
    } else {
        let waves = chance.count(1, (m / 2).clamp(1, 6));
        for wave in 1..=waves {
            let (size, phase) = (chance.normal() / (wave as f64).powf(0.7), chance.between(0.0, TAU));
            for (t, v) in figure.iter_mut().enumerate() {
                *v += size * (TAU * (wave * t) as f64 / m as f64 + phase).sin();
            }
        }
    }
    let size = chance.spread(0.1, 3.0);
    let change = if chance.coin(0.4) { chance.spread(0.01, 0.3) } else { 0.0 };
    let growth = if chance.coin(0.3) { chance.normal() * 0.5 / n as f64 } else { 0.0 };
    (0..n)
        .map(|t| {
            figure[t % m] += change * chance.normal();
            size * figure[t % m] * (growth * t as f64).exp()
        })
        .collect()
}

/// A sample of a Gaussian process with a squared exponential or a periodic kernel or their product, by random waves
/// (Rahimi and Recht 2007, section 3).
fn process(chance: &mut Chance, n: usize, m: usize) -> Vec<f64> {
    let length = chance.spread(3.0, 2.0 * n as f64);
    let periodic = m > 1 && chance.coin(0.4);
    let waves: Vec<(f64, f64, f64)> = (0..24)
        .map(|_| {
            let centre = if periodic { TAU * chance.count(1, 3) as f64 / m as f64 } else { 0.0 };
            (centre + chance.normal() / length, chance.between(0.0, TAU), chance.normal())
        })
        .collect();
    let size = chance.spread(0.2, 3.0) / 24.0_f64.sqrt();
    let value = |t: usize| {
        waves.iter().map(|(rate, phase, weight)| weight * (rate * t as f64 + phase).sin()).sum::<f64>()
    };
    (0..n).map(|t| size * value(t)).collect()
}

/// Noise with memory: ARMA(2, 1), stationary; at times with heavy tails or a scatter that changes.
fn arma(chance: &mut Chance, n: usize) -> Vec<f64> {
    let white = chance.coin(0.4);
    let (a, b) = if white { (0.0, 0.0) } else { (chance.between(-0.3, 0.95), chance.between(-0.7, 0.7)) };
    let (first, second) = (a + b, -a * b);
    let moving = if white { 0.0 } else { chance.between(-0.7, 0.7) };
    let freedom = if chance.coin(0.25) { chance.count(3, 6) } else { 0 };
    let restless = if chance.coin(0.2) { 0.3 } else { 0.0 };
    let (mut y, mut before, mut shock, mut scatter) = (0.0, 0.0, 0.0, 0.0_f64);
    (0..n)
        .map(|_| {
            scatter = 0.95 * scatter + restless * chance.normal();
            let now = chance.student(freedom) * scatter.clamp(-2.0, 2.0).exp();
            let next = first * y + second * before + now + moving * shock;
            (before, y, shock) = (y, next, now);
            next
        })
        .collect()
}

/// Shifts of the level and changes of the scatter around it.
fn regimes(chance: &mut Chance, y: &mut [f64]) {
    let rate = chance.spread(0.5, 3.0) / y.len() as f64;
    let (mut shift, mut scale) = (0.0, 1.0);
    let size = chance.spread(0.5, 4.0);
    for v in y {
        if chance.coin(rate) {
            shift += size * chance.normal();
            scale = chance.spread(0.5, 2.0);
        }
        *v = *v * scale + shift;
    }
}

/// Demand that comes now and then, or small counts; more often in some places of the season.
fn now_and_then(chance: &mut Chance, n: usize, m: usize) -> Vec<f64> {
    let rate = chance.between(0.05, 0.8);
    let size = chance.spread(1.0, 30.0);
    let scatter = chance.between(0.1, 1.0);
    let uneven = if m > 1 && chance.coin(0.4) { chance.between(0.0, 1.0) } else { 0.0 };
    let figure: Vec<f64> = (0..m).map(|_| (uneven * chance.normal()).exp()).collect();
    let drift = if chance.coin(0.3) { chance.normal() / n as f64 } else { 0.0 };
    (0..n)
        .map(|t| {
            let now = rate * figure[t % m] * (drift * t as f64).exp();
            if chance.coin(now.min(0.95)) { (size * (scatter * chance.normal()).exp()).ceil() } else { 0.0 }
        })
        .collect()
}
