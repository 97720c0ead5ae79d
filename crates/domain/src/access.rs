//! Who may do what.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::SignInMethod;
use crate::{KeyId, OrgId, SessionId, UserId};

/// A role in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrgRole {
    /// Administers the organization; owner of all its projects.
    Admin,
    /// Manages people and teams; works in the projects shared with them.
    Manager,
    /// Works in the projects shared with them, may create projects and API keys.
    Developer,
    /// Looks at the projects shared with them, whatever their role there.
    Viewer,
}

/// Something that may be done in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrgCapability {
    /// See who is in the organization, and its teams.
    MemberRead,
    /// Invite people, change their roles, deactivate and remove them; keep teams.
    MemberManage,
    /// Create projects.
    ProjectCreate,
    /// Create API keys of one's own.
    KeyCreate,
    /// Change name, sign-in policy, domains and identity providers; revoke anybody's API keys.
    OrgManage,
    /// Read and export the audit log.
    AuditRead,
}

impl OrgCapability {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 6] = [
        Self::MemberRead,
        Self::MemberManage,
        Self::ProjectCreate,
        Self::KeyCreate,
        Self::OrgManage,
        Self::AuditRead,
    ];
}

impl OrgRole {
    /// All of them, the most powerful first.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Manager, Self::Developer, Self::Viewer];

    /// Whether the role includes the capability.
    pub fn can(self, capability: OrgCapability) -> bool {
        match capability {
            OrgCapability::MemberRead => true,
            OrgCapability::MemberManage => matches!(self, Self::Admin | Self::Manager),
            OrgCapability::ProjectCreate | OrgCapability::KeyCreate => !matches!(self, Self::Viewer),
            OrgCapability::OrgManage | OrgCapability::AuditRead => matches!(self, Self::Admin),
        }
    }

    /// The role in a project that this person has there, given the one they were given.
    #[must_use]
    pub fn limit(self, given: ProjectRole) -> ProjectRole {
        match self {
            Self::Admin => ProjectRole::Owner,
            Self::Manager | Self::Developer => given,
            Self::Viewer => ProjectRole::Viewer,
        }
    }
}

/// A role in a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProjectRole {
    /// Sees everything in the project.
    Viewer,
    /// Also changes data, queries, models, forecasts and scenarios, and makes public links.
    Editor,
    /// Also renames, shares and deletes the project.
    Owner,
}

/// Something that may be done inside a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// See the project and its jobs.
    ProjectRead,
    /// See data sets, their profiles, rows, rules and checks, and uploads; sources and their schemas.
    DataRead,
    /// Upload, import, check, fill and delete data sets, and keep their rules; connect, change, test and delete
    /// sources.
    DataWrite,
    /// See saved queries.
    QueryRead,
    /// Run queries and export what they find.
    QueryRun,
    /// Save, change and delete queries.
    QueryWrite,
    /// See models and their leaderboards.
    ModelRead,
    /// Train and delete models, make and delete forecasts.
    ModelTrain,
    /// See forecasts and scenarios, play what-if.
    ForecastRead,
    /// Save, change and delete scenarios.
    ScenarioWrite,
    /// Make and revoke public links.
    LinkWrite,
    /// Rename, share, archive or delete the project.
    ProjectManage,
}

impl Capability {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::ProjectRead,
        Self::DataRead,
        Self::DataWrite,
        Self::QueryRead,
        Self::QueryRun,
        Self::QueryWrite,
        Self::ModelRead,
        Self::ModelTrain,
        Self::ForecastRead,
        Self::ScenarioWrite,
        Self::LinkWrite,
        Self::ProjectManage,
    ];

    /// Whether it changes nothing: what is left of an archived project.
    pub fn reads(self) -> bool {
        match self {
            Self::ProjectRead
            | Self::DataRead
            | Self::QueryRead
            | Self::QueryRun
            | Self::ModelRead
            | Self::ForecastRead => true,
            Self::DataWrite
            | Self::QueryWrite
            | Self::ModelTrain
            | Self::ScenarioWrite
            | Self::LinkWrite
            | Self::ProjectManage => false,
        }
    }
}

impl ProjectRole {
    /// All of them, the least powerful first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Owner];

    /// Whether the role includes the capability.
    pub fn can(self, capability: Capability) -> bool {
        let needed = match capability {
            reading if reading.reads() => Self::Viewer,
            Capability::ProjectManage => Self::Owner,
            _ => Self::Editor,
        };
        self >= needed
    }
}

/// What an API key may be used for, beside what its person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum KeyScope {
    /// See data sets and saved queries.
    #[serde(rename = "query:read")]
    QueryRead,
    /// Run queries.
    #[serde(rename = "query:execute")]
    QueryExecute,
    /// Upload, import and delete data; save queries and scenarios.
    #[serde(rename = "data:write")]
    DataWrite,
    /// Train and delete models, make forecasts.
    #[serde(rename = "model:train")]
    ModelTrain,
    /// See models.
    #[serde(rename = "model:read")]
    ModelRead,
    /// See forecasts and scenarios.
    #[serde(rename = "forecast:read")]
    ForecastRead,
    /// See how much of the plan is used.
    #[serde(rename = "analytics:read")]
    AnalyticsRead,
    /// Everything that the person may do.
    #[serde(rename = "admin:*")]
    Admin,
}

