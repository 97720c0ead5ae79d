//! Choosing another password.

use almanac_domain::Actor;
use almanac_domain::account::Password;
use almanac_domain::factor::ChangePassword;
use almanac_store::{Scope, pending, session, user};

use super::factors;
use crate::{App, Error, Result, SessionSecret, access};

/// Refuses the passwords that are tried first.
pub(crate) fn refuse_common(password: &Password) -> Result<()> {
    if almanac_identity::is_common(&password.0) {
        return Err(Error::field("password", "is one of the passwords that everybody tries first"));
    }
    Ok(())
}

/// Sets the password of the person, their first one too. Ends their other sessions and the sign-ins under way,
/// and gives the present session another secret.
pub async fn change_password(app: &App, actor: &Actor, input: ChangePassword) -> Result<SessionSecret> {
    let kept = access::confirmed_session(app, actor)?;
    input.validate()?;
    refuse_common(&input.password)?;
    let hash = app.passwords().hash(input.password.0).await.map_err(Error::internal)?;
    let mut tx = app.db().write(Scope::System).await?;
    user::set_password_hash(&mut tx, actor.user_id, &hash).await?;
    session::delete_others(&mut tx, actor.user_id, kept).await?;
    pending::delete_of(&mut tx, actor.user_id).await?;
    factors::changed(app, tx, actor, kept, "account.change_password").await
}
