//! The names that a statement of SQL may use.

use std::collections::BTreeSet;

use almanac_domain::data::DatasetState;
use almanac_domain::source::Table;
use almanac_domain::{Actor, Capability, PageRequest, ProjectId, SourceId};
use almanac_store::dataset;

use super::names::{Named, databases};
use crate::{App, Result, access};

/// Words that are told.
const MOST: usize = 5_000;
/// Data sets that are looked through.
const MOST_DATASETS: u32 = 200;

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
    let page = PageRequest { limit: MOST_DATASETS, after: None };
    if of.is_none() {
        for one in dataset::list(&mut tx, project, page).await?.items {
            if one.state == DatasetState::Ready {
                words.insert(quoted(&one.name));
                words.extend(one.columns.iter().map(|column| quoted(&column.name)));
            }
        }
    }
    for Named { id, name, schema } in databases(app, &mut tx, project).await? {
        if of.is_none_or(|of| of == id) {
            let database = of.is_none().then_some(name.as_str());
            words.extend(schema.tables.iter().flat_map(|table| of_table(table, database)));
        }
    }
    Ok(words.into_iter().take(MOST).collect())
}

/// A table and its columns; with the name of its database where it is given.
fn of_table(table: &Table, database: Option<&str>) -> Vec<String> {
    let name = match (database, &table.name.schema) {
        (Some(database), _) => quoted(&format!("{database}: {}", table.name)),
        (None, Some(schema)) if schema != "public" => {
            format!("{}.{}", quoted(schema), quoted(&table.name.name))
        }
        (None, _) => quoted(&table.name.name),
    };
    std::iter::once(name).chain(table.readable().map(|column| quoted(&column.name))).collect()
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
