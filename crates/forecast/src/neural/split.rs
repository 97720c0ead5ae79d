//! Which windows train and which are held out.

use super::config::NetConfig;
use super::window::Prepared;
use crate::rng::Rng;

/// Windows held out at most.
const HELD_OUT: usize = 192;

/// All windows of a panel, by number.
#[derive(Debug)]
pub(crate) struct Pool {
    /// For each series: its first origin, and the number of windows of all series up to and with it.
    spans: Vec<(usize, usize)>,
}

impl Pool {
    /// Every window whose periods are all in the data.
    pub(crate) fn all(series: &[Prepared], net: &NetConfig) -> Self {
        Self::new(series, net, |_| 0)
    }

    /// The windows that end before the held-out tail of their series.
    pub(crate) fn before_tail(series: &[Prepared], net: &NetConfig) -> Self {
        Self::new(series, net, |s| tail(s.len(), net))
    }

    fn new(series: &[Prepared], net: &NetConfig, left_out: impl Fn(&Prepared) -> usize) -> Self {
        let mut total = 0;
        let span = |s: &Prepared| {
            let last = (s.len() - left_out(s)).saturating_sub(net.h);
            // A window without a full context is padded; only short series need such.
            let first = net.context.min(last.div_ceil(2)).max(1);
            total += (last + 1).saturating_sub(first);
            (first, total)
        };
        Self { spans: series.iter().map(span).collect() }
    }

    /// How many windows there are.
    pub(crate) fn len(&self) -> usize {
        self.spans.last().map_or(0, |(_, total)| *total)
    }

    /// `n` windows as (series, origin), drawn at random; every one in turn if there are no more than `n`.
    pub(crate) fn draw(&self, n: usize, rng: &mut Rng) -> Vec<(usize, usize)> {
        let total = self.len();
        let mut numbers: Vec<usize> = if total <= n {
            (0..n).map(|i| i % total.max(1)).collect()
        } else {
            (0..n).map(|_| rng.below(total)).collect()
        };
        rng.shuffle(&mut numbers);
        numbers.into_iter().map(|number| self.window(number)).collect()
    }

    fn window(&self, number: usize) -> (usize, usize) {
        let series = self.spans.partition_point(|(_, total)| *total <= number);
        let before = series.checked_sub(1).map_or(0, |s| self.spans[s].1);
        (series, self.spans[series].0 + number - before)
    }

    /// The held-out windows, spread evenly over the tails; none if all series are too short.
    pub(crate) fn held_out(series: &[Prepared], net: &NetConfig) -> Vec<(usize, usize)> {
        let with_tail: Vec<usize> =
            (0..series.len()).filter(|s| tail(series[*s].len(), net) >= net.h).collect();
        let stride = with_tail.len().div_ceil(HELD_OUT).max(1);
        let each = (HELD_OUT / with_tail.len().max(1)).max(1);
        let mut windows = Vec::new();
        for s in with_tail.into_iter().step_by(stride) {
            let n = series[s].len();
            let places = tail(n, net) - net.h + 1;
            let take = each.min(places);
            windows.extend((1..=take).map(|i| (s, n - net.h + 1 - places + (places * i / take) - 1)));
        }
        windows
    }
}

/// Periods held out at the end of a series: a tenth, at least one horizon; none where half of the series
/// would not be left.
fn tail(n: usize, net: &NetConfig) -> usize {
    let tail = (n / 10).max(net.h);
    if n >= 4 * net.h && n >= 2 * tail { tail } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neural::config::{Architecture, Preset};

    fn prepared(n: usize) -> Prepared {
        Prepared { y: vec![0.0; n], rows: Vec::new(), floor: 1.0 }
    }

    fn net() -> NetConfig {
        Preset::Tiny.net(Architecture::Tide, 24, 12)
    }

    #[test]
    fn no_training_window_touches_the_held_out_tail() {
        let series = [prepared(300), prepared(144)];
        let held_out = Pool::held_out(&series, &net());
        let windows = Pool::before_tail(&series, &net()).draw(10_000, &mut Rng::new(1));
        for s in 0..2 {
            let first_held = held_out.iter().filter(|w| w.0 == s).map(|w| w.1).min().unwrap();
            let last_trained = windows.iter().filter(|w| w.0 == s).map(|w| w.1 + 12).max().unwrap();
            assert!(last_trained <= first_held);
        }
    }

    #[test]
    fn every_window_lies_within_its_series() {
        let series = [prepared(28), prepared(500), prepared(60)];
        let mut windows = Pool::all(&series, &net()).draw(10_000, &mut Rng::new(1));
        windows.extend(Pool::held_out(&series, &net()));
        assert!(windows.iter().all(|(s, origin)| *origin >= 1 && origin + 12 <= series[*s].len()));
        assert!((0..3).all(|s| windows.iter().any(|w| w.0 == s)));
    }

    #[test]
    fn a_large_panel_is_sampled_and_its_held_out_windows_are_capped() {
        let series: Vec<Prepared> = (0..1_000).map(|_| prepared(60)).collect();
        let pool = Pool::all(&series, &net());
        assert_eq!(pool.draw(256, &mut Rng::new(1)).len(), 256);
        assert!(Pool::held_out(&series, &net()).len() <= HELD_OUT);
    }
}
