//! Providers that speak OpenID Connect.

use almanac_domain::sso::{ClientSecret, HIDDEN, OidcDetails, OidcInput};
use almanac_domain::{OrgId, ProviderId};
use almanac_identity::federation::Secret;
use almanac_identity::oidc::{Preset, Provider, Settings};
use almanac_store::identity_provider::StoredProvider;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Made, address, place};
use crate::sso::Outside;
use crate::{App, Error, Result};

/// What is stored of an OIDC provider beside its issuer.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Oidc {
    pub preset: Preset,
    values: Vec<String>,
    client_id: String,
    group_claim: Option<String>,
    /// Whether who signs out here is signed out there too.
    pub sign_out: bool,
}

impl Oidc {
    pub fn of(provider: &StoredProvider) -> Result<Self> {
        serde_json::from_value(provider.settings.clone()).map_err(Error::internal)
    }

    /// Google has no groups; the Workspace that somebody belongs to counts as one. Without it, everybody with a
    /// private account there could come.
    fn group_claim(&self) -> Option<String> {
        let usual = if self.preset == Preset::Google { Some("hd") } else { self.preset.group_claim() };
        self.group_claim.clone().or_else(|| usual.map(str::to_owned))
    }
}

/// The word of a preset.
pub(super) fn word(preset: Preset) -> String {
    json!(preset).as_str().unwrap_or_default().to_owned()
}

pub(super) async fn make(
    app: &App,
    outside: &Outside,
    (org, id): (OrgId, ProviderId),
    input: &OidcInput,
    before: Option<&StoredProvider>,
) -> Result<Made> {
    let preset: Preset = serde_json::from_value(Value::String(input.preset.clone()))
        .map_err(|_| Error::field("oidc.preset", "is not known"))?;
    let values: Vec<&str> = input.values.iter().map(|value| value.trim()).collect();
    let issuer = match (preset, &input.issuer) {
        (Preset::Other, Some(issuer)) => issuer.trim().to_owned(),
        (Preset::Other, None) => return Err(Error::field("oidc.issuer", "must be given")),
        _ => preset.issuer(&values).map_err(|error| Error::field("oidc.values", error.to_string()))?,
    };
    let claim = input.group_claim.as_deref().map(str::trim).filter(|claim| !claim.is_empty());
    if preset == Preset::Google && claim.is_some() {
        return Err(Error::field("oidc.group_claim", "Google has no groups"));
    }
    let kept = Oidc {
        preset,
        values: values.into_iter().map(str::to_owned).collect(),
        client_id: input.client_id.trim().to_owned(),
        group_claim: claim.map(str::to_owned),
        sign_out: input.sign_out,
    };
    let secret = match &input.client_secret {
        Some(ClientSecret(secret)) if secret != HIDDEN && !secret.is_empty() => {
            Some(app.seal(secret.as_bytes(), &place(org, id))?)
        }
        _ => before.and_then(|before| before.secret.clone()),
    };
    // The secret must not go to another provider than the one it was entered for.
    if before.is_some_and(|before| before.issuer != issuer) && input.client_secret.is_none() {
        return Err(Error::field("oidc.client_secret", "must be given anew with another issuer"));
    }
    let tried = Settings {
        issuer: issuer.clone(),
        client_id: kept.client_id.clone(),
        client_secret: None,
        redirect_url: address(app, id, "callback")?,
        scopes: Vec::new(),
        group_claim: None,
        transport: outside.transport,
    };
    let answered = Provider::discover(&outside.fetch, &tried).await;
    answered.map_err(|error| Error::field("oidc.issuer", error.to_string()))?;
    Ok(Made { issuer, settings: serde_json::to_value(kept).map_err(Error::internal)?, secret })
}

/// The provider as the flow needs it, with its secret.
pub(crate) fn settings(app: &App, outside: &Outside, provider: &StoredProvider) -> Result<Settings> {
    let kept = Oidc::of(provider)?;
    let open = |sealed: &Vec<u8>| {
        let opened = app.unseal(sealed, &place(provider.org_id, provider.id))?;
        String::from_utf8(opened).map(Secret).map_err(Error::internal)
    };
    Ok(Settings {
        issuer: provider.issuer.clone(),
        client_secret: provider.secret.as_ref().map(open).transpose()?,
        redirect_url: address(app, provider.id, "callback")?,
        scopes: kept.preset.scopes().iter().map(ToString::to_string).collect(),
        group_claim: kept.group_claim(),
        transport: outside.transport,
        client_id: kept.client_id,
    })
}

/// Where people come back to from signing out at a provider.
pub(crate) fn sign_out_url(app: &App) -> String {
    format!("{}sign-in", app.settings().base_url)
}

pub(super) fn details(app: &App, provider: &StoredProvider) -> Result<OidcDetails> {
    let kept = Oidc::of(provider)?;
    Ok(OidcDetails {
        preset: word(kept.preset),
        group_claim: kept.group_claim(),
        values: kept.values,
        client_id: kept.client_id,
        client_secret: provider.secret.as_ref().map(|_| HIDDEN.to_owned()),
        redirect_url: address(app, provider.id, "callback")?.into(),
        sign_out: kept.sign_out,
        sign_out_url: sign_out_url(app),
    })
}
