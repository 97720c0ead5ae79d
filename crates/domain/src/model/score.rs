//! The leaderboard of a training.

use serde::{Deserialize, Deserializer, Serialize};

/// A line of the leaderboard: one model's errors in the rolling-origin backtest. A measure that is not defined
/// (of constant series, of a model that failed) is NaN, in JSON null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Score {
    /// The model's name.
    pub model: String,
    /// Mean absolute error.
    #[serde(deserialize_with = "number_or_nan")]
    pub mae: f64,
    /// Root mean squared error.
    #[serde(deserialize_with = "number_or_nan")]
    pub rmse: f64,
    /// Symmetric mean absolute percentage error, 0 to 200.
    #[serde(deserialize_with = "number_or_nan")]
    pub smape: f64,
    /// Mean absolute scaled error.
    #[serde(deserialize_with = "number_or_nan")]
    pub mase: f64,
    /// 1 − MASE / MASE of seasonal naive; above 0 is better than seasonal naive.
    #[serde(deserialize_with = "number_or_nan")]
    pub skill: f64,
    /// Mean absolute percentage error, in percent, without periods whose actual value is 0; NaN for models trained
    /// before it was measured, like the next two.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub mape: f64,
    /// Mean of forecast less actual value: above 0 the forecasts are too high.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub bias: f64,
    /// Mean weighted quantile loss of the bounds of all levels and of the forecast, without unit: of two models with
    /// like levels, the one with the lesser knows the future better.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub crps: f64,
    /// Measured coverage in percent, one a level.
    #[serde(deserialize_with = "numbers_or_nan")]
    pub coverage: Vec<f64>,
    /// Seconds of fitting and predicting.
    pub seconds: f64,
    /// Why the model was left out or replaced for some series; empty if it was not.
    pub note: String,
}

pub(super) fn nan() -> f64 {
    f64::NAN
}

pub(super) fn number_or_nan<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::NAN))
}

fn numbers_or_nan<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    let values: Vec<Option<f64>> = Vec::deserialize(from)?;
    Ok(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_that_is_not_defined_survives_json() {
        let text = r#"{"model": "Naive", "mae": 1.5, "rmse": 2.0, "smape": 3.0, "mase": null, "skill": null,
            "coverage": [80.0, null], "seconds": 0.1, "note": ""}"#;
        let score: Score = serde_json::from_str(text).unwrap();
        assert!(score.mase.is_nan() && score.skill.is_nan() && score.coverage[1].is_nan());
        assert!(score.bias.is_nan(), "not there before it was measured");
        assert!(serde_json::to_string(&score).unwrap().contains(r#""mase":null"#));
    }
}
