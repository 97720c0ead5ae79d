//! Inference: a saved model and the context of its series. Works natively and in the browser.

use std::ops::Range;
use std::sync::OnceLock;

use burn::module::Module;
use burn::store::ModuleRecord;
use burn::tensor::{Bytes, Device};

use super::artifact::{self, Manifest, SavedSeries};
#[cfg(feature = "train")]
use super::config::Architecture;
use super::features::Layout;
use super::net::{Net, State};
use super::quantile;
use super::scale::Scale;
use super::window::{Batch, Prepared};
use crate::quantiles::QUANTILES;
use crate::{Driver, Error, Fitted, Forecast, Future, Panel, Result, Series, SeriesForecast};

/// Series computed at once.
const CHUNK: usize = 64;

/// A trained network with the past of its series.
///
/// The past is encoded at the first forecast of a series and kept, so that another forecast with other
/// drivers costs only the part of the network that sees the future.
#[derive(Debug)]
pub struct Engine {
    manifest: Manifest,
    layout: Layout,
    // Boxed: an engine is kept across the waits of requests.
    net: Box<Net>,
    device: Device,
    /// The last periods of each series.
    context: Vec<Series>,
    encoded: Vec<OnceLock<Encoded>>,
}

/// The encoded past of one series.
#[derive(Debug)]
struct Encoded {
    state: State,
    scale: Scale,
    means: Vec<f32>,
}

impl Engine {
    /// Reads a saved model.
    ///
    /// # Errors
    /// [`Error::Artifact`] if the bytes are no artifact, of another version, damaged or out of limits.
    pub fn load(bytes: &[u8]) -> Result<Self> {
        let (manifest, context, weights) = artifact::decode(bytes)?;
        let layout = Layout::new(manifest.frequency, &manifest.seasons, &manifest.drivers);
        if layout.past_width() != manifest.net.past_features
            || layout.future_width() != manifest.net.future_features
        {
            return Err(Error::Artifact("its drivers do not fit its network".to_owned()));
        }
        #[cfg(feature = "train")]
        if manifest.net.architecture == Architecture::Tft {
            let net = &manifest.net;
            let [past, future] = layout.variables(net.statics > 0);
            let apart = net.statics == 0 || net.statics == layout.statics();
            if !apart || past.of != net.past_variables || future.of != net.future_variables {
                return Err(Error::Artifact("its drivers are not the variables of its network".to_owned()));
            }
        }
        let device = Device::flex();
        let record = ModuleRecord::from_bytes(Bytes::from_bytes_vec(weights.to_vec()))
            .map_err(|e| Error::Artifact(format!("its weights are damaged: {e}")))?;
        let net = Net::new(&manifest.net, 0, &device)?
            .try_load_record(record)
            .map_err(|e| Error::Artifact(format!("its weights do not fit its network: {e}")))?;
        Ok(Self::from_parts(manifest, layout, net, context))
    }

    pub(crate) fn from_parts(manifest: Manifest, layout: Layout, net: Net, context: Vec<Series>) -> Self {
        let encoded = context.iter().map(|_| OnceLock::new()).collect();
        Self { manifest, layout, net: Box::new(net), device: Device::flex(), context, encoded }
    }

    /// The bytes from which [`Engine::load`] restores this engine. Equal training gives equal bytes.
    ///
    /// # Errors
    /// If they would exceed the limits of an artifact.
    pub fn save(&self) -> Result<Vec<u8>> {
        let weights = Net::clone(&self.net).into_record().into_bytes();
        let weights = weights.map_err(|e| Error::Artifact(format!("weights cannot be written: {e}")))?;
        artifact::encode(&self.manifest, &self.context, &weights)
    }

    /// The weights, to train them further.
    #[cfg(feature = "train")]
    pub(crate) fn weights(&self) -> ModuleRecord {
        Net::clone(&self.net).into_record()
    }

    /// What is known about the model.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The last periods of each series, as the network sees them.
    pub fn context(&self) -> &[Series] {
        &self.context
    }

    /// The drivers whose future is known, in the order in which [`Engine::predict`] takes them.
    pub fn futr(&self) -> Vec<Driver> {
        self.layout.known().map(|d| self.manifest.drivers[d].driver.clone()).collect()
    }

    /// The same weights with the past of another panel: the way to roll forward without fitting again.
    ///
    /// # Errors
    /// If the panel's grid or drivers are not those of the training.
    pub fn with_context(&self, panel: &Panel) -> Result<Self> {
        let same = panel.drivers.iter().eq(self.manifest.drivers.iter().map(|d| &d.driver));
        if !same || panel.frequency != self.manifest.frequency {
            return Err(Error::Invalid("the panel's frequency or drivers are not the model's".to_owned()));
        }
        let context = tails(panel, self.manifest.net.context);
        let mut manifest = self.manifest.clone();
        manifest.series = saved(panel, &context, &self.layout, &manifest);
        Ok(Self::from_parts(manifest, self.layout.clone(), Net::clone(&self.net), context))
    }

