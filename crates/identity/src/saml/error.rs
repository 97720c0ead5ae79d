//! Why a sign-in with SAML is refused.

use super::prefilter::XmlError;

/// A refusal. Its text is for the audit log and for administrators. The person sees
/// [`crate::federation::REFUSED`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SamlError {
    /// The provider has no address for us, or our key is broken.
    #[error("the settings of the provider are wrong: {0}")]
    Settings(&'static str),
    /// The person came back too late.
    #[error("the sign-in was begun too long ago")]
    TooLate,
    /// The transaction is one of another provider, or the settings have changed meanwhile.
    #[error("the sign-in was begun with another provider")]
    OtherProvider,
    /// The answer is not the one to our question.
    #[error("the relay state is missing or wrong")]
    RelayState,
    /// The answer is not in base64.
    #[error("the answer is not in base64")]
    NotBase64,
    /// The XML is refused.
    #[error("the answer is refused: {0}")]
    Xml(XmlError),
    /// The answer is something else.
    #[error("the answer is not a SAML 2.0 response")]
    NoResponse,
    /// The provider refused.
    #[error("the provider refused: {0}")]
    Status(String),
    /// Encrypted assertions are not supported.
    #[error(
        "the assertion is encrypted, which is not supported: switch encryption off at the provider, TLS protects it"
    )]
    Encrypted,
    /// The answer has no assertion, or several, or one at another place.
    #[error("the answer does not have exactly one assertion at its place")]
    Assertions,
    /// Ids are missing, malformed or used twice.
    #[error("ids in the answer are missing, malformed or used twice")]
    Ids,
    /// Nothing is signed.
    #[error("neither the answer nor its assertion is signed")]
    NotSigned,
    /// A signature is at another place, or for another element than the one that it is in.
    #[error("a signature is not of the element that it is in")]
    SignatureShape,
    /// A signature uses an algorithm that we do not take, such as SHA-1.
    #[error("a signature's algorithm is not allowed: SHA-256 or better is needed")]
    Algorithm,
    /// A signature is wrong, or by a key that is not in the provider's metadata.
    #[error("a signature is wrong, or its key is not in the provider's metadata")]
    Signature,
    /// The answer was sent to another address.
    #[error("the answer is for another address (`Destination`)")]
    Destination,
    /// The assertion is for another address.
    #[error("the assertion is for another address (`Recipient`)")]
    Recipient,
    /// The answer or the assertion is from somebody else.
    #[error("the answer is from another issuer")]
    Issuer,
    /// It does not answer our request.
    #[error("the answer is to another request (`InResponseTo`)")]
    InResponseTo,
    /// The bearer is not confirmed.
    #[error("the assertion has no valid bearer confirmation")]
    Confirmation,
    /// It is for somebody else.
    #[error("the assertion is for another audience")]
    Audience,
    /// It has no conditions, or they have no end.
    #[error("the assertion has no conditions with an end")]
    Conditions,
    /// It is over.
    #[error("the assertion has expired")]
    Expired,
    /// It is not valid yet, or from the future.
    #[error("the assertion is not valid yet")]
    NotYet,
    /// The person did not sign in there.
    #[error("the assertion does not say when the person signed in")]
    NoStatement,
    /// The session there is over.
    #[error("the session at the provider is over")]
    SessionOver,
    /// The person was to prove themselves again, and did not.
    #[error("the provider did not ask the person again")]
    NotFresh,
    /// Nobody is named.
    #[error("the assertion does not name a person")]
    NoSubject,
    /// The name changes with each sign-in.
    #[error("the assertion's name is transient: choose a persistent one, or map an attribute to the subject")]
    Transient,
    /// The signature library read something else than the strict parser.
    #[error("what was signed is not what was read")]
    Disagreement,
    /// The signature library cannot read it.
    #[error("the answer cannot be read")]
    Unreadable,
}
