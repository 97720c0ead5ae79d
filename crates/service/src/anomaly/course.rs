//! The course of a series for a chart.

use almanac_domain::data::AnomalyCourse;
use almanac_forecast::anomaly::{Point, SeriesAnomalies};

use super::Found;
use crate::{Result, numbers};

/// With more periods than these, a chart shows the extremes of stretches of them.
const MOST_POINTS: usize = 1_500;

impl Found {
    /// The course of a series, the first one if none is named: every anomalous period, and of many ordinary ones those
    /// with the least and the greatest value of each stretch.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) if there is no such series.
    pub fn course(&self, unique_id: Option<&str>) -> Result<AnomalyCourse> {
        let Some(one) = self.asked(unique_id)?.first().copied() else { return Ok(AnomalyCourse::default()) };
        let shown = shown(one);
        let points: Vec<&Point> = shown.iter().filter_map(|t| one.points.get(*t)).collect();
        let ds: Vec<i64> = points.iter().map(|point| point.ds).collect();
        let of = |number: fn(&Point) -> Option<f64>| points.iter().map(|point| number(point)).collect();
        Ok(AnomalyCourse {
            ds: numbers::texts(&ds, self.time),
            y: of(|point| point.y),
            expected: of(|point| point.expected),
            lo: of(|point| point.lo),
            hi: of(|point| point.hi),
            anomalous: points.iter().map(|point| point.is_anomaly).collect(),
            thinned: shown.len() < one.points.len(),
        })
    }
}

/// The periods that are drawn, in order.
fn shown(one: &SeriesAnomalies) -> Vec<usize> {
    let n = one.points.len();
    if n <= MOST_POINTS {
        return (0..n).collect();
    }
    let width = n.div_ceil(MOST_POINTS / 2);
    let mut kept: Vec<usize> = (0..n).filter(|t| one.points[*t].is_anomaly).collect();
    for from in (0..n).step_by(width) {
        let known = (from..n.min(from + width)).filter_map(|t| Some((t, one.points[t].y?)));
        kept.extend(known.clone().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(t, _)| t));
        kept.extend(known.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(t, _)| t));
    }
    kept.extend([0, n - 1]);
    kept.sort_unstable();
    kept.dedup();
    kept
}
