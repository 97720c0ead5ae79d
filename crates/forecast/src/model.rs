//! What every model has in common.

use serde::{Deserialize, Serialize};

use crate::explain::{Explanation, Interpretation};
use crate::paths::Dependence;
use crate::{Device, Features, Forecast, Future, Panel, Result};

/// What a model can do; the user interface shows it.
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Uses drivers.
    pub drivers: bool,
    /// Is fitted to all series of a panel at once.
    pub global: bool,
    /// Its artifact runs in the browser.
    pub browser: bool,
    /// Gives intervals by itself; others get them from errors in a backtest.
    pub intervals: bool,
    /// Is a network, or has one in it: trained for minutes, with an artifact, and intervals that it has tested on a part
    /// held out.
    pub neural: bool,
}

/// How to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Horizon in periods.
    pub h: usize,
    /// Interval levels in percent, ascending.
    pub levels: Vec<u8>,
    /// Seed of everything random.
    pub seed: u64,
    /// Whether forecasts may be below zero of a series that never was. A statistical model by itself does not ask.
    #[serde(default)]
    pub below_zero: bool,
}

/// A step of a long fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// A model starts on a backtest window (`window` of `windows`), or on all data (`window` = 0).
    Window {
        /// The model's name.
        model: String,
        /// Number of the window, from 1; 0 is the final fit.
        window: usize,
        /// How many windows there are.
        windows: usize,
    },
    /// An epoch of a neural model is over.
    Epoch {
        /// Number of the epoch, from 1.
        epoch: usize,
        /// How many epochs there are at most.
        epochs: usize,
        /// Mean training loss of the epoch.
        loss: f64,
        /// Loss on the held-out tail, if there is one.
        valid_loss: Option<f64>,
    },
    /// A trial of a [search](crate::search) is over.
    Trial {
        /// Number of the trial, from 0.
        number: usize,
        /// The rung it was on, from 0.
        rung: usize,
        /// How many rungs there are.
        rungs: usize,
        /// What it gave; none if it failed.
        value: Option<f64>,
        /// The value of the best trial so far.
        best: Option<f64>,
        /// How long it took on this rung.
        seconds: f64,
    },
    /// A fraction of the present fit is done (0 to 1).
    Progress {
        /// The fraction.
        fraction: f64,
    },
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop with [`crate::Error::Cancelled`].
    Stop,
}

/// Is told what happens, and may stop it.
pub trait Observer {
    /// Takes one event.
    fn on(&mut self, event: &Event) -> Flow;
}

/// An observer that never stops anything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {
    fn on(&mut self, _event: &Event) -> Flow {
        Flow::Continue
    }
}

/// A forecasting method.
pub trait Model: Send + Sync {
    /// The name, as used on the command line and in output columns (`AutoETS`, `SeasonalNaive`).
    fn name(&self) -> &str;
    /// What it can do.
    fn capabilities(&self) -> Capabilities;
    /// The fewest periods a series must have, given season length and horizon.
    fn min_length(&self, season: usize, h: usize) -> usize;
    /// Fits to a panel.
    ///
    /// # Errors
    /// If a series is too short, drivers are missing, the observer stops, or numbers fail.
    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>>;

    /// Whether it is worth a try on a panel like this. Where it is not, another model does the same better or in
    /// less time, or it is made for other data.
    fn suits(&self, features: &Features) -> bool {
        let _ = features;
        true
    }

    /// Whether the automatic choice may take it by itself. One that was trained on other series beforehand may have
    /// seen those of the backtest, which then flatters it: it is a member of combinations only.
    fn stands_alone(&self) -> bool {
        true
    }

    /// The device it is fitted on, to be changed; `None` if it knows only the processor.
    fn device(&mut self) -> Option<&mut Device> {
        None
    }
}

/// A fitted model.
pub trait Fitted: Send + Sync {
    /// Forecasts `future.h` periods after the end of each series the model was fitted to.
    ///
    /// # Errors
    /// If `h` exceeds what the model was fitted for, or drivers are missing.
    fn predict(&self, future: &Future) -> Result<Forecast>;

    /// The same fitted model with a longer past: `panel` has the same series, frequency and drivers. `None` if
    /// the model can only be fitted anew.
    ///
    /// A backtest asks this first: a model that answers is fitted once, on the data before the first
    /// window, and rolled forward with `update`.
    ///
    /// # Errors
    /// If the panel is not one the model can take.
    fn update(&self, panel: &Panel) -> Option<Result<Box<dyn Fitted>>> {
        let _ = panel;
        None
    }

    /// The bytes from which the model can be restored, if it has a portable form.
    fn artifact(&self) -> Option<Vec<u8>> {
        None
    }

    /// How everything that the model looks at makes up each forecast, one explanation for each series; `None` if
    /// the model cannot tell. [`explain::drivers`](crate::explain::drivers) asks any model about its drivers.
    ///
    /// # Errors
    /// Those of [`predict`](Self::predict), and [`Error::Cancelled`](crate::Error::Cancelled).
    fn contributions(
        &self,
        future: &Future,
        observer: &mut dyn Observer,
    ) -> Option<Result<Vec<Explanation>>> {
        let _ = (future, observer);
        None
    }

    /// What the model looks at for the forecast of each series, if it is a network that weighs its inputs; `None`
    /// for all others.
    ///
    /// # Errors
    /// Those of [`predict`](Self::predict).
    fn interpretation(&self, future: &Future) -> Option<Result<Vec<Interpretation>>> {
        let _ = future;
        None
    }

    /// How the errors of neighbouring periods go together, to draw [`paths`](crate::paths::paths) with.
    fn dependence(&self) -> Dependence {
        Dependence::default()
    }

    /// The indices, ascending, of the series that were forecast by seasonal naive instead, because they are too
    /// short for the model or its numbers failed on them.
    fn fallbacks(&self) -> &[usize] {
        &[]
    }
}
