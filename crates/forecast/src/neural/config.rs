//! What a network looks like and how it is trained.

use serde::{Deserialize, Serialize};

/// The kind of network. A page for each is in `docs/models`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// TiDE.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/tide.md"))]
    Tide,
    /// LSTM.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/lstm.md"))]
    Lstm,
    /// GRU.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/gru.md"))]
    Gru,
    /// N-HiTS.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/nhits.md"))]
    #[serde(rename = "nhits")]
    NHits,
    /// N-BEATS with generic blocks.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/nbeats.md"))]
    #[serde(rename = "nbeats")]
    NBeats,
    /// N-BEATS with a stack for the trend and one for the season; see [`Self::NBeats`].
    #[serde(rename = "nbeats_interpretable")]
    NBeatsInterpretable,
    /// `TSMixer`.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/tsmixer.md"))]
    #[serde(rename = "tsmixer")]
    TsMixer,
    /// `DLinear`.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/dlinear.md"))]
    #[serde(rename = "dlinear")]
    DLinear,
    /// `NLinear`.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/nlinear.md"))]
    #[serde(rename = "nlinear")]
    NLinear,
    /// `PatchTST`.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/patch_tst.md"))]
    PatchTst,
    /// TFT.
    #[cfg_attr(feature = "train", doc = "", doc = include_str!("../../../../docs/models/tft.md"))]
    Tft,
}

impl Architecture {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Tide,
        Self::Lstm,
        Self::Gru,
        Self::TsMixer,
        Self::NHits,
        Self::NBeats,
        Self::NBeatsInterpretable,
        Self::DLinear,
        Self::NLinear,
        Self::PatchTst,
        Self::Tft,
    ];

    /// The model's name on the command line and in output columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tide => "TiDE",
            Self::Lstm => "LSTM",
            Self::Gru => "GRU",
            Self::NHits => "NHITS",
            Self::NBeats => "NBEATS",
            Self::NBeatsInterpretable => "NBEATS-I",
            Self::TsMixer => "TSMixer",
            Self::DLinear => "DLinear",
            Self::NLinear => "NLinear",
            Self::PatchTst => "PatchTST",
            Self::Tft => "TFT",
        }
    }

    /// The one of that name, upper and lower case alike.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|architecture| architecture.name().eq_ignore_ascii_case(name))
    }

    /// Whether the network sees drivers and calendar; the others see the target alone.
    pub fn drivers(self) -> bool {
        !matches!(self, Self::DLinear | Self::NLinear | Self::PatchTst)
    }

    /// Whether its artifact runs in the browser. One without drivers does not: there is no what-if to play with
    /// it, and every page with a what-if would carry its code. TFT's code would weigh too much there.
    pub fn browser(self) -> bool {
        self.drivers() && self != Self::Tft
    }

    /// Whether the model of this name is a network whose artifact runs in the browser.
    pub fn plays(name: &str) -> bool {
        Self::by_name(name).is_some_and(Self::browser)
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
    /// TiDE: residual blocks of encoder and decoder. N-BEATS and N-HiTS: blocks of a stack. Mixing layers of
    /// `TSMixer`, attention layers of `PatchTST`.
    pub layers: usize,
    /// Width to which TiDE projects the covariates of one period.
    pub covariates: usize,
    /// Width of the decoded vector of one forecast period.
    pub decoded: usize,
    /// Width of the hidden layer that joins decoded vector and drivers of one period.
    pub temporal: usize,
    /// Periods that LSTM and GRU take in one step; the length of `PatchTST`'s patches, of which two overlap by half.
    pub patch: usize,
    /// Features of one past period.
    pub past_features: usize,
    /// Features of one future period.
    pub future_features: usize,
    /// TFT: the number of the variable to which each feature of a past period belongs; if empty, each feature is a
    /// variable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past_variables: Vec<usize>,
    /// The same for a future period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub future_variables: Vec<usize>,
    /// TFT: how many of the variables are static and have encoders of their own: the last ones.
    #[serde(default)]
    pub statics: usize,
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
    /// Rate of dropout, in networks that have it.
    pub dropout: f64,
    /// Epochs on all data, the held-out tail included, after the best epoch is known.
    pub refresh: usize,
}

/// A size of network with the training that suits it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Trains in seconds: for trials, tests, and quick answers in the browser.
    Tiny,
    /// For use.
    #[default]
    Small,
    /// For much data and time: about four times the weights, and five times the training.
    Large,
}

impl Preset {
    /// The name, as an option has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Large => "large",
        }
    }

    /// One of three sizes.
    #[cfg(feature = "train")]
    fn size(self, tiny: usize, small: usize, large: usize) -> usize {
        match self {
            Self::Tiny => tiny,
            Self::Small => small,
            Self::Large => large,
        }
    }

    /// The sizes for a context and horizon; the feature counts are filled in from the data.
    #[cfg(feature = "train")]
    pub(crate) fn net(self, architecture: Architecture, context: usize, h: usize) -> NetConfig {
        use Architecture::{
            DLinear, Gru, Lstm, NBeats, NBeatsInterpretable, NHits, NLinear, PatchTst, Tft, Tide, TsMixer,
        };
        let (hidden, layers) = match architecture {
            Lstm | Gru => (self.size(48, 64, 128), 1),
            Tide | NHits => (self.size(48, 128, 256), self.size(1, 1, 2)),
            NBeats => (self.size(48, 128, 256), self.size(2, 3, 4)),
            NBeatsInterpretable => (self.size(48, 128, 256), self.size(1, 2, 3)),
            TsMixer => (self.size(24, 32, 64), self.size(1, 1, 2)),
            DLinear | NLinear => (1, 1),
            PatchTst => (self.size(16, 32, 64), self.size(1, 2, 3)),
            Tft => (self.size(8, 16, 32), 1),
        };
        let (decoded, temporal) = (self.size(8, 16, 32), self.size(32, 64, 128));
        let patch = match architecture {
            PatchTst if context >= 64 => 16,
            PatchTst => 4,
            _ => (1..=12).rev().find(|p| context.is_multiple_of(*p) && context / p >= 4).unwrap_or(1),
        };
        NetConfig {
            architecture,
            context,
            h,
            hidden,
            layers,
            covariates: 4,
            decoded,
            temporal,
            patch,
            past_features: 0,
            future_features: 0,
            past_variables: Vec::new(),
            future_variables: Vec::new(),
            statics: 0,
        }
    }

    /// The training.
    pub fn training(self) -> Training {
        let (epochs, windows, refresh) = match self {
            Self::Tiny => (16, 3_072, 0),
            Self::Small => (24, 6_144, 3),
            Self::Large => (40, 16_384, 5),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_in_any_case() {
        for architecture in Architecture::ALL {
            assert_eq!(Architecture::by_name(&architecture.name().to_lowercase()), Some(architecture));
            let json = serde_json::to_string(&architecture).unwrap();
            assert_eq!(serde_json::from_str::<Architecture>(&json).unwrap(), architecture);
        }
        assert_eq!(Architecture::by_name("Oracle"), None);
    }
}
