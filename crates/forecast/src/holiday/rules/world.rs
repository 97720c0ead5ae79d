//! Africa, Asia and the Pacific.

use chrono::Weekday::Mon;

use super::super::rule::{
    Rule, SUNDAY, SUNDAY_OR_HOLIDAY, WEEKEND, WEEKEND_OR_HOLIDAY, after, dates, easter, equinox, fixed, from,
};

/// Without the anniversary days of the provinces.
pub(super) const NZ: &[Rule] = &[
    fixed(1, 1, "New Year's Day").lieu(WEEKEND),
    fixed(1, 2, "Day after New Year's Day").lieu(WEEKEND),
    fixed(2, 6, "Waitangi Day").until(2013),
    fixed(2, 6, "Waitangi Day").since(2014).lieu(WEEKEND),
    easter(-2, "Good Friday"),
    easter(1, "Easter Monday"),
    fixed(4, 25, "Anzac Day").until(2013),
    fixed(4, 25, "Anzac Day").since(2014).lieu(WEEKEND),
    from(Mon, 6, 1, "Sovereign's Birthday"),
    dates(MATARIKI, "Matariki"),
    dates(&[(2022, 9, 26)], "Queen Elizabeth II Memorial Day"),
    from(Mon, 10, 22, "Labour Day"),
    fixed(12, 25, "Christmas Day").lieu(WEEKEND),
    fixed(12, 26, "Boxing Day").lieu(WEEKEND),
];

/// Te Kāhui o Matariki Public Holiday Act 2022, schedule 1.
const MATARIKI: &[(i32, u32, u32)] = &[
    (2022, 6, 24),
    (2023, 7, 14),
    (2024, 6, 28),
    (2025, 6, 20),
    (2026, 7, 10),
    (2027, 6, 25),
    (2028, 7, 14),
    (2029, 7, 6),
    (2030, 6, 21),
    (2031, 7, 11),
    (2032, 7, 2),
    (2033, 6, 24),
    (2034, 7, 7),
    (2035, 6, 29),
];

