//! A row of the table: what was measured beside what it must be.

use std::fmt;

use serde::{Serialize, Serializer};

/// What a figure must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// Not more.
    AtMost(f64),
    /// Not less.
    AtLeast(f64),
    /// It is only recorded.
    None,
}

/// A measured value beside its target, or why there is no value.
#[derive(Debug, PartialEq)]
pub struct Measurement {
    pub what: String,
    pub unit: &'static str,
    pub target: Target,
    /// The figure, or why there is none. A figure is never made up.
    pub found: Result<f64, String>,
}

impl Measurement {
    pub fn at_most(what: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self::new(what, unit, Target::AtMost(limit)).with(value)
    }

    pub fn at_least(what: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self::new(what, unit, Target::AtLeast(limit)).with(value)
    }

    pub fn recorded(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self::new(what, unit, Target::None).with(value)
    }

    /// A row without a figure, because something is not there.
    pub fn missing(
        what: impl Into<String>,
        unit: &'static str,
        target: Target,
        why: impl fmt::Display,
    ) -> Self {
        Self { found: Err(why.to_string()), ..Self::new(what, unit, target) }
    }

    fn new(what: impl Into<String>, unit: &'static str, target: Target) -> Self {
        Self { what: what.into(), unit, target, found: Err(String::new()) }
    }

    fn with(self, value: f64) -> Self {
        Self { found: Ok(value), ..self }
    }

    /// `ok`, `OVER`, `UNDER`, `not measured`, or nothing where there is no target.
    pub fn verdict(&self) -> &'static str {
        match (&self.found, self.target) {
            (Err(_), _) => "not measured",
            (Ok(_), Target::None) => "",
            (Ok(value), Target::AtMost(limit)) => {
                if *value <= limit {
                    "ok"
                } else {
                    "OVER"
                }
            }
            (Ok(value), Target::AtLeast(limit)) => {
                if *value >= limit {
                    "ok"
                } else {
                    "UNDER"
                }
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::AtMost(limit) => format!("≤ {limit}"),
            Self::AtLeast(limit) => format!("≥ {limit}"),
            Self::None => "-".to_owned(),
        };
        f.pad(&text)
    }
}

impl fmt::Display for Measurement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, unit, target, verdict) = (&self.what, self.unit, self.target, self.verdict());
        match &self.found {
            Ok(value) => write!(f, "{what:<54} {value:>12.3} {unit:<11} {target:>9} {verdict}"),
            Err(why) => write!(f, "{what:<54} {:>12} {unit:<11} {target:>9} {verdict}: {why}", "-"),
        }
    }
}

/// The row of `bench.json`.
impl Serialize for Measurement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            what: &'a str,
            value: Option<f64>,
            unit: &'a str,
            target: String,
            verdict: &'a str,
            why: Option<&'a String>,
        }
        let row = Row {
            what: &self.what,
            value: self.found.as_ref().ok().copied(),
            unit: self.unit,
            target: self.target.to_string(),
            verdict: self.verdict(),
            why: self.found.as_ref().err(),
        };
        row.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_at_its_limit_is_within_it() {
        assert_eq!(Measurement::at_most("x", 1.0, "s", 1.0).verdict(), "ok");
        assert_eq!(Measurement::at_most("x", 1.1, "s", 1.0).verdict(), "OVER");
        assert_eq!(Measurement::at_least("x", 1.0, "1/s", 1.0).verdict(), "ok");
        assert_eq!(Measurement::at_least("x", 0.9, "1/s", 1.0).verdict(), "UNDER");
        assert_eq!(Measurement::recorded("x", 1.1, "s").verdict(), "");
    }

    #[test]
    fn row_without_a_figure_says_why_and_has_no_number() {
        let row = Measurement::missing("x", "s", Target::AtMost(2.0), "no python3");
        assert!(row.to_string().ends_with("≤ 2 not measured: no python3"), "{row}");
        let json = serde_json::to_value(&row).unwrap();
        assert_eq!((&json["value"], &json["why"]), (&serde_json::Value::Null, &"no python3".into()));
    }
}
