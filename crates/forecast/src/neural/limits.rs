//! Bounds of a network's sizes.

use super::config::{Architecture, NetConfig};
use crate::quantiles::QUANTILES;

/// Heads of attention that TFT has at most.
pub(super) const HEADS: usize = 4;
/// Numbers that the largest tensor of one of TFT's windows may have.
const MOST_OF_WINDOW: u64 = 1 << 22;
/// Numbers that the largest tensor of TFT may have: 64 MiB, of which training keeps some dozens.
const MOST_AT_ONCE: u64 = 1 << 24;

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
        match self.architecture {
            Architecture::Lstm | Architecture::Gru if !self.context.is_multiple_of(self.patch) => {
                return Some(format!("context {} is not a multiple of patch {}", self.context, self.patch));
            }
            // Attention takes memory by the square of the patches.
            Architecture::PatchTst
                if !self.patch.is_multiple_of(2) || self.context.div_ceil(self.patch / 2) > 512 =>
            {
                return Some(format!("patch {} does not suit context {}", self.patch, self.context));
            }
            Architecture::TsMixer if self.hidden > 256 => {
                return Some(format!("hidden width is {}, allowed are 1 to 256", self.hidden));
            }
            Architecture::Tft => return self.problem_of_variables().or_else(|| self.too_many_weights()),
            _ => (),
        }
        self.too_many_weights()
    }

    fn too_many_weights(&self) -> Option<String> {
        let weights = self.weights();
        (weights > 50_000_000).then(|| format!("a network of {weights} weights is too large"))
    }

    /// What is wrong with TFT's variables, or with the size of what it keeps of one window.
    fn problem_of_variables(&self) -> Option<String> {
        if self.hidden > 256 {
            return Some(format!("hidden width is {}, allowed are 1 to 256", self.hidden));
        }
        let sides = [
            ("past", &self.past_variables, self.past_features),
            ("future", &self.future_variables, self.future_features),
        ];
        for (side, variables, features) in sides {
            let count = variables.iter().max().map_or(0, |last| last.saturating_add(1));
            let complete = count <= features && (0..count).all(|v| variables.contains(&v));
            let described = !variables.is_empty() || self.statics > 0;
            if described && (variables.len() != features || !complete || count < self.statics) {
                return Some(format!("the variables of a {side} period do not fit its features"));
            }
        }
        let numbers = self.window();
        (numbers > MOST_OF_WINDOW)
            .then(|| format!("one window takes {numbers} numbers, {MOST_OF_WINDOW} at most are allowed"))
    }

    /// How many variables the features of a past and of a future period are.
    pub(super) fn variables(&self) -> [usize; 2] {
        let count = |variables: &[usize], features| variables.iter().max().map_or(features, |last| last + 1);
        [count(&self.past_variables, self.past_features), count(&self.future_variables, self.future_features)]
    }

    /// Numbers of the largest tensors that TFT makes of one window.
    fn window(&self) -> u64 {
        let [past, future] = self.variables().map(|count| count as u64);
        let [context, h, hidden] = [self.context, self.h, self.hidden].map(|size| size as u64);
        let selection = (context * past + h * future) * hidden;
        selection.max(HEADS as u64 * h * (context + h))
    }

    /// How many windows to compute at once, if `wanted` were best: TFT keeps every variable of every period.
    pub(super) fn at_once(&self, wanted: usize) -> usize {
        match self.architecture {
            Architecture::Tft => ((MOST_AT_ONCE / self.window()) as usize).clamp(1, wanted.max(1)),
            _ => wanted,
        }
    }

    /// About how many numbers the network holds, tables included; not too few.
    fn weights(&self) -> u64 {
        let [context, h, hidden, layers, patch] =
            [self.context, self.h, self.hidden, self.layers, self.patch].map(|size| size as u64);
        let [covariates, decoded, temporal] =
            [self.covariates, self.decoded, self.temporal].map(|size| size as u64);
        let [past, future] = [self.past_features, self.future_features].map(|size| size as u64);
        let quantiles = QUANTILES.len() as u64;
        let period = (decoded + future) * (temporal + quantiles);
        // One block of N-BEATS and N-HiTS.
        let block = hidden * (context + h * future + 3 * hidden + context + quantiles * h);
        let tables = context * context + h * h;
        match self.architecture {
            Architecture::Tide => {
                (context * (2 + covariates) + h * (covariates + 2 * decoded)) * hidden
                    + layers * hidden * hidden * 4
                    + context * h
                    + period
            }
            Architecture::Lstm | Architecture::Gru => {
                4 * hidden * (patch * past + hidden) + hidden * h * decoded + context * h + period
            }
            Architecture::NHits => layers * (3 * block + tables / 2),
            Architecture::NBeats => layers * block,
            Architecture::NBeatsInterpretable => layers * (2 * block + tables),
            Architecture::TsMixer => {
                let mixing = h * h + 4 * h * hidden + 6 * hidden * hidden;
                context * h + (past + future) * (2 * hidden + h) + layers * mixing + 2 * hidden * hidden
            }
            Architecture::DLinear | Architecture::NLinear => 2 * quantiles * context * h,
            Architecture::PatchTst => {
                let patches = 2 * context / patch + 2;
                hidden * (patch + patches + layers * 13 * hidden + quantiles * patches * h)
            }
            Architecture::Tft => {
                let [past_variables, future_variables] = self.variables().map(|count| count as u64);
                let selection = |features: u64, variables: u64| {
                    2 * features * variables * hidden
                        + variables * (5 * hidden * hidden + 9 * hidden + variables * hidden)
                };
                let statics = self.statics as u64;
                selection(past, past_variables)
                    + selection(future, future_variables)
                    + selection(past.min(statics), statics)
                    + 60 * hidden * (hidden + 1)
                    + h * (context + h)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "train")]
    use crate::neural::Preset;

    fn sizes(architecture: Architecture) -> NetConfig {
        NetConfig {
            architecture,
            context: 336,
            h: 96,
            hidden: 64,
            layers: 2,
            covariates: 4,
            decoded: 16,
            temporal: 64,
            patch: 12,
            past_features: 20,
            future_features: 20,
            past_variables: Vec::new(),
            future_variables: Vec::new(),
            statics: 0,
        }
    }

    #[test]
    fn usual_sizes_are_allowed_and_huge_ones_refused() {
        for architecture in Architecture::ALL {
            assert_eq!(sizes(architecture).problem(), None, "{architecture:?}");
            let huge = NetConfig {
                context: 4_096,
                h: 2_048,
                hidden: 2_048,
                layers: 16,
                decoded: 256,
                patch: 512,
                future_features: 2_048,
                ..sizes(architecture)
            };
            assert!(huge.problem().is_some(), "{architecture:?}");
            for (context, h, hidden, patch) in [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)] {
                let none = NetConfig { context, h, hidden, patch, ..sizes(architecture) };
                assert!(none.problem().is_some(), "{architecture:?}");
            }
        }
    }

    #[test]
    #[cfg(feature = "train")]
    fn presets_grow_and_are_allowed() {
        for architecture in Architecture::ALL {
            let sized = |preset: Preset| {
                let net = preset.net(architecture, 336, 96);
                NetConfig { past_features: 20, future_features: 20, ..net }
            };
            let [tiny, small, large] = [Preset::Tiny, Preset::Small, Preset::Large].map(sized);
            assert_eq!(large.problem(), None, "{architecture:?}");
            let linear = matches!(architecture, Architecture::DLinear | Architecture::NLinear);
            let grows = tiny.weights() < small.weights() && small.weights() < large.weights();
            assert!(grows || linear, "{architecture:?}");
        }
        assert!(Preset::Large.training().windows > Preset::default().training().windows);
    }

    #[test]
    fn patches_are_even_and_not_too_many() {
        let attention = |context, patch| NetConfig { context, patch, ..sizes(Architecture::PatchTst) };
        assert!(attention(336, 15).problem().is_some() && attention(4_096, 2).problem().is_some());
        assert!(attention(335, 16).problem().is_none());
        let reader = |context, patch| NetConfig { context, patch, ..sizes(Architecture::Gru) };
        assert!(reader(335, 12).problem().is_some());
    }
}
