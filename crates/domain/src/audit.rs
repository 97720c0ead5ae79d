//! The audit log as people read it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{KeyId, UserId};

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Its number in the organization, from 1 without gaps.
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// The person; none for the system itself and for people who were not signed in.
    pub actor_id: Option<UserId>,
    /// The person's present name; none if they are gone.
    pub actor_name: Option<String>,
    /// The API key that was used, if one was.
    pub key_id: Option<KeyId>,
    /// What was done, as `noun.verb`.
    pub action: String,
    /// The kind of object.
    pub object_type: String,
    /// The object.
    pub object_id: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
    /// The network address from which it was asked.
    pub address: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// What else there is to know.
    pub detail: Value,
    /// The SHA-256 of the entry and of the hash before it, in hexadecimal.
    pub hash: String,
}

/// Which entries are wanted. What is none does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Those of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// Those made with an API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyId>,
    /// Those whose action begins so: `session`, `project.create`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Those about an object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Uuid>,
    /// Those at this time or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Those before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditFormat {
    /// A row for each entry.
    Csv,
    /// A JSON object for each line.
    Jsonl,
    /// A syslog message (RFC 5424) for each line.
    Syslog,
}

/// A part of the entries, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// The entries.
    pub items: Vec<AuditEntry>,
    /// What to pass as `before` for the next part; none at the end.
    pub next: Option<i64>,
}
