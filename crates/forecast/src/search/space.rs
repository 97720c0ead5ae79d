//! What values options may take.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::options::Parameters;
use crate::rng::Rng;
use crate::{Error, Result};

/// Options to search for, with the values each may take.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Space {
    /// The options.
    pub dimensions: Vec<Dimension>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// The values it may take.
    pub range: Range,
}

/// Whether steps or ratios count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// From 1 to 2 is as far as from 2 to 3.
    #[default]
    Linear,
    /// From 1 to 2 is as far as from 2 to 4; all values are above 0.
    Log,
}

/// The values an option may take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Range {
    /// Whole numbers.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
        /// What is far.
        #[serde(default)]
        scale: Scale,
    },
    /// Numbers.
    Real {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
        /// What is far.
        #[serde(default)]
        scale: Scale,
    },
    /// One of some values without an order.
    Choice {
        /// The values.
        options: Vec<Value>,
    },
}

impl Space {
    /// Whether points can be drawn from it.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the option that is wrong.
    pub fn check(&self) -> Result<()> {
        if self.dimensions.is_empty() {
            return Err(Error::Invalid("the search space has no options".into()));
        }
        for (i, Dimension { name, range }) in self.dimensions.iter().enumerate() {
            let refuse =
                |why: &str| Err(Error::Invalid(format!("option {name:?} of the search space {why}")));
            if self.dimensions[..i].iter().any(|other| other.name == *name) {
                return refuse("is there twice");
            }
            let (ordered, positive) = match range {
                Range::Integer { min, max, scale } => (min <= max, *scale == Scale::Linear || *min > 0),
                Range::Real { min, max, scale } => {
                    ((max - min).is_finite() && min <= max, *scale == Scale::Linear || *min > 0.0)
                }
                Range::Choice { options } => (!options.is_empty(), true),
            };
            if !ordered {
                return refuse("has no values");
            }
            if !positive {
                return refuse("has a logarithmic scale that does not begin above 0");
            }
        }
        Ok(())
    }

    /// A random point, as coordinates from 0 to 1.
    pub(crate) fn draw(&self, rng: &mut Rng) -> Vec<f64> {
        self.dimensions.iter().map(|dimension| dimension.range.settle(rng.unit())).collect()
    }

    /// The options of a point.
    pub(crate) fn parameters(&self, point: &[f64]) -> Parameters {
        let value = |(dimension, u): (&Dimension, &f64)| (dimension.name.clone(), dimension.range.value(*u));
        self.dimensions.iter().zip(point).map(value).collect()
    }

    /// The point of options; of values outside of their range the nearest.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the option that is missing or of another type.
    pub(crate) fn point(&self, parameters: &Parameters) -> Result<Vec<f64>> {
        self.dimensions
            .iter()
            .map(|Dimension { name, range }| {
                let value = parameters.get(name).and_then(|value| range.coordinate(value));
                value.ok_or_else(|| {
                    Error::Invalid(format!("option {name:?} has no value that is in its range"))
                })
            })
            .collect()
    }
}

impl Range {
    /// The value at a coordinate from 0 to 1.
    fn value(&self, u: f64) -> Value {
        match self {
            Self::Integer { .. } => {
                let (low, high, log) = self.ends();
                let raw = if log { (high / low).powf(u) * low } else { (high - low).mul_add(u, low) };
                Value::from(self.clamped(raw.round() as i64))
            }
            Self::Real { min, max, scale: Scale::Linear } => {
                Value::from((max - min).mul_add(u, *min).clamp(*min, *max))
            }
            Self::Real { min, max, scale: Scale::Log } => {
                Value::from(((max / min).ln() * u + min.ln()).exp().clamp(*min, *max))
            }
            Self::Choice { options } => {
                let at = ((u * options.len() as f64) as usize).min(options.len().saturating_sub(1));
                options.get(at).cloned().unwrap_or(Value::Null)
            }
        }
    }

    /// The coordinate of a value; `None` if it is of another type, or not among the choices.
    fn coordinate(&self, value: &Value) -> Option<f64> {
        let u = match self {
            Self::Integer { .. } => {
                let (low, high, log) = self.ends();
                let value = self.clamped(value.as_i64()?) as f64;
                if log { (value / low).ln() / (high / low).ln() } else { (value - low) / (high - low) }
            }
            Self::Real { min, max, scale } => {
                let value = value.as_f64()?.clamp(*min, *max);
                match scale {
                    Scale::Linear if max > min => (value - min) / (max - min),
                    Scale::Log if max > min => (value / min).ln() / (max / min).ln(),
                    _ => 0.5,
                }
            }
            Self::Choice { options } => {
                (options.iter().position(|option| option == value)? as f64 + 0.5) / options.len() as f64
            }
        };
        Some(u.clamp(0.0, 1.0))
    }

    /// The coordinate of the value at `u`: equal values have equal coordinates.
    pub(crate) fn settle(&self, u: f64) -> f64 {
        if matches!(self, Self::Real { .. }) { u } else { self.coordinate(&self.value(u)).unwrap_or(u) }
    }

    /// How many choices there are; `None` of numbers.
    pub(crate) fn choices(&self) -> Option<usize> {
        if let Self::Choice { options } = self { Some(options.len()) } else { None }
    }

    /// Half the mean distance of two whole numbers; 0 of others.
    pub(crate) fn grain(&self) -> f64 {
        match self {
            Self::Integer { min, max, .. } => 0.5 / (max.saturating_sub(*min).saturating_add(1)) as f64,
            Self::Real { .. } | Self::Choice { .. } => 0.0,
        }
    }

    fn clamped(&self, value: i64) -> i64 {
        if let Self::Integer { min, max, .. } = self { value.clamp(*min, *max) } else { value }
    }

    /// Of whole numbers the ends, half a step outside, and whether the scale is logarithmic.
    fn ends(&self) -> (f64, f64, bool) {
        match self {
            Self::Integer { min, max, scale } => (*min as f64 - 0.5, *max as f64 + 0.5, *scale == Scale::Log),
            Self::Real { .. } | Self::Choice { .. } => (0.0, 1.0, false),
        }
    }
}
