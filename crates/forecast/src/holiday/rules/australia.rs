//! Australia. In some states a holiday at a weekend gives way to a working day, in others that is free besides: here it
//! always is besides.

use chrono::Weekday::{Mon, Tue, Wed};

use super::super::rule::{MONDAY, NEXT_MONDAY, Rule, SUNDAY, WEEKEND, dates, easter, fixed, from};

/// The days in place of those on a Sunday.
const SUNDAY_TO_MONDAY: [i64; 7] = [0, 0, 0, 0, 0, 0, 1];

/// Without a state those that all states have.
pub(super) const AU: &[Rule] = &[
    fixed(1, 1, "New Year's Day").except("ACT NT SA WA NSW QLD VIC TAS"),
    fixed(1, 1, "New Year's Day").only("ACT NT SA WA").lieu(WEEKEND),
    fixed(1, 1, "New Year's Day").only("NSW QLD VIC").until(2010).lieu(SUNDAY),
    fixed(1, 1, "New Year's Day").only("NSW QLD VIC").since(2011).lieu(WEEKEND),
    fixed(1, 1, "New Year's Day").only("TAS").until(2003),
    fixed(1, 1, "New Year's Day").only("TAS").since(2004).lieu(WEEKEND),
    fixed(1, 26, "Australia Day").except("ACT NT NSW QLD SA TAS VIC WA"),
    fixed(1, 26, "Australia Day").only("ACT NT").also(MONDAY),
    fixed(1, 26, "Australia Day").only("NSW").until(2010).also(SUNDAY_TO_MONDAY),
    fixed(1, 26, "Australia Day").only("NSW").since(2011).also(MONDAY),
    fixed(1, 26, "Australia Day").only("QLD").until(1995).instead(NEXT_MONDAY),
    fixed(1, 26, "Australia Day").only("QLD").since(1996).also(MONDAY),
    fixed(1, 26, "Australia Day").only("SA WA").until(1993).instead(NEXT_MONDAY),
    fixed(1, 26, "Australia Day").only("SA WA").since(1994).also(MONDAY),
    fixed(1, 26, "Australia Day").only("TAS").until(2000),
    fixed(1, 26, "Australia Day").only("TAS").since(2001).also(MONDAY),
    fixed(1, 26, "Australia Day").only("VIC").until(2008),
    fixed(1, 26, "Australia Day").only("VIC").since(2009).also(MONDAY),
    from(Mon, 3, 1, "Labour Day").only("WA"),
    from(Mon, 3, 8, "Labour Day").only("VIC"),
    from(Mon, 3, 1, "Eight Hours Day").only("TAS").until(2000),
    from(Mon, 3, 8, "Eight Hours Day").only("TAS").since(2001),
    from(Mon, 3, 15, "Canberra Day").only("ACT").until(2007),
    from(Mon, 3, 8, "Canberra Day").only("ACT").since(2008),
    from(Mon, 3, 8, "Adelaide Cup").only("SA").since(2006),
    easter(-2, "Good Friday"),
    easter(-1, "Easter Saturday").only("ACT NSW NT QLD SA VIC"),
    easter(0, "Easter Sunday").only("ACT NSW NT QLD SA TAS VIC WA"),
    easter(1, "Easter Monday"),
    easter(2, "Easter Tuesday").only("TAS").until(2010),
    fixed(4, 25, "Anzac Day").except("ACT NSW NT QLD SA WA"),
    fixed(4, 25, "Anzac Day").only("NT QLD").also(SUNDAY_TO_MONDAY),
    fixed(4, 25, "Anzac Day").only("SA").until(2023).also(SUNDAY_TO_MONDAY),
    fixed(4, 25, "Anzac Day").only("SA").since(2024),
    fixed(4, 25, "Anzac Day").only("ACT").until(2019).also(SUNDAY_TO_MONDAY),
    fixed(4, 25, "Anzac Day").only("ACT").since(2020).also(MONDAY),
    fixed(4, 25, "Anzac Day").only("NSW").until(2010).also(SUNDAY_TO_MONDAY),
    fixed(4, 25, "Anzac Day").only("NSW").since(2011).until(2025),
    fixed(4, 25, "Anzac Day").only("NSW").since(2026).until(2027).also(MONDAY),
    fixed(4, 25, "Anzac Day").only("NSW").since(2028),
    fixed(4, 25, "Anzac Day").only("WA").also(MONDAY),
    dates(&[(2011, 4, 26)], "Special Public Holiday").only("WA"),
    from(Mon, 5, 1, "May Day").only("NT"),
    from(Mon, 5, 1, "Labour Day").only("QLD").without(OCTOBER),
    from(Mon, 5, 15, "Adelaide Cup").only("SA").until(2005),
    from(Mon, 5, 27, "Reconciliation Day").only("ACT").since(2018),
    from(Mon, 6, 1, "Western Australia Day").only("WA"),
    from(Mon, 6, 8, "Sovereign's Birthday").only("ACT NSW NT SA TAS VIC"),
    from(Mon, 6, 8, "Sovereign's Birthday").only("QLD").until(2015).without(&[2012]),
    dates(&[(2012, 6, 11)], "Diamond Jubilee").only("QLD"),
    from(Mon, 8, 1, "Bank Holiday").only("NSW").until(2010),
    from(Mon, 8, 1, "Picnic Day").only("NT"),
    from(Wed, 8, 10, "Royal Queensland Show").only("QLD").without(&[2020, 2021]),
    dates(&[(2020, 8, 14), (2021, 10, 29)], "Royal Queensland Show").only("QLD"),
    dates(&[(2022, 9, 22)], "Day of Mourning for Queen Elizabeth II"),
    from(Mon, 9, 24, "Sovereign's Birthday").only("WA").without(&[2011, 2012, 2024]),
    dates(&[(2011, 10, 28), (2012, 10, 1), (2024, 9, 23)], "Sovereign's Birthday").only("WA"),
    dates(GRAND_FINAL, "Friday before the Grand Final").only("VIC"),
    dates(COMMUNITY, "Family and Community Day").only("ACT"),
    from(Mon, 10, 1, "Labour Day").only("ACT NSW"),
    from(Mon, 10, 8, "Labour Day").only("SA").until(1991),
    from(Mon, 10, 1, "Labour Day").only("SA").since(1992),
    dates(&[(2013, 10, 7), (2014, 10, 6), (2015, 10, 5)], "Labour Day").only("QLD"),
    dates(&[(2012, 10, 1)], "Sovereign's Birthday").only("QLD"),
    from(Mon, 10, 1, "Sovereign's Birthday").only("QLD").since(2016),
    from(Tue, 11, 1, "Melbourne Cup").only("VIC").since(2009),
    fixed(12, 25, "Christmas Day").except("ACT NT SA WA NSW QLD VIC TAS"),
    fixed(12, 25, "Christmas Day").only("ACT NT SA WA").lieu(WEEKEND),
    fixed(12, 25, "Christmas Day").only("NSW").until(2010).lieu(SUNDAY),
    fixed(12, 25, "Christmas Day").only("NSW").since(2011).lieu(WEEKEND),
    fixed(12, 25, "Christmas Day").only("QLD").until(2009).lieu(SUNDAY),
    fixed(12, 25, "Christmas Day").only("QLD").since(2010).lieu(WEEKEND),
    fixed(12, 25, "Christmas Day").only("VIC").until(2008),
    fixed(12, 25, "Christmas Day").only("VIC").since(2009).lieu(WEEKEND),
    fixed(12, 25, "Christmas Day").only("TAS").until(2003),
    fixed(12, 25, "Christmas Day").only("TAS").since(2004).lieu(WEEKEND),
    fixed(12, 26, "Boxing Day").except("ACT NT SA WA NSW QLD VIC TAS"),
    fixed(12, 26, "Boxing Day").only("ACT NT WA").lieu(WEEKEND),
    fixed(12, 26, "Proclamation Day").only("SA").lieu(WEEKEND),
    fixed(12, 26, "Boxing Day").only("NSW QLD").until(2010).lieu(SUNDAY),
    fixed(12, 26, "Boxing Day").only("NSW QLD").since(2011).lieu(WEEKEND),
    fixed(12, 26, "Boxing Day").only("VIC").until(1994),
    fixed(12, 26, "Boxing Day").only("VIC").since(1995).until(2008).lieu(SUNDAY),
    fixed(12, 26, "Boxing Day").only("VIC").since(2009).lieu(WEEKEND),
    fixed(12, 26, "Boxing Day").only("TAS").until(2003),
    fixed(12, 26, "Boxing Day").only("TAS").since(2004).lieu(WEEKEND),
];

/// The years in which Queensland had Labour Day in October.
const OCTOBER: &[i32] = &[2013, 2014, 2015];

#[rustfmt::skip]
const COMMUNITY: &[(i32, u32, u32)] = &[
    (2011, 10, 10), (2012, 10, 8), (2013, 9, 30), (2014, 9, 29), (2015, 9, 28), (2016, 9, 26), (2017, 9, 25),
];

/// A holiday of Victoria since 2015, fixed each year with the season.
#[rustfmt::skip]
const GRAND_FINAL: &[(i32, u32, u32)] = &[
    (2015, 10, 2), (2016, 9, 30), (2017, 9, 29), (2018, 9, 28), (2019, 9, 27), (2020, 10, 23), (2021, 9, 24),
    (2022, 9, 23), (2023, 9, 29), (2024, 9, 27), (2025, 9, 26),
];
