//! Versions of a source's schema.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sharing::Person;
use crate::{Checks, DatasetId, FieldError, SourceId};

/// What has versions of its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Versioned {
    /// A connected database.
    Source(SourceId),
    /// A data set.
    Dataset(DatasetId),
}

/// A version of a source's schema: made when it was read and found to be another one than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceVersion {
    /// Its id, by which lists are paged.
    pub id: Uuid,
    /// Its number, from 1.
    pub number: i64,
    /// The SHA-256 of the schema.
    pub fingerprint: String,
    /// How many tables it has.
    pub tables: i64,
    /// Who had it read; nobody if that was done by itself.
    pub author: Option<Person>,
    /// What people say about it.
    pub note: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// If the schema is written as SQL: the statements that were left out, by their first words, with how many they
    /// are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skipped: BTreeMap<String, u32>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Says something about a version.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VersionInput {
    /// What is to be said about it, at most 2,000 characters.
    #[serde(default)]
    pub note: String,
    /// Its labels, at most 20 of at most 50 characters.
    #[serde(default)]
    pub labels: Vec<String>,
}

impl VersionInput {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let label = |text: &String| {
            (1..=50).contains(&text.trim().chars().count()) && !text.contains(char::is_control)
        };
        Checks::default()
            .text(&self.note, "note", 2_000)
            .check(self.labels.len() <= 20, "labels", "must be at most 20")
            .check(self.labels.iter().all(label), "labels", "must have 1 to 50 characters each")
            .done()
    }

    /// The same without spaces around it, as it is kept.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let labels = self.labels.iter().map(|label| label.trim().to_owned()).collect();
        Self { note: self.note.trim().to_owned(), labels }
    }
}

/// Makes queries use a version.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PinVersion {
    /// The number of the version.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_few_short_and_not_empty() {
        let labels = |labels: Vec<&str>| {
            let labels = labels.into_iter().map(str::to_owned).collect();
            VersionInput { note: String::new(), labels }.validate().is_ok()
        };
        assert!(labels(vec!["before the move", "größer"]));
        assert!(!labels(vec![" "]));
        assert!(!labels(vec!["a\nb"]));
        assert!(!labels(vec!["x"; 21]));
    }
}
