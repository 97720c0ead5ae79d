//! The way to the provider.

use chrono::{DateTime, Utc};
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow};
use openidconnect::{CsrfToken, LoginHint, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use url::Url;

use super::provider::Provider;
use super::settings::Settings;
use crate::federation::{PATIENCE, Secret};
use crate::secret::generate;

/// What is wanted of a sign-in.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Where the person goes afterwards: a path of ours, checked by the caller (R19).
    pub target: String,
    /// The person must prove themselves again, though they may have a session at the provider (R14).
    pub fresh: bool,
    /// The address that the person has typed, to be filled in there.
    pub login_hint: Option<String>,
}

/// A sign-in that was begun. The caller keeps it on the server, bound to the browser, and takes it once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Transaction {
    /// The provider that the person was sent to.
    pub issuer: String,
    /// What its answer must repeat.
    pub state: Secret,
    /// What its ID token must repeat.
    pub nonce: Secret,
    /// What proves that we asked for the code (RFC 7636).
    pub verifier: Secret,
    /// Where the answer must arrive.
    pub redirect_url: Url,
    /// Where the person goes afterwards.
    pub target: String,
    /// The person must have proven themselves after `begun_at`.
    pub fresh: bool,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// When it is too late to finish it.
    pub expires_at: DateTime<Utc>,
}

/// The address at the provider to send the browser to, and what to remember until the browser is back.
pub fn begin(
    provider: &Provider,
    settings: &Settings,
    ask: &Ask,
    rng: &mut impl CryptoRng,
    now: DateTime<Utc>,
) -> (Url, Transaction) {
    let (state, nonce, verifier) = (generate(rng), generate(rng), generate(rng));
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
    let (sent_state, sent_nonce) = (state.clone(), nonce.clone());
    let client = settings.client(provider);
    let mut request = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(sent_state),
            move || Nonce::new(sent_nonce),
        )
        .add_scopes(settings.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge);
    if ask.fresh {
        request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(std::time::Duration::ZERO);
    }
    if let Some(hint) = &ask.login_hint {
        request = request.set_login_hint(LoginHint::new(hint.clone()));
    }
    let (url, _, _) = request.url();
    let transaction = Transaction {
        issuer: settings.issuer.clone(),
        state: Secret(state),
        nonce: Secret(nonce),
        verifier: Secret(verifier),
        redirect_url: settings.redirect_url.clone(),
        target: ask.target.clone(),
        fresh: ask.fresh,
        begun_at: now,
        expires_at: now + PATIENCE,
    };
    (url, transaction)
}
