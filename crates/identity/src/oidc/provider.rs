//! The description and the keys of a provider, and a small cache of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{DiscoveryError, JsonWebKeySet, TokenUrl, UserInfoUrl};
use url::Url;

use super::error::OidcError;
use super::settings::Settings;
use super::types::Metadata;
use crate::federation::quoted;
use crate::fetch::{FetchError, HttpFetch, Outbound};

/// A description is read again after this time.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// Keys are not read again sooner than this, whatever tokens come.
const KEYS_REST: TimeDelta = TimeDelta::seconds(60);
/// More providers than this are not remembered.
const ROOM: usize = 1_000;

/// A provider as it describes itself.
#[derive(Debug, Clone)]
pub struct Provider {
    pub(super) metadata: Metadata,
}

impl Provider {
    /// Reads the description and the keys.
    ///
    /// # Errors
    /// There is no answer, or it names another issuer, or addresses that may not be used.
    pub async fn discover(fetch: &Arc<dyn HttpFetch>, settings: &Settings) -> Result<Self, OidcError> {
        let outbound = Outbound::new(fetch, settings.transport);
        let metadata =
            Metadata::discover_async(settings.issuer()?, &outbound).await.map_err(from_discovery)?;
        let optional = [
            metadata.token_endpoint().map(TokenUrl::url),
            metadata.userinfo_endpoint().map(UserInfoUrl::url),
            metadata.additional_metadata().end_session_endpoint.as_ref(),
        ];
        let mut used = vec![metadata.authorization_endpoint().url(), metadata.jwks_uri().url()];
        used.extend(optional.into_iter().flatten());
        if let Some(bad) = used.into_iter().find(|url| !settings.transport.permits(url)) {
            return Err(OidcError::Discovery(format!(
                "it has an address without https: {}",
                quoted(bad.as_str())
            )));
        }
        if metadata.token_endpoint().is_none() {
            return Err(OidcError::Discovery("it has no token endpoint".to_owned()));
        }
        Ok(Self { metadata })
    }

    /// The same provider with its keys of now.
    async fn with_new_keys(
        &self,
        fetch: &Arc<dyn HttpFetch>,
        settings: &Settings,
    ) -> Result<Self, OidcError> {
        let outbound = Outbound::new(fetch, settings.transport);
        let keys = JsonWebKeySet::fetch_async(self.metadata.jwks_uri(), &outbound).await;
        Ok(Self { metadata: self.metadata.clone().set_jwks(keys.map_err(from_discovery)?) })
    }

    /// Where a person signs out, if the provider has that.
    pub(super) fn end_session(&self) -> Option<&Url> {
        self.metadata.additional_metadata().end_session_endpoint.as_ref()
    }

    /// Whether its answers always name it (RFC 9207).
    pub(super) fn names_itself(&self) -> bool {
        self.metadata.additional_metadata().authorization_response_iss_parameter_supported
    }
}

fn from_discovery(error: DiscoveryError<FetchError>) -> OidcError {
    match error {
        DiscoveryError::Request(error) => OidcError::Unreachable(error),
        DiscoveryError::Validation(text) => OidcError::OtherIssuer(quoted(&text)),
        DiscoveryError::Parse(error) => {
            OidcError::Discovery(format!("at {}", quoted(&error.path().to_string())))
        }
        DiscoveryError::Response(status, _, _) => {
            OidcError::Discovery(format!("HTTP status {}", status.as_u16()))
        }
        _ => OidcError::Discovery("it cannot be read".to_owned()),
    }
}

/// The providers that were read lately. One for the whole process.
#[derive(Debug, Default)]
pub struct Providers {
    known: Mutex<HashMap<String, Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    provider: Arc<Provider>,
    read_at: DateTime<Utc>,
    keys_read_at: DateTime<Utc>,
}

impl Providers {
    /// The provider, from the cache or anew.
    ///
    /// # Errors
    /// As [`Provider::discover`].
    pub async fn get(
        &self,
        fetch: &Arc<dyn HttpFetch>,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Result<Arc<Provider>, OidcError> {
        let fresh = |known: &Known| (TimeDelta::zero()..KEPT).contains(&(now - known.read_at));
        if let Some(known) = self.known(&settings.issuer).filter(fresh) {
            return Ok(known.provider);
        }
        let provider = Arc::new(Provider::discover(fetch, settings).await?);
        let known = Known { provider: provider.clone(), read_at: now, keys_read_at: now };
        self.remember(&settings.issuer, known);
        Ok(provider)
    }

    /// The provider with its keys read again; nothing if that was done less than a minute ago.
    pub(super) async fn with_new_keys(
        &self,
        fetch: &Arc<dyn HttpFetch>,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Provider>>, OidcError> {
        let Some(known) = self.take_turn(&settings.issuer, now) else { return Ok(None) };
        let provider = Arc::new(known.provider.with_new_keys(fetch, settings).await?);
        self.remember(&settings.issuer, Known { provider: provider.clone(), keys_read_at: now, ..known });
        Ok(Some(provider))
    }

    fn known(&self, issuer: &str) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned()
    }

    /// Whoever gets `Some` may read the keys; the time is written down before they are read, so that of many
    /// sign-ins at once only one does.
    fn take_turn(&self, issuer: &str, now: DateTime<Utc>) -> Option<Known> {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.get_mut(issuer)?;
        let rested = !(TimeDelta::zero()..KEYS_REST).contains(&(now - known.keys_read_at));
        rested.then(|| {
            known.keys_read_at = now;
            known.clone()
        })
    }

    fn remember(&self, issuer: &str, known: Known) {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= ROOM && !all.contains_key(issuer) {
            let oldest = all.iter().min_by_key(|(_, known)| known.read_at).map(|(issuer, _)| issuer.clone());
            oldest.map(|oldest| all.remove(&oldest));
        }
        all.insert(issuer.to_owned(), known);
    }
}
