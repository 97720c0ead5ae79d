//! What of a panel decides which models are worth a try.

use crate::Panel;

/// Features of a panel.
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features {
    /// How many series it has.
    pub series: usize,
    /// Periods of the middle series by length.
    pub periods: usize,
    /// Whether demand comes now and then: in the middle series there are on average more than 1.32 periods from
    /// one value that is not zero to the next (Syntetos, Boylan and Croston 2005, "On the categorization of demand
    /// patterns", Journal of the Operational Research Society 56), and no value is negative.
    pub intermittent: bool,
    /// Whether there is a season of more than one period.
    pub seasonal: bool,
    /// Whether there are several seasons, or one of more than 24 periods.
    pub long_season: bool,
    /// Whether there are drivers known in advance.
    pub drivers: bool,
}

/// The average interval from which demand counts as intermittent.
const INTERVAL: f64 = 1.32;
/// The longest single season that a state with one entry a period carries well.
const LONGEST_SEASON: usize = 24;

impl Features {
    /// The features of a panel.
    pub fn of(panel: &Panel) -> Self {
        let mut lengths: Vec<usize> = panel.series.iter().map(|series| series.y.len()).collect();
        let mut intervals: Vec<f64> = panel.series.iter().map(|series| interval(&series.y)).collect();
        let middle = panel.series.len() / 2;
        lengths.sort_unstable();
        intervals.sort_unstable_by(f64::total_cmp);
        Self {
            series: panel.series.len(),
            periods: lengths.get(middle).copied().unwrap_or(0),
            intermittent: intervals.get(middle).is_some_and(|interval| *interval > INTERVAL),
            seasonal: panel.seasons.iter().any(|season| *season > 1),
            long_season: panel.seasons.len() > 1 || panel.season() > LONGEST_SEASON,
            drivers: panel.futr().next().is_some(),
        }
    }
}

/// Whether demand comes now and then in a series without missing values.
pub(crate) fn is_intermittent(y: &[f64]) -> bool {
    interval(y) > INTERVAL
}

/// Periods for each value above zero; 0 for a series with a negative value or without any above zero.
fn interval(y: &[f64]) -> f64 {
    let known = y.iter().filter(|v| v.is_finite());
    let (periods, demands, negative) = known.fold((0.0, 0.0, false), |(periods, demands, negative), v| {
        (periods + 1.0, demands + f64::from(u8::from(*v > 0.0)), negative || *v < 0.0)
    });
    if negative || demands == 0.0 { 0.0 } else { periods / demands }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::{air_passengers, monthly};

    #[test]
    fn demand_now_and_then_is_intermittent() {
        let now_and_then = [0.0, 0.0, 3.0, 0.0, 1.0, 0.0];
        let features = Features::of(&monthly(&[("a", &now_and_then)]));
        assert!(features.intermittent && !features.long_season && !features.drivers);
        assert_eq!((features.series, features.periods), (1, 6));
        assert!(!Features::of(&monthly(&[("a", &air_passengers())])).intermittent);
        assert!(!Features::of(&monthly(&[("a", &[0.0, 0.0, -3.0, 0.0])])).intermittent);
        assert!(!Features::of(&monthly(&[("a", &[0.0; 5])])).intermittent);
        assert!(!Features::of(&monthly(&[])).intermittent);
    }

    #[test]
    fn several_seasons_or_one_of_more_than_24_periods_are_long() {
        let mut panel = monthly(&[("a", &air_passengers())]);
        panel.seasons = vec![24];
        assert!(!Features::of(&panel).long_season);
        panel.seasons = vec![52];
        assert!(Features::of(&panel).long_season);
        panel.seasons = vec![7, 24];
        assert!(Features::of(&panel).long_season);
    }
}
