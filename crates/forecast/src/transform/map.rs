//! What is done to one series, and the way back.

use super::Transform;
use super::lambda::{guerrero, likelihood};
use crate::arima::{Differences, differences};
use crate::local::near_one;
use crate::median::median;
use crate::{Interval, impute};

/// A transformation with the numbers that belong to one series.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Map {
    /// None.
    Identity,
    /// Box–Cox with this λ of the value plus the offset, for values from `low` to `high` on the transformed scale.
    Power { lambda: f64, offset: f64, low: f64, high: f64 },
    /// Distance from the centre in units of the width.
    Scale { center: f64, width: f64 },
    /// Differences; the last values of the series.
    Difference { differences: Differences, past: Vec<f64> },
}

/// Forecasts are believed as far as so many ranges of the past, on the transformed scale, beyond it.
const RANGES: f64 = 3.0;
/// The λ that are tried. A negative one has a transformed scale with an end, beyond which the bounds of intervals lie.
const LAMBDAS: (f64, f64) = (0.0, 1.0);

impl Map {
    /// For the observed values of a series; no transformation if they, or their transforms, are not numbers to compute
    /// with, or are all the same. `needed` values are left by differences.
    pub(super) fn of(transform: Transform, y: &[f64], season: usize, needed: usize) -> Self {
        let known: Vec<f64> = y.iter().copied().filter(|v| v.is_finite()).collect();
        let (low, high) = range(&known);
        if !(high - low).is_finite() || high <= low {
            return Self::Identity;
        }
        match transform {
            Transform::Log => power(&known, |_| 0.0),
            Transform::BoxCox => power(&known, |y| guerrero(y, season, LAMBDAS)),
            Transform::BoxCoxLikelihood => power(&known, |y| likelihood(y, LAMBDAS)),
            Transform::RobustScale => robust(known, high - low),
            Transform::Difference => difference(&impute(y, season), season, needed),
        }
    }

    /// The same map for the same series with more values.
    pub(super) fn longer(&self, y: &[f64], season: usize) -> Self {
        match self {
            Self::Difference { differences, .. } => {
                let all = impute(y, season);
                let past = all[all.len().saturating_sub(differences.lost())..].to_vec();
                Self::Difference { differences: *differences, past }
            }
            other => other.clone(),
        }
    }

    /// The transformed series; missing values stay missing. Differences fill gaps and are shorter at the start.
    pub(super) fn apply(&self, y: &[f64], season: usize) -> Vec<f64> {
        match self {
            Self::Difference { differences, .. } => differences.of(&impute(y, season)),
            _ => y.iter().map(|v| self.forth(*v)).collect(),
        }
    }

    /// A transformed value, of a map that looks at each by itself. A value below all that the map was made for counts as
    /// their least one.
    fn forth(&self, v: f64) -> f64 {
        match self {
            Self::Power { lambda, offset, .. } => box_cox((v + offset).max(f64::MIN_POSITIVE), *lambda),
            Self::Scale { center, width } => (v - center) / width,
            Self::Identity | Self::Difference { .. } => v,
        }
    }

    /// The way back of [`Self::forth`].
    fn back(&self, w: f64) -> f64 {
        match self {
            Self::Power { lambda, offset, low, high } => {
                (inverse(w.clamp(*low, *high), *lambda) - offset).clamp(f64::MIN, f64::MAX)
            }
            Self::Scale { center, width } => w * width + center,
            Self::Identity | Self::Difference { .. } => w,
        }
    }

    /// Brings a forecast back: bounds directly; the mean with the adjustment for bias if standard deviations on the
    /// transformed scale are given, else as it is, which makes it a median.
    pub(super) fn restore(&self, mean: &mut [f64], sd: Option<&[f64]>, intervals: &mut [Interval]) {
        match self {
            Self::Identity => {}
            Self::Difference { differences, past } => cumulate(*differences, past, mean, intervals),
            Self::Power { lambda, .. } => {
                for interval in intervals {
                    interval.lo.iter_mut().chain(&mut interval.hi).for_each(|w| *w = self.back(*w));
                }
                for (k, w) in mean.iter_mut().enumerate() {
                    let sd = sd.and_then(|sd| sd.get(k)).copied().unwrap_or(0.0);
                    *w = self.unbiased(*w, sd, *lambda);
                }
            }
            Self::Scale { .. } => {
                let bounds = intervals.iter_mut().flat_map(|i| i.lo.iter_mut().chain(&mut i.hi));
                mean.iter_mut().chain(bounds).for_each(|w| *w = self.back(*w));
            }
        }
    }

    /// The mean of what is normal on the transformed scale, to the second order in `sd` (Hyndman and Athanasopoulos,
    /// 3rd edition, section 5.6): `f(w) + sd² f''(w) / 2`. Never beyond the value 1.28 standard deviations up.
    fn unbiased(&self, w: f64, sd: f64, lambda: f64) -> f64 {
        let Self::Power { offset, low, high, .. } = self else { return w };
        let inner = w.clamp(*low, *high);
        let value = inverse(inner, lambda);
        let base = if lambda == 0.0 { 1.0 } else { lambda * inner + 1.0 };
        let bias = if base > 0.0 { sd * sd * (1.0 - lambda) / (2.0 * base * base) } else { 0.0 };
        let adjusted = value * (1.0 + bias) - offset;
        let most = self.back(w + 1.281_551_565_544_600_5 * sd.abs());
        let median = self.back(w);
        if adjusted.is_finite() { adjusted.clamp(median, most.max(median)) } else { most }
    }
}

