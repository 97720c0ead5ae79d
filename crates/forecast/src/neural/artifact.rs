//! The saved form of a model: one byte string that server and browser read.
//!
//! | bytes | content |
//! |---|---|
//! | 8 | `ALMNEURL` |
//! | 4 | format version, little endian |
//! | 4 | length of the manifest |
//! | 8 | length of the context |
//! | … | manifest, JSON |
//! | … | context: for each series `y`, then each driver, as little-endian `f64` |
//! | … | weights, burnpack |

use serde::{Deserialize, Serialize};

use super::config::NetConfig;
use super::features::{MOST_LEVELS, ScaledDriver};
use super::quantile::Calibration;
use super::scale::Transform;
use crate::{Device, DriverValues, Error, Frequency, Result, Series};

const MAGIC: &[u8; 8] = b"ALMNEURL";
const VERSION: u32 = 1;
const HEADER: usize = 24;
/// Bytes an artifact may have.
const MOST_BYTES: usize = 512 << 20;
const MOST_MANIFEST: usize = 64 << 20;
const MOST_SERIES: usize = 1_000_000;
const MOST_DRIVERS: usize = 512;

/// How a training went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// Epochs run.
    pub epochs: usize,
    /// The epoch whose weights were kept.
    pub best_epoch: usize,
    /// Training loss of that epoch.
    pub loss: f64,
    /// Its loss on the held-out tail, if there was one.
    pub valid_loss: Option<f64>,
    /// Windows there were to draw from.
    pub windows: usize,
    /// Where it ran. Equal seeds give equal weights only on equal devices.
    #[serde(default)]
    pub device: Device,
}

/// Everything about a saved model but weights and context.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the code that trained it.
    pub code_version: String,
    /// Sizes of the network.
    pub net: NetConfig,
    /// Seed of the training.
    pub seed: u64,
    /// What the caller says the training data were, such as a SHA-256.
    pub data_fingerprint: Option<String>,
    /// What the caller says the model is whose weights it began with, if it was trained further.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The distance between two periods.
    pub frequency: Frequency,
    /// Season lengths.
    pub seasons: Vec<usize>,
    /// The drivers in panel order, with their scaling.
    pub drivers: Vec<ScaledDriver>,
    /// Transform of the target.
    pub transform: Transform,
    /// No training value was negative, so no forecast is.
    pub nonnegative: bool,
    /// Interval levels, ascending, with their recalibration.
    pub calibrations: Vec<Calibration>,
    /// How the training went.
    pub trained: Trained,
    /// The series whose context is saved.
    pub series: Vec<SavedSeries>,
}

/// A series in the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedSeries {
    /// The series' id.
    pub unique_id: String,
    /// `ds` of the first saved period.
    pub start: i64,
    /// Saved periods.
    pub length: usize,
    /// The least spread its windows are scaled with.
    pub floor: f64,
}

/// Writes an artifact.
pub(crate) fn encode(manifest: &Manifest, context: &[Series], weights: &[u8]) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(manifest).map_err(|e| Error::Artifact(e.to_string()))?;
    let numbers = || context.iter().flat_map(|s| s.y.iter().chain(s.drivers.iter().flatten()));
    let context_bytes = numbers().count() * 8;
    let total = HEADER + json.len() + context_bytes + weights.len();
    if json.len() > MOST_MANIFEST || total > MOST_BYTES {
        return Err(Error::Artifact(format!("{total} bytes are more than {MOST_BYTES}")));
    }
    let mut bytes = Vec::with_capacity(total);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&(json.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&(context_bytes as u64).to_le_bytes());
    bytes.extend_from_slice(&json);
    numbers().for_each(|v| bytes.extend_from_slice(&v.to_le_bytes()));
    bytes.extend_from_slice(weights);
    Ok(bytes)
}

