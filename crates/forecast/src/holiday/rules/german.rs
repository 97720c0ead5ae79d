//! Germany, Austria and Switzerland.

use chrono::Weekday::{Mon, Thu, Wed};

use super::super::rule::{NOT_TUESDAY_OR_SATURDAY, ON_MONDAY, Rule, dates, easter, fixed, from};

/// Without a state those that all states have. Corpus Christi, Assumption and the Peace Festival of a few towns only
/// are left out.
pub(super) const DE: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 6, "Epiphany").only("BW BY ST"),
    fixed(3, 8, "Women's Day").only("BE").since(2019),
    fixed(3, 8, "Women's Day").only("MV").since(2023),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday").only("BB"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "Labour Day"),
    dates(&[(2020, 5, 8), (2025, 5, 8)], "Liberation Day").only("BE"),
    easter(39, "Ascension"),
    easter(49, "Whit Sunday").only("BB"),
    easter(50, "Whit Monday"),
    easter(60, "Corpus Christi").only("BW BY HE NW RP SL"),
    dates(&[(2028, 6, 17)], "Anniversary of the Uprising of 1953").only("BE"),
    fixed(8, 15, "Assumption").only("SL"),
    fixed(9, 20, "Children's Day").only("TH").since(2019),
    fixed(10, 3, "German Unity Day"),
    fixed(10, 31, "Reformation Day").only("BB MV SN ST TH").without(&[2017]),
    dates(&[(2017, 10, 31)], "Reformation Day"),
    fixed(10, 31, "Reformation Day").only("HB HH NI SH").since(2018),
    fixed(11, 1, "All Saints' Day").only("BW BY NW RP SL"),
    from(Wed, 11, 16, "Repentance Day").until(1994),
    from(Wed, 11, 16, "Repentance Day").only("SN").since(1995),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];

/// Those of the whole country.
pub(super) const AT: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 6, "Epiphany"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "Labour Day"),
    easter(39, "Ascension"),
    easter(50, "Whit Monday"),
    easter(60, "Corpus Christi"),
    fixed(8, 15, "Assumption"),
    fixed(10, 26, "National Day"),
    fixed(11, 1, "All Saints' Day"),
    fixed(12, 8, "Immaculate Conception"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Saint Stephen's Day"),
];

pub(super) const CANTONS: &str =
    "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH";

/// Without a canton those that all cantons have. Days of single districts or of half a day are left out.
pub(super) const CH: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 2, "Saint Berchtold's Day").only("AG BE JU LU TG VD"),
    fixed(1, 2, "Saint Berchtold's Day").only("NE").on(ON_MONDAY),
    fixed(1, 6, "Epiphany").only("SZ TI UR"),
    fixed(3, 1, "Republic Day").only("NE"),
    fixed(3, 19, "Saint Joseph's Day").only("NW SZ TI UR VS"),
    // The first Thursday of April, a week later in Holy Week.
    from(Thu, 4, 1, "Battle of Näfels").only("GL").without(NAEFELS_LATER),
    dates(NAEFELS, "Battle of Näfels").only("GL"),
    easter(-2, "Good Friday").only("AG AI AR BE BL BS FR GE GL JU LU NE NW OW SG SH SO SZ TG UR VD ZG ZH"),
    easter(1, "Easter Monday").only("AG AI AR BE BL BS GE GL GR JU LU SG SH SZ TG TI UR VD ZH"),
    fixed(5, 1, "Labour Day").only("AG BL BS JU NE SH TG TI ZH"),
    easter(39, "Ascension"),
    easter(50, "Whit Monday").only("AG AI AR BE BL BS GE GL GR JU LU SG SH SZ TG TI UR VD ZH"),
    easter(60, "Corpus Christi").only("AG AI JU LU NE NW OW SZ TI UR VS ZG"),
    fixed(6, 23, "Independence Day").only("JU"),
    fixed(6, 29, "Saints Peter and Paul").only("TI"),
    fixed(8, 1, "National Day"),
    fixed(8, 15, "Assumption").only("AG AI JU LU NW OW SZ TI UR VS ZG"),
    from(Thu, 9, 5, "Fast of Geneva").only("GE"),
    from(Mon, 9, 16, "Federal Fast Monday").only("VD"),
    fixed(9, 25, "Saint Nicholas of Flüe").only("OW"),
    fixed(11, 1, "All Saints' Day").only("AG AI GL JU LU NW OW SG SZ TI UR VS ZG"),
    fixed(12, 8, "Immaculate Conception").only("AG AI LU NW OW SZ TI UR VS ZG"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Saint Stephen's Day").only("AG BE BL BS GL GR LU SG SH SZ TG TI ZH"),
    fixed(12, 26, "Saint Stephen's Day").only("AI AR UR").on(NOT_TUESDAY_OR_SATURDAY),
    fixed(12, 26, "Saint Stephen's Day").only("NE").on(ON_MONDAY),
    fixed(12, 31, "Restoration Day").only("GE"),
];

/// The years from 1990 to 2050 in which the first Thursday of April is in Holy Week.
const NAEFELS_LATER: &[i32] =
    &[1996, 1999, 2007, 2010, 2012, 2015, 2021, 2023, 2026, 2034, 2037, 2039, 2042, 2045, 2048, 2050];

#[rustfmt::skip]
const NAEFELS: &[(i32, u32, u32)] = &[
    (1996, 4, 11), (1999, 4, 8), (2007, 4, 12), (2010, 4, 8), (2012, 4, 12), (2015, 4, 9),
    (2021, 4, 8), (2023, 4, 13), (2026, 4, 9), (2034, 4, 13), (2037, 4, 9), (2039, 4, 14),
    (2042, 4, 10), (2045, 4, 13), (2048, 4, 9), (2050, 4, 14),
];
