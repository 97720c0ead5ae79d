//! A clock that stands still until it is told to go on.

use std::sync::{Mutex, PoisonError};

use almanac_domain::Clock;
use chrono::{DateTime, TimeDelta, Utc};

/// A clock that stands still until it is told to go on.
#[derive(Debug)]
pub struct FakeClock(Mutex<DateTime<Utc>>);

impl Default for FakeClock {
    /// 2026-01-05 08:00 UTC, a Monday.
    fn default() -> Self {
        Self(Mutex::new(DateTime::from_timestamp(1_767_600_000, 0).unwrap()))
    }
}

impl FakeClock {
    /// Goes on.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
