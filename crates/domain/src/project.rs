//! Projects.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::sharing::Person;
use crate::{Checks, FieldError, ProjectId, ProjectRole, UserId};

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
    /// When it was archived: since then it can only be read.
    pub archived_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Which projects a list holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProjectFilter {
    /// Those that are worked in.
    #[default]
    Active,
    /// Those that are archived.
    Archived,
}

/// A project in the bin, for its owners and for administrators. It has no role: nothing can be done in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeletedProject {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// When it was deleted.
    pub deleted_at: DateTime<Utc>,
    /// When it is removed for good.
    pub removed_at: DateTime<Utc>,
}

/// An offer to become the owner of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transfer {
    /// Who gives it.
    pub from: Person,
    /// To whom it is offered.
    pub to: Person,
    /// When it was offered.
    pub created_at: DateTime<Utc>,
}

/// Offers a project to a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferInput {
    /// To whom: somebody with whom the project is shared.
    pub user_id: UserId,
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

/// A project that comes with the program, to look at and to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sample {
    /// Hourly rides of rented bicycles, with a query, a model, a forecast and a scenario.
    BikeSharing,
}

/// Makes a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// The name.
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub description: String,
    /// What it is filled with; nothing if none. The filling is a job.
    #[serde(default)]
    pub sample: Option<Sample>,
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
