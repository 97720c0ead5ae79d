//! The names that a statement of SQL may use.

use std::collections::BTreeSet;

use almanac_domain::data::DatasetState;
use almanac_domain::{Actor, Capability, PageRequest, ProjectId, SourceId};
use almanac_store::{Tx, dataset, source};

use crate::{App, Result, access};

/// Words that are told.
const MOST: usize = 5_000;
/// Data sets, and databases, that are looked through.
const MOST_OBJECTS: u32 = 200;

/// The names of tables and columns as they are written in a statement: of a connected database, or of data sets and the
/// tables of all databases.
pub async fn words(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    of: Option<SourceId>,
) -> Result<Vec<String>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    let mut words = BTreeSet::new();
    if let Some(id) = of {
        let stored = source::get(&mut tx, project, id).await?.source;
        tables(app, &mut tx, project, (id, stored.used()), None, &mut words).await?;
    } else {
        let page = PageRequest { limit: MOST_OBJECTS, after: None };
        for one in dataset::list(&mut tx, project, page).await?.items {
            if one.state == DatasetState::Ready {
                words.insert(quoted(&one.name));
                words.extend(one.columns.iter().map(|column| quoted(&column.name)));
            }
        }
        for stored in source::list(&mut tx, project, page).await?.items {
            let place = (stored.source.id, stored.source.used());
            tables(app, &mut tx, project, place, Some(&stored.source.name), &mut words).await?;
        }
    }
    Ok(words.into_iter().take(MOST).collect())
}

/// The tables of a database, with its name before theirs where it is given.
async fn tables(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (id, version): (SourceId, Option<i64>),
    database: Option<&str>,
    words: &mut BTreeSet<String>,
) -> Result<()> {
    let Some(version) = version else { return Ok(()) };
    let schema = app.open_sources().schema(tx, project, (id, version)).await?;
    for table in &schema.tables {
        words.insert(match (database, &table.name.schema) {
            (Some(database), _) => quoted(&format!("{database}: {}", table.name)),
            (None, Some(schema)) if schema != "public" => {
                format!("{}.{}", quoted(schema), quoted(&table.name.name))
            }
            (None, _) => quoted(&table.name.name),
        });
        words.extend(table.readable().map(|column| quoted(&column.name)));
    }
    Ok(())
}

/// A name as it is written: in quotes if it has to be.
fn quoted(name: &str) -> String {
    let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    if name.chars().all(plain) && !name.starts_with(|sign: char| sign.is_ascii_digit()) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_quotes_where_they_must() {
        for (name, written) in [
            ("price", "price"),
            ("unit_2", "unit_2"),
            ("2nd", "\"2nd\""),
            ("Price", "\"Price\""),
            ("a\"b", "\"a\"\"b\""),
        ] {
            assert_eq!(quoted(name), written);
        }
    }
}
