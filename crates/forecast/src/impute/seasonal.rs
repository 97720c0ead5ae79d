//! Gaps in series with a season.

use super::interpolate;
use crate::decompose::{Combine, figure};

/// Replaces what is missing by the straight line between the observed neighbours in the seasonally adjusted series,
/// at its ends by the nearest value, with the season put back; observed values stay as they are.
///
/// The season of length `m` is the figure of the additive classical decomposition of the series whose gaps are straight
/// lines, as in `na.interp` (Hyndman and Khandakar 2008, R package forecast) and `na_seadec` (Moritz and
/// Bartz-Beielstein 2017, The R Journal 9(1), section 3). With fewer than `2 m` values, or `m` below 2, there is no
/// season: as [`interpolate`]. Without a finite value nothing is filled.
pub fn interpolate_seasonal(y: &mut [f64], m: usize) {
    if m < 2 || y.len() < 2 * m || !y.iter().any(|v| v.is_finite()) {
        return interpolate(y);
    }
    let mut lines = y.to_vec();
    interpolate(&mut lines);
    let season = figure(&lines, m, Combine::Add);
    let seasons = || season.iter().cycle();
    let mut adjusted: Vec<f64> = y.iter().zip(seasons()).map(|(v, s)| v - s).collect();
    interpolate(&mut adjusted);
    for ((v, a), s) in y.iter_mut().zip(&adjusted).zip(seasons()) {
        if !v.is_finite() {
            *v = a + s;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(t: usize) -> f64 {
        50.0 + 0.1 * t as f64 + 10.0 * (std::f64::consts::TAU * (t % 24) as f64 / 24.0).sin()
    }

    #[test]
    fn gap_in_a_wave_is_filled_by_the_wave() {
        let truth: Vec<f64> = (0..240).map(wave).collect();
        let mut y = truth.clone();
        y[100..112].fill(f64::NAN);
        let mut straight = y.clone();
        interpolate(&mut straight);
        interpolate_seasonal(&mut y, 24);
        let off = |y: &[f64]| (100..112).map(|t| (y[t] - truth[t]).abs()).fold(0.0, f64::max);
        assert!(off(&y) < 1.0 && off(&straight) > 5.0, "{} {}", off(&y), off(&straight));
    }

    #[test]
    fn without_two_seasons_gaps_are_straight_lines() {
        let mut y = [1.0, f64::NAN, 3.0];
        interpolate_seasonal(&mut y, 2);
        assert!((y[1] - 2.0).abs() < 1e-12);
        let mut nothing = [f64::NAN; 8];
        interpolate_seasonal(&mut nothing, 2);
        assert!(nothing.iter().all(|v| v.is_nan()));
    }
}
