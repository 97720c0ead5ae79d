//! Which country, and which part of it.

use std::fmt::{self, Display};
use std::str::FromStr;

use super::rules::{COUNTRIES, Table};
use crate::{Error, Result};

/// A country, or a part of one, by its code of ISO 3166.
#[derive(Clone, Copy)]
pub struct Country {
    table: &'static Table,
    part: Option<&'static str>,
}

/// The codes that are known, each with the English name of the country; parts follow their country.
pub fn countries() -> impl Iterator<Item = (Country, &'static str)> {
    COUNTRIES.iter().flat_map(|table| {
        let parts = table.parts.split(' ').filter(|part| !part.is_empty()).map(Some);
        std::iter::once(None).chain(parts).map(move |part| (Country { table, part }, table.name))
    })
}

impl Country {
    pub(super) fn table(self) -> &'static Table {
        self.table
    }

    /// The part of the country: what follows the hyphen of the code.
    pub(super) fn part(self) -> Option<&'static str> {
        self.part
    }
}

impl Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Some(part) => write!(f, "{}-{part}", self.table.code),
            None => f.write_str(self.table.code),
        }
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({self})")
    }
}

impl PartialEq for Country {
    fn eq(&self, other: &Self) -> bool {
        (self.table.code, self.part) == (other.table.code, other.part)
    }
}

impl Eq for Country {}

impl FromStr for Country {
    type Err = Error;

    /// Reads a code, in capitals or not.
    ///
    /// # Errors
    /// [`Error::Invalid`] for one that is not known; it lists those near to it.
    fn from_str(text: &str) -> Result<Self> {
        let code = text.trim().to_ascii_uppercase();
        let known = countries().find(|(country, _)| country.to_string() == code);
        known.map(|(country, _)| country).ok_or_else(|| Error::Invalid(unknown(text, &code)))
    }
}

/// Says which codes there are: of the same country if that is known, else of all countries.
fn unknown(text: &str, code: &str) -> String {
    let of = code.split('-').next().unwrap_or_default();
    let Some(table) = COUNTRIES.iter().find(|table| table.code == of) else {
        let all: Vec<&str> = COUNTRIES.iter().map(|table| table.code).collect();
        return format!("the holidays of {text:?} are not known; known are {}", all.join(", "));
    };
    if table.parts.is_empty() {
        return format!("the holidays of {text:?} are not known apart from those of {of}");
    }
    let parts: Vec<String> = table.parts.split(' ').map(|part| format!("{of}-{part}")).collect();
    format!("the holidays of {text:?} are not known; known are {of}, {}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back_in_small_letters_too() {
        for (country, name) in countries() {
            let code = country.to_string();
            assert_eq!(code.parse::<Country>().unwrap(), country);
            assert_eq!(code.to_lowercase().parse::<Country>().unwrap(), country);
            assert!(!name.is_empty());
        }
    }

    #[test]
    fn codes_are_there_once() {
        let mut codes: Vec<String> = countries().map(|(country, _)| country.to_string()).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    #[test]
    fn an_unknown_code_is_refused_with_those_near_to_it() {
        let why = |code: &str| code.parse::<Country>().unwrap_err().to_string();
        assert!(why("DE-XX").contains("DE, DE-BB, DE-BE"), "{}", why("DE-XX"));
        assert!(why("Narnia").contains("AR, AT, AU"), "{}", why("Narnia"));
        assert!(why("PL-02").contains("apart from those of PL"), "{}", why("PL-02"));
    }
}
