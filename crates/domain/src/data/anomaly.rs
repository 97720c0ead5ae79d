//! Anomalies of a data set.

use serde::{Deserialize, Serialize};

use crate::{Checks, FieldError};

/// How anomalies of a data set are looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct FindAnomalies {
    /// The column of dates, times or step numbers.
    pub time: String,
    /// The column of numbers that is looked at.
    pub value: String,
    /// The column that tells series apart; one series if none.
    pub series: Option<String>,
    /// The name of the method.
    pub method: String,
    /// Values outside an interval of so many percent are unusual.
    pub level: f64,
    /// Season lengths in periods; the usual ones of the frequency if empty.
    pub seasons: Vec<u32>,
    /// The model of the method that forecasts; one that suits if none.
    pub model: Option<String>,
    /// The seed of everything random.
    pub seed: u64,
}

impl FindAnomalies {
    /// The columns that are read.
    pub fn columns(&self) -> Vec<String> {
        [Some(&self.time), Some(&self.value), self.series.as_ref()].into_iter().flatten().cloned().collect()
    }

    /// Checks the fields that need no data set.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let series = self.series.as_ref();
        Checks::default()
            .check(!self.time.is_empty(), "time", "is needed: name a column")
            .check(!self.value.is_empty(), "value", "is needed: name a column")
            .check(self.value != self.time, "value", "must be another column than that of the time")
            .check(
                series.is_none_or(|name| *name != self.time && *name != self.value),
                "series",
                "must be another column than those of time and value",
            )
            .check(self.level > 0.0 && self.level < 100.0, "level", "must lie between 0 and 100")
            .check(
                self.seasons.len() <= 3 && self.seasons.iter().all(|s| (1..=10_000).contains(s)),
                "seasons",
                "at most three season lengths, each 1 to 10,000 periods",
            )
            .done()
    }
}

/// A lasting change of level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LevelChange {
    /// The first period after it.
    pub ds: String,
    /// The mean before it, without the season.
    pub mean_before: f64,
    /// The mean after it, without the season.
    pub mean_after: f64,
}

/// What was found in a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JudgedSeries {
    /// The series.
    pub unique_id: String,
    /// How many periods it has.
    pub periods: u64,
    /// How many of them are anomalous.
    pub anomalies: u64,
    /// How many stretches they form.
    pub episodes: u64,
    /// Changes of level, if the method looks for them.
    pub changes: Vec<LevelChange>,
    /// Why it was not judged, if so.
    pub not_judged: Option<String>,
}

/// An anomalous period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Anomaly {
    /// The series.
    pub unique_id: String,
    /// When, in ISO 8601 (or the step number).
    pub ds: String,
    /// The value.
    pub y: Option<f64>,
    /// What was to be expected, if the method says.
    pub expected: Option<f64>,
    /// Below this a value is anomalous by itself.
    pub lo: Option<f64>,
    /// Above this a value is anomalous by itself.
    pub hi: Option<f64>,
    /// How unusual it is; what it counts depends on the method.
    pub score: Option<f64>,
    /// The number of the stretch of anomalous periods in its series, from 1.
    pub episode: u64,
}

/// What was found in a data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Anomalies {
    /// The name of the method.
    pub method: String,
    /// The seasons that were counted on, in periods.
    pub seasons: Vec<u64>,
    /// How many rows were read.
    pub rows: u64,
    /// The series.
    pub series: Vec<JudgedSeries>,
    /// How many periods are anomalous, in all series that were asked for.
    pub total: u64,
    /// Some of them, by series and time.
    pub anomalies: Vec<Anomaly>,
}

/// The course of a series for a chart; of many periods those that matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AnomalyCourse {
    /// Times.
    pub ds: Vec<String>,
    /// Values.
    pub y: Vec<Option<f64>>,
    /// What was to be expected.
    pub expected: Vec<Option<f64>>,
    /// The lower ends of what was to be expected.
    pub lo: Vec<Option<f64>>,
    /// The upper ends of it.
    pub hi: Vec<Option<f64>>,
    /// Which are anomalous.
    pub anomalous: Vec<bool>,
    /// Whether ordinary periods were left out.
    pub thinned: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_choice_names_its_field() {
        let right = FindAnomalies {
            time: "day".into(),
            value: "sales".into(),
            series: Some("shop".into()),
            method: "mad".into(),
            level: 99.9,
            seasons: vec![7],
            model: None,
            seed: 1,
        };
        assert_eq!(right.validate(), Ok(()));
        let fields = |wrong: FindAnomalies| -> Vec<String> {
            wrong.validate().unwrap_err().into_iter().map(|error| error.field).collect()
        };
        assert_eq!(fields(FindAnomalies { value: "day".into(), ..right.clone() }), ["value"]);
        assert_eq!(fields(FindAnomalies { series: Some("sales".into()), ..right.clone() }), ["series"]);
        assert_eq!(
            fields(FindAnomalies { time: String::new(), level: 100.0, ..right.clone() }),
            ["time", "level"]
        );
        assert_eq!(fields(FindAnomalies { seasons: vec![0], ..right }), ["seasons"]);
    }
}
