//! North and South America.

use chrono::Weekday::{Mon, Thu};

use super::super::rule::{
    CHILEAN_MONDAY, LATIN_MONDAY, NEAREST, NEXT_MONDAY, Rule, SUNDAY, WEEKEND, dates, easter, fixed, from,
};

/// The federal holidays (5 U.S.C. 6103).
pub(super) const US: &[Rule] = &[
    fixed(1, 1, "New Year's Day").also(NEAREST),
    from(Mon, 1, 15, "Martin Luther King Jr. Day"),
    from(Mon, 2, 15, "Washington's Birthday"),
    from(Mon, 5, 25, "Memorial Day"),
    fixed(6, 19, "Juneteenth").since(2021).also(NEAREST),
    fixed(7, 4, "Independence Day").also(NEAREST),
    from(Mon, 9, 1, "Labor Day"),
    from(Mon, 10, 8, "Columbus Day"),
    fixed(11, 11, "Veterans Day").also(NEAREST),
    from(Thu, 11, 22, "Thanksgiving"),
    fixed(12, 25, "Christmas Day").also(NEAREST),
];

/// Without a province those that all provinces have.
pub(super) const CA: &[Rule] = &[
    fixed(1, 1, "New Year's Day").lieu(WEEKEND),
    from(Mon, 2, 15, "Family Day").only("AB"),
    from(Mon, 2, 8, "Family Day").only("BC").since(2013).until(2018),
    from(Mon, 2, 15, "Family Day").only("BC").since(2019),
    from(Mon, 2, 15, "Louis Riel Day").only("MB").since(2008),
    from(Mon, 2, 15, "Family Day").only("NB").since(2018),
    from(Mon, 2, 15, "Heritage Day").only("NS").since(2015),
    from(Mon, 2, 15, "Family Day").only("ON").since(2008),
    from(Mon, 2, 8, "Islander Day").only("PE").since(2009).until(2009),
    from(Mon, 2, 15, "Islander Day").only("PE").since(2010),
    from(Mon, 2, 15, "Family Day").only("SK").since(2007),
    easter(-2, "Good Friday"),
    from(Mon, 5, 18, "Victoria Day").only("AB BC MB NT NU ON SK YT"),
    from(Mon, 5, 18, "National Patriots' Day").only("QC").since(2003),
    fixed(6, 21, "National Indigenous Peoples Day").only("NT").since(2001),
    fixed(6, 21, "National Indigenous Peoples Day").only("YT").since(2017),
    fixed(6, 24, "Saint John the Baptist Day").only("QC").lieu(SUNDAY),
    fixed(7, 1, "Canada Day").except("AB BC QC NL PE SK YT"),
    fixed(7, 1, "Canada Day").only("AB BC QC").lieu(SUNDAY),
    fixed(7, 1, "Canada Day").only("NL PE SK YT").lieu(WEEKEND),
    fixed(7, 9, "Nunavut Day").only("NU").since(2020),
    from(Mon, 8, 1, "Civic Holiday").only("BC NB NT NU SK"),
    from(Mon, 8, 15, "Discovery Day").only("YT"),
    from(Mon, 9, 1, "Labour Day"),
    dates(&[(2022, 9, 19)], "Funeral of Queen Elizabeth II").only("BC NB NS NL PE YT"),
    fixed(9, 30, "Day for Truth and Reconciliation").only("PE NT NU").since(2022),
    fixed(9, 30, "Day for Truth and Reconciliation").only("YT").since(2023),
    fixed(9, 30, "Day for Truth and Reconciliation").only("BC").since(2023).lieu(WEEKEND),
    fixed(9, 30, "Day for Truth and Reconciliation").only("MB").since(2024).lieu(WEEKEND),
    from(Mon, 10, 8, "Thanksgiving").only("AB BC MB NT NU ON QC SK YT"),
    fixed(11, 11, "Remembrance Day").only("BC NB NT NU"),
    fixed(11, 11, "Remembrance Day").only("AB NL NS PE SK YT").lieu(WEEKEND),
    fixed(12, 25, "Christmas Day").lieu(WEEKEND),
    fixed(12, 26, "Boxing Day").only("ON").lieu(WEEKEND),
];

