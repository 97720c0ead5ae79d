//! Identity providers of organizations.

use almanac_domain::sso::{ProviderKind, RoleMapping};
use almanac_domain::{OrgId, ProviderId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx, code};

const INSERT: &str = "insert into identity_providers
    (org_id, id, name, kind, enabled, issuer, settings, secret, mapping, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
const LIST: &str = "select
        id, org_id, name, kind, enabled, issuer, settings, secret, mapping, created_at, updated_at
    from identity_providers
    where org_id = $1
    order by name, id";
const FIND: &str = "select
        id, org_id, name, kind, enabled, issuer, settings, secret, mapping, created_at, updated_at
    from identity_providers
    where org_id = $1 and id = $2";
const FIND_ANYWHERE: &str = "select
        id, org_id, name, kind, enabled, issuer, settings, secret, mapping, created_at, updated_at
    from identity_providers
    where id = $1";
const UPDATE: &str = "update identity_providers
    set name = $3, enabled = $4, issuer = $5, settings = $6, secret = $7, mapping = $8, updated_at = $9
    where org_id = $1 and id = $2";
/// What belongs to a provider, children first.
const DELETE: [&str; 4] = [
    "delete from used_assertions where org_id = $1 and provider_id = $2",
    "delete from sign_in_transactions where org_id = $1 and provider_id = $2",
    "delete from external_identities where org_id = $1 and provider_id = $2",
    "delete from identity_providers where org_id = $1 and id = $2",
];

/// An identity provider as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredProvider {
    /// Its id.
    pub id: ProviderId,
    /// The organization.
    pub org_id: OrgId,
    /// Its name.
    pub name: String,
    /// Its protocol.
    pub kind: ProviderKind,
    /// Whether people can sign in with it.
    pub enabled: bool,
    /// Its issuer or entity id.
    pub issuer: String,
    /// What its protocol needs.
    pub settings: Value,
    /// Its secret, sealed.
    pub secret: Option<Vec<u8>>,
    /// Who has which role.
    pub mapping: RoleMapping,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct ProviderRow {
    id: Uuid,
    org_id: Uuid,
    name: String,
    kind: String,
    enabled: bool,
    issuer: String,
    #[sqlx(json)]
    settings: Value,
    secret: Option<Vec<u8>>,
    #[sqlx(json)]
    mapping: Value,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<ProviderRow> for StoredProvider {
    type Error = Error;

    fn try_from(row: ProviderRow) -> Result<Self> {
        Ok(Self {
            id: ProviderId(row.id),
            org_id: OrgId(row.org_id),
            name: row.name,
            kind: code::from_text(&row.kind, "identity_providers", "kind", row.id)?,
            enabled: row.enabled,
            issuer: row.issuer,
            settings: row.settings,
            secret: row.secret,
            mapping: code::from_json(row.mapping, "identity_providers", "mapping", row.id)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Adds a provider.
///
/// # Errors
/// [`Error::Exists`] if the organization has one with this issuer.
pub async fn insert(tx: &mut Tx, provider: &StoredProvider) -> Result<()> {
    let org = tx.org()?;
    let kind = code::to_text(&provider.kind)?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(provider.id.0)
        .bind(&provider.name)
        .bind(kind)
        .bind(provider.enabled)
        .bind(&provider.issuer)
        .bind(Json(&provider.settings))
        .bind(&provider.secret)
        .bind(Json(&provider.mapping))
        .bind(provider.created_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "identity provider"))?
        .rows_affected());
    Ok(())
}

/// The providers of the organization, by name.
pub async fn list(tx: &mut Tx) -> Result<Vec<StoredProvider>> {
    let org = tx.org()?;
    let rows: Vec<ProviderRow> =
        on!(tx, connection => sqlx::query_as(LIST).bind(org.0).fetch_all(connection).await?);
    rows.into_iter().map(StoredProvider::try_from).collect()
}

/// A provider of the organization.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, id: ProviderId) -> Result<StoredProvider> {
    let org = tx.org()?;
    let row: Option<ProviderRow> =
        on!(tx, connection => sqlx::query_as(FIND).bind(org.0).bind(id.0).fetch_optional(connection).await?);
    row.ok_or(Error::NotFound("identity provider"))?.try_into()
}

/// A provider of any organization: for somebody who comes back from it.
pub async fn find_anywhere(tx: &mut Tx, id: ProviderId) -> Result<Option<StoredProvider>> {
    let row: Option<ProviderRow> =
        on!(tx, connection => sqlx::query_as(FIND_ANYWHERE).bind(id.0).fetch_optional(connection).await?);
    row.map(StoredProvider::try_from).transpose()
}

/// Changes a provider.
///
/// # Errors
/// [`Error::NotFound`] if it is not there, [`Error::Exists`] if another one has its issuer.
pub async fn update(tx: &mut Tx, provider: &StoredProvider) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(provider.id.0)
        .bind(&provider.name)
        .bind(provider.enabled)
        .bind(&provider.issuer)
        .bind(Json(&provider.settings))
        .bind(&provider.secret)
        .bind(Json(&provider.mapping))
        .bind(provider.updated_at)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "identity provider"))?
        .rows_affected());
    affected(done, "identity provider")
}

/// Removes a provider, and who people are there.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, id: ProviderId) -> Result<()> {
    let org = tx.org()?;
    let mut done = 0;
    for sql in DELETE {
        done = on!(tx, connection => sqlx::query(sql)
            .bind(org.0)
            .bind(id.0)
            .execute(connection)
            .await?
            .rows_affected());
    }
    affected(done, "identity provider")
}
