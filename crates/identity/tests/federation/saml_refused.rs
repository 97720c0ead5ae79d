//! Wrong answers that are validly signed, and right ones whose signature is not right.

use almanac_identity::saml::{Answer, Ask, AttributeMapping, SamlError, Transaction, XmlError, finish};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{SecondsFormat, TimeDelta};
use serde_json::json;

use crate::peer::now;
use crate::saml_peer::Provider;
use crate::xml_surgery::{element, opening, with, with_attribute, without};

fn at(seconds: i64) -> String {
    (now() + TimeDelta::seconds(seconds)).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What is said to an answer of `pysaml2` that was changed before its assertion was signed.
fn said_to(provider: &mut Provider, change: impl FnOnce(&str) -> String) -> SamlError {
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.pysaml2_answers(&transaction, false, false);
    let xml = provider.signed(&change(&xml), "Assertion", "sha256");
    provider.finish(&transaction, &xml).unwrap_err()
}

#[test]
fn unchanged_answer_that_the_test_signs_is_taken() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.pysaml2_answers(&transaction, false, false);
    for element in ["Assertion", "Response"] {
        let xml = provider.signed(&xml, element, "sha256");
        provider.finish(&transaction, &xml).unwrap();
    }
}

#[test]
fn r18_wrong_attribute_is_refused() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    let elsewhere = Some("https://almanac.example.test/saml/2/acs");
    let (past, future) = (at(-120), at(120));
    let (past, future) = (Some(past.as_str()), Some(future.as_str()));
    let cases = [
        ("SubjectConfirmationData", "Recipient", elsewhere, SamlError::Recipient),
        ("SubjectConfirmationData", "Recipient", None, SamlError::Recipient),
        ("SubjectConfirmationData", "InResponseTo", Some("_other"), SamlError::InResponseTo),
        ("SubjectConfirmationData", "InResponseTo", None, SamlError::InResponseTo),
        ("SubjectConfirmationData", "NotOnOrAfter", past, SamlError::Expired),
        ("SubjectConfirmationData", "NotOnOrAfter", None, SamlError::Confirmation),
        (
            "SubjectConfirmation",
            "Method",
            Some("urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"),
            SamlError::Confirmation,
        ),
        ("Response", "Destination", elsewhere, SamlError::Destination),
        ("Response", "Destination", None, SamlError::Destination),
        ("Response", "InResponseTo", Some("_other"), SamlError::InResponseTo),
        ("Response", "InResponseTo", None, SamlError::InResponseTo),
        ("Response", "IssueInstant", future, SamlError::NotYet),
        ("Response", "ID", None, SamlError::Ids),
        ("Response", "Version", Some("1.1"), SamlError::NoResponse),
        ("Assertion", "IssueInstant", past, SamlError::Expired),
        ("Assertion", "IssueInstant", future, SamlError::NotYet),
        ("Assertion", "Version", Some("1.1"), SamlError::Assertions),
        ("Conditions", "NotBefore", future, SamlError::NotYet),
        ("Conditions", "NotOnOrAfter", past, SamlError::Expired),
        ("Conditions", "NotOnOrAfter", None, SamlError::Conditions),
        ("AuthnStatement", "AuthnInstant", future, SamlError::NotYet),
        ("AuthnStatement", "AuthnInstant", None, SamlError::NoStatement),
        (
            "NameID",
            "Format",
            Some("urn:oasis:names:tc:SAML:2.0:nameid-format:transient"),
            SamlError::Transient,
        ),
        ("StatusCode", "Value", Some("urn:oasis:names:tc:SAML:2.0:status:Responder"), {
            SamlError::Status("\"urn:oasis:names:tc:SAML:2.0:status:Responder\"".to_owned())
        }),
    ];
    for (name, attribute, value, refusal) in cases {
        let said = said_to(&mut provider, |xml| with_attribute(xml, name, attribute, value));
        assert_eq!(said, refusal, "{name} {attribute} {value:?}");
    }
}

