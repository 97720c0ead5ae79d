//! France and the countries between it and Germany.

use super::super::rule::{Rule, dates, easter, fixed};

/// 57 is Moselle, 6AE Alsace.
pub(super) const FR: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-2, "Good Friday").only("57 6AE"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "Labour Day"),
    fixed(5, 8, "Victory Day"),
    easter(39, "Ascension"),
    easter(50, "Whit Monday").without(&[2005, 2006, 2007]),
    fixed(7, 14, "Bastille Day"),
    fixed(8, 15, "Assumption"),
    fixed(11, 1, "All Saints' Day"),
    fixed(11, 11, "Armistice Day"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Saint Stephen's Day").only("57 6AE"),
];

pub(super) const BE: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "Labour Day"),
    easter(39, "Ascension"),
    easter(49, "Whit Sunday"),
    easter(50, "Whit Monday"),
    fixed(7, 21, "National Day"),
    fixed(8, 15, "Assumption"),
    fixed(11, 1, "All Saints' Day"),
    fixed(11, 11, "Armistice Day"),
    fixed(12, 25, "Christmas Day"),
];

pub(super) const NL: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    // A Sunday's is the day before.
    fixed(4, 30, "Queen's Day").until(2013).instead([0, 0, 0, 0, 0, 0, -1]),
    fixed(4, 27, "King's Day").since(2014).instead([0, 0, 0, 0, 0, 0, -1]),
    dates(
        &[
            (1990, 5, 5),
            (1995, 5, 5),
            (2000, 5, 5),
            (2005, 5, 5),
            (2010, 5, 5),
            (2015, 5, 5),
            (2020, 5, 5),
            (2025, 5, 5),
            (2030, 5, 5),
            (2035, 5, 5),
            (2040, 5, 5),
        ],
        "Liberation Day",
    ),
    easter(39, "Ascension"),
    easter(49, "Whit Sunday"),
    easter(50, "Whit Monday"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Second Day of Christmas"),
];

pub(super) const LU: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(1, "Easter Monday"),
    fixed(5, 1, "Labour Day"),
    fixed(5, 9, "Europe Day").since(2019),
    easter(39, "Ascension"),
    easter(50, "Whit Monday"),
    fixed(6, 23, "National Day"),
    fixed(8, 15, "Assumption"),
    fixed(11, 1, "All Saints' Day"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Saint Stephen's Day"),
];
