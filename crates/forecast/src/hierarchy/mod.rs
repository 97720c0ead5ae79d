//! Hierarchies of series: forecasts that add up.
//!
//! Sales of shops sum to those of regions and countries; visitors split by state as well as by purpose.
//! Forecasts of each series for itself do not sum up, and plans made from them contradict each other.
//! Reconciliation replaces them by forecasts that do, and mostly gains accuracy by it.
//!
//! - [`Hierarchy`]: the structure, from attributes, parents or a summing matrix; [`Hierarchy::aggregate`]
//!   makes the series of all nodes.
//! - [`Reconciliation`]: the methods; [`Hierarchy::reconcile`] applies one. What a method learns about errors
//!   and shares it takes from the predictions of a backtest, as [`Evidence`].
//! - [`Comparison`]: how each method did in the backtest, by level.
//! - [`Learned`]: a method with all that it takes from a backtest, to be stored for later forecasts.
//! - [`forecast`]: all of it in one call.
//!
//! # Sources
//!
//! Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*, 3rd edition, chapter 11, is the
//! introduction; the papers stand beside the methods. Reconciled forecasts are `S P ŷ`, with the base
//! forecasts `ŷ` of all nodes, the method's matrix `P` from these to bottom series, and the summing matrix
//! `S`. If the base forecasts' errors have covariance `W`, those of the reconciled ones have `S P W P' S'`;
//! top-down with shares of the forecasts counts as linear at their mean. The intervals follow from that, and
//! [`forecast`] corrects them by how they held in the backtest: with few errors `W` is a rough estimate, and
//! shares are not as sure as `P` says.
//!
//! # Sizes
//!
//! Nothing is as large as nodes times nodes above 1,000 aggregates: 42,840 nodes over 30,490 series take
//! seconds for every method but `mint_cov` (up to 2,000 aggregates, and more periods in the backtest than
//! aggregates) and `erm_lasso` (20 million for periods times nodes times bottom series).
//!
//! # Example
//!
//! ```
//! use almanac_forecast::backtest::Plan;
//! use almanac_forecast::hierarchy::{self, Attribute, Hierarchy, Negative, Reconciliation, Request, levels_of};
//! use almanac_forecast::{AutoETS, Frequency, Future, Model, Panel, Series, Silent};
//!
//! let ids: Vec<String> = ["north-a", "north-b", "south-a"].map(String::from).to_vec();
//! let attribute = |name: &str, values: [&str; 3]| Attribute {
//!     name: name.into(),
//!     values: values.map(String::from).to_vec(),
//! };
//! let attributes = [attribute("region", ["N", "N", "S"]), attribute("shop", ["a", "b", "a"])];
//! let hierarchy = Hierarchy::of_attributes(&ids, &attributes, &levels_of("region/shop")?)?;
//! assert_eq!(hierarchy.nodes(), ["Total", "N", "S", "north-a", "north-b", "south-a"]);
//!
//! let series = ids.iter().enumerate().map(|(i, id)| Series {
//!     unique_id: id.clone(),
//!     start: 0,
//!     y: (0..48).map(|t| 20.0 + (3 * i + t % 4 + t * t * (i + 5) % 7) as f64).collect(),
//!     drivers: Vec::new(),
//! });
//! let frequency = Frequency::Months(3);
//! let panel = Panel { frequency, seasons: vec![4], drivers: Vec::new(), series: series.collect() };
//! let models: [Box<dyn Model>; 1] = [Box::new(AutoETS)];
//! let plan =
//!     Plan { windows: 3, step: 4, h: 4, levels: vec![80, 95], seed: 1, combine: false, ..Plan::default() };
//! let method = Reconciliation::by_name("mint_shrink");
//! let request = Request {
//!     hierarchy: &hierarchy,
//!     panel: &panel,
//!     future: &Future { h: 4, series: Vec::new() },
//!     models: &models,
//!     plan: &plan,
//!     method: method.as_ref(),
//!     negative: Negative::Keep,
//! };
//! let done = hierarchy::forecast(&request, &|| 0.0, &mut Silent)?;
//! assert!(hierarchy.check(&done.panel, 1e-9).is_ok());
//! assert!(hierarchy.check_forecast(&done.forecast, 1e-9).is_ok());
//! assert_eq!(done.comparison.map(|c| c.methods.len()), Some(3)); // base, mint_shrink, bottom_up
//! # Ok::<(), almanac_forecast::Error>(())
//! ```

mod aggregate;
mod build;
mod compare;
mod erm;
mod evidence;
mod learned;
mod map;
mod method;
mod mint;
mod proportions;
mod reconcile;
mod run;
mod spread;
mod structure;

pub use build::{Attribute, levels_of, levels_of_paths};
pub use compare::{Compared, Comparison, LevelScore};
pub use evidence::Evidence;
pub use learned::Learned;
pub use method::{Covariance, Erm, Proportions, Reconciliation};
pub use reconcile::Negative;
pub use run::{Reconciled, Request, forecast};
pub use structure::{Hierarchy, Level, Parts};

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;
