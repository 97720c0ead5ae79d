//! Collects every field error of an input.

use crate::FieldError;
use crate::account::Password;

/// A list of checks that were done, with what failed.
#[derive(Debug, Default)]
pub struct Checks(Vec<FieldError>);

impl Checks {
    /// Adds an error of `field` unless `ok`.
    #[must_use]
    pub fn check(mut self, ok: bool, field: &str, message: impl Into<String>) -> Self {
        if !ok {
            self.0.push(FieldError::new(field, message));
        }
        self
    }

    /// A name that people give: 1 to 200 characters, no control characters, not only spaces.
    #[must_use]
    pub fn name(self, value: &str, field: &str) -> Self {
        let length = value.trim().chars().count();
        self.check((1..=200).contains(&length), field, "must have 1 to 200 characters").check(
            !value.chars().any(char::is_control),
            field,
            "must not contain control characters",
        )
    }

    /// A free text of at most `max` characters.
    #[must_use]
    pub fn text(self, value: &str, field: &str, max: usize) -> Self {
        self.check(value.chars().count() <= max, field, format!("must have at most {max} characters"))
    }

    /// A password that somebody chooses: 8 to 1,024 characters of any kind.
    #[must_use]
    pub fn password(self, value: &Password) -> Self {
        let length = value.0.chars().count();
        self.check(length >= 8, "password", "must have at least 8 characters").check(
            length <= 1024,
            "password",
            "must have at most 1024 characters",
        )
    }

    /// All errors, or nothing.
    ///
    /// # Errors
    /// The field errors found.
    pub fn done(self) -> Result<(), Vec<FieldError>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_reported_at_once() {
        let errors = Checks::default().name(" ", "name").text("abc", "note", 2).done().unwrap_err();
        assert_eq!(errors.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["name", "note"]);
    }

    #[test]
    fn name_with_control_character_is_refused() {
        assert!(Checks::default().name("a\u{7}b", "name").done().is_err());
        assert!(Checks::default().name("Größe 📈", "name").done().is_ok());
    }
}
