//! Missing values that are filled, in a data set of their own.

use serde::{Deserialize, Serialize};

use crate::{Checks, DatasetId, FieldError};

/// How missing values are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FillMethod {
    /// By the last value before; what has none before stays missing. For columns of every type.
    Forward,
    /// By the straight line between the neighbours, at the ends by the nearest value.
    Linear,
    /// As `linear`, in the series without its season.
    Seasonal {
        /// How many rows a season has; by the frequency of the time column if none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<u32>,
    },
    /// By the rows that are most alike in the other columns of numbers.
    Knn {
        /// How many rows; 5 if it is left out.
        #[serde(default = "five")]
        neighbours: u32,
    },
    /// By regression on the other columns of numbers, again and again (MICE).
    Mice {
        /// How often at most; 10 if it is left out.
        #[serde(default = "ten")]
        iterations: u32,
    },
}

const fn five() -> u32 {
    5
}

const fn ten() -> u32 {
    10
}

impl FillMethod {
    /// The names of all of them, in the order in which they are offered.
    pub const NAMES: [&'static str; 5] = ["forward", "linear", "seasonal", "knn", "mice"];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Linear => "linear",
            Self::Seasonal { .. } => "seasonal",
            Self::Knn { .. } => "knn",
            Self::Mice { .. } => "mice",
        }
    }

    /// The method of this name, with what it does by itself.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "forward" => Self::Forward,
            "linear" => Self::Linear,
            "seasonal" => Self::Seasonal { period: None },
            "knn" => Self::Knn { neighbours: five() },
            "mice" => Self::Mice { iterations: ten() },
            _ => return None,
        })
    }

    /// Whether the order of the rows counts.
    pub fn is_ordered(self) -> bool {
        matches!(self, Self::Forward | Self::Linear | Self::Seasonal { .. })
    }
}

/// Makes a data set in which missing values are filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FillInput {
    /// The name of the new data set.
    pub name: String,
    /// How they are filled.
    pub method: FillMethod,
    /// The columns that are filled; all that the method can fill if empty.
    #[serde(default)]
    pub columns: Vec<String>,
    /// For `forward`, `linear` and `seasonal`: the column of dates or times by which rows are ordered; as in the
    /// file if none.
    #[serde(default)]
    pub time: Option<String>,
    /// For `forward`, `linear` and `seasonal`: the column that tells series apart, each of which is filled by itself.
    #[serde(default)]
    pub series: Option<String>,
}

impl FillInput {
    /// Checks the fields that need no data set.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let ordered = self.method.is_ordered();
        let checks = Checks::default()
            .name(&self.name, "name")
            .check(self.columns.len() <= 2_000, "columns", "must be at most 2,000")
            .check(ordered || self.time.is_none(), "time", "has no meaning for this method")
            .check(ordered || self.series.is_none(), "series", "has no meaning for this method");
        match self.method {
            FillMethod::Seasonal { period: Some(period) } => {
                checks.check((2..=100_000).contains(&period), "method.period", "must be 2 to 100,000")
            }
            FillMethod::Seasonal { period: None } => {
                checks.check(self.time.is_some(), "method.period", "is needed where there is no time column")
            }
            FillMethod::Knn { neighbours } => {
                checks.check((1..=100).contains(&neighbours), "method.neighbours", "must be 1 to 100")
            }
            FillMethod::Mice { iterations } => {
                checks.check((1..=100).contains(&iterations), "method.iterations", "must be 1 to 100")
            }
            FillMethod::Forward | FillMethod::Linear => checks,
        }
        .done()
    }
}

/// A column in which values were filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilledColumn {
    /// The column.
    pub column: String,
    /// How many values were missing.
    pub missing: u64,
    /// How many of them were filled.
    pub filled: u64,
}

/// Where a data set comes from that was made of another. A browser reads no more of it than what the page of the data
/// set says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Origin {
    /// The other data set.
    pub dataset: DatasetId,
    /// Its name at that time.
    pub name: String,
    /// The number of its version at that time, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// The SHA-256 of its rows at that time, in hexadecimal.
    #[cfg(not(target_family = "wasm"))]
    pub sha256: String,
    /// How missing values were filled.
    #[cfg(not(target_family = "wasm"))]
    pub method: FillMethod,
    /// The column by which rows were ordered.
    #[cfg(not(target_family = "wasm"))]
    pub time: Option<String>,
    /// The column that tells series apart.
    #[cfg(not(target_family = "wasm"))]
    pub series: Option<String>,
    /// How many rows a season has, if it was given or found.
    #[cfg(not(target_family = "wasm"))]
    pub period: Option<u32>,
    /// What was filled; empty until the data set is ready.
    #[cfg(not(target_family = "wasm"))]
    pub filled: Vec<FilledColumn>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn wrong(changes: &Value) -> Option<String> {
        let mut json = json!({"name": "Filled", "method": {"kind": "linear"}});
        json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let input: FillInput = serde_json::from_value(json).unwrap();
        input.validate().err().map(|fields| fields[0].field.clone())
    }

    #[test]
    fn methods_are_read_under_their_names() {
        for name in FillMethod::NAMES {
            let method = FillMethod::of_name(name).unwrap();
            assert_eq!(method.name(), name);
            assert_eq!(serde_json::to_value(method).unwrap()["kind"], name);
            assert_eq!(serde_json::from_value::<FillMethod>(json!({"kind": name})).unwrap(), method);
        }
        assert_eq!(FillMethod::of_name("mean"), None);
    }

    #[test]
    fn wrong_fields_are_named() {
        assert_eq!(wrong(&json!({})), None);
        assert_eq!(wrong(&json!({"method": {"kind": "seasonal"}, "time": "at"})), None);
        for (changes, field) in [
            (json!({"name": ""}), "name"),
            (json!({"method": {"kind": "seasonal"}}), "method.period"),
            (json!({"method": {"kind": "seasonal", "period": 1}}), "method.period"),
            (json!({"method": {"kind": "knn", "neighbours": 0}}), "method.neighbours"),
            (json!({"method": {"kind": "mice", "iterations": 101}}), "method.iterations"),
            (json!({"method": {"kind": "knn"}, "time": "at"}), "time"),
            (json!({"method": {"kind": "mice"}, "series": "id"}), "series"),
        ] {
            assert_eq!(wrong(&changes).as_deref(), Some(field), "{changes}");
        }
    }
}
