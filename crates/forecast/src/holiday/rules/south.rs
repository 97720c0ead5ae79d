//! The south of Europe.

use chrono::Weekday::Sun;

use super::super::rule::{Rule, SUNDAY, WEEKEND, dates, easter, fixed, from, orthodox};

/// Without a community those of the whole country that no community exchanges; with one its own too, and the Monday
/// after a Sunday where the community always takes it. What communities choose anew each year is left out.
pub(super) const ES: &[Rule] = &[
    fixed(1, 1, "New Year's Day").except(MONDAYS),
    fixed(1, 1, "New Year's Day").only(MONDAYS).lieu(SUNDAY),
    fixed(1, 6, "Epiphany").except(MONDAYS),
    fixed(1, 6, "Epiphany").only(MONDAYS).lieu(SUNDAY),
    fixed(2, 28, "Andalusia Day").only("AN").lieu(SUNDAY),
    fixed(3, 1, "Day of the Balearic Islands").only("IB"),
    fixed(3, 19, "Saint Joseph's Day").only("MC VC").without(&[2022]),
    easter(-3, "Maundy Thursday").only("AN AR AS CL CM CN EX GA IB MC MD NC PV RI"),
    easter(-3, "Maundy Thursday").only("CB").without(&[2018]),
    easter(-2, "Good Friday"),
    easter(1, "Easter Monday").only("CT NC PV VC"),
    easter(1, "Easter Monday").only("IB").without(&[2014, 2025]),
    easter(1, "Easter Monday").only("RI").since(2013).without(&[2018]),
    fixed(4, 23, "Saint George's Day").only("AR").lieu(SUNDAY),
    fixed(4, 23, "Castile and León Day").only("CL").without(&[2023]),
    fixed(5, 1, "Labour Day").except(MONDAYS),
    fixed(5, 1, "Labour Day").only(MONDAYS).lieu(SUNDAY),
    fixed(5, 2, "Madrid Day").only("MD"),
    fixed(5, 17, "Galician Literature Day").only("GA"),
    fixed(5, 30, "Day of the Canary Islands").only("CN"),
    fixed(5, 31, "Castilla-La Mancha Day").only("CM").without(&[2018]),
    fixed(6, 9, "Murcia Day").only("MC"),
    fixed(6, 9, "La Rioja Day").only("RI"),
    fixed(6, 24, "Saint John's Day").only("CT").without(&[2012, 2018, 2029, 2035]),
    fixed(6, 24, "Saint John's Day").only("VC").since(2019),
    fixed(7, 25, "Galician National Day").only("GA"),
    fixed(7, 28, "Cantabria Institutions Day").only("CB").without(&[2012, 2015, 2019, 2024, 2030]),
    fixed(8, 15, "Assumption").except(MONDAYS),
    fixed(8, 15, "Assumption").only(MONDAYS).lieu(SUNDAY),
    fixed(9, 8, "Asturias Day").only("AS").lieu(SUNDAY),
    fixed(9, 8, "Extremadura Day").only("EX"),
    fixed(9, 11, "National Day of Catalonia").only("CT"),
    fixed(9, 15, "Our Lady of Bien Aparecida").only("CB"),
    fixed(10, 9, "Valencian Community Day").only("VC"),
    fixed(10, 12, "National Day").except(MONDAYS),
    fixed(10, 12, "National Day").only(MONDAYS).lieu(SUNDAY),
    fixed(11, 1, "All Saints' Day").except(MONDAYS),
    fixed(11, 1, "All Saints' Day").only(MONDAYS).lieu(SUNDAY),
    fixed(12, 3, "Saint Francis Xavier's Day").only("NC"),
    fixed(12, 6, "Constitution Day").except(MONDAYS),
    fixed(12, 6, "Constitution Day").only(MONDAYS).lieu(SUNDAY),
    fixed(12, 8, "Immaculate Conception").except(MONDAYS),
    fixed(12, 8, "Immaculate Conception").only(MONDAYS).lieu(SUNDAY),
    fixed(12, 25, "Christmas Day").except(MONDAYS),
    fixed(12, 25, "Christmas Day").only(MONDAYS).lieu(SUNDAY),
    fixed(12, 26, "Saint Stephen's Day").only("CT"),
];

