//! Signature wrapping (Somorovsky et al., "On Breaking SAML: Be Whoever You Want to Be", USENIX Security 2012), with
//! the numbers of the variants that testers use: an attacker with a right answer for `alice` says to be `admin`.

use almanac_identity::saml::{Ask, SamlError, Transaction};
use serde_json::json;

use crate::saml_peer::Provider;
use crate::xml_surgery::{element, opening, with, with_attribute, without};

/// The same as said by `admin`, with another id.
fn evil(xml: &str, kind: &str) -> String {
    with_attribute(xml, kind, "ID", Some("_evil")).replace(">alice<", ">admin<")
}

/// Answers of both providers in which only the response, or only the assertion, is signed.
fn answers(whole: bool) -> Vec<(Provider, Transaction, String)> {
    let mut all = Vec::new();
    for mut provider in Provider::both() {
        let (_, transaction) = provider.begin(&Ask::default());
        let xml = if provider.idp.entity_id.contains("samlp") {
            provider.samlp_answers(&transaction, &json!({ "signResponse": whole, "signAssertion": !whole }))
        } else {
            provider.pysaml2_answers(&transaction, whole, !whole)
        };
        provider.finish(&transaction, &xml).unwrap();
        let start = xml.find("<ns0:Response").unwrap_or(0);
        all.push((provider, transaction, xml[start..].to_owned()));
    }
    all
}

fn refused(whole: bool, attack: impl Fn(&str) -> String, refusal: &SamlError) {
    for (provider, transaction, xml) in answers(whole) {
        let attacked = attack(&xml);
        assert_eq!(provider.finish(&transaction, &attacked).as_ref(), Err(refusal), "{attacked}");
    }
}

#[test]
fn r18_xsw_1_original_response_inside_the_signature() {
    let attack = |xml: &str| {
        let evil = evil(xml, "Response");
        let end = element(&evil, "Signature").end;
        let closing = evil[..end].rfind("</").unwrap();
        with(&evil, closing, &without(xml, "Signature"))
    };
    refused(true, attack, &SamlError::NoResponse);
}

#[test]
fn r18_xsw_2_original_response_before_the_signature() {
    let attack = |xml: &str| {
        let evil = evil(xml, "Response");
        with(&evil, opening(&evil, "Signature").start, &without(xml, "Signature"))
    };
    refused(true, attack, &SamlError::NoResponse);
}

#[test]
fn r18_xsw_3_evil_assertion_before_the_original() {
    let attack = |xml: &str| {
        let assertion = element(xml, "Assertion");
        let evil = evil(&without(&xml[assertion.clone()], "Signature"), "Assertion");
        with(xml, assertion.start, &evil)
    };
    refused(false, attack, &SamlError::Assertions);
}

#[test]
fn r18_xsw_4_original_assertion_inside_the_evil_one() {
    let attack = |xml: &str| {
        let assertion = element(xml, "Assertion");
        let evil = evil(&without(&xml[assertion.clone()], "Signature"), "Assertion");
        let closing = evil.rfind("</").unwrap();
        let wrapped = with(&evil, closing, &xml[assertion.clone()]);
        format!("{}{wrapped}{}", &xml[..assertion.start], &xml[assertion.end..])
    };
    refused(false, attack, &SamlError::Assertions);
}

#[test]
fn r18_xsw_5_evil_assertion_keeps_the_signature() {
    let attack = |xml: &str| {
        let assertion = element(xml, "Assertion");
        let (evil, original) =
            (evil(&xml[assertion.clone()], "Assertion"), without(&xml[assertion.clone()], "Signature"));
        format!("{}{evil}{original}{}", &xml[..assertion.start], &xml[assertion.end..])
    };
    refused(false, attack, &SamlError::Assertions);
}

#[test]
fn r18_xsw_6_original_assertion_inside_the_evil_ones_signature() {
    let attack = |xml: &str| {
        let assertion = element(xml, "Assertion");
        let evil = evil(&xml[assertion.clone()], "Assertion");
        let closing = evil[..element(&evil, "Signature").end].rfind("</").unwrap();
        let wrapped = with(&evil, closing, &without(&xml[assertion.clone()], "Signature"));
        format!("{}{wrapped}{}", &xml[..assertion.start], &xml[assertion.end..])
    };
    refused(false, attack, &SamlError::Assertions);
}

#[test]
fn r18_xsw_7_evil_assertion_in_extensions() {
    let attack = |xml: &str| {
        let assertion = element(xml, "Assertion");
        let evil = evil(&without(&xml[assertion.clone()], "Signature"), "Assertion");
        let protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
        let extensions = format!("<e:Extensions xmlns:e=\"{protocol}\">{evil}</e:Extensions>");
        with(xml, assertion.start, &extensions)
    };
    refused(false, attack, &SamlError::Assertions);
}

