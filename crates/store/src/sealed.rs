//! Everything that is sealed with the master key, over all organizations: for sealing it anew with another one.
//! What is sealed only for the minutes of a sign-in is not here: it is forgotten then.

use almanac_domain::OrgId;
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Result, Tx};

const FORGET_SIGN_INS: &str = "delete from sign_in_transactions";

/// What has a sealed column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedKind {
    /// The secret of an identity provider.
    Provider,
    /// The password of a source.
    Source,
    /// The ID token of a session.
    Session,
    /// A mail that waits.
    Mail,
    /// The secret of a person's authenticator app.
    Totp,
}

impl SealedKind {
    /// All of them. A new sealed column needs a line here.
    pub const ALL: [Self; 5] = [Self::Provider, Self::Source, Self::Session, Self::Mail, Self::Totp];

    /// Organization, id and sealed text; what has no organization has its id twice.
    fn select(self) -> &'static str {
        match self {
            Self::Provider => "select org_id, id, secret from identity_providers where secret is not null",
            Self::Source => "select org_id, id, secret from sources where secret is not null",
            Self::Session => "select org_id, id, id_token from sessions where id_token is not null",
            Self::Mail => "select id, id, sealed from mails",
            Self::Totp => "select user_id, user_id, secret from totp_factors",
        }
    }

    fn update(self) -> &'static str {
        match self {
            Self::Provider => "update identity_providers set secret = $2 where id = $1",
            Self::Source => "update sources set secret = $2 where id = $1",
            Self::Session => "update sessions set id_token = $2 where id = $1",
            Self::Mail => "update mails set sealed = $2 where id = $1",
            Self::Totp => "update totp_factors set secret = $2 where user_id = $1",
        }
    }
}

/// Something sealed, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What it is.
    pub kind: SealedKind,
    /// The organization, where it has one.
    pub org: OrgId,
    /// The row.
    pub id: Uuid,
    /// The sealed text.
    pub text: Vec<u8>,
}

/// Everything of a kind, of all organizations.
pub async fn all(tx: &mut Tx, kind: SealedKind) -> Result<Vec<Sealed>> {
    let rows: Vec<(Uuid, Uuid, Vec<u8>)> =
        on!(tx, connection => sqlx::query_as(kind.select()).fetch_all(connection).await?);
    Ok(rows.into_iter().map(|(org, id, text)| Sealed { kind, org: OrgId(org), id, text }).collect())
}

/// Stores it sealed anew.
///
/// # Errors
/// [`crate::Error::NotFound`] if the row is gone.
pub async fn put(tx: &mut Tx, sealed: &Sealed) -> Result<()> {
    let done = on!(tx, connection => sqlx::query(sealed.kind.update())
        .bind(sealed.id)
        .bind(&sealed.text)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "sealed secret")
}

/// Forgets sign-ins at identity providers that are under way.
pub async fn forget_sign_ins(tx: &mut Tx) -> Result<()> {
    on!(tx, connection => sqlx::query(FORGET_SIGN_INS).execute(connection).await?.rows_affected());
    Ok(())
}
