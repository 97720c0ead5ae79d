//! The past, taken apart.

use serde::{Deserialize, Serialize};

use crate::stl::{self, Decomposition};
use crate::{Error, Observer, Panel, Result, impute, parallel};

/// The past of one series: in each period trend, seasons and remainder sum to the value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The series' id.
    pub unique_id: String,
    /// `ds` of the first period: the first one that has a value.
    pub start: i64,
    /// The trend, one value a period.
    pub trend: Vec<f64>,
    /// How strong it is, from 0 to 1.
    pub trend_strength: f64,
    /// The seasons, shortest first; those that the past does not hold twice are left out.
    pub seasons: Vec<SeasonalPart>,
    /// What is left, one value a period.
    pub remainder: Vec<f64>,
}

/// A season.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeasonalPart {
    /// Its length in periods.
    pub length: usize,
    /// One value a period.
    pub values: Vec<f64>,
    /// How strong it is, from 0 to 1.
    pub strength: f64,
}

/// Takes the past of each series apart with [`stl`](crate::stl); gaps are filled first.
///
/// The strength of a part is `max(0, 1 - Var(remainder) / Var(part + remainder))`: 0 if the part explains nothing, 1 if
/// nothing else is there (Wang, Smith and Hyndman 2006, "Characteristic-based clustering for time series data", Data Mining and
/// Knowledge Discovery 13, section 3).
///
/// # Errors
/// [`Error::Invalid`] for a series without values, [`Error::Numeric`] if numbers overflow, [`Error::Cancelled`].
pub fn histories(panel: &Panel, options: &stl::Options, observer: &mut dyn Observer) -> Result<Vec<History>> {
    parallel::map(panel.series.len(), observer, |i, cancel| {
        let series = &panel.series[i];
        let y = impute(&series.y, panel.season());
        if y.is_empty() {
            return Err(Error::Invalid(format!("series {:?} has no values", series.unique_id)));
        }
        let size = y.iter().fold(0.0_f64, |largest, v| largest.max(v.abs()));
        let Decomposition { trend, seasonal, remainder } =
            stl::decompose(&y, &panel.seasons, options, cancel)?;
        let season = |part: stl::Seasonal| SeasonalPart {
            length: part.length,
            strength: strength(&part.values, &remainder, size),
            values: part.values,
        };
        Ok(History {
            unique_id: series.unique_id.clone(),
            start: panel.frequency.advance(series.start, (series.y.len() - y.len()) as i64),
            trend_strength: strength(&trend, &remainder, size),
            trend,
            seasons: seasonal.into_iter().map(season).collect(),
            remainder,
        })
    })
}

/// How much of the variance of part and remainder is the part's; 0 where nothing varies, measured by the size of the series.
fn strength(part: &[f64], remainder: &[f64], size: f64) -> f64 {
    let both = variance(part.iter().zip(remainder).map(|(p, r)| p + r));
    let alone = variance(remainder.iter().copied());
    // What is less varies by rounding alone.
    let least = 1e-10 * size;
    if both > least * least && both.is_finite() { (1.0 - alone / both).clamp(0.0, 1.0) } else { 0.0 }
}

fn variance(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = values.clone().count().max(1) as f64;
    let mean = values.clone().map(|v| v / n).sum::<f64>();
    values.map(|v| (v - mean).powi(2) / n).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Silent;
    use crate::testdata::{air_passengers, monthly};

    fn history(y: &[f64]) -> History {
        histories(&monthly(&[("a", y)]), &stl::Options::default(), &mut Silent).unwrap().remove(0)
    }

    #[test]
    fn parts_sum_to_the_past_and_trend_and_season_of_the_airline_are_strong() {
        let y = air_passengers();
        let parts = history(&y);
        for (t, v) in y.iter().enumerate() {
            let sum = parts.trend[t] + parts.seasons[0].values[t] + parts.remainder[t];
            assert!((sum - v).abs() < 1e-9);
        }
        assert!(parts.trend_strength > 0.98 && parts.seasons[0].strength > 0.9, "{parts:?}");
        assert!(parts.trend_strength <= 1.0 && parts.seasons[0].strength <= 1.0);
    }

    #[test]
    fn noise_has_weak_parts_and_a_constant_none() {
        let mut rng = crate::rng::Rng::of_part(1, 1);
        let noise: Vec<f64> = (0..240).map(|_| rng.unit()).collect();
        let parts = history(&noise);
        assert!(parts.trend_strength < 0.3 && parts.seasons[0].strength < 0.6, "{parts:?}");
        let flat = history(&[5.0; 60]);
        assert!(flat.trend_strength < 1e-9 && flat.seasons[0].strength < 1e-9);
        assert!(flat.trend.iter().all(|v| (v - 5.0).abs() < 1e-9));
    }

    #[test]
    fn what_is_missing_at_the_front_is_left_out_and_nothing_at_all_is_named() {
        let y: Vec<f64> = [f64::NAN; 2].into_iter().chain((0..30).map(f64::from)).collect();
        let parts = history(&y);
        assert_eq!(parts.trend.len(), 30);
        assert_eq!(parts.start, crate::Frequency::Months(1).advance(0, 2));
        let panel = monthly(&[("empty", &[f64::NAN; 3])]);
        let error = histories(&panel, &stl::Options::default(), &mut Silent).unwrap_err();
        assert!(error.to_string().contains("\"empty\""));
    }
}
