//! The way back from the provider.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::assertion::{check_agreement, check_conditions, check_session, identity};
use super::attributes::AttributeMapping;
use super::error::SamlError;
use super::metadata::{IdentityProvider, ServiceProvider};
use super::prefilter::{Comments, XmlError, parse, prefilter};
use super::request::Transaction;
use super::shape::Shape;
use super::signature::{check_shape, verified};
use super::tree::ns;
use crate::federation::Identity;
use crate::secret::{hash, same};

/// The longest answer in base64, with line breaks.
const LENGTH: usize = 384 * 1024;

/// The form that the browser brings back.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Answer {
    /// The answer, in base64.
    #[serde(rename = "SAMLResponse", default)]
    pub response: String,
    /// What we sent along.
    #[serde(rename = "RelayState", default)]
    pub relay_state: String,
}

/// A finished sign-in, **if the assertion was not used before**: the caller writes `(issuer, assertion_id)` into the
/// replay table in the transaction of the sign-in, and refuses if it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who it is.
    pub identity: Identity,
    /// The assertion's id, which must not come again.
    pub assertion_id: String,
    /// When the assertion is of no use any more, and its id can be forgotten.
    pub forget_at: DateTime<Utc>,
    /// Where the person wanted to go.
    pub target: String,
}

/// Checks an answer and says who it is. Blocks.
///
/// # Errors
/// Says what is wrong with the answer.
pub fn finish(
    provider: &IdentityProvider,
    ours: &ServiceProvider,
    mapping: &AttributeMapping,
    transaction: Transaction,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<SignedIn, SamlError> {
    if now >= transaction.expires_at || now < transaction.begun_at {
        return Err(SamlError::TooLate);
    }
    if transaction.issuer != provider.entity_id || transaction.acs_url != ours.acs_url {
        return Err(SamlError::OtherProvider);
    }
    if !same(&hash(&answer.relay_state), &hash(&transaction.relay_state.0)) {
        return Err(SamlError::RelayState);
    }
    let bytes = decoded(&answer.response)?;
    let text = prefilter(&bytes, Comments::Refused).map_err(SamlError::Xml)?;
    let document = parse(text).map_err(SamlError::Xml)?;
    let shape = Shape::of(&document)?;
    check_shape(&shape)?;
    shape.check(provider, ours, &transaction, now)?;
    let assertion = verified(text, provider, ours, &transaction)?;
    check_agreement(&assertion, &shape)?;
    let forget_at = check_conditions(&assertion, ours, now)?;
    let session_expires_at = check_session(&assertion, &transaction, now)?;
    let identity = identity(&assertion, provider, mapping, session_expires_at)?;
    Ok(SignedIn { identity, assertion_id: assertion.id, forget_at, target: transaction.target })
}

/// Whether an answer is to no request of ours, as when somebody begins at the provider. Nothing of it is checked or
/// to be believed. Blocks.
pub fn is_unsolicited(response: &str) -> bool {
    let Ok(bytes) = decoded(response) else { return false };
    let Ok(document) = prefilter(&bytes, Comments::Refused).and_then(parse) else { return false };
    let root = document.root_element();
    root.has_tag_name((ns::PROTOCOL, "Response")) && root.attribute("InResponseTo").is_none()
}

/// Providers break the lines of their base64.
fn decoded(text: &str) -> Result<Vec<u8>, SamlError> {
    if text.len() > LENGTH {
        return Err(SamlError::Xml(XmlError::TooLong));
    }
    let text: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(text).map_err(|_| SamlError::NotBase64)
}
