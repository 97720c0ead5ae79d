//! What is to be expected of each period, from all others: level plus season.

use super::View;
use crate::Result;
use crate::median::median;
use crate::parallel::Cancel;
use crate::stl;

/// Level plus season of a whole series.
pub(super) struct Expected {
    /// The level, one value a period.
    pub(super) level: Vec<f64>,
    /// The sum of the seasons, one value a period.
    pub(super) season: Vec<f64>,
}

impl Expected {
    /// Seasons by robust STL (Cleveland et al. 1990), those with two full cycles; the level is the running median of
    /// the rest, over two cycles of the longest season. A median in place of the trend is the idea of Hochenbaum,
    /// Vallis and Kejariwal (2017): a trend by regression would follow the anomalies.
    pub(super) fn of(view: &View<'_>, cancel: &Cancel) -> Result<Self> {
        let n = view.y.len();
        let season = seasons(view, cancel)?;
        let longest = view.seasons.iter().copied().filter(|m| *m > 1 && n >= 2 * m).max();
        let half = longest.unwrap_or_else(|| (n / 16).clamp(3, 30));
        let rest: Vec<f64> = view.y.iter().zip(&season).map(|(y, s)| y - s).collect();
        Ok(Self { level: running_median(&rest, half), season })
    }

    /// What was to be expected in period `t`.
    pub(super) fn at(&self, t: usize) -> f64 {
        self.level[t] + self.season[t]
    }
}

/// The sum of the seasons of a series.
pub(super) fn seasons(view: &View<'_>, cancel: &Cancel) -> Result<Vec<f64>> {
    let options = stl::Options { robust: true, ..stl::Options::default() };
    let parts = stl::decompose(&view.y, view.seasons, &options, cancel)?;
    Ok((0..view.y.len()).map(|t| parts.seasonal.iter().map(|s| s.values[t]).sum()).collect())
}

/// The median of each value and `half` neighbours on both sides. Near the ends there are fewer on both, so that a line
/// stays a line, but at least a quarter of `half`.
fn running_median(y: &[f64], half: usize) -> Vec<f64> {
    let n = y.len();
    let least = (half / 4).max(3);
    let mut window = Vec::with_capacity(2 * half + 1);
    (0..n)
        .map(|t| {
            let reach = t.min(n - 1 - t).max(least).min(half);
            window.clear();
            window.extend_from_slice(&y[t.saturating_sub(reach)..n.min(t + reach + 1)]);
            median(&mut window)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_running_median_keeps_lines_and_steps_and_passes_over_spikes() {
        let mut line: Vec<f64> = (0..60).map(f64::from).collect();
        line[30] = 1000.0;
        let smooth = running_median(&line, 10);
        for (t, v) in smooth.iter().enumerate().take(57).skip(3) {
            assert!((v - t as f64).abs() <= 1.0, "{t} {v}");
        }
        let step: Vec<f64> = (0..60).map(|t| if t < 25 { 1.0 } else { 5.0 }).collect();
        assert_eq!(running_median(&step, 10), step);
        assert!(running_median(&[], 4).is_empty());
    }
}
