//! What an administrator enters about a provider.

use openidconnect::core::CoreClientAuthMethod;
use openidconnect::{AuthType, ClientId, ClientSecret, IssuerUrl, RedirectUrl};
use url::Url;

use super::error::OidcError;
use super::provider::Provider;
use super::types::Client;
use crate::federation::{Secret, Transport};

/// A provider and our registration there.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The issuer, letter by letter as the provider writes it.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our password there; public clients have none.
    pub client_secret: Option<Secret>,
    /// Where the browser comes back to: an address of ours for this provider alone.
    pub redirect_url: Url,
    /// The scopes to ask for beside `openid`.
    pub scopes: Vec<String>,
    /// Where the groups are: the name of a claim, or a JSON pointer such as `/realm_access/roles`.
    pub group_claim: Option<String>,
    /// Which transport its addresses must use.
    pub transport: Transport,
}

impl Settings {
    /// The issuer as a URL that may be used.
    pub(super) fn issuer(&self) -> Result<IssuerUrl, OidcError> {
        let url: Url = self.issuer.parse().map_err(|_| OidcError::Settings("the issuer is no address"))?;
        if !self.transport.permits(&url) {
            return Err(OidcError::Settings("the issuer must be an address with https"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(OidcError::Settings("the issuer must have neither query nor fragment"));
        }
        IssuerUrl::new(self.issuer.clone()).map_err(|_| OidcError::Settings("the issuer is no address"))
    }

    /// The library's client for this provider.
    pub(super) fn client(&self, provider: &Provider) -> Client {
        let secret = self.client_secret.clone().map(|Secret(secret)| ClientSecret::new(secret));
        let id = ClientId::new(self.client_id.clone());
        Client::from_provider_metadata(provider.metadata.clone(), id, secret)
            .set_redirect_uri(RedirectUrl::from_url(self.redirect_url.clone()))
            .set_auth_type(authentication(provider))
    }
}

/// How to show our password: in the header, unless the provider takes it in the body only.
fn authentication(provider: &Provider) -> AuthType {
    let methods = provider.metadata.token_endpoint_auth_methods_supported();
    let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
    if !takes(CoreClientAuthMethod::ClientSecretBasic) && takes(CoreClientAuthMethod::ClientSecretPost) {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}