impl KeyScope {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::QueryRead,
        Self::QueryExecute,
        Self::DataWrite,
        Self::ModelTrain,
        Self::ModelRead,
        Self::ForecastRead,
        Self::AnalyticsRead,
        Self::Admin,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::QueryRead => "query:read",
            Self::QueryExecute => "query:execute",
            Self::DataWrite => "data:write",
            Self::ModelTrain => "model:train",
            Self::ModelRead => "model:read",
            Self::ForecastRead => "forecast:read",
            Self::AnalyticsRead => "analytics:read",
            Self::Admin => "admin:*",
        }
    }

    /// Whether a key with this scope may do this in a project.
    pub fn covers(self, capability: Capability) -> bool {
        match self {
            Self::Admin => true,
            _ if capability == Capability::ProjectRead => true,
            Self::QueryRead => matches!(capability, Capability::DataRead | Capability::QueryRead),
            Self::QueryExecute => capability == Capability::QueryRun,
            Self::DataWrite => {
                matches!(
                    capability,
                    Capability::DataRead
                        | Capability::DataWrite
                        | Capability::QueryWrite
                        | Capability::ScenarioWrite
                )
            }
            Self::ModelTrain => capability == Capability::ModelTrain,
            Self::ModelRead => capability == Capability::ModelRead,
            Self::ForecastRead => capability == Capability::ForecastRead,
            Self::AnalyticsRead => false,
        }
    }
}

/// How somebody came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// By a session.
    Session {
        /// The session.
        id: SessionId,
        /// When they last proved who they are.
        confirmed_at: DateTime<Utc>,
        /// With what it was begun.
        method: SignInMethod,
        /// Whether the organization asks for a second factor, which the person does not have yet: they may do
        /// nothing but set one up.
        must_enroll: bool,
    },
    /// By an API key.
    Key {
        /// The key.
        id: KeyId,
        /// What it may be used for.
        scopes: Vec<KeyScope>,
    },
    /// By a job that goes on with what they have begun.
    Job,
}

/// Who asks: a person in one organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub user_id: UserId,
    /// The organization in which they act.
    pub org_id: OrgId,
    /// Their role there.
    pub org_role: OrgRole,
    /// How they came in.
    pub via: Via,
}

impl Actor {
    /// The session by which they came, if it was one.
    pub fn session_id(&self) -> Option<SessionId> {
        match self.via {
            Via::Session { id, .. } => Some(id),
            Via::Key { .. } | Via::Job => None,
        }
    }

    /// Whether they must set up a second factor before anything else.
    pub fn must_enroll(&self) -> bool {
        matches!(self.via, Via::Session { must_enroll: true, .. })
    }

    /// Whether they may go on in another organization of theirs: not with a session that was begun at an identity
    /// provider, which vouches for its own organization only.
    pub fn may_switch(&self) -> bool {
        matches!(self.via, Via::Session { method: SignInMethod::Password | SignInMethod::Passkey, .. })
    }

    /// Whether the way they came in may be used for this in a project.
    pub fn may_use(&self, capability: Capability) -> bool {
        match &self.via {
            Via::Session { must_enroll, .. } => !must_enroll,
            Via::Key { scopes, .. } => scopes.iter().any(|scope| scope.covers(capability)),
            Via::Job => true,
        }
    }

    /// Whether they may do this in the organization; an API key only with the scope `admin:*`, a job nothing.
    pub fn can(&self, capability: OrgCapability) -> bool {
        let way = match &self.via {
            Via::Session { must_enroll, .. } => !must_enroll,
            Via::Key { scopes, .. } => scopes.contains(&KeyScope::Admin),
            Via::Job => false,
        };
        way && self.org_role.can(capability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viewer_reads_and_nothing_more() {
        let allowed = Capability::ALL.into_iter().filter(|c| ProjectRole::Viewer.can(*c));
        assert!(allowed.eq([
            Capability::ProjectRead,
            Capability::DataRead,
            Capability::QueryRead,
            Capability::QueryRun,
            Capability::ModelRead,
            Capability::ForecastRead,
        ]));
    }

    #[test]
    fn only_the_owner_manages_the_project() {
        assert!(!ProjectRole::Editor.can(Capability::ProjectManage));
        assert!(ProjectRole::Editor.can(Capability::ModelTrain));
        assert!(ProjectRole::Owner.can(Capability::ProjectManage));
    }

    #[test]
    fn viewer_of_the_organization_only_looks_and_its_admin_owns_every_project() {
        assert_eq!(OrgRole::Viewer.limit(ProjectRole::Owner), ProjectRole::Viewer);
        assert_eq!(OrgRole::Developer.limit(ProjectRole::Editor), ProjectRole::Editor);
        assert_eq!(OrgRole::Admin.limit(ProjectRole::Viewer), ProjectRole::Owner);
        assert!(!OrgRole::Viewer.can(OrgCapability::ProjectCreate));
        assert!(!OrgRole::Manager.can(OrgCapability::OrgManage));
        assert!(OrgRole::Manager.can(OrgCapability::MemberManage));
    }

    #[test]
    fn every_capability_of_projects_has_a_scope_of_its_own_kind() {
        for capability in Capability::ALL {
            let covering: Vec<KeyScope> =
                KeyScope::ALL.into_iter().filter(|s| s.covers(capability)).collect();
            assert!(covering.contains(&KeyScope::Admin), "{capability:?}");
            if !matches!(capability, Capability::LinkWrite | Capability::ProjectManage) {
                assert!(covering.len() > 1, "{capability:?}");
            }
        }
        assert!(!KeyScope::QueryRead.covers(Capability::QueryRun));
    }

    #[test]
    fn scopes_have_the_same_name_in_json() {
        for scope in KeyScope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
        }
    }
}
