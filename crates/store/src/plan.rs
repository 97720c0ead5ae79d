//! Plans and their limits. Of the whole instance.

use crate::{Error, Result, Tx};

const FIND: &str = "select p.name, p.projects, p.api_keys, p.members
    from organizations o
    join plans p on p.name = o.plan
    where o.id = $1";
const PROJECTS: &str = "select count(*) from projects where org_id = $1 and deleted_at is null";
const NAMES: &str = "select name from plans order by position";

/// The plan of an organization. A limit that is none does not limit.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// How many projects there may be.
    pub projects: Option<i64>,
    /// How many live API keys there may be.
    pub api_keys: Option<i64>,
    /// How many active members there may be, open invitations included.
    pub members: Option<i64>,
}

/// The plan of the organization.
///
/// # Errors
/// [`Error::NotFound`] if the organization, or its plan, is not there.
pub async fn get(tx: &mut Tx) -> Result<Plan> {
    let org = tx.org()?;
    let found: Option<Plan> =
        on!(tx, connection => sqlx::query_as(FIND).bind(org.0).fetch_optional(connection).await?);
    found.ok_or(Error::NotFound("plan"))
}

/// How many projects the organization has, without those in the bin.
pub async fn count_projects(tx: &mut Tx) -> Result<i64> {
    let org = tx.org()?;
    Ok(on!(tx, connection => sqlx::query_scalar(PROJECTS).bind(org.0).fetch_one(connection).await?))
}

/// The names of all plans, the smallest first.
pub async fn names(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(on!(tx, connection => sqlx::query_scalar(NAMES).fetch_all(connection).await?))
}