#[test]
fn r18_missing_element_is_refused() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    let cases = [
        ("AudienceRestriction", SamlError::Audience),
        ("Conditions", SamlError::Conditions),
        ("AuthnStatement", SamlError::NoStatement),
        ("NameID", SamlError::NoSubject),
        ("Subject", SamlError::Confirmation),
        ("SubjectConfirmation", SamlError::Confirmation),
        ("Status", SamlError::NoResponse),
        ("Issuer", SamlError::Issuer),
    ];
    for (name, refusal) in cases {
        assert_eq!(said_to(&mut provider, |xml| without(xml, name)), refusal, "{name}");
    }
    let of_the_assertion = said_to(&mut provider, |xml| {
        let start = opening(xml, "Assertion").start;
        format!("{}{}", &xml[..start], without(&xml[start..], "Issuer"))
    });
    assert_eq!(of_the_assertion, SamlError::Issuer);
}

#[test]
fn r18_answer_for_others_or_from_others_is_refused() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    let (us, them) = (provider.ours.entity_id.clone(), provider.idp.entity_id.clone());
    let wrong = |xml: &str| xml.replace(&format!(">{us}<"), ">https://other.example.test<");
    assert_eq!(said_to(&mut provider, wrong), SamlError::Audience);
    // The standard: every restriction must be met, not one of them.
    let second = |xml: &str| {
        let restriction = element(xml, "AudienceRestriction");
        let other = xml[restriction.clone()].replace(&us, "https://other.example.test");
        with(xml, restriction.end, &other)
    };
    assert_eq!(said_to(&mut provider, second), SamlError::Audience);
    let wrong = |xml: &str| xml.replace(&format!(">{them}<"), ">https://other.example.test<");
    assert_eq!(said_to(&mut provider, wrong), SamlError::Issuer);
    let wrong = |xml: &str| xml.replacen(&format!(">{them}<"), ">https://other.example.test<", 1);
    assert_eq!(said_to(&mut provider, wrong), SamlError::Issuer);
    let session = format!("<ns1:AuthnStatement SessionNotOnOrAfter=\"{}\"", at(-1));
    let over = |xml: &str| xml.replace("<ns1:AuthnStatement", &session);
    assert_eq!(said_to(&mut provider, over), SamlError::SessionOver);
}

#[test]
fn r18_whole_signed_response_is_checked_too() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.pysaml2_answers(&transaction, false, false);
    for (attribute, value, refusal) in [
        ("Destination", None, SamlError::Destination),
        ("InResponseTo", None, SamlError::InResponseTo),
        ("IssueInstant", Some(at(-120)), SamlError::Expired),
    ] {
        let wrong = with_attribute(&xml, "Response", attribute, value.as_deref());
        let wrong = provider.signed(&wrong, "Response", "sha256");
        assert_eq!(provider.finish(&transaction, &wrong), Err(refusal), "{attribute}");
    }
}

#[test]
fn session_ends_when_the_provider_wants() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.pysaml2_answers(&transaction, false, false);
    let end = at(3_600);
    let xml =
        xml.replace("<ns1:AuthnStatement", &format!("<ns1:AuthnStatement SessionNotOnOrAfter=\"{end}\""));
    let xml = provider.signed(&xml, "Assertion", "sha256");
    let expires_at = provider.finish(&transaction, &xml).unwrap().identity.session_expires_at;
    assert_eq!(expires_at.unwrap().to_rfc3339_opts(SecondsFormat::Secs, true), end);
}

#[test]
fn r18_comment_in_the_name_is_refused_before_and_after_signing() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    let cut = |xml: &str| xml.replace(">alice<", ">admin@a.test<!-- -->.evil.test<");
    assert_eq!(said_to(&mut provider, cut), SamlError::Xml(XmlError::Comment));
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.pysaml2_answers(&transaction, true, true).replace(">alice<", ">ali<!-- -->ce<");
    assert_eq!(provider.finish(&transaction, &xml), Err(SamlError::Xml(XmlError::Comment)));
}

#[test]
fn r18_sha_1_is_refused() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.pysaml2_answers(&transaction, false, false);
    for algorithm in ["sha1", "sha1-digest"] {
        let weak = provider.signed(&xml, "Assertion", algorithm);
        assert_eq!(provider.finish(&transaction, &weak), Err(SamlError::Algorithm), "{algorithm}");
    }
    let Some(mut provider) = Provider::samlp() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let weak = json!({ "signatureAlgorithm": "rsa-sha1", "digestAlgorithm": "sha1" });
    let xml = provider.samlp_answers(&transaction, &weak);
    assert_eq!(provider.finish(&transaction, &xml), Err(SamlError::Algorithm));
}

