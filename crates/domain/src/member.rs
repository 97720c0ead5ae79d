//! The people of an organization.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::User;
use crate::{Checks, FieldError, OrgRole};

/// Whether a member may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// They may.
    Active,
    /// They may not: no session and no key of theirs works here. What they made stays.
    Deactivated,
}

/// A person as a member of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// The person.
    pub user: User,
    /// Their role.
    pub role: OrgRole,
    /// Whether they may come in.
    pub state: MemberState,
    /// When they last signed in to this organization.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// When they became a member.
    pub since: DateTime<Utc>,
}

/// Changes a member; what is left out stays.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeMember {
    /// The new role.
    #[serde(default)]
    pub role: Option<OrgRole>,
    /// The new state.
    #[serde(default)]
    pub state: Option<MemberState>,
}

/// What an administrator chooses for the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrganizationInput {
    /// The name.
    pub name: String,
    /// An unused session ends after so many minutes; the server's limit if none.
    #[serde(default)]
    pub session_idle_minutes: Option<u32>,
    /// A session ends after so many hours at the latest; the server's limit if none.
    #[serde(default)]
    pub session_absolute_hours: Option<u32>,
}

impl OrganizationInput {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let idle = self.session_idle_minutes.is_none_or(|minutes| (5..=43_200).contains(&minutes));
        let absolute = self.session_absolute_hours.is_none_or(|hours| (1..=8_760).contains(&hours));
        Checks::default()
            .name(&self.name, "name")
            .check(idle, "session_idle_minutes", "must be 5 to 43,200 minutes")
            .check(absolute, "session_absolute_hours", "must be 1 to 8,760 hours")
            .done()
    }
}

/// A limit of the plan and how much of it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// How many there are.
    pub used: i64,
    /// How many there may be; none if that is not limited.
    pub limit: Option<i64>,
}

/// The organization as its administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationSettings {
    /// What was chosen.
    pub chosen: OrganizationInput,
    /// The plan, by name.
    pub plan: String,
    /// Active members, open invitations included.
    pub members: Usage,
    /// Projects, archived ones included.
    pub projects: Usage,
    /// API keys that have not ended.
    pub api_keys: Usage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_limits_out_of_range_are_named() {
        let input = OrganizationInput {
            name: "Rides".to_owned(),
            session_idle_minutes: Some(4),
            session_absolute_hours: Some(9_000),
        };
        let fields: Vec<String> = input.validate().unwrap_err().into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["session_idle_minutes", "session_absolute_hours"]);
    }
}
