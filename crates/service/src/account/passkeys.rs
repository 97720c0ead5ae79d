//! Passkeys: registration, removal, and signing in with them, after a password or alone.

use almanac_domain::account::{Me, SignInMethod};
use almanac_domain::factor::{
    AddPasskey, AskPasskey, Code, Passkey, PasskeyAnswer, PasskeyChallenge, PasskeyPurpose, SecondFactor,
};
use almanac_domain::{Actor, PasskeyId, UserId};
use almanac_identity::{Credential, PasskeyError, Passkeys};
use almanac_store::passkey::{Challenge, StoredPasskey};
use almanac_store::{Scope, Tx, passkey, pending, user};
use serde_json::json;

use super::sign_in::{PENDING, Proven};
use super::{factors, sign_in};
use crate::audit::{Object, record};
use crate::{App, Client, Error, Result, SessionSecret, access};

fn site(app: &App) -> Result<&Passkeys> {
    let missing = || Error::Conflict("passkeys need a public address with a name".to_owned());
    app.passkeys().ok_or_else(missing)
}

fn credentials(stored: Vec<StoredPasskey>) -> Vec<Credential> {
    stored.into_iter().map(credential).collect()
}

fn credential(stored: StoredPasskey) -> Credential {
    Credential { id: stored.credential_id, key: stored.credential }
}

