//! The British Isles.

use chrono::Weekday::Mon;

use super::super::rule::{Rule, WEEKEND, dates, easter, fixed, from};

/// Bank holidays (Banking and Financial Dealings Act 1971). Without a part those that all parts have.
pub(super) const GB: &[Rule] = &[
    fixed(1, 1, "New Year's Day").lieu(WEEKEND),
    fixed(1, 2, "New Year Holiday").only("SCT").lieu(WEEKEND),
    fixed(3, 17, "Saint Patrick's Day").only("NIR").lieu(WEEKEND),
    easter(-2, "Good Friday"),
    easter(1, "Easter Monday").only("ENG NIR WLS"),
    dates(&[(2011, 4, 29)], "Royal Wedding"),
    from(Mon, 5, 1, "Early May Bank Holiday").without(&[1995, 2020]),
    dates(&[(1995, 5, 8), (2020, 5, 8)], "Early May Bank Holiday"),
    dates(&[(2023, 5, 8)], "Coronation of King Charles III"),
    from(Mon, 5, 25, "Spring Bank Holiday").without(&[2002, 2012, 2022]),
    dates(&[(2002, 6, 4), (2012, 6, 4), (2022, 6, 2)], "Spring Bank Holiday"),
    dates(&[(2002, 6, 3), (2012, 6, 5), (2022, 6, 3)], "Jubilee of Queen Elizabeth II"),
    dates(&[(2026, 6, 15)], "World Cup Bank Holiday").only("SCT"),
    fixed(7, 12, "Battle of the Boyne").only("NIR").lieu(WEEKEND),
    from(Mon, 8, 1, "Summer Bank Holiday").only("SCT"),
    from(Mon, 8, 25, "Summer Bank Holiday").only("ENG NIR WLS"),
    dates(&[(2022, 9, 19)], "Funeral of Queen Elizabeth II"),
    fixed(11, 30, "Saint Andrew's Day").only("SCT").since(2006).lieu(WEEKEND),
    fixed(12, 25, "Christmas Day").lieu(WEEKEND),
    fixed(12, 26, "Boxing Day").lieu(WEEKEND),
    dates(&[(1999, 12, 31)], "Millennium Celebrations"),
];

/// Public holidays (Organisation of Working Time Act 1997).
pub(super) const IE: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    // The first of February if it is a Friday, else the first Monday.
    fixed(2, 1, "Saint Brigid's Day").since(2023).instead([0, 6, 5, 4, 0, 2, 1]),
    fixed(3, 17, "Saint Patrick's Day"),
    dates(&[(2022, 3, 18)], "Day of Remembrance"),
    easter(1, "Easter Monday"),
    from(Mon, 5, 1, "May Bank Holiday").since(1994).without(&[1995]),
    dates(&[(1995, 5, 8)], "May Bank Holiday"),
    from(Mon, 6, 1, "June Bank Holiday"),
    from(Mon, 8, 1, "August Bank Holiday"),
    dates(&[(2001, 9, 14)], "National Day of Mourning"),
    from(Mon, 10, 25, "October Bank Holiday"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Saint Stephen's Day"),
    dates(&[(1999, 12, 31)], "Millennium Celebrations"),
];
