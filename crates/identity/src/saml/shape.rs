//! The shape of an answer: one response, one assertion, every id once.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use roxmltree::{Document, Node};

use super::error::SamlError;
use super::metadata::{IdentityProvider, ServiceProvider};
use super::request::Transaction;
use super::tree::{children, ns, only_child, own_text};
use crate::federation::{SKEW, quoted};

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// An answer with its one assertion.
pub(super) struct Shape<'a, 'input> {
    pub response: Node<'a, 'input>,
    pub assertion: Node<'a, 'input>,
}

impl<'a, 'input> Shape<'a, 'input> {
    /// Finds the parts. Elements count by their local name wherever they are, so that none can hide in another
    /// namespace or below something that is passed over.
    pub(super) fn of(document: &'a Document<'input>) -> Result<Self, SamlError> {
        let response = document.root_element();
        if !response.has_tag_name((ns::PROTOCOL, "Response")) || response.attribute("Version") != Some("2.0")
        {
            return Err(SamlError::NoResponse);
        }
        let all =
            |name: &'static str| document.descendants().filter(move |node| node.tag_name().name() == name);
        if all("Response").count() != 1 {
            return Err(SamlError::NoResponse);
        }
        check_status(response)?;
        if all("EncryptedAssertion").next().is_some() {
            return Err(SamlError::Encrypted);
        }
        let assertion = only_child(response, ns::ASSERTION, "Assertion").ok_or(SamlError::Assertions)?;
        if all("Assertion").count() != 1 || assertion.attribute("Version") != Some("2.0") {
            return Err(SamlError::Assertions);
        }
        check_ids(document)?;
        if [response, assertion].iter().any(|node| node.attribute("ID").is_none()) {
            return Err(SamlError::Ids);
        }
        Ok(Self { response, assertion })
    }

    /// What the response itself says. It may be unsigned, if the assertion is signed; it must fit all the same.
    pub(super) fn check(
        &self,
        provider: &IdentityProvider,
        ours: &ServiceProvider,
        transaction: &Transaction,
        now: DateTime<Utc>,
    ) -> Result<(), SamlError> {
        if self.response.attribute("Destination") != Some(ours.acs_url.as_str()) {
            return Err(SamlError::Destination);
        }
        if self.response.attribute("InResponseTo") != Some(&transaction.request_id) {
            return Err(SamlError::InResponseTo);
        }
        for node in [self.response, self.assertion] {
            let issuer = only_child(node, ns::ASSERTION, "Issuer").map(own_text);
            if issuer.as_deref().map(str::trim) != Some(&provider.entity_id) {
                return Err(SamlError::Issuer);
            }
            let issued = node.attribute("IssueInstant").map(DateTime::parse_from_rfc3339);
            match issued {
                Some(Ok(issued)) if issued <= now + SKEW => {}
                Some(Ok(_)) => return Err(SamlError::NotYet),
                _ => return Err(SamlError::Unreadable),
            }
        }
        Ok(())
    }

    /// The name of the person, as the strict parser reads it.
    pub(super) fn name_id(&self) -> Option<String> {
        let subject = only_child(self.assertion, ns::ASSERTION, "Subject")?;
        only_child(subject, ns::ASSERTION, "NameID").map(own_text)
    }
}

fn check_status(response: Node<'_, '_>) -> Result<(), SamlError> {
    let status = only_child(response, ns::PROTOCOL, "Status").ok_or(SamlError::NoResponse)?;
    let code = only_child(status, ns::PROTOCOL, "StatusCode").ok_or(SamlError::NoResponse)?;
    let of = |node: Node<'_, '_>| node.attribute("Value").unwrap_or_default().to_owned();
    if of(code) == SUCCESS {
        return Ok(());
    }
    // The code below is the precise one.
    let precise = children(code, ns::PROTOCOL, "StatusCode").next().map(of);
    let message = children(status, ns::PROTOCOL, "StatusMessage").next().map(own_text);
    let said = [Some(of(code)), precise, message].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Err(SamlError::Status(quoted(&said)))
}

/// Whatever libxmlsec1 might take for an id is there once.
fn check_ids(document: &Document<'_>) -> Result<(), SamlError> {
    let mut seen = HashSet::new();
    for attribute in document.descendants().flat_map(|node| node.attributes()) {
        if attribute.name().eq_ignore_ascii_case("id") || attribute.name() == "AssertionID" {
            let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
            let id = attribute.value();
            let fine = !id.is_empty() && id.len() <= 256 && id.chars().all(plain);
            if !fine || !seen.insert(id) {
                return Err(SamlError::Ids);
            }
        }
    }
    Ok(())
}
