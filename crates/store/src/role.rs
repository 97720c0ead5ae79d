//! The role under which the application works on PostgreSQL: it owns no table, so that it cannot take row level
//! security away, and is no superuser, who is above it.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{Error, Result};

/// Servers that start at once do this one after the other.
const LOCK: &str = "select pg_advisory_xact_lock(7212651002)";
/// The user of the connection, the name of its role, both as SQL and the name also as it is; the schema as SQL;
/// whether the role is there and may be taken, whether the user may make it, and whether the user is above row
/// level security.
const LOOK: &str = "select quote_ident(session_user), quote_ident(name), name, quote_ident(current_schema()),
    coalesce((select pg_has_role(session_user, oid, 'member') from pg_roles where rolname = name), false),
    me.rolsuper or me.rolcreaterole, me.rolsuper or me.rolbypassrls
    from pg_roles me, (select left(session_user, 59) || '_app' as name) as of_the_user
    where me.rolname = session_user";

/// Makes the role if it is not there, and gives it the tables' rows. Returns its name, or nothing if the user may not
/// make it and is below row level security by itself.
///
/// # Errors
/// [`Error::Role`] if there is no such role and the user is above row level security; [`Error::Sql`] if it fails.
pub(crate) async fn prepare(connection: &mut PgConnection) -> Result<Option<String>> {
    let mut tx = connection.begin().await?;
    sqlx::query(LOCK).execute(&mut *tx).await?;
    let (user, role, name, schema, usable, may_make, above): Found =
        sqlx::query_as(LOOK).fetch_one(&mut *tx).await?;
    let make = format!("create role {role} nologin; grant {role} to {user}");
    if !usable {
        if !may_make && above {
            return Err(Error::Role { user, make });
        }
        if !may_make {
            tracing::warn!(
                "{user} owns the tables; row level security is firmer under a role that does not: {make}"
            );
            return Ok(None);
        }
        // Names from the catalogue, as SQL.
        sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut *tx).await?;
    }
    let grants = format!(
        "grant usage on schema {schema} to {role};
        grant select, insert, update, delete on all tables in schema {schema} to {role};
        revoke update, delete on audit_log from {role};
        revoke insert, update, delete on _sqlx_migrations from {role}"
    );
    sqlx::raw_sql(AssertSqlSafe(grants)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(Some(name))
}

type Found = (String, String, String, String, bool, bool, bool);
