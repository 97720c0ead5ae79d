//! How to look for anomalies.

use serde::{Deserialize, Serialize};

use super::change::{Cost, Penalty};
use crate::{Error, Frequency, Result};

/// A way to look for anomalies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Values far from median level plus season. The score counts robust standard deviations.
    #[default]
    Mad,
    /// The same deviations, judged by the generalized extreme studentized deviate test with median and MAD. The score
    /// counts robust standard deviations.
    SeasonalHybridEsd,
    /// Values far from what a model forecast from the values before. The score counts standard deviations of the
    /// forecast errors.
    ForecastResidual,
    /// Periods that random cuts through a few features set apart quickly. The score is that of isolation forests, from
    /// 0 to 1.
    IsolationForest,
    /// Changes of level. The score is the size of the change in robust standard deviations, given to the first period
    /// after it.
    ChangePoints,
    /// [`Self::Mad`] and [`Self::IsolationForest`] together: what both call anomalous. The score is the mean of the
    /// ranks of their scores, from 0 to 1.
    Combined,
}

impl Method {
    /// All methods.
    pub const ALL: [Self; 6] = [
        Self::Mad,
        Self::SeasonalHybridEsd,
        Self::ForecastResidual,
        Self::IsolationForest,
        Self::ChangePoints,
        Self::Combined,
    ];

    /// The name, as used on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mad => "mad",
            Self::SeasonalHybridEsd => "seasonal_hybrid_esd",
            Self::ForecastResidual => "forecast_residual",
            Self::IsolationForest => "isolation_forest",
            Self::ChangePoints => "change_points",
            Self::Combined => "combined",
        }
    }

    /// The method of that name; upper and lower case, `-` and `_` are alike.
    pub fn by_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace('-', "_");
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// Where [`Method::ForecastResidual`] takes the spread of the errors from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// From the errors before, robustly.
    #[default]
    Past,
    /// From the model's own intervals; from the errors before, if it gives none.
    Model,
}

/// How to look for anomalies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The way.
    pub method: Method,
    /// In percent, above 0 and below 100: values outside the central interval of this level are anomalous. For
    /// [`Method::Mad`] and [`Method::ForecastResidual`].
    pub level: f64,
    /// Spans of so many periods are judged as a whole too, by their mean deviation; 1 for none. `None` is a day, if
    /// periods are shorter than that, else none. Not for [`Method::ChangePoints`].
    pub span: Option<usize>,
    /// So many ordinary periods may lie between two anomalous ones of an episode. `None` is half a day, if
    /// periods are shorter than that, else none.
    pub gap: Option<usize>,
    /// The probability that [`Method::SeasonalHybridEsd`] finds anything in a series without anomalies.
    pub significance: f64,
    /// The largest share of periods that [`Method::SeasonalHybridEsd`] may call anomalous, up to 0.49.
    pub most: f64,
    /// The model of [`Method::ForecastResidual`], by its name; `None` is MFLES for several or long seasons, else
    /// `AutoETS`.
    pub model: Option<String>,
    /// How many periods [`Method::ForecastResidual`] forecasts at a time. `None` is a day, if periods are shorter than
    /// that, else 1, or so many that there are at most 200 fits.
    pub h: Option<usize>,
    /// Where [`Method::ForecastResidual`] takes the spread from.
    pub spread: Spread,
    /// How many trees [`Method::IsolationForest`] grows.
    pub trees: usize,
    /// How many periods each tree sees.
    pub sample: usize,
    /// From this score on, 0 to 1, [`Method::IsolationForest`] calls a period anomalous.
    pub isolation: f64,
    /// Seed of everything random.
    pub seed: u64,
    /// What [`Method::ChangePoints`] looks at.
    pub cost: Cost,
    /// What one more change costs it.
    pub penalty: Penalty,
    /// The fewest periods between two changes. `None` is a day, if periods are shorter than that, else 5 (2 at least).
    pub segment: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            method: Method::default(),
            level: 99.9,
            span: None,
            gap: None,
            significance: 0.05,
            most: 0.1,
            model: None,
            h: None,
            spread: Spread::default(),
            trees: 100,
            sample: 256,
            isolation: 0.7,
            seed: 1,
            cost: Cost::default(),
            penalty: Penalty::default(),
            segment: None,
        }
    }
}

impl Options {
    /// Whether all values make sense.
    ///
    /// # Errors
    /// [`Error::Invalid`], which says which does not.
    pub fn check(&self) -> Result<()> {
        let within = |name: &str, value: f64, lo: f64, hi: f64| {
            if value > lo && value < hi {
                Ok(())
            } else {
                Err(Error::Invalid(format!("{name} is {value}, it must lie between {lo} and {hi}")))
            }
        };
        within("level", self.level, 0.0, 100.0)?;
        within("significance", self.significance, 0.0, 1.0)?;
        within("most", self.most, 0.0, 0.5)?;
        within("isolation", self.isolation, 0.0, 1.0)?;
        if let Penalty::Fixed(value) = self.penalty {
            within("penalty", value, 0.0, f64::INFINITY)?;
        }
        for (name, value) in [
            ("span", self.span),
            ("h", self.h),
            ("segment", self.segment),
            ("trees", Some(self.trees)),
            ("sample", Some(self.sample)),
        ] {
            if value == Some(0) {
                return Err(Error::Invalid(format!("{name} must be at least 1")));
            }
        }
        if self.trees > 10_000 || self.sample > 100_000 {
            return Err(Error::Invalid("at most 10,000 trees see at most 100,000 periods each".into()));
        }
        Ok(())
    }

    /// See [`Self::span`].
    pub(super) fn span(&self, day: Option<usize>) -> usize {
        self.span.or(day).unwrap_or(1)
    }

    /// See [`Self::gap`].
    pub(super) fn gap(&self, frequency: Frequency) -> usize {
        self.gap.unwrap_or_else(|| periods_of_a_day(frequency).map_or(0, |day| day / 2))
    }

    /// See [`Self::segment`].
    pub(super) fn segment(&self, day: Option<usize>) -> usize {
        self.segment.or(day).unwrap_or(5).max(2)
    }
}

/// How many periods a day has, if it has several.
pub(super) fn periods_of_a_day(frequency: Frequency) -> Option<usize> {
    match frequency {
        Frequency::Seconds(s) if s > 0 && s <= 43_200 => Some((86_400 / s) as usize),
        _ => None,
    }
}
