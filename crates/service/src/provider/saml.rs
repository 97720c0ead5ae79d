//! Providers that speak SAML.

use almanac_domain::sso::{AttributeNames, CertificateDetails, ProviderKind, SamlDetails, SamlInput};
use almanac_domain::{OrgId, ProviderId};
use almanac_identity::saml::{AttributeMapping, IdentityProvider, ServiceProvider, SigningKey};
use almanac_store::Scope;
use almanac_store::identity_provider::{self, StoredProvider};
use serde::{Deserialize, Serialize};

use super::{Made, address, place};
use crate::error::blocking;
use crate::sso::Outside;
use crate::{App, Error, Result};

/// What is kept of a provider.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Saml {
    /// As it was read from its metadata.
    pub metadata: IdentityProvider,
    attributes: AttributeNames,
    idp_initiated: bool,
}

impl Saml {
    /// Which attributes say what.
    pub fn mapping(&self) -> AttributeMapping {
        let (names, usual) = (&self.attributes, AttributeMapping::default());
        let one = |name: &Option<String>, usual| name.clone().map_or(usual, |name| vec![name]);
        AttributeMapping {
            subject: names.subject.clone(),
            email: one(&names.email, usual.email),
            name: one(&names.name, usual.name),
            groups: one(&names.groups, usual.groups),
        }
    }
}

pub(super) async fn make(
    app: &App,
    outside: &Outside,
    (org, id): (OrgId, ProviderId),
    input: &SamlInput,
    before: Option<&StoredProvider>,
) -> Result<Made> {
    let given = |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let (xml, url) = (given(&input.metadata), given(&input.metadata_url));
    let secret = match before.and_then(|before| before.secret.clone()) {
        Some(secret) => secret,
        None => new_key(app, org, id).await?,
    };
    let metadata = match before {
        Some(before) if xml.is_empty() && url.is_empty() => read(before)?.metadata,
        _ => described(app, outside, xml, &url).await?,
    };
    let issuer = metadata.entity_id.clone();
    let kept = Saml { metadata, attributes: input.attributes.clone(), idp_initiated: input.idp_initiated };
    let settings = serde_json::to_value(&kept).map_err(Error::internal)?;
    Ok(Made { issuer, settings, secret: Some(secret) })
}

/// The provider as its metadata describes it: the XML, or what is at the address.
async fn described(app: &App, outside: &Outside, xml: String, url: &str) -> Result<IdentityProvider> {
    let (field, xml) = if xml.is_empty() {
        ("saml.metadata_url", fetched(outside, url).await?)
    } else {
        ("saml.metadata", xml.into_bytes())
    };
    let (transport, now) = (outside.transport, app.now());
    let _permit = outside.checks.acquire().await.map_err(Error::internal)?;
    let read = blocking(move || Ok(IdentityProvider::from_metadata(&xml, transport, now))).await?;
    read.map_err(|error| Error::field(field, error.to_string()))
}

async fn fetched(outside: &Outside, url: &str) -> Result<Vec<u8>> {
    let wrong = |message: String| Error::field("saml.metadata_url", message);
    let parsed: url::Url = url.parse().map_err(|_| wrong("must be an address".to_owned()))?;
    if !outside.transport.permits(&parsed) {
        return Err(wrong("must be an address with https".to_owned()));
    }
    let request = http::Request::get(parsed.as_str()).body(Vec::new());
    let request = request.map_err(|_| wrong("must be an address".to_owned()))?;
    let answer = outside.fetch.fetch(request).await.map_err(|error| wrong(error.to_string()))?;
    if !answer.status().is_success() {
        return Err(wrong(format!("HTTP status {}", answer.status().as_u16())));
    }
    Ok(answer.into_body())
}

/// A new signing key, sealed.
async fn new_key(app: &App, org: OrgId, id: ProviderId) -> Result<Vec<u8>> {
    let (name, now) = (address(app, id, "metadata")?, app.now());
    let name = name.host_str().unwrap_or("almanac").to_owned();
    let key = blocking(move || SigningKey::generate(&name, now).map_err(Error::internal)).await?;
    let text = serde_json::to_vec(&key).map_err(Error::internal)?;
    app.seal(&text, &place(org, id))
}

/// What is kept of the provider.
pub(crate) fn read(provider: &StoredProvider) -> Result<Saml> {
    serde_json::from_value(provider.settings.clone()).map_err(Error::internal)
}

/// Whether people may begin a sign-in at the provider.
pub(crate) fn may_begin_there(provider: &StoredProvider) -> Result<bool> {
    Ok(provider.enabled && provider.kind == ProviderKind::Saml && read(provider)?.idp_initiated)
}

/// Our signing key at the provider.
pub(crate) fn key(app: &App, provider: &StoredProvider) -> Result<Option<SigningKey>> {
    let Some(sealed) = &provider.secret else { return Ok(None) };
    let opened = app.unseal(sealed, &place(provider.org_id, provider.id))?;
    serde_json::from_slice(&opened).map(Some).map_err(Error::internal)
}

/// We, as the provider sees us.
pub(crate) fn ours(app: &App, id: ProviderId) -> Result<ServiceProvider> {
    Ok(ServiceProvider { entity_id: address(app, id, "metadata")?.into(), acs_url: address(app, id, "acs")? })
}

/// Our metadata for a SAML provider. It holds no secret: everybody may read it.
pub async fn metadata(app: &App, id: ProviderId) -> Result<String> {
    let mut tx = app.db().read(Scope::System).await?;
    let found = identity_provider::find_anywhere(&mut tx, id).await?;
    let found = found.filter(|provider| provider.kind == ProviderKind::Saml).ok_or(Error::NotFound)?;
    Ok(ours(app, id)?.metadata(key(app, &found)?.as_ref()))
}

pub(super) fn details(app: &App, provider: &StoredProvider) -> Result<SamlDetails> {
    let (read, ours) = (read(provider)?, ours(app, provider.id)?);
    let certificates = read.metadata.certificates.into_iter().map(|certificate| CertificateDetails {
        fingerprint: certificate.fingerprint,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
    });
    Ok(SamlDetails {
        entity_id: ours.entity_id,
        acs_url: ours.acs_url.into(),
        certificates: certificates.collect(),
        attributes: read.attributes,
        idp_initiated: read.idp_initiated,
    })
}
