//! What a provider tells about a person, from the ID token and, if something is missing there, from its userinfo
//! endpoint.

use std::sync::Arc;

use openidconnect::core::CoreGenderClaim;
use openidconnect::{AccessToken, StandardClaims, UserInfoError};
use serde_json::{Map, Value};

use super::error::OidcError;
use super::id_token::seconds;
use super::provider::Provider;
use super::settings::Settings;
use super::types::{Claims, OtherClaims, Userinfo};
use crate::federation::{Email, Identity};
use crate::fetch::{FetchError, HttpFetch, Outbound};

/// The longest subject that the standard allows.
const SUBJECT: usize = 255;
const TEXT: usize = 320;
const GROUPS: usize = 1_000;

/// The identity in an ID token.
pub(super) fn identity(claims: &Claims, settings: &Settings) -> Result<Identity, OidcError> {
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > SUBJECT {
        return Err(OidcError::Malformed);
    }
    let mut identity = Identity {
        issuer: settings.issuer.clone(),
        subject: subject.to_owned(),
        email: None,
        name: None,
        groups: Vec::new(),
        // OpenID Connect Enterprise Extensions 1.0, section 3.1.
        session_expires_at: claims.additional_claims().all.get("session_expiry").and_then(seconds),
    };
    fill(&mut identity, &claims_of(claims), claims.additional_claims(), settings);
    Ok(identity)
}

/// Asks the userinfo endpoint for what the ID token did not say.
pub(super) async fn complete(
    identity: &mut Identity,
    access_token: &AccessToken,
    provider: &Provider,
    fetch: &Arc<dyn HttpFetch>,
    settings: &Settings,
) -> Result<(), OidcError> {
    let groups_missing = settings.group_claim.is_some() && identity.groups.is_empty();
    let complete = identity.email.is_some() && identity.name.is_some() && !groups_missing;
    if complete || provider.metadata.userinfo_endpoint().is_none() {
        return Ok(());
    }
    let client = settings.client(provider);
    let subject = openidconnect::SubjectIdentifier::new(identity.subject.clone());
    let outbound = Outbound::new(fetch, settings.transport);
    let request = client.user_info(access_token.clone(), Some(subject)).map_err(|_| OidcError::Userinfo)?;
    let answer: Userinfo = request.request_async(&outbound).await.map_err(|error| from_userinfo(&error))?;
    fill(identity, answer.standard_claims(), answer.additional_claims(), settings);
    Ok(())
}

fn from_userinfo(error: &UserInfoError<FetchError>) -> OidcError {
    match error {
        UserInfoError::ClaimsVerification(openidconnect::ClaimsVerificationError::InvalidSubject(_)) => {
            OidcError::UserinfoSubject
        }
        UserInfoError::Request(error) => OidcError::Unreachable(*error),
        _ => OidcError::Userinfo,
    }
}

/// Adds what is not known yet.
fn fill(
    identity: &mut Identity,
    claims: &StandardClaims<CoreGenderClaim>,
    other: &OtherClaims,
    settings: &Settings,
) {
    if identity.email.is_none() {
        // The flag belongs to the address beside it, and silence is no.
        identity.email = claims
            .email()
            .and_then(|email| short(email.as_str()))
            .map(|address| Email { address, verified: claims.email_verified() == Some(true) });
    }
    if identity.name.is_none() {
        let name = claims.name().and_then(|name| name.get(None)).and_then(|name| short(name.as_str()));
        identity.name = name;
    }
    if let (Some(claim), true) = (&settings.group_claim, identity.groups.is_empty()) {
        identity.groups = groups(&other.all, claim);
    }
}

fn claims_of(claims: &Claims) -> StandardClaims<CoreGenderClaim> {
    StandardClaims::new(claims.subject().clone())
        .set_email(claims.email().cloned())
        .set_email_verified(claims.email_verified())
        .set_name(claims.name().cloned())
}

fn short(text: &str) -> Option<String> {
    let text = text.trim();
    let fine = !text.is_empty() && text.len() <= TEXT && !text.chars().any(char::is_control);
    fine.then(|| text.to_owned())
}

/// The groups in a claim, or at a JSON pointer: a list of texts, or a single text.
fn groups(claims: &Map<String, Value>, claim: &str) -> Vec<String> {
    let found = match claim.strip_prefix('/') {
        Some(path) => {
            let (first, rest) =
                path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
            let top = claims.get(first);
            rest.map_or(top, |rest| top.and_then(|top| top.pointer(&format!("/{rest}"))))
        }
        None => claims.get(claim),
    };
    match found {
        Some(Value::String(one)) => short(one).into_iter().collect(),
        Some(Value::Array(many)) => {
            many.iter().filter_map(Value::as_str).filter_map(short).take(GROUPS).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn groups_are_found_by_name_and_by_pointer() {
        let claims = json!({
            "groups": ["a", 1, "b"],
            "https://example.com/groups": "one",
            "realm_access": { "roles": ["r"] },
        });
        let claims = claims.as_object().unwrap();
        assert_eq!(groups(claims, "groups"), ["a", "b"]);
        assert_eq!(groups(claims, "https://example.com/groups"), ["one"]);
        assert_eq!(groups(claims, "/realm_access/roles"), ["r"]);
        assert_eq!(groups(claims, "/groups"), ["a", "b"]);
        assert!(groups(claims, "none").is_empty());
        assert!(groups(claims, "/realm_access/none").is_empty());
    }
}