    /// The same model with one of its series alone; nothing if it has none of that id.
    #[must_use]
    pub fn of_series(mut self, unique_id: &str) -> Option<Self> {
        let at = self.context.iter().position(|series| series.unique_id == unique_id)?;
        self.manifest.series = self.manifest.series.drain(at..).take(1).collect();
        let context = self.context.drain(at..).take(1).collect();
        Some(Self::from_parts(self.manifest, self.layout, *self.net, context))
    }

    /// Forecasts one series, given `drivers[k][t]`: the drivers whose future is known, in panel order, `h` periods.
    ///
    /// # Errors
    /// If there is no such series or the drivers have another shape.
    pub fn predict(&self, series: usize, drivers: &[Vec<f64>]) -> Result<SeriesForecast> {
        let (Some(past), Some(cell)) = (self.context.get(series), self.encoded.get(series)) else {
            return Err(Error::Invalid(format!("the model has no series number {series}")));
        };
        let h = self.manifest.net.h;
        self.layout.check_future(drivers, h)?;
        let encoded = cell.get_or_init(|| self.encode(series));
        let mut batch = Batch::default();
        let rows = self.layout.known_rows(self.start(past), h, drivers);
        batch.push_future(&self.layout, &rows, self.layout.known_width(), h, &encoded.means);
        let future = batch.future(&self.manifest.net, &self.device);
        let out = self.net.decode(encoded.state.clone(), future, None);
        let values =
            out.into_data().try_into_vec_as::<f32>().map_err(|e| Error::Numeric(format!("{e:?}")))?;
        self.finish(past, encoded.scale, &values)
    }

    fn encode(&self, series: usize) -> Encoded {
        let mut batch = Batch::default();
        let means = self.push_past(&mut batch, series);
        let scale = batch.scales[0];
        Encoded { state: self.net.encode(batch.past(&self.manifest.net, &self.device), None), scale, means }
    }

    fn push_past(&self, batch: &mut Batch, series: usize) -> Vec<f32> {
        let floor = self.manifest.series.get(series).map(|s| s.floor);
        let past = Prepared::new(&self.context[series], &self.layout, self.manifest.transform, floor);
        batch.push_past(&past, &self.layout, &self.manifest.net, past.len())
    }

    /// Forecasts all series, many at a time; a shorter horizon than the model's is cut from its forecast.
    ///
    /// # Errors
    /// If the horizon exceeds the model's, or the future is not of the model's series and drivers.
    pub fn forecast(&self, future: &Future) -> Result<Forecast> {
        let h = self.manifest.net.h;
        let drivers = self.full_drivers(future)?;
        let mut all = Vec::with_capacity(self.context.len());
        for chunk in self.chunks() {
            let mut batch = self.batch(chunk.clone(), &drivers[chunk.clone()]);
            let values = self.run(&mut batch)?;
            for (n, i) in chunk.enumerate() {
                let width = h * QUANTILES.len();
                let one = &values[n * width..(n + 1) * width];
                all.push(self.finish(&self.context[i], batch.scales[n], one)?);
            }
        }
        for series in &mut all {
            cut(series, future.h);
        }
        Ok(Forecast { series: all })
    }

    /// The numbers of the series, in as many parts as are computed at once.
    pub(super) fn chunks(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let (all, size) = (self.context.len(), self.manifest.net.at_once(CHUNK));
        (0..all).step_by(size).map(move |from| from..all.min(from + size))
    }

    /// Past and future of some series; `drivers` are theirs.
    pub(super) fn batch(&self, series: Range<usize>, drivers: &[Vec<Vec<f64>>]) -> Batch {
        let h = self.manifest.net.h;
        let mut batch = Batch::default();
        for (i, drivers) in series.zip(drivers) {
            let means = self.push_past(&mut batch, i);
            let known = self.layout.known_rows(self.start(&self.context[i]), h, drivers);
            batch.push_future(&self.layout, &known, self.layout.known_width(), h, &means);
        }
        batch
    }

    /// What the network looks at in a batch, if it weighs its inputs.
    #[cfg(feature = "train")]
    pub(super) fn looks_of(&self, mut batch: Batch) -> Option<super::net::Looks> {
        let past = batch.past(&self.manifest.net, &self.device);
        self.net.looks(past, batch.future(&self.manifest.net, &self.device))
    }

