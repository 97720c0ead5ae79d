//! The way to a provider.

use almanac_domain::sso::{ProviderKind, Way};
use almanac_domain::{Actor, OrgId, ProviderId, UserId, inside};
use almanac_identity::{generate, hash, oidc, saml};
use almanac_store::identity_provider::{self, StoredProvider};
use almanac_store::sign_in_transaction::{self, StoredTransaction};
use almanac_store::{Scope, domain as domains};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::Outside;
use crate::{App, Error, Result, access, domain, provider};

/// What the browser does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The provider's name.
    pub name: String,
    /// Where it goes, or what it posts (SAML).
    pub outgoing: saml::Outgoing,
    /// The secret for its cookie, which binds the sign-in to it.
    pub browser: String,
}

/// What is wanted of a sign-in.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Where the person goes afterwards.
    pub next: String,
    /// The address that they have typed.
    pub email: Option<String>,
}

/// What is remembered of a sign-in that was begun.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub flow: Flow,
    /// Whose account is to be connected, if one is.
    pub connects: Option<UserId>,
}

/// The part of the protocol.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Flow {
    Oidc(oidc::Transaction),
    Saml(saml::Transaction),
}

impl Flow {
    fn secret(&self) -> &str {
        match self {
            Self::Oidc(transaction) => &transaction.state.0,
            Self::Saml(transaction) => &transaction.relay_state.0,
        }
    }

    fn expires_at(&self) -> DateTime<Utc> {
        match self {
            Self::Oidc(transaction) => transaction.expires_at,
            Self::Saml(transaction) => transaction.expires_at,
        }
    }
}

/// Where a part of a sign-in is sealed for.
pub(super) fn place(org: OrgId, secret_hash: &[u8], part: &str) -> String {
    format!("{org}/sign_in_transactions/{}/{part}", hex::encode(secret_hash))
}

/// The providers of the organization that has proven the domain (of the address, if it is one).
pub async fn ways(app: &App, domain_or_address: &str) -> Result<Vec<Way>> {
    let text = format!("@{}", domain_or_address.rsplit('@').next().unwrap_or_default());
    let Some(domain) = domain::of_address(&text) else { return Ok(Vec::new()) };
    let found = domains::ways(&mut app.db().read(Scope::System).await?, &domain).await?;
    Ok(found.into_iter().map(|(_, id, name)| Way { id, name }).collect())
}

/// Begins a sign-in. `browser` is the secret in the browser's cookie, if it has one.
pub async fn begin(
    app: &App,
    outside: &Outside,
    id: ProviderId,
    wish: &Wish,
    browser: Option<&str>,
) -> Result<Begun> {
    let found = identity_provider::find_anywhere(&mut app.db().read(Scope::System).await?, id).await?;
    go(app, outside, found.ok_or(Error::NotFound)?, wish, None, browser).await
}

/// Begins to connect a provider of the organization with one's own account.
pub async fn begin_connection(
    app: &App,
    outside: &Outside,
    actor: &Actor,
    id: ProviderId,
    browser: Option<&str>,
) -> Result<Begun> {
    access::confirmed_session(app, actor)?;
    let found = identity_provider::get(&mut app.read(actor.org_id).await?, id).await?;
    let wish = Wish { next: "/account/connections".to_owned(), email: None };
    go(app, outside, found, &wish, Some(actor.user_id), browser).await
}

async fn go(
    app: &App,
    outside: &Outside,
    provider: StoredProvider,
    wish: &Wish,
    connects: Option<UserId>,
    browser: Option<&str>,
) -> Result<Begun> {
    if !provider.enabled {
        return Err(Error::NotFound);
    }
    let (outgoing, flow) = match provider.kind {
        ProviderKind::Oidc => to_oidc(app, outside, &provider, wish).await?,
        ProviderKind::Saml => to_saml(app, &provider, wish)?,
    };
    // One secret for a browser, so that several windows do not disturb each other.
    let known = browser.filter(|secret| secret.len() == 43);
    let browser = known.map_or_else(|| generate(&mut rand::rng()), str::to_owned);
    let (secret, kept) = (hash(flow.secret()), Kept { flow, connects });
    let text = serde_json::to_vec(&kept).map_err(Error::internal)?;
    let sealed = app.seal(&text, &place(provider.org_id, &secret, "content"))?;
    let transaction = StoredTransaction {
        org_id: provider.org_id,
        browser_hash: hash(&browser).to_vec(),
        content: sealed,
        answer: None,
        expires_at: kept.flow.expires_at(),
    };
    let mut tx = app.db().write(Scope::System).await?;
    sign_in_transaction::delete_expired(&mut tx, app.now()).await?;
    let mut tx = tx.narrow(provider.org_id).await?;
    sign_in_transaction::insert(&mut tx, &secret, provider.id, &transaction).await?;
    tx.save().await?;
    Ok(Begun { name: provider.name, outgoing, browser })
}

async fn to_oidc(
    app: &App,
    outside: &Outside,
    provider: &StoredProvider,
    wish: &Wish,
) -> Result<(saml::Outgoing, Flow)> {
    let settings = provider::oidc_settings(app, outside, provider)?;
    let found = outside.providers.get(&outside.fetch, &settings, app.now()).await;
    let found = found.map_err(|error| {
        tracing::warn!(provider = %provider.id, %error, "an identity provider does not answer");
        Error::Conflict("the identity provider does not answer".to_owned())
    })?;
    let ask =
        oidc::Ask { target: inside(&wish.next).to_owned(), fresh: false, login_hint: wish.email.clone() };
    let (url, transaction): (Url, _) = oidc::begin(&found, &settings, &ask, &mut rand::rng(), app.now());
    Ok((saml::Outgoing::Redirect(url), Flow::Oidc(transaction)))
}

fn to_saml(app: &App, provider: &StoredProvider, wish: &Wish) -> Result<(saml::Outgoing, Flow)> {
    let (read, ours) = (provider::read_saml(provider)?, provider::ours(app, provider.id)?);
    let ask = saml::Ask { target: inside(&wish.next).to_owned(), fresh: false };
    let key = provider::saml_key(app, provider)?;
    let begun = saml::begin(&read.metadata, &ours, &ask, key.as_ref(), &mut rand::rng(), app.now());
    let (outgoing, transaction) = begun.map_err(|error| Error::Conflict(error.to_string()))?;
    Ok((outgoing, Flow::Saml(transaction)))
}
