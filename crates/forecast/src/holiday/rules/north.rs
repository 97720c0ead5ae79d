//! The Nordic countries.

use chrono::Weekday::{Fri, Mon, Sat, Thu};

use super::super::rule::{Rule, easter, fixed, from};

pub(super) const DK: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-3, "Maundy Thursday"),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    easter(26, "Great Prayer Day").until(2023),
    easter(39, "Ascension"),
    easter(49, "Whit Sunday"),
    easter(50, "Whit Monday"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];

/// Without Sundays that are no other holiday.
pub(super) const SE: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 6, "Epiphany"),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "May Day"),
    easter(39, "Ascension"),
    easter(49, "Whit Sunday"),
    easter(50, "Whit Monday").until(2004),
    fixed(6, 6, "National Day").since(2005),
    from(Sat, 6, 20, "Midsummer Day"),
    from(Sat, 10, 31, "All Saints' Day"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];

pub(super) const NO: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-3, "Maundy Thursday"),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "Labour Day"),
    fixed(5, 17, "Constitution Day"),
    easter(39, "Ascension"),
    easter(49, "Whit Sunday"),
    easter(50, "Whit Monday"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];

pub(super) const FI: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 6, "Epiphany"),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "May Day"),
    easter(34, "Ascension").until(1990),
    easter(39, "Ascension").since(1991),
    easter(49, "Whit Sunday"),
    from(Fri, 6, 19, "Midsummer Eve"),
    from(Sat, 6, 20, "Midsummer Day"),
    from(Sat, 10, 31, "All Saints' Day"),
    fixed(12, 6, "Independence Day"),
    fixed(12, 24, "Christmas Eve"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];

pub(super) const IS: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-3, "Maundy Thursday"),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    from(Thu, 4, 19, "First Day of Summer"),
    fixed(5, 1, "Labour Day"),
    easter(39, "Ascension"),
    easter(49, "Whit Sunday"),
    easter(50, "Whit Monday"),
    fixed(6, 17, "National Day"),
    from(Mon, 8, 1, "Commerce Day"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];
