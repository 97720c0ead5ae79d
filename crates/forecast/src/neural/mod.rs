//! Neural models in Burn: one network for all series of a panel, all periods of the horizon at once, with
//! drivers and quantiles.
//!
//! With feature `neural` there is [`Engine`]: a saved model forecasts, natively or in the browser. With feature
//! `train` there is also `NeuralModel`, which trains one; with feature `wgpu` it can do so on a graphics
//! processor, and `compare` says whether that computes what the processor does. The weights then move to the
//! processor: forecasts and what-ifs run there, in the server as in the browser.
//!
//! # How it works
//!
//! The target goes through a transform (square root for skewed counts) and is scaled by mean and
//! standard deviation of the context window. The network sees the context (target, missing flags,
//! drivers, calendar) and the future drivers and calendar. It learns five quantiles with the pinball loss.
//! The mean comes from the quantiles by Swanson's rule, the intervals from the quantiles too, recalibrated
//! by conformalized quantile regression on a held-out tail.
//!
//! # How to add an architecture
//!
//! 1. Add it to [`Architecture`] with its name, its page in `docs/models`, and its sizes in [`Preset`].
//! 2. Write its `encode` (past only) and `decode` (with the future) in a file under `net`, with layers from
//!    `layers.rs`. Compile it with feature `train` alone if it takes no drivers or would weigh much in the browser.
//! 3. Add it to the reference values (`testdata/golden/networks.py`) and measure it with
//!    `cargo run --release --example bike --features train`.

mod artifact;
mod calendar;
mod config;
#[cfg(feature = "train")]
mod device;
mod engine;
mod features;
#[cfg(feature = "train")]
mod fine_tune;
#[cfg(feature = "wgpu")]
mod gpu;
#[cfg(feature = "train")]
mod interpretation;
pub(crate) mod layers;
mod limits;
#[cfg(feature = "train")]
mod model;
mod net;
mod quantile;
mod scale;
#[cfg(feature = "wgpu")]
mod self_test;
#[cfg(feature = "train")]
mod split;
#[cfg(feature = "train")]
mod train;
mod window;

pub use artifact::{Manifest, SavedSeries, Trained};
pub use config::{Architecture, NetConfig, Preset, Training};
pub use engine::Engine;
pub use features::ScaledDriver;
#[cfg(feature = "train")]
pub use fine_tune::FineTuned;
#[cfg(feature = "wgpu")]
pub use gpu::{Adapter, adapter};
#[cfg(feature = "train")]
pub use model::{NeuralModel, models};
pub use quantile::Calibration;
pub use scale::Transform;
#[cfg(feature = "wgpu")]
pub use self_test::{TOLERANCE, Verdict, compare};