fn range(y: &[f64]) -> (f64, f64) {
    y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)))
}

/// `(vᵟ - 1) / δ` for `δ = lambda`, `ln v` for 0: equation 1 of Box and Cox (1964), for values above 0.
pub(super) fn box_cox(v: f64, lambda: f64) -> f64 {
    if lambda == 0.0 { v.ln() } else { (lambda * v.ln()).exp_m1() / lambda }
}

/// The inverse of [`box_cox`]; 0 below the end of the scale.
fn inverse(w: f64, lambda: f64) -> f64 {
    if lambda == 0.0 {
        w.exp()
    } else if lambda * w <= -1.0 {
        0.0
    } else {
        ((lambda * w).ln_1p() / lambda).exp()
    }
}

/// What is added to each value before a logarithm or power: nothing if all are above 0. Else as much as makes the least
/// one 0 (nothing, if that is 0 already), and the square of the first quartile of what is then above 0 over its third
/// quartile, which for counts is about 1/2 (Stahel 2008, *Statistische Datenanalyse*, 5th edition).
fn offset(y: &[f64]) -> f64 {
    let (low, _) = range(y);
    if low > 0.0 {
        return 0.0;
    }
    let above: Vec<f64> = y.iter().map(|v| v - low).filter(|v| *v > 0.0).collect();
    let (first, third) = (quantile(above.clone(), 0.25), quantile(above, 0.75));
    first * (first / third) - low
}

/// The quantile by linear interpolation; NaN if there are no numbers.
fn quantile(mut y: Vec<f64>, q: f64) -> f64 {
    y.sort_unstable_by(f64::total_cmp);
    let at = q * y.len().saturating_sub(1) as f64;
    let (low, high) = (y.get(at.floor() as usize), y.get(at.ceil() as usize));
    low.zip(high).map_or(f64::NAN, |(low, high)| low + (high - low) * at.fract())
}

fn power(known: &[f64], lambda: impl Fn(&[f64]) -> f64) -> Map {
    let offset = offset(known);
    let moved: Vec<f64> = known.iter().map(|v| v + offset).collect();
    let lambda = lambda(&moved);
    let (least, greatest) = range(&moved);
    let (low, high) = (box_cox(least, lambda), box_cox(greatest, lambda));
    let beyond = RANGES * (high - low);
    if least > 0.0 && lambda.is_finite() && beyond.is_finite() && beyond > 0.0 {
        Map::Power { lambda, offset, low: low - beyond, high: high + beyond }
    } else {
        Map::Identity
    }
}

fn robust(mut known: Vec<f64>, range: f64) -> Map {
    let center = median(&mut known);
    let width = quantile(known.clone(), 0.75) - quantile(known, 0.25);
    // Where half of the values are the same, the range has to do.
    Map::Scale { center, width: if width > 1e-9 * range { width } else { range } }
}

fn difference(y: &[f64], season: usize, needed: usize) -> Map {
    let (_, scaled) = near_one(y);
    // The tests want values up to 1.
    let scaled: Vec<f64> = scaled.iter().map(|v| v / 2.0).collect();
    let mut chosen = differences(&scaled, season.max(1));
    while chosen.count() > 0 && y.len() < chosen.lost() + needed.max(3) {
        if chosen.seasonal > 0 {
            chosen.seasonal -= 1;
        } else {
            chosen.ordinary -= 1;
        }
    }
    if chosen.count() == 0 || chosen.of(y).iter().any(|v| !v.is_finite()) {
        return Map::Identity;
    }
    Map::Difference { differences: chosen, past: y[y.len() - chosen.lost()..].to_vec() }
}

/// Puts the differences back. Each side of an interval grows like the standard deviation of a sum of independent errors:
/// `√(Σ cⱼ² sₖ₋ⱼ²)`, with the weights `c` of past errors in the value of a period.
fn cumulate(differences: Differences, past: &[f64], mean: &mut [f64], intervals: &mut [Interval]) {
    let h = mean.len();
    let mut weights = vec![0.0; h];
    if let Some(first) = weights.first_mut() {
        *first = 1.0;
    }
    differences.undo(&vec![0.0; past.len()], &mut weights);
    let sides: Vec<(Vec<f64>, Vec<f64>)> = intervals
        .iter()
        .map(|i| {
            let below = i.lo.iter().zip(mean.iter()).map(|(lo, m)| m - lo);
            (below.collect(), i.hi.iter().zip(mean.iter()).map(|(hi, m)| hi - m).collect())
        })
        .collect();
    differences.undo(past, mean);
    let grown = |side: &[f64], k: usize| {
        let error = |j: usize| weights[j] * side[k - j];
        // In units of the largest no square overflows.
        let unit = (0..=k).map(|j| error(j).abs()).fold(f64::MIN_POSITIVE, f64::max);
        unit * (0..=k).map(|j| (error(j) / unit).powi(2)).sum::<f64>().sqrt()
    };
    for (interval, (below, above)) in intervals.iter_mut().zip(sides) {
        for (k, m) in mean.iter().enumerate() {
            interval.lo[k] = (m - grown(&below, k)).clamp(f64::MIN, f64::MAX);
            interval.hi[k] = (m + grown(&above, k)).clamp(f64::MIN, f64::MAX);
        }
    }
}
