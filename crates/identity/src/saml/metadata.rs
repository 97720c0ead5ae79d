//! Metadata: what a provider says about itself, and what we say about us.

use chrono::{DateTime, Utc};
use roxmltree::Node;
use serde::{Deserialize, Serialize};
use url::Url;

use super::certificate::{Bad, Certificate, SigningKey};
use super::prefilter::{Comments, XmlError, parse, prefilter};
use super::tree::{children, escaped, ns, own_text};
use crate::federation::Transport;

/// The longest name that the standard allows for an entity.
const ENTITY_ID: usize = 1_024;
const MOST_CERTIFICATES: usize = 20;

/// How a request gets to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// In an address.
    Redirect,
    /// In a form.
    Post,
}

impl Binding {
    fn from_uri(uri: &str) -> Option<Self> {
        match uri {
            "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" => Some(Self::Redirect),
            "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" => Some(Self::Post),
            _ => None,
        }
    }
}

/// Where a provider takes requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// How.
    pub binding: Binding,
    /// Where.
    pub location: Url,
}

/// A provider, as it was read from its metadata. To be kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityProvider {
    /// Its name, which must be unique in an organization.
    pub entity_id: String,
    /// Where it takes requests: at least one.
    pub sign_on: Vec<Endpoint>,
    /// Under which it signs: at least one, several while it changes them.
    pub certificates: Vec<Certificate>,
    /// Whether it takes signed requests only.
    pub wants_signed_requests: bool,
}

/// Why metadata cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// The XML is refused.
    #[error("the metadata is refused: {0}")]
    Xml(XmlError),
    /// It describes something else, or several.
    #[error("the metadata must describe one entity (`EntityDescriptor`)")]
    NotOneEntity,
    /// It has no name.
    #[error("the metadata has no `entityID`")]
    NoEntityId,
    /// It is not the description of a provider.
    #[error("the metadata does not describe exactly one SAML 2.0 identity provider")]
    NoProvider,
    /// It is too old.
    #[error("the metadata was valid until a time that is over")]
    Expired,
    /// Nobody can be sent there.
    #[error("the metadata has no sign-on address with https for HTTP-Redirect or HTTP-POST")]
    NoSignOn,
    /// Without it, nothing that the provider signs could be checked.
    #[error("the metadata has no certificate for signing")]
    NoCertificate,
    /// A certificate is broken.
    #[error("a certificate in the metadata cannot be read")]
    UnreadableCertificate,
    /// A key is too short.
    #[error("a key in the metadata is too weak: RSA needs 2048 bits, elliptic curves 256")]
    WeakKey,
}

impl IdentityProvider {
    /// Reads metadata that an administrator uploads. Blocks.
    ///
    /// # Errors
    /// Says what is missing or wrong.
    pub fn from_metadata(
        xml: &[u8],
        transport: Transport,
        now: DateTime<Utc>,
    ) -> Result<Self, MetadataError> {
        let text = prefilter(xml, Comments::Allowed).map_err(MetadataError::Xml)?;
        let document = parse(text).map_err(MetadataError::Xml)?;
        let entity = document.root_element();
        if !entity.has_tag_name((ns::METADATA, "EntityDescriptor")) {
            return Err(MetadataError::NotOneEntity);
        }
        let entity_id = entity.attribute("entityID").map(str::trim).unwrap_or_default();
        if entity_id.is_empty() || entity_id.len() > ENTITY_ID {
            return Err(MetadataError::NoEntityId);
        }
        let mut described =
            children(entity, ns::METADATA, "IDPSSODescriptor").filter(|role| speaks_saml(*role));
        let (Some(role), None) = (described.next(), described.next()) else {
            return Err(MetadataError::NoProvider);
        };
        if [entity, role].into_iter().any(|node| expired(node, now)) {
            return Err(MetadataError::Expired);
        }
        let wants_signed_requests =
            role.attribute("WantAuthnRequestsSigned").is_some_and(|wants| ["true", "1"].contains(&wants));
        Ok(Self {
            entity_id: entity_id.to_owned(),
            sign_on: sign_on(role, transport)?,
            certificates: certificates(role)?,
            wants_signed_requests,
        })
    }
}

fn speaks_saml(role: Node<'_, '_>) -> bool {
    let spoken = role.attribute("protocolSupportEnumeration").unwrap_or_default();
    spoken.split_ascii_whitespace().any(|protocol| protocol == ns::PROTOCOL)
}

/// Whether `validUntil` is over, or no time.
fn expired(node: Node<'_, '_>, now: DateTime<Utc>) -> bool {
    let until = node.attribute("validUntil").map(DateTime::parse_from_rfc3339);
    until.is_some_and(|until| until.map_or(true, |until| until <= now))
}

fn sign_on(role: Node<'_, '_>, transport: Transport) -> Result<Vec<Endpoint>, MetadataError> {
    let endpoint = |node: Node<'_, '_>| {
        let binding = Binding::from_uri(node.attribute("Binding")?)?;
        let location: Url = node.attribute("Location")?.trim().parse().ok()?;
        transport.permits(&location).then_some(Endpoint { binding, location })
    };
    let found: Vec<_> = children(role, ns::METADATA, "SingleSignOnService").filter_map(endpoint).collect();
    if found.is_empty() { Err(MetadataError::NoSignOn) } else { Ok(found) }
}

