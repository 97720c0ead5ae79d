//! Gradient boosting over all series of a panel.
//!
//! `bins`, `tree`, `grow` and `booster` know nothing of time: a table in, trees out. `past`, `calendar` and `features` make
//! rows of a table from series; `fit` and `fitted` join the two. `shap` takes forecasts of trees apart.

mod bins;
mod booster;
mod calendar;
mod explain;
mod features;
mod fit;
mod fitted;
mod grow;
mod past;
mod shap;
#[cfg(test)]
mod tests;
mod tree;

use serde::{Deserialize, Serialize};

use crate::{Capabilities, Config, Features, Fitted, Model, Observer, Panel, Result};

/// Periods of a panel from which trees can learn something.
const LEAST_PERIODS: usize = 500;

/// How [`GradientBoosting`] goes ahead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradientBoostingStrategy {
    /// Every period from what is known; how far ahead it lies is a feature.
    #[default]
    Direct,
    /// One period at a time, each from the forecasts before it.
    Recursive,
}

#[doc = include_str!("../../../../docs/models/gradient_boosting.md")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GradientBoosting {
    /// How it goes ahead.
    pub strategy: GradientBoostingStrategy,
    /// Trees of each booster.
    pub trees: usize,
    /// The share of a leaf's value that is added.
    pub learning_rate: f64,
    /// Leaves of a tree at most.
    pub leaves: usize,
    /// Rows of a leaf at least.
    pub leaf_rows: usize,
    /// The share of features a tree may ask about.
    pub features: f64,
    /// Rows to learn from, at most.
    pub rows: usize,
    /// Whether boosters of quantiles make the intervals; else they come from errors in a backtest. Only
    /// for [`GradientBoostingStrategy::Direct`].
    pub quantiles: bool,
}

impl Default for GradientBoosting {
    fn default() -> Self {
        Self {
            strategy: GradientBoostingStrategy::Direct,
            trees: 200,
            learning_rate: 0.1,
            leaves: 31,
            leaf_rows: 20,
            features: 0.5,
            rows: 100_000,
            quantiles: false,
        }
    }
}

impl GradientBoosting {
    fn gives_quantiles(&self) -> bool {
        self.quantiles && self.strategy == GradientBoostingStrategy::Direct
    }
}

/// The first period that is forecast in training.
fn first_origin(season: usize) -> usize {
    season.max(3) + 1
}

impl Model for GradientBoosting {
    fn name(&self) -> &'static str {
        "GradientBoosting"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            drivers: true,
            global: true,
            browser: false,
            intervals: self.gives_quantiles(),
            neural: false,
        }
    }

    fn min_length(&self, season: usize, _h: usize) -> usize {
        first_origin(season) + 1
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        Ok(Box::new(fit::fit(self, panel, config, observer)?))
    }

    fn suits(&self, features: &Features) -> bool {
        features.series.saturating_mul(features.periods) >= LEAST_PERIODS
    }
}