/// The days of rest of the labour law.
pub(super) const MX: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(2, 5, "Constitution Day").until(2005),
    from(Mon, 2, 1, "Constitution Day").since(2006),
    fixed(3, 21, "Benito Juárez's Birthday").until(2006),
    from(Mon, 3, 15, "Benito Juárez's Birthday").since(2007),
    fixed(5, 1, "Labour Day"),
    fixed(9, 16, "Independence Day"),
    dates(&[(2024, 10, 1), (2030, 10, 1)], "Change of Government"),
    fixed(11, 20, "Revolution Day").until(2005),
    from(Mon, 11, 15, "Revolution Day").since(2006),
    dates(
        &[(1994, 12, 1), (2000, 12, 1), (2006, 12, 1), (2012, 12, 1), (2018, 12, 1)],
        "Change of Government",
    ),
    fixed(12, 25, "Christmas Day"),
];

/// The national holidays.
pub(super) const BR: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-2, "Good Friday"),
    fixed(4, 21, "Tiradentes' Day"),
    fixed(5, 1, "Labour Day"),
    fixed(9, 7, "Independence Day"),
    fixed(10, 12, "Our Lady of Aparecida"),
    fixed(11, 2, "All Souls' Day"),
    fixed(11, 15, "Proclamation of the Republic"),
    fixed(11, 20, "Black Awareness Day").since(2024),
    fixed(12, 25, "Christmas Day"),
];

/// Without the bridging days that the government chooses each year.
pub(super) const AR: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-48, "Carnival Monday").since(2011),
    easter(-47, "Carnival Tuesday").since(2011),
    fixed(3, 24, "Day of Remembrance").since(2006),
    fixed(4, 2, "Malvinas Day").since(1993).until(2004).instead(LATIN_MONDAY),
    fixed(4, 2, "Malvinas Day").since(2005).without(&[2020]),
    dates(&[(2020, 3, 31)], "Malvinas Day"),
    easter(-3, "Maundy Thursday").since(2011),
    easter(-2, "Good Friday"),
    fixed(5, 1, "Labour Day"),
    fixed(5, 25, "May Revolution Day"),
    fixed(6, 10, "Malvinas Day").until(2000).instead(LATIN_MONDAY),
    fixed(6, 17, "Güemes Day").since(2016).instead([0, -1, -2, 4, 0, 0, 0]),
    fixed(6, 20, "Flag Day").until(1994).instead(LATIN_MONDAY),
    from(Mon, 6, 15, "Flag Day").since(1995).until(2010),
    fixed(6, 20, "Flag Day").since(2011),
    fixed(7, 9, "Independence Day"),
    fixed(8, 17, "San Martín Day").until(1993).instead(LATIN_MONDAY),
    from(Mon, 8, 15, "San Martín Day").since(1994).until(2016).without(&[2011]),
    dates(&[(2011, 8, 22)], "San Martín Day"),
    fixed(8, 17, "San Martín Day").since(2017).instead(LATIN_MONDAY),
    fixed(10, 12, "Columbus Day").until(2009).without(&[2001, 2002, 2008]).instead(LATIN_MONDAY),
    dates(&[(2001, 10, 8), (2002, 10, 14), (2008, 10, 13)], "Columbus Day"),
    from(Mon, 10, 8, "Day of Cultural Diversity").since(2010).until(2016),
    fixed(10, 12, "Day of Cultural Diversity").since(2017).instead(LATIN_MONDAY),
    from(Mon, 11, 22, "National Sovereignty Day").since(2010).until(2016).without(&[2015]),
    dates(&[(2015, 11, 27)], "National Sovereignty Day"),
    fixed(11, 20, "National Sovereignty Day").since(2017).instead(LATIN_MONDAY),
    dates(&[(2010, 5, 24), (2012, 2, 27), (2013, 1, 31), (2022, 5, 18), (2026, 11, 9)], "Day off by Law"),
    dates(&[(2010, 10, 27), (2012, 9, 24), (2013, 2, 20), (2022, 12, 20)], "Day off by Law"),
    fixed(12, 8, "Immaculate Conception").since(1995),
    fixed(12, 25, "Christmas Day"),
];

