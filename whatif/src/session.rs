//! A loaded model and what can be asked of it.

use almanac_forecast::goal_seek::{Search, goal_seek};
use almanac_forecast::neural::Engine;
use almanac_forecast::scenario::{Bounds, Change, DriverEdit, Scenario};
use almanac_forecast::{Driver, Error, Frequency, Result, SeriesForecast};
use serde::{Deserialize, Serialize};

/// A loaded model.
#[derive(Debug)]
pub struct Session {
    engine: Engine,
    futr: Vec<Driver>,
}

#[derive(Serialize)]
struct Description<'a> {
    model: &'static str,
    h: usize,
    levels: Vec<u8>,
    frequency: Frequency,
    seasons: &'a [usize],
    /// The drivers known in advance, in the order of rows.
    futr: Vec<FutrDescription<'a>>,
    series: Vec<SeriesDescription<'a>>,
}

#[derive(Serialize)]
struct FutrDescription<'a> {
    #[serde(flatten)]
    driver: &'a Driver,
    /// The least value of the training data.
    min: f64,
    /// The greatest value of the training data.
    max: f64,
}

#[derive(Serialize)]
struct SeriesDescription<'a> {
    unique_id: &'a str,
    /// `ds` of the first period of the past that follows.
    start: i64,
    /// `ds` of the first forecast period.
    forecast_start: i64,
    y: &'a [f64],
    /// The past of the drivers known in advance, in the order of `futr`.
    drivers: Vec<&'a [f64]>,
}

/// "Which constant shift of this driver brings the total to the goal?"
#[derive(Debug, Deserialize)]
struct Question {
    driver: String,
    goal: f64,
    /// The least shift allowed.
    min: f64,
    /// The greatest shift allowed.
    max: f64,
    /// The driver's values stay within these, if given.
    #[serde(default)]
    bounds: Option<Bounds>,
}

impl Session {
    /// Reads an artifact.
    ///
    /// # Errors
    /// If the bytes are no artifact this code can read.
    pub fn load(artifact: &[u8]) -> Result<Self> {
        let engine = Engine::load(artifact)?;
        let futr = engine.futr();
        Ok(Self { engine, futr })
    }