/// Reads manifest, context and weights.
///
/// # Errors
/// If the bytes are no artifact, of another version, cut short, or describe something out of limits.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Manifest, Vec<Series>, &[u8])> {
    let bad = |why: &str| Error::Artifact(why.to_owned());
    if bytes.len() > MOST_BYTES {
        return Err(bad("it is too large"));
    }
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| bad("these bytes are not a neural model"))?;
    let (version, rest) = rest.split_first_chunk().ok_or_else(|| bad("it is cut short"))?;
    let version = u32::from_le_bytes(*version);
    if version != VERSION {
        return Err(Error::Artifact(format!("format version {version} is unknown, {VERSION} is read")));
    }
    let (json_length, rest) = rest.split_first_chunk().ok_or_else(|| bad("it is cut short"))?;
    let (context_length, rest) = rest.split_first_chunk().ok_or_else(|| bad("it is cut short"))?;
    let json_length = u32::from_le_bytes(*json_length) as usize;
    let context_length =
        usize::try_from(u64::from_le_bytes(*context_length)).map_err(|_| bad("it is too large"))?;
    if json_length > MOST_MANIFEST {
        return Err(bad("its manifest is too large"));
    }
    let (json, rest) = rest.split_at_checked(json_length).ok_or_else(|| bad("it is cut short"))?;
    let (context, weights) = rest.split_at_checked(context_length).ok_or_else(|| bad("it is cut short"))?;
    let manifest: Manifest =
        serde_json::from_slice(json).map_err(|e| Error::Artifact(format!("its manifest is wrong: {e}")))?;
    check(&manifest).map_err(Error::Artifact)?;
    let context = series(&manifest, context).ok_or_else(|| bad("its context does not fit its manifest"))?;
    Ok((manifest, context, weights))
}

fn check(manifest: &Manifest) -> std::result::Result<(), String> {
    if let Some(problem) = manifest.net.problem() {
        return Err(problem);
    }
    if manifest.series.len() > MOST_SERIES || manifest.drivers.len() > MOST_DRIVERS {
        return Err("it has too many series or drivers".to_owned());
    }
    for d in &manifest.drivers {
        let levels = match &d.driver.values {
            DriverValues::Numeric => 0,
            DriverValues::Categorical { levels } => levels.len(),
        };
        let scaled = d.centre.is_finite() && d.spread.is_finite() && d.spread > 0.0;
        if levels > MOST_LEVELS || !scaled {
            return Err(format!("driver {:?} has no usable scaling or too many levels", d.driver.name));
        }
    }
    let levels = || manifest.calibrations.iter().map(|c| c.level);
    if !levels().all(|l| (1..=99).contains(&l)) || !levels().is_sorted_by(|a, b| a < b) {
        return Err("its interval levels are not ascending from 1 to 99".to_owned());
    }
    if manifest.calibrations.iter().any(|c| !c.share.is_finite()) {
        return Err("its recalibration is not finite".to_owned());
    }
    let context = manifest.net.context;
    if manifest.series.iter().any(|s| s.length > context || !s.floor.is_finite() || s.floor <= 0.0) {
        return Err("a series' context does not fit the network".to_owned());
    }
    Ok(())
}

fn series(manifest: &Manifest, bytes: &[u8]) -> Option<Vec<Series>> {
    let rows = 1 + manifest.drivers.len();
    let expected = manifest.series.iter().map(|s| s.length * rows * 8).sum::<usize>();
    if bytes.len() != expected {
        return None;
    }
    let (numbers, _) = bytes.as_chunks::<8>();
    let mut numbers = numbers.iter().map(|b| f64::from_le_bytes(*b));
    let mut take = |n: usize| numbers.by_ref().take(n).collect::<Vec<f64>>();
    let read = |s: &SavedSeries| Series {
        unique_id: s.unique_id.clone(),
        start: s.start,
        y: take(s.length),
        drivers: (1..rows).map(|_| take(s.length)).collect(),
    };
    Some(manifest.series.iter().map(read).collect())
}
