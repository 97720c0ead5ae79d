//! The method of Holt and Winters as one member of the family.

use super::{LONGEST_SEASON, Season, Spec, Trend, fit, forecast_with};
use crate::decompose::one_season;
use crate::local::{Gaussian, Local, Task};
use crate::{Error, Features, Result};

/// How the season of [`HoltWinters`] enters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HoltWintersSeason {
    /// Season and errors are added: ETS(A,A,A).
    #[default]
    Additive,
    /// Season and errors grow with the level: ETS(M,A,M), for positive values only.
    Multiplicative,
}

#[doc = include_str!("../../../../docs/models/holt_winters.md")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HoltWinters {
    /// How the season enters.
    pub season: HoltWintersSeason,
}

impl Local for HoltWinters {
    fn name(&self) -> &'static str {
        "HoltWinters"
    }

    fn min_length(&self, _season: usize) -> usize {
        7
    }

    fn suits(&self, features: &Features) -> bool {
        !features.intermittent
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let (adjusted, m) = one_season(task.y, task.seasons, LONGEST_SEASON);
        let multiplicative = self.season == HoltWintersSeason::Multiplicative;
        let season = match (m > 1, multiplicative) {
            (false, _) => Season::No,
            (true, false) => Season::Additive,
            (true, true) => Season::Multiplicative,
        };
        if multiplicative && adjusted.y.iter().any(|v| *v <= 0.0) {
            return Err(Error::Numeric("a value that is not positive has no multiplicative season".into()));
        }
        let spec = Spec { multiplicative_error: multiplicative, trend: Trend::Additive, season };
        forecast_with(&fit::member(&adjusted.y, m, spec)?, &adjusted, task.h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::Cancel;
    use crate::testdata::air_passengers;
    use proptest::prelude::*;
    use serde::Deserialize;

    /// What `testdata/golden/holt_winters.py` wrote.
    #[derive(Deserialize)]
    struct Golden {
        additive: Vec<f64>,
        multiplicative: Vec<f64>,
    }

    const ADDITIVE: HoltWinters = HoltWinters { season: HoltWintersSeason::Additive };
    const MULTIPLICATIVE: HoltWinters = HoltWinters { season: HoltWintersSeason::Multiplicative };

    fn forecast(method: HoltWinters, y: &[f64], m: usize) -> Result<Gaussian> {
        let cancel = Cancel::default();
        method.forecast(&Task { y, seasons: &[m], h: 12, cancel: &cancel })
    }

    // Its optimizer stops early, ours has a better likelihood (see the tests of AutoETS), so the
    // forecasts differ by a few percent.
    #[test]
    fn air_passengers_are_forecast_as_by_statsforecast() {
        let golden: Golden =
            serde_json::from_str(include_str!("../../testdata/golden/holt_winters.json")).unwrap();
        for (method, golden) in [(ADDITIVE, golden.additive), (MULTIPLICATIVE, golden.multiplicative)] {
            let ahead = forecast(method, &air_passengers(), 12).unwrap();
            for (k, (mean, theirs)) in ahead.mean.iter().zip(golden).enumerate() {
                assert!((mean / theirs - 1.0).abs() < 0.05, "{method:?} {k}: {mean} {theirs}");
            }
        }
    }

    #[test]
    fn without_a_season_it_is_the_linear_trend_of_holt() {
        let y: Vec<f64> = (0..30).map(|t| 5.0 + 2.0 * f64::from(t)).collect();
        for method in [ADDITIVE, MULTIPLICATIVE] {
            let ahead = forecast(method, &y, 1).unwrap();
            for (k, v) in ahead.mean.iter().enumerate() {
                assert!((v - 65.0 - 2.0 * k as f64).abs() < 0.2, "{k}: {v}");
            }
        }
    }

    #[test]
    fn a_multiplicative_season_needs_positive_values() {
        let mut y = air_passengers();
        y[3] = 0.0;
        assert!(matches!(forecast(MULTIPLICATIVE, &y, 12), Err(Error::Numeric(_))));
        assert!(forecast(ADDITIVE, &y, 12).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_finite_series_has_a_finite_forecast_or_a_numeric_error(
            y in prop::collection::vec(-1e2..1e4f64, 7..60), m in 1..13usize, multiplicative: bool,
        ) {
            match forecast(if multiplicative { MULTIPLICATIVE } else { ADDITIVE }, &y, m) {
                Ok(ahead) => {
                    prop_assert!(ahead.mean.iter().chain(&ahead.sd).all(|v| v.is_finite()));
                    prop_assert!(ahead.sd.iter().all(|v| *v >= 0.0));
                }
                Err(error) => prop_assert!(multiplicative && matches!(error, Error::Numeric(_)), "{error}"),
            }
        }
    }
}
