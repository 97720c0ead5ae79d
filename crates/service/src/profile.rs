//! What people choose for themselves.

mod picture;

use almanac_domain::profile::{Choices, Locale, Profile, ProfileInput, Theme};
use almanac_domain::{Actor, OrgCapability, UserId};
use almanac_store::profile::Avatar;
use almanac_store::{Scope, profile, user};
use chrono::{DateTime, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
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
    let choices = Choices {
        locale: input.locale,
        time_zone: input.time_zone,
        theme: input.theme,
        mute_schema_changes: input.mute_schema_changes,
    };
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

/// When the clocks of a zone change, from five years before now to two years after it: the second, and how many
/// seconds they are ahead of UTC from then on. The first entry is of the beginning of time. None if there is no such
/// zone.
pub fn clock_changes(zone: &str, now: DateTime<Utc>) -> Option<Vec<(i64, i32)>> {
    let zone: Tz = zone.parse().ok()?;
    let ahead = |second: i64| {
        let at = DateTime::from_timestamp(second, 0).unwrap_or(now).naive_utc();
        zone.offset_from_utc_datetime(&at).fix().local_minus_utc()
    };
    let (from, to) = (now - TimeDelta::days(5 * 365), now + TimeDelta::days(2 * 365));
    let mut last = from.timestamp();
    let mut changes = vec![(i64::MIN, ahead(last))];
    // Clocks never change twice in a week.
    while last < to.timestamp() {
        let next = last + TimeDelta::days(7).num_seconds();
        let after = ahead(next);
        if after != ahead(last) {
            let (mut before, mut change) = (last, next);
            while change - before > 1 {
                let middle = i64::midpoint(before, change);
                if ahead(middle) == after { change = middle } else { before = middle }
            }
            changes.push((change, after));
        }
        last = next;
    }
    Some(changes)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_change_when_the_law_says() {
        let now = "2026-11-21T00:00:00Z".parse().unwrap();
        let berlin = clock_changes("Europe/Berlin", now).unwrap();
        assert_eq!((berlin[0], berlin.len()), ((i64::MIN, 3_600), 15));
        let summer: DateTime<Utc> = "2026-03-29T01:00:00Z".parse().unwrap();
        assert!(berlin.contains(&(summer.timestamp(), 7_200)), "{berlin:?}");
        assert_eq!(clock_changes("Asia/Kolkata", now), Some(vec![(i64::MIN, 19_800)]));
        assert_eq!(clock_changes("UTC", now), Some(vec![(i64::MIN, 0)]));
        assert_eq!(clock_changes("Nowhere/City", now), None);
    }
}
