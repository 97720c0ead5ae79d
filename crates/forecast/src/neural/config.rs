//! What a network looks like and how it is trained.

use serde::{Deserialize, Serialize};

/// The kind of network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// Time-series Dense Encoder: Das et al., *Long-term Forecasting with TiDE*, TMLR 2023.
    Tide,
    /// LSTM encoder over patches of the context, dense decoder for all periods at once.
    Lstm,
}

impl Architecture {
    /// The model's name on the command line and in output columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tide => "TiDE",
            Self::Lstm => "LSTM",
        }
    }
}

/// Sizes of a network; they are saved with the weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetConfig {
    /// The kind of network.
    pub architecture: Architecture,
    /// Periods of the past the network sees.
    pub context: usize,
    /// Periods it forecasts.
    pub h: usize,
    /// Width of the hidden layers.
    pub hidden: usize,
    /// Residual blocks of TiDE's encoder and of the decoder.
    pub layers: usize,
    /// Width to which TiDE projects the covariates of one period.
    pub covariates: usize,
    /// Width of the decoded vector of one forecast period.
    pub decoded: usize,
    /// Width of the hidden layer that joins decoded vector and drivers of one period.
    pub temporal: usize,
    /// Periods the LSTM takes in one step.
    pub patch: usize,
    /// Features of one past period.
    pub past_features: usize,
    /// Features of one future period.
    pub future_features: usize,
}

/// How a network is trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Epochs at most.
    pub epochs: usize,
    /// Epochs without a better held-out loss after which training ends.
    pub patience: usize,
    /// Windows an epoch draws at most.
    pub windows: usize,
    /// Windows a batch holds.
    pub batch: usize,
    /// Learning rate at the start; it falls to a hundredth along half a cosine.
    pub learning_rate: f64,
    /// Decoupled weight decay (`AdamW`).
    pub weight_decay: f32,
    /// Rate of dropout in the residual blocks.
    pub dropout: f64,
    /// Epochs on all data, the held-out tail included, after the best epoch is known.
    pub refresh: usize,
}

/// A size of network with the training that suits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Trains in seconds: for trials, tests and the browser.
    Small,
    /// For use.
    Default,
}

impl Preset {
    /// The sizes for a context and horizon; the feature counts are filled in from the data.
    #[cfg(feature = "train")]
    pub(crate) fn net(self, architecture: Architecture, context: usize, h: usize) -> NetConfig {
        let (hidden, decoded, temporal) = match (self, architecture) {
            (Self::Small, _) => (48, 8, 32),
            (Self::Default, Architecture::Tide) => (128, 16, 64),
            (Self::Default, Architecture::Lstm) => (64, 16, 64),
        };
        let patch = (1..=12).rev().find(|p| context.is_multiple_of(*p) && context / p >= 4).unwrap_or(1);
        NetConfig {
            architecture,
            context,
            h,
            hidden,
            layers: 1,
            covariates: 4,
            decoded,
            temporal,
            patch,
            past_features: 0,
            future_features: 0,
        }
    }

    /// The training.
    pub fn training(self) -> Training {
        let (epochs, windows, refresh) = match self {
            Self::Small => (16, 3_072, 0),
            Self::Default => (24, 6_144, 3),
        };
        Training {
            epochs,
            patience: 6,
            windows,
            batch: 128,
            learning_rate: 2e-3,
            weight_decay: 1e-3,
            dropout: 0.2,
            refresh,
        }
    }
}

impl NetConfig {
    /// Why a network of these sizes is refused, if it is: sizes read from a file are not trusted.
    pub(crate) fn problem(&self) -> Option<String> {
        let limits = [
            ("context", self.context, 4_096),
            ("horizon", self.h, 2_048),
            ("hidden width", self.hidden, 2_048),
            ("layers", self.layers, 16),
            ("covariate width", self.covariates, 256),
            ("decoded width", self.decoded, 256),
            ("temporal width", self.temporal, 1_024),
            ("patch", self.patch, 512),
            ("past features", self.past_features, 2_048),
            ("future features", self.future_features, 2_048),
        ];
        for (name, value, most) in limits {
            if value < 1 || value > most {
                return Some(format!("{name} is {value}, allowed are 1 to {most}"));
            }
        }
        if !self.context.is_multiple_of(self.patch) {
            return Some(format!("context {} is not a multiple of patch {}", self.context, self.patch));
        }
        let weights = (self.context * (2 + self.covariates) + self.h * (self.covariates + 2 * self.decoded))
            * self.hidden
            + self.layers * self.hidden * self.hidden * 4
            + self.context * self.h
            + self.patch * self.past_features * self.hidden * 4;
        (weights > 50_000_000).then(|| format!("a network of {weights} weights is too large"))
    }
}
