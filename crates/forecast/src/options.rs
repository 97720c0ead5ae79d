//! Options of models by name: what a person or a [search](crate::search) may set.
//!
//! ```
//! use almanac_forecast::options;
//!
//! let parameters = options::parse(["trees=300", "learning_rate=0.05"])?;
//! let model = options::model("GradientBoosting", &parameters)?;
//! assert_eq!(model.name(), "GradientBoosting");
//!
//! let wrong = options::model("GradientBoosting", &options::parse(["tres=300"])?);
//! assert!(wrong.is_err_and(|error| error.to_string().contains("`trees`")));
//! # Ok::<(), almanac_forecast::Error>(())
//! ```

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Error, GradientBoosting, MFLES, Model, Result, RidgeRegression, TrendFourier, auto};

/// Options and their values.
pub type Parameters = BTreeMap<String, Value>;

/// Reads options such as `trees=300`. A value is a number, `true`, `false`, `null`, or else a text.
///
/// # Errors
/// [`Error::Invalid`] if there is no `=`, or an option is given twice.
pub fn parse<'a>(given: impl IntoIterator<Item = &'a str>) -> Result<Parameters> {
    let mut parameters = Parameters::new();
    for text in given {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Error::Invalid(format!("{text:?} is not an option with a value, such as trees=300")));
        };
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        if parameters.insert(name.trim().to_owned(), value).is_some() {
            return Err(Error::Invalid(format!("the option {name:?} is given twice")));
        }
    }
    Ok(parameters)
}

/// The model of that name with these options; those that are not given keep their defaults. Without any options
/// every model of [`auto::by_name`] is found.
///
/// # Errors
/// [`Error::Invalid`] if there is no such model or option, or a value is not one the option can have.
pub fn model(name: &str, parameters: &Parameters) -> Result<Box<dyn Model>> {
    let Some(model) = auto::by_name(name) else {
        return Err(Error::Invalid(format!("there is no model {name:?}")));
    };
    if parameters.is_empty() {
        return Ok(model);
    }
    match model.name() {
        "GradientBoosting" => {
            let model: GradientBoosting = read(name, parameters)?;
            let limits = [
                ("trees", model.trees as f64, 1.0, 1e5),
                ("learning_rate", model.learning_rate, 1e-6, 1.0),
                ("leaves", model.leaves as f64, 2.0, 1024.0),
                ("leaf_rows", model.leaf_rows as f64, 1.0, 1e7),
                ("features", model.features, 1e-6, 1.0),
                ("rows", model.rows as f64, 100.0, 8e6),
            ];
            within(name, &limits)?;
            Ok(Box::new(model))
        }
        "MFLES" => {
            let model: MFLES = read(name, parameters)?;
            let order = model.fourier_order.unwrap_or(1) as f64;
            within(
                name,
                &[("max_rounds", model.max_rounds as f64, 1.0, 1e4), ("fourier_order", order, 1.0, 200.0)],
            )?;
            Ok(Box::new(model))
        }
        "RidgeRegression" => {
            let model: RidgeRegression = read(name, parameters)?;
            let (context, penalty) = (model.context.unwrap_or(1) as f64, model.penalty.unwrap_or(1.0));
            within(name, &[("context", context, 1.0, 1e3), ("penalty", penalty, 0.0, 1e6)])?;
            Ok(Box::new(model))
        }
        "TrendFourier" => {
            let model: TrendFourier = read(name, parameters)?;
            let limits = [
                ("changepoints", model.changepoints as f64, 0.0, 500.0),
                ("changepoint_range", model.changepoint_range, 0.0, 1.0),
                ("changepoint_scale", model.changepoint_scale, 1e-6, 1e3),
                ("fourier_order", model.fourier_order.unwrap_or(1) as f64, 1.0, 200.0),
                ("season_scale", model.season_scale, 1e-6, 1e6),
            ];
            within(name, &limits)?;
            Ok(Box::new(model))
        }
        #[cfg(feature = "train")]
        other if crate::neural::Architecture::by_name(other).is_some() => network::model(other, parameters),
        other => Err(Error::Invalid(format!("{other} has no options that can be set by name"))),
    }
}

/// The options of a model with their defaults; none for a model whose options cannot be set by name.
///
/// # Errors
/// [`Error::Invalid`] if there is no such model.
pub fn defaults(name: &str) -> Result<Parameters> {
    let Some(model) = auto::by_name(name) else {
        return Err(Error::Invalid(format!("there is no model {name:?}")));
    };
    match model.name() {
        "GradientBoosting" => written(&GradientBoosting::default()),
        "MFLES" => written(&MFLES::default()),
        "RidgeRegression" => written(&RidgeRegression::default()),
        "TrendFourier" => written(&TrendFourier::default()),
        #[cfg(feature = "train")]
        other if crate::neural::Architecture::by_name(other).is_some() => network::defaults(other),
        _ => Ok(Parameters::new()),
    }
}

fn written(model: &impl Serialize) -> Result<Parameters> {
    match serde_json::to_value(model) {
        Ok(Value::Object(map)) => Ok(map.into_iter().collect()),
        _ => Err(Error::Invalid("the options cannot be written".into())),
    }
}

/// Options as a type; an error names the option.
fn read<T: DeserializeOwned>(model: &str, parameters: &Parameters) -> Result<T> {
    let from =
        |parameters: Parameters| serde_json::from_value(Value::Object(parameters.into_iter().collect()));
    from(parameters.clone()).map_err(|error| {
        let alone = |(name, value): (&String, &Value)| {
            let wrong = from(BTreeMap::from([(name.clone(), value.clone())])).err();
            wrong.map(|error: serde_json::Error| format!("option {name:?} of {model}: {error}"))
        };
        let wrong = parameters.iter().find_map(alone);
        Error::Invalid(wrong.unwrap_or_else(|| format!("options of {model}: {error}")))
    })
}

