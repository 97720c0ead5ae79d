//! The way back from the provider.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use openidconnect::core::CoreErrorResponseType;
use openidconnect::{
    AuthorizationCode, OAuth2TokenResponse, PkceCodeVerifier, RequestTokenError, StandardErrorResponse,
    TokenResponse,
};

use super::answer::Answer;
use super::begin::Transaction;
use super::error::OidcError;
use super::provider::{Provider, Providers};
use super::settings::Settings;
use super::types::{IdToken, Tokens};
use super::{id_token, userinfo};
use crate::federation::{Identity, Secret, quoted};
use crate::fetch::{FetchError, HttpFetch, Outbound};

/// A finished sign-in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who it is.
    pub identity: Identity,
    /// The ID token, which the provider wants to see again when the person signs out. To be kept sealed.
    pub id_token: Secret,
    /// Where the person wanted to go.
    pub target: String,
}

/// Exchanges the code for tokens, checks them, and says who it is.
///
/// # Errors
/// The answer, a token, or what the provider says about the person is not as it must be.
pub async fn finish(
    providers: &Providers,
    fetch: &Arc<dyn HttpFetch>,
    settings: &Settings,
    transaction: Transaction,
    answer: Answer,
    now: DateTime<Utc>,
) -> Result<SignedIn, OidcError> {
    if now >= transaction.expires_at || now < transaction.begun_at {
        return Err(OidcError::TooLate);
    }
    if transaction.issuer != settings.issuer || transaction.redirect_url != settings.redirect_url {
        return Err(OidcError::OtherProvider);
    }
    let mut provider = providers.get(fetch, settings, now).await?;
    let code = answer.code(&transaction, &provider)?;
    let tokens = exchange(code, &provider, fetch, settings, &transaction).await?;
    let token: &IdToken = tokens.id_token().ok_or(OidcError::NoIdToken)?;
    let access_token = tokens.access_token();
    let verify =
        |provider: &Provider| id_token::verified(token, access_token, provider, settings, &transaction, now);
    let mut claims = verify(&provider);
    if matches!(claims, Err(OidcError::UnknownKey))
        && let Some(renewed) = providers.with_new_keys(fetch, settings, now).await?
    {
        provider = renewed;
        claims = verify(&provider);
    }
    let mut identity = userinfo::identity(claims?, settings)?;
    userinfo::complete(&mut identity, access_token, &provider, fetch, settings).await?;
    Ok(SignedIn { identity, id_token: Secret(token.to_string()), target: transaction.target })
}

async fn exchange(
    code: String,
    provider: &Provider,
    fetch: &Arc<dyn HttpFetch>,
    settings: &Settings,
    transaction: &Transaction,
) -> Result<Tokens, OidcError> {
    let client = settings.client(provider);
    let outbound = Outbound::new(fetch, settings.transport);
    let request = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|_| OidcError::Settings("the provider has no token endpoint"))?
        .set_pkce_verifier(PkceCodeVerifier::new(transaction.verifier.0.clone()));
    request.request_async(&outbound).await.map_err(from_exchange)
}

type ExchangeError = RequestTokenError<FetchError, StandardErrorResponse<CoreErrorResponseType>>;

fn from_exchange(error: ExchangeError) -> OidcError {
    match error {
        RequestTokenError::ServerResponse(said) => OidcError::Code(quoted(said.error().as_ref())),
        RequestTokenError::Request(error) => OidcError::Unreachable(error),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => OidcError::Tokens,
    }
}
