//! With whom a project is shared: people, teams, and why somebody sees it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Checks, FieldError, OrgRole, ProjectRole, TeamId, UserId};

/// A person, as lists of a project or a team name them: less than an account, which others need not see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// A named group of people of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name, unique in the organization.
    pub name: String,
    /// How many active members it has.
    pub members: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Creates or renames a team.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TeamInput {
    /// The name.
    pub name: String,
}

impl TeamInput {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default().name(&self.name, "name").done()
    }
}

/// A person with a role of their own in a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectMember {
    /// The person.
    pub person: Person,
    /// The role they were given.
    pub role: ProjectRole,
    /// When the project was shared with them.
    pub created_at: DateTime<Utc>,
}

/// A team with a role in a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectTeam {
    /// The team.
    pub team: Team,
    /// The role of its members.
    pub role: ProjectRole,
    /// When the project was shared with it.
    pub created_at: DateTime<Utc>,
}

/// Gives a role in a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RoleInput {
    /// The role.
    pub role: ProjectRole,
}

/// With whom a project could be shared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidates {
    /// People of the organization.
    pub people: Vec<Person>,
    /// Its teams.
    pub teams: Vec<Team>,
}

/// Why somebody has a role in a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// It was given to them.
    Own {
        /// The role.
        role: ProjectRole,
    },
    /// It was given to a team of theirs.
    Team {
        /// The team.
        id: TeamId,
        /// Its name.
        name: String,
        /// The role.
        role: ProjectRole,
    },
    /// They administer the organization.
    Administrator,
    /// They only look, whatever they were given, because they are a viewer of the organization.
    Limited,
}

impl Reason {
    /// The role that it gives.
    fn role(&self) -> Option<ProjectRole> {
        match self {
            Self::Own { role } | Self::Team { role, .. } => Some(*role),
            Self::Administrator | Self::Limited => None,
        }
    }
}

/// A person who sees a project, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Access {
    /// The person.
    pub person: Person,
    /// Their role: the highest of those given, within what their role in the organization allows.
    pub role: ProjectRole,
    /// Every reason.
    pub reasons: Vec<Reason>,
}

impl Access {
    /// What follows from a role in the organization and what was given; nothing if nothing was given to
    /// somebody who does not administer it.
    pub fn of(person: Person, org_role: OrgRole, mut reasons: Vec<Reason>) -> Option<Self> {
        let given = reasons.iter().filter_map(Reason::role).max();
        match org_role {
            OrgRole::Admin => reasons.push(Reason::Administrator),
            OrgRole::Viewer if given > Some(ProjectRole::Viewer) => reasons.push(Reason::Limited),
            OrgRole::Manager | OrgRole::Developer | OrgRole::Viewer => {}
        }
        let least = (org_role == OrgRole::Admin).then_some(ProjectRole::Viewer);
        let role = org_role.limit(given.or(least)?);
        Some(Self { person, role, reasons })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn access(org_role: OrgRole, roles: &[ProjectRole]) -> Option<Access> {
        let person = Person { id: UserId(Uuid::nil()), name: String::new(), email: String::new() };
        let reasons = roles.iter().map(|&role| Reason::Own { role }).collect();
        Access::of(person, org_role, reasons)
    }

    #[test]
    fn highest_role_counts_within_what_the_organization_allows() {
        let both = [ProjectRole::Viewer, ProjectRole::Editor];
        assert_eq!(access(OrgRole::Developer, &both).unwrap().role, ProjectRole::Editor);
        let limited = access(OrgRole::Viewer, &both).unwrap();
        assert_eq!((limited.role, limited.reasons.last()), (ProjectRole::Viewer, Some(&Reason::Limited)));
        let admin = access(OrgRole::Admin, &[]).unwrap();
        assert_eq!((admin.role, admin.reasons), (ProjectRole::Owner, vec![Reason::Administrator]));
        assert_eq!(access(OrgRole::Manager, &[]), None);
    }
}
