//! API keys: what programs sign in with in place of a person.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Checks, FieldError, KeyId, KeyScope, Network, UserId};

/// The most networks that a key may be bound to.
const NETWORKS: usize = 50;
/// The longest time for which the secret before a rotation stays good, in days.
const LONGEST_OVERLAP: u32 = 7;

/// An API key of a person in an organization. It may do what the person may do at the time, and of that only
/// what its scopes cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// Its id.
    pub id: KeyId,
    /// What it is for, in a few words.
    pub name: String,
    /// The part of the key that is not secret, to find it again.
    pub prefix: String,
    /// Whose key it is.
    pub user_id: UserId,
    /// Their name.
    pub user_name: String,
    /// What it may be used for.
    pub scopes: Vec<KeyScope>,
    /// From where it may be used; from everywhere if empty.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub networks: Vec<Network>,
    /// What else there is to know about it.
    pub notes: String,
    /// Whether it can be used.
    pub state: KeyState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends; never if none.
    pub expires_at: Option<DateTime<Utc>>,
    /// Until when the secret before the last rotation is good.
    pub old_secret_until: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From which address.
    pub last_used_address: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Whether a key can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It can be used.
    Live,
    /// Its time is over.
    Expired,
    /// Somebody ended it.
    Revoked,
}

impl KeyState {
    /// The state at a time of a key that ends or was revoked then.
    pub fn at(
        now: DateTime<Utc>,
        expires_at: Option<DateTime<Utc>>,
        revoked_at: Option<DateTime<Utc>>,
    ) -> Self {
        match (revoked_at, expires_at) {
            (Some(_), _) => Self::Revoked,
            (None, Some(end)) if end <= now => Self::Expired,
            _ => Self::Live,
        }
    }
}

/// Makes a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// What it is for, in a few words.
    pub name: String,
    /// What it may be used for; at least one.
    pub scopes: Vec<KeyScope>,
    /// When it ends; never if none.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
    /// From where it may be used, as addresses or ranges such as `10.0.0.0/8`; from everywhere if empty.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub networks: Vec<Network>,
    /// What else there is to know about it.
    #[serde(default)]
    pub notes: String,
}

impl NewKey {
    /// Checks every field at this time.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Vec<FieldError>> {
        let future = self.expires_at.is_none_or(|end| end > now);
        let most = format!("must be at most {NETWORKS} networks");
        Checks::default()
            .name(&self.name, "name")
            .text(&self.notes, "notes", 2_000)
            .check(!self.scopes.is_empty(), "scopes", "must be at least one")
            .check(future, "expires_at", "must be in the future")
            .check(self.networks.len() <= NETWORKS, "networks", most)
            .done()
    }
}

/// Gives a key a new secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RotateKey {
    /// For how many days the old secret stays good, 0 to 7.
    #[serde(default)]
    pub overlap_days: u32,
}

impl RotateKey {
    /// Checks the field.
    ///
    /// # Errors
    /// It is out of range.
    pub fn validate(self) -> Result<(), Vec<FieldError>> {
        Checks::default()
            .check(self.overlap_days <= LONGEST_OVERLAP, "overlap_days", "must be 0 to 7 days")
            .done()
    }
}

/// The text of a key; never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct KeyText(pub String);

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText(***)")
    }
}

/// A key with its text, which is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedKey {
    /// The key.
    pub key: ApiKey,
    /// What programs send: `Authorization: Bearer alm_…`.
    pub text: KeyText,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn r27_key_is_never_printed() {
        assert!(!format!("{:?}", KeyText("alm_abc_secret".into())).contains("secret"));
    }

    #[test]
    fn key_without_scope_or_with_an_end_in_the_past_is_refused() {
        let input = NewKey {
            name: "CI".into(),
            scopes: Vec::new(),
            expires_at: Some(at(5)),
            networks: Vec::new(),
            notes: String::new(),
        };
        let fields = input.validate(at(5)).unwrap_err();
        assert_eq!(fields.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["scopes", "expires_at"]);
        let right = NewKey { scopes: vec![KeyScope::QueryRead], ..input };
        assert!(right.validate(at(4)).is_ok());
    }

    #[test]
    fn overlap_is_a_week_at_most() {
        assert!(RotateKey { overlap_days: 7 }.validate().is_ok());
        assert!(RotateKey { overlap_days: 8 }.validate().is_err());
    }

    #[test]
    fn revoked_key_stays_revoked_when_its_time_is_over() {
        assert_eq!(KeyState::at(at(9), Some(at(9)), None), KeyState::Expired);
        assert_eq!(KeyState::at(at(8), Some(at(9)), None), KeyState::Live);
        assert_eq!(KeyState::at(at(9), Some(at(9)), Some(at(1))), KeyState::Revoked);
        assert_eq!(KeyState::at(at(9), None, None), KeyState::Live);
    }
}
