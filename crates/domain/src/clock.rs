//! Time as an argument.

use chrono::{DateTime, Utc};

/// Tells the time. The process has one, tests have another.
pub trait Clock: Send + Sync {
    /// The present time in UTC.
    fn now(&self) -> DateTime<Utc>;
}
