//! Why a sign-in with OIDC is refused.

use openidconnect::{ClaimsVerificationError, SignatureVerificationError};

use crate::federation::quoted;
use crate::fetch::FetchError;

/// A refusal. Its text is for the audit log and for administrators: it has no token and no secret in it. The
/// person sees [`crate::federation::REFUSED`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The settings cannot be used.
    #[error("the settings of the provider are wrong: {0}")]
    Settings(&'static str),
    /// The provider gave no answer.
    #[error("the provider gave no answer: {0}")]
    Unreachable(FetchError),
    /// Its description cannot be used.
    #[error("the provider's description cannot be used: {0}")]
    Discovery(String),
    /// It calls itself by another name.
    #[error("the provider names another issuer: {0}")]
    OtherIssuer(String),
    /// The person came back too late.
    #[error("the sign-in was begun too long ago")]
    TooLate,
    /// The transaction is one of another provider, or the settings have changed meanwhile.
    #[error("the sign-in was begun with another provider")]
    OtherProvider,
    /// The answer is not the one to our question.
    #[error("the state is missing or wrong")]
    State,
    /// The answer says that it is from another provider (RFC 9207).
    #[error("the answer is from another issuer: {0}")]
    ForeignAnswer(String),
    /// The answer does not say whom it is from, though this provider always does (RFC 9207).
    #[error("the answer does not name its issuer")]
    AnonymousAnswer,
    /// The provider refused.
    #[error("the provider refused: {0}")]
    RefusedThere(String),
    /// The answer has no code.
    #[error("the answer has no code")]
    NoCode,
    /// The provider does not take the code: it was used before, is too old, or belongs to another client.
    #[error("the provider did not take the code: {0}")]
    Code(String),
    /// The provider's answer at the token endpoint cannot be read.
    #[error("the provider's answer to the code cannot be read")]
    Tokens,
    /// There is no ID token in it.
    #[error("there is no ID token")]
    NoIdToken,
    /// The ID token is signed with an algorithm that we do not take, such as `none` or an HMAC.
    #[error("the ID token's signature algorithm is not allowed")]
    Algorithm,
    /// The provider has no such key, also after its keys were read again.
    #[error("the ID token is signed with an unknown key")]
    UnknownKey,
    /// The signature is wrong.
    #[error("the ID token's signature is wrong")]
    Signature,
    /// The ID token is of another issuer.
    #[error("the ID token is from another issuer")]
    Issuer,
    /// It is for somebody else, or not for us alone.
    #[error("the ID token is for another audience")]
    Audience,
    /// It was issued to somebody else.
    #[error("the ID token was issued to another party")]
    AuthorizedParty,
    /// It has expired.
    #[error("the ID token has expired")]
    Expired,
    /// It was issued in the future, or before the sign-in began.
    #[error("the ID token's time of issue is not plausible")]
    IssuedAt,
    /// It is not valid yet.
    #[error("the ID token is not valid yet")]
    NotBefore,
    /// It is of another sign-in.
    #[error("the ID token's nonce is missing or wrong")]
    Nonce,
    /// It does not belong to the access token.
    #[error("the ID token belongs to another access token")]
    AccessTokenHash,
    /// The person was to prove themselves again, and did not.
    #[error("the provider did not ask the person again")]
    NotFresh,
    /// It is wrong in another way.
    #[error("the ID token is malformed")]
    Malformed,
    /// The provider's answer about the person cannot be used.
    #[error("the provider's answer about the person cannot be used")]
    Userinfo,
    /// It is about another person.
    #[error("the provider's answer about the person is about somebody else")]
    UserinfoSubject,
}

impl OidcError {
    pub(super) fn foreign(issuer: &str) -> Self {
        Self::ForeignAnswer(quoted(issuer))
    }
}

impl From<ClaimsVerificationError> for OidcError {
    fn from(error: ClaimsVerificationError) -> Self {
        use SignatureVerificationError as Bad;
        match error {
            // Both of the library's times: which of them is wrong was found out before.
            ClaimsVerificationError::Expired(_) => Self::Expired,
            ClaimsVerificationError::InvalidAudience(_) => Self::Audience,
            ClaimsVerificationError::InvalidIssuer(_) => Self::Issuer,
            ClaimsVerificationError::InvalidNonce(_) => Self::Nonce,
            ClaimsVerificationError::SignatureVerification(bad) => match bad {
                Bad::DisallowedAlg(_) | Bad::NoSignature | Bad::UnsupportedAlg(_) => Self::Algorithm,
                Bad::NoMatchingKey | Bad::AmbiguousKeyId(_) => Self::UnknownKey,
                _ => Self::Signature,
            },
            _ => Self::Malformed,
        }
    }
}
