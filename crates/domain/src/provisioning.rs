//! Provisioning by SCIM 2.0: people and teams that the identity provider of the organization keeps.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::member::MemberState;
use crate::{Checks, FieldError, OrgRole, TeamId, UserId};

/// Whether and where an identity provider keeps the people of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Provisioning {
    /// The address that the identity provider has to be given.
    pub base_url: String,
    /// The token, if there is one.
    pub token: Option<TokenFacts>,
    /// How many members it keeps.
    pub users: i64,
}

/// What is known of the token, but for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenFacts {
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The text of a token; never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct TokenText(pub String);

impl fmt::Debug for TokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenText(***)")
    }
}

/// A token that was made just now, with its text, which is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedToken {
    /// What the identity provider sends: `Authorization: Bearer scim_…`.
    pub text: TokenText,
}

/// A member whom the identity provider keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimUser {
    /// The person.
    pub id: UserId,
    /// What the identity provider calls them, in lower case.
    pub user_name: String,
    /// Its own id of them.
    pub external_id: Option<String>,
    /// Their name.
    pub name: String,
    /// The address of their account.
    pub email: String,
    /// Their role in the organization.
    pub role: OrgRole,
    /// Whether they may come in.
    pub state: MemberState,
    /// Since when the identity provider keeps them.
    pub created_at: DateTime<Utc>,
    /// When it last changed them.
    pub updated_at: DateTime<Utc>,
}

/// The identity provider's own id of something; none if it gives none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExternalId(pub Option<String>);

/// Creates a member, or links one of this address.
#[derive(Debug, Clone)]
pub struct NewScimUser {
    /// What the identity provider calls them.
    pub user_name: String,
    /// Its own id of them.
    pub external_id: Option<String>,
    /// The address of their account.
    pub email: String,
    /// Their name; what stands before the `@` of the address if none.
    pub name: Option<String>,
    /// Their role; that of a viewer if none.
    pub role: Option<OrgRole>,
    /// Whether they may come in.
    pub state: MemberState,
}

/// Changes a member; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct ChangeScimUser {
    /// What the identity provider calls them.
    pub user_name: Option<String>,
    /// Its own id of them.
    pub external_id: Option<ExternalId>,
    /// Their name.
    pub name: Option<String>,
    /// Their role.
    pub role: Option<OrgRole>,
    /// Whether they may come in.
    pub state: Option<MemberState>,
}

fn checked(
    user_name: Option<&str>,
    name: Option<&str>,
    external_id: Option<&str>,
) -> Result<(), Vec<FieldError>> {
    let mut checks = Checks::default();
    for (value, field) in [(user_name, "userName"), (name, "displayName"), (external_id, "externalId")] {
        if let Some(value) = value {
            checks = checks.name(value, field);
        }
    }
    checks.done()
}

impl NewScimUser {
    /// Checks every field but the address.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        checked(Some(&self.user_name), self.name.as_deref(), self.external_id.as_deref())
    }
}

impl ChangeScimUser {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let external_id = self.external_id.as_ref().and_then(|id| id.0.as_deref());
        checked(self.user_name.as_deref(), self.name.as_deref(), external_id)
    }
}

/// Which members are wanted: all that is given must be so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScimUserFilter {
    /// This person.
    pub id: Option<UserId>,
    /// This name at the identity provider, in lower case.
    pub user_name: Option<String>,
    /// This id at the identity provider.
    pub external_id: Option<String>,
    /// This address, in lower case.
    pub email: Option<String>,
    /// This state.
    pub state: Option<MemberState>,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScimPage {
    /// How many come before it.
    pub offset: i64,
    /// How many at most.
    pub count: i64,
}

/// Part of a list, and how long the whole is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimList<T> {
    /// The part.
    pub items: Vec<T>,
    /// The length of the whole.
    pub total: i64,
}

/// A team that the identity provider keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimGroup {
    /// The team.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// The identity provider's own id of it.
    pub external_id: Option<String>,
    /// Who is in it of those whom the identity provider keeps: id and name.
    pub members: Vec<(UserId, String)>,
    /// Since when the identity provider keeps it.
    pub created_at: DateTime<Utc>,
    /// When it last changed it.
    pub updated_at: DateTime<Utc>,
}

/// Which teams are wanted: all that is given must be so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScimGroupFilter {
    /// This team.
    pub id: Option<TeamId>,
    /// This name, letter by letter.
    pub name: Option<String>,
    /// This id at the identity provider.
    pub external_id: Option<String>,
}

/// Changes a team; what is left out stays. A new one needs a name.
#[derive(Debug, Clone, Default)]
pub struct ChangeScimGroup {
    /// Its name.
    pub name: Option<String>,
    /// The identity provider's own id of it.
    pub external_id: Option<ExternalId>,
    /// What happens to its members, one after the other.
    pub members: Vec<MemberEdit>,
}

impl ChangeScimGroup {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let external_id = self.external_id.as_ref().and_then(|id| id.0.as_deref());
        checked(None, self.name.as_deref(), external_id)
    }
}

/// What happens to the members of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberEdit {
    /// These come in.
    Add(Vec<UserId>),
    /// These go out.
    Remove(Vec<UserId>),
    /// These stay or come in, all others go out.
    Replace(Vec<UserId>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r27_token_is_never_printed() {
        let issued = IssuedToken { text: TokenText("scim_geheim".to_owned()) };
        assert!(!format!("{issued:?}").contains("geheim"));
    }

    #[test]
    fn wrong_fields_are_named_as_scim_names_them() {
        let change = ChangeScimUser {
            user_name: Some(" ".to_owned()),
            external_id: Some(ExternalId(Some("a\u{7}".to_owned()))),
            name: Some("x".repeat(201)),
            ..ChangeScimUser::default()
        };
        let fields: Vec<String> = change.validate().unwrap_err().into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["userName", "displayName", "externalId"]);
        assert!(ChangeScimUser::default().validate().is_ok());
    }
}
