//! Which rows of a project somebody sees.

use almanac_domain::row_rule::RowRule;
use almanac_domain::{Actor, Capability, ProjectId, ProjectRole, UserId};
use almanac_query::{Attributes, Filter, Restrictions, Source, Tables, resolve_condition};
use almanac_store::{Tx, member_attribute, row_rule, user};
use chrono::{DateTime, Utc};

use super::source;
use crate::{Error, Result, access};

/// For whom rows are read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum For<'a> {
    /// Somebody, who sees what the row rules of the project leave them.
    Person(&'a Actor),
    /// The server itself, in a job that only they may begin who see every row.
    Server,
}

/// Which rows of a project somebody sees.
#[derive(Debug, Default)]
pub(crate) struct Sight {
    /// The rules that hold for them, the oldest first.
    rules: Vec<(Source, Filter)>,
    person: Attributes,
}

impl Sight {
    /// What the rules of the project leave to somebody.
    pub(crate) async fn of(tx: &mut Tx, whom: For<'_>, project: ProjectId) -> Result<Self> {
        let For::Person(actor) = whom else { return Ok(Self::default()) };
        let role = access::require(tx, actor, project, Capability::ProjectRead).await?.role;
        if role == ProjectRole::Owner {
            return Ok(Self::default());
        }
        let rules = row_rule::list(tx, project).await?.into_iter();
        let rules = rules.filter(|rule| rule.content.roles.contains(&role)).map(read);
        let rules = rules.collect::<Result<Vec<_>>>()?;
        let person = if rules.is_empty() { Attributes::new() } else { known(tx, actor.user_id).await? };
        Ok(Self { rules, person })
    }

    /// Whether rows of a data set or table are hidden; a statement that runs in a database reads all its tables.
    pub(crate) fn restricts(&self, source: &Source) -> bool {
        self.restrictions(|_| Ok(Filter::Or(Vec::new()))).is_ok_and(|all| all.restricts(source))
    }

    /// Refuses somebody who does not see all rows of a source, where these cannot be filtered.
    pub(crate) fn whole(&self, source: &Source) -> Result<()> {
        if self.restricts(source) { Err(partly()) } else { Ok(()) }
    }

    /// Refuses to connect databases to somebody who sees only a part of one: they would connect it once more.
    pub(crate) fn databases(&self) -> Result<()> {
        let any = self.rules.iter().any(|(source, _)| matches!(source, Source::Table(_)));
        if any {
            let problem =
                "row rules hide rows of a database from you: ask an owner of the project to connect it";
            return Err(Error::Conflict(problem.to_owned()));
        }
        Ok(())
    }

    /// Lets `tables` be read as far as they are seen. Kept are the rules of what is read, and those of every table of
    /// its databases.
    pub(crate) fn apply(&self, tables: &mut Tables, now: DateTime<Utc>) -> Result<()> {
        let there = |source: &Source| match source {
            Source::Table(table) if tables.databases.contains_key(&table.source) => true,
            other => tables.catalog.find(other).is_some(),
        };
        let kept = Self {
            rules: self.rules.iter().filter(|(source, _)| there(source)).cloned().collect(),
            person: Attributes::new(),
        };
        let restrictions = kept.restrictions(|(source, condition)| {
            // What is not read needs no values.
            let Some(columns) = tables.catalog.columns(source) else { return Ok(Filter::Or(Vec::new())) };
            Ok(resolve_condition(condition, (source, &columns), &self.person, now)?)
        })?;
        tables.catalog.restrict(restrictions);
        Ok(())
    }

    fn restrictions(&self, condition: impl Fn(&(Source, Filter)) -> Result<Filter>) -> Result<Restrictions> {
        let mut all = Restrictions::default();
        for rule in &self.rules {
            all.add(rule.0.clone(), condition(rule)?);
        }
        Ok(all)
    }
}

/// Why somebody may not do what needs every row.
pub(crate) fn partly() -> Error {
    Error::Conflict(
        "row rules hide rows of these data from you: ask an owner of the project to do it".to_owned(),
    )
}

/// A stored rule. One that cannot be read stops everything: it may hide what is asked for.
fn read(rule: RowRule) -> Result<(Source, Filter)> {
    let condition = serde_json::from_value(rule.content.condition).map_err(Error::internal)?;
    Ok((source(&rule.content.source), condition))
}

/// What is known of a member. An address that was not confirmed is not known: anybody could have entered it.
pub(super) async fn known(tx: &mut Tx, id: UserId) -> Result<Attributes> {
    let set = member_attribute::find(tx, id).await?.attributes;
    let mut known: Attributes =
        set.into_iter().map(|(name, values)| (format!("user.{name}"), values)).collect();
    known.insert("user.id".to_owned(), vec![id.to_string()]);
    if let Some((found, _)) = user::find(tx, id).await?
        && found.email_verified_at.is_some()
    {
        known.insert("user.email".to_owned(), vec![found.email]);
    }
    Ok(known)
}
