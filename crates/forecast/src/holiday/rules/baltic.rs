//! The Baltic states.

use chrono::Weekday::Sun;

use super::super::rule::{Rule, WEEKEND, dates, easter, fixed, from};

pub(super) const EE: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(2, 24, "Independence Day"),
    easter(-2, "Good Friday").since(1994),
    easter(0, "Easter Sunday").since(1994),
    fixed(5, 1, "May Day"),
    easter(49, "Whit Sunday").since(1994),
    fixed(6, 23, "Victory Day"),
    fixed(6, 24, "Midsummer Day"),
    fixed(8, 20, "Restoration of Independence").since(1998),
    fixed(11, 16, "Day of Sovereignty").until(1993),
    fixed(12, 24, "Christmas Eve").since(2005),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];

/// Without working days exchanged with Saturdays.
pub(super) const LV: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday").since(1997),
    fixed(5, 1, "Labour Day"),
    fixed(5, 4, "Restoration of Independence").since(2002).until(2007),
    fixed(5, 4, "Restoration of Independence").since(2008).lieu(WEEKEND),
    from(Sun, 5, 8, "Mother's Day"),
    dates(&[(2023, 5, 29)], "Ice Hockey Medal Day"),
    easter(49, "Whit Sunday").since(1996),
    fixed(6, 23, "Midsummer Eve"),
    fixed(6, 24, "Midsummer Day"),
    dates(&[(2018, 7, 9), (2023, 7, 10)], "Song and Dance Celebration"),
    dates(&[(2018, 9, 24)], "Visit of the Pope"),
    fixed(11, 18, "Proclamation Day").until(2006),
    fixed(11, 18, "Proclamation Day").since(2007).lieu(WEEKEND),
    fixed(12, 24, "Christmas Eve").since(2007),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
    fixed(12, 31, "New Year's Eve"),
];

pub(super) const LT: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(2, 16, "Restoration of the State"),
    fixed(3, 11, "Restoration of Independence"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "Labour Day"),
    from(Sun, 5, 1, "Mother's Day"),
    from(Sun, 6, 1, "Father's Day"),
    fixed(6, 24, "Saint John's Day").since(2003),
    fixed(7, 6, "Statehood Day").since(1991),
    fixed(8, 15, "Assumption"),
    fixed(11, 1, "All Saints' Day"),
    fixed(11, 2, "All Souls' Day").since(2020),
    fixed(12, 24, "Christmas Eve"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];