/// Whether each value lies between its least and greatest.
fn within(model: &str, limits: &[(&str, f64, f64, f64)]) -> Result<()> {
    match limits.iter().find(|(_, value, min, max)| !(*min..=*max).contains(value)) {
        None => Ok(()),
        Some((name, value, min, max)) => {
            let why = format!("option {name:?} of {model} is {value}, allowed are {min} to {max}");
            Err(Error::Invalid(why))
        }
    }
}

/// Options of networks.
#[cfg(feature = "train")]
mod network {
    use serde::{Deserialize, Serialize};

    use super::{Error, Model, Parameters, Result, Value, read, within, written};
    use crate::neural::{Architecture, NeuralModel, Preset};

    #[derive(Default, Serialize, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Options {
        preset: Option<Preset>,
        context: Option<usize>,
        epochs: Option<usize>,
        patience: Option<usize>,
        windows: Option<usize>,
        batch: Option<usize>,
        learning_rate: Option<f64>,
        weight_decay: Option<f32>,
        dropout: Option<f64>,
        refresh: Option<usize>,
    }

    fn architecture(name: &str) -> Result<Architecture> {
        Architecture::by_name(name).ok_or_else(|| Error::Invalid(format!("there is no network {name:?}")))
    }

    pub(super) fn model(name: &str, parameters: &Parameters) -> Result<Box<dyn Model>> {
        let options: Options = read(name, parameters)?;
        let mut model = NeuralModel::new(architecture(name)?, options.preset.unwrap_or_default());
        model.context = options.context;
        let mut training = model.training();
        training.epochs = options.epochs.unwrap_or(training.epochs);
        training.patience = options.patience.unwrap_or(training.patience);
        training.windows = options.windows.unwrap_or(training.windows);
        training.batch = options.batch.unwrap_or(training.batch);
        training.learning_rate = options.learning_rate.unwrap_or(training.learning_rate);
        training.weight_decay = options.weight_decay.unwrap_or(training.weight_decay);
        training.dropout = options.dropout.unwrap_or(training.dropout);
        training.refresh = options.refresh.unwrap_or(training.refresh);
        let limits = [
            ("context", model.context.unwrap_or(1) as f64, 1.0, 4096.0),
            ("epochs", training.epochs as f64, 1.0, 1e4),
            ("patience", training.patience as f64, 1.0, 1e4),
            ("windows", training.windows as f64, 1.0, 1e7),
            ("batch", training.batch as f64, 1.0, 65_536.0),
            ("learning_rate", training.learning_rate, 1e-7, 1.0),
            ("weight_decay", f64::from(training.weight_decay), 0.0, 1.0),
            ("dropout", training.dropout, 0.0, 0.95),
            ("refresh", training.refresh as f64, 0.0, 1e4),
        ];
        within(name, &limits)?;
        model.training = Some(training);
        Ok(Box::new(model))
    }

    pub(super) fn defaults(name: &str) -> Result<Parameters> {
        let model = NeuralModel::new(architecture(name)?, Preset::Small);
        let mut parameters = written(&model.training())?;
        parameters.insert("preset".into(), Value::String(Preset::default().name().into()));
        parameters.insert("context".into(), Value::Null);
        // Of single precision, so that it is written as it was set.
        parameters.insert("weight_decay".into(), serde_json::json!(model.training().weight_decay));
        Ok(parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, given: &[&str]) -> String {
        let parameters = parse(given.iter().copied()).unwrap();
        model(name, &parameters).err().unwrap().to_string()
    }

    #[test]
    fn options_are_read_and_what_is_wrong_is_named() {
        let parameters = parse(["strategy=recursive", "trees=7", "quantiles=true"]).unwrap();
        let read: GradientBoosting = read("GradientBoosting", &parameters).unwrap();
        let expected = GradientBoosting {
            strategy: crate::GradientBoostingStrategy::Recursive,
            trees: 7,
            quantiles: true,
            ..GradientBoosting::default()
        };
        assert_eq!(read, expected);
        assert!(model("gradientboosting", &parameters).is_ok());
        assert!(refused("GradientBoosting", &["trees=many"]).contains("\"trees\""));
        assert!(refused("GradientBoosting", &["leaves=5", "tres=1"]).contains("expected one of"));
        assert!(refused("GradientBoosting", &["learning_rate=-0.1"]).contains("-0.1"));
        assert!(refused("TrendFourier", &["changepoint_range=2"]).contains("\"changepoint_range\""));
        assert!(refused("MFLES", &["max_rounds=0"]).contains("\"max_rounds\""));
        assert!(refused("AutoETS", &["trees=1"]).contains("no options"));
        assert!(refused("Oracle", &[]).contains("\"Oracle\""));
        assert!(parse(["trees"]).is_err() && parse(["a=1", "a=2"]).is_err());
    }

    #[test]
    fn every_model_is_made_of_its_defaults() {
        for one in auto::registry() {
            let parameters = defaults(one.name()).unwrap();
            assert_eq!(model(one.name(), &parameters).unwrap().name(), one.name(), "{parameters:?}");
        }
        assert_eq!(defaults("GradientBoosting").unwrap()["trees"], 200);
        assert!(defaults("Oracle").is_err());
    }
}
