//! The predicate that keeps tenants apart, and the statements that every table in a project shares.
//! `$1` is always the organization, `$2` the project, `$3` the row.

use almanac_domain::{Page, PageRequest, ProjectId};
use sqlx::{Encode, Postgres, Sqlite, Type};
use uuid::Uuid;

use crate::tx::Row;
use crate::{Error, Result, Tx};

/// A statement on a table whose rows live in a project.
macro_rules! in_project {
    (find $columns:literal $table:literal) => {
        concat!("select ", $columns, " from ", $table, " where org_id = $1 and project_id = $2 and id = $3")
    };
    (list $columns:literal $table:literal) => {
        in_project!(list $columns $table where "")
    };
    (list $columns:literal $table:literal where $predicate:literal) => {
        concat!(
            "select ", $columns, " from ", $table,
            " where org_id = $1 and project_id = $2 and ($3 is null or id < $3) ", $predicate,
            " order by id desc limit $4"
        )
    };
    (update $table:literal set $assignments:literal) => {
        in_project!(update $table set $assignments where "")
    };
    (update $table:literal set $assignments:literal where $predicate:literal) => {
        concat!(
            "update ", $table, " set ", $assignments,
            " where org_id = $1 and project_id = $2 and id = $3 ", $predicate
        )
    };
    (delete $table:literal) => {
        concat!("delete from ", $table, " where org_id = $1 and project_id = $2 and id = $3")
    };
}

/// The row of this id in the project.
pub(crate) async fn find<R: Row>(
    tx: &mut Tx,
    sql: &'static str,
    project: ProjectId,
    id: Uuid,
) -> Result<Option<R>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(sql)
        .bind(org.0)
        .bind(project.0)
        .bind(id)
        .fetch_optional(connection)
        .await?))
}

/// A part of the rows of the project, newest first.
pub(crate) async fn list<R: Row>(
    tx: &mut Tx,
    sql: &'static str,
    project: ProjectId,
    page: PageRequest,
) -> Result<Vec<R>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(sql)
        .bind(org.0)
        .bind(project.0)
        .bind(page.after)
        .bind(page.limit() + 1)
        .fetch_all(connection)
        .await?))
}

/// All rows of the project.
pub(crate) async fn all<R: Row>(tx: &mut Tx, sql: &'static str, project: ProjectId) -> Result<Vec<R>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(org.0).bind(project.0).fetch_all(connection).await?))
}

/// Deletes the row of this id.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub(crate) async fn delete(
    tx: &mut Tx,
    sql: &'static str,
    what: &'static str,
    project: ProjectId,
    id: Uuid,
) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(sql)
        .bind(org.0)
        .bind(project.0)
        .bind(id)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, what)
}

/// What tells the rows of one parent apart: an id, a number, a state.
pub(crate) trait Key:
    for<'q> Encode<'q, Sqlite>
    + Type<Sqlite>
    + for<'q> Encode<'q, Postgres>
    + Type<Postgres>
    + Send
    + Sync
    + 'static
{
}

impl<T> Key for T where
    T: for<'q> Encode<'q, Sqlite>
        + Type<Sqlite>
        + for<'q> Encode<'q, Postgres>
        + Type<Postgres>
        + Send
        + Sync
        + 'static
{
}

/// The row of this key of an object in the project: `$3` is the object, `$4` the key.
pub(crate) async fn find_of<R: Row>(
    tx: &mut Tx,
    sql: &'static str,
    project: ProjectId,
    object: Uuid,
    key: impl Key,
) -> Result<Option<R>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(sql)
        .bind(org.0)
        .bind(project.0)
        .bind(object)
        .bind(key)
        .fetch_optional(connection)
        .await?))
}

/// A part of the rows of an object in the project, newest first: `$3` is the object, `$4` after which id, `$5` how many.
pub(crate) async fn list_of<R: Row>(
    tx: &mut Tx,
    sql: &'static str,
    project: ProjectId,
    object: Uuid,
    page: PageRequest,
) -> Result<Vec<R>> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_as(sql)
        .bind(org.0)
        .bind(project.0)
        .bind(object)
        .bind(page.after)
        .bind(page.limit() + 1)
        .fetch_all(connection)
        .await?))
}

/// Deletes the rows of an object in the project, if there are some: `$3` is the object.
pub(crate) async fn delete_of(
    tx: &mut Tx,
    sql: &'static str,
    project: ProjectId,
    object: Uuid,
) -> Result<()> {
    let org = tx.org()?;
    on!(tx, connection => sqlx::query(sql)
        .bind(org.0)
        .bind(project.0)
        .bind(object)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// One row must have been affected.
///
/// # Errors
/// [`Error::NotFound`] if none was.
pub(crate) fn affected(rows: u64, what: &'static str) -> Result<()> {
    if rows == 0 { Err(Error::NotFound(what)) } else { Ok(()) }
}

/// A page of at most `limit` items from one item more, if there is.
pub(crate) fn page<R, T>(
    rows: Vec<R>,
    request: PageRequest,
    id: impl Fn(&T) -> Uuid,
    entity: impl Fn(R) -> Result<T>,
) -> Result<Page<T>> {
    let limit = usize::try_from(request.limit()).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    let items = rows.into_iter().take(limit).map(entity).collect::<Result<Vec<T>>>()?;
    let next = if more { items.last().map(id) } else { None };
    Ok(Page { items, next })
}