/// The communities that take the Monday after every holiday on a Sunday.
const MONDAYS: &str = "AN AR AS";

pub(super) const PT: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    easter(-2, "Good Friday"),
    easter(0, "Easter Sunday"),
    fixed(4, 25, "Freedom Day"),
    fixed(5, 1, "Labour Day"),
    easter(60, "Corpus Christi").without(SAVING),
    fixed(6, 10, "Portugal Day"),
    fixed(8, 15, "Assumption"),
    fixed(10, 5, "Republic Day").without(SAVING),
    fixed(11, 1, "All Saints' Day").without(SAVING),
    fixed(12, 1, "Restoration of Independence").without(SAVING),
    fixed(12, 8, "Immaculate Conception"),
    fixed(12, 25, "Christmas Day"),
];

/// The years in which Portugal did without four holidays.
const SAVING: &[i32] = &[2013, 2014, 2015];

pub(super) const IT: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 6, "Epiphany"),
    dates(&[(2011, 3, 17)], "Anniversary of the Unification"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    fixed(4, 25, "Liberation Day"),
    fixed(5, 1, "Labour Day"),
    from(Sun, 6, 1, "Republic Day").until(2000),
    fixed(6, 2, "Republic Day").since(2001),
    fixed(8, 15, "Assumption"),
    fixed(10, 4, "Saint Francis of Assisi").since(2026),
    fixed(11, 1, "All Saints' Day"),
    from(Sun, 11, 1, "National Unity Day"),
    fixed(12, 8, "Immaculate Conception"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Saint Stephen's Day"),
];

pub(super) const GR: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 6, "Epiphany"),
    orthodox(-48, "Clean Monday"),
    fixed(3, 25, "Independence Day"),
    orthodox(-2, "Good Friday"),
    orthodox(1, "Easter Monday"),
    fixed(5, 1, "Labour Day").until(2020),
    fixed(5, 1, "Labour Day").since(2021).without(&[2024]).lieu(WEEKEND),
    dates(&[(2024, 5, 7)], "Labour Day"),
    orthodox(50, "Whit Monday"),
    fixed(8, 15, "Dormition of the Mother of God"),
    fixed(10, 28, "Ohi Day"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Synaxis of the Mother of God"),
];

pub(super) const HR: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 6, "Epiphany").without(&[2002]),
    easter(0, "Easter Sunday").since(2009),
    easter(1, "Easter Monday"),
    fixed(5, 1, "Labour Day"),
    fixed(5, 30, "Statehood Day").since(1996).until(2001),
    fixed(5, 30, "Statehood Day").since(2020),
    easter(60, "Corpus Christi").since(2002),
    fixed(6, 22, "Anti-Fascist Struggle Day"),
    fixed(6, 25, "Statehood Day").since(2002).until(2019),
    fixed(8, 5, "Victory Day"),
    fixed(8, 15, "Assumption"),
    fixed(10, 8, "Independence Day").since(2002).until(2019),
    fixed(11, 1, "All Saints' Day"),
    fixed(11, 18, "Remembrance Day").since(2020),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Saint Stephen's Day"),
];

pub(super) const SI: &[Rule] = &[
    fixed(1, 1, "New Year's Day"),
    fixed(1, 2, "New Year's Holiday").until(2012),
    fixed(1, 2, "New Year's Holiday").since(2017),
    fixed(2, 8, "Prešeren Day"),
    easter(0, "Easter Sunday"),
    easter(1, "Easter Monday"),
    fixed(4, 27, "Day of Uprising Against Occupation"),
    fixed(5, 1, "Labour Day"),
    fixed(5, 2, "Second Day of Labour Day"),
    easter(49, "Whit Sunday"),
    fixed(6, 25, "Statehood Day"),
    dates(&[(2023, 8, 14)], "Solidarity Day"),
    fixed(8, 15, "Assumption"),
    fixed(10, 31, "Reformation Day"),
    fixed(11, 1, "Remembrance Day"),
    fixed(12, 25, "Christmas Day"),
    fixed(12, 26, "Independence and Unity Day"),
];
