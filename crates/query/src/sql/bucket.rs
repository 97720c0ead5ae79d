//! Time buckets: arithmetic on whole numbers (microseconds, seconds, days, months) instead of the engines' own
//! truncation. They agree that way, and DataFusion's works in nanoseconds and fails after the year 2262.

use almanac_domain::data::ColumnType;

use super::fragment::Fragment;
use super::{Dialect, RenderError, Written};
use crate::{Bucket, TimeUnit};

/// Seconds.
const MINUTE: u64 = 60;
/// Days from 1970-01-01 to the first Monday.
const MONDAY: u32 = 4;
/// Months from year 0 to 1970-01.
const MONTHS_TO_1970: u32 = 1970 * 12;

impl Dialect {
    /// The start of the period that `column`, a date or timestamp, lies in.
    pub(super) fn bucket(self, column: &Fragment, kind: ColumnType, bucket: &Bucket) -> Written {
        let every = bucket.every;
        Ok(match bucket.unit {
            TimeUnit::Minute => self.clock(column, MINUTE * u64::from(every)),
            TimeUnit::Hour => self.clock(column, 60 * MINUTE * u64::from(every)),
            unit => {
                let day = self.local_date(column, kind, bucket.time_zone.as_deref())?;
                match unit {
                    TimeUnit::Week => self.days(&day, 7 * every, MONDAY),
                    TimeUnit::Month => self.months(&day, every),
                    TimeUnit::Quarter => self.months(&day, 3 * every),
                    TimeUnit::Year => self.months(&day, 12 * every),
                    _ => self.days(&day, every, 0),
                }
            }
        })
    }

    /// The calendar date of `column` in a time zone.
    fn local_date(self, column: &Fragment, kind: ColumnType, zone: Option<&str>) -> Written {
        // What `validate` lets through has none of these letters.
        let zone = zone.map(|zone| zone.replace(['\'', '"', '\\', '{', '}'], ""));
        let template = match (self, kind, zone) {
            (_, ColumnType::Date, _) => return Ok(column.clone()),
            (Self::Sqlite, _, None) => "date({})".to_owned(),
            (_, _, None) => "CAST({} AS DATE)".to_owned(),
            (Self::DataFusion, _, Some(zone)) => {
                format!("CAST(arrow_cast({{}}, 'Timestamp(Microsecond, Some(\"{zone}\"))') AS DATE)")
            }
            (Self::Postgres, _, Some(zone)) => {
                format!("CAST({{}} AT TIME ZONE 'UTC' AT TIME ZONE '{zone}' AS DATE)")
            }
            // Its table of time zones is empty unless somebody filled it.
            (Self::Mysql | Self::Sqlite, _, Some(_)) => return Err(RenderError::Unsupported("time zones")),
        };
        Ok(Fragment::fill(&template, &[column]))
    }

    /// `width` in seconds.
    fn clock(self, column: &Fragment, width: u64) -> Fragment {
        match self {
            Self::DataFusion => {
                let micros = Fragment::fill("CAST({} AS BIGINT)", &[column]);
                let start = floor(&micros, width * 1_000_000);
                Fragment::fill("arrow_cast({}, 'Timestamp(Microsecond, Some(\"UTC\"))')", &[&start])
            }
            Self::Postgres => {
                let seconds = Fragment::fill("CAST(floor(extract(epoch FROM {})) AS BIGINT)", &[column]);
                let start = floor(&seconds, width);
                Fragment::fill("(TIMESTAMP '1970-01-01' + {} * INTERVAL '1 second')", &[&start])
            }
            Self::Mysql => {
                let first = "CAST('1970-01-01' AS DATETIME)";
                // It would round towards zero before 1970.
                let template = format!("FLOOR(TIMESTAMPDIFF(MICROSECOND, {first}, {{}}) / 1000000)");
                let start = floor(&Fragment::fill(&template, &[column]), width);
                Fragment::fill(&format!("DATE_ADD({first}, INTERVAL {{}} SECOND)"), &[&start])
            }
            Self::Sqlite => {
                let seconds = Fragment::fill("CAST(strftime('%s', {}) AS INTEGER)", &[column]);
                let start = floor(&seconds, width);
                Fragment::fill("strftime('%Y-%m-%d %H:%M:%f', {}, 'unixepoch')", &[&start])
            }
        }
    }

    fn days(self, day: &Fragment, width: u32, origin: u32) -> Fragment {
        if width == 1 {
            return day.clone();
        }
        let (number, back) = match self {
            Self::DataFusion => ("CAST({} AS INT)", "CAST(CAST({} AS INT) AS DATE)"),
            Self::Postgres => ("({} - DATE '1970-01-01')", "(DATE '1970-01-01' + {})"),
            Self::Mysql => {
                ("DATEDIFF({}, '1970-01-01')", "DATE_ADD(CAST('1970-01-01' AS DATE), INTERVAL {} DAY)")
            }
            Self::Sqlite => (
                "CAST(julianday({}) - julianday('1970-01-01') AS INTEGER)",
                "date('1970-01-01', ({}) || ' days')",
            ),
        };
        let number = Fragment::fill(number, &[day]);
        if origin == 0 {
            return Fragment::fill(back, &[&floor(&number, u64::from(width))]);
        }
        let shifted = Fragment::fill(&format!("({{}} - {origin})"), &[&number]);
        let start = Fragment::fill(&format!("({{}} + {origin})"), &[&floor(&shifted, u64::from(width))]);
        Fragment::fill(back, &[&start])
    }

    fn months(self, day: &Fragment, width: u32) -> Fragment {
        let month = match self {
            Self::DataFusion => "(date_part('year', {}) * 12 + date_part('month', {}) - ZERO)",
            Self::Postgres => "CAST(extract(year FROM {}) * 12 + extract(month FROM {}) - ZERO AS INT)",
            Self::Mysql => "(YEAR({}) * 12 + MONTH({}) - ZERO)",
            Self::Sqlite => "(strftime('%Y', {}) * 12 + strftime('%m', {}) - ZERO)",
        };
        let month = month.replace("ZERO", &(1 + MONTHS_TO_1970).to_string());
        let month = floor(&Fragment::fill(&month, &[day, day]), u64::from(width));
        match self {
            Self::DataFusion | Self::Postgres => {
                let start = Fragment::fill(&format!("({{}} + {MONTHS_TO_1970})"), &[&month]);
                Fragment::fill("make_date({} / 12, {} % 12 + 1, 1)", &[&start, &start])
            }
            Self::Mysql => {
                Fragment::fill("DATE_ADD(CAST('1970-01-01' AS DATE), INTERVAL {} MONTH)", &[&month])
            }
            Self::Sqlite => Fragment::fill("date('1970-01-01', ({}) || ' months')", &[&month]),
        }
    }
}

/// The largest multiple of `width` that is not above `number`.
fn floor(number: &Fragment, width: u64) -> Fragment {
    if width == 1 {
        return number.clone();
    }
    let template = format!("({{}} - ({{}} % {width} + {width}) % {width})");
    Fragment::fill(&template, &[number, number])
}
