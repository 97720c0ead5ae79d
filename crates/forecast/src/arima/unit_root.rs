//! How often to take differences.

use super::difference::Differences;
use crate::stl;

/// Above this share of the season in the detrended variance a seasonal difference is taken: Wang,
/// Smith and Hyndman (2006), Data Mining and Knowledge Discovery 13, section 3.1, with the bound
/// that minimizes the errors of forecasts on the M3 competition.
const SEASONAL: f64 = 0.64;

/// The critical value at 5 % of the test for stationarity around a level: Kwiatkowski, Phillips,
/// Schmidt and Shin (1992), Journal of Econometrics 54, table 1.
const LEVEL: f64 = 0.463;

/// The most ordinary differences.
const MOST: usize = 2;

/// Whether all values are the same, but for rounding in a series of values up to 1.
pub(super) fn is_constant(y: &[f64]) -> bool {
    let (low, high) = y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    high - low <= 1e-13 || y.len() < 2
}

/// The differences that make `y` stationary: a seasonal one if the season is strong, then ordinary
/// ones as long as the KPSS test rejects. No value should be above 1.
pub(crate) fn differences(y: &[f64], m: usize) -> Differences {
    let mut chosen = Differences { ordinary: 0, seasonal: 0, m };
    if is_constant(y) {
        return chosen;
    }
    if m > 1 && y.len() > 2 * m && strength(y, m) > SEASONAL {
        chosen.seasonal = 1;
    }
    let mut x = chosen.of(y);
    while chosen.ordinary < MOST && !is_constant(&x) && kpss(&x) > LEVEL {
        chosen.ordinary += 1;
        x = Differences { ordinary: 1, seasonal: 0, m }.of(&x);
    }
    chosen
}

/// The share of the season in what is left of `y` without its trend, 0 to 1 (Wang, Smith and Hyndman
/// 2006, section 3.1); 0 if there is none.
fn strength(y: &[f64], m: usize) -> f64 {
    let Ok(parts) = stl::mstl(y, &[m], &stl::Options::default()) else { return 0.0 };
    let Some(season) = parts.seasonal.first() else { return 0.0 };
    let detrended: Vec<f64> = parts.remainder.iter().zip(&season.values).map(|(r, s)| r + s).collect();
    let share = 1.0 - squares(&parts.remainder) / squares(&detrended);
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}

/// Squared distances from the mean.
fn squares(y: &[f64]) -> f64 {
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    y.iter().map(|v| (v - mean).powi(2)).sum()
}

/// The statistic of the KPSS test around a level (equation 13 of the paper), with Bartlett's window
/// over `⌊3√n/13⌋` lags.
fn kpss(y: &[f64]) -> f64 {
    let n = y.len() as f64;
    let mean = y.iter().sum::<f64>() / n;
    let (mut sum, mut squares) = (0.0, 0.0);
    for v in y {
        sum += v - mean;
        squares += sum * sum;
    }
    let lags = (3.0 * n.sqrt() / 13.0) as usize;
    let long_run = (0..=lags).map(|lag| {
        let covariance: f64 = y.iter().skip(lag).zip(y).map(|(a, b)| (a - mean) * (b - mean)).sum();
        let weight = 1.0 - lag as f64 / (lags + 1) as f64;
        if lag == 0 { covariance } else { 2.0 * weight * covariance }
    });
    let statistic = squares / (n * long_run.sum::<f64>());
    if statistic.is_nan() { 0.0 } else { statistic }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::air_passengers;

    // statsmodels 0.15.0, kpss(y, "c", nlags=2) on air passengers.
    #[test]
    fn the_statistic_equals_that_of_statsmodels() {
        assert!((kpss(&air_passengers()) - 4.342_286_797).abs() < 1e-8);
    }

    // statsforecast 2.1.1, arima.seas_heuristic(y, m), which takes more rounds of STL.
    #[test]
    fn the_strength_equals_that_of_statsforecast() {
        let y = air_passengers();
        let mixed: Vec<f64> = (0..60).map(|t| f64::from(t % 7 + t * t % 5) + 0.1 * f64::from(t)).collect();
        for (y, m, golden) in [
            (y.as_slice(), 12, 0.941_028_879),
            (&y[..30], 12, 0.945_329_701),
            (&mixed, 7, 0.554_512_115),
            (&mixed, 5, 0.519_582_447),
            (&mixed, 4, 0.0),
        ] {
            let strength = strength(y, m);
            assert!((strength - golden).abs() < 1e-3, "{m} {strength} {golden}");
        }
    }

    #[test]
    fn a_walk_is_differenced_once_and_noise_is_not() {
        let mut seed = 1_u64;
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
        };
        let white: Vec<f64> = (0..200).map(|_| noise()).collect();
        let mut level = 0.0;
        let walk: Vec<f64> = white
            .iter()
            .map(|v| {
                level += v;
                level
            })
            .collect();
        assert_eq!(differences(&white, 1).ordinary, 0);
        assert_eq!(differences(&walk, 1).ordinary, 1);
    }

    #[test]
    fn a_line_is_constant_after_one_difference() {
        let y: Vec<f64> = (0..30).map(|t| 0.03 * f64::from(t)).collect();
        let differences = differences(&y, 1);
        assert_eq!(differences.ordinary, 1);
        assert!(is_constant(&differences.of(&y)));
    }

    #[test]
    fn a_strong_season_is_differenced() {
        let found = differences(&air_passengers(), 12);
        assert_eq!((found.ordinary, found.seasonal), (1, 1));
    }
}
