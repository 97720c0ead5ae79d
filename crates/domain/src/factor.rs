//! Proof of identity beyond the password: authenticator apps, recovery codes, passkeys.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::account::Password;
use crate::{Checks, FieldError, PasskeyId};

/// A kind of second proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// A code of an authenticator app.
    Totp,
    /// A recovery code.
    RecoveryCode,
    /// A passkey.
    Passkey,
}

/// The answer to a right password of somebody who has a second factor: there is no session yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorNeeded {
    /// What they can prove themselves with.
    pub second_factor: Vec<SecondFactor>,
    /// The secret of the pending sign-in; it is good for five minutes.
    pub token: Code,
}

/// A code or token on its way in or out; never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Code(pub String);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(***)")
    }
}

/// Ends a pending sign-in with a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SecondStep {
    /// The secret of the pending sign-in.
    pub token: Code,
    /// The code of the authenticator app, or a recovery code.
    pub code: Code,
}

/// The answer of a passkey.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// The secret of the challenge.
    pub token: Code,
    /// What the browser's `navigator.credentials` gave, as JSON.
    pub credential: Value,
}

impl fmt::Debug for PasskeyAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyAnswer(***)")
    }
}

/// Signs in with a passkey: alone, or as second factor.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasskeySignIn {
    /// What the passkey answered.
    pub answer: PasskeyAnswer,
    /// Whether it is the second factor after a password.
    #[serde(default)]
    pub second_factor: bool,
    /// The secret of the pending sign-in, for a second factor; browsers have it in a cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Code>,
}

/// What a passkey is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasskeyPurpose {
    /// Register a new one.
    Register,
    /// Sign in without a name.
    SignIn,
    /// Be the second factor after the password.
    SecondFactor,
    /// Prove again who somebody is.
    Confirm,
}

/// Asks for a challenge of a passkey.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskPasskey {
    /// What for.
    pub purpose: PasskeyPurpose,
    /// The secret of the pending sign-in, for a second factor; browsers have it in a cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Code>,
}

/// What a browser is to do with a passkey.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyChallenge {
    /// The secret of the challenge; it is good for five minutes and for one answer.
    pub token: Code,
    /// The options for `navigator.credentials`; binary parts are in base64url.
    pub options: Value,
}

/// Names a new passkey.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddPasskey {
    /// Its name, for its owner.
    pub name: String,
    /// What the authenticator answered.
    pub answer: PasskeyAnswer,
}

impl AddPasskey {
    /// Checks the name.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default().name(&self.name, "name").done()
    }
}

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// Its name.
    pub name: String,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When somebody last signed in or confirmed with it.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// With what a person can prove who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Factors {
    /// Whether they have a password.
    pub password: bool,
    /// Since when they have an authenticator app.
    pub totp: Option<DateTime<Utc>>,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// Their passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
}

/// What an authenticator app needs to know.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpSetUp {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// The same as an `otpauth:` address.
    pub uri: String,
    /// The same as QR code: an SVG document.
    pub qr_svg: String,
}

impl fmt::Debug for TotpSetUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSetUp(***)")
    }
}

/// A code that shows that the authenticator app is set up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EnableTotp {
    /// The code.
    pub code: Code,
}

/// New recovery codes; they are shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCodes(***)")
    }
}

/// Proves again who somebody is, in one of three ways.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The password.
    Password(Password),
    /// A code of the authenticator app.
    Code(Code),
    /// A passkey.
    Passkey(PasskeyAnswer),
}

/// Chooses a password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The new password.
    pub password: Password,
}

impl ChangePassword {
    /// Checks its length.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default().password(&self.password).done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_never_printed() {
        let step = SecondStep { token: Code("secret-1".into()), code: Code("123456".into()) };
        let shown = format!("{step:?} {:?}", RecoveryCodes { codes: vec!["abcd".into()] });
        assert!(!shown.contains("secret-1") && !shown.contains("123456") && !shown.contains("abcd"));
    }
}
