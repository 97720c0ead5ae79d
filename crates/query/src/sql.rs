//! SQL of a query document.
//!
//! Nothing that a user wrote becomes SQL text: values are bound to placeholders, tables and columns are looked
//! up in the catalogue and quoted, and the columns of the result are called `c0`, `c1`, … (their real names are
//! those of [`output_columns`](crate::output_columns), by position). Only a time zone's name is written out,
//! after a check of its letters.
//!
//! The layers of a query, each a sub-query of the next: rows or groups, `having`, windows, unions, order.

mod bucket;
mod dialect;
mod expression;
mod filter;
mod fragment;
mod function;
mod select;
mod summary;
#[cfg(test)]
mod tests;
mod window;

use almanac_domain::FieldError;

pub use self::dialect::Dialect;
use self::fragment::Fragment;
use self::select::Renderer;
use crate::{BoundValue, Catalog, QueryDocument, Source, validate};

/// A query as SQL.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The text, one statement.
    pub sql: String,
    /// The values of its placeholders.
    pub params: Vec<BoundValue>,
}

/// Why a document has no SQL.
#[derive(Debug, Clone, PartialEq)]
pub enum RenderError {
    /// These fields are wrong, as from [`validate`].
    Invalid(Vec<FieldError>),
    /// The database lacks something that the query needs: DataFusion has to compute it.
    Unsupported(&'static str),
}

impl From<Vec<FieldError>> for RenderError {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Invalid(fields)
    }
}

type Written<T = Fragment> = Result<T, RenderError>;

/// Renders `document`, with one column for each of `output_columns`.
///
/// # Errors
/// See [`RenderError`].
pub fn render(
    document: &QueryDocument,
    catalog: &Catalog,
    dialect: Dialect,
) -> Result<Rendered, RenderError> {
    validate(document, catalog)?;
    Ok(Renderer { catalog, dialect, name: &table_name }.query(document)?.finish(dialect))
}

/// Renders `document` with the names of its columns.
///
/// # Errors
/// See [`RenderError`].
#[cfg(feature = "engine")]
pub(crate) fn render_named(
    document: &QueryDocument,
    catalog: &Catalog,
    dialect: Dialect,
) -> Result<Rendered, RenderError> {
    validate(document, catalog)?;
    Ok(Renderer { catalog, dialect, name: &table_name }.select(document, true)?.finish(dialect))
}

/// Renders `document` for people: values are written out, the columns of the result have their names, and what is
/// not a table of the database itself is called by `name`.
///
/// # Errors
/// See [`RenderError`].
pub fn render_text(
    document: &QueryDocument,
    catalog: &Catalog,
    dialect: Dialect,
    name: &dyn Fn(&Source) -> String,
) -> Result<String, RenderError> {
    validate(document, catalog)?;
    Ok(Renderer { catalog, dialect, name }.select(document, true)?.written(dialect))
}

/// Renders a query of one number: how many rows the result of `document` has, counted up to `most`.
///
/// # Errors
/// See [`RenderError`].
pub fn render_count(
    document: &QueryDocument,
    catalog: &Catalog,
    dialect: Dialect,
    most: u64,
) -> Result<Rendered, RenderError> {
    validate(document, catalog)?;
    Ok(Renderer { catalog, dialect, name: &table_name }.count(document, most)?.finish(dialect))
}

/// The name under which a data set or table stands in the SQL of `DataFusion`.
pub fn table_name(source: &Source) -> String {
    match source {
        Source::Dataset(id) => format!("dataset {id}"),
        Source::Table(table) => {
            let schema = table.table.schema.as_deref().unwrap_or_default();
            format!("table {} {}.{schema}.{}", table.source, schema.len(), table.table.name)
        }
        Source::Query(id) => format!("query {id}"),
        Source::Sql(sql) => {
            let database = sql.source.map(|source| source.to_string()).unwrap_or_default();
            format!("sql {database} {}", sql.text)
        }
        Source::Document(_) => "document".to_owned(),
    }
}
