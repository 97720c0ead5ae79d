//! How dates are written.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use almanac_domain::data::ColumnType;

use crate::time::{MICROS_A_DAY, Stamp, TimeFormat};

const DATES: [&str; 17] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
];
const TIMES: [&str; 8] =
    ["", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f", "T%H:%M:%S%.f", " %I:%M %p", " %I:%M:%S %p", ", %H:%M"];
/// Whole months and quarters.
const MONTHS: [&str; 9] = ["%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%b %Y", "%B %Y", "%b-%Y", "%Y-Q%q", "%Y Q%q"];

struct Known {
    pattern: Option<String>,
    format: TimeFormat,
    has_time: bool,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let iso = Known { pattern: None, format: TimeFormat::Iso, has_time: false };
    let days = DATES
        .iter()
        .flat_map(|date| TIMES.iter().map(move |time| (format!("{date}{time}"), !time.is_empty())));
    let months = MONTHS.iter().map(|month| ((*month).to_owned(), false));
    let known = days.chain(months).filter_map(|(pattern, has_time)| {
        TimeFormat::new(Some(&pattern)).map(|format| Known { pattern: Some(pattern), format, has_time })
    });
    std::iter::once(iso).chain(known).collect()
});

/// The ways of writing that fit all values so far.
pub(super) struct Candidates {
    left: Vec<&'static Known>,
    long: bool,
}

/// How a column of dates is read.
pub(super) struct Reading {
    pub kind: ColumnType,
    pub format: Option<String>,
    /// Another way that fits as well, day and month exchanged.
    pub doubt: Option<String>,
}

impl Candidates {
    pub fn new() -> Self {
        Self { left: KNOWN.iter().collect(), long: false }
    }

    pub fn clear(&mut self) {
        self.left.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Keeps the ways that fit `text`.
    pub fn retain(&mut self, text: &str) {
        let plausible = (6..=40).contains(&text.len()) && text.bytes().any(|b| b.is_ascii_digit());
        if !plausible {
            self.left.clear();
        }
        self.left.retain(|known| known.format.read(text).is_some());
        self.long |= text.len() > 10;
    }

    /// Chooses a way. `texts` gives the values again.
    pub fn choose<'a, I>(&self, texts: impl Fn() -> I, day_first: bool) -> Option<Reading>
    where
        I: Iterator<Item = &'a str>,
    {
        let first = *self.left.first()?;
        let Some(pattern) = &first.pattern else {
            let kind = if self.long { ColumnType::Timestamp } else { ColumnType::Date };
            return Some(Reading { kind, format: None, doubt: None });
        };
        let kind = if first.has_time { ColumnType::Timestamp } else { ColumnType::Date };
        let exchanged = self
            .left
            .iter()
            .find(|other| other.pattern.as_deref().is_some_and(|o| o != pattern && is_exchanged(pattern, o)));
        let Some(other) = exchanged else {
            return Some(Reading { kind, format: Some(pattern.clone()), doubt: None });
        };
        let other_pattern = other.pattern.clone().unwrap_or_default();
        let read = |known: &Known| texts().filter_map(|t| known.format.read(t)).collect::<Vec<_>>();
        let (one, two) = (disorder(&read(first)), disorder(&read(other)));
        let prefer_other = if one == two { day_first && other_pattern.starts_with("%d") } else { two < one };
        let (chosen, doubt) =
            if prefer_other { (other_pattern, pattern.clone()) } else { (pattern.clone(), other_pattern) };
        Some(Reading { kind, format: Some(chosen), doubt: Some(doubt) })
    }
}

/// Whether two patterns differ by the order of day and month only.
fn is_exchanged(one: &str, two: &str) -> bool {
    one.replace("%m", "%_").replace("%d", "%m").replace("%_", "%d") == two
}

/// How unlikely a reading is: first whether the days of the month differ (monthly data has one), then how often
/// time runs backwards.
fn disorder(stamps: &[Stamp]) -> (bool, usize) {
    let days: BTreeSet<i64> = stamps.iter().map(|s| day_of_month(*s)).collect();
    let distinct: BTreeSet<i64> = stamps.iter().map(|s| s.local).collect();
    let up = stamps.windows(2).filter(|w| w[1].local < w[0].local).count();
    let down = stamps.windows(2).filter(|w| w[1].local > w[0].local).count();
    (!(distinct.len() > 2 && days.len() == 1 && days.contains(&1)), up.min(down))
}

fn day_of_month(stamp: Stamp) -> i64 {
    use chrono::Datelike;
    chrono::DateTime::from_timestamp_micros(stamp.local).map_or(0, |at| i64::from(at.day()))
}

/// Whether whole numbers are all dates such as 20110131, of 1900 to 2100, and several of them.
pub(super) fn are_compact<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let Some(format) = TimeFormat::new(Some("%Y%m%d")) else { return false };
    let mut days = BTreeSet::new();
    for text in texts {
        let inside = text.len() == 8 && ("1900".."2101").contains(&&text[..4]);
        match format.read(text).filter(|_| inside) {
            Some(stamp) => days.insert(stamp.local / MICROS_A_DAY),
            None => return false,
        };
    }
    days.len() > 2
}