    /// How the features of a period are ordered.
    #[cfg(feature = "train")]
    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Scaled quantiles of a batch.
    pub(crate) fn run(&self, batch: &mut Batch) -> Result<Vec<f32>> {
        let state = self.net.encode(batch.past(&self.manifest.net, &self.device), None);
        let out = self.net.decode(state, batch.future(&self.manifest.net, &self.device), None);
        out.into_data().try_into_vec_as::<f32>().map_err(|e| Error::Numeric(format!("{e:?}")))
    }

    /// The future drivers of each series, extended to the model's horizon by their last value.
    pub(super) fn full_drivers(&self, future: &Future) -> Result<Vec<Vec<Vec<f64>>>> {
        let h = self.manifest.net.h;
        if future.h > h {
            return Err(Error::Invalid(format!("the model forecasts {h} periods, not {}", future.h)));
        }
        if self.layout.known().next().is_none() {
            return Ok(vec![Vec::new(); self.context.len()]);
        }
        if future.series.len() != self.context.len() {
            return Err(Error::Invalid(format!(
                "the future has {} series, the model {}",
                future.series.len(),
                self.context.len()
            )));
        }
        let mut all = Vec::with_capacity(self.context.len());
        for (given, known) in future.series.iter().zip(&self.context) {
            if given.unique_id != known.unique_id {
                return Err(Error::Invalid(format!(
                    "the future has series {:?} where the model has {:?}",
                    given.unique_id, known.unique_id
                )));
            }
            self.layout.check_future(&given.drivers, future.h)?;
            let extend = |row: &Vec<f64>| {
                let mut row = row.clone();
                row.resize(h, row.last().copied().unwrap_or(f64::NAN));
                row
            };
            all.push(given.drivers.iter().map(extend).collect());
        }
        Ok(all)
    }

    /// `ds` of the first forecast period.
    fn start(&self, past: &Series) -> i64 {
        self.manifest.frequency.advance(past.start, past.y.len() as i64)
    }

    fn finish(&self, past: &Series, scale: Scale, values: &[f32]) -> Result<SeriesForecast> {
        if values.iter().any(|v| !v.is_finite()) {
            return Err(Error::Numeric(format!("the forecast of {:?} is not finite", past.unique_id)));
        }
        let m = &self.manifest;
        let learned: Vec<[f64; 5]> = values
            .chunks_exact(QUANTILES.len())
            .map(|q| quantile::restore(q, scale, m.transform, m.nonnegative))
            .collect();
        Ok(quantile::forecast(&past.unique_id, self.start(past), &learned, &m.calibrations, m.nonnegative))
    }

    #[cfg(feature = "train")]
    pub(crate) fn set_calibrations(&mut self, calibrations: Vec<quantile::Calibration>) {
        self.manifest.calibrations = calibrations;
    }

    #[cfg(feature = "train")]
    pub(crate) fn set_net(&mut self, net: Net) {
        *self.net = net;
        self.encoded = self.context.iter().map(|_| OnceLock::new()).collect();
    }
}

impl Fitted for Engine {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        self.forecast(future)
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        self.save().ok()
    }

    #[cfg(feature = "train")]
    fn interpretation(&self, future: &Future) -> Option<Result<Vec<crate::explain::Interpretation>>> {
        self.interpretation(future)
    }

    fn update(&self, panel: &Panel) -> Option<Result<Box<dyn Fitted>>> {
        Some(self.with_context(panel).map(|engine| Box::new(engine) as Box<dyn Fitted>))
    }
}

fn cut(series: &mut SeriesForecast, h: usize) {
    series.mean.truncate(h);
    for interval in &mut series.intervals {
        interval.lo.truncate(h);
        interval.hi.truncate(h);
    }
}

/// The last `context` periods of each series.
pub(crate) fn tails(panel: &Panel, context: usize) -> Vec<Series> {
    let tail = |s: &Series| s.part(panel.frequency, s.y.len().saturating_sub(context)..s.y.len());
    panel.series.iter().map(tail).collect()
}

/// The manifest's entries for a panel. A known series keeps its floor.
pub(crate) fn saved(
    panel: &Panel,
    context: &[Series],
    layout: &Layout,
    manifest: &Manifest,
) -> Vec<SavedSeries> {
    panel
        .series
        .iter()
        .zip(context)
        .enumerate()
        .map(|(i, (whole, tail))| {
            let known = manifest.series.get(i).filter(|s| s.unique_id == whole.unique_id);
            let floor = known
                .map_or_else(|| Prepared::new(whole, layout, manifest.transform, None).floor, |s| s.floor);
            SavedSeries { unique_id: tail.unique_id.clone(), start: tail.start, length: tail.y.len(), floor }
        })
        .collect()
}
