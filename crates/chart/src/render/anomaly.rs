//! A series with what is unusual in it.

use almanac_domain::data::AnomalyCourse;
use charming::element::{LineStyleType, Symbol};
use charming::series::Scatter;
use serde_json::{Value, json};

use super::Labels;
use super::bands::area;
use super::forecast::{Stroke, Times, frame};
use super::frame::object;

const VALUE: usize = 0;
const EXPECTED: usize = 1;
const ANOMALY: usize = 3;

/// A series as a solid line, anomalous periods as diamonds, and, where the method says it, what was to be expected:
/// dashed, with its range as an area.
pub fn anomaly_options(title: &str, name: &str, course: &AnomalyCourse, labels: &Labels) -> Value {
    let times = Times::of(&course.ds, &[]);
    let numbers = |values: &[Option<f64>]| values.iter().map(|v| v.unwrap_or(f64::NAN)).collect::<Vec<f64>>();
    let mut series = Vec::new();
    if course.lo.iter().any(Option::is_some) {
        let (lo, hi) = (numbers(&course.lo), numbers(&course.hi));
        series.extend(area(("range", &labels.range), &times.past, (&lo, &hi), EXPECTED, 0.2));
    }
    if course.expected.iter().any(Option::is_some) {
        let expected = Stroke {
            id: "expected",
            name: &labels.expected,
            palette: EXPECTED,
            dashes: LineStyleType::Dashed,
            symbol: Symbol::None,
        };
        series.push(expected.series(&times.past, numbers(&course.expected).into_iter(), times.len()));
    }
    let value =
        Stroke { id: "value", name, palette: VALUE, dashes: LineStyleType::Solid, symbol: Symbol::None };
    series.push(value.series(&times.past, numbers(&course.y).into_iter(), times.len()));
    series.push(marks(&times.past, course, labels));
    frame(title, None, &times, series)
}

fn marks(xs: &[Value], course: &AnomalyCourse, labels: &Labels) -> Value {
    let name = labels.anomaly.as_str();
    let scatter = Scatter::new().id("anomaly").name(name).symbol(Symbol::Diamond).symbol_size(11);
    let mut series = object(&scatter);
    let all = xs.iter().zip(course.y.iter().zip(&course.anomalous));
    let marked = all.filter(|(_, (_, anomalous))| **anomalous).map(|(x, (y, _))| json!([x, y]));
    series.insert("palette".to_owned(), ANOMALY.into());
    series.insert("z".to_owned(), 4.into());
    series.insert("data".to_owned(), marked.collect());
    Value::Object(series)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(bounds: bool) -> AnomalyCourse {
        let some = |values: [f64; 3]| if bounds { values.map(Some).to_vec() } else { vec![None; 3] };
        AnomalyCourse {
            ds: ["2026-01-01", "2026-01-02", "2026-01-03"].map(str::to_owned).to_vec(),
            y: vec![Some(1.0), None, Some(9.0)],
            expected: some([1.0, 2.0, 3.0]),
            lo: some([0.0, 1.0, 2.0]),
            hi: some([2.0, 3.0, 4.0]),
            anomalous: vec![false, false, true],
            thinned: false,
        }
    }

    fn ids(options: &Value) -> Vec<&str> {
        options["series"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
    }

    #[test]
    fn anomalies_are_marked_on_the_line_within_their_expected_range() {
        let options = anomaly_options("Sales", "sales", &course(true), &Labels::default());
        assert_eq!(ids(&options), ["range-lo", "range-width", "expected", "value", "anomaly"]);
        assert_eq!(options["series"][4]["data"], json!([["2026-01-03T00:00:00Z", 9.0]]));
        assert_eq!(options["series"][1]["data"][2][1], 2.0);
        assert_eq!(options["series"][3]["data"][1][1], Value::Null);
        assert_eq!(options["title"][0]["text"], "Sales");
    }

    #[test]
    fn a_method_without_expectations_draws_none() {
        let options = anomaly_options("Sales", "sales", &course(false), &Labels::default());
        assert_eq!(ids(&options), ["value", "anomaly"]);
    }
}
