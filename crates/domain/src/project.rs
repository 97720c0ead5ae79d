//! Projects.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Checks, FieldError, ProjectId, ProjectRole};

/// A project: the place where data, queries, models, forecasts and scenarios live together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// What it is about; may be empty.
    pub description: String,
    /// The role of the person who asks.
    pub role: ProjectRole,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Creates or changes a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProjectInput {
    /// The name.
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub description: String,
}

impl ProjectInput {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default().name(&self.name, "name").text(&self.description, "description", 2_000).done()
    }
}
