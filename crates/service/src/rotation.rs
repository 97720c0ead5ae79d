//! Another master key in place of the present one: everything that is sealed is sealed anew in one transaction,
//! and the new key is beside the old one until that is saved, so that a crash at any point leaves a data folder
//! that opens.

use almanac_domain::{Clock, ProviderId, SessionId, SourceId, UserId};
use almanac_identity::MasterKey;
use almanac_store::audit::{Entry, append, organizations};
use almanac_store::sealed::{Sealed, SealedKind};
use almanac_store::{Db, Ids, Scope, Tx, sealed, secret_key};
use chrono::{DateTime, SubsecRound as _, Utc};
use serde_json::json;

use crate::audit::{self, Fault, HEAD};
use crate::{Error, Result, Settings, account, connected, keys, mail, provider, recovery, sso};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// How many secrets were sealed anew.
    pub secrets: usize,
    /// The id of the new key.
    pub id: String,
}

/// Why the key was not changed, though nothing went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRotated {
    /// A server or another command uses the data folder.
    #[error("the data folder is in use: stop the server first")]
    InUse,
    /// The key is configured, so it is not ours to make one.
    #[error(
        "the key is configured: give the next one as ALMANAC_NEXT_SECRET_KEY, and as ALMANAC_SECRET_KEY afterwards"
    )]
    NoNext,
    /// The audit log must be mended first: a new signature would hide what is wrong with it.
    #[error("the audit log is broken")]
    Broken(#[source] Fault),
    /// It is the present key.
    #[error("this is the present key")]
    Same,
}

/// Changes the master key. `next` is the new one in base64; one is made and written to the key file if there is
/// none. All servers of the database must have stopped.
///
/// # Errors
/// If the database or the folder fails; why it was not done otherwise is the inner error.
pub async fn rotate(
    settings: &Settings,
    clock: &dyn Clock,
    next: Option<&str>,
) -> Result<std::result::Result<Rotated, NotRotated>> {
    let (_lock, alone) = recovery::lock(&settings.data_dir)?;
    if !alone {
        return Ok(Err(NotRotated::InUse));
    }
    let configured = settings.secret_key.as_deref();
    if configured.is_some() && next.is_none() {
        return Ok(Err(NotRotated::NoNext));
    }
    let db = match &settings.database_url {
        Some(url) => Db::open(url).await?,
        None => Db::open_file(&settings.data_dir.join("almanac.db")).await?,
    };
    let now = clock.now().trunc_subsecs(6);
    let old = keys::load(&db, &settings.data_dir, configured, now).await?;
    let new = match next {
        Some(text) => MasterKey::parse(text).map_err(Error::internal)?,
        None => MasterKey::generate(&mut rand::rng()),
    };
    let done = if new.id() == old.id() {
        Err(NotRotated::Same)
    } else if let Err(fault) = audit::whole(&db, settings).await? {
        Err(NotRotated::Broken(fault))
    } else {
        if configured.is_none() {
            keys::put_beside(&settings.data_dir, &new)?;
        }
        let secrets = seal_anew(&db, (&old, &new), now).await?;
        if configured.is_none() {
            keys::take_next(&settings.data_dir)?;
        }
        Ok(Rotated { secrets, id: new.id() })
    };
    db.close().await;
    Ok(done)
}

async fn seal_anew(db: &Db, (old, new): (&MasterKey, &MasterKey), now: DateTime<Utc>) -> Result<usize> {
    let mut tx = db.write(Scope::System).await?;
    sealed::forget_sign_ins(&mut tx).await?;
    let mut secrets = 0;
    for kind in SealedKind::ALL {
        for one in sealed::all(&mut tx, kind).await? {
            let text = again((old, new), &one.text, &place(&one))?;
            sealed::put(&mut tx, &Sealed { text, ..one }).await?;
            secrets += 1;
        }
    }
    keep_signing(&mut tx, (old, new), now).await?;
    let ids = Ids::default();
    for org in organizations(&mut tx).await? {
        tx = tx.narrow(org).await?;
        let entry = Entry {
            id: ids.next(now),
            actor: None,
            key: None,
            action: "secret.rotate".to_owned(),
            object_type: "organization".to_owned(),
            object_id: Some(org.0),
            at: now,
            address: None,
            request_id: None,
            detail: json!({ "key": new.id() }),
        };
        append(&mut tx, &entry, |message| new.authenticate(HEAD, message)).await?;
    }
    tx.save().await?;
    Ok(secrets)
}

/// Ends the use of the old key. What it and those before it signed with is kept, sealed with the new one.
async fn keep_signing(tx: &mut Tx, (old, new): (&MasterKey, &MasterKey), now: DateTime<Utc>) -> Result<()> {
    for (id, signing) in secret_key::former(tx).await? {
        let signing = again((old, new), &signing, &keys::place(&id))?;
        secret_key::keep_signing(tx, &id, &signing).await?;
    }
    let id = old.id();
    let signing = new.seal(&mut rand::rng(), old.signing(HEAD).as_bytes(), &keys::place(&id));
    secret_key::retire(tx, &id, now).await?;
    secret_key::keep_signing(tx, &id, &signing.map_err(Error::internal)?).await?;
    Ok(secret_key::insert(tx, &new.id(), now).await?)
}

fn again((old, new): (&MasterKey, &MasterKey), text: &[u8], place: &str) -> Result<Vec<u8>> {
    let plain = old.open(text, place).map_err(Error::internal)?;
    new.seal(&mut rand::rng(), &plain, place).map_err(Error::internal)
}

/// Where it is sealed for.
fn place(one: &Sealed) -> String {
    match one.kind {
        SealedKind::Provider => provider::place(one.org, ProviderId(one.id)),
        SealedKind::Source => connected::place(one.org, SourceId(one.id)),
        SealedKind::Session => sso::token_place(one.org, SessionId(one.id)),
        SealedKind::Mail => mail::place(one.id),
        SealedKind::Totp => account::totp_place(UserId(one.id)),
    }
}
