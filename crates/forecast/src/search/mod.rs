//! Search for the options of a model that do best in a backtest.
//!
//! A [`Study`] proposes trials, remembers what they did, and goes on where it stopped: it is plain data, to be kept as
//! JSON. Trials come from a tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011, "Algorithms for
//! hyper-parameter optimization", `NeurIPS` 24; with whole points as kernels as in Falkner, Klein and Hutter 2018, "BOHB",
//! ICML) or at random. With [`Halving`] most of them are tried with little effort, and only the best with more (Jamieson and
//! Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS; asynchronous: Li et al. 2020,
//! "A system for massively parallel hyperparameter tuning", `MLSys`).
//!
//! Equal seeds give equal trials, on any number of cores: those of a batch are proposed together and run in parallel. A
//! study that is stopped and continued has the trials of one that never stopped.
//!
//! [`tune()`] searches for options of a model; [`Study::run`] for those of any function:
//!
//! ```
//! use almanac_forecast::Silent;
//! use almanac_forecast::search::{Budget, Dimension, Range, Scale, Space, Study};
//!
//! let real = Range::Real { min: -5.0, max: 5.0, scale: Scale::Linear };
//! let space = Space { dimensions: vec![Dimension { name: "x".into(), range: real }] };
//! let mut study = Study::new(space, 1);
//! let budget = Budget { trials: Some(40), seconds: None };
//! study.run(&budget, &|| 0.0, &mut Silent, |attempt, _| {
//!     let x = attempt.parameters["x"].as_f64().unwrap_or_default();
//!     Ok((x - 2.0).powi(2))
//! })?;
//! assert!(study.best().is_some_and(|best| best.value().is_some_and(|value| value < 0.1)));
//! # Ok::<(), almanac_forecast::Error>(())
//! ```

mod run;
mod space;
mod spaces;
mod study;
#[cfg(test)]
mod tests;
mod tpe;
mod tune;

pub use run::{Attempt, Budget};
pub use space::{Dimension, Range, Scale, Space};
pub use spaces::space;
pub use study::{Fidelity, Halving, Sampler, State, Study, Trial};
pub use tune::{study, tune};
