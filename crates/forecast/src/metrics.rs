//! Measures of forecast accuracy.
//!
//! Pairs of which one value is NaN are left out; a function returns NaN if nothing is left (or if a
//! scale is zero). Slices of unequal length are compared up to the shorter one.

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) =
        values.filter(|v| !v.is_nan()).fold((0.0, 0_usize), |(sum, count), v| (sum + v, count + 1));
    if count == 0 { f64::NAN } else { sum / count as f64 }
}

fn pairs<'a>(a: &'a [f64], b: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
    a.iter().copied().zip(b.iter().copied())
}

/// Mean absolute error.
pub fn mae(actual: &[f64], forecast: &[f64]) -> f64 {
    mean(pairs(actual, forecast).map(|(a, f)| (a - f).abs()))
}

/// Mean squared error.
pub fn mse(actual: &[f64], forecast: &[f64]) -> f64 {
    mean(pairs(actual, forecast).map(|(a, f)| (a - f).powi(2)))
}

/// Root mean squared error.
pub fn rmse(actual: &[f64], forecast: &[f64]) -> f64 {
    mse(actual, forecast).sqrt()
}

/// Bias: the mean of forecast less actual value, in the unit of the series; above 0 the forecasts are too high
/// (Hyndman and Athanasopoulos, 3rd edition, section 5.8, with the sign turned).
pub fn bias(actual: &[f64], forecast: &[f64]) -> f64 {
    mean(pairs(actual, forecast).map(|(a, f)| f - a))
}

/// Mean absolute percentage error, in percent: `100 |a - f| / |a|`; periods whose actual value is 0 are left out
/// (Hyndman and Koehler 2006, International Journal of Forecasting 22, section 2.2).
pub fn mape(actual: &[f64], forecast: &[f64]) -> f64 {
    let nonzero = pairs(actual, forecast).filter(|(a, _)| *a != 0.0);
    mean(nonzero.map(|(a, f)| 100.0 * ((a - f) / a).abs()))
}

/// Symmetric mean absolute percentage error from 0 to 200, as in the M4 competition:
/// `200 |a - f| / (|a| + |f|)`, 0 where both are zero (Makridakis et al. 2020, International Journal
/// of Forecasting 36, section 2.2).
pub fn smape(actual: &[f64], forecast: &[f64]) -> f64 {
    mean(pairs(actual, forecast).map(|(a, f)| {
        let size = a.abs() + f.abs();
        if size == 0.0 { 0.0 } else { 200.0 * (a - f).abs() / size }
    }))
}

/// The mean absolute error of in-sample seasonal naive forecasts with season `m`: the scale of MASE
/// and MSIS (Hyndman and Koehler 2006, International Journal of Forecasting 22, equation 3). NaN if
/// there are at most `m` values.
pub fn scale(train: &[f64], m: usize) -> f64 {
    mean(train.iter().skip(m.max(1)).zip(train).map(|(now, then)| (now - then).abs()))
}

/// The same with squares: the scale of RMSSE.
pub fn squared_scale(train: &[f64], m: usize) -> f64 {
    mean(train.iter().skip(m.max(1)).zip(train).map(|(now, then)| (now - then).powi(2)))
}

/// `error / scale`, NaN if the scale is zero.
fn scaled(error: f64, scale: f64) -> f64 {
    if scale > 0.0 { error / scale } else { f64::NAN }
}

/// Mean absolute scaled error: [`mae`] over [`scale`].
pub fn mase(actual: &[f64], forecast: &[f64], train: &[f64], m: usize) -> f64 {
    scaled(mae(actual, forecast), scale(train, m))
}

/// Root mean squared scaled error: the root of [`mse`] over [`squared_scale`], with the season in
/// the scale (Hyndman and Athanasopoulos, 3rd edition, section 5.8; the M5 competition has `m = 1`).
pub fn rmsse(actual: &[f64], forecast: &[f64], train: &[f64], m: usize) -> f64 {
    scaled(mse(actual, forecast), squared_scale(train, m)).sqrt()
}

/// Overall weighted average of the M4 competition: the mean of the ratios of sMAPE and MASE to those
/// of the reference method. NaN if a reference is zero.
pub fn owa(smape: f64, mase: f64, reference_smape: f64, reference_mase: f64) -> f64 {
    f64::midpoint(scaled(smape, reference_smape), scaled(mase, reference_mase))
}

/// The share of actual values within `[lo, hi]`, from 0 to 1.
pub fn coverage(actual: &[f64], lo: &[f64], hi: &[f64]) -> f64 {
    mean(bounded(actual, lo, hi).map(|(a, l, h)| f64::from(u8::from(l <= a && a <= h))))
}