#[test]
fn r18_xsw_8_original_assertion_in_an_object_of_the_signature() {
    let attack = |xml: &str| {
        let assertion = element(xml, "Assertion");
        let evil = evil(&xml[assertion.clone()], "Assertion");
        let closing = evil[..element(&evil, "Signature").end].rfind("</").unwrap();
        let original = without(&xml[assertion.clone()], "Signature");
        let object =
            format!("<o:Object xmlns:o=\"http://www.w3.org/2000/09/xmldsig#\">{original}</o:Object>");
        let wrapped = with(&evil, closing, &object);
        format!("{}{wrapped}{}", &xml[..assertion.start], &xml[assertion.end..])
    };
    refused(false, attack, &SamlError::Assertions);
}

#[test]
fn r18_object_or_second_reference_in_a_signature_is_refused() {
    let object = |xml: &str| {
        let closing = xml[..element(xml, "Signature").end].rfind("</").unwrap();
        with(xml, closing, "<o:Object xmlns:o=\"http://www.w3.org/2000/09/xmldsig#\"/>")
    };
    refused(false, object, &SamlError::SignatureShape);
    let second = |xml: &str| {
        let reference = element(xml, "Reference");
        with(xml, reference.end, &xml[reference.clone()])
    };
    refused(false, second, &SamlError::SignatureShape);
    let whole_document = |xml: &str| with_attribute(xml, "Reference", "URI", Some(""));
    refused(false, whole_document, &SamlError::SignatureShape);
    let xpath = |xml: &str| {
        with_attribute(xml, "Transform", "Algorithm", Some("http://www.w3.org/TR/1999/REC-xpath-19991116"))
    };
    refused(false, xpath, &SamlError::SignatureShape);
}

#[test]
fn r18_stripped_moved_and_broken_signatures_are_refused() {
    for whole in [false, true] {
        refused(whole, |xml| without(xml, "Signature"), &SamlError::NotSigned);
        refused(whole, |xml| xml.replace(">alice<", ">admin<"), &SamlError::Signature);
    }
    // The assertion's signature at the response.
    let moved = |xml: &str| {
        let signature = element(xml, "Signature");
        let text = xml[signature.clone()].to_owned();
        with(&without(xml, "Signature"), opening(xml, "Assertion").start, &text)
    };
    refused(false, moved, &SamlError::SignatureShape);
    // The same id twice.
    let twice = |xml: &str| {
        let tag = opening(xml, "Assertion");
        let id = xml[tag].split("ID=\"").nth(1).unwrap().split('"').next().unwrap();
        with_attribute(xml, "Response", "ID", Some(id))
    };
    refused(false, twice, &SamlError::Ids);
}

#[test]
fn r18_two_assertions_are_refused_though_both_are_signed() {
    if let Some(mut provider) = Provider::pysaml2() {
        let (_, transaction) = provider.begin(&Ask::default());
        let first = provider.pysaml2_answers(&transaction, false, true);
        let second = provider.pysaml2_answers(&transaction, false, true);
        let (place, other) = (element(&first, "Assertion").end, element(&second, "Assertion"));
        let both = with(&first, place, &second[other]);
        assert_eq!(provider.finish(&transaction, &both), Err(SamlError::Assertions));
        let signed = provider.signed(&both, "Response", "sha256");
        assert_eq!(provider.finish(&transaction, &signed), Err(SamlError::Assertions));
    }
}

#[test]
fn r18_foreign_key_is_refused_also_if_the_answer_brings_its_certificate() {
    // Two providers of the same name: the second has other keys.
    for (mut right, mut foreign) in
        [(Provider::samlp(), Provider::samlp()), (Provider::pysaml2(), Provider::pysaml2())]
            .into_iter()
            .filter_map(|(a, b)| a.zip(b))
    {
        let (_, transaction) = right.begin(&Ask::default());
        let xml = if foreign.idp.entity_id.contains("samlp") {
            foreign.samlp_answers(&transaction, &json!({ "signResponse": true }))
        } else {
            foreign.pysaml2_answers(&transaction, true, true)
        };
        assert!(xml.contains("X509Certificate"));
        assert_eq!(right.finish(&transaction, &xml), Err(SamlError::Signature));
        right.idp.certificates.extend(foreign.idp.certificates.clone());
        right.finish(&transaction, &xml).unwrap();
    }
}
