//! Explanations: which driver or feature makes a forecast what it is, what a change would do, and which change
//! would bring a goal.
//!
//! - [`drivers`]: contributions of the drivers known in advance to each forecast period, for any fitted model.
//!   Shapley values (L. S. Shapley 1953, "A value for n-person games", Contributions to the Theory of Games II;
//!   for predictions: Štrumbelj and Kononenko 2014, "Explaining prediction models and individual predictions with
//!   feature contributions", Knowledge and Information Systems 41; Lundberg and Lee 2017, "A unified approach to
//!   interpreting model predictions", `NeurIPS` 30) against [`typical_future`] or another baseline of one's own.
//! - [`Fitted::contributions`](crate::Fitted::contributions): contributions of everything that a model's trees ask
//!   about, by `TreeSHAP`; `None` for models without trees.
//! - [`Fitted::interpretation`](crate::Fitted::interpretation): which variables and which past periods a network
//!   looked at that weighs them itself; `None` for all but TFT.
//! - [`histories`]: the past as trend, seasons and remainder, with the strength of each.
//! - [`sensitivities`]: what a little more of each driver would change.
//! - [`counterfactual()`]: the smallest change of drivers that brings the forecast to a goal.
//!
//! How to read them is told in `docs/user/explanations.md`.
//!
//! ```
//! use almanac_forecast::explain::{Shapley, drivers, typical_future};
//! use almanac_forecast::{
//!     Config, Driver, DriverKind, DriverValues, Frequency, Future, FutureSeries, Model, Panel, Series, Silent,
//!     TrendFourier,
//! };
//!
//! // Every degree sells two more; 10 to 19 degrees, 14.5 on average.
//! let heat: Vec<f64> = (0..103).map(|t| 10.0 + f64::from(t * 7 % 10)).collect();
//! let y = heat[..100].iter().map(|h| 2.0 * h).collect();
//! let panel = Panel {
//!     frequency: Frequency::Steps(1),
//!     seasons: vec![1],
//!     drivers: vec![Driver { name: "heat".into(), kind: DriverKind::Futr, values: DriverValues::Numeric }],
//!     series: vec![Series { unique_id: "a".into(), start: 0, y, drivers: vec![heat[..100].to_vec()] }],
//! };
//! let config = Config { h: 3, levels: vec![], seed: 1, ..Config::default() };
//! let fitted = TrendFourier::default().fit(&panel, &config, &mut Silent)?;
//! let ahead = FutureSeries { unique_id: "a".into(), drivers: vec![heat[100..].to_vec()] };
//! let future = Future { h: 3, series: vec![ahead] };
//!
//! let background = typical_future(&panel, &future)?;
//! let explained = drivers(&*fitted, &panel, &future, &background, &Shapley::default(), &mut Silent)?;
//! let part = &explained[0].parts[0];
//! assert_eq!(part.name, "heat");
//! for (contribution, heat) in part.values.iter().zip(&heat[100..]) {
//!     assert!((contribution - 2.0 * (heat - 14.5)).abs() < 0.2);
//! }
//! # Ok::<(), almanac_forecast::Error>(())
//! ```

mod coalition;
mod counterfactual;
mod history;
mod interpretation;
mod sensitivity;
mod shapley;
mod steps;
#[cfg(test)]
mod tests;
mod typical;

use serde::{Deserialize, Serialize};

pub use counterfactual::{Adjustable, Counterfactual, Goal, Shift, Target, counterfactual};
pub use history::{History, SeasonalPart, histories};
pub use interpretation::{Interpretation, Weight};
pub use sensitivity::{LevelEffect, NumericEffect, Sensitivity, sensitivities};
pub use shapley::{Shapley, drivers};
pub use typical::typical_future;

/// How the forecasts of one series come about: in each period `base` and all parts sum to `forecast`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The series' id.
    pub unique_id: String,
    /// `ds` of the first forecast period.
    pub start: i64,
    /// Point forecasts, one a period.
    pub forecast: Vec<f64>,
    /// What would be forecast without what the parts say, one a period.
    pub base: Vec<f64>,
    /// The parts.
    pub parts: Vec<Part>,
}

/// What one driver, or one group of features, adds to forecasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The driver's name, or that of the group.
    pub name: String,
    /// Contributions in the unit of the target, one a period.
    pub values: Vec<f64>,
    /// Their standard errors; empty if they are exact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<f64>,
}

impl Part {
    /// The sum over all periods.
    pub fn total(&self) -> f64 {
        self.values.iter().sum()
    }

    /// The mean size over all periods, whatever the sign: how much the part matters.
    pub fn importance(&self) -> f64 {
        self.values.iter().map(|v| v.abs()).sum::<f64>() / self.values.len().max(1) as f64
    }
}
