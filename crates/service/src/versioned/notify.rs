//! Telling the people of a project that a source has another schema, or a data set other columns.

use almanac_domain::profile::Locale;
use almanac_domain::sharing::Person;
use almanac_domain::source::{Change, SchemaDiff, TableDiff, Versioned, diff};
use almanac_store::project::Visible;
use almanac_store::{Scope, Tx, mail, profile, project, sharing};
use uuid::Uuid;

use super::{name, schema};
use crate::mail::{Letter, SchemaChanged, To, post};
use crate::{App, Result};

/// Tables that a mail names.
const MOST_TABLES: usize = 20;
/// Columns that a mail names of a table.
const MOST_COLUMNS: usize = 10;

/// Answers the event, which is taken out of the outbox: with a mail to each who works in the project and wants it.
pub(crate) async fn tell(app: &App, waiting: Uuid, event: SchemaChanged) -> Result<()> {
    let mut tx = app.db().write(Scope::System).await?;
    mail::delete(&mut tx, waiting).await?;
    let mut tx = tx.narrow(event.org).await?;
    if let Some((name, changes)) = told(app, &mut tx, event).await? {
        for person in people(&mut tx, event).await? {
            write(app, &mut tx, event, &person, (&name, &changes)).await?;
        }
    }
    tx.save().await?;
    app.mail_waits();
    Ok(())
}

/// The name of the source or data set and what differs; none if it is gone meanwhile.
async fn told(app: &App, tx: &mut Tx, event: SchemaChanged) -> Result<Option<(String, Vec<String>)>> {
    let SchemaChanged { project, of, version, .. } = event;
    let Some(name) = name(tx, project, of).await? else { return Ok(None) };
    let after = schema(app, tx, project, of, version).await?;
    let before = schema(app, tx, project, of, event.before()).await?;
    Ok(Some((name, lines(&diff(&before, &after)))))
}

/// Those who have a role in the project, each once.
async fn people(tx: &mut Tx, event: SchemaChanged) -> Result<Vec<Person>> {
    let mut people: Vec<Person> =
        sharing::grants(tx, event.project).await?.into_iter().map(|grant| grant.person).collect();
    people.dedup_by_key(|person| person.id);
    Ok(people)
}

async fn write(
    app: &App,
    tx: &mut Tx,
    event: SchemaChanged,
    person: &Person,
    (name, changes): (&str, &[String]),
) -> Result<()> {
    let SchemaChanged { project: id, of, version: to, .. } = event;
    let choices = profile::choices(tx, person.id).await?;
    let Some(seen) = project::find(tx, id, person.id, Visible::Shared).await? else { return Ok(()) };
    if choices.mute_schema_changes {
        return Ok(());
    }
    let (base, from) = (&app.settings().base_url, event.before());
    let place = match of {
        Versioned::Source(source) => format!("sources/{source}"),
        Versioned::Dataset(dataset) => format!("datasets/{dataset}"),
    };
    let link = format!("{base}projects/{id}/{place}/diff?from={from}&to={to}");
    let (link, project) = (link.as_str(), seen.name.as_str());
    let letter = match of {
        Versioned::Source(_) => Letter::SchemaChanged { source: name, project, changes, link },
        Versioned::Dataset(_) => {
            Letter::ColumnsChanged { dataset: name, versions: (from, to), project, changes, link }
        }
    };
    let locale = choices.locale.unwrap_or(Locale::En);
    let to = To { email: &person.email, name: &person.name, locale };
    post(app, tx, to, letter).await
}

/// The tables that differ, each with its columns that do. The signs need no translation.
fn lines(diff: &SchemaDiff) -> Vec<String> {
    let mut lines: Vec<String> = diff.tables.iter().take(MOST_TABLES).map(line).collect();
    if diff.tables.len() > MOST_TABLES {
        lines.push(format!("… {}", diff.tables.len()));
    }
    lines
}

fn line(table: &TableDiff) -> String {
    let head = format!("{} {}", sign(table.change), table.name);
    if table.change != Change::Changed || table.columns.is_empty() {
        return head;
    }
    let named = table.columns.iter().take(MOST_COLUMNS).filter_map(|column| {
        let name = &column.after.as_ref().or(column.before.as_ref())?.name;
        Some(format!("{} {name}", sign(column.change)))
    });
    let more = (table.columns.len() > MOST_COLUMNS).then(|| "…".to_owned());
    format!("{head}: {}", named.chain(more).collect::<Vec<_>>().join(", "))
}

fn sign(change: Change) -> &'static str {
    match change {
        Change::Added => "+",
        Change::Removed => "−",
        Change::Changed => "≠",
    }
}
