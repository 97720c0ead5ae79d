//! Training: random windows, pinball loss, `AdamW` with a cosine, early stopping on a held-out tail, conformal
//! recalibration on that tail.

use burn::grad_clipping::GradientClippingConfig;
use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams};
use burn::store::ModuleRecord;
use burn::tensor::{Device, Tensor};

use super::artifact::{Manifest, Trained};
use super::config::{Architecture, NetConfig, Training};
use super::device;
use super::engine::{Engine, saved, tails};
use super::features::{Layout, ScaledDriver};
use super::layers::Dropout;
use super::model::NeuralModel;
use super::net::Net;
use super::quantile::{self, Calibration};
use super::scale::Transform;
use super::split::Pool;
use super::window::{Batch, Prepared};
use crate::quantiles::QUANTILES;
use crate::rng::Rng;
use crate::sign::Sign;
use crate::{Config, Error, Event, Flow, Model, Observer, Panel, Result};

/// What is settled before a training.
pub(super) struct Setting {
    /// Sizes of the network.
    pub(super) net: NetConfig,
    /// The drivers with their scaling.
    pub(super) drivers: Vec<ScaledDriver>,
    /// Season lengths.
    pub(super) seasons: Vec<usize>,
    /// Transform of the target.
    pub(super) transform: Transform,
    /// No value is negative.
    pub(super) nonnegative: bool,
    /// How it is trained.
    pub(super) training: Training,
    /// The weights to begin with; drawn at random if there are none.
    pub(super) weights: Option<ModuleRecord>,
    /// What the model is called whose weights these are.
    pub(super) parent: Option<String>,
    /// What the training data are.
    pub(super) data_fingerprint: Option<String>,
    /// Where it is trained.
    pub(super) device: crate::Device,
}

/// Trains a new network on a panel.
pub(crate) fn fit(
    model: &NeuralModel,
    panel: &Panel,
    config: &Config,
    observer: &mut dyn Observer,
) -> Result<Engine> {
    check(model.architecture.name(), model.min_length(panel.season(), config.h), panel, config)?;
    let learn = |(i, driver)| ScaledDriver::learn(driver, panel.series.iter().flat_map(|s| &s.drivers[i]));
    let drivers = panel.drivers.iter().enumerate().map(learn).collect::<Result<Vec<_>>>()?;
    let layout = Layout::new(panel.frequency, &panel.seasons, &drivers);
    let context = model.context.unwrap_or_else(|| usual_context(panel, config.h));
    let mut net = model.preset.net(model.architecture, context, config.h);
    net.past_features = layout.past_width();
    net.future_features = layout.future_width();
    if net.architecture == Architecture::Tft {
        net.statics = layout.statics();
        [net.past_variables, net.future_variables] =
            layout.variables(net.statics > 0).map(|variables| variables.of);
    }
    let setting = Setting {
        net,
        drivers,
        seasons: panel.seasons.clone(),
        transform: Transform::choose(panel.series.iter().map(|s| &s.y[..])),
        nonnegative: is_nonnegative(panel, config),
        training: model.training(),
        weights: None,
        parent: None,
        data_fingerprint: model.data_fingerprint.clone(),
        device: model.device,
    };
    train(setting, panel, config, observer)
}

/// Trains the network of a setting.
pub(super) fn train(
    setting: Setting,
    panel: &Panel,
    config: &Config,
    observer: &mut dyn Observer,
) -> Result<Engine> {
    let Setting { net: sizes, drivers, seasons, transform, mut training, .. } = setting;
    if let Some(problem) = sizes.problem() {
        return Err(Error::Invalid(problem));
    }
    training.batch = sizes.at_once(training.batch);
    let layout = Layout::new(panel.frequency, &seasons, &drivers);
    let series: Vec<Prepared> =
        panel.series.iter().map(|s| Prepared::new(s, &layout, transform, None)).collect();
    let held_out = Pool::held_out(&series, &sizes);
    let mut trainer = Trainer {
        series: &series,
        layout: &layout,
        net: &sizes,
        training: &training,
        rng: Rng::new(config.seed),
        place: setting.device,
        device: device::open(setting.device)?,
        observer,
    };
    let (net, trained) = trainer.best(&held_out, config.seed, setting.weights)?;

    let mut manifest = Manifest {
        code_version: env!("CARGO_PKG_VERSION").to_owned(),
        net: sizes.clone(),
        seed: config.seed,
        data_fingerprint: setting.data_fingerprint,
        parent: setting.parent,
        frequency: panel.frequency,
        seasons,
        drivers,
        transform,
        nonnegative: setting.nonnegative,
        calibrations: Vec::new(),
        trained,
        series: Vec::new(),
    };
    let tail = tails(panel, sizes.context);
    manifest.series = saved(panel, &tail, &layout, &manifest);
    let mut engine = Engine::from_parts(manifest, layout.clone(), at_rest(&net), tail);
    let calibrations = calibrate(&engine, &series, &layout, &held_out, &config.levels)?;
    engine.set_calibrations(calibrations);
    if training.refresh > 0 && !held_out.is_empty() {
        engine.set_net(at_rest(&trainer.refresh(net)?));
    }
    Ok(engine)
}

