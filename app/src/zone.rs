//! The time zone in which people see when something happened. The server knows all zones; the browser has the clock
//! changes of the person's one, in the head of the page.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

use crate::format;
use crate::preferences::preferences;

/// A zone, as a page knows it; UTC if none was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Zone {
    name: String,
    /// From which second on clocks are so many seconds ahead of UTC, in order.
    changes: Vec<(i64, i32)>,
}

impl Zone {
    /// Its IANA name.
    pub fn name(&self) -> &str {
        if self.name.is_empty() { "UTC" } else { &self.name }
    }

    /// What its clocks show at a point in time, as if they showed UTC.
    pub fn shown(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        at.checked_add_signed(self.ahead(at)).unwrap_or(at)
    }

    /// The point in time at which its clocks show this.
    #[cfg(feature = "ssr")]
    pub fn instant(&self, shown: DateTime<Utc>) -> DateTime<Utc> {
        let about = shown.checked_sub_signed(self.ahead(shown)).unwrap_or(shown);
        shown.checked_sub_signed(self.ahead(about)).unwrap_or(shown)
    }

    fn ahead(&self, at: DateTime<Utc>) -> TimeDelta {
        let change = self.changes.iter().rev().find(|(from, _)| *from <= at.timestamp());
        TimeDelta::seconds(change.map_or(0, |(_, seconds)| i64::from(*seconds)))
    }
}

/// `Europe/Berlin 1711846800:7200 …`
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.changes.iter().try_for_each(|(from, seconds)| write!(f, " {from}:{seconds}"))
    }
}

impl FromStr for Zone {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut words = text.split_ascii_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        let change = |word: &str| {
            let (from, seconds) = word.split_once(':').unwrap_or((word, ""));
            Ok((from.parse()?, seconds.parse()?))
        };
        Ok(Self { name, changes: words.map(change).collect::<Result<_, _>>()? })
    }
}

/// The cookie.
#[cfg(feature = "ssr")]
pub(crate) const COOKIE: &str = "almanac-zone";

#[cfg(feature = "ssr")]
fn read() -> Zone {
    let app = use_context::<almanac_service::App>();
    let found = crate::cookie::received(COOKIE).zip(app).and_then(|(name, app)| {
        let changes = almanac_service::profile::clock_changes(&name, app.now())?;
        Some(Zone { name, changes })
    });
    found.unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
fn read() -> Zone {
    let root = document().document_element();
    let text = root.and_then(|root| root.get_attribute("data-zone")).unwrap_or_default();
    text.parse().unwrap_or_default()
}

/// The zone of this request (on the server) or page (in the browser).
pub(crate) fn zone() -> Zone {
    use_context::<Zone>().unwrap_or_else(read)
}

/// Reads the zone once for all components below.
pub(crate) fn provide_zone() {
    provide_context(read());
}

/// A point in time, to the minute, as the person's clocks show it.
pub(crate) fn time(at: DateTime<Utc>) -> String {
    format::time(zone().shown(at), preferences().locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn clocks_change_at_the_second_that_is_written_and_back() {
        let zone: Zone = "Europe/Berlin 0:3600 1774746000:7200 1792890000:3600".parse().unwrap();
        assert_eq!(zone.to_string(), "Europe/Berlin 0:3600 1774746000:7200 1792890000:3600");
        assert_eq!(zone.shown(at("2026-03-29T00:59:59Z")), at("2026-03-29T01:59:59Z"));
        assert_eq!(zone.shown(at("2026-03-29T01:00:00Z")), at("2026-03-29T03:00:00Z"));
        assert_eq!(zone.shown(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC);
        #[cfg(feature = "ssr")]
        for day in ["2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", "2026-03-29T00:00:00Z"] {
            assert_eq!(zone.shown(zone.instant(at(day))), at(day));
        }
    }

    #[test]
    fn without_a_choice_it_is_utc() {
        let zone: Zone = "".parse().unwrap();
        assert_eq!(
            (zone.name(), zone.shown(at("2026-07-01T00:00:00Z"))),
            ("UTC", at("2026-07-01T00:00:00Z"))
        );
        assert!("Europe/Berlin x".parse::<Zone>().is_err());
    }
}
