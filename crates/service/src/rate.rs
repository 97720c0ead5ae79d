//! How often somebody may do something that costs others: the generic cell rate algorithm (ITU-T I.371). They
//! have a credit, and gain it back with time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Error, Result};

/// With more keys than these, those that have all their credit are forgotten.
const MANY: usize = 10_000;

/// Until when each key, such as an address or a person, has used its time up.
#[derive(Debug)]
pub(crate) struct Rate {
    /// Each time uses up so much.
    each: TimeDelta,
    credit: TimeDelta,
    /// What somebody without credit is told.
    message: &'static str,
    used: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Rate {
    /// Nobody needs to be signed in for public links: 60 openings from an address, and as many again in a minute.
    pub(crate) fn of_links() -> Self {
        Self::new(1, 60, "too many links were opened from this address")
    }

    /// 30 connections to databases by a person, and one more every four seconds.
    pub(crate) fn of_sources() -> Self {
        Self::new(4, 120, "too many tries to connect; try again later")
    }

    fn new(each: i64, credit: i64, message: &'static str) -> Self {
        let (each, credit) = (TimeDelta::seconds(each), TimeDelta::seconds(credit));
        Self { each, credit, message, used: Mutex::default() }
    }

    /// # Errors
    /// [`Error::Busy`] if the key has no credit.
    pub(crate) fn check(&self, key: String, now: DateTime<Utc>) -> Result<()> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() > MANY {
            used.retain(|_, until| *until > now);
        }
        let until = used.entry(key).or_insert(now);
        let next = (*until).max(now) + self.each;
        let over = next - now - self.credit;
        if over > TimeDelta::zero() {
            return Err(Error::Busy {
                message: self.message.to_owned(),
                retry_after_seconds: u64::try_from(over.num_seconds()).unwrap_or(0) + 1,
            });
        }
        *until = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r26_links_have_a_limit_for_each_address() {
        let (rate, now) = (Rate::of_links(), DateTime::from_timestamp(1_767_600_000, 0).unwrap());
        for _ in 0..60 {
            rate.check("192.0.2.1".to_owned(), now).unwrap();
        }
        let refused = rate.check("192.0.2.1".to_owned(), now);
        assert!(matches!(refused, Err(Error::Busy { retry_after_seconds: 2, .. })), "{refused:?}");
        rate.check("192.0.2.2".to_owned(), now).unwrap();
        rate.check("192.0.2.1".to_owned(), now + TimeDelta::seconds(1)).unwrap();
        assert!(rate.check("192.0.2.1".to_owned(), now + TimeDelta::seconds(1)).is_err());
    }
}