#[test]
fn r18_document_type_and_encryption_are_refused() {
    let Some(mut provider) = Provider::samlp() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.samlp_answers(&transaction, &json!({}));
    let entity = format!("<!DOCTYPE r [<!ENTITY who \"admin\">]>{}", xml.replace(">alice<", ">&who;<"));
    assert_eq!(provider.finish(&transaction, &entity), Err(SamlError::Xml(XmlError::Declaration)));
    let assertion = element(&xml, "Assertion");
    let encrypted = format!(
        "{}<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>{}",
        &xml[..assertion.start],
        &xml[assertion.end..]
    );
    assert_eq!(provider.finish(&transaction, &encrypted), Err(SamlError::Encrypted));
}

#[test]
fn r18_answer_at_another_endpoint_or_to_another_question_is_refused() {
    let (Some(mut samlp), Some(mut pysaml2)) = (Provider::samlp(), Provider::pysaml2()) else { return };
    let (_, at_samlp) = samlp.begin(&Ask::default());
    let (_, at_pysaml2) = pysaml2.begin(&Ask::default());
    let from_samlp = samlp.samlp_answers(&at_samlp, &json!({}));
    // The transaction of one provider with the other's settings.
    assert_eq!(pysaml2.finish(&at_samlp, &from_samlp), Err(SamlError::OtherProvider));
    // An answer of one provider that is made to fit the question to the other.
    let fitting = samlp.samlp_answers(&at_pysaml2, &json!({}));
    assert_eq!(pysaml2.finish(&at_pysaml2, &fitting), Err(SamlError::Issuer));
    let posing = samlp.samlp_answers(&at_pysaml2, &json!({ "issuer": pysaml2.idp.entity_id }));
    assert_eq!(pysaml2.finish(&at_pysaml2, &posing), Err(SamlError::Signature));
    // An older answer to the same browser.
    let (_, later) = samlp.begin(&Ask::default());
    assert_eq!(samlp.finish(&later, &from_samlp), Err(SamlError::InResponseTo));
    let answers = pysaml2.pysaml2_answers(&at_pysaml2, true, true);
    pysaml2.ours.acs_url = "https://almanac.example.test/saml/2/acs".parse().unwrap();
    assert_eq!(pysaml2.finish(&at_pysaml2, &answers), Err(SamlError::OtherProvider));
}

#[test]
fn r18_provider_without_keys_signs_nobody_in() {
    for mut provider in Provider::both() {
        let (_, transaction) = provider.begin(&Ask::default());
        let xml = if provider.idp.entity_id.contains("samlp") {
            provider.samlp_answers(&transaction, &json!({}))
        } else {
            provider.pysaml2_answers(&transaction, true, true)
        };
        provider.idp.certificates.clear();
        assert_eq!(provider.finish(&transaction, &xml), Err(SamlError::Signature));
    }
}

#[test]
fn r18_relay_state_time_and_form_are_checked() {
    let Some(mut provider) = Provider::samlp() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.samlp_answers(&transaction, &json!({}));
    let relay_state = transaction.relay_state.0.clone();
    let said = |transaction: Transaction, response: String, relay_state: String| {
        let answer = Answer { response, relay_state };
        finish(&provider.idp, &provider.ours, &AttributeMapping::default(), transaction, &answer, now())
            .unwrap_err()
    };
    let right = STANDARD.encode(&xml);
    assert_eq!(said(transaction.clone(), right.clone(), String::new()), SamlError::RelayState);
    assert_eq!(said(transaction.clone(), right.clone(), "x".repeat(43)), SamlError::RelayState);
    assert_eq!(said(transaction.clone(), "%".to_owned(), relay_state.clone()), SamlError::NotBase64);
    let long = STANDARD.encode(" ".repeat(300 * 1024));
    assert_eq!(said(transaction.clone(), long, relay_state.clone()), SamlError::Xml(XmlError::TooLong));
    let late = Transaction { expires_at: now(), ..transaction };
    assert_eq!(said(late, right, relay_state), SamlError::TooLate);
}
