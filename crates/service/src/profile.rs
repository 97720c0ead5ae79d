//! What people choose for themselves.

mod picture;

use almanac_domain::profile::{Choices, Locale, Profile, ProfileInput, Theme};
use almanac_domain::{Actor, OrgCapability, UserId};
use almanac_store::profile::Avatar;
use almanac_store::{Scope, profile, user};
use serde_json::json;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// The largest file of a picture, in bytes.
const LARGEST_AVATAR: usize = 1_000_000;

/// The profile of the person.
pub async fn get(app: &App, actor: &Actor) -> Result<Profile> {
    access::own_session(actor)?;
    let mut tx = app.read(actor.org_id).await?;
    let (user, _) = user::find(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    Ok(Profile {
        choices: profile::choices(&mut tx, user.id).await?,
        avatar_changed_at: profile::avatar_changed_at(&mut tx, user.id).await?,
        sends_mail: app.settings().sends_mail,
        user,
    })
}

/// Changes the profile.
pub async fn update(app: &App, actor: &Actor, input: ProfileInput) -> Result<Profile> {
    access::own_session(actor)?;
    input.validate()?;
    let choices = Choices { locale: input.locale, time_zone: input.time_zone, theme: input.theme };
    let known = choices.time_zone.as_deref().is_none_or(|name| zones().any(|zone| zone == name));
    if !known {
        return Err(Error::field("time_zone", "must be an IANA time zone such as Europe/Berlin"));
    }
    let mut tx = app.db().write(Scope::System).await?;
    user::set_name(&mut tx, actor.user_id, input.name.trim()).await?;
    profile::choose(&mut tx, actor.user_id, &choices).await?;
    let mut tx = tx.narrow(actor.org_id).await?;
    let detail = json!({ "name": input.name.trim() });
    record(app, &mut tx, actor, "profile.update", Object("user", actor.user_id.0), detail).await?;
    tx.save().await?;
    get(app, actor).await
}

/// The names of all time zones, in order.
pub fn zones() -> impl Iterator<Item = &'static str> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
}

/// Keeps what a person chose in the menu for all pages; the rest of their choices stays.
pub async fn choose(app: &App, actor: &Actor, locale: Option<Locale>, theme: Option<Theme>) -> Result<()> {
    access::own_session(actor)?;
    let mut tx = app.db().write(Scope::System).await?;
    let now = profile::choices(&mut tx, actor.user_id).await?;
    let choices = Choices { locale: locale.or(now.locale), theme: theme.or(now.theme), ..now };
    profile::choose(&mut tx, actor.user_id, &choices).await?;
    Ok(tx.save().await?)
}

/// What a person chose, to be applied where they sign in.
pub async fn choices(app: &App, person: UserId) -> Result<Choices> {
    let mut tx = app.db().read(Scope::System).await?;
    Ok(profile::choices(&mut tx, person).await?)
}

/// The picture of a person of the organization.
pub async fn avatar(app: &App, actor: &Actor, user: UserId) -> Result<Avatar> {
    access::require_org(actor, OrgCapability::MemberRead)?;
    let mut tx = app.read(actor.org_id).await?;
    profile::avatar(&mut tx, user).await?.ok_or(Error::NotFound)
}

/// Gives the person a picture: PNG, JPEG or WebP, kept without what does not belong to the picture itself.
pub async fn put_avatar(app: &App, actor: &Actor, file: &[u8]) -> Result<()> {
    access::own_session(actor)?;
    if file.len() > LARGEST_AVATAR {
        return Err(Error::TooLarge("a picture may have 1 MB".to_owned()));
    }
    let (kind, bytes) = picture::clean(file).ok_or_else(|| {
        Error::field("avatar", "must be a PNG, JPEG or WebP picture of at most 4,096 × 4,096 pixels")
    })?;
    let avatar = Avatar { kind: kind.to_owned(), bytes, changed_at: app.now() };
    let mut tx = app.db().write(Scope::System).await?;
    profile::put_avatar(&mut tx, actor.user_id, &avatar).await?;
    let mut tx = tx.narrow(actor.org_id).await?;
    record(app, &mut tx, actor, "profile.put_avatar", Object("user", actor.user_id.0), json!({})).await?;
    Ok(tx.save().await?)
}

/// Takes the picture of the person away.
pub async fn delete_avatar(app: &App, actor: &Actor) -> Result<()> {
    access::own_session(actor)?;
    let mut tx = app.db().write(Scope::System).await?;
    profile::delete_avatar(&mut tx, actor.user_id).await?;
    let mut tx = tx.narrow(actor.org_id).await?;
    record(app, &mut tx, actor, "profile.delete_avatar", Object("user", actor.user_id.0), json!({})).await?;
    Ok(tx.save().await?)
}
