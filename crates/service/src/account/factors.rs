//! Second factors: what a person has, the authenticator app, and recovery codes.

use almanac_domain::factor::{Code, EnableTotp, Factors, RecoveryCodes, SecondFactor, TotpSetUp};
use almanac_domain::{Actor, SessionId, UserId};
use almanac_identity::TotpSecret;
use almanac_store::{Scope, Tx, factor, passkey, session, user};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, SessionSecret, access};

/// The issuer that authenticator apps show.
const ISSUER: &str = "Almanac";

/// With what the person can prove who they are.
pub async fn factors(app: &App, actor: &Actor) -> Result<Factors> {
    access::own_session(actor)?;
    let mut tx = app.db().read(Scope::System).await?;
    let account = user::find_account(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    let totp = factor::find_totp(&mut tx, actor.user_id).await?;
    let passkeys = passkey::list(&mut tx, actor.user_id).await?;
    Ok(Factors {
        password: account.password_hash.is_some(),
        totp: totp.and_then(|totp| totp.enabled_at),
        recovery_codes: factor::count_codes(&mut tx, actor.user_id).await?,
        passkeys: passkeys.into_iter().map(|stored| stored.passkey).collect(),
    })
}

/// Whether the person has a second factor, for organizations that ask for one.
pub async fn has_second_factor(app: &App, user: UserId) -> Result<bool> {
    let mut tx = app.db().read(Scope::System).await?;
    Ok(!kinds(&mut tx, user).await?.is_empty())
}

/// What the person can prove themselves with after the password. Recovery codes stand in for a factor, so alone
/// they are none.
pub(super) async fn kinds(tx: &mut Tx, user: UserId) -> Result<Vec<SecondFactor>> {
    let mut kinds = Vec::new();
    if factor::find_totp(tx, user).await?.is_some_and(|totp| totp.enabled_at.is_some()) {
        kinds.push(SecondFactor::Totp);
    }
    if !passkey::list(tx, user).await?.is_empty() {
        kinds.push(SecondFactor::Passkey);
    }
    if !kinds.is_empty() && factor::count_codes(tx, user).await? > 0 {
        kinds.push(SecondFactor::RecoveryCode);
    }
    Ok(kinds)
}

/// Uses a code up: of the authenticator app if it has six digits, a recovery code otherwise. Says which it was,
/// and nothing if it is wrong.
pub(super) async fn use_code(
    app: &App,
    tx: &mut Tx,
    user: UserId,
    code: &Code,
) -> Result<Option<SecondFactor>> {
    if plain(code).len() == 6 {
        return Ok(use_totp(app, tx, user, code, true).await?.then_some(SecondFactor::Totp));
    }
    let used = factor::use_code(tx, user, &almanac_identity::recovery_hash(&code.0), app.now()).await?;
    Ok(used.then_some(SecondFactor::RecoveryCode))
}

/// Uses a code of the authenticator app up, and says whether it was right. An app that is not `enabled` yet has
/// its first code checked here too.
pub(super) async fn use_totp(
    app: &App,
    tx: &mut Tx,
    user: UserId,
    code: &Code,
    enabled: bool,
) -> Result<bool> {
    let Some(totp) = factor::find_totp(tx, user).await? else { return Ok(false) };
    if totp.enabled_at.is_some() != enabled {
        return Ok(false);
    }
    let secret = open(app, user, &totp.secret)?;
    match secret.find(&plain(code), app.now().timestamp(), totp.last_step) {
        Some(step) => Ok(factor::use_step(tx, user, step).await?),
        None => Ok(false),
    }
}

/// A code as it is typed, without spaces and hyphens.
fn plain(code: &Code) -> String {
    code.0.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// The place in which the secret of a person's app is sealed.
pub(crate) fn place(user: UserId) -> String {
    format!("totp/{user}")
}

fn open(app: &App, user: UserId, sealed: &[u8]) -> Result<TotpSecret> {
    let bytes = app.unseal(sealed, &place(user))?;
    TotpSecret::from_bytes(&bytes).ok_or_else(|| Error::internal("a secret of another length"))
}

/// Begins to set up an authenticator app. It counts when its first code was right.
pub async fn begin_totp(app: &App, actor: &Actor) -> Result<TotpSetUp> {
    access::confirmed_session(app, actor)?;
    let user = actor.user_id;
    let secret = TotpSecret::generate(&mut rand::rng());
    let sealed = app.seal(secret.as_bytes(), &place(user))?;
    let mut tx = app.db().write(Scope::System).await?;
    let account = user::find_account(&mut tx, user).await?.ok_or(Error::Unauthenticated)?;
    match factor::put_totp(&mut tx, user, &sealed, app.now()).await {
        Err(almanac_store::Error::NotFound(_)) => {
            return Err(Error::Conflict("there is an authenticator app already".to_owned()));
        }
        other => other?,
    }
    let mut tx = tx.narrow(actor.org_id).await?;
    record(app, &mut tx, actor, "account.begin_totp", Object("user", user.0), json!({})).await?;
    tx.save().await?;
    set_up(&secret, &account.user.email)
}

/// What the app that is being set up needs to know.
pub async fn totp_set_up(app: &App, actor: &Actor) -> Result<TotpSetUp> {
    access::confirmed_session(app, actor)?;
    let mut tx = app.db().read(Scope::System).await?;
    let account = user::find_account(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    let totp = factor::find_totp(&mut tx, actor.user_id).await?;
    let totp = totp.filter(|totp| totp.enabled_at.is_none()).ok_or(Error::NotFound)?;
    set_up(&open(app, actor.user_id, &totp.secret)?, &account.user.email)
}

fn set_up(secret: &TotpSecret, email: &str) -> Result<TotpSetUp> {
    let uri = secret.uri(ISSUER, email);
    let qr_svg = almanac_identity::qr_svg(&uri).ok_or_else(|| Error::internal("too long for a QR code"))?;
    Ok(TotpSetUp { secret: secret.to_base32(), uri, qr_svg })
}

/// Ends the set-up of an authenticator app with its first code. Gives recovery codes, and the session another
/// secret.
pub async fn enable_totp(
    app: &App,
    actor: &Actor,
    input: EnableTotp,
) -> Result<(RecoveryCodes, SessionSecret)> {
    let session = access::confirmed_session(app, actor)?;
    let mut tx = app.db().write(Scope::System).await?;
    if factor::find_totp(&mut tx, actor.user_id).await?.is_none_or(|totp| totp.enabled_at.is_some()) {
        return Err(Error::NotFound);
    }
    if !use_totp(app, &mut tx, actor.user_id, &input.code, false).await? {
        return Err(Error::field("code", "is not the one that the app shows now"));
    }
    factor::enable_totp(&mut tx, actor.user_id, app.now()).await?;
    let codes = new_codes(app, &mut tx, actor.user_id).await?;
    let secret = changed(app, tx, actor, session, "account.enable_totp").await?;
    Ok((codes, secret))
}

/// Removes the authenticator app, and the recovery codes if no other factor is left.
pub async fn disable_totp(app: &App, actor: &Actor) -> Result<SessionSecret> {
    let session = access::confirmed_session(app, actor)?;
    let mut tx = app.db().write(Scope::System).await?;
    factor::delete_totp(&mut tx, actor.user_id).await?;
    forget_codes(app, &mut tx, actor.user_id).await?;
    changed(app, tx, actor, session, "account.disable_totp").await
}

/// Replaces the recovery codes; the old ones are worth nothing.
pub async fn renew_recovery_codes(app: &App, actor: &Actor) -> Result<RecoveryCodes> {
    access::confirmed_session(app, actor)?;
    let mut tx = app.db().write(Scope::System).await?;
    if kinds(&mut tx, actor.user_id).await?.is_empty() {
        return Err(Error::Conflict("recovery codes need a second factor".to_owned()));
    }
    let codes = new_codes(app, &mut tx, actor.user_id).await?;
    let mut tx = tx.narrow(actor.org_id).await?;
    let object = Object("user", actor.user_id.0);
    record(app, &mut tx, actor, "account.renew_recovery_codes", object, json!({})).await?;
    tx.save().await?;
    Ok(codes)
}

async fn new_codes(app: &App, tx: &mut Tx, user: UserId) -> Result<RecoveryCodes> {
    let codes = almanac_identity::recovery_codes(&mut rand::rng());
    let hashes: Vec<_> = codes.iter().map(|code| almanac_identity::recovery_hash(code)).collect();
    factor::replace_codes(tx, user, &hashes, app.now()).await?;
    Ok(RecoveryCodes { codes })
}

/// Removes the recovery codes of somebody without a second factor.
pub(super) async fn forget_codes(app: &App, tx: &mut Tx, user: UserId) -> Result<()> {
    if kinds(tx, user).await?.is_empty() {
        factor::replace_codes(tx, user, &[], app.now()).await?;
    }
    Ok(())
}

/// Ends a unit of work that changed with what the person proves who they are: it is written down, and their
/// session gets another secret.
pub(super) async fn changed(
    app: &App,
    tx: Tx,
    actor: &Actor,
    session: SessionId,
    action: &str,
) -> Result<SessionSecret> {
    let mut tx = tx.narrow(actor.org_id).await?;
    let secret = SessionSecret(almanac_identity::generate(&mut rand::rng()));
    let hash = almanac_identity::hash(&secret.0);
    session::confirm(&mut tx, actor.user_id, session, app.now(), &hash).await?;
    record(app, &mut tx, actor, action, Object("user", actor.user_id.0), json!({})).await?;
    tx.save().await?;
    Ok(secret)
}
