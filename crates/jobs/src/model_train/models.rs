//! Which models a training compares.

use almanac_domain::model::TrainModel;
use almanac_forecast::neural::{Architecture, NeuralModel, Preset};
use almanac_forecast::{Model, auto};
use almanac_service::model::plan;
use almanac_service::snapshot::Snapshot;

use super::Given;
use super::search::held_out;
use crate::Result;

/// A neural model is only tried where its training can draw from so many windows.
const LEAST_WINDOWS: usize = 300;

/// The models of a comparison.
pub(super) struct Chosen {
    pub(super) all: Vec<Box<dyn Model>>,
    /// Those that have seen periods of the comparison before.
    pub(super) seen: Vec<String>,
}

/// The models that were asked for; if none were, those that suit, and the best neural one where there is enough to
/// learn from. Networks of the parent learn on, and the model whose options were searched comes with those it found.
pub(super) fn chosen(
    snapshot: &Snapshot,
    config: &TrainModel,
    fingerprint: &str,
    given: Given,
) -> Result<Chosen> {
    let wanted = |name: &str| config.models.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    let offered = if config.models.is_empty() {
        auto::candidates(&snapshot.panel)
    } else {
        auto::registry().into_iter().filter(|model| wanted(model.name())).collect()
    };
    let mut all: Vec<Box<dyn Model>> =
        offered.into_iter().filter(|model| !model.capabilities().neural).collect();
    let suits = config.models.is_empty() && windows(snapshot, config) >= LEAST_WINDOWS;
    let held_out = held_out(&plan(config));
    let mut networks = given.networks;
    let mut seen = Vec::new();
    for architecture in Architecture::ALL {
        let name = architecture.name();
        let best = architecture == Architecture::Tide;
        let saved = networks.iter().position(|network| network.name == name);
        if let Some(saved) = saved.filter(|_| config.models.is_empty() || wanted(name)) {
            let network = networks.swap_remove(saved).learns_on(snapshot, config, fingerprint, held_out)?;
            seen.extend(network.seen.then(|| name.to_owned()));
            all.push(Box::new(network));
        } else if wanted(name) || (suits && best) {
            all.push(Box::new(NeuralModel::new(architecture, Preset::Small).with_fingerprint(fingerprint)));
        }
    }
    all.extend(given.tuned.map(|tuned| Box::new(tuned) as Box<dyn Model>));
    Ok(Chosen { all, seen })
}

/// The windows from which the training before the first window of the backtest could draw.
fn windows(snapshot: &Snapshot, config: &TrainModel) -> usize {
    let horizon = config.horizon as usize;
    let used = horizon * (config.windows as usize + 2) + snapshot.panel.season();
    snapshot.panel.series.iter().map(|s| s.y.len().saturating_sub(used)).sum()
}
