//! Invitations into an organization.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::account::{Password, is_email};
use crate::consent::Purpose;
use crate::profile::Locale;
use crate::{Checks, FieldError, InvitationId, OrgRole, ProjectId, ProjectRole};

/// How long an invitation can be accepted.
pub const INVITATION_HOURS: i64 = 72;

/// The most people that are invited at once.
pub const MOST_GUESTS: usize = 200;

/// How far an invitation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    /// It can be accepted.
    Open,
    /// It was not accepted in time.
    Expired,
    /// It was accepted.
    Accepted,
    /// It was taken back.
    Revoked,
}

/// A role in a project that comes with an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProjectGrant {
    /// The project.
    pub project_id: ProjectId,
    /// The role there.
    pub role: ProjectRole,
}

/// An invitation of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Its id (not the secret in the link).
    pub id: InvitationId,
    /// The address, in lower case; nobody else can accept it.
    pub email: String,
    /// How the inviter calls them; may be empty.
    pub name: String,
    /// Their role in the organization.
    pub role: OrgRole,
    /// A project that is shared with them too.
    pub project: Option<ProjectGrant>,
    /// How far it is.
    pub state: InvitationState,
    /// Who invited them, by name; empty if they asked for it themselves.
    pub invited_by: String,
    /// When they were first invited.
    pub created_at: DateTime<Utc>,
    /// When its link ends.
    pub expires_at: DateTime<Utc>,
    /// When it was accepted, if it was.
    pub accepted_at: Option<DateTime<Utc>>,
}

impl Invitation {
    /// When a link made now ends.
    pub fn end(now: DateTime<Utc>) -> DateTime<Utc> {
        now + TimeDelta::hours(INVITATION_HOURS)
    }
}

/// Asks for a link to join the organization that has proven the domain of an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JoinInput {
    /// The address.
    pub email: String,
    /// The language of the mail.
    #[serde(default)]
    pub locale: Option<Locale>,
}

/// Somebody to invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Guest {
    /// The address.
    pub email: String,
    /// Their role, if it is not that of all.
    #[serde(default)]
    pub role: Option<OrgRole>,
    /// How they are called; may be empty.
    #[serde(default)]
    pub name: String,
}

/// Invites people.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Whom.
    pub guests: Vec<Guest>,
    /// The role of those who have none of their own.
    pub role: OrgRole,
    /// A project that is shared with them too.
    #[serde(default)]
    pub project: Option<ProjectGrant>,
}

impl Invite {
    /// Checks every guest; errors name them as `guests[2]`.
    ///
    /// # Errors
    /// What is wrong with whom.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let range = 1..=MOST_GUESTS;
        let message = format!("must be 1 to {MOST_GUESTS}");
        let mut checks = Checks::default().check(range.contains(&self.guests.len()), "guests", message);
        for (i, guest) in self.guests.iter().enumerate() {
            let field = format!("guests[{i}]");
            checks = checks.check(is_email(guest.email.trim()), &field, not_an_address(&guest.email));
            if !guest.name.is_empty() {
                checks = checks.name(&guest.name, &format!("{field}.name"));
            }
        }
        checks.done()
    }
}

fn not_an_address(text: &str) -> String {
    format!("“{text}” is no e-mail address")
}

/// An invitation, and its link where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// The link, shown this once: where the server sends no mail, or where it was asked for.
    pub link: Option<String>,
}

/// What the browser that opens an invitation is, for the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Visitor {
    /// Nobody is signed in, and the address has no account.
    New,
    /// Nobody is signed in, and the address has an account.
    Known,
    /// The invited person is signed in.
    Invited,
    /// Somebody else is signed in.
    SomebodyElse,
}

/// An invitation as whoever has its link sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// The organization, by name.
    pub organization: String,
    /// Who invites, by name.
    pub invited_by: String,
    /// The invited address.
    pub email: String,
    /// How the inviter calls them; may be empty.
    pub name: String,
    /// The role in the organization.
    pub role: OrgRole,
    /// When the link ends.
    pub expires_at: DateTime<Utc>,
    /// Who has opened it.
    pub visitor: Visitor,
}

/// The secret of a link.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkSecret {
    /// The last part of the link.
    pub token: String,
}

/// Accepts an invitation. Who is signed in with the invited address gives the secret only.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// The last part of the link.
    pub token: String,
    /// The name of a new person.
    #[serde(default)]
    pub name: Option<String>,
    /// The password of a new person.
    #[serde(default)]
    pub password: Option<Password>,
    /// The language of a new person.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// To what a new person consents, and to nothing else; they are asked later if it is left out.
    #[serde(default)]
    pub consents: Option<Vec<Purpose>>,
}

/// Reads a pasted list or a CSV file: `address[,role][,name]` on each line, with commas, semicolons or tabs; a
/// first line of headings and empty lines are passed over. Errors name the line.
///
/// # Errors
/// What is wrong with which line.
pub fn read_guests(text: &str) -> Result<Vec<Guest>, Vec<FieldError>> {
    let (mut guests, mut wrong) = (Vec::new(), Vec::new());
    for (i, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let mut cells = line.splitn(3, [',', ';', '\t']).map(|cell| cell.trim().trim_matches('"').trim());
        let (email, role, name) =
            (cells.next().unwrap_or(""), cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let heading = i == 0 && ["email", "e-mail", "address"].contains(&email.to_lowercase().as_str());
        if line.trim().is_empty() || heading {
            continue;
        }
        let place = format!("line {}", i + 1);
        if !is_email(email) {
            wrong.push(FieldError::new(&place, not_an_address(email)));
        }
        match read_role(role) {
            Ok(role) => guests.push(Guest { email: email.to_owned(), role, name: name.to_owned() }),
            Err(message) => wrong.push(FieldError::new(&place, message)),
        }
    }
    if wrong.is_empty() { Ok(guests) } else { Err(wrong) }
}

fn read_role(text: &str) -> Result<Option<OrgRole>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let role = serde_json::from_value(serde_json::Value::String(text.to_lowercase()));
    role.map(Some).map_err(|_| format!("“{text}” is no role: admin, manager, developer or viewer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_is_read_with_roles_names_and_headings() {
        let text = "\u{feff}email,role,name\nann@example.org\n\n bob@example.org ; Viewer ; \"Bob, Jr.\"\r\n";
        let guests = read_guests(text).unwrap();
        let expected =
            [("ann@example.org", None, ""), ("bob@example.org", Some(OrgRole::Viewer), "Bob, Jr.")];
        let found: Vec<_> = guests.iter().map(|g| (g.email.as_str(), g.role, g.name.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_wrong_line_is_named() {
        let wrong = read_guests("ann@example.org,boss\nnobody\nbob@example.org,admin").unwrap_err();
        let found: Vec<&str> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(found, ["line 1", "line 2"]);
        assert!(wrong[0].message.contains("boss") && wrong[1].message.contains("nobody"));
    }

    #[test]
    fn r47_address_or_name_with_a_line_break_is_refused() {
        let guest =
            |email: &str, name: &str| Guest { email: email.to_owned(), role: None, name: name.to_owned() };
        let invite = |guest| Invite { guests: vec![guest], role: OrgRole::Viewer, project: None };
        assert!(invite(guest("a@example.org", "Ann")).validate().is_ok());
        assert!(invite(guest("a@example.org\r\nBcc: b@example.org", "")).validate().is_err());
        assert!(invite(guest("a@example.org", "Ann\r\nBcc: b@example.org")).validate().is_err());
    }
}
