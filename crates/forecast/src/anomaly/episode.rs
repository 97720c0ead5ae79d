//! Neighbouring anomalous periods are one event.

use super::{Episode, Point, SeriesAnomalies};

/// Fills the episodes: anomalous periods with at most `gap` others between them.
pub(super) fn group(found: &mut SeriesAnomalies, gap: usize) {
    let mut episodes: Vec<Episode> = Vec::new();
    for (t, point) in found.points.iter().enumerate().filter(|(_, point)| point.is_anomaly) {
        match episodes.last_mut() {
            Some(last) if t - last.end <= gap + 1 => extend(last, t, point),
            _ => episodes.push(Episode {
                start: t,
                end: t,
                start_ds: point.ds,
                end_ds: point.ds,
                peak_ds: point.ds,
                peak: point.score.unwrap_or(0.0),
                periods: 1,
            }),
        }
    }
    found.episodes = episodes;
}

fn extend(episode: &mut Episode, t: usize, point: &Point) {
    episode.end = t;
    episode.end_ds = point.ds;
    episode.periods += 1;
    let score = point.score.unwrap_or(0.0);
    if score > episode.peak {
        episode.peak = score;
        episode.peak_ds = point.ds;
    }
}
