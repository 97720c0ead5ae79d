//! Filters that the tiles of a dashboard share.

use serde::{Deserialize, Serialize};

use crate::Checks;

/// Filters of a dashboard.
pub const MOST_FILTERS: usize = 12;
/// Values of a choice.
const MOST_CHOICES: usize = 200;
/// Letters of a value.
const MOST_LETTERS: usize = 500;
/// What the address of a dashboard says besides its filters.
const TAKEN: [&str; 4] = ["chosen", "after", "search", "find"];

/// A filter that the tiles share. It applies to each query that has a column of this name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DashboardFilter {
    /// Its name in the address of the page: small letters, digits and `-`.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// The name of the column.
    pub column: String,
    /// What can be entered.
    pub kind: FilterKind,
    /// For `choice`: what can be chosen; 200 values at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The values when nothing else is asked for, in the form of [`FilterKind`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default: Vec<String>,
}

/// What can be entered for a filter. Its values are texts; none, or only empty ones, mean that it is off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilterKind {
    /// A part of a text, in any case: one value.
    #[default]
    Text,
    /// Two numbers: the smallest and the largest, each of which may be empty.
    Number,
    /// Two dates, both included, each of which may be empty.
    DateRange,
    /// Any of the choices.
    Choice,
}

impl FilterKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Text, Self::Number, Self::DateRange, Self::Choice];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::DateRange => "date_range",
            Self::Choice => "choice",
        }
    }
}

impl DashboardFilter {
    /// Why these values cannot be used, if they cannot.
    pub fn problem(&self, values: &[String]) -> Option<&'static str> {
        if values.iter().any(|value| value.chars().count() > MOST_LETTERS) {
            return Some("a value has at most 500 characters");
        }
        let given = || values.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
        match self.kind {
            FilterKind::Text if values.len() > 1 => Some("must be one text"),
            FilterKind::Number | FilterKind::DateRange if !matches!(values.len(), 0 | 2) => {
                Some("must be two values: from and to")
            }
            FilterKind::Number if !given().all(|value| value.parse().is_ok_and(f64::is_finite)) => {
                Some("must be numbers")
            }
            FilterKind::DateRange if !given().all(|value| value.parse::<chrono::NaiveDate>().is_ok()) => {
                Some("must be dates such as 2024-01-31")
            }
            FilterKind::Choice if !given().all(|value| self.choices.iter().any(|one| one == value)) => {
                Some("must be some of the choices")
            }
            _ => None,
        }
    }

    pub(super) fn check(&self, checks: Checks, path: &str) -> Checks {
        let at = |field: &str| format!("{path}.{field}");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let choices = &self.choices;
        let chosen = self.kind == FilterKind::Choice;
        let problem = self.problem(&self.default);
        checks
            .check(
                (1..=40).contains(&self.key.len()) && self.key.chars().all(plain),
                &at("key"),
                "must have 1 to 40 small letters, digits and -",
            )
            .check(!TAKEN.contains(&self.key.as_str()), &at("key"), "has another meaning in the address")
            .name(&self.label, &at("label"))
            .name(&self.column, &at("column"))
            .check(
                choices.is_empty() != chosen,
                &at("choices"),
                "is what can be chosen, and only for `choice`",
            )
            .check(choices.len() <= MOST_CHOICES, &at("choices"), "at most 200 values")
            .check(
                choices.iter().all(|one| !one.trim().is_empty() && one.chars().count() <= MOST_LETTERS),
                &at("choices"),
                "must have 1 to 500 characters each",
            )
            .check(problem.is_none(), &at("default"), problem.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(kind: FilterKind) -> DashboardFilter {
        let choices =
            if kind == FilterKind::Choice { vec!["rain".to_owned(), "sun".to_owned()] } else { Vec::new() };
        let (key, label, column) = ("one".to_owned(), "One".to_owned(), "Ω".to_owned());
        DashboardFilter { key, label, column, kind, choices, default: Vec::new() }
    }

    fn wrong(filter: &DashboardFilter) -> Vec<String> {
        let errors = filter.check(Checks::default(), "f").done().err().unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn values_have_the_form_of_their_kind() {
        use FilterKind::{Choice, DateRange, Number, Text};
        for (kind, values, fine) in [
            (Text, &["a"][..], true),
            (Text, &["a", "b"], false),
            (Number, &[], true),
            (Number, &["1", ""], true),
            (Number, &["1"], false),
            (Number, &["one", ""], false),
            (Number, &["inf", ""], false),
            (DateRange, &["2024-01-31", ""], true),
            (DateRange, &["2024-02-31", ""], false),
            (Choice, &["", "rain", "sun"], true),
            (Choice, &["snow"], false),
        ] {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            assert_eq!(filter(kind).problem(&values).is_none(), fine, "{kind:?} {values:?}");
        }
    }

    #[test]
    fn every_wrong_field_is_reported() {
        for kind in FilterKind::ALL {
            assert_eq!(wrong(&filter(kind)), [""; 0], "{kind:?}");
        }
        let key = |key: &str| wrong(&DashboardFilter { key: key.to_owned(), ..filter(FilterKind::Text) });
        for bad in ["", "A", "a b", "chosen"] {
            assert_eq!(key(bad), ["f.key"], "{bad}");
        }
        let choice = DashboardFilter { choices: Vec::new(), ..filter(FilterKind::Choice) };
        assert_eq!(wrong(&choice), ["f.choices"]);
        let default = vec!["x".to_owned(), String::new()];
        assert_eq!(wrong(&DashboardFilter { default, ..filter(FilterKind::Number) }), ["f.default"]);
    }
}
