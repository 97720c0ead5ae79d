//! Versions of the schemas of sources.

use almanac_domain::source::{Schema, SourceVersion, VersionInput};
use almanac_domain::{Page, PageRequest, ProjectId, SourceId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::person::joined;
use crate::tenant::{affected, page};
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into source_versions
    (id, org_id, project_id, source_id, number, fingerprint, table_count, content, author_id, note, labels,
        created_at, skipped, ddl)
    values ($4, $1, $2, $3, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const FIND: &str = "select
        v.id, v.number, v.fingerprint, v.table_count, v.author_id, v.note, v.labels, v.skipped, v.created_at,
        u.name as author_name, u.email as author_email
    from source_versions v
    left join users u on u.id = v.author_id
    where v.org_id = $1 and v.project_id = $2 and v.source_id = $3 and v.number = $4";
const LIST: &str = "select
        v.id, v.number, v.fingerprint, v.table_count, v.author_id, v.note, v.labels, v.skipped, v.created_at,
        u.name as author_name, u.email as author_email
    from source_versions v
    left join users u on u.id = v.author_id
    where v.org_id = $1 and v.project_id = $2 and v.source_id = $3 and ($4 is null or v.id < $4)
    order by v.id desc
    limit $5";
const SCHEMA: &str = "select id, content from source_versions
    where org_id = $1 and project_id = $2 and source_id = $3 and number = $4";
const DDL: &str = "select ddl from source_versions
    where org_id = $1 and project_id = $2 and source_id = $3 and number = $4";
const REFRESH: &str = "update source_versions set content = $5, skipped = $6, ddl = $7
    where org_id = $1 and project_id = $2 and source_id = $3 and number = $4";
const DESCRIBE: &str = "update source_versions set note = $5, labels = $6
    where org_id = $1 and project_id = $2 and source_id = $3 and number = $4";

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: Uuid,
    number: i64,
    fingerprint: String,
    table_count: i64,
    author_id: Option<Uuid>,
    author_name: Option<String>,
    author_email: Option<String>,
    note: String,
    #[sqlx(json)]
    labels: serde_json::Value,
    skipped: Option<Json<serde_json::Value>>,
    created_at: DateTime<Utc>,
}

impl TryFrom<VersionRow> for SourceVersion {
    type Error = Error;

    fn try_from(row: VersionRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            number: row.number,
            fingerprint: row.fingerprint,
            tables: row.table_count,
            author: joined(row.author_id, row.author_name, row.author_email),
            note: row.note,
            labels: code::from_json(row.labels, "source_versions", "labels", row.id)?,
            skipped: row
                .skipped
                .map(|skipped| code::from_json(skipped.0, "source_versions", "skipped", row.id))
                .transpose()?
                .unwrap_or_default(),
            created_at: row.created_at,
        })
    }
}

/// Adds a version with its schema, and with the SQL if it is written so.
///
/// # Errors
/// [`Error::Exists`] if the source has one of this number.
pub async fn insert(
    tx: &mut Tx,
    project: ProjectId,
    source: SourceId,
    version: &SourceVersion,
    (schema, ddl): (&Schema, Option<&str>),
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(source.0)
        .bind(version.id)
        .bind(version.number)
        .bind(&version.fingerprint)
        .bind(version.tables)
        .bind(Json(schema))
        .bind(version.author.as_ref().map(|person| person.id.0))
        .bind(&version.note)
        .bind(Json(&version.labels))
        .bind(version.created_at)
        .bind(ddl.map(|_| Json(&version.skipped)))
        .bind(ddl)
        .execute(connection)
        .await
        .map_err(|error| Error::unique(error, "version"))?
        .rows_affected());
    Ok(())
}

/// A version of a source's schema.
pub async fn find(
    tx: &mut Tx,
    project: ProjectId,
    source: SourceId,
    number: i64,
) -> Result<Option<SourceVersion>> {
    let row = tenant::find_of::<VersionRow>(tx, FIND, project, source.0, number).await?;
    row.map(SourceVersion::try_from).transpose()
}

/// A version of a source's schema.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, source: SourceId, number: i64) -> Result<SourceVersion> {
    find(tx, project, source, number).await?.ok_or(Error::NotFound("version"))
}

/// A part of the versions of a source's schema, newest first.
pub async fn list(
    tx: &mut Tx,
    project: ProjectId,
    source: SourceId,
    request: PageRequest,
) -> Result<Page<SourceVersion>> {
    let rows = tenant::list_of::<VersionRow>(tx, LIST, project, source.0, request).await?;
    page(rows, request, |version: &SourceVersion| version.id, SourceVersion::try_from)
}

/// The schema of a version.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn schema(tx: &mut Tx, project: ProjectId, source: SourceId, number: i64) -> Result<Schema> {
    let org = tx.org()?;
    let row: Option<(Uuid, Json<serde_json::Value>)> = on!(tx, connection => sqlx::query_as(SCHEMA)
        .bind(org.0)
        .bind(project.0)
        .bind(source.0)
        .bind(number)
        .fetch_optional(connection)
        .await?);
    let (id, content) = row.ok_or(Error::NotFound("version"))?;
    code::from_json(content.0, "source_versions", "content", id)
}

/// The SQL of a version, if its schema is written so.
pub async fn ddl(tx: &mut Tx, project: ProjectId, source: SourceId, number: i64) -> Result<Option<String>> {
    let row = tenant::find_of::<(Option<String>,)>(tx, DDL, project, source.0, number).await?;
    Ok(row.and_then(|(ddl,)| ddl))
}

/// Stores the same schema as it was read last: with new estimates, or in other SQL.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn refresh(
    tx: &mut Tx,
    project: ProjectId,
    source: SourceId,
    version: &SourceVersion,
    (schema, ddl): (&Schema, Option<&str>),
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(REFRESH)
        .bind(org.0)
        .bind(project.0)
        .bind(source.0)
        .bind(version.number)
        .bind(Json(schema))
        .bind(ddl.map(|_| Json(&version.skipped)))
        .bind(ddl)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "version")
}

/// Stores what people say about a version.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn describe(
    tx: &mut Tx,
    project: ProjectId,
    source: SourceId,
    number: i64,
    input: &VersionInput,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(DESCRIBE)
        .bind(org.0)
        .bind(project.0)
        .bind(source.0)
        .bind(number)
        .bind(&input.note)
        .bind(Json(&input.labels))
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "version")
}
