//! Time buckets: arithmetic on whole numbers (microseconds, days, months) instead of the engine's own
//! truncation, because that works in nanoseconds and fails after the year 2262.

use almanac_domain::data::ColumnType;

use super::Dialect;
use crate::{Bucket, TimeUnit};

const MINUTE: u64 = 60 * 1_000_000;
/// Days from 1970-01-01 to the first Monday.
const MONDAY: u32 = 4;
/// Months from year 0 to 1970-01.
const MONTHS_TO_1970: u32 = 1970 * 12;

impl Dialect {
    /// The start of the period that `column`, a date or timestamp, lies in.
    pub(super) fn bucket(self, column: &str, kind: ColumnType, bucket: &Bucket) -> String {
        let every = bucket.every;
        match bucket.unit {
            TimeUnit::Minute => self.clock(column, MINUTE * u64::from(every)),
            TimeUnit::Hour => self.clock(column, 60 * MINUTE * u64::from(every)),
            unit => {
                let day = self.local_date(column, kind, bucket.time_zone.as_deref());
                match unit {
                    TimeUnit::Week => self.days(&day, 7 * every, MONDAY),
                    TimeUnit::Month => self.months(&day, every),
                    TimeUnit::Quarter => self.months(&day, 3 * every),
                    TimeUnit::Year => self.months(&day, 12 * every),
                    _ => self.days(&day, every, 0),
                }
            }
        }
    }

    /// The calendar date of `column` in a time zone.
    fn local_date(self, column: &str, kind: ColumnType, zone: Option<&str>) -> String {
        match (self, kind, zone) {
            (_, ColumnType::Date, _) => column.to_owned(),
            (Self::DataFusion, _, None) => format!("CAST({column} AS DATE)"),
            (Self::DataFusion, _, Some(zone)) => format!(
                "CAST(arrow_cast({column}, 'Timestamp(Microsecond, Some(\"{}\"))') AS DATE)",
                zone.replace(['\'', '"', '\\'], "")
            ),
        }
    }

    fn clock(self, column: &str, width: u64) -> String {
        match self {
            Self::DataFusion => format!(
                "arrow_cast({}, 'Timestamp(Microsecond, Some(\"UTC\"))')",
                floor(&format!("CAST({column} AS BIGINT)"), width)
            ),
        }
    }

    fn days(self, day: &str, width: u32, origin: u32) -> String {
        match self {
            Self::DataFusion if width == 1 => day.to_owned(),
            Self::DataFusion => {
                let number = format!("CAST({day} AS INT)");
                if origin == 0 {
                    return format!("CAST(CAST({} AS INT) AS DATE)", floor(&number, u64::from(width)));
                }
                let shifted = floor(&format!("({number} - {origin})"), u64::from(width));
                format!("CAST(CAST({shifted} + {origin} AS INT) AS DATE)")
            }
        }
    }

    fn months(self, day: &str, width: u32) -> String {
        match self {
            Self::DataFusion => {
                let month = format!(
                    "(date_part('year', {day}) * 12 + date_part('month', {day}) - {})",
                    1 + MONTHS_TO_1970
                );
                let start = format!("({} + {MONTHS_TO_1970})", floor(&month, u64::from(width)));
                format!("make_date({start} / 12, {start} % 12 + 1, 1)")
            }
        }
    }
}

/// The largest multiple of `width` that is not above `number`.
fn floor(number: &str, width: u64) -> String {
    if width == 1 {
        return number.to_owned();
    }
    format!("({number} - ({number} % {width} + {width}) % {width})")
}
