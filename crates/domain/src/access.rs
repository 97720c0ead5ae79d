//! Who may do what.

use serde::{Deserialize, Serialize};

use crate::{OrgId, SessionId, UserId};

/// A role in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrgRole {
    /// Administers the organization; owner of all its projects.
    Admin,
    /// Works in the projects shared with them, and may create projects.
    Member,
}

/// A role in a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProjectRole {
    /// Sees everything in the project.
    Viewer,
    /// Also changes data, queries, models, forecasts and scenarios.
    Editor,
    /// Also renames, shares and deletes the project.
    Owner,
}

/// Something that may be done inside a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// See the project and all in it, run queries, play what-if.
    ProjectRead,
    /// Upload, import and delete data sets.
    DataWrite,
    /// Save, change and delete queries.
    QueryWrite,
    /// Train and delete models, make forecasts.
    ModelTrain,
    /// Save, change and delete scenarios.
    ScenarioWrite,
    /// Rename or delete the project.
    ProjectManage,
}

impl ProjectRole {
    /// Whether the role includes the capability.
    pub fn can(self, capability: Capability) -> bool {
        let needed = match capability {
            Capability::ProjectRead => Self::Viewer,
            Capability::DataWrite
            | Capability::QueryWrite
            | Capability::ModelTrain
            | Capability::ScenarioWrite => Self::Editor,
            Capability::ProjectManage => Self::Owner,
        };
        self >= needed
    }
}

/// Who asks: a signed-in person in one organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub user_id: UserId,
    /// The organization in which they act.
    pub org_id: OrgId,
    /// Their role there.
    pub org_role: OrgRole,
    /// The session by which they came.
    pub session_id: SessionId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viewer_reads_and_nothing_more() {
        assert!(ProjectRole::Viewer.can(Capability::ProjectRead));
        for capability in [
            Capability::DataWrite,
            Capability::QueryWrite,
            Capability::ModelTrain,
            Capability::ScenarioWrite,
            Capability::ProjectManage,
        ] {
            assert!(!ProjectRole::Viewer.can(capability), "{capability:?}");
        }
    }

    #[test]
    fn only_the_owner_manages_the_project() {
        assert!(!ProjectRole::Editor.can(Capability::ProjectManage));
        assert!(ProjectRole::Editor.can(Capability::ModelTrain));
        assert!(ProjectRole::Owner.can(Capability::ProjectManage));
    }
}