/// Whether no value is below zero, and none may be.
pub(super) fn is_nonnegative(panel: &Panel, config: &Config) -> bool {
    panel.series.iter().all(|series| Sign::unless(config.below_zero, &series.y) != Sign::Any)
}

/// The network as it forecasts: on the processor, without gradients.
fn at_rest(net: &Net) -> Net {
    net.valid().fork(&Device::flex())
}

/// Whether a panel can be learned from.
pub(super) fn check(model: &'static str, needed: usize, panel: &Panel, config: &Config) -> Result<()> {
    if config.h == 0 || panel.series.is_empty() {
        return Err(Error::Invalid("there is nothing to forecast: no horizon or no series".to_owned()));
    }
    if config.levels.iter().any(|l| !(1..=99).contains(l)) {
        return Err(Error::Invalid("interval levels lie between 1 and 99".to_owned()));
    }
    for s in &panel.series {
        if s.drivers.len() != panel.drivers.len() || s.drivers.iter().any(|d| d.len() != s.y.len()) {
            return Err(Error::Invalid(format!(
                "series {:?}: drivers and target differ in shape",
                s.unique_id
            )));
        }
        if s.y.iter().any(|y| y.is_infinite()) {
            return Err(Error::Invalid(format!("series {:?} has infinite values", s.unique_id)));
        }
        if s.y.len() < needed {
            let (unique_id, length) = (s.unique_id.clone(), s.y.len());
            return Err(Error::TooShort { unique_id, model, length, needed });
        }
    }
    Ok(())
}

/// Two short seasons, the longest one and the horizon, but at most half of the shortest series: rounded
/// up to a multiple of the shortest season where that is reasonable.
fn usual_context(panel: &Panel, h: usize) -> usize {
    let longest = panel.seasons.iter().copied().max().unwrap_or(1);
    let shortest = panel.series.iter().map(|s| s.y.len()).min().unwrap_or(1);
    let wished = longest.max(2 * panel.season()).max(h).clamp(8, 672);
    wished.min(((shortest - h) / 2).max(panel.season()).max(4))
}

struct Trainer<'a> {
    series: &'a [Prepared],
    layout: &'a Layout,
    net: &'a NetConfig,
    training: &'a Training,
    rng: Rng,
    place: crate::Device,
    device: Device,
    observer: &'a mut dyn Observer,
}

/// A phase of training: where windows come from and how the learning rate falls.
struct Phase<'a> {
    pool: &'a Pool,
    held_out: &'a [(usize, usize)],
    epochs: usize,
    learning_rate: f64,
}