/// The Public Holidays Act of 1994, and what was before it; elections are left out.
pub(super) const ZA: &[Rule] = &[
    fixed(1, 1, "New Year's Day").until(1994),
    fixed(1, 1, "New Year's Day").since(1995).lieu(SUNDAY),
    dates(&[(2000, 1, 2)], "Year 2000 Changeover").lieu(SUNDAY),
    fixed(3, 21, "Human Rights Day").since(1995).lieu(SUNDAY),
    fixed(4, 6, "Founder's Day").until(1994),
    easter(-2, "Good Friday"),
    easter(1, "Family Day"),
    fixed(4, 27, "Freedom Day").since(1995).lieu(SUNDAY),
    fixed(5, 1, "Workers' Day").since(1995).lieu(SUNDAY),
    dates(&[(2008, 5, 2)], "Day off by Decree"),
    easter(39, "Ascension").until(1993),
    fixed(5, 31, "Republic Day").until(1993),
    fixed(6, 16, "Youth Day").since(1995).lieu(SUNDAY),
    fixed(8, 9, "Women's Day").since(1995).lieu(SUNDAY),
    fixed(9, 24, "Heritage Day").since(1995).lieu(SUNDAY),
    fixed(10, 10, "Kruger Day").until(1993),
    fixed(12, 16, "Day of the Vow").until(1994),
    fixed(12, 16, "Day of Reconciliation").since(1995).lieu(SUNDAY),
    dates(&[(2023, 12, 15)], "Day off by Decree"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Day of Goodwill").until(1994),
    fixed(12, 26, "Day of Goodwill").since(1995).lieu(SUNDAY),
    dates(&[(2011, 12, 27), (2016, 12, 27), (2022, 12, 27)], "Day off by Decree"),
    dates(&[(1999, 12, 31)], "Year 2000 Changeover"),
];

/// The Public Holiday Law of 1948 as it was changed.
pub(super) const JP: &[Rule] = &[
    fixed(1, 1, "New Year's Day").lieu(SUNDAY),
    fixed(1, 15, "Coming of Age Day").until(1999).lieu(SUNDAY),
    from(Mon, 1, 8, "Coming of Age Day").since(2000),
    fixed(2, 11, "Foundation Day").lieu(SUNDAY),
    fixed(2, 23, "Emperor's Birthday").since(2020).lieu(SUNDAY),
    equinox(true, "Vernal Equinox Day").lieu(SUNDAY),
    fixed(4, 29, "Greenery Day").until(2006).lieu(SUNDAY),
    fixed(4, 29, "Showa Day").since(2007).lieu(SUNDAY),
    dates(&[(2019, 5, 1)], "Enthronement Day"),
    fixed(5, 3, "Constitution Day").lieu(SUNDAY),
    fixed(5, 4, "Greenery Day").since(2007).lieu(SUNDAY),
    fixed(5, 5, "Children's Day").lieu(SUNDAY),
    dates(&[(1993, 6, 9)], "Wedding of the Crown Prince"),
    fixed(7, 20, "Marine Day").since(1996).until(2002).lieu(SUNDAY),
    from(Mon, 7, 15, "Marine Day").since(2003).without(GAMES),
    dates(&[(2020, 7, 23), (2021, 7, 22)], "Marine Day"),
    dates(&[(2020, 7, 24), (2021, 7, 23)], "Sports Day"),
    fixed(8, 11, "Mountain Day").since(2016).without(GAMES).lieu(SUNDAY),
    dates(&[(2020, 8, 10), (2021, 8, 8)], "Mountain Day").lieu(SUNDAY),
    fixed(9, 15, "Respect for the Aged Day").until(2002).lieu(SUNDAY),
    from(Mon, 9, 15, "Respect for the Aged Day").since(2003),
    equinox(false, "Autumnal Equinox Day").lieu(SUNDAY),
    fixed(10, 10, "Sports Day").until(1999).lieu(SUNDAY),
    from(Mon, 10, 8, "Sports Day").since(2000).without(GAMES),
    dates(&[(2019, 10, 22)], "Enthronement Ceremony"),
    fixed(11, 3, "Culture Day").lieu(SUNDAY),
    dates(&[(1990, 11, 12)], "Enthronement Ceremony"),
    fixed(11, 23, "Labour Thanksgiving Day").lieu(SUNDAY),
    fixed(12, 23, "Emperor's Birthday").until(2018).lieu(SUNDAY),
];

/// The years in which holidays were moved for the Olympic Games.
const GAMES: &[i32] = &[2020, 2021];

/// Without elections and days off by decree. The lunar days are those of the Korea Astronomy and Space Science
/// Institute's calendar.
pub(super) const KR: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 2, "Second Day of the New Year").until(1998),
    after(-1, SEOLLAL, "Eve of Seollal").until(2013),
    after(0, SEOLLAL, "Seollal").until(2013),
    after(1, SEOLLAL, "Day after Seollal").until(2013),
    after(-1, SEOLLAL, "Eve of Seollal").since(2014).lieu(SUNDAY_OR_HOLIDAY),
    after(0, SEOLLAL, "Seollal").since(2014).lieu(SUNDAY_OR_HOLIDAY),
    after(1, SEOLLAL, "Day after Seollal").since(2014).lieu(SUNDAY_OR_HOLIDAY),
    fixed(3, 1, "Independence Movement Day").until(2021),
    fixed(3, 1, "Independence Movement Day").since(2022).lieu(WEEKEND_OR_HOLIDAY),
    fixed(4, 5, "Arbor Day").until(2005),
    fixed(5, 1, "Labour Day").since(2026).lieu(WEEKEND_OR_HOLIDAY),
    after(0, BUDDHA, "Buddha's Birthday").until(2022),
    after(0, BUDDHA, "Buddha's Birthday").since(2023).lieu(WEEKEND_OR_HOLIDAY),
    fixed(5, 5, "Children's Day").until(2014),
    fixed(5, 5, "Children's Day").since(2015).lieu(WEEKEND_OR_HOLIDAY),
    fixed(6, 6, "Memorial Day"),
    fixed(7, 17, "Constitution Day").until(2007),
    fixed(7, 17, "Constitution Day").since(2026).lieu(WEEKEND_OR_HOLIDAY),
    fixed(8, 15, "Liberation Day").until(2020),
    fixed(8, 15, "Liberation Day").since(2021).lieu(WEEKEND_OR_HOLIDAY),
    fixed(10, 1, "Armed Forces Day").until(1990),
    fixed(10, 3, "National Foundation Day").until(2020),
    fixed(10, 3, "National Foundation Day").since(2021).lieu(WEEKEND_OR_HOLIDAY),
    after(-1, CHUSEOK, "Eve of Chuseok").until(2013),
    after(0, CHUSEOK, "Chuseok").until(2013),
    after(1, CHUSEOK, "Day after Chuseok").until(2013),
    after(-1, CHUSEOK, "Eve of Chuseok").since(2014).lieu(SUNDAY_OR_HOLIDAY),
    after(0, CHUSEOK, "Chuseok").since(2014).lieu(SUNDAY_OR_HOLIDAY),
    after(1, CHUSEOK, "Day after Chuseok").since(2014).lieu(SUNDAY_OR_HOLIDAY),
    fixed(10, 9, "Hangul Day").until(1990),
    fixed(10, 9, "Hangul Day").since(2013).until(2020),
    fixed(10, 9, "Hangul Day").since(2021).lieu(WEEKEND_OR_HOLIDAY),
    fixed(12, 25, "Christmas Day").until(2022),
    fixed(12, 25, "Christmas Day").since(2023).lieu(WEEKEND_OR_HOLIDAY),
    dates(&[(2015, 8, 14), (2016, 5, 6), (2017, 10, 2), (2020, 8, 17), (2023, 10, 2)], "Day off by Decree"),
    dates(&[(2002, 7, 1), (2024, 10, 1), (2025, 1, 27)], "Day off by Decree"),
];

