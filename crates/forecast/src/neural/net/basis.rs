//! Fixed tables that turn coefficients into values of periods: Oreshkin et al. 2020, section 3.3; Challu et al. 2023,
//! equation 5.

use std::f64::consts::TAU;

/// Degree of the trend's polynomial.
const DEGREE: i32 = 3;

/// Rows are the powers 0 to 3 of time from 0 to 1. Returns the table and how many rows it has.
pub(super) fn trend(length: usize) -> (Vec<f32>, usize) {
    let time = |t: usize| t as f64 / length as f64;
    let row = |power: i32| (0..length).map(move |t| time(t).powi(power) as f32);
    ((0..=DEGREE).flat_map(row).collect(), DEGREE as usize + 1)
}

/// Rows are a constant, and cosine and sine of 1 to ⌊length / 2⌋ − 1 waves.
pub(super) fn season(length: usize) -> (Vec<f32>, usize) {
    let waves = (length / 2).max(1);
    let mut rows = vec![1.0_f32; length];
    for wave in 1..waves {
        let angle = |t: usize| TAU * ((wave * t) % length) as f64 / length as f64;
        rows.extend((0..length).map(|t| angle(t).cos() as f32));
        rows.extend((0..length).map(|t| angle(t).sin() as f32));
    }
    (rows, 2 * waves - 1)
}

/// Row k holds the share of knot k in each period, if values between knots lie on straight lines. A knot is in the
/// middle of its part of the horizon.
pub(super) fn knots(count: usize, length: usize) -> Vec<f32> {
    let mut table = vec![0.0_f32; count * length];
    for t in 0..length {
        let place = (t as f64 + 0.5) * count as f64 / length as f64 - 0.5;
        let place = place.clamp(0.0, (count - 1) as f64);
        let before = place as usize;
        let share = place - before as f64;
        table[before * length + t] += (1.0 - share) as f32;
        table[(before + 1).min(count - 1) * length + t] += share as f32;
    }
    table
}
