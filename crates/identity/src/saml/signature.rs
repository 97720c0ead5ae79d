//! Signatures: their shape, and then samael's check of them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use roxmltree::Node;
use samael::crypto::AllowedSignatureAlgorithm as Allowed;
use samael::key_info::{KeyInfo, X509Data};
use samael::metadata::{EntityDescriptor, IdpSsoDescriptor, KeyDescriptor};
use samael::schema::Assertion;
use samael::service_provider::{Error, ServiceProvider as Samael};

use super::certificate::Certificate;
use super::error::SamlError;
use super::metadata::{IdentityProvider, ServiceProvider};
use super::request::Transaction;
use super::shape::Shape;
use super::tree::{children, ns, only_child};
use crate::federation::SKEW;

const ALGORITHMS: [Allowed; 6] = [
    Allowed::RsaSha256,
    Allowed::RsaSha384,
    Allowed::RsaSha512,
    Allowed::EcdsaSha256,
    Allowed::EcdsaSha384,
    Allowed::EcdsaSha512,
];
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const CANONICAL: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// Every signature is a child of the response or of the assertion and signs just that element, so that there is
/// nothing to wrap around it; at least one is there.
pub(super) fn check_shape(shape: &Shape<'_, '_>) -> Result<(), SamlError> {
    let all = shape.response.descendants().filter(|node| node.tag_name().name() == "Signature");
    let mut signed = Vec::new();
    for signature in all {
        let parent = signature.parent().ok_or(SamlError::SignatureShape)?;
        let at_its_place = parent == shape.response || parent == shape.assertion;
        if !at_its_place
            || signed.contains(&parent)
            || signature.tag_name().namespace() != Some(ns::SIGNATURE)
        {
            return Err(SamlError::SignatureShape);
        }
        check_reference(signature, parent)?;
        signed.push(parent);
    }
    if signed.is_empty() { Err(SamlError::NotSigned) } else { Ok(()) }
}

fn check_reference(signature: Node<'_, '_>, signed: Node<'_, '_>) -> Result<(), SamlError> {
    let child = |node, name| only_child(node, ns::SIGNATURE, name).ok_or(SamlError::SignatureShape);
    let algorithm = |node: Node<'_, '_>| node.attribute("Algorithm").unwrap_or_default().to_owned();
    // Nothing but the signature itself: no objects, no manifests.
    let known = ["SignedInfo", "SignatureValue", "KeyInfo"];
    let strange = |node: Node<'_, '_>| node.is_element() && !known.contains(&node.tag_name().name());
    if signature.children().any(strange) {
        return Err(SamlError::SignatureShape);
    }
    let info = child(signature, "SignedInfo")?;
    let reference = child(info, "Reference")?;
    let id = signed.attribute("ID").ok_or(SamlError::Ids)?;
    if reference.attribute("URI") != Some(&format!("#{id}"))
        || algorithm(child(info, "CanonicalizationMethod")?) != CANONICAL
    {
        return Err(SamlError::SignatureShape);
    }
    let transforms = child(reference, "Transforms")?;
    let mut names = children(transforms, ns::SIGNATURE, "Transform").map(algorithm);
    if !names.all(|name| [ENVELOPED, CANONICAL].contains(&name.as_str())) {
        return Err(SamlError::SignatureShape);
    }
    let (method, digest) =
        (algorithm(child(info, "SignatureMethod")?), algorithm(child(reference, "DigestMethod")?));
    let allowed = |known: &Allowed| known.signature_uri() == method && known.digest_uri() == digest;
    if ALGORITHMS.iter().any(allowed) { Ok(()) } else { Err(SamlError::Algorithm) }
}

