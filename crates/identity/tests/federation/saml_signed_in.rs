//! Right answers, from both providers.

use almanac_identity::federation::Email;
use almanac_identity::saml::{Answer, Ask, AttributeMapping, Certificate, SignedIn, SigningKey, finish};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::peer::now;
use crate::saml_peer::{Provider, pem};

fn check(signed_in: &SignedIn, issuer: &str) {
    let identity = &signed_in.identity;
    assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (issuer, "alice"));
    assert_eq!(identity.name.as_deref(), Some("Person alice"));
    // R16: SAML has no verified addresses.
    let email = Email { address: "alice@example.test".to_owned(), verified: false };
    assert_eq!(identity.email, Some(email));
    assert!(!signed_in.assertion_id.is_empty());
    assert!(signed_in.forget_at > now());
}

#[test]
fn r18_provider_checks_the_signature_of_our_request() {
    for mut provider in Provider::both() {
        let (url, transaction) = provider.begin(&Ask::default());
        let cert = pem("CERTIFICATE", provider.key.certificate());
        let said = provider.ask(&json!({ "command": "parse", "url": url, "signingCert": cert }));
        assert_eq!(said["id"], json!(transaction.request_id), "{said}");
        assert_eq!(said["issuer"], json!(provider.ours.entity_id), "{said}");
        let changed = url.as_str().replace(&transaction.relay_state.0[..4], "AAAA");
        let said = provider.ask(&json!({ "command": "parse", "url": changed, "signingCert": cert }));
        assert!(said["error"].is_string(), "{said}");
    }
}

#[test]
fn person_signs_in_with_samlp() {
    let Some(mut provider) = Provider::samlp() else { return };
    for options in
        [json!({}), json!({ "signResponse": true, "signAssertion": false }), json!({ "signResponse": true })]
    {
        let (_, transaction) = provider.begin(&Ask { target: "/projects".to_owned(), fresh: false });
        let xml = provider.samlp_answers(&transaction, &options);
        let signed_in =
            provider.finish(&transaction, &xml).unwrap_or_else(|error| panic!("{options}: {error}\n{xml}"));
        check(&signed_in, "https://samlp.example.test");
        assert_eq!(signed_in.target, "/projects");
    }
}

#[test]
fn person_signs_in_with_pysaml2() {
    let Some(mut provider) = Provider::pysaml2() else { return };
    for (response, assertion) in [(true, false), (false, true), (true, true)] {
        let (_, transaction) = provider.begin(&Ask::default());
        let xml = provider.pysaml2_answers(&transaction, response, assertion);
        let signed_in = provider.finish(&transaction, &xml).unwrap_or_else(|error| panic!("{error}\n{xml}"));
        check(&signed_in, "https://pysaml2.example.test");
    }
}

#[test]
fn r14_person_proves_themselves_again_if_asked_to() {
    for mut provider in Provider::both() {
        let (url, mut transaction) = provider.begin(&Ask { fresh: true, ..Ask::default() });
        let xml = if provider.idp.entity_id.contains("samlp") {
            let said = provider.ask(&json!({ "command": "parse", "url": url }));
            assert_eq!(said["forceAuthn"], json!("true"), "{said}");
            provider.samlp_answers(&transaction, &json!({}))
        } else {
            provider.pysaml2_answers(&transaction, false, true)
        };
        provider.finish(&transaction, &xml).unwrap();
        transaction.begun_at = now() + chrono::TimeDelta::seconds(120);
        transaction.expires_at = transaction.begun_at + chrono::TimeDelta::minutes(10);
        let answer =
            Answer { response: STANDARD.encode(&xml), relay_state: transaction.relay_state.0.clone() };
        let later = transaction.begun_at;
        let mapping = AttributeMapping::default();
        let refused = finish(&provider.idp, &provider.ours, &mapping, transaction, &answer, later);
        assert_eq!(refused, Err(almanac_identity::saml::SamlError::NotFresh));
    }
}

#[test]
fn provider_may_have_several_keys_while_it_changes_them() {
    for mut provider in Provider::both() {
        let other = SigningKey::generate("next", now()).unwrap();
        let mut next: Certificate = provider.idp.certificates[0].clone();
        next.der = other.certificate().to_owned();
        provider.idp.certificates.insert(0, next);
        let (_, transaction) = provider.begin(&Ask::default());
        let xml = if provider.idp.entity_id.contains("samlp") {
            provider.samlp_answers(&transaction, &json!({}))
        } else {
            provider.pysaml2_answers(&transaction, true, true)
        };
        provider.finish(&transaction, &xml).unwrap();
    }
}

#[test]
fn lines_of_the_base64_may_be_broken() {
    let Some(mut provider) = Provider::samlp() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.samlp_answers(&transaction, &json!({}));
    let broken: Vec<_> = STANDARD
        .encode(xml)
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    let answer = Answer { response: broken.join("\r\n"), relay_state: transaction.relay_state.0.clone() };
    let mapping = AttributeMapping::default();
    finish(&provider.idp, &provider.ours, &mapping, transaction, &answer, now()).unwrap();
}

#[test]
fn attributes_are_read_as_the_mapping_says() {
    let Some(mut provider) = Provider::samlp() else { return };
    let (_, transaction) = provider.begin(&Ask::default());
    let xml = provider.samlp_answers(&transaction, &json!({}));
    let surname = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname".to_owned();
    let mapping = AttributeMapping {
        subject: Some("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress".to_owned()),
        email: Vec::new(),
        name: vec!["none".to_owned(), surname.clone()],
        groups: vec![surname],
    };
    let answer = Answer { response: STANDARD.encode(xml), relay_state: transaction.relay_state.0.clone() };
    let identity =
        finish(&provider.idp, &provider.ours, &mapping, transaction, &answer, now()).unwrap().identity;
    assert_eq!(identity.subject, "alice@example.test");
    assert_eq!(identity.email, None);
    assert_eq!(identity.name.as_deref(), Some("alice"));
    assert_eq!(identity.groups, ["alice"]);
}
