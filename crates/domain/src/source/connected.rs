//! A connected database of a project, and what creates or changes it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{SourceKind, SourceSettings};
use crate::sso::HIDDEN;
use crate::{Checks, FieldError, JobId, SourceId};

/// A connected database of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Its name.
    pub name: String,
    /// What kind of database it is.
    pub kind: SourceKind,
    /// Whether only its schema is known, from SQL: there is no connection, and there are no rows.
    pub schema_only: bool,
    /// How it is reached; only for those who may change it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<SourceSettings>,
    /// `***` if one is stored; only for those who may change it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// How its schema was last read.
    pub state: SourceState,
    /// Why that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SourceFault>,
    /// The job that reads it, or did last.
    pub job_id: Option<JobId>,
    /// The newest version of its schema, if it was ever read.
    pub version: Option<i64>,
    /// The version that queries use, if not the newest.
    pub pinned: Option<i64>,
    /// How many tables the version has that queries use.
    pub tables: i64,
    /// When its schema was last read.
    pub read_at: Option<DateTime<Utc>>,
    /// When it was connected.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Source {
    /// The version of the schema that queries use.
    pub fn used(&self) -> Option<i64> {
        self.pinned.or(self.version)
    }
}

/// How the schema of a source was last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// It was not.
    Never,
    /// It is being read.
    Reading,
    /// Well.
    Ready,
    /// It could not be read.
    Failed,
}

/// Why a source did not answer: the class of the error and no more (R33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceFault {
    /// The address may not be connected to.
    NotAllowed,
    /// Nobody answers there.
    Unreachable,
    /// The protection that was asked for cannot be had.
    Tls,
    /// User, password or database are wrong.
    Refused,
    /// There is no such file, or it is no database.
    NoFile,
    /// It took too long.
    Timeout,
    /// Something else.
    Failed,
}

impl SourceFault {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::NotAllowed,
        Self::Unreachable,
        Self::Tls,
        Self::Refused,
        Self::NoFile,
        Self::Timeout,
        Self::Failed,
    ];
}

impl fmt::Display for SourceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAllowed => "the address is not allowed",
            Self::Unreachable => "the source cannot be reached",
            Self::Tls => "the connection cannot be protected as asked",
            Self::Refused => "the source refuses this user, password or database",
            Self::NoFile => "there is no such database file in the folder",
            Self::Timeout => "the source took too long",
            Self::Failed => "the source could not be read",
        })
    }
}

/// The password of a source. It is sealed when it is stored, and never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct SourcePassword(pub String);

impl fmt::Debug for SourcePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SourcePassword(***)")
    }
}

impl SourcePassword {
    /// What was entered, if it was.
    pub fn entered(this: Option<&Self>) -> Option<&str> {
        this.map(|password| password.0.as_str()).filter(|text| !text.is_empty() && *text != HIDDEN)
    }
}

fn password(checks: Checks, password: Option<&SourcePassword>) -> Checks {
    let fits = password.is_none_or(|text| text.0.chars().count() <= 1_000 && !text.0.contains('\0'));
    checks.check(fits, "password", "must have at most 1000 characters")
}

/// Connects a database, or changes how it is reached.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SourceInput {
    /// The name.
    pub name: String,
    /// How it is reached.
    pub settings: SourceSettings,
    /// The password. Left out in a change, or `***`, the stored one stays; with another kind, host, port, user
    /// or authority, or weaker protection, it must be given anew.
    #[serde(default)]
    pub password: Option<SourcePassword>,
}

impl SourceInput {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let checks = password(Checks::default().name(&self.name, "name"), self.password.as_ref());
        both(checks.done(), self.settings.validate())
    }
}

/// Settings to be tried.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SourceProbe {
    /// The source that may be changed so: its password is used if none is given and it may stay.
    #[serde(default)]
    pub source_id: Option<SourceId>,
    /// How it is reached.
    pub settings: SourceSettings,
    /// The password.
    #[serde(default)]
    pub password: Option<SourcePassword>,
}

impl SourceProbe {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        both(password(Checks::default(), self.password.as_ref()).done(), self.settings.validate())
    }
}

/// Every error of both.
fn both(
    first: Result<(), Vec<FieldError>>,
    second: Result<(), Vec<FieldError>>,
) -> Result<(), Vec<FieldError>> {
    match (first, second) {
        (Err(mut all), Err(more)) => {
            all.extend(more);
            Err(all)
        }
        (first, second) => first.and(second),
    }
}

/// How a try to connect went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceTest {
    /// Why it failed; none if it did not.
    pub error: Option<SourceFault>,
}

/// Renames a source.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameSource {
    /// The new name.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn r24_unknown_fields_of_a_source_are_refused() {
        let input =
            json!({"name": "Shop", "settings": {"kind": "sqlite", "file": "a.db"}, "password": "***"});
        let read = |input| serde_json::from_value::<SourceInput>(input);
        assert!(read(input.clone()).is_ok());
        for field in ["id", "org_id", "project_id", "state", "created_at", "pinned"] {
            let mut with = input.clone();
            with[field] = json!("x");
            assert!(read(with).is_err(), "{field}");
        }
    }

    #[test]
    fn every_wrong_field_of_a_source_is_named() {
        let input = json!({"name": "", "settings": {"kind": "sqlite", "file": "../a.db"}});
        let input: SourceInput = serde_json::from_value(input).unwrap();
        let fields: Vec<String> = input.validate().unwrap_err().into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["name", "settings.file"]);
    }

    #[test]
    fn r34_password_is_never_printed_and_a_hidden_one_is_none() {
        let password = SourcePassword("geheim".to_owned());
        assert!(!format!("{password:?}").contains("geheim"));
        assert_eq!(SourcePassword::entered(Some(&password)), Some("geheim"));
        for none in ["", HIDDEN] {
            assert_eq!(SourcePassword::entered(Some(&SourcePassword(none.to_owned()))), None);
        }
    }
}
