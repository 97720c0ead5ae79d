//! The date of Easter: Meeus (1991), "Astronomical Algorithms", chapter 8.

use chrono::{Days, NaiveDate};

/// Easter Sunday of the Gregorian calendar.
pub(super) fn gregorian(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    day_of_march(year, h + l - 7 * m + 22)
}

/// Easter Sunday of the Julian calendar, as a date of the Gregorian one.
pub(super) fn julian(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year.rem_euclid(4), year.rem_euclid(7), year.rem_euclid(19));
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let between = year.div_euclid(100) - year.div_euclid(400) - 2;
    day_of_march(year, d + e + 22 + between)
}

/// The day so many days after the last of February.
fn day_of_march(year: i32, day: i32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 3, 1)?;
    first.checked_add_days(Days::new(u64::try_from(day - 1).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_almanacs_have_it() {
        let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
        for (year, western, orthodox) in [
            (1954, date(1954, 4, 18), date(1954, 4, 25)),
            (2000, date(2000, 4, 23), date(2000, 4, 30)),
            (2008, date(2008, 3, 23), date(2008, 4, 27)),
            (2017, date(2017, 4, 16), date(2017, 4, 16)),
            (2038, date(2038, 4, 25), date(2038, 4, 25)),
        ] {
            assert_eq!((gregorian(year), julian(year)), (western, orthodox), "{year}");
        }
    }
}
