//! Active members of the organization, as others see them who share something with them.

use almanac_domain::sharing::Person;
use almanac_domain::{OrgRole, UserId};
use uuid::Uuid;

use crate::{Result, Tx, code};

const FIND: &str = "select u.id, u.name, u.email, m.role
    from memberships m
    join users u on u.id = m.user_id
    where m.org_id = $1 and m.user_id = $2 and m.state = 'active'";
const SEARCH: &str = "select u.id, u.name, u.email
    from memberships m
    join users u on u.id = m.user_id
    where m.org_id = $1
        and m.state = 'active'
        and (u.name like $2 escape '\\' or lower(u.name) like $3 escape '\\' or u.email like $3 escape '\\')
    order by u.name, u.id
    limit $4";
const ADMINS: &str = "select u.id, u.name, u.email, m.role
    from memberships m
    join users u on u.id = m.user_id
    where m.org_id = $1 and m.state = 'active' and m.role = 'admin'";

#[derive(sqlx::FromRow)]
pub(crate) struct PersonRow {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) email: String,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self { id: UserId(row.id), name: row.name, email: row.email }
    }
}

/// A person of a `left join`, if there is one.
pub(crate) fn joined(id: Option<Uuid>, name: Option<String>, email: Option<String>) -> Option<Person> {
    Some(Person { id: UserId(id?), name: name?, email: email? })
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    person: PersonRow,
    role: String,
}

impl MemberRow {
    fn entity(self) -> Result<(Person, OrgRole)> {
        let role = code::from_text(&self.role, "memberships", "role", self.person.id)?;
        Ok((self.person.into(), role))
    }
}

/// An active member and their role in the organization.
pub async fn find(tx: &mut Tx, id: UserId) -> Result<Option<(Person, OrgRole)>> {
    let org = tx.org()?;
    let row: Option<MemberRow> = on!(tx, connection => sqlx::query_as(FIND)
        .bind(org.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?);
    row.map(MemberRow::entity).transpose()
}

/// The active administrators.
pub async fn admins(tx: &mut Tx) -> Result<Vec<(Person, OrgRole)>> {
    let org = tx.org()?;
    let rows: Vec<MemberRow> =
        on!(tx, connection => sqlx::query_as(ADMINS).bind(org.0).fetch_all(connection).await?);
    rows.into_iter().map(MemberRow::entity).collect()
}

/// At most `limit` active members whose name or address holds the text.
pub async fn search(tx: &mut Tx, text: &str, limit: i64) -> Result<Vec<Person>> {
    let org = tx.org()?;
    let rows: Vec<PersonRow> = on!(tx, connection => sqlx::query_as(SEARCH)
        .bind(org.0)
        .bind(pattern(text))
        .bind(pattern(&text.to_lowercase()))
        .bind(limit)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(Person::from).collect())
}

/// A pattern for what holds the text, in which nothing stands for anything else.
pub(crate) fn pattern(text: &str) -> String {
    let mut out = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(pattern("50%_a\\"), "%50\\%\\_a\\\\%");
    }
}
