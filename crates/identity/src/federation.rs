//! What an identity provider says about a person, in the same words for OIDC and SAML.
//!
//! The key of a person is `(issuer, subject)`. An e-mail address is only something that a provider claims: it
//! never links to an account by itself (R16), and it counts only within the proven domains of the organization
//! that the provider belongs to (R17).

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What a person reads when a sign-in through a provider is refused, whatever the reason: the reason is for
/// the audit log.
pub const REFUSED: &str = "the sign-in was not completed: please try again, or ask your administrator";

/// The clocks of a provider and of us may differ by this much.
pub(crate) const SKEW: TimeDelta = TimeDelta::seconds(60);

/// How long a person may take at the provider.
pub(crate) const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// A person, as a provider describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider: an issuer URL (OIDC) or an entity id (SAML).
    pub issuer: String,
    /// The provider's lasting name of the person.
    pub subject: String,
    /// The address that the provider claims.
    pub email: Option<Email>,
    /// The name to show.
    pub name: Option<String>,
    /// The provider's groups that the person is in.
    pub groups: Vec<String>,
    /// When the provider wants the session to end, if it says so.
    pub session_expires_at: Option<DateTime<Utc>>,
}

/// An e-mail address that a provider claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// The address as it came.
    pub address: String,
    /// Whether the provider says that it has verified the address. Silence is no (R16).
    pub verified: bool,
}

/// How the groups of a provider become a role here. The first rule that fits decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupMapping<R> {
    /// The rules, strongest first.
    pub rules: Vec<GroupRule<R>>,
    /// The role of who is in none of the groups; without it they are not let in.
    pub otherwise: Option<R>,
}

/// One group and the role of its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule<R> {
    /// The group's name at the provider, compared letter by letter.
    pub group: String,
    /// The role here.
    pub role: R,
}

impl<R: Copy> GroupMapping<R> {
    /// The role of a person in these groups.
    pub fn role(&self, groups: &[String]) -> Option<R> {
        let fitting = self.rules.iter().find(|rule| groups.contains(&rule.group));
        fitting.map(|rule| rule.role).or(self.otherwise)
    }
}

/// Text of others made fit for a log: no control characters, at most 120 characters.
pub(crate) fn quoted(text: &str) -> String {
    const LENGTH: usize = 120;
    let shown: String = text.chars().take(LENGTH).flat_map(char::escape_default).collect();
    let more = if text.chars().nth(LENGTH).is_some() { "…" } else { "" };
    format!("\"{shown}{more}\"")
}

/// Which transport the addresses of a provider must use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// TLS always.
    #[default]
    Https,
    /// Plain HTTP too, but only to this machine: for development and tests.
    HttpOnLoopback,
}

impl Transport {
    /// Whether an address may be used.
    pub fn permits(self, url: &url::Url) -> bool {
        let loopback = match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => return false,
        };
        let plain = url.scheme() == "http" && self == Self::HttpOnLoopback && loopback;
        (url.scheme() == "https" || plain) && url.username().is_empty() && url.password().is_none()
    }
}

/// A secret text that is never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_fitting_rule_gives_the_role() {
        let rule = |group: &str, role| GroupRule { group: group.to_owned(), role };
        let mapping = GroupMapping { rules: vec![rule("ops", 3), rule("staff", 1)], otherwise: None };
        let groups = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(mapping.role(&groups(&["staff", "ops"])), Some(3));
        assert_eq!(mapping.role(&groups(&["staff"])), Some(1));
        assert_eq!(mapping.role(&groups(&["Staff"])), None, "names are compared letter by letter");
        let open = GroupMapping { otherwise: Some(0), ..mapping };
        assert_eq!(open.role(&groups(&[])), Some(0));
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        let permits = |transport: Transport, url: &str| transport.permits(&url.parse().unwrap());
        assert!(permits(Transport::Https, "https://id.example.com/"));
        assert!(!permits(Transport::Https, "http://127.0.0.1:1/"));
        for loopback in ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]:80/"] {
            assert!(permits(Transport::HttpOnLoopback, loopback), "{loopback}");
        }
        for other in ["http://id.example.com/", "http://10.0.0.1/", "ftp://localhost/", "javascript:alert(1)"]
        {
            assert!(!permits(Transport::HttpOnLoopback, other), "{other}");
        }
        assert!(!permits(Transport::Https, "https://user@id.example.com/"));
    }

    #[test]
    fn text_of_others_is_cut_and_escaped() {
        assert_eq!(quoted("a\nb"), "\"a\\nb\"");
        assert!(quoted(&"x".repeat(500)).chars().count() < 130);
    }
}
