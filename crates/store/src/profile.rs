//! What people chose for themselves, and their pictures.

use almanac_domain::UserId;
use almanac_domain::profile::Choices;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Result, Tx, code};

const FIND: &str = "select id, locale, time_zone, theme, mute_schema_changes from users where id = $1";
const SET: &str = "update users
    set locale = $2, time_zone = $3, theme = $4, mute_schema_changes = $5
    where id = $1";
const AVATAR: &str = "select a.kind, a.bytes, a.changed_at
    from avatars a
    join memberships m on m.user_id = a.user_id
    where m.org_id = $1 and a.user_id = $2";
const AVATAR_CHANGED: &str = "select changed_at from avatars where user_id = $1";
const PUT_AVATAR: &str = "insert into avatars (user_id, kind, bytes, changed_at)
    values ($1, $2, $3, $4)
    on conflict (user_id) do update set
        kind = excluded.kind,
        bytes = excluded.bytes,
        changed_at = excluded.changed_at";
const DELETE_AVATAR: &str = "delete from avatars where user_id = $1";

#[derive(sqlx::FromRow)]
struct ChoicesRow {
    id: Uuid,
    locale: Option<String>,
    time_zone: Option<String>,
    theme: Option<String>,
    mute_schema_changes: bool,
}

/// A picture of a person.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Avatar {
    /// Its MIME type.
    pub kind: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// When it was given.
    pub changed_at: DateTime<Utc>,
}

/// What a person chose; nothing for somebody who is not there.
pub async fn choices(tx: &mut Tx, user: UserId) -> Result<Choices> {
    let row: Option<ChoicesRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(user.0).fetch_optional(connection).await?);
    let Some(row) = row else { return Ok(Choices::default()) };
    let locale = row.locale.map(|text| code::from_text(&text, "users", "locale", row.id)).transpose()?;
    let theme = row.theme.map(|text| code::from_text(&text, "users", "theme", row.id)).transpose()?;
    let mute_schema_changes = row.mute_schema_changes;
    Ok(Choices { locale, time_zone: row.time_zone, theme, mute_schema_changes })
}

/// Keeps what a person chose.
///
/// # Errors
/// [`crate::Error::NotFound`] if the account is gone.
pub async fn choose(tx: &mut Tx, user: UserId, choices: &Choices) -> Result<()> {
    let locale = choices.locale.map(|locale| code::to_text(&locale)).transpose()?;
    let theme = choices.theme.map(|theme| code::to_text(&theme)).transpose()?;
    let done = on!(tx, connection => sqlx::query(SET)
        .bind(user.0)
        .bind(locale)
        .bind(&choices.time_zone)
        .bind(theme)
        .bind(choices.mute_schema_changes)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "account")
}

/// The picture of a person of the organization.
pub async fn avatar(tx: &mut Tx, user: UserId) -> Result<Option<Avatar>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(AVATAR)
        .bind(org.0)
        .bind(user.0)
        .fetch_optional(connection)
        .await?))
}

/// When the picture of a person was given, if they have one.
pub async fn avatar_changed_at(tx: &mut Tx, user: UserId) -> Result<Option<DateTime<Utc>>> {
    Ok(on!(tx, connection => sqlx::query_scalar(AVATAR_CHANGED)
        .bind(user.0)
        .fetch_optional(connection)
        .await?))
}

/// Gives a person a picture.
pub async fn put_avatar(tx: &mut Tx, user: UserId, avatar: &Avatar) -> Result<()> {
    on!(tx, connection => sqlx::query(PUT_AVATAR)
        .bind(user.0)
        .bind(&avatar.kind)
        .bind(&avatar.bytes)
        .bind(avatar.changed_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// Takes the picture of a person away.
pub async fn delete_avatar(tx: &mut Tx, user: UserId) -> Result<()> {
    on!(tx, connection => sqlx::query(DELETE_AVATAR).bind(user.0).execute(connection).await?.rows_affected());
    Ok(())
}
