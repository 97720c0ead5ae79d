//! The tables of all countries.

mod america;
mod australia;
mod baltic;
mod britain;
mod east;
mod europe;
mod german;
mod north;
mod south;
mod world;

use super::rule::Rule;

/// The holidays of a country.
#[derive(Debug)]
pub(super) struct Table {
    /// ISO 3166-1.
    pub(super) code: &'static str,
    /// In English.
    pub(super) name: &'static str,
    /// The known parts by the second half of their code of ISO 3166-2, between spaces.
    pub(super) parts: &'static str,
    /// In the order of the year, where one can make way for another.
    pub(super) rules: &'static [Rule],
    /// Whether a day between two holidays is one.
    pub(super) between: bool,
}

const fn table(code: &'static str, name: &'static str, parts: &'static str, rules: &'static [Rule]) -> Table {
    Table { code, name, parts, rules, between: false }
}

/// All countries, by code.
pub(super) const COUNTRIES: &[Table] = &[
    table("AR", "Argentina", "", america::AR),
    table("AT", "Austria", "", german::AT),
    table("AU", "Australia", "ACT NSW NT QLD SA TAS VIC WA", australia::AU),
    table("BE", "Belgium", "", europe::BE),
    table("BG", "Bulgaria", "", east::BG),
    table("BR", "Brazil", "", america::BR),
    table("CA", "Canada", "AB BC MB NB NL NS NT NU ON PE QC SK YT", america::CA),
    table("CH", "Switzerland", german::CANTONS, german::CH),
    table("CL", "Chile", "", america::CL),
    table("CO", "Colombia", "", america::CO),
    table("CZ", "Czechia", "", east::CZ),
    table("DE", "Germany", "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH", german::DE),
    table("DK", "Denmark", "", north::DK),
    table("EE", "Estonia", "", baltic::EE),
    table("ES", "Spain", "AN AR AS CB CL CM CN CT EX GA IB MC MD NC PV RI VC", south::ES),
    table("FI", "Finland", "", north::FI),
    table("FR", "France", "57 6AE", europe::FR),
    table("GB", "United Kingdom", "ENG NIR SCT WLS", britain::GB),
    table("GR", "Greece", "", south::GR),
    table("HR", "Croatia", "", south::HR),
    table("HU", "Hungary", "", east::HU),
    table("IE", "Ireland", "", britain::IE),
    table("IS", "Iceland", "", north::IS),
    table("IT", "Italy", "", south::IT),
    Table { between: true, ..table("JP", "Japan", "", world::JP) },
    table("KR", "South Korea", "", world::KR),
    table("LT", "Lithuania", "", baltic::LT),
    table("LU", "Luxembourg", "", europe::LU),
    table("LV", "Latvia", "", baltic::LV),
    table("MX", "Mexico", "", america::MX),
    table("NL", "Netherlands", "", europe::NL),
    table("NO", "Norway", "", north::NO),
    table("NZ", "New Zealand", "", world::NZ),
    table("PL", "Poland", "", east::PL),
    table("PT", "Portugal", "", south::PT),
    table("RO", "Romania", "", east::RO),
    table("SE", "Sweden", "", north::SE),
    table("SI", "Slovenia", "", south::SI),
    table("SK", "Slovakia", "", east::SK),
    table("UA", "Ukraine", "", east::UA),
    table("US", "United States", "", america::US),
    table("ZA", "South Africa", "", world::ZA),
];
