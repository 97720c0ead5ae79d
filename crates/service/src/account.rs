//! Setup, sign-in, second factors and sessions.

mod confirm;
mod email;
mod factors;
mod passkeys;
mod password;
mod reset;
pub(crate) mod sessions;
mod sign_in;
mod switch;
pub(crate) mod throttle;
mod turns;

use almanac_domain::account::{Me, Membership, Organization, SetUp, SignInMethod, User};
use almanac_domain::{Actor, OrgId, OrgRole, UserId};
use almanac_store::{Scope, Tx, membership, organization, session, setup, user};
use serde_json::json;

use crate::audit::{Object, record_by};
use crate::{App, Client, Error, Result, SessionSecret, consent};

pub use confirm::confirm;
pub use email::{change_email, confirm_email, email_link_open, send_verification};
pub use factors::{
    begin_totp, disable_totp, enable_totp, factors, has_second_factor, renew_recovery_codes, totp_set_up,
};
pub use passkeys::{add_passkey, ask_passkey, remove_passkey, sign_in_with_passkey};
pub use password::change_password;
pub use reset::{people, request_reset, reset_link, reset_open, reset_password};
pub use sessions::{authenticate, revoke_session, sessions, sign_out};
pub use sign_in::{SignedIn, pending_factors, sign_in, sign_in_second};
pub use switch::switch_organization;

pub(crate) use factors::place as totp_place;
pub(crate) use password::refuse_common;
pub(crate) use reset::answer as answer_reset_request;
pub(crate) use sessions::begin as begin_session;
pub(crate) use throttle::{begin_link, network, request_link, take_back};
pub(crate) use turns::Turns;

/// The plan of organizations on a server of their own: the one without limits.
const PLAN: &str = "enterprise";

/// The one-time setup token: a new one on an empty database (its hash is stored), none after setup.
pub async fn setup_token(app: &App) -> Result<Option<String>> {
    let mut tx = app.db().write(Scope::System).await?;
    organization::lock_setup(&mut tx).await?;
    if organization::any(&mut tx).await? {
        return Ok(None);
    }
    let token = almanac_identity::generate(&mut rand::rng());
    setup::replace(&mut tx, &almanac_identity::hash(&token), app.now()).await?;
    tx.save().await?;
    Ok(Some(token))
}

/// Whether setup can be done with this token.
pub async fn setup_open(app: &App, token: &str) -> Result<bool> {
    let mut tx = app.db().read(Scope::System).await?;
    is_open(&mut tx, token).await
}

async fn is_open(tx: &mut Tx, token: &str) -> Result<bool> {
    let done = organization::any(tx).await?;
    let stored = setup::find(tx).await?;
    let hash = almanac_identity::hash(token);
    Ok(!done && stored.is_some_and(|stored| almanac_identity::same(&stored, &hash)))
}

/// Makes the first administrator and the organization.
pub async fn set_up(app: &App, input: SetUp, client: &Client) -> Result<(Me, SessionSecret)> {
    if !setup_open(app, &input.token).await? {
        return Err(Error::NotFound);
    }
    input.validate()?;
    refuse_common(&input.password)?;
    let password_hash = app.passwords().hash(input.password.0).await.map_err(Error::internal)?;
    let now = app.now();
    let made = Organization {
        id: OrgId(app.new_id()),
        name: input.organization.trim().to_owned(),
        plan: PLAN.to_owned(),
        created_at: now,
    };
    let person = User {
        id: UserId(app.new_id()),
        name: input.name.trim().to_owned(),
        email: input.email.to_lowercase(),
        email_verified_at: None,
        created_at: now,
    };
    let mut tx = app.db().write(Scope::System).await?;
    organization::lock_setup(&mut tx).await?;
    if !is_open(&mut tx, &input.token).await? {
        return Err(Error::NotFound);
    }
    setup::clear(&mut tx).await?;
    organization::insert(&mut tx, &made).await?;
    user::insert(&mut tx, &person, Some(&password_hash)).await?;
    membership::insert(&mut tx, made.id, person.id, OrgRole::Admin, now).await?;
    consent::register(app, &mut tx, person.id, &input.consents, client).await?;
    membership::note_sign_in(&mut tx, made.id, person.id, now).await?;
    let place = (made.id, OrgRole::Admin);
    let (stored, secret) = sessions::begin(app, place, person.id, SignInMethod::Password, client);
    session::insert(&mut tx, &stored, &almanac_identity::hash(&secret.0)).await?;
    email::prove(app, &mut tx, &person).await?;
    let mut tx = tx.narrow(made.id).await?;
    let object = Object("organization", made.id.0);
    record_by(app, &mut tx, Some(person.id), "account.set_up", object, json!({})).await?;
    tx.save().await?;
    app.mail_waits();
    let role = OrgRole::Admin;
    let memberships = vec![Membership { organization: made.clone(), role }];
    Ok((Me { user: person, organization: made, role, memberships, must_enroll: false }, secret))
}

/// Who is signed in.
pub async fn me(app: &App, actor: &Actor) -> Result<Me> {
    let mut tx = app.db().read(Scope::System).await?;
    let mut memberships = membership::of_user(&mut tx, actor.user_id).await?;
    memberships.retain(|place| place.organization.id == actor.org_id || actor.may_switch());
    let mut tx = tx.narrow(actor.org_id).await?;
    let (user, role) = user::find(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    let organization = organization::get(&mut tx).await?;
    Ok(Me { user, organization, role, memberships, must_enroll: actor.must_enroll() })
}
