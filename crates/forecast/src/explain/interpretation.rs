//! What a network that weighs its inputs looked at.

use serde::{Deserialize, Serialize};

/// What a network that weighs its inputs looked at for a forecast: means over its periods.
///
/// Weights say how much of each variable the network read, not what that did to the forecast: the signs and sizes of
/// effects are those of [`drivers`](super::drivers). Where several variables say the same, any of them may have the
/// weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interpretation {
    /// The series' id; `None` for a mean over series.
    pub unique_id: Option<String>,
    /// The static drivers, as they are read once for the series, with weights that sum to 1; none if there are none.
    #[serde(default)]
    pub statics: Vec<Weight>,
    /// The variables of the past, with weights that sum to 1.
    pub past: Vec<Weight>,
    /// The variables known in advance, with weights that sum to 1.
    pub future: Vec<Weight>,
    /// `attention[k]` is the share that a forecast period gives to the period `k` before it, itself being 0; the sum
    /// is 1.
    pub attention: Vec<f64>,
}

/// The weight of one variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// The driver's name, `target`, or a part of the calendar such as `time of day`.
    pub name: String,
    /// The weight, from 0 to 1.
    pub weight: f64,
}

impl Interpretation {
    /// The mean over series of one model; `None` if there are none.
    pub fn mean(all: &[Self]) -> Option<Self> {
        let (first, rest) = all.split_first()?;
        let mut mean = Self { unique_id: None, ..first.clone() };
        for one in rest {
            let weights = |mean: &mut [Weight], one: &[Weight]| {
                mean.iter_mut().zip(one).for_each(|(mean, one)| mean.weight += one.weight);
            };
            weights(&mut mean.statics, &one.statics);
            weights(&mut mean.past, &one.past);
            weights(&mut mean.future, &one.future);
            mean.attention.iter_mut().zip(&one.attention).for_each(|(mean, one)| *mean += one);
        }
        let n = all.len() as f64;
        let weights = mean.statics.iter_mut().chain(&mut mean.past).chain(&mut mean.future);
        weights.for_each(|one| one.weight /= n);
        mean.attention.iter_mut().for_each(|share| *share /= n);
        Some(mean)
    }

    /// The lags with the most attention, the largest first.
    pub fn lags(&self, most: usize) -> Vec<(usize, f64)> {
        let mut lags: Vec<(usize, f64)> = self.attention.iter().copied().enumerate().collect();
        lags.sort_by(|a, b| b.1.total_cmp(&a.1));
        lags.truncate(most);
        lags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(unique_id: &str, weight: f64) -> Interpretation {
        Interpretation {
            unique_id: Some(unique_id.to_owned()),
            statics: vec![Weight { name: "region".to_owned(), weight: 1.0 }],
            past: vec![Weight { name: "target".to_owned(), weight: 1.0 }],
            future: vec![
                Weight { name: "price".to_owned(), weight },
                Weight { name: "weekday".to_owned(), weight: 1.0 - weight },
            ],
            attention: vec![0.2, weight, 0.8 - weight],
        }
    }

    #[test]
    fn mean_is_over_series_and_names_none() {
        let mean = Interpretation::mean(&[one("a", 0.5), one("b", 0.25)]).unwrap();
        assert_eq!(mean.unique_id, None);
        assert_eq!(mean.future.iter().map(|one| one.weight).collect::<Vec<_>>(), [0.375, 0.625]);
        assert_eq!((&mean.past, &mean.statics), (&one("a", 0.5).past, &one("a", 0.5).statics));
        assert_eq!(mean.lags(2).iter().map(|(lag, _)| *lag).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(Interpretation::mean(&[]), None);
    }
}
