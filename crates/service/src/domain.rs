//! Domains of the organization. Who may say that an address is one of its people is decided by DNS, or by the
//! operator.

use almanac_domain::sso::{Domain, DomainInput};
use almanac_domain::{Actor, DomainId, OrgCapability, OrgId};
use almanac_store::domain::{self, StoredDomain};
use serde_json::json;
use url::Host;

use crate::audit::{Object, record, record_by};
use crate::sso::Outside;
use crate::{App, Error, Result, access};

const LABEL: &str = "_almanac";
const VALUE: &str = "almanac-domain-verification=";
const TAKEN: &str = "the domain is verified in another organization";

/// The domains of the organization.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Domain>> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let mut tx = app.read(actor.org_id).await?;
    Ok(domain::list(&mut tx).await?.into_iter().map(shown).collect())
}

/// Adds a domain, which is to be proven then.
pub async fn add(app: &App, actor: &Actor, input: &DomainInput) -> Result<Domain> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let made = new(app, &input.name)?;
    let mut tx = app.write(actor.org_id).await?;
    domain::insert(&mut tx, &made).await?;
    let detail = json!({ "name": made.name });
    record(app, &mut tx, actor, "domain.add", Object("domain", made.id.0), detail).await?;
    tx.save().await?;
    Ok(shown(made))
}

/// Looks whether the record that proves a domain is in its DNS.
pub async fn verify(app: &App, outside: &Outside, actor: &Actor, id: DomainId) -> Result<Domain> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let found = domain::get(&mut app.read(actor.org_id).await?, id).await?;
    if found.verified_at.is_some() {
        return Ok(shown(found));
    }
    let wanted = shown(found.clone());
    let records = outside.txt.lookup(&wanted.record_name).await;
    let records = records.map_err(|error| Error::field("name", error.to_string()))?;
    if !records.iter().any(|record| record.trim() == wanted.record_value) {
        let message = format!("the TXT record {} does not have the text to prove it", wanted.record_name);
        return Err(Error::field("name", message));
    }
    let now = app.now();
    let mut tx = app.write(actor.org_id).await?;
    domain::verify(&mut tx, id, now).await.map_err(taken)?;
    let detail = json!({ "name": found.name, "by": "dns" });
    record(app, &mut tx, actor, "domain.verify", Object("domain", id.0), detail).await?;
    tx.save().await?;
    Ok(Domain { verified_at: Some(now), ..wanted })
}

/// Removes a domain: its addresses cannot become members by single sign-on any more.
pub async fn remove(app: &App, actor: &Actor, id: DomainId) -> Result<()> {
    access::require_org(actor, OrgCapability::OrgManage)?;
    let mut tx = app.write(actor.org_id).await?;
    let found = domain::get(&mut tx, id).await?;
    domain::delete(&mut tx, id).await?;
    let detail = json!({ "name": found.name });
    record(app, &mut tx, actor, "domain.remove", Object("domain", id.0), detail).await?;
    Ok(tx.save().await?)
}

/// Says for the operator that a domain is the organization's, which may not have added it yet.
pub async fn vouch(app: &App, org: OrgId, name: &str) -> Result<()> {
    let mut made = new(app, name)?;
    let mut tx = app.write(org).await?;
    almanac_store::organization::get(&mut tx).await?;
    match domain::find_by_name(&mut tx, &made.name).await? {
        Some(found) if found.verified_at.is_some() => return Ok(()),
        Some(found) => {
            domain::verify(&mut tx, found.id, app.now()).await.map_err(taken)?;
            made = found;
        }
        None => {
            made.verified_at = Some(app.now());
            domain::insert(&mut tx, &made).await.map_err(taken)?;
        }
    }
    let detail = json!({ "name": made.name, "by": "operator" });
    record_by(app, &mut tx, None, "domain.verify", Object("domain", made.id.0), detail).await?;
    Ok(tx.save().await?)
}

/// The domain of an e-mail address as domains are stored.
pub(crate) fn of_address(address: &str) -> Option<String> {
    address.rsplit_once('@').and_then(|(_, host)| normal(host))
}

/// Lower case, ASCII, no dot at the end; at least two labels.
fn normal(name: &str) -> Option<String> {
    let name = name.trim().trim_end_matches('.');
    let Ok(Host::Domain(name)) = Host::parse(name) else { return None };
    (name.contains('.') && name.len() <= 240).then_some(name)
}

fn new(app: &App, name: &str) -> Result<StoredDomain> {
    let name = normal(name).ok_or_else(|| Error::field("name", "must be a domain such as example.org"))?;
    Ok(StoredDomain {
        id: DomainId(app.new_id()),
        name,
        token: almanac_identity::generate(&mut rand::rng()),
        verified_at: None,
        created_at: app.now(),
    })
}

fn taken(error: almanac_store::Error) -> Error {
    match error {
        almanac_store::Error::Exists(_) => Error::Conflict(TAKEN.to_owned()),
        other => other.into(),
    }
}

fn shown(domain: StoredDomain) -> Domain {
    Domain {
        record_name: format!("{LABEL}.{}", domain.name),
        record_value: format!("{VALUE}{}", domain.token),
        id: domain.id,
        name: domain.name,
        verified_at: domain.verified_at,
        created_at: domain.created_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domain_of_an_address_is_in_lower_case_and_ascii() {
        assert_eq!(of_address("Ann@Example.ORG").as_deref(), Some("example.org"));
        assert_eq!(of_address("ann@exämple.de").as_deref(), Some("xn--exmple-cua.de"));
        assert_eq!(of_address("a@evil.test@example.org").as_deref(), Some("example.org"));
        for none in ["ann", "ann@localhost", "ann@[::1]", "ann@127.0.0.1", "ann@", "ann@a b.de"] {
            assert_eq!(of_address(none), None, "{none}");
        }
    }
}
