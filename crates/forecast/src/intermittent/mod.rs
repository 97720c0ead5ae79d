//! Demand that is zero in many periods: what is asked for when there is any, and how often.
//!
//! A value that is not above zero counts as a period without demand, so that forecasts are never
//! negative. None of these methods has a model of its errors; intervals are left to split conformal
//! prediction.

mod aggregate;
mod croston;
mod smooth;
#[cfg(test)]
mod tests;
mod tsb;

pub use aggregate::{ADIDA, IMAPA};
pub use croston::{CrostonClassic, CrostonOptimized, CrostonSBA};
pub use tsb::TSB;

use crate::local::{Gaussian, Local, Task};
use crate::parallel::Cancel;
use crate::{Error, Features, Result};

/// The demands of a series.
#[derive(Debug, Clone, Default, PartialEq)]
struct Demand {
    /// The values above zero.
    sizes: Vec<f64>,
    /// Periods from one demand to the next, the first counted from the start; as many.
    intervals: Vec<f64>,
}

impl Demand {
    fn of(y: &[f64]) -> Self {
        let mut demand = Self::default();
        let mut waited = 0;
        for &value in y {
            waited += 1;
            if value > 0.0 {
                demand.sizes.push(value);
                demand.intervals.push(f64::from(waited));
                waited = 0;
            }
        }
        demand
    }

    /// The mean interval in whole periods, halves to even as the reference implementation rounds; 0
    /// without demand.
    fn typical_interval(&self) -> usize {
        let sum: f64 = self.intervals.iter().sum();
        (sum / self.intervals.len().max(1) as f64).round_ties_even() as usize
    }
}

/// A method that expects the same demand in each period.
trait Steady: Send + Sync {
    /// See [`Local::name`].
    const NAME: &'static str;

    /// See [`Local::suits`].
    fn worth_a_try(&self, features: &Features) -> bool {
        features.intermittent
    }

    /// The demand per period.
    fn rate(&self, y: &[f64], cancel: &Cancel) -> Result<f64>;
}

impl<S: Steady> Local for S {
    fn name(&self) -> &'static str {
        S::NAME
    }

    fn min_length(&self, _season: usize) -> usize {
        2
    }

    fn suits(&self, features: &Features) -> bool {
        self.worth_a_try(features)
    }

    fn gives_intervals(&self) -> bool {
        false
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        let rate = self.rate(task.y, task.cancel)?;
        if rate.is_finite() {
            Ok(Gaussian::flat(rate, task.h))
        } else {
            Err(Error::Numeric("the demand is too large to be counted".into()))
        }
    }
}