/// With the days that a law adds around the national holidays of September.
pub(super) const CL: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    dates(&[(2017, 1, 2), (2023, 1, 2), (2034, 1, 2)], "National Holiday"),
    easter(-2, "Good Friday"),
    easter(-1, "Holy Saturday"),
    dates(&[(2002, 4, 24), (2017, 4, 19)], "Census"),
    fixed(5, 1, "Labour Day"),
    fixed(5, 21, "Navy Day"),
    easter(60, "Corpus Christi").until(1999),
    easter(57, "Corpus Christi").since(2000).until(2006),
    dates(SOLSTICE, "Indigenous Peoples Day"),
    fixed(6, 29, "Saints Peter and Paul").until(1999),
    fixed(6, 29, "Saints Peter and Paul").since(2000).instead(CHILEAN_MONDAY),
    fixed(7, 16, "Our Lady of Mount Carmel").since(2007),
    fixed(8, 15, "Assumption"),
    from(Mon, 9, 1, "National Unity Day").since(1999).until(2001),
    fixed(9, 11, "National Liberation Day").until(1998),
    dates(&[(2004, 9, 17), (2007, 9, 17), (2010, 9, 17), (2012, 9, 17), (2018, 9, 17)], "National Holiday"),
    dates(&[(2021, 9, 17), (2022, 9, 16), (2027, 9, 17), (2029, 9, 17), (2032, 9, 17)], "National Holiday"),
    dates(&[(2035, 9, 17)], "National Holiday"),
    fixed(9, 18, "Independence Day"),
    fixed(9, 19, "Army Day"),
    dates(&[(2010, 9, 20), (2013, 9, 20), (2019, 9, 20), (2024, 9, 20), (2030, 9, 20)], "National Holiday"),
    fixed(10, 12, "Columbus Day").until(1999),
    fixed(10, 12, "Meeting of Two Worlds").since(2000).instead(CHILEAN_MONDAY),
    // From Tuesday to the Friday before, from Wednesday to the Friday after.
    fixed(10, 31, "Reformation Day").since(2008).instead([0, -4, 2, 0, 0, 0, 0]),
    fixed(11, 1, "All Saints' Day"),
    fixed(12, 8, "Immaculate Conception"),
    fixed(12, 25, "Christmas Day"),
    dates(&[(1999, 12, 31)], "National Holiday"),
];

/// The solstice of June.
#[rustfmt::skip]
const SOLSTICE: &[(i32, u32, u32)] = &[
    (2021, 6, 21), (2022, 6, 21), (2023, 6, 21), (2024, 6, 20), (2025, 6, 20), (2026, 6, 21), (2027, 6, 21),
    (2028, 6, 20), (2029, 6, 20), (2030, 6, 21), (2031, 6, 21), (2032, 6, 20), (2033, 6, 20), (2034, 6, 21),
    (2035, 6, 21),
];

/// Most are on the Monday after (Ley Emiliani).
pub(super) const CO: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 6, "Epiphany").instead(NEXT_MONDAY),
    fixed(3, 19, "Saint Joseph's Day").instead(NEXT_MONDAY),
    easter(-3, "Maundy Thursday"),
    easter(-2, "Good Friday"),
    fixed(5, 1, "Labour Day"),
    easter(43, "Ascension"),
    easter(64, "Corpus Christi"),
    easter(71, "Sacred Heart"),
    fixed(6, 29, "Saints Peter and Paul").instead(NEXT_MONDAY),
    fixed(7, 9, "Our Lady of Chiquinquirá").since(2026).instead(NEXT_MONDAY),
    fixed(7, 20, "Independence Day"),
    fixed(8, 7, "Battle of Boyacá"),
    fixed(8, 15, "Assumption").instead(NEXT_MONDAY),
    fixed(10, 12, "Columbus Day").instead(NEXT_MONDAY),
    fixed(11, 1, "All Saints' Day").instead(NEXT_MONDAY),
    fixed(11, 11, "Independence of Cartagena").instead(NEXT_MONDAY),
    fixed(12, 8, "Immaculate Conception"),
    fixed(12, 25, "Christmas Day"),
];
