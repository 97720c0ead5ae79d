//! The neural models as [`Model`]s.

use super::config::{Architecture, Preset, Training};
use super::train;
use crate::{Capabilities, Config, Device, Features, Fitted, Model, Observer, Panel, Result};

/// A global neural model: one network for all series of a panel.
#[derive(Debug, Clone)]
pub struct NeuralModel {
    /// The kind of network.
    pub architecture: Architecture,
    /// Its size.
    pub preset: Preset,
    /// Periods of the past it sees; chosen from seasons, horizon and length if absent.
    pub context: Option<usize>,
    /// How it is trained; the preset's way if absent.
    pub training: Option<Training>,
    /// What the training data are, such as a SHA-256; saved with the model.
    pub data_fingerprint: Option<String>,
    /// Where it is trained.
    pub device: Device,
}

impl NeuralModel {
    /// A model with everything chosen by preset and data.
    pub fn new(architecture: Architecture, preset: Preset) -> Self {
        Self {
            architecture,
            preset,
            context: None,
            training: None,
            data_fingerprint: None,
            device: Device::Cpu,
        }
    }

    /// The same, with the training data's fingerprint.
    #[must_use]
    pub fn with_fingerprint(self, fingerprint: impl Into<String>) -> Self {
        Self { data_fingerprint: Some(fingerprint.into()), ..self }
    }

    /// The training in force.
    pub(crate) fn training(&self) -> Training {
        self.training.clone().unwrap_or_else(|| match self.architecture {
            // Single linear maps take longer steps, and little data needs them; it is the rate of their paper for hours.
            Architecture::DLinear | Architecture::NLinear => {
                Training { learning_rate: 5e-3, ..self.preset.training() }
            }
            Architecture::Tft => Training { batch: 64, dropout: 0.1, ..self.preset.training() },
            _ => self.preset.training(),
        })
    }
}

impl Model for NeuralModel {
    fn name(&self) -> &str {
        self.architecture.name()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            drivers: self.architecture.drivers(),
            global: true,
            browser: self.architecture.browser(),
            intervals: true,
            neural: true,
        }
    }

    fn min_length(&self, season: usize, h: usize) -> usize {
        2 * h + season.max(4)
    }

    fn suits(&self, _features: &Features) -> bool {
        matches!(self.architecture, Architecture::Tide | Architecture::Lstm)
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        Ok(Box::new(train::fit(self, panel, config, observer)?))
    }

    fn device(&mut self) -> Option<&mut Device> {
        Some(&mut self.device)
    }
}

/// The registered neural models.
pub fn models() -> Vec<Box<dyn Model>> {
    let model = |architecture| Box::new(NeuralModel::new(architecture, Preset::Small)) as Box<dyn Model>;
    Architecture::ALL.map(model).into()
}
