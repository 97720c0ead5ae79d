//! Forecasting as pure functions: series in, forecasts out. No I/O, no clock, no global state;
//! tensors never cross the border. Compiles natively and to WebAssembly.
//!
//! # How to add a model
//!
//! 1. One module that holds the algorithm on plain `f64` slices, its source named in the doc comment.
//! 2. For a method that looks at one series at a time implement the private trait `local::Local`, or
//!    `driven::Driven` if it uses drivers: missing values, threads, intervals, fallback and cancelling
//!    are taken care of. `rolling` makes standard deviations from the errors within the series; a
//!    method that gives none gets conformal intervals in a backtest, which also corrects (`widths`)
//!    those that a method gives. For one that looks at all series
//!    implement [`Model`] and [`Fitted`], and declare its [`Capabilities`].
//! 3. Add it to [`auto::registry`]; backtest, automatic choice, leaderboard and command line pick it
//!    up from there.

mod aim;
pub mod anomaly;
mod arima;
pub mod auto;
pub mod backtest;
mod baseline;
mod bfgs;
mod boosting;
mod ces;
mod cholesky;
mod columns;
mod combine;
pub mod conformal;
mod decompose;
mod device;
mod driven;
mod error;
mod ets;
pub mod explain;
pub mod fallback;
mod features;
mod forecast;
pub mod frame;
pub mod goal_seek;
mod golden_section;
pub mod hierarchy;
pub mod holiday;
mod impute;
mod intermittent;
mod local;
mod median;
pub mod metrics;
mod mfles;
mod model;
mod nelder_mead;
#[cfg(feature = "neural")]
pub mod neural;
pub mod options;
mod panel;
mod parallel;
pub mod paths;
mod quantiles;
mod registry;
mod ridge;
mod rng;
mod rolling;
pub mod scenario;
pub mod search;
mod sign;
pub mod stl;
#[cfg(test)]
mod testdata;
mod theta;
pub mod transform;
mod trend_fourier;
mod tuned;
mod unit;
mod widths;
pub mod zero_shot;

pub use arima::{Arima, ArimaSearch, AutoARIMA};
pub use baseline::{
    HistoricAverage, Naive, RandomWalkWithDrift, SeasonalNaive, SeasonalWindowAverage, WindowAverage,
};
pub use boosting::{GradientBoosting, GradientBoostingStrategy};
pub use ces::AutoCES;
pub use combine::{Combine, Combined, Stacked};
pub use device::{Device, set_device};
pub use error::Error;
pub use ets::{AutoETS, HoltWinters, HoltWintersSeason};
pub use features::Features;
pub use forecast::{Forecast, Interval, SeriesForecast};
pub use impute::{carry, impute, interpolate, interpolate_seasonal, knn, mice};
pub use intermittent::{ADIDA, CrostonClassic, CrostonOptimized, CrostonSBA, IMAPA, TSB};
pub use mfles::MFLES;
pub use model::{Capabilities, Config, Event, Fitted, Flow, Model, Observer, Silent};
pub use panel::{Driver, DriverKind, DriverValues, Frequency, Future, FutureSeries, Panel, Series};
pub use ridge::RidgeRegression;
pub use stl::{MSTL, TrendForecaster};
pub use theta::{AutoTheta, DynamicOptimizedTheta, DynamicTheta, OptimizedTheta, Theta};
pub use trend_fourier::TrendFourier;
pub use tuned::Tuned;
#[cfg(feature = "train")]
pub use zero_shot::FineTunedZeroShot;
pub use zero_shot::ZeroShot;

/// Results of this crate.
pub type Result<T> = std::result::Result<T, Error>;
