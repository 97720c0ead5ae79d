//! A model with options that a [search](crate::search) found, beside the one with its defaults.

use crate::options::{self, Parameters};
use crate::{Capabilities, Config, Device, Features, Fitted, Model, Observer, Panel, Result};

/// What follows the name of the model.
const MARK: &str = " (tuned)";

/// A model with options of its own, under a name of its own: `TiDE (tuned)`.
pub struct Tuned {
    name: String,
    inner: Box<dyn Model>,
}

impl Tuned {
    /// The model of that name with these options.
    ///
    /// # Errors
    /// Those of [`options::model`].
    pub fn new(model: &str, parameters: &Parameters) -> Result<Self> {
        let inner = options::model(model, parameters)?;
        Ok(Self { name: format!("{}{MARK}", inner.name()), inner })
    }

    /// The name of the model whose options were tuned; `None` if the name is not that of a tuned model.
    pub fn base(name: &str) -> Option<&str> {
        name.strip_suffix(MARK)
    }
}

impl Model for Tuned {
    fn name(&self) -> &str {
        &self.name
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn min_length(&self, season: usize, h: usize) -> usize {
        self.inner.min_length(season, h)
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        self.inner.fit(panel, config, observer)
    }

    fn suits(&self, features: &Features) -> bool {
        self.inner.suits(features)
    }

    fn stands_alone(&self) -> bool {
        self.inner.stands_alone()
    }

    fn device(&mut self) -> Option<&mut Device> {
        self.inner.device()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::monthly;
    use crate::{Future, Silent, auto};

    #[test]
    fn a_tuned_model_has_a_name_of_its_own_and_forecasts_with_its_options() {
        let parameters = options::parse(["trees=3", "leaf_rows=5"]).unwrap();
        let tuned = Tuned::new("gradientboosting", &parameters).unwrap();
        assert_eq!(tuned.name(), "GradientBoosting (tuned)");
        assert_eq!(Tuned::base(tuned.name()), Some("GradientBoosting"));
        assert_eq!(Tuned::base("GradientBoosting"), None);
        let y: Vec<f64> = (0..96).map(|t| f64::from(t % 12) + f64::from(t) * 0.1).collect();
        let panel = monthly(&[("a", &y)]);
        let config = Config { h: 6, levels: vec![80], seed: 1, ..Config::default() };
        let mean = |model: &dyn Model| {
            let fitted = model.fit(&panel, &config, &mut Silent).unwrap();
            fitted.predict(&Future { h: 6, series: Vec::new() }).unwrap().series.remove(0).mean
        };
        assert_ne!(mean(&tuned), mean(auto::by_name("GradientBoosting").unwrap().as_ref()));
        assert!(Tuned::new("AutoETS", &parameters).is_err());
    }
}
