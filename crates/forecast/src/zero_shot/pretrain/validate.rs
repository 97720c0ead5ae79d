//! How well the weights forecast series that they have not seen.

use serde::{Deserialize, Serialize};

use super::super::network::Network;
use super::super::{forecast, least};
use super::Group;
use super::windows::is_held_out;
use crate::metrics;

/// The figures of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// Its name.
    pub group: String,
    /// How many series were held out.
    pub series: usize,
    /// The mean of their scaled errors (MASE).
    pub mase: f64,
    /// The same of seasonal naive.
    pub naive: f64,
    /// The share of periods within the 80 % interval.
    pub coverage_80: f64,
    /// The share of periods within the 95 % interval.
    pub coverage_95: f64,
}

pub(super) fn one(network: &Network, group: &Group) -> Validation {
    let (mut own, mut naive, mut within, mut periods, mut series) = (0.0, 0.0, (0.0, 0.0), 0.0, 0);
    for (_, y) in group.series.iter().enumerate().filter(|(i, _)| is_held_out(*i) || !group.learned) {
        let n = y.len().saturating_sub(group.h);
        let (past, actual) = y.split_at(n);
        let lag = if n > group.season() { group.season() } else { 1 };
        let scale = metrics::scale(past, lag);
        if n < 3 || scale <= 0.0 {
            continue;
        }
        series += 1;
        let (mean, ahead) = forecast(network, past, &group.seasons, group.h, least(past, false));
        for (k, (actual, (mean, learned))) in actual.iter().zip(mean.iter().zip(&ahead)).enumerate() {
            let share = 1.0 / (scale * group.h as f64);
            own += (actual - mean).abs() * share;
            naive += (actual - past[n - lag + k % lag]).abs() * share;
            within.0 += f64::from(u8::from(learned[1] <= *actual && *actual <= learned[3]));
            within.1 += f64::from(u8::from(learned[0] <= *actual && *actual <= learned[4]));
            periods += 1.0;
        }
    }
    let count = f64::from(series);
    Validation {
        group: group.name.clone(),
        series: series as usize,
        mase: own / count,
        naive: naive / count,
        coverage_80: within.0 / periods,
        coverage_95: within.1 / periods,
    }
}
