//! The clock of the running process.

use almanac_domain::Clock;
use chrono::{DateTime, Utc};

/// Tells the system's time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock that reads the system's time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}
