//! Versions of a data set.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Column, DatasetState, ImportOptions, importable};
use crate::sharing::Person;
use crate::source::VersionInput;
use crate::{Checks, FieldError, JobId, UploadId};

/// A version of a data set: what an import made of a file. The data set shows one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DatasetVersion {
    /// Its id, by which lists are paged.
    pub id: Uuid,
    /// Its number, from 1.
    pub number: i64,
    /// Where it stands.
    pub state: DatasetState,
    /// Why the import failed.
    pub error: Option<String>,
    /// The import.
    pub job_id: Option<JobId>,
    /// The name of the file it came from.
    pub file_name: String,
    /// How many rows it has; 0 until it is ready.
    pub rows: i64,
    /// Size of the stored Parquet file in bytes; 0 until it is ready.
    pub bytes: i64,
    /// SHA-256 of the file that was sent, in hexadecimal; of the rows of the other if it was made of one.
    pub sha256: String,
    /// Its columns; empty until it is ready.
    pub columns: Vec<Column>,
    /// Who had it imported; nobody if that is not known.
    pub author: Option<Person>,
    /// What people say about it.
    pub note: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Imports an upload as the next version of a data set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportVersion {
    /// The upload. An import that fails because of its options keeps it, so that others can be tried.
    pub upload_id: UploadId,
    /// How to read it; as detected if none.
    #[serde(default)]
    pub options: Option<ImportOptions>,
    /// What is to be said about the version, at most 2,000 characters.
    #[serde(default)]
    pub note: String,
    /// Its labels, at most 20 of at most 50 characters.
    #[serde(default)]
    pub labels: Vec<String>,
}

impl ImportVersion {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut wrong = importable(Checks::default(), self.options.as_ref()).done().err().unwrap_or_default();
        wrong.extend(self.said().validate().err().unwrap_or_default());
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// What is said about the version.
    pub fn said(&self) -> VersionInput {
        VersionInput { note: self.note.clone(), labels: self.labels.clone() }
    }
}

/// What an import into a data set begins or finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VersionStarted {
    /// The version.
    pub version: DatasetVersion,
    /// The data set shows the same bytes, read the same way, already: this is that version.
    pub already_there: bool,
}

/// Makes a data set show one of its versions.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UseVersion {
    /// The number of the version.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn wrong(changes: &Value) -> Vec<String> {
        let mut json = json!({"upload_id": "0192f0c1-2345-7000-8000-0000000000aa"});
        json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let input: ImportVersion = serde_json::from_value(json).unwrap();
        input.validate().err().unwrap_or_default().into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn all_that_is_wrong_with_an_import_is_named_at_once() {
        assert_eq!(wrong(&json!({})), Vec::<String>::new());
        assert_eq!(wrong(&json!({"note": "after the move", "labels": ["2026"]})), Vec::<String>::new());
        let changes =
            json!({"options": {"format": "csv", "columns": []}, "note": "x".repeat(2_001), "labels": [""]});
        assert_eq!(wrong(&changes), ["options.columns", "note", "labels"]);
    }
}
