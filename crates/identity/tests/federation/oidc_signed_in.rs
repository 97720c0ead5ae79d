//! Right answers, from both providers.

use almanac_identity::federation::{Email, Secret};
use almanac_identity::oidc::{Ask, OidcError, logout_url};

use crate::browser::{MOCK, PROVIDER, Visit, visit};

#[tokio::test]
async fn person_signs_in_through_the_pages_of_a_certified_provider() {
    let Some((_peer, mut visit)) = visit(PROVIDER) else { return };
    let ask = Ask { target: "/projects".to_owned(), ..Ask::default() };
    let signed_in = visit.sign_in(ask, "alice").await.unwrap();
    let identity = signed_in.identity;
    assert_eq!(identity.issuer, visit.settings.issuer);
    assert_eq!(identity.subject, "alice");
    assert_eq!(identity.name.as_deref(), Some("Person alice"));
    assert_eq!(identity.groups, ["staff", "ops"]);
    assert_eq!(identity.session_expires_at, None);
    assert_eq!(signed_in.target, "/projects");
}

#[tokio::test]
async fn r16_address_is_verified_only_if_the_provider_says_so() {
    let Some((_peer, mut visit)) = visit(PROVIDER) else { return };
    let email = |address: &str, verified| Some(Email { address: address.to_owned(), verified });
    let alice = visit.sign_in(Ask::default(), "alice").await.unwrap().identity;
    assert_eq!(alice.email, email("alice@example.test", false));
    let mut visit = Visit::new(&alice.issuer);
    let verified = visit.sign_in(Ask::default(), "verified").await.unwrap().identity;
    assert_eq!(verified.email, email("verified@example.test", true));
}

#[tokio::test]
async fn r16_silence_about_the_address_is_no() {
    let Some((mut peer, mut visit)) = visit(MOCK) else { return };
    for (scenario, verified) in [("email", false), ("email-unverified", false), ("email-verified", true)] {
        peer.tell(scenario);
        let identity = visit.sign_in(Ask::default(), "").await.unwrap().identity;
        let email = identity.email.unwrap();
        assert_eq!((email.address.as_str(), email.verified), ("a@example.test", verified), "{scenario}");
    }
}

#[tokio::test]
async fn r15_code_is_taken_once() {
    let Some((_peer, mut visit)) = visit(PROVIDER) else { return };
    let (transaction, answer) = visit.there(Ask::default(), "alice").await;
    visit.finish(transaction.clone(), answer.clone()).await.unwrap();
    let again = visit.finish(transaction, answer).await.unwrap_err();
    assert_eq!(again, OidcError::Code("\"invalid_grant\"".to_owned()));
}

#[tokio::test]
async fn r15_code_needs_the_verifier_that_it_was_asked_with() {
    let Some((_peer, mut visit)) = visit(PROVIDER) else { return };
    let (mut transaction, answer) = visit.there(Ask::default(), "alice").await;
    transaction.verifier = Secret("v".repeat(43));
    let refused = visit.finish(transaction, answer).await.unwrap_err();
    assert_eq!(refused, OidcError::Code("\"invalid_grant\"".to_owned()));
}

#[tokio::test]
async fn r14_person_proves_themselves_again_if_asked_to() {
    let Some((mut peer, mut fresh)) = visit(PROVIDER) else { return };
    fresh.sign_in(Ask::default(), "alice").await.unwrap();
    let ask = || Ask { fresh: true, ..Ask::default() };
    assert_eq!(fresh.sign_in(ask(), "alice").await.unwrap().identity.subject, "alice");
    drop(peer);

    let Some((mock, mut visit)) = visit(MOCK) else { return };
    peer = mock;
    peer.tell("auth-time-now");
    visit.sign_in(ask(), "").await.unwrap();
    for scenario in ["auth-time-old", "email"] {
        peer.tell(scenario);
        assert_eq!(visit.sign_in(ask(), "").await.unwrap_err(), OidcError::NotFresh, "{scenario}");
    }
}

#[tokio::test]
async fn r15_new_keys_are_read_once_a_minute_at_most() {
    let Some((mut peer, mut visit)) = visit(MOCK) else { return };
    peer.tell("email");
    visit.sign_in(Ask::default(), "").await.unwrap();
    peer.tell("rotate");
    let (transaction, answer) = visit.there(Ask::default(), "").await;
    // The keys were read a moment ago.
    let refused = visit.finish(transaction, answer).await.unwrap_err();
    assert_eq!(refused, OidcError::UnknownKey);

    let (transaction, answer) = visit.there(Ask::default(), "").await;
    let later = crate::peer::now() + chrono::TimeDelta::seconds(61);
    let signed_in = almanac_identity::oidc::finish(
        &visit.providers,
        &visit.fetch,
        &visit.settings,
        transaction,
        answer,
        later,
    );
    assert_eq!(signed_in.await.unwrap().identity.subject, "johndoe");
}

#[tokio::test]
async fn session_ends_when_the_provider_wants() {
    let Some((mut peer, mut visit)) = visit(MOCK) else { return };
    peer.tell("session-expiry");
    let identity = visit.sign_in(Ask::default(), "").await.unwrap().identity;
    assert_eq!(identity.session_expires_at.unwrap().to_rfc3339(), "2100-01-01T00:00:00+00:00");
}

#[tokio::test]
async fn person_signs_out_at_the_provider_too() {
    let Some((_peer, mut visit)) = visit(PROVIDER) else { return };
    let signed_in = visit.sign_in(Ask::default(), "alice").await.unwrap();
    let provider = visit.providers.get(&visit.fetch, &visit.settings, crate::peer::now()).await.unwrap();
    let back_to = "http://127.0.0.1:9/".parse().unwrap();
    let url = logout_url(&provider, &visit.settings, Some(&signed_in.id_token), &back_to).unwrap();
    let page = reqwest::get(url).await.unwrap();
    assert_eq!(page.status(), 200, "it asks the person whether to sign out");
    let foreign = "http://127.0.0.1:9/elsewhere".parse().unwrap();
    let url = logout_url(&provider, &visit.settings, Some(&signed_in.id_token), &foreign).unwrap();
    assert_eq!(reqwest::get(url).await.unwrap().status(), 400, "an address that is not registered");
}