/// The first day of the first month of the Korean calendar.
#[rustfmt::skip]
const SEOLLAL: &[(i32, u32, u32)] = &[
    (1990, 1, 27), (1991, 2, 15), (1992, 2, 4), (1993, 1, 23), (1994, 2, 10), (1995, 1, 31),
    (1996, 2, 19), (1997, 2, 8), (1998, 1, 28), (1999, 2, 16), (2000, 2, 5), (2001, 1, 24),
    (2002, 2, 12), (2003, 2, 1), (2004, 1, 22), (2005, 2, 9), (2006, 1, 29), (2007, 2, 18),
    (2008, 2, 7), (2009, 1, 26), (2010, 2, 14), (2011, 2, 3), (2012, 1, 23), (2013, 2, 10),
    (2014, 1, 31), (2015, 2, 19), (2016, 2, 8), (2017, 1, 28), (2018, 2, 16), (2019, 2, 5),
    (2020, 1, 25), (2021, 2, 12), (2022, 2, 1), (2023, 1, 22), (2024, 2, 10), (2025, 1, 29),
    (2026, 2, 17), (2027, 2, 7), (2028, 1, 27), (2029, 2, 13), (2030, 2, 3), (2031, 1, 23),
    (2032, 2, 11), (2033, 1, 31), (2034, 2, 19), (2035, 2, 8), (2036, 1, 28), (2037, 2, 15),
    (2038, 2, 4), (2039, 1, 24), (2040, 2, 12), (2041, 2, 1), (2042, 1, 22), (2043, 2, 10),
    (2044, 1, 30), (2045, 2, 17), (2046, 2, 6), (2047, 1, 26), (2048, 2, 14), (2049, 2, 2),
    (2050, 1, 23),
];

/// The eighth day of the fourth month of the Korean calendar.
#[rustfmt::skip]
const BUDDHA: &[(i32, u32, u32)] = &[
    (1990, 5, 2), (1991, 5, 21), (1992, 5, 10), (1993, 5, 28), (1994, 5, 18), (1995, 5, 7),
    (1996, 5, 24), (1997, 5, 14), (1998, 5, 3), (1999, 5, 22), (2000, 5, 11), (2001, 5, 1),
    (2002, 5, 19), (2003, 5, 8), (2004, 5, 26), (2005, 5, 15), (2006, 5, 5), (2007, 5, 24),
    (2008, 5, 12), (2009, 5, 2), (2010, 5, 21), (2011, 5, 10), (2012, 5, 28), (2013, 5, 17),
    (2014, 5, 6), (2015, 5, 25), (2016, 5, 14), (2017, 5, 3), (2018, 5, 22), (2019, 5, 12),
    (2020, 4, 30), (2021, 5, 19), (2022, 5, 8), (2023, 5, 27), (2024, 5, 15), (2025, 5, 5),
    (2026, 5, 24), (2027, 5, 13), (2028, 5, 2), (2029, 5, 20), (2030, 5, 9), (2031, 5, 28),
    (2032, 5, 16), (2033, 5, 6), (2034, 5, 25), (2035, 5, 15), (2036, 5, 3), (2037, 5, 22),
    (2038, 5, 11), (2039, 4, 30), (2040, 5, 18), (2041, 5, 7), (2042, 5, 26), (2043, 5, 16),
    (2044, 5, 5), (2045, 5, 24), (2046, 5, 13), (2047, 5, 2), (2048, 5, 20), (2049, 5, 9),
    (2050, 5, 28),
];

/// The fifteenth day of the eighth month of the Korean calendar.
#[rustfmt::skip]
const CHUSEOK: &[(i32, u32, u32)] = &[
    (1990, 10, 3), (1991, 9, 22), (1992, 9, 11), (1993, 9, 30), (1994, 9, 20), (1995, 9, 9),
    (1996, 9, 27), (1997, 9, 16), (1998, 10, 5), (1999, 9, 24), (2000, 9, 12), (2001, 10, 1),
    (2002, 9, 21), (2003, 9, 11), (2004, 9, 28), (2005, 9, 18), (2006, 10, 6), (2007, 9, 25),
    (2008, 9, 14), (2009, 10, 3), (2010, 9, 22), (2011, 9, 12), (2012, 9, 30), (2013, 9, 19),
    (2014, 9, 8), (2015, 9, 27), (2016, 9, 15), (2017, 10, 4), (2018, 9, 24), (2019, 9, 13),
    (2020, 10, 1), (2021, 9, 21), (2022, 9, 10), (2023, 9, 29), (2024, 9, 17), (2025, 10, 6),
    (2026, 9, 25), (2027, 9, 15), (2028, 10, 3), (2029, 9, 22), (2030, 9, 12), (2031, 10, 1),
    (2032, 9, 19), (2033, 9, 8), (2034, 9, 27), (2035, 9, 16), (2036, 10, 4), (2037, 9, 24),
    (2038, 9, 13), (2039, 10, 2), (2040, 9, 21), (2041, 9, 10), (2042, 9, 28), (2043, 9, 17),
    (2044, 10, 5), (2045, 9, 25), (2046, 9, 15), (2047, 10, 4), (2048, 9, 22), (2049, 9, 11),
    (2050, 9, 30),
];
