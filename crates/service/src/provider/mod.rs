//! Identity providers of the organization, kept by its administrators. Secrets go in and never come out.

mod oidc;
mod saml;

use almanac_domain::sso::{Preset, Provider, ProviderInput, ProviderKind};
use almanac_domain::{Actor, OrgCapability, OrgId, ProviderId};
use almanac_identity::federation::{GroupMapping, GroupRule};
use almanac_identity::oidc as flow;
use almanac_store::identity_provider::{self, StoredProvider};
use serde_json::{Value, json};
use url::Url;

use crate::audit::{Object, record};
use crate::sso::Outside;
use crate::{App, Error, Result, access};

pub(crate) use oidc::{Oidc, settings as oidc_settings, sign_out_url};
pub use saml::metadata;
pub(crate) use saml::{key as saml_key, may_begin_there, ours, read as read_saml};

/// A provider that is to be stored.
struct Made {
    issuer: String,
    settings: Value,
    secret: Option<Vec<u8>>,
}

/// The providers of the organization.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Provider>> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let found = identity_provider::list(&mut app.read(actor.org_id).await?).await?;
    found.into_iter().map(|provider| shown(app, provider)).collect()
}

/// A provider of the organization.
pub async fn get(app: &App, actor: &Actor, id: ProviderId) -> Result<Provider> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    shown(app, identity_provider::get(&mut app.read(actor.org_id).await?, id).await?)
}

/// Adds a provider, if it answers.
pub async fn create(app: &App, outside: &Outside, actor: &Actor, input: ProviderInput) -> Result<Provider> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    input.validate()?;
    let id = ProviderId(app.new_id());
    let (kind, made) = make(app, outside, (actor.org_id, id), &input, None).await?;
    let now = app.now();
    let stored = StoredProvider {
        id,
        org_id: actor.org_id,
        name: input.name.trim().to_owned(),
        kind,
        enabled: input.enabled,
        issuer: made.issuer,
        settings: made.settings,
        secret: made.secret,
        mapping: input.mapping,
        created_at: now,
        updated_at: now,
    };
    let mut tx = app.write(actor.org_id).await?;
    identity_provider::insert(&mut tx, &stored).await?;
    let object = Object("identity_provider", id.0);
    record(app, &mut tx, actor, "identity_provider.create", object, told(&stored)).await?;
    tx.save().await?;
    shown(app, stored)
}

/// Changes a provider, if it answers. A secret that is left out stays.
pub async fn update(
    app: &App,
    outside: &Outside,
    actor: &Actor,
    id: ProviderId,
    input: ProviderInput,
) -> Result<Provider> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let before = identity_provider::get(&mut app.read(actor.org_id).await?, id).await?;
    input.validate()?;
    let (kind, made) = make(app, outside, (actor.org_id, id), &input, Some(&before)).await?;
    if kind != before.kind {
        return Err(Error::field("oidc", "the kind of a provider cannot be changed"));
    }
    let stored = StoredProvider {
        name: input.name.trim().to_owned(),
        enabled: input.enabled,
        issuer: made.issuer,
        settings: made.settings,
        secret: made.secret,
        mapping: input.mapping,
        updated_at: app.now(),
        ..before
    };
    let mut tx = app.write(actor.org_id).await?;
    identity_provider::update(&mut tx, &stored).await?;
    let object = Object("identity_provider", id.0);
    record(app, &mut tx, actor, "identity_provider.update", object, told(&stored)).await?;
    tx.save().await?;
    shown(app, stored)
}

/// Removes a provider. Who came by it only cannot sign in any more; their work stays.
pub async fn delete(app: &App, actor: &Actor, id: ProviderId) -> Result<()> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let mut tx = app.write(actor.org_id).await?;
    identity_provider::delete(&mut tx, id).await?;
    let object = Object("identity_provider", id.0);
    record(app, &mut tx, actor, "identity_provider.delete", object, json!({})).await?;
    Ok(tx.save().await?)
}

/// The kinds of OIDC providers that are known.
pub fn presets() -> Vec<Preset> {
    let preset = |preset: flow::Preset| Preset {
        name: oidc::word(preset),
        issuer: preset.issuer_template().to_owned(),
        places: preset.places().iter().map(ToString::to_string).collect(),
    };
    flow::Preset::ALL.into_iter().map(preset).collect()
}

/// The rules of a provider, as the flows know them.
pub(crate) fn mapping(provider: &StoredProvider) -> GroupMapping<almanac_domain::OrgRole> {
    let rules = provider.mapping.rules.iter();
    GroupMapping {
        rules: rules.map(|rule| GroupRule { group: rule.group.clone(), role: rule.role }).collect(),
        otherwise: provider.mapping.otherwise,
    }
}

/// An address of ours for one provider alone.
pub(crate) fn address(app: &App, id: ProviderId, last: &str) -> Result<Url> {
    let text = format!("{}auth/{id}/{last}", app.settings().base_url);
    text.parse().map_err(Error::internal)
}

/// Where a secret of a provider is sealed for.
pub(crate) fn place(org: OrgId, id: ProviderId) -> String {
    format!("{org}/identity_providers/{id}/secret")
}

async fn make(
    app: &App,
    outside: &Outside,
    place: (OrgId, ProviderId),
    input: &ProviderInput,
    before: Option<&StoredProvider>,
) -> Result<(ProviderKind, Made)> {
    match (&input.oidc, &input.saml) {
        (Some(input), None) => {
            Ok((ProviderKind::Oidc, oidc::make(app, outside, place, input, before).await?))
        }
        (None, Some(input)) => {
            Ok((ProviderKind::Saml, saml::make(app, outside, place, input, before).await?))
        }
        _ => Err(Error::field("oidc", "give either oidc or saml")),
    }
}

/// What the audit log tells of a provider.
fn told(provider: &StoredProvider) -> Value {
    json!({
        "name": provider.name,
        "kind": provider.kind,
        "enabled": provider.enabled,
        "issuer": provider.issuer,
        "mapping": provider.mapping,
    })
}

fn shown(app: &App, provider: StoredProvider) -> Result<Provider> {
    let (oidc, saml) = match provider.kind {
        ProviderKind::Oidc => (Some(oidc::details(app, &provider)?), None),
        ProviderKind::Saml => (None, Some(saml::details(app, &provider)?)),
    };
    Ok(Provider {
        id: provider.id,
        name: provider.name,
        kind: provider.kind,
        enabled: provider.enabled,
        issuer: provider.issuer,
        oidc,
        saml,
        mapping: provider.mapping,
        created_at: provider.created_at,
        updated_at: provider.updated_at,
    })
}
