//! The usual search space of each model that has one.

use serde_json::{Value, json};

use super::space::{Dimension, Range, Scale, Space};
use crate::{Panel, auto};

/// The usual search space of a model for a panel; `None` if there is nothing to search for.
pub fn space(model: &str, panel: &Panel) -> Option<Space> {
    let name = auto::by_name(model)?.name().to_owned();
    let dimensions = match name.as_str() {
        "GradientBoosting" => vec![
            choice("strategy", [json!("direct"), json!("recursive")]),
            integer("trees", 50, 800),
            real("learning_rate", 0.01, 0.3),
            integer("leaves", 4, 127),
            integer("leaf_rows", 5, 200),
            share("features", 0.15, 1.0),
        ],
        "MFLES" => vec![
            choice("multiplicative", [Value::Null, json!(true), json!(false)]),
            choice("fourier_order", orders(panel)),
            integer("max_rounds", 5, 200),
        ],
        "TrendFourier" => vec![
            choice("multiplicative", [Value::Null, json!(true), json!(false)]),
            Dimension {
                name: "changepoints".into(),
                range: Range::Integer { min: 0, max: 60, scale: Scale::Linear },
            },
            share("changepoint_range", 0.5, 0.98),
            real("changepoint_scale", 0.001, 1.0),
            choice("fourier_order", orders(panel)),
            real("season_scale", 0.01, 30.0),
            choice("smooth_rest", [json!(true), json!(false)]),
        ],
        other => network(other, panel)?,
    };
    Some(Space { dimensions })
}

#[cfg(feature = "train")]
fn network(name: &str, panel: &Panel) -> Option<Vec<Dimension>> {
    crate::neural::Architecture::by_name(name)?;
    let longest = panel.series.iter().map(|series| series.y.len()).max().unwrap_or(0);
    let contexts = [1, 2, 4, 7, 14].map(|n| n * panel.season().max(8));
    let usable = contexts.into_iter().filter(|context| context * 4 <= longest && *context <= 2048);
    Some(vec![
        choice("preset", [json!("small"), json!("large")]),
        choice("context", [Value::Null].into_iter().chain(usable.map(|context| json!(context)))),
        real("learning_rate", 2e-4, 2e-2),
        choice("batch", [32, 64, 128, 256].map(|batch| json!(batch))),
        share("dropout", 0.0, 0.5),
    ])
}

#[cfg(not(feature = "train"))]
fn network(_name: &str, _panel: &Panel) -> Option<Vec<Dimension>> {
    None
}

/// Pairs of waves that a season can have.
fn orders(panel: &Panel) -> Vec<Value> {
    let longest = panel.seasons.iter().copied().max().unwrap_or(1);
    let usable = [1, 2, 3, 5, 8, 12, 20, 30].into_iter().filter(|order| 2 * order <= longest.max(2));
    [Value::Null].into_iter().chain(usable.map(|order| json!(order))).collect()
}

fn choice(name: &str, options: impl IntoIterator<Item = Value>) -> Dimension {
    Dimension { name: name.into(), range: Range::Choice { options: options.into_iter().collect() } }
}

/// A whole number of which ratios count.
fn integer(name: &str, min: i64, max: i64) -> Dimension {
    Dimension { name: name.into(), range: Range::Integer { min, max, scale: Scale::Log } }
}

/// A number of which ratios count.
fn real(name: &str, min: f64, max: f64) -> Dimension {
    Dimension { name: name.into(), range: Range::Real { min, max, scale: Scale::Log } }
}

/// A number of which steps count.
fn share(name: &str, min: f64, max: f64) -> Dimension {
    Dimension { name: name.into(), range: Range::Real { min, max, scale: Scale::Linear } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{self, Parameters};
    use crate::testdata::monthly;

    #[test]
    fn every_choice_of_a_usual_space_is_one_that_its_model_takes() {
        let panel = monthly(&[("a", &[1.0; 240])]);
        for model in auto::registry() {
            let space = space(model.name(), &panel);
            for dimension in space.iter().flat_map(|space| &space.dimensions) {
                let Range::Choice { options } = &dimension.range else { continue };
                for value in options {
                    let one = Parameters::from([(dimension.name.clone(), value.clone())]);
                    assert!(options::model(model.name(), &one).is_ok(), "{} {one:?}", model.name());
                }
            }
        }
    }
}
