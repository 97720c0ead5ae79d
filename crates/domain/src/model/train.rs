//! What a training is asked for.

use serde::{Deserialize, Serialize};

use super::{HierarchyInput, Intervals, Metric, SearchInput, hierarchy};
use crate::{Checks, DatasetId, FieldError, ModelId, QueryId};

/// Where the rows to learn from come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "type", content = "id")]
pub enum Source {
    /// A data set as it is.
    Dataset(DatasetId),
    /// The result of a saved query.
    Query(QueryId),
}

/// When a driver is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DriverTiming {
    /// Known in advance (`futr_exog`).
    Futr,
    /// Known only afterwards (`hist_exog`).
    Hist,
    /// The same in all periods of a series (`stat_exog`).
    Static,
}

/// A column that drives the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DriverInput {
    /// The column.
    pub column: String,
    /// When it is known.
    pub timing: DriverTiming,
}

/// Starts a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrainModel {
    /// The model's name.
    pub name: String,
    /// Where the rows come from.
    pub source: Source,
    /// The time column (`ds`).
    pub time: String,
    /// The target column (`y`).
    pub target: String,
    /// The column that tells series apart (`unique_id`); one series if none.
    #[serde(default)]
    pub series_id: Option<String>,
    /// The drivers.
    #[serde(default)]
    pub drivers: Vec<DriverInput>,
    /// Whose public holidays are drivers too, by the code of a country or a part of it: `US`, `DE-BY`.
    #[serde(default)]
    pub holidays: Option<String>,
    /// Horizon in periods.
    pub horizon: u32,
    /// Season lengths in periods, shortest first; the usual ones of the frequency if empty.
    #[serde(default)]
    pub seasons: Vec<u32>,
    /// Interval levels in percent, ascending.
    #[serde(default = "default_levels")]
    pub levels: Vec<u8>,
    /// Models to compare, by name; all that suit if empty.
    #[serde(default)]
    pub models: Vec<String>,
    /// Backtest windows.
    #[serde(default = "default_windows")]
    pub windows: u32,
    /// So many of the last periods each model learns from, in each window of the comparison and for forecasts (a fixed
    /// window); from all of them if not given (an expanding window).
    #[serde(default)]
    pub window_length: Option<u32>,
    /// Whether forecasts may be below zero of a series that never was.
    #[serde(default)]
    pub below_zero: bool,
    /// Seed of everything random.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// How many seconds the comparison of models may take; as long as it needs if not given.
    #[serde(default)]
    pub budget: Option<u32>,
    /// What the best model is chosen by.
    #[serde(default)]
    pub metric: Metric,
    /// A trained model of the same project whose networks learn on, instead of starting anew.
    #[serde(default)]
    pub parent: Option<ModelId>,
    /// How intervals are corrected by how they held on the past.
    #[serde(default)]
    pub intervals: Intervals,
    /// Searches for the options of a model first; with those it found, it is one more model in the comparison.
    #[serde(default)]
    pub search: Option<SearchInput>,
    /// Which series sum up to others; none if they have nothing to do with each other.
    #[serde(default)]
    pub hierarchy: Option<HierarchyInput>,
}

pub(super) fn default_levels() -> Vec<u8> {
    vec![80, 95]
}
const fn default_windows() -> u32 {
    3
}
const fn default_seed() -> u64 {
    1
}

impl TrainModel {
    /// The columns that have a role of their own.
    pub(super) fn roles(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = self.drivers.iter().map(|d| d.column.as_str()).collect();
        columns.extend([self.time.as_str(), self.target.as_str()]);
        columns.extend(self.series_id.as_deref());
        columns
    }

    /// Checks the fields that need no catalogue.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut columns = self.roles();
        columns.sort_unstable();
        let checks = hierarchy::checked(self)
            .name(&self.name, "name")
            .check((1..=1_000).contains(&self.horizon), "horizon", "must be 1 to 1,000 periods")
            .check((1..=20).contains(&self.windows), "windows", "must be 1 to 20")
            .check(
                self.window_length.is_none_or(|periods| (2..=1_000_000).contains(&periods)),
                "window_length",
                "must be 2 to 1,000,000 periods",
            )
            .check(self.drivers.len() <= 50, "drivers", "at most 50 drivers can be used")
            .check(columns.windows(2).all(|w| w[0] != w[1]), "drivers", "each column can have only one role")
            .check(
                self.budget.is_none_or(|seconds| (1..=86_400).contains(&seconds)),
                "budget",
                "must be 1 to 86,400 seconds",
            )
            .check(
                self.search.as_ref().is_none_or(|search| (1..=86_400).contains(&search.seconds)),
                "search.seconds",
                "must be 1 to 86,400 seconds",
            );
        check_seasons(check_levels(checks, &self.levels), &self.seasons).done()
    }
}

pub(super) fn check_levels(checks: Checks, levels: &[u8]) -> Checks {
    let whole = !levels.is_empty() && levels.iter().all(|level| (50..=99).contains(level));
    checks.check(whole, "levels", "must be 50 to 99 percent").check(
        levels.windows(2).all(|w| w[0] < w[1]),
        "levels",
        "must be in ascending order",
    )
}

pub(super) fn check_seasons(checks: Checks, seasons: &[u32]) -> Checks {
    let few = seasons.len() <= 3 && seasons.iter().all(|season| (1..=10_000).contains(season));
    checks.check(few, "seasons", "at most three season lengths, each 1 to 10,000 periods")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> TrainModel {
        serde_json::from_value(serde_json::json!({
            "name": "Rides", "source": {"type": "dataset", "id": "0192f0c1-2345-7000-8000-000000000001"},
            "time": "date_time", "target": "users", "horizon": 48,
            "drivers": [{"column": "temp", "timing": "futr"}]
        }))
        .unwrap()
    }

    #[test]
    fn defaults_are_filled_in_and_valid() {
        let input = input();
        assert_eq!((input.levels.as_slice(), input.windows, input.seed), ([80, 95].as_slice(), 3, 1));
        assert_eq!(input.validate(), Ok(()));
    }

    #[test]
    fn a_column_with_two_roles_is_refused() {
        let mut input = input();
        input.drivers[0].column = "users".into();
        assert_eq!(input.validate().unwrap_err()[0].field, "drivers");
    }

    #[test]
    fn a_fixed_window_holds_some_periods() {
        assert_eq!(TrainModel { window_length: Some(2), ..input() }.validate(), Ok(()));
        let wrong = TrainModel { window_length: Some(1), ..input() }.validate().unwrap_err();
        assert_eq!(wrong[0].field, "window_length");
    }

    #[test]
    fn a_search_takes_some_time() {
        let search = |seconds| Some(SearchInput { model: "TiDE".to_owned(), seconds });
        assert_eq!(TrainModel { search: search(1), ..input() }.validate(), Ok(()));
        for seconds in [0, 86_401] {
            let wrong = TrainModel { search: search(seconds), ..input() }.validate().unwrap_err();
            assert_eq!(wrong[0].field, "search.seconds");
        }
    }

    #[test]
    fn unknown_fields_are_refused() {
        let text = r#"{"name": "x", "org_id": "y"}"#;
        assert!(serde_json::from_str::<crate::project::ProjectInput>(text).is_err());
    }
}
