//! Wrong answers.

use std::sync::Arc;

use almanac_identity::fetch::{FetchError, HttpFetch};
use almanac_identity::oidc::{Answer, Ask, OidcError, Provider};

use crate::browser::{MOCK, PROVIDER, Plain, settings, visit};

#[tokio::test]
async fn r15_wrong_id_token_is_refused() {
    let Some((mut peer, mut visit)) = visit(MOCK) else { return };
    let scenarios = [
        ("nonce", OidcError::Nonce),
        ("no-nonce", OidcError::Nonce),
        ("issuer", OidcError::Issuer),
        ("audience", OidcError::Audience),
        ("audiences", OidcError::Audience),
        ("party", OidcError::AuthorizedParty),
        ("expired", OidcError::Expired),
        ("future", OidcError::IssuedAt),
        ("old", OidcError::IssuedAt),
        ("not-yet", OidcError::NotBefore),
        ("access-token", OidcError::AccessTokenHash),
        ("alg-none", OidcError::Algorithm),
        ("alg-hs256", OidcError::Algorithm),
        ("alg-hs256-secret", OidcError::Algorithm),
        ("foreign-key", OidcError::Signature),
        ("key-in-header", OidcError::Signature),
        ("unknown-kid", OidcError::UnknownKey),
        ("no-id-token", OidcError::NoIdToken),
        ("code", OidcError::Code("\"invalid_grant\"".to_owned())),
    ];
    for (scenario, refusal) in scenarios {
        peer.tell(scenario);
        let said = visit.sign_in(Ask::default(), "").await;
        assert_eq!(said.map(|signed_in| signed_in.identity), Err(refusal), "{scenario}");
    }
    peer.tell("email");
    visit.sign_in(Ask::default(), "").await.unwrap();
}

#[tokio::test]
async fn r15_userinfo_about_somebody_else_is_refused() {
    let Some((mut peer, mut visit)) = visit(MOCK) else { return };
    peer.tell("right");
    assert_eq!(visit.sign_in(Ask::default(), "").await.unwrap().identity.name.as_deref(), Some("John"));
    peer.tell("userinfo-subject");
    assert_eq!(visit.sign_in(Ask::default(), "").await.unwrap_err(), OidcError::UserinfoSubject);
    peer.tell("userinfo-broken");
    assert_eq!(visit.sign_in(Ask::default(), "").await.unwrap_err(), OidcError::Userinfo);
}

#[tokio::test]
async fn r15_answer_to_another_question_is_refused() {
    let Some((_peer, mut visit)) = visit(MOCK) else { return };
    let (transaction, answer) = visit.there(Ask::default(), "").await;
    for state in [None, Some(String::new()), Some("another".to_owned())] {
        let wrong = Answer { state, ..answer.clone() };
        assert_eq!(visit.finish(transaction.clone(), wrong).await.unwrap_err(), OidcError::State);
    }
    let (other, _) = visit.there(Ask::default(), "").await;
    assert_eq!(visit.finish(other, answer.clone()).await.unwrap_err(), OidcError::State);
    let no_code = Answer { code: None, ..answer.clone() };
    assert_eq!(visit.finish(transaction.clone(), no_code).await.unwrap_err(), OidcError::NoCode);
    let denied = Answer { code: None, error: Some("access_denied\n".to_owned()), ..answer };
    let refused = visit.finish(transaction, denied).await.unwrap_err();
    assert_eq!(refused, OidcError::RefusedThere("\"access_denied\\n\"".to_owned()));
}

#[tokio::test]
async fn r15_answer_of_another_issuer_is_refused() {
    let Some((_peer, mut visit)) = visit(PROVIDER) else { return };
    let (transaction, answer) = visit.there(Ask::default(), "alice").await;
    assert_eq!(answer.iss.as_deref(), Some(visit.settings.issuer.as_str()), "it names itself");
    let foreign = Answer { iss: Some("https://other.example.test".to_owned()), ..answer.clone() };
    assert_eq!(
        visit.finish(transaction.clone(), foreign).await.unwrap_err(),
        OidcError::ForeignAnswer("\"https://other.example.test\"".to_owned())
    );
    let anonymous = Answer { iss: None, ..answer };
    assert_eq!(visit.finish(transaction, anonymous).await.unwrap_err(), OidcError::AnonymousAnswer);
}

#[tokio::test]
async fn r15_transaction_is_for_one_provider_one_address_and_ten_minutes() {
    let Some((_peer, mut visit)) = visit(MOCK) else { return };
    let (transaction, answer) = visit.there(Ask::default(), "").await;
    let mut other = transaction.clone();
    other.issuer = "https://other.example.test".to_owned();
    assert_eq!(visit.finish(other, answer.clone()).await.unwrap_err(), OidcError::OtherProvider);
    let mut other = transaction.clone();
    other.redirect_url = "http://127.0.0.1:9/callback/other".parse().unwrap();
    assert_eq!(visit.finish(other, answer.clone()).await.unwrap_err(), OidcError::OtherProvider);
    let mut late = transaction;
    late.expires_at = crate::peer::now();
    assert_eq!(visit.finish(late, answer).await.unwrap_err(), OidcError::TooLate);
}

#[tokio::test]
async fn r15_provider_that_names_another_issuer_is_refused() {
    let Some((mut peer, visit)) = visit(MOCK) else { return };
    peer.tell("other-issuer");
    let refused = Provider::discover(&visit.fetch, &visit.settings).await.unwrap_err();
    assert!(matches!(refused, OidcError::OtherIssuer(_)), "{refused:?}");
}

#[tokio::test]
async fn r50_sign_in_is_refused_while_the_provider_is_away() {
    let Some((peer, mut visit)) = visit(MOCK) else { return };
    let (transaction, answer) = visit.there(Ask::default(), "").await;
    drop(peer);
    // As in the server, where the flow may go on in another thread.
    let finished = tokio::spawn(async move { visit.finish(transaction, answer).await });
    assert_eq!(finished.await.unwrap().unwrap_err(), OidcError::Unreachable(FetchError::Unreachable));
}

#[tokio::test]
async fn r32_plain_http_and_odd_issuers_are_refused_before_any_request() {
    let fetch: Arc<dyn HttpFetch> = Arc::new(Plain::new());
    for issuer in ["http://id.example.test", "ftp://127.0.0.1", "nonsense", "https://id.example.test/?a=b"] {
        let refused = Provider::discover(&fetch, &settings(issuer)).await.unwrap_err();
        assert!(matches!(refused, OidcError::Settings(_)), "{issuer}: {refused:?}");
    }
}
