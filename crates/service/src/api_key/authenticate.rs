//! From a key to the actor: one read, and a write once a minute.

use std::net::IpAddr;

use almanac_domain::{Actor, Via};
use almanac_store::api_key::StoredKey;
use almanac_store::{Scope, api_key};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::account::throttle;
use crate::audit::{Object, record_by};
use crate::{App, Client, Error, Result};

/// The use of a key is written down at most this often.
const TOUCH: TimeDelta = TimeDelta::seconds(60);

/// Who comes with this key. Every key that is not good gets the same answer; too many of them from an address
/// have to wait.
pub async fn authenticate(app: &App, text: &str, client: &Client) -> Result<Actor> {
    let Some(prefix) = almanac_identity::key_prefix(text) else {
        return Err(throttle::wrong_key(app, client).await?);
    };
    let mut tx = app.db().read(Scope::System).await?;
    let found = api_key::find_by_prefix(&mut tx, prefix).await?;
    drop(tx);
    let Some(key) = found else { return Err(throttle::wrong_key(app, client).await?) };
    let now = app.now();
    if let Some(reason) = refusal(&key, text, client, now) {
        return Err(refuse(app, &key, reason, client).await?);
    }
    if key.last_used_at.is_none_or(|last| now - last >= TOUCH) {
        let mut tx = app.write(key.org_id).await?;
        api_key::touch(&mut tx, key.id, now, &client.address).await?;
        tx.save().await?;
    }
    Ok(Actor {
        user_id: key.user_id,
        org_id: key.org_id,
        org_role: key.role,
        via: Via::Key { id: key.id, scopes: key.scopes },
    })
}

/// Why a key is not good, if it is not.
fn refusal(key: &StoredKey, text: &str, client: &Client, now: DateTime<Utc>) -> Option<&'static str> {
    let hash = almanac_identity::hash(text);
    let present = almanac_identity::same(&key.secret_hash, &hash);
    let old = key
        .old_secret
        .as_ref()
        .is_some_and(|(old, until)| almanac_identity::same(old, &hash) && now < *until);
    let address = client.address.parse::<IpAddr>().ok();
    let here = |address| key.networks.iter().any(|network| network.contains(address));
    if !present && !old {
        Some("secret")
    } else if key.revoked_at.is_some() {
        Some("revoked")
    } else if key.expires_at.is_some_and(|end| end <= now) {
        Some("expired")
    } else if !key.active {
        Some("deactivated")
    } else if !key.networks.is_empty() && !address.is_some_and(here) {
        Some("address")
    } else {
        None
    }
}

/// Counts and records that a key was refused; what it is answered.
async fn refuse(app: &App, key: &StoredKey, reason: &str, client: &Client) -> Result<Error> {
    let answer = throttle::wrong_key(app, client).await?;
    if matches!(answer, Error::Unauthenticated) {
        let mut tx = app.write(key.org_id).await?;
        let detail = json!({ "reason": reason });
        record_by(app, &mut tx, None, "key.refused", Object("key", key.id.0), detail).await?;
        tx.save().await?;
    }
    Ok(answer)
}