/// Begins a ceremony with a passkey: what the browser is to do.
pub async fn ask_passkey(app: &App, actor: Option<&Actor>, input: AskPasskey) -> Result<PasskeyChallenge> {
    let signed_in = || actor.ok_or(Error::Unauthenticated);
    let mut tx = app.db().write(Scope::System).await?;
    let (asked, user) = match input.purpose {
        PasskeyPurpose::SignIn => (site(app)?.ask_anybody(), None),
        PasskeyPurpose::Register => {
            let actor = signed_in()?;
            access::confirmed_session(app, actor)?;
            let person =
                user::find_account(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?.user;
            let known = credentials(passkey::list(&mut tx, person.id).await?);
            (site(app)?.register(person.id.0, &person.email, &person.name, &known), Some(person.id))
        }
        PasskeyPurpose::Confirm => {
            let actor = signed_in()?;
            access::own_session(actor)?;
            (ask_person(app, &mut tx, actor.user_id).await?, Some(actor.user_id))
        }
        PasskeyPurpose::SecondFactor => {
            let token = input.pending.ok_or(Error::Unauthenticated)?;
            let user = sign_in::pending_user(app, &mut tx, &token).await?;
            (ask_person(app, &mut tx, user).await?, Some(user))
        }
    };
    let asked = asked.map_err(Error::internal)?;
    let (token, now) = (almanac_identity::generate(&mut rand::rng()), app.now());
    let challenge =
        Challenge { user_id: user, purpose: input.purpose, state: asked.state, expires_at: now + PENDING };
    passkey::insert_challenge(&mut tx, &almanac_identity::hash(&token), &challenge, now).await?;
    tx.save().await?;
    Ok(PasskeyChallenge { token: Code(token), options: asked.options })
}

async fn ask_person(
    app: &App,
    tx: &mut Tx,
    user: UserId,
) -> Result<std::result::Result<almanac_identity::Asked, PasskeyError>> {
    let known = credentials(passkey::list(tx, user).await?);
    if known.is_empty() {
        return Err(Error::Conflict("there is no passkey".to_owned()));
    }
    Ok(site(app)?.ask(&known))
}

/// Takes the challenge of an answer away: one answer is all it gets, right or wrong.
async fn take(app: &App, token: &Code, purpose: PasskeyPurpose) -> Result<Option<(Option<UserId>, String)>> {
    let mut tx = app.db().write(Scope::System).await?;
    let hash = almanac_identity::hash(&token.0);
    let taken = passkey::take_challenge(&mut tx, &hash, purpose, app.now()).await?;
    tx.save().await?;
    Ok(taken)
}

/// Checks the answer of a passkey. Says whose it is, in a unit of work that has used it; none if it is wrong.
pub(super) async fn verify(
    app: &App,
    answer: PasskeyAnswer,
    purpose: PasskeyPurpose,
) -> Result<Option<(UserId, Tx)>> {
    let Some((asked, state)) = take(app, &answer.token, purpose).await? else { return Ok(None) };
    let Some((claimed, id)) = wrong_is_none(Passkeys::claimed(&answer.credential))? else {
        return Ok(None);
    };
    let mut tx = app.db().write(Scope::System).await?;
    let Some(stored) = passkey::touch(&mut tx, &id, app.now()).await? else { return Ok(None) };
    let (owner, known) = (stored.user_id, credential(stored));
    let checked = match asked {
        Some(user) if user == owner => site(app)?.answered(answer.credential, &state, &known),
        None if claimed == Some(owner.0) => site(app)?.answered_by_anybody(answer.credential, &state, &known),
        _ => return Ok(None),
    };
    let Some(used) = wrong_is_none(checked)? else { return Ok(None) };
    passkey::update(&mut tx, &used.id, &used.key).await?;
    Ok(Some((owner, tx)))
}

fn wrong_is_none<T>(checked: std::result::Result<T, PasskeyError>) -> Result<Option<T>> {
    match checked {
        Ok(right) => Ok(Some(right)),
        Err(PasskeyError::Internal(text)) => Err(Error::internal(text)),
        Err(error) => {
            tracing::info!(error = &error as &dyn std::error::Error, "passkey refused");
            Ok(None)
        }
    }
}

/// Signs in with a passkey: alone, or as second factor of a pending sign-in.
pub async fn sign_in_with_passkey(
    app: &App,
    answer: PasskeyAnswer,
    pending: Option<Code>,
    client: &Client,
) -> Result<(Me, SessionSecret)> {
    let (purpose, proven) = if pending.is_some() {
        let second = Some(SecondFactor::Passkey);
        (PasskeyPurpose::SecondFactor, Proven { method: SignInMethod::Password, second })
    } else {
        (PasskeyPurpose::SignIn, Proven { method: SignInMethod::Passkey, second: None })
    };
    let Some((user, mut tx)) = verify(app, answer, purpose).await? else {
        return Err(refused(app, pending.as_ref()).await);
    };
    if let Some(token) = pending {
        let same = sign_in::pending_user(app, &mut tx, &token).await? == user;
        if !same || !pending::take(&mut tx, &almanac_identity::hash(&token.0)).await? {
            return Err(Error::Unauthenticated);
        }
    }
    let (account, last) = sign_in::find_place(&mut tx, user).await?;
    let Some(place) = sign_in::choose_place(&mut tx, user, proven.method).await? else {
        tx.save().await?;
        return Err(sign_in::not_allowed(app, &account, &last).await);
    };
    sign_in::open(app, tx, account, place, proven, client).await
}

/// Writes down that a passkey was refused, if it is known whose sign-in it was.
async fn refused(app: &App, pending: Option<&Code>) -> Error {
    let Some(token) = pending else { return Error::Unauthenticated };
    let noted = async {
        let mut tx = app.db().read(Scope::System).await?;
        let user = sign_in::pending_user(app, &mut tx, token).await?;
        let (account, place) = sign_in::find_place(&mut tx, user).await?;
        drop(tx);
        sign_in::note_refused(app, &account, &place, "account.second_factor_refused").await
    };
    noted.await.err().unwrap_or(Error::Unauthenticated)
}

/// Registers a passkey.
pub async fn add_passkey(app: &App, actor: &Actor, input: AddPasskey) -> Result<(Passkey, SessionSecret)> {
    let session = access::confirmed_session(app, actor)?;
    input.validate()?;
    let wrong = || Error::field("answer", "is not the answer to this challenge");
    let taken = take(app, &input.answer.token, PasskeyPurpose::Register).await?;
    let (asked, state) = taken.ok_or_else(wrong)?;
    if asked != Some(actor.user_id) {
        return Err(wrong());
    }
    let made = wrong_is_none(site(app)?.registered(input.answer.credential, &state))?.ok_or_else(wrong)?;
    let stored = StoredPasskey {
        passkey: Passkey {
            id: PasskeyId(app.new_id()),
            name: input.name.trim().to_owned(),
            created_at: app.now(),
            last_used_at: None,
        },
        user_id: actor.user_id,
        credential_id: made.id,
        credential: made.key,
    };
    let mut tx = app.db().write(Scope::System).await?;
    passkey::insert(&mut tx, &stored).await?;
    let secret = factors::changed(app, tx, actor, session, "account.add_passkey").await?;
    Ok((stored.passkey, secret))
}

/// Removes a passkey of the person, and the recovery codes if no other factor is left.
pub async fn remove_passkey(app: &App, actor: &Actor, id: PasskeyId) -> Result<()> {
    access::confirmed_session(app, actor)?;
    let mut tx = app.db().write(Scope::System).await?;
    passkey::delete(&mut tx, actor.user_id, id).await?;
    factors::forget_codes(app, &mut tx, actor.user_id).await?;
    let mut tx = tx.narrow(actor.org_id).await?;
    record(app, &mut tx, actor, "account.remove_passkey", Object("passkey", id.0), json!({})).await?;
    Ok(tx.save().await?)
}