/// The assertion, if it is signed under a certificate of the provider, and samael has nothing against it. The
/// certificates are tried one by one: samael gives up at the first whose kind of key does not fit.
pub(super) fn verified(
    text: &str,
    provider: &IdentityProvider,
    ours: &ServiceProvider,
    transaction: &Transaction,
) -> Result<Assertion, SamlError> {
    let mut result = Err(SamlError::Signature);
    for certificate in &provider.certificates {
        let samael = configured(provider, certificate, ours)?;
        let request = [transaction.request_id.as_str()];
        let parse = || samael.parse_xml_response(text, Some(&request));
        result = match catch_unwind(AssertUnwindSafe(parse)) {
            Ok(Ok(assertion)) => return Ok(assertion),
            Ok(Err(error)) => Err(from_samael(&error)),
            Err(_) => Err(SamlError::Unreadable),
        };
        if !matches!(result, Err(SamlError::Signature)) {
            return result;
        }
    }
    result
}

fn configured(
    provider: &IdentityProvider,
    certificate: &Certificate,
    ours: &ServiceProvider,
) -> Result<Samael, SamlError> {
    certificate.to_der().ok_or(SamlError::Settings("a certificate is broken"))?;
    let key = KeyDescriptor {
        key_use: Some("signing".to_owned()),
        key_info: KeyInfo {
            id: None,
            x509_data: Some(X509Data { certificates: vec![certificate.der.clone()] }),
        },
        encryption_methods: None,
    };
    let role = IdpSsoDescriptor {
        id: None,
        valid_until: None,
        cache_duration: None,
        protocol_support_enumeration: None,
        error_url: None,
        signature: None,
        key_descriptors: vec![key],
        organization: None,
        contact_people: Vec::new(),
        artifact_resolution_service: Vec::new(),
        single_logout_services: Vec::new(),
        manage_name_id_services: Vec::new(),
        name_id_formats: Vec::new(),
        want_authn_requests_signed: None,
        single_sign_on_services: Vec::new(),
        name_id_mapping_services: Vec::new(),
        assertion_id_request_services: Vec::new(),
        attribute_profiles: Vec::new(),
        attributes: Vec::new(),
    };
    let idp_metadata = EntityDescriptor {
        entity_id: Some(provider.entity_id.clone()),
        idp_sso_descriptors: Some(vec![role]),
        ..EntityDescriptor::default()
    };
    Ok(Samael {
        entity_id: Some(ours.entity_id.clone()),
        acs_url: Some(ours.acs_url.to_string()),
        idp_metadata,
        allow_idp_initiated: false,
        max_clock_skew: SKEW,
        allowed_signature_algorithms: Some(ALGORITHMS.to_vec()),
        ..Samael::default()
    })
}

fn from_samael(error: &Error) -> SamlError {
    match error {
        Error::DestinationValidationError { .. } => SamlError::Destination,
        Error::AssertionExpired { .. }
        | Error::AssertionConditionExpired { .. }
        | Error::AssertionSubjectConfirmationExpired { .. }
        | Error::ResponseExpired { .. } => SamlError::Expired,
        Error::AssertionConditionExpiredBefore { .. }
        | Error::AssertionSubjectConfirmationExpiredBefore { .. } => SamlError::NotYet,
        Error::AssertionBearerSubjectConfirmationMissing | Error::AssertionSubjectConfirmationMissing => {
            SamlError::Confirmation
        }
        Error::AssertionIssuerMismatch { .. } | Error::ResponseIssuerMismatch { .. } => SamlError::Issuer,
        Error::AssertionConditionAudienceRestrictionFailed { .. } => SamlError::Audience,
        Error::AssertionRecipientMismatch { .. } => SamlError::Recipient,
        Error::AssertionInResponseToInvalid { .. } | Error::ResponseInResponseToInvalid { .. } => {
            SamlError::InResponseTo
        }
        Error::EncryptedAssertionsNotYetSupported | Error::MissingPrivateKeySP => SamlError::Encrypted,
        Error::FailedToValidateSignature | Error::CryptoXmlError(_) | Error::CryptoProviderError(_) => {
            SamlError::Signature
        }
        _ => SamlError::Unreadable,
    }
}
