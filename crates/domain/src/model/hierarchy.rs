//! Series that sum up to others: what a training asks for, and what is told of it.

use serde::{Deserialize, Serialize};

use super::TrainModel;
use super::score::{nan, number_or_nan};
use crate::Checks;

/// So many columns a hierarchy may have: each that is crossed doubles the number of levels.
const MOST_COLUMNS: usize = 8;

/// Lets a training forecast all groups of series as well, so that the forecasts add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HierarchyInput {
    /// The columns that group the series.
    pub levels: HierarchyLevels,
    /// How forecasts are made to add up: `auto` (the backtest chooses), `bottom_up`, `top_down`, `middle_out:LEVEL`,
    /// `ols`, `wls_struct`, `wls_var`, `mint_shrink`, `mint_cov`, `erm` or `erm_lasso`.
    #[serde(default = "auto")]
    pub method: String,
    /// Whether no forecast is below zero.
    #[serde(default)]
    pub nonnegative: bool,
}

fn auto() -> String {
    "auto".to_owned()
}

/// The columns of a hierarchy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum HierarchyLevels {
    /// As a formula: `country/state` is nested, `state*purpose` crossed.
    Formula(String),
    /// As lists: each goes down from one column to the next, and they are crossed.
    Paths(Vec<Vec<String>>),
}

impl HierarchyLevels {
    /// The columns, each list from the top down.
    pub fn paths(&self) -> Vec<Vec<&str>> {
        match self {
            Self::Formula(text) => {
                text.split('*').map(|path| path.split('/').map(str::trim).collect()).collect()
            }
            Self::Paths(paths) => {
                paths.iter().map(|path| path.iter().map(String::as_str).collect()).collect()
            }
        }
    }

    /// All columns.
    pub fn columns(&self) -> Vec<&str> {
        self.paths().concat()
    }

    /// The formula, for people: columns whose names hold its marks are not told apart.
    pub fn formula(&self) -> String {
        let paths: Vec<String> = self.paths().iter().map(|path| path.join("/")).collect();
        paths.join(" * ")
    }
}

impl TrainModel {
    /// The columns that the model learns from.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns = self.roles();
        let levels = self.hierarchy.iter().flat_map(|hierarchy| hierarchy.levels.columns());
        // The bottom series may be told apart by the lowest level.
        columns.extend(levels.filter(|name| self.series_id.as_deref() != Some(name)));
        columns
    }
}

/// The checks of a training, begun with those of its hierarchy.
pub(super) fn checked(training: &TrainModel) -> Checks {
    let checks = Checks::default();
    let Some(hierarchy) = &training.hierarchy else { return checks };
    let columns = hierarchy.levels.columns();
    let mut sorted = columns.clone();
    sorted.sort_unstable();
    let drivers = training.drivers.iter().map(|driver| driver.column.as_str());
    let mut used = drivers.chain([training.time.as_str(), training.target.as_str()]);
    let twice = used.find(|name| columns.contains(name));
    let roles = format!("{:?} has another role already", twice.unwrap_or_default());
    checks
        .check(
            !columns.is_empty() && columns.iter().all(|name| !name.is_empty()),
            "hierarchy.levels",
            "must name the columns, such as country/state or state*purpose",
        )
        .check(columns.len() <= MOST_COLUMNS, "hierarchy.levels", "at most 8 columns can be used")
        .check(sorted.windows(2).all(|w| w[0] != w[1]), "hierarchy.levels", "must name each column once")
        .check(twice.is_none(), "hierarchy.levels", roles)
        .text(&hierarchy.method, "hierarchy.method", 500)
}

/// How one way to make forecasts add up did in the backtest. A measure that is not known is NaN, in JSON null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reconciliation {
    /// The method; `base` for forecasts of each series for itself, which do not add up.
    pub method: String,
    /// Whether forecasts are made by it.
    pub chosen: bool,
    /// The mean over the levels of the root mean squared scaled error.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub rmsse: f64,
    /// The mean over the levels of the mean absolute scaled error.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub mase: f64,
    /// The measures by level.
    pub levels: Vec<LevelError>,
    /// Why there are no measures, if the method failed.
    pub failed: Option<String>,
}

/// The errors of a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LevelError {
    /// The level's name.
    pub level: String,
    /// How many nodes it has.
    pub nodes: usize,
    /// Root mean squared scaled error.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub rmsse: f64,
    /// Mean absolute scaled error.
    #[serde(default = "nan", deserialize_with = "number_or_nan")]
    pub mase: f64,
}

/// The nodes of a level: series that are there, or sums of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NodeLevel {
    /// The level's name.
    pub level: String,
    /// The series of its nodes.
    pub nodes: Vec<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn training(hierarchy: &Value) -> TrainModel {
        serde_json::from_value(json!({
            "name": "Nights", "source": {"type": "dataset", "id": "0192f0c1-2345-7000-8000-000000000001"},
            "time": "quarter", "target": "nights", "horizon": 4, "hierarchy": hierarchy,
            "drivers": [{"column": "price", "timing": "futr"}]
        }))
        .unwrap()
    }

    #[test]
    fn a_formula_and_lists_name_the_same_columns() {
        let formula = training(&json!({"levels": "state / region * purpose"}));
        let lists = training(&json!({"levels": [["state", "region"], ["purpose"]], "nonnegative": true}));
        let of = |training: &TrainModel| training.hierarchy.clone().unwrap();
        assert_eq!(of(&formula).levels.paths(), of(&lists).levels.paths());
        assert_eq!((of(&formula).method.as_str(), of(&lists).nonnegative), ("auto", true));
        assert_eq!(of(&lists).levels.formula(), "state/region * purpose");
        assert_eq!(formula.columns(), ["price", "quarter", "nights", "state", "region", "purpose"]);
        assert_eq!(formula.validate(), Ok(()));
        let named = TrainModel { series_id: Some("region".to_owned()), ..formula };
        assert_eq!((named.validate(), named.columns().len()), (Ok(()), 6));
    }

    #[test]
    fn what_is_wrong_with_the_levels_is_said() {
        let long = (0..9).map(|i| format!("c{i}")).collect::<Vec<_>>().join("/");
        for (levels, why) in [
            (json!(""), "must name"),
            (json!([]), "must name"),
            (json!("state//region"), "must name"),
            (json!("state*state"), "once"),
            (json!("state/price"), "\"price\" has another role"),
            (json!("nights*state"), "\"nights\" has another role"),
            (json!(long), "at most 8"),
        ] {
            let errors = training(&json!({ "levels": levels })).validate().unwrap_err();
            assert_eq!((errors.len(), errors[0].field.as_str()), (1, "hierarchy.levels"), "{levels}");
            assert!(errors[0].message.contains(why), "{levels}: {}", errors[0].message);
        }
    }
}
