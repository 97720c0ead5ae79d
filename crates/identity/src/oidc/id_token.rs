//! The checks of an ID token: the library's, and those that it leaves to us.

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{AccessToken, AccessTokenHash, Nonce};
use serde_json::Value;

use super::begin::Transaction;
use super::error::OidcError;
use super::provider::Provider;
use super::settings::Settings;
use super::types::{ALGORITHMS, Claims, IdToken, Verifier};
use crate::federation::SKEW;

/// The claims of an ID token that is for us, of this provider, and of this sign-in.
///
/// # Errors
/// [`OidcError::UnknownKey`] asks for the keys to be read again; the others are final.
pub(super) fn verified<'t>(
    token: &'t IdToken,
    access_token: &AccessToken,
    provider: &Provider,
    settings: &Settings,
    transaction: &Transaction,
    now: DateTime<Utc>,
) -> Result<&'t Claims, OidcError> {
    let client = settings.client(provider);
    // Issuer, audience (us alone), algorithm, signature, expiry and nonce are the library's.
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
    let claims = token.claims(&verifier, &Nonce::new(transaction.nonce.0.clone()))?;
    check_party(claims, settings)?;
    check_times(claims, transaction, now)?;
    check_access_token(token, claims, access_token, &verifier)?;
    Ok(claims)
}

/// OpenID Connect Core 1.0, section 3.1.3.7, step 5.
fn check_party(claims: &Claims, settings: &Settings) -> Result<(), OidcError> {
    match claims.authorized_party() {
        Some(party) if party.as_str() != settings.client_id => Err(OidcError::AuthorizedParty),
        _ => Ok(()),
    }
}

fn check_times(claims: &Claims, transaction: &Transaction, now: DateTime<Utc>) -> Result<(), OidcError> {
    let plausible = transaction.begun_at - SKEW..=now + SKEW;
    if !plausible.contains(&claims.issue_time()) {
        return Err(OidcError::IssuedAt);
    }
    let not_before = claims.additional_claims().all.get("nbf");
    if not_before.is_some_and(|time| seconds(time).is_none_or(|time| time > now + SKEW)) {
        return Err(OidcError::NotBefore);
    }
    // `auth_time` has whole seconds.
    let proven_since = transaction.begun_at - TimeDelta::seconds(1);
    if transaction.fresh && claims.auth_time().is_none_or(|time| time < proven_since || time > now + SKEW) {
        return Err(OidcError::NotFresh);
    }
    Ok(())
}

/// OpenID Connect Core 1.0, section 3.1.3.8.
fn check_access_token(
    token: &IdToken,
    claims: &Claims,
    access_token: &AccessToken,
    verifier: &Verifier<'_>,
) -> Result<(), OidcError> {
    let Some(claimed) = claims.access_token_hash() else { return Ok(()) };
    let algorithm = token.signing_alg().map_err(|_| OidcError::Algorithm)?;
    let key = token.signing_key(verifier).map_err(|_| OidcError::UnknownKey)?;
    let real = AccessTokenHash::from_token(access_token, algorithm, key);
    if real.is_ok_and(|real| real == *claimed) { Ok(()) } else { Err(OidcError::AccessTokenHash) }
}

/// A time in seconds since 1970, as in JSON web tokens.
pub(super) fn seconds(value: &Value) -> Option<DateTime<Utc>> {
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))?;
    DateTime::from_timestamp(seconds, 0)
}
