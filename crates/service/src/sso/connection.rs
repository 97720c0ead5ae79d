//! Who a person is at the providers of their organization.

use almanac_domain::sso::{Connected, Connection, Way};
use almanac_domain::{Actor, ConnectionId};
use almanac_store::{Scope, external_identity, identity_provider, passkey, user};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// The enabled providers of the organization, and how the person is connected with them.
pub async fn connections(app: &App, actor: &Actor) -> Result<Vec<Connection>> {
    access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    let mut own = external_identity::of_user(&mut tx, actor.user_id).await?;
    let providers = identity_provider::list(&mut tx).await?;
    let shown = providers.into_iter().filter_map(|provider| {
        let at = own.iter().position(|identity| identity.provider_id == provider.id);
        let connected = at.map(|at| own.swap_remove(at)).map(|identity| Connected {
            id: identity.id,
            subject: identity.subject,
            created_at: identity.created_at,
            last_sign_in_at: identity.last_sign_in_at,
        });
        let provider_shown = provider.enabled || connected.is_some();
        let way = Way { id: provider.id, name: provider.name };
        provider_shown.then_some(Connection { provider: way, connected })
    });
    Ok(shown.collect())
}

/// Ends a connection, if the person has a password or a passkey, or is connected with another provider.
pub async fn disconnect(app: &App, actor: &Actor, id: ConnectionId) -> Result<()> {
    access::confirmed_session(app, actor)?;
    let mut tx = app.db().write(Scope::System).await?;
    let account = user::find_account(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    let own = account.password_hash.is_some() || !passkey::list(&mut tx, actor.user_id).await?.is_empty();
    let mut tx = tx.narrow(actor.org_id).await?;
    external_identity::delete(&mut tx, actor.user_id, id).await?;
    if !own && external_identity::of_user(&mut tx, actor.user_id).await?.is_empty() {
        return Err(Error::Conflict("it is the only way to sign in: set a password first".to_owned()));
    }
    record(app, &mut tx, actor, "account.disconnect", Object("connection", id.0), json!({})).await?;
    Ok(tx.save().await?)
}