/// The certificates for signing: those marked so, and those that are not marked at all.
fn certificates(role: Node<'_, '_>) -> Result<Vec<Certificate>, MetadataError> {
    let for_signing = |key: &Node<'_, '_>| matches!(key.attribute("use"), None | Some("" | "signing"));
    let mut found: Vec<Certificate> = Vec::new();
    for key in children(role, ns::METADATA, "KeyDescriptor").filter(for_signing) {
        for node in key.descendants().filter(|node| node.has_tag_name((ns::SIGNATURE, "X509Certificate"))) {
            let certificate = Certificate::from_base64(&own_text(node)).map_err(|bad| match bad {
                Bad::Unreadable => MetadataError::UnreadableCertificate,
                Bad::WeakKey => MetadataError::WeakKey,
            })?;
            if !found.contains(&certificate) && found.len() < MOST_CERTIFICATES {
                found.push(certificate);
            }
        }
    }
    if found.is_empty() { Err(MetadataError::NoCertificate) } else { Ok(found) }
}

/// We, as one provider sees us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceProvider {
    /// Our name there.
    pub entity_id: String,
    /// Where its answers arrive: an address of ours for this provider alone.
    pub acs_url: Url,
}

impl ServiceProvider {
    /// Our metadata, which an administrator gives to the provider.
    pub fn metadata(&self, key: Option<&SigningKey>) -> String {
        let signs = key.is_some();
        let certificate = key.map(SigningKey::certificate).map_or_else(String::new, |certificate| {
            format!(
                "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"{}\"><ds:X509Data>\
                 <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
                 </md:KeyDescriptor>",
                ns::SIGNATURE
            )
        });
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <md:EntityDescriptor xmlns:md=\"{metadata}\" entityID=\"{entity}\"><md:SPSSODescriptor \
             protocolSupportEnumeration=\"{protocol}\" AuthnRequestsSigned=\"{signs}\" \
             WantAssertionsSigned=\"true\">{certificate}<md:NameIDFormat>\
             urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>\
             <md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
             Location=\"{acs}\" index=\"0\" isDefault=\"true\"/></md:SPSSODescriptor></md:EntityDescriptor>\n",
            metadata = ns::METADATA,
            protocol = ns::PROTOCOL,
            entity = escaped(&self.entity_id),
            acs = escaped(self.acs_url.as_str()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn metadata(change: impl FnOnce(String) -> String) -> Result<IdentityProvider, MetadataError> {
        let certificate = SigningKey::generate("idp", now()).unwrap();
        let text = format!(
            "<!-- made by hand --><EntityDescriptor xmlns='{}' entityID='urn:idp'>\
             <IDPSSODescriptor protocolSupportEnumeration='{}'><KeyDescriptor use='signing'>\
             <d:KeyInfo xmlns:d='{}'><d:X509Data><d:X509Certificate>\n{}\n</d:X509Certificate></d:X509Data>\
             </d:KeyInfo></KeyDescriptor><SingleSignOnService \
             Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' \
             Location='https://idp.test/sso'/></IDPSSODescriptor></EntityDescriptor>",
            ns::METADATA,
            ns::PROTOCOL,
            ns::SIGNATURE,
            certificate.certificate(),
        );
        IdentityProvider::from_metadata(change(text).as_bytes(), Transport::Https, now())
    }

    #[test]
    fn metadata_is_read() {
        let provider = metadata(|text| text).unwrap();
        assert_eq!(provider.entity_id, "urn:idp");
        assert_eq!(provider.sign_on[0].binding, Binding::Post);
        assert_eq!(provider.certificates.len(), 1);
        assert!(!provider.wants_signed_requests);
    }

    #[test]
    fn r18_metadata_without_what_protects_us_is_refused() {
        let without =
            |from: &'static str, to: &'static str| metadata(move |text| text.replace(from, to)).unwrap_err();
        assert_eq!(without("use='signing'", "use='encryption'"), MetadataError::NoCertificate);
        assert_eq!(without(" entityID='urn:idp'", ""), MetadataError::NoEntityId);
        assert_eq!(without("https://idp", "http://idp"), MetadataError::NoSignOn);
        assert_eq!(without("HTTP-POST", "SOAP"), MetadataError::NoSignOn);
        assert_eq!(without("MII", "AII"), MetadataError::UnreadableCertificate);
        assert_eq!(without("2.0:protocol", "1.1:protocol"), MetadataError::NoProvider);
        assert_eq!(without("EntityDescriptor", "EntitiesDescriptor"), MetadataError::NotOneEntity);
        assert_eq!(without("entityID", "validUntil='2020-01-01T00:00:00Z' entityID"), MetadataError::Expired);
        let doctype = without("<!-- made by hand -->", "<!DOCTYPE a>");
        assert_eq!(doctype, MetadataError::Xml(XmlError::Declaration));
    }

    #[test]
    fn own_metadata_is_well_formed_and_escaped() {
        let ours = ServiceProvider {
            entity_id: "https://a.test/\"><x>&".to_owned(),
            acs_url: "https://a.test/acs?a=1&b=2".parse().unwrap(),
        };
        let key = SigningKey::generate("a.test", now()).unwrap();
        for key in [None, Some(&key)] {
            let text = ours.metadata(key);
            let text = prefilter(text.as_bytes(), Comments::Refused).unwrap();
            let document = parse(text).unwrap();
            assert_eq!(document.root_element().attribute("entityID"), Some(ours.entity_id.as_str()));
            let role = children(document.root_element(), ns::METADATA, "SPSSODescriptor").next().unwrap();
            let signs = if key.is_some() { "true" } else { "false" };
            assert_eq!(role.attribute("AuthnRequestsSigned"), Some(signs));
            let acs = children(role, ns::METADATA, "AssertionConsumerService").next().unwrap();
            assert_eq!(acs.attribute("Location"), Some("https://a.test/acs?a=1&b=2"));
        }
    }
}