fn bounded<'a>(
    actual: &'a [f64],
    lo: &'a [f64],
    hi: &'a [f64],
) -> impl Iterator<Item = (f64, f64, f64)> + 'a {
    pairs(actual, lo)
        .zip(hi)
        .map(|((a, l), h)| (a, l, *h))
        .filter(|(a, l, h)| !(a.is_nan() || l.is_nan() || h.is_nan()))
}

/// Mean interval score of a central interval of `level` percent: its width, plus `2/α` times the
/// distance of the values outside, `α = 1 - level/100` (Gneiting and Raftery 2007, Journal of the
/// American Statistical Association 102, equation 43).
pub fn interval_score(actual: &[f64], lo: &[f64], hi: &[f64], level: u8) -> f64 {
    let alpha = 1.0 - f64::from(level) / 100.0;
    mean(bounded(actual, lo, hi).map(|(a, l, h)| h - l + 2.0 / alpha * ((l - a).max(0.0) + (a - h).max(0.0))))
}

/// Mean scaled interval score of the M4 competition: [`interval_score`] over [`scale`].
pub fn msis(actual: &[f64], lo: &[f64], hi: &[f64], level: u8, train: &[f64], m: usize) -> f64 {
    scaled(interval_score(actual, lo, hi, level), scale(train, m))
}

/// Mean quantile (pinball) loss of the forecast of quantile `q`, 0 < q < 1, in the unit of the series (Koenker and
/// Bassett 1978, Econometrica 46, equation 2.1).
pub fn quantile_loss(actual: &[f64], forecast: &[f64], q: f64) -> f64 {
    mean(pairs(actual, forecast).map(|(a, f)| if a >= f { q * (a - f) } else { (1.0 - q) * (f - a) }))
}

/// Continuous ranked probability score, approximated from quantile forecasts as twice their mean
/// quantile loss (Gneiting and Ranjan 2011, Journal of Business and Economic Statistics 29).
/// `quantiles` holds `(q, forecasts)`: the more of them and the more evenly they are spread over (0, 1), the better
/// the approximation. In the unit of the series.
pub fn crps<Q: AsRef<[f64]>>(actual: &[f64], quantiles: &[(f64, Q)]) -> f64 {
    2.0 * mean(quantiles.iter().map(|(q, forecast)| quantile_loss(actual, forecast.as_ref(), *q)))
}

