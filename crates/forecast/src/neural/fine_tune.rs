//! Training a saved network further, on new data.

use super::config::{Preset, Training};
use super::engine::Engine;
use super::train::{self, Setting};
use crate::{Capabilities, Config, Device, Error, Features, Fitted, Model, Observer, Panel, Result};

/// A saved network that learns on: it begins with the weights it has, with small steps, and keeps its sizes, the scaling
/// of its drivers and the transform of its target.
///
/// Its series may be others than those it was trained on; frequency, seasons and drivers must be the same, and the
/// horizon at most its own.
pub struct FineTuned {
    from: Engine,
    /// What the saved model is called, such as the SHA-256 of its bytes; the new one names it as its parent.
    pub parent: Option<String>,
    /// How it is trained; [`FineTuned::usual_training`] if absent.
    pub training: Option<Training>,
    /// What the training data are, such as a SHA-256; saved with the model.
    pub data_fingerprint: Option<String>,
    /// Where it is trained.
    pub device: Device,
    /// Whether it has [seen](Self::has_seen) what a backtest asks: the automatic choice does not take it by itself then.
    pub seen: bool,
}

impl FineTuned {
    /// Of an artifact.
    ///
    /// # Errors
    /// Those of [`Engine::load`].
    pub fn new(artifact: &[u8]) -> Result<Self> {
        Ok(Self {
            from: Engine::load(artifact)?,
            parent: None,
            training: None,
            data_fingerprint: None,
            device: Device::Cpu,
            seen: false,
        })
    }

    /// Half of the epochs of the preset `small`, with steps a third as long.
    pub fn usual_training() -> Training {
        let usual = Preset::Small.training();
        Training {
            epochs: usual.epochs / 2,
            patience: 4,
            learning_rate: usual.learning_rate / 3.0,
            refresh: 1,
            ..usual
        }
    }

    /// Whether the saved network was trained on some of the last `held_out` periods of a panel's series.
    pub fn has_seen(&self, panel: &Panel, held_out: usize) -> bool {
        let known = self.from.manifest();
        panel.series.iter().any(|series| {
            let begin = series.y.len().saturating_sub(held_out) as i64;
            let same = known.series.iter().find(|saved| saved.unique_id == series.unique_id);
            same.is_some_and(|saved| {
                let end = known.frequency.advance(saved.start, saved.length as i64);
                end > panel.frequency.advance(series.start, begin)
            })
        })
    }

    /// Why it cannot learn to forecast `h` periods of a panel, if it cannot.
    pub fn problem(&self, panel: &Panel, h: usize) -> Option<String> {
        let known = self.from.manifest();
        let (ours, theirs) = (known.drivers.iter().map(|d| &d.driver), &panel.drivers);
        if h > known.net.h {
            return Some(format!("the saved model forecasts {} periods, not {h}", known.net.h));
        }
        if panel.frequency != known.frequency || panel.seasons != known.seasons {
            return Some("frequency or seasons are not those of the saved model".to_owned());
        }
        if let Some(missing) = ours.clone().find(|driver| !theirs.contains(driver)) {
            return Some(format!(
                "the saved model needs driver {:?}, of the same kind and values",
                missing.name
            ));
        }
        let extra = theirs.iter().find(|driver| !ours.clone().any(|known| known == *driver));
        if let Some(extra) = extra {
            return Some(format!("the saved model does not know driver {:?}", extra.name));
        }
        (!ours.eq(theirs)).then(|| "the drivers are in another order than in the saved model".to_owned())
    }
}

impl Model for FineTuned {
    fn name(&self) -> &str {
        self.from.manifest().net.architecture.name()
    }

    fn capabilities(&self) -> Capabilities {
        let architecture = self.from.manifest().net.architecture;
        Capabilities {
            drivers: architecture.drivers(),
            global: true,
            browser: architecture.browser(),
            intervals: true,
            neural: true,
        }
    }

    fn min_length(&self, season: usize, _h: usize) -> usize {
        2 * self.from.manifest().net.h + season.max(4)
    }

    fn suits(&self, _features: &Features) -> bool {
        false
    }

    fn stands_alone(&self) -> bool {
        !self.seen
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let known = self.from.manifest();
        let needed = self.min_length(panel.season(), known.net.h);
        train::check(known.net.architecture.name(), needed, panel, config)?;
        if let Some(problem) = self.problem(panel, config.h) {
            return Err(Error::Invalid(problem));
        }
        let setting = Setting {
            net: known.net.clone(),
            drivers: known.drivers.clone(),
            seasons: known.seasons.clone(),
            transform: known.transform,
            nonnegative: known.nonnegative && train::is_nonnegative(panel, config),
            training: self.training.clone().unwrap_or_else(Self::usual_training),
            weights: Some(self.from.weights()),
            parent: self.parent.clone(),
            data_fingerprint: self.data_fingerprint.clone(),
            device: self.device,
        };
        Ok(Box::new(train::train(setting, panel, config, observer)?))
    }

    fn device(&mut self) -> Option<&mut Device> {
        Some(&mut self.device)
    }
}
