//! How often an address may open links: a limit of their own, because nobody needs to be signed in for them.
//! It is the generic cell rate algorithm (ITU-T I.371): an address has credit for a minute, and gains as much in
//! a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::account::network;
use crate::{Error, Result};

/// Each opening uses up so much time.
const EACH: TimeDelta = TimeDelta::seconds(1);
/// The credit of an address: 60 openings.
const CREDIT: TimeDelta = TimeDelta::seconds(60);
/// With more addresses than these, those that have all their credit are forgotten.
const MANY: usize = 10_000;

/// Until when each address has used its time up.
#[derive(Debug, Default)]
pub(crate) struct LinkRate(Mutex<HashMap<String, DateTime<Utc>>>);

impl LinkRate {
    /// # Errors
    /// [`Error::Busy`] if the address has no credit.
    pub(crate) fn check(&self, address: &str, now: DateTime<Utc>) -> Result<()> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() > MANY {
            used.retain(|_, until| *until > now);
        }
        let until = used.entry(network(address)).or_insert(now);
        let next = (*until).max(now) + EACH;
        let over = next - now - CREDIT;
        if over > TimeDelta::zero() {
            return Err(Error::Busy {
                message: "too many links were opened from this address".to_owned(),
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
        let (rate, now) = (LinkRate::default(), DateTime::from_timestamp(1_767_600_000, 0).unwrap());
        for _ in 0..60 {
            rate.check("192.0.2.1", now).unwrap();
        }
        let refused = rate.check("192.0.2.1", now);
        assert!(matches!(refused, Err(Error::Busy { retry_after_seconds: 2, .. })), "{refused:?}");
        rate.check("192.0.2.2", now).unwrap();
        rate.check("192.0.2.1", now + TimeDelta::seconds(1)).unwrap();
        assert!(rate.check("192.0.2.1", now + TimeDelta::seconds(1)).is_err());
    }
}
