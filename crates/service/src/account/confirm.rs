//! Proving again who somebody is, before sensitive acts.

use almanac_domain::Actor;
use almanac_domain::factor::{PasskeyPurpose, Proof};
use almanac_store::Scope;

use super::{factors, passkeys, sign_in, throttle};
use crate::{App, Client, Error, Result, SessionSecret, access};

/// Proves again who the person is; their session gets another secret. Wrong proofs count like wrong passwords.
pub async fn confirm(app: &App, actor: &Actor, proof: Proof, client: &Client) -> Result<SessionSecret> {
    let session = access::own_session(actor)?;
    let mut tx = app.db().read(Scope::System).await?;
    let (account, place) = sign_in::find_place(&mut tx, actor.user_id).await?;
    drop(tx);
    let attempt = throttle::begin(app, &account.user.email, client).await?;
    let mut field = "password";
    let mut tx = None;
    let right = match proof {
        Proof::Password(password) if password.0.chars().count() <= 1024 => {
            let stored = account.password_hash.clone();
            app.passwords().verify(password.0, stored).await.map_err(Error::internal)?
        }
        Proof::Password(_) => false,
        Proof::Code(code) => {
            field = "code";
            let tx = tx.insert(app.db().write(Scope::System).await?);
            factors::use_totp(app, tx, actor.user_id, &code, true).await?
        }
        Proof::Passkey(answer) => {
            field = "passkey";
            let used = passkeys::verify(app, answer, PasskeyPurpose::Confirm).await?;
            used.is_some_and(|(by, used)| {
                tx = Some(used);
                by == actor.user_id
            })
        }
    };
    if !right {
        drop(tx);
        sign_in::note_refused(app, &account, &place, "account.confirm_refused").await?;
        return Err(attempt.wrong_as(Error::field(field, "is wrong")));
    }
    let mut tx = match tx {
        Some(tx) => tx,
        None => app.db().write(Scope::System).await?,
    };
    throttle::take_back(&mut tx, &attempt).await?;
    factors::changed(app, tx, actor, session, "account.confirm").await
}
