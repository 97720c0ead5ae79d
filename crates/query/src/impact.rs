//! What a change of schemas means for a query: which of the tables and columns that it uses are gone or others.

#[cfg(test)]
mod tests;
mod uses;

use std::collections::BTreeMap;

use almanac_domain::FieldError;
use almanac_domain::data::Column;
use almanac_domain::source::{QueryProblem, SchemaBreak, Table, Versioned, renamed_column};

use self::uses::{Use, uses};
use crate::{Catalog, QueryDocument, Relation, Source, output_columns, validate};

/// What of a query that fits no more is told, if nothing that it names is to blame.
const MOST_UNFIT: usize = 5;

/// Tells what is wrong for a result of these columns.
type Check<'a> = Box<dyn Fn(&[Column]) -> Vec<FieldError> + 'a>;

/// A chart of the result of a query.
pub struct Drawing<'a> {
    /// Where it is, such as `chart`.
    pub place: String,
    /// The columns of the result that it names, each with the field of the chart that does.
    pub columns: Vec<(String, &'a str)>,
    /// What is wrong with it if the result has these columns.
    pub check: Check<'a>,
}

/// What `document` and the drawings of its result use that is not in `after` as it was in `before`. Both catalogues hold
/// what it reads, data sets as tables too; its saved queries are written out. What was wrong before already is not told.
pub fn problems(
    document: &QueryDocument,
    drawings: &[Drawing<'_>],
    before: &Catalog,
    after: &Catalog,
) -> Vec<QueryProblem> {
    let unfit = unfit(document, drawings, before, after);
    let mut by_table: BTreeMap<String, (Source, Vec<Use>)> = BTreeMap::new();
    for one in uses(document, drawings, before) {
        let key = match &one.table {
            Source::Table(table) => format!("{} {}", table.source, table.table),
            Source::Dataset(id) => id.to_string(),
            Source::Query(_) | Source::Document(_) | Source::Sql(_) => continue,
        };
        by_table.entry(key).or_insert_with(|| (one.table.clone(), Vec::new())).1.push(one);
    }
    let mut found: Vec<QueryProblem> = by_table
        .into_values()
        .flat_map(|(table, uses)| match (of(before, &table), of(after, &table)) {
            (Some(old), None) => vec![removed((&table, old), &uses)],
            (Some(old), Some(new)) => columns((old, new), versioned(&table), &uses, &unfit),
            (None, _) => Vec::new(),
        })
        .collect();
    if !found.iter().any(|problem| problem.breaks) {
        found.extend(unfit.into_iter().take(MOST_UNFIT).map(|error| QueryProblem {
            of: None,
            what: SchemaBreak::Unfit { message: error.message },
            breaks: true,
            places: vec![error.field],
        }));
    }
    found
}

/// What is wrong with the document and the drawings now and was not before.
fn unfit(
    document: &QueryDocument,
    drawings: &[Drawing<'_>],
    before: &Catalog,
    after: &Catalog,
) -> Vec<FieldError> {
    let wrong = |catalog| {
        let mut errors = validate(document, catalog).err().unwrap_or_default();
        let columns = output_columns(document, catalog);
        for drawing in drawings {
            let of_drawing = (drawing.check)(&columns).into_iter();
            errors.extend(
                of_drawing
                    .map(|error| FieldError { field: format!("{}.{}", drawing.place, error.field), ..error }),
            );
        }
        errors
    };
    let known = wrong(before);
    wrong(after).into_iter().filter(|error| known.iter().all(|one| one.field != error.field)).collect()
}

fn of<'a>(catalog: &'a Catalog, source: &Source) -> Option<&'a Table> {
    match catalog.find(source)? {
        Relation::Table(table) => Some(table),
        Relation::Columns(_) => None,
    }
}

/// What has the versions of a table or data set.
fn versioned(source: &Source) -> Option<Versioned> {
    match source {
        Source::Table(table) => Some(Versioned::Source(table.source)),
        Source::Dataset(id) => Some(Versioned::Dataset(*id)),
        Source::Query(_) | Source::Document(_) | Source::Sql(_) => None,
    }
}

fn removed((source, table): (&Source, &Table), uses: &[Use]) -> QueryProblem {
    let places = uses.iter().filter(|one| one.column.is_none()).map(|one| one.place.clone()).collect();
    let what = SchemaBreak::TableRemoved { table: table.name.clone(), renamed_to: None };
    QueryProblem { of: versioned(source), what, breaks: true, places }
}

/// The used columns of a table that are gone or have another type.
fn columns(
    (before, after): (&Table, &Table),
    of: Option<Versioned>,
    uses: &[Use],
    unfit: &[FieldError],
) -> Vec<QueryProblem> {
    let mut by_column: BTreeMap<&str, Vec<&Use>> = BTreeMap::new();
    for one in uses {
        if let Some(column) = &one.column {
            by_column.entry(column).or_default().push(one);
        }
    }
    let find = |table: &Table, name: &str| table.columns.iter().find(|one| one.name == name).cloned();
    let problem = |(name, uses): (&str, Vec<&Use>)| {
        let old = find(before, name)?;
        let named = uses.iter().any(|one| one.named);
        let places: Vec<String> = uses.iter().map(|one| one.place.clone()).collect();
        let (table, column) = (after.name.clone(), name.to_owned());
        let (what, breaks) = match find(after, name) {
            None => {
                let renamed_to = renamed_column(&old, before, after);
                (SchemaBreak::ColumnRemoved { table, column, renamed_to }, named)
            }
            Some(new) if new.native == old.native && new.kind == old.kind => return None,
            Some(new) => {
                let lost = named && new.kind.is_none();
                let breaks = lost || places.iter().any(|place| spoiled(place, unfit));
                let (before, after) = (old.native, new.native);
                (SchemaBreak::TypeChanged { table, column, before, after }, breaks)
            }
        };
        Some(QueryProblem { of, what, breaks, places })
    };
    by_column.into_iter().filter_map(problem).collect()
}

/// Whether something is wrong in the clause that `place` is in.
fn spoiled(place: &str, unfit: &[FieldError]) -> bool {
    let clause = [".column", ".expression", ".left", ".right", ".by"]
        .into_iter()
        .find_map(|end| place.strip_suffix(end))
        .unwrap_or(place);
    let within = |field: &str| {
        let rest = field.strip_prefix(clause)?;
        Some(rest.is_empty() || rest.starts_with('.'))
    };
    unfit.iter().any(|error| within(&error.field) == Some(true))
}