/// [`crps`] over the mean absolute actual value, without unit: the mean weighted quantile loss (Rangapuram et al. 2021,
/// "End-to-End Learning of Coherent Probabilistic Forecasts for Hierarchical Time Series", section 5, where it is
/// the CRPS). NaN if all actual values are 0.
pub fn weighted_crps<Q: AsRef<[f64]>>(actual: &[f64], quantiles: &[(f64, Q)]) -> f64 {
    scaled(crps(actual, quantiles), mean(actual.iter().map(|a| a.abs())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GAP: f64 = f64::NAN;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    // Worked by hand from the formulas.
    #[test]
    fn errors_of_a_small_example() {
        let (actual, forecast) = ([10.0, 20.0, 30.0], [12.0, 18.0, 33.0]);
        near(mae(&actual, &forecast), 7.0 / 3.0);
        near(rmse(&actual, &forecast), (17.0_f64 / 3.0).sqrt());
        near(smape(&actual, &forecast), 200.0 * (2.0 / 22.0 + 2.0 / 38.0 + 3.0 / 63.0) / 3.0);
    }

    #[test]
    fn scaled_errors_of_a_small_example() {
        let train = [1.0, 4.0, 2.0, 6.0];
        near(scale(&train, 1), 3.0);
        near(scale(&train, 2), 1.5);
        near(mase(&[5.0, 5.0], &[4.0, 8.0], &train, 2), 2.0 / 1.5);
        near(rmsse(&[5.0, 5.0], &[4.0, 8.0], &train, 2), 2.0_f64.sqrt());
        near(owa(10.0, 1.0, 20.0, 0.8), 0.875);
    }

    #[test]
    fn interval_scores_of_a_small_example() {
        let (actual, lo, hi) = ([5.0, 9.0, 0.0], [4.0, 4.0, 4.0], [6.0, 6.0, 6.0]);
        near(coverage(&actual, &lo, &hi), 1.0 / 3.0);
        near(interval_score(&actual, &lo, &hi, 80), (2.0 + 32.0 + 42.0) / 3.0);
        near(msis(&actual, &lo, &hi, 80, &[0.0, 2.0], 1), 38.0 / 3.0);
    }

    #[test]
    fn quantile_losses_of_a_small_example() {
        near(quantile_loss(&[10.0, 10.0], &[8.0, 12.0], 0.9), 1.0);
        near(crps(&[10.0], &[(0.5, vec![8.0])]), 2.0);
    }

    // Golden values: `testdata/golden/metrics.py`, closed forms, so but for rounding.
    #[test]
    fn measures_equal_those_of_utilsforecast() {
        let golden = include_str!("../testdata/golden/metrics.json");
        let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
        let air = crate::testdata::air_passengers();
        let (train, mut actual) = (&air[..132], air[132..].to_vec());
        let forecast: Vec<f64> = air[120..132].iter().map(|v| v + 20.0).collect();
        actual[5] = 0.0;
        let moved = |factor: f64| -> Vec<f64> {
            forecast.iter().enumerate().map(|(t, f)| f + factor * (8.0 + 3.0 * t as f64)).collect()
        };
        let (lo80, hi80, lo95, hi95) = (moved(-1.0), moved(1.0), moved(-1.5), moved(1.5));
        let quantiles = [(0.025, &lo95), (0.1, &lo80), (0.5, &forecast), (0.9, &hi80), (0.975, &hi95)];
        for (name, ours) in [
            ("mae", mae(&actual, &forecast)),
            ("rmse", rmse(&actual, &forecast)),
            ("bias", bias(&actual, &forecast)),
            ("mape", mape(&actual, &forecast)),
            ("smape", smape(&actual, &forecast)),
            ("mase", mase(&actual, &forecast, train, 12)),
            ("rmsse", rmsse(&actual, &forecast, train, 12)),
            ("coverage80", coverage(&actual, &lo80, &hi80)),
            ("interval_score95", interval_score(&actual, &lo95, &hi95, 95)),
            ("quantile_loss10", quantile_loss(&actual, &lo80, 0.1)),
            ("crps", weighted_crps(&actual, &quantiles)),
        ] {
            let theirs = golden[name].as_f64().unwrap();
            assert!((ours / theirs - 1.0).abs() < 1e-9, "{name}: {ours} is not {theirs}");
        }
    }

    #[test]
    fn missing_values_are_left_out() {
        near(mae(&[1.0, GAP, 3.0], &[2.0, 2.0, GAP]), 1.0);
        near(coverage(&[1.0, GAP], &[0.0, 0.0], &[2.0, 2.0]), 1.0);
    }

    #[test]
    fn nothing_to_compare_gives_nan() {
        assert!(mae(&[], &[]).is_nan());
        assert!(rmse(&[GAP], &[1.0]).is_nan());
        assert!(scale(&[1.0, 2.0], 12).is_nan());
    }

    #[test]
    fn a_constant_training_series_has_no_scaled_error() {
        assert!(mase(&[1.0], &[2.0], &[5.0; 10], 1).is_nan());
    }

    #[test]
    fn equal_zeros_have_no_percentage_error() {
        near(smape(&[0.0], &[0.0]), 0.0);
        assert!(mape(&[0.0], &[1.0]).is_nan());
        near(mape(&[0.0, 4.0], &[1.0, 5.0]), 25.0);
    }

    proptest! {
        #[test]
        fn bounds_and_scale_invariance(
            rows in prop::collection::vec((-1e3..1e3f64, -1e3..1e3f64), 1..50), factor in 0.1..10.0f64,
        ) {
            let (a, f): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
            let larger = |v: &[f64]| v.iter().map(|x| x * factor).collect::<Vec<_>>();
            prop_assert!(mae(&a, &f) <= rmse(&a, &f) + 1e-9);
            prop_assert!((0.0..=200.0 + 1e-9).contains(&smape(&a, &f)));
            prop_assert!((mae(&larger(&a), &larger(&f)) - factor * mae(&a, &f)).abs() < 1e-6);
            prop_assert!((smape(&larger(&a), &larger(&f)) - smape(&a, &f)).abs() < 1e-6);
            prop_assert!(mae(&a, &a) == 0.0 && rmse(&a, &a) == 0.0);
        }

        #[test]
        fn the_interval_score_is_at_least_the_width(
            a in prop::collection::vec(-10.0..10.0f64, 1..30), width in 0.0..5.0f64,
        ) {
            let (lo, hi) = (vec![-width; a.len()], vec![width; a.len()]);
            prop_assert!(interval_score(&a, &lo, &hi, 95) >= 2.0 * width - 1e-9);
        }
    }
}
