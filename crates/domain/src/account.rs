//! Organizations, people and their sessions.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::consent::Purpose;
use crate::profile::Locale;
use crate::{Checks, FieldError, OrgId, OrgRole, SessionId, UserId};

/// An organization: the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organization {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// Its plan, by name.
    pub plan: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A person, as others in the organization see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address, in lower case.
    pub email: String,
    /// When they proved that the address is theirs.
    pub email_verified_at: Option<DateTime<Utc>>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
}

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// With a password, and a second factor if they have one.
    Password,
    /// With a passkey alone.
    Passkey,
    /// At an identity provider, by OpenID Connect.
    Oidc,
    /// At an identity provider, by SAML.
    Saml,
}

/// A sign-in on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Its id (not the secret in the cookie).
    pub id: SessionId,
    /// The browser, from its `User-Agent`.
    pub user_agent: String,
    /// The address from which it was last seen.
    pub address: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// How it began.
    pub method: SignInMethod,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// An organization to which a person belongs, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    /// The organization.
    pub organization: Organization,
    /// The person's role there.
    pub role: OrgRole,
}

/// Who is signed in, as the pages need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The person.
    pub user: User,
    /// The organization in which they act.
    pub organization: Organization,
    /// Their role there.
    pub role: OrgRole,
    /// The organizations in which the session may go on, the one last signed in to first.
    pub memberships: Vec<Membership>,
    /// Whether the organization asks for a second factor, which the person does not have yet.
    pub must_enroll: bool,
}

/// A password on its way in; never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(***)")
    }
}

/// Makes the first administrator and the organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The secret of the setup link.
    pub token: String,
    /// The organization's name.
    pub organization: String,
    /// The administrator's name.
    pub name: String,
    /// The administrator's address.
    pub email: String,
    /// The administrator's password.
    pub password: Password,
    /// The purposes for which they let their data be used; for all others they do not.
    #[serde(default)]
    pub consents: Vec<Purpose>,
}

impl SetUp {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default()
            .name(&self.organization, "organization")
            .name(&self.name, "name")
            .check(is_email(&self.email), "email", "must be an e-mail address")
            .password(&self.password)
            .done()
    }
}

/// Asks for a link to set a new password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestReset {
    /// The address of the account.
    pub email: String,
    /// The language of the mail, where the account has none.
    #[serde(default)]
    pub locale: Option<Locale>,
}

/// Sets a new password by a link.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// The last part of the link.
    pub token: String,
    /// The new password.
    pub password: Password,
}

/// Changes the address of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeEmail {
    /// The new address.
    pub email: String,
}

/// Goes on in another organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchOrganization {
    /// Which.
    pub organization_id: OrgId,
}

/// Signs in with a password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The address.
    pub email: String,
    /// The password.
    pub password: Password,
}

/// Whether the text has the shape of an e-mail address: one `@`, something before it, a host with a dot
/// or `localhost` after it, no spaces or control characters, at most 254 characters.
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let clean = |c: char| !c.is_whitespace() && !c.is_control() && !"<>(),;:\\\"@[]".contains(c);
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.chars().all(clean)
        && host.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
        && !host.starts_with(['.', '-'])
        && !host.ends_with(['.', '-'])
        && !host.contains("..")
        && (host.contains('.') || host == "localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_shapes_are_told_apart() {
        for good in ["a@b.co", "ann.lee+x@mail.example.org", "root@localhost", "jürgen@exämple.de"] {
            assert!(is_email(good), "{good}");
        }
        for bad in
            ["", "a", "@b.co", "a@", "a@b", "a b@c.de", "a@b..c", "a@b.c\r\nBcc: x", "a@@b.co", "<a@b.co>"]
        {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn password_is_never_printed() {
        assert!(!format!("{:?}", Password("hunter2hunter2".into())).contains("hunter"));
    }
}
