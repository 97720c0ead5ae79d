//! The state of a what-if.

use almanac_domain::model::{SeriesView, WhatIf};
use almanac_domain::{ForecastId, ProjectId, ScenarioId};
use leptos::prelude::*;

use super::edits::{self, Edit};
use crate::api::forecast::Workbench;
use crate::components::ChartHandle;

/// How far the model is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", expect(dead_code, reason = "the model runs in browsers only"))]
pub(super) enum Engine {
    Loading,
    Ready,
    Failed(String),
}

/// What the model says about the present edits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    pub mean: Vec<f64>,
    /// The drivers after the edits, row by row.
    pub drivers: Vec<f64>,
    /// How long it took, in milliseconds.
    pub ms: f64,
}

/// The state of a what-if; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    pub project: ProjectId,
    pub forecast: ForecastId,
    /// What was given: series, drivers, baseline.
    pub given: StoredValue<WhatIf>,
    pub edits: RwSignal<Vec<Edit>>,
    pub outcome: RwSignal<Outcome>,
    pub engine: RwSignal<Engine>,
    /// The saved scenario that is open, with its name.
    pub open: RwSignal<Option<(ScenarioId, String)>>,
    pub chart: ChartHandle,
    /// The charts of drivers, in their order.
    pub charts: StoredValue<Vec<ChartHandle>>,
    /// The driver whose chart is being dragged; it shows its points already.
    pub dragged: StoredValue<Option<usize>>,
}

impl Bench {
    pub fn new(project: ProjectId, work: &Workbench) -> Self {
        let given = work.what_if.clone();
        let stored = work.scenario.as_ref();
        let edits = match stored.and_then(|scenario| serde_json::from_value(scenario.edits.clone()).ok()) {
            Some(scenario) => edits::read(&given.drivers, &scenario),
            None => vec![Edit::default(); given.drivers.len()],
        };
        let outcome = Outcome {
            mean: stored.map_or_else(|| given.view.mean.clone(), |scenario| scenario.mean.clone()),
            drivers: given.drivers.iter().flat_map(|driver| driver.values.iter().copied()).collect(),
            ms: 0.0,
        };
        Self {
            project,
            forecast: given.forecast.id,
            edits: RwSignal::new(edits),
            outcome: RwSignal::new(outcome),
            engine: RwSignal::new(Engine::Loading),
            open: RwSignal::new(stored.map(|scenario| (scenario.id, scenario.name.clone()))),
            chart: ChartHandle::new(),
            charts: StoredValue::new(given.drivers.iter().map(|_| ChartHandle::new()).collect()),
            dragged: StoredValue::new(None),
            given: StoredValue::new(given),
        }
    }

    /// Changes what is done to a driver.
    pub fn edit(self, driver: usize, change: impl FnOnce(&mut Edit)) {
        self.edits.update(|edits| {
            if let Some(edit) = edits.get_mut(driver) {
                change(edit);
            }
        });
    }

    /// What is done to a driver.
    pub fn of(self, driver: usize) -> Edit {
        self.edits.read().get(driver).cloned().unwrap_or_default()
    }

    /// The present edits as a scenario.
    pub fn scenario(self) -> almanac_forecast::scenario::Scenario {
        self.given.with_value(|given| edits::scenario(&given.drivers, &self.edits.read_untracked()))
    }

    /// The baseline.
    pub fn view(self) -> SeriesView {
        self.given.with_value(|given| given.view.clone())
    }

    /// The value of a driver in a period after the edits.
    pub fn value(self, driver: usize, period: usize) -> f64 {
        let periods = self.given.with_value(|given| given.view.ds.len());
        self.outcome.read().drivers.get(driver * periods + period).copied().unwrap_or(f64::NAN)
    }
}
