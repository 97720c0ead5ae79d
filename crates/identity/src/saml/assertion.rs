//! What an assertion must say, beyond what samael asks of it.

use chrono::{DateTime, Utc};
use samael::schema::{Assertion, AuthnStatement, Conditions};

use super::attributes::{AttributeMapping, clean, values};
use super::error::SamlError;
use super::metadata::{IdentityProvider, ServiceProvider};
use super::request::Transaction;
use super::shape::Shape;
use crate::federation::{Email, Identity, SKEW};

const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
const ADDRESS: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";

/// What was signed is what the strict parser has read: two parsers see the same person.
pub(super) fn check_agreement(assertion: &Assertion, shape: &Shape<'_, '_>) -> Result<(), SamlError> {
    let name = assertion.subject.as_ref().and_then(|subject| subject.name_id.as_ref());
    let same_name =
        name.map(|name| name.value.trim().to_owned()) == shape.name_id().map(|name| name.trim().to_owned());
    let same_id = shape.assertion.attribute("ID") == Some(&assertion.id);
    if same_name && same_id { Ok(()) } else { Err(SamlError::Disagreement) }
}

/// Until when the assertion could be shown again: the latest time that any of its parts allows.
pub(super) fn check_conditions(
    assertion: &Assertion,
    ours: &ServiceProvider,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, SamlError> {
    let conditions = assertion.conditions.as_ref().ok_or(SamlError::Conditions)?;
    let end = conditions.not_on_or_after.ok_or(SamlError::Conditions)?;
    if end + SKEW <= now {
        return Err(SamlError::Expired);
    }
    let starts = [conditions.not_before, Some(assertion.issue_instant)];
    if starts.into_iter().flatten().any(|start| start > now + SKEW) {
        return Err(SamlError::NotYet);
    }
    check_audience(conditions, ours)?;
    Ok(end + SKEW)
}

/// Core, section 2.5.1.4: every restriction must name us, and at least one must be there.
fn check_audience(conditions: &Conditions, ours: &ServiceProvider) -> Result<(), SamlError> {
    let restrictions = conditions.audience_restrictions.as_deref().unwrap_or_default();
    let names_us = |audience: &Vec<String>| audience.iter().any(|name| name.trim() == ours.entity_id);
    let all = restrictions.iter().all(|restriction| names_us(&restriction.audience));
    if all && !restrictions.is_empty() { Ok(()) } else { Err(SamlError::Audience) }
}

/// Until when the provider wants the session to last.
pub(super) fn check_session(
    assertion: &Assertion,
    transaction: &Transaction,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, SamlError> {
    let statements = assertion.authn_statements.as_deref().unwrap_or_default();
    let instants: Option<Vec<_>> = statements.iter().map(|statement| statement.authn_instant).collect();
    let instants = instants.filter(|instants| !instants.is_empty()).ok_or(SamlError::NoStatement)?;
    if instants.iter().any(|instant| *instant > now + SKEW) {
        return Err(SamlError::NotYet);
    }
    // The provider's clock may be behind ours.
    if transaction.fresh && instants.iter().any(|instant| *instant < transaction.begun_at - SKEW) {
        return Err(SamlError::NotFresh);
    }
    let end = |statement: &AuthnStatement| statement.session_not_on_or_after;
    let end = statements.iter().filter_map(end).min();
    if end.is_some_and(|end| end <= now) { Err(SamlError::SessionOver) } else { Ok(end) }
}

/// Who it is.
pub(super) fn identity(
    assertion: &Assertion,
    provider: &IdentityProvider,
    mapping: &AttributeMapping,
    session_expires_at: Option<DateTime<Utc>>,
) -> Result<Identity, SamlError> {
    let name_id = assertion.subject.as_ref().and_then(|subject| subject.name_id.as_ref());
    let format = name_id.and_then(|name| name.format.as_deref());
    let named = name_id.and_then(|name| clean(&name.value));
    let first = |names: &[String]| values(assertion, names).into_iter().next();
    let subject = match &mapping.subject {
        Some(attribute) => first(std::slice::from_ref(attribute)),
        None if format == Some(TRANSIENT) => return Err(SamlError::Transient),
        None => named.clone(),
    };
    let address = first(&mapping.email).or_else(|| named.filter(|_| format == Some(ADDRESS)));
    Ok(Identity {
        issuer: provider.entity_id.clone(),
        subject: subject.ok_or(SamlError::NoSubject)?,
        // SAML has no word for a verified address, and silence is no (R16).
        email: address.map(|address| Email { address, verified: false }),
        name: first(&mapping.name),
        groups: values(assertion, &mapping.groups),
        session_expires_at,
    })
}
