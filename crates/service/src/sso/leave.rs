//! Signing out at the provider too (OpenID Connect RP-Initiated Logout 1.0).

use almanac_domain::{Actor, OrgId, SessionId};
use almanac_identity::federation::Secret;
use almanac_identity::oidc::logout_url;
use almanac_identity::saml::Outgoing;
use almanac_store::{identity_provider, session};

use super::Outside;
use crate::{App, Error, Result, provider};

/// Where an ID token is sealed for.
pub(crate) fn place(org: OrgId, session: SessionId) -> String {
    format!("{org}/sessions/{session}/id_token")
}

/// The name of the provider that vouched for the present session, and where the browser is signed out there; nothing
/// if that is not wanted, or if the provider does not answer or offer it. It is asked for before the session ends.
pub async fn way_out(app: &App, outside: &Outside, actor: &Actor) -> Result<Option<(String, Outgoing)>> {
    let Some(session) = actor.session_id() else { return Ok(None) };
    let mut tx = app.read(actor.org_id).await?;
    let Some((id, sealed)) = session::provider(&mut tx, actor.user_id, session).await? else {
        return Ok(None);
    };
    let found = match identity_provider::get(&mut tx, id).await {
        Ok(found) => found,
        Err(almanac_store::Error::NotFound(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    if !found.enabled || !provider::Oidc::of(&found)?.sign_out {
        return Ok(None);
    }
    let token = app.unseal(&sealed, &place(actor.org_id, session))?;
    let token = Secret(String::from_utf8(token).map_err(Error::internal)?);
    let back = provider::sign_out_url(app).parse().map_err(Error::internal)?;
    let settings = provider::oidc_settings(app, outside, &found)?;
    match outside.providers.get(&outside.fetch, &settings, app.now()).await {
        Ok(there) => {
            let url = logout_url(&there, &settings, Some(&token), &back);
            Ok(url.map(|url| (found.name, Outgoing::Redirect(url))))
        }
        Err(error) => {
            tracing::warn!(provider = %found.id, %error, "an identity provider does not answer");
            Ok(None)
        }
    }
}