    /// Model, horizon, levels, drivers and series with the last periods, as JSON. Missing values are `null`.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn describe(&self) -> Result<String> {
        let m = self.engine.manifest();
        let known = || m.drivers.iter().enumerate().filter(|(_, d)| d.driver.kind.is_known());
        let series = self.engine.context().iter().map(|s| SeriesDescription {
            unique_id: &s.unique_id,
            start: s.start,
            forecast_start: m.frequency.advance(s.start, s.y.len() as i64),
            y: &s.y,
            drivers: known().map(|(i, _)| &s.drivers[i][..]).collect(),
        });
        let description = Description {
            model: m.net.architecture.name(),
            h: m.net.h,
            levels: m.calibrations.iter().map(|c| c.level).collect(),
            frequency: m.frequency,
            seasons: &m.seasons,
            futr: known()
                .map(|(_, d)| FutrDescription { driver: &d.driver, min: d.min, max: d.max })
                .collect(),
            series: series.collect(),
        };
        serde_json::to_string(&description).map_err(|e| Error::Invalid(e.to_string()))
    }

    /// Mean, then bounds by level; see the crate's documentation for the layout.
    ///
    /// # Errors
    /// If there is no such series or the drivers have another shape.
    pub fn predict(&self, series: usize, drivers: &[f64]) -> Result<Vec<f64>> {
        let SeriesForecast { mean, intervals, .. } = self.engine.predict(series, &self.rows(drivers)?)?;
        let mut out = mean;
        for interval in intervals {
            out.extend(interval.lo);
            out.extend(interval.hi);
        }
        Ok(out)
    }

    /// The drivers after the edits of a scenario.
    ///
    /// # Errors
    /// If the scenario cannot be read or does not fit the model's drivers.
    pub fn apply(&self, scenario: &str, baseline: &[f64]) -> Result<Vec<f64>> {
        let scenario: Scenario = read(scenario)?;
        Ok(scenario.apply(&self.futr, &self.rows(baseline)?)?.concat())
    }

    /// Answers `{"driver", "goal", "min", "max", "bounds"?: {"min", "max"}}` with a `GoalSeek`.
    ///
    /// # Errors
    /// If the question cannot be read or does not fit the model.
    pub fn goal_seek(&self, series: usize, question: &str, drivers: &[f64]) -> Result<String> {
        let question: Question = read(question)?;
        let rows = self.rows(drivers)?;
        let search = Search::within(question.min, question.max, question.goal);
        let answer = goal_seek(question.goal, search, |by| {
            let change = Change::Shift { by };
            let edit = DriverEdit { driver: question.driver.clone(), change, bounds: question.bounds };
            let edited = Scenario { edits: vec![edit] }.apply(&self.futr, &rows)?;
            Ok(self.engine.predict(series, &edited)?.mean.iter().sum())
        })?;
        serde_json::to_string(&answer).map_err(|e| Error::Invalid(e.to_string()))
    }

    /// The rows of a flat array.
    fn rows(&self, drivers: &[f64]) -> Result<Vec<Vec<f64>>> {
        let h = self.engine.manifest().net.h;
        if drivers.len() != h * self.futr.len() {
            return Err(Error::Invalid(format!(
                "{} drivers for {h} periods are {} numbers, not {}",
                self.futr.len(),
                h * self.futr.len(),
                drivers.len()
            )));
        }
        Ok(drivers.chunks_exact(h).map(<[f64]>::to_vec).collect())
    }
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T> {
    serde_json::from_str(json).map_err(|e| Error::Invalid(format!("the request cannot be read: {e}")))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const GOLDEN: &[u8] = include_bytes!("../../crates/forecast/testdata/golden.neural");
    const DRIVERS: [f64; 6] = [12.0, 20.0, 15.0, 0.0, 1.0, 0.0];

    fn session() -> Session {
        Session::load(GOLDEN).unwrap()
    }

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn description_names_drivers_in_row_order_with_ranges_and_the_past() {
        let d = json(&session().describe().unwrap());
        assert_eq!((&d["model"], &d["h"], &d["levels"]), (&"TiDE".into(), &3.into(), &vec![80, 95].into()));
        assert_eq!(d["futr"][0]["name"], "temp");
        assert_eq!((&d["futr"][0]["min"], &d["futr"][0]["max"]), (&10.0.into(), &26.0.into()));
        assert_eq!(d["futr"][1]["values"]["levels"][1], "rain");
        let series = &d["series"][0];
        assert_eq!(series["y"].as_array().unwrap().len(), 8);
        assert_eq!(series["drivers"].as_array().unwrap().len(), 2);
        assert_eq!(series["forecast_start"].as_i64().unwrap(), 1_577_836_800 + 90 * 86_400);
    }

    #[test]
    fn forecast_is_laid_out_as_mean_then_bounds_by_level() {
        let out = session().predict(0, &DRIVERS).unwrap();
        let expected = json(include_str!("../../crates/forecast/testdata/golden.json"));
        let f: SeriesForecast = serde_json::from_value(expected["forecast"].clone()).unwrap();
        let flat = [&f.mean, &f.intervals[0].lo, &f.intervals[0].hi, &f.intervals[1].lo, &f.intervals[1].hi];
        for (a, b) in out.iter().zip(flat.into_iter().flatten()) {
            assert!((a - b).abs() <= 1e-4 * b.abs().max(1.0), "{a} {b}");
        }
        assert_eq!(out.len(), 15);
    }

    #[test]
    fn scenario_edits_rows_by_driver_name() {
        let scenario = r#"{"edits": [{"driver": "temp", "change": "shift", "by": 2},
            {"driver": "weather", "change": "set", "to": "rain"}]}"#;
        assert_eq!(session().apply(scenario, &DRIVERS).unwrap(), [14.0, 22.0, 17.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn goal_seek_finds_the_shift_that_a_forecast_confirms() {
        let session = session();
        let total = |drivers: &[f64]| session.predict(0, drivers).unwrap()[..3].iter().sum::<f64>();
        let by = |shift: f64| [12.0 + shift, 20.0 + shift, 15.0 + shift, 0.0, 1.0, 0.0];
        let goal = total(&by(2.5));
        let question = format!(r#"{{"driver": "temp", "goal": {goal}, "min": -5, "max": 5}}"#);
        let answer = json(&session.goal_seek(0, &question, &DRIVERS).unwrap());
        assert_eq!(answer["outcome"], "found");
        let found = total(&by(answer["shift"].as_f64().unwrap()));
        assert!((found - goal).abs() <= 2e-4 * goal, "{found} {goal}");
        let question = r#"{"driver": "temp", "goal": 1e9, "min": -5, "max": 5}"#;
        assert_eq!(json(&session.goal_seek(0, question, &DRIVERS).unwrap())["outcome"], "unreachable");
    }

    #[test]
    fn wrong_requests_are_errors() {
        let session = session();
        assert!(session.predict(0, &DRIVERS[..5]).is_err());
        assert!(session.predict(1, &DRIVERS).is_err());
        assert!(session.apply("{", &DRIVERS).is_err());
        assert!(
            session
                .goal_seek(0, r#"{"driver": "weather", "goal": 1, "min": 0, "max": 1}"#, &DRIVERS)
                .is_err()
        );
        assert!(Session::load(b"nonsense").is_err());
    }
}