impl Trainer<'_> {
    /// Trains on all but the held-out windows and keeps the best epoch.
    fn best(
        &mut self,
        held_out: &[(usize, usize)],
        seed: u64,
        weights: Option<ModuleRecord>,
    ) -> Result<(Net, Trained)> {
        let pool = Pool::before_tail(self.series, self.net);
        let mut net = Net::new(self.net, seed, &self.device.clone().autodiff())?;
        if let Some(weights) = weights {
            let loaded = net.try_load_record(weights);
            net = loaded.map_err(|e| Error::Artifact(format!("its weights do not fit its network: {e}")))?;
        }
        let phase = Phase {
            pool: &pool,
            held_out,
            epochs: self.training.epochs,
            learning_rate: self.training.learning_rate,
        };
        self.run(net, &phase)
    }

    /// Trains a little on all windows.
    fn refresh(&mut self, net: Net) -> Result<Net> {
        let pool = Pool::all(self.series, self.net);
        let phase = Phase {
            pool: &pool,
            held_out: &[],
            epochs: self.training.refresh,
            learning_rate: self.training.learning_rate / 5.0,
        };
        Ok(self.run(net, &phase)?.0)
    }

    fn run(&mut self, mut net: Net, phase: &Phase) -> Result<(Net, Trained)> {
        let mut optimizer = AdamWConfig::new()
            .with_weight_decay(self.training.weight_decay)
            .with_grad_clipping(Some(GradientClippingConfig::Norm(1.0)))
            .init();
        let windows = phase.pool.len();
        // Little data is seen several times an epoch, else there would be too few steps to learn from it.
        let per_epoch = windows.max(1_024).min(self.training.windows);
        let batches = per_epoch.div_ceil(self.training.batch).max(1);
        let steps = (batches * phase.epochs).max(1);
        let mut best: Option<(Net, Trained)> = None;
        let mut score = f64::INFINITY;
        for epoch in 1..=phase.epochs {
            let drawn = phase.pool.draw(per_epoch, &mut self.rng);
            let mut total = 0.0;
            for (b, chunk) in drawn.chunks(self.training.batch).enumerate() {
                let step = (epoch - 1) * batches + b;
                let progress = step as f64 / steps as f64;
                self.tell(&Event::Progress { fraction: progress })?;
                let masks = &mut Rng::new(self.rng.next_u64());
                let dropout = Dropout { rng: masks, rate: self.training.dropout };
                let loss = self.loss(&net, chunk, Some(dropout));
                let value = f64::from(loss.clone().into_scalar::<f32>());
                if !value.is_finite() {
                    return Err(Error::Numeric(format!("training diverged in epoch {epoch}")));
                }
                total += value * chunk.len() as f64;
                let gradients = GradientsParams::from_grads(loss.backward(), &net);
                net = optimizer.step(rate(phase.learning_rate, step, steps), net, gradients);
            }
            let loss = total / drawn.len().max(1) as f64;
            let valid_loss = self.valid_loss(&net, phase.held_out);
            self.tell(&Event::Epoch { epoch, epochs: phase.epochs, loss, valid_loss })?;
            if valid_loss.is_none_or(|l| l < score) {
                score = valid_loss.unwrap_or(score);
                let device = self.place;
                let trained = Trained { epochs: epoch, best_epoch: epoch, loss, valid_loss, windows, device };
                best = Some((net.clone(), trained));
            } else if let Some((_, trained)) = &mut best {
                trained.epochs = epoch;
                if epoch - trained.best_epoch >= self.training.patience {
                    break;
                }
            }
        }
        best.ok_or_else(|| Error::Numeric("training ended without a finite loss".to_owned()))
    }

    fn tell(&mut self, event: &Event) -> Result<()> {
        match self.observer.on(event) {
            Flow::Continue => Ok(()),
            Flow::Stop => Err(Error::Cancelled),
        }
    }

    /// Mean pinball loss of windows, in units of their spread.
    fn loss(&self, net: &Net, windows: &[(usize, usize)], mut dropout: Option<Dropout>) -> Tensor<1> {
        let device = self.device.clone();
        let device = if dropout.is_some() { device.autodiff() } else { device };
        let mut batch = Batch::default();
        for (series, origin) in windows {
            batch.push_window(&self.series[*series], self.layout, self.net, *origin);
        }
        let (target, known) = batch.target(self.net, &device);
        let state = net.encode(batch.past(self.net, &device), dropout.as_mut());
        let out = net.decode(state, batch.future(self.net, &device), dropout.as_mut());
        pinball(out, target, known)
    }

    fn valid_loss(&self, net: &Net, windows: &[(usize, usize)]) -> Option<f64> {
        if windows.is_empty() {
            return None;
        }
        let net = net.valid();
        let sum: f64 = windows
            .chunks(self.training.batch)
            .map(|w| f64::from(self.loss(&net, w, None).into_scalar::<f32>()) * w.len() as f64)
            .sum();
        Some(sum / windows.len() as f64)
    }
}

/// Learning rate of a step: a warm-up over the first twentieth, then half a cosine down to a hundredth.
fn rate(peak: f64, step: usize, steps: usize) -> f64 {
    let progress = step as f64 / steps as f64;
    let cosine = 0.5 * (1.0 + (std::f64::consts::PI * progress).cos());
    peak * cosine.max(0.01) * (20.0 * (step + 1) as f64 / steps as f64).min(1.0)
}

/// Pinball loss `2 max(q e, (q − 1) e)`, averaged over quantiles and known periods.
fn pinball(out: Tensor<3>, target: Tensor<2>, known: Tensor<2>) -> Tensor<1> {
    let device = out.device();
    let [n, h, k] = out.dims();
    let skew: Vec<f32> = QUANTILES.iter().map(|q| (2.0 * q - 1.0) as f32).collect();
    let skew = Tensor::<1>::from_floats(&skew[..], &device).reshape([1, 1, k]);
    let error = target.reshape([n, h, 1]) - out;
    let count = known.clone().sum().clamp_min(1.0) * k as f32;
    let loss = (error.clone().abs() + error * skew) * known.reshape([n, h, 1]);
    loss.sum() / count
}

/// Recalibrates the levels on the held-out windows.
fn calibrate(
    engine: &Engine,
    series: &[Prepared],
    layout: &Layout,
    held_out: &[(usize, usize)],
    levels: &[u8],
) -> Result<Vec<Calibration>> {
    let m = engine.manifest();
    let mut periods = Vec::new();
    for chunk in held_out.chunks(m.net.at_once(64)) {
        let mut batch = Batch::default();
        for (s, origin) in chunk {
            batch.push_window(&series[*s], layout, &m.net, *origin);
        }
        let values = engine.run(&mut batch)?;
        let mut rows = values.chunks_exact(QUANTILES.len());
        for ((s, origin), scale) in chunk.iter().zip(&batch.scales) {
            for (y, row) in series[*s].y[*origin..].iter().zip(rows.by_ref().take(m.net.h)) {
                if !y.is_nan() {
                    let learned = quantile::restore(row, *scale, m.transform, m.nonnegative);
                    periods.push((learned, m.transform.backward(*y)));
                }
            }
        }
    }
    let mut levels = levels.to_vec();
    levels.sort_unstable();
    levels.dedup();
    Ok(levels.into_iter().map(|level| quantile::calibrate(&periods, level)).collect())
}
