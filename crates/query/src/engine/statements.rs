//! What a query runs, as people read it.

use std::sync::{Arc, PoisonError};

use almanac_domain::data::ColumnType;
use almanac_domain::{FieldError, SourceId};
use datafusion::arrow::datatypes::{DataType, Field};

use super::remote::Asked;
use super::scan::{Place, Scan};
use super::{Engine, Error, Prepared, Result, Tables, only_source};
use crate::restriction::fit;
use crate::{Dialect, QueryDocument, RenderError, Source, SqlColumn, render, render_text};

/// A statement, and who runs it: a database, or the engine itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// The database.
    pub database: Option<SourceId>,
    /// The SQL with its values written out.
    pub sql: String,
}

impl Engine {
    /// The statements that `document` would run: one if a database runs it as a whole; otherwise that of the engine,
    /// which calls its tables by `name`, and those that it sends to databases.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a document that breaks a rule.
    pub async fn statements(
        &self,
        tables: &Tables,
        document: &QueryDocument,
        name: &(dyn Fn(&Source) -> String + Sync),
    ) -> Result<Vec<Ran>> {
        let prepared = self.prepare(tables, document)?;
        if let Some((database, found)) = only_source(document).zip(tables.database(document)) {
            match render_text(document, &tables.catalog, found.dialect(), name) {
                Ok(sql) => return Ok(vec![Ran { database: Some(database), sql }]),
                Err(RenderError::Unsupported(_)) => {}
                Err(RenderError::Invalid(fields)) => return Err(Error::Invalid(fields)),
            }
        }
        let own = render_text(document, &tables.catalog, Dialect::DataFusion, name)?;
        let asked = self.work(async move { prepared.asked().await }).await?;
        let mut statements = vec![Ran { database: None, sql: own }];
        statements.extend(asked.into_iter().map(|(source, sql)| Ran { database: Some(source), sql }));
        Ok(statements)
    }
}

impl Engine {
    /// The columns of the result of `text`, a statement over the named ones of `tables`. It is not run.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong with `text`.
    pub async fn statement_columns(&self, tables: &Tables, text: &str) -> Result<Vec<SqlColumn>> {
        let wrong = |problem: String| Error::Invalid(vec![FieldError::new("text", problem)]);
        for (_, source) in &tables.named {
            fit(source, &tables.catalog)?;
        }
        let (tables, asked) = (tables.located()?, text.to_owned());
        let (environment, config) = (Arc::clone(&self.environment), self.config.clone());
        let found = self.work(async move {
            let scan = Box::pin(Scan::open(&environment, &config, Place::Here { threads: 1 }, &tables, None))
                .await?;
            Ok(scan.columns(&asked).await)
        });
        let found = found.await?;
        let schema = found.map_err(|error| wrong(error.strip_backtrace()))?;
        let column = |field: &Arc<Field>| {
            let (name, native) = (field.name().clone(), field.data_type().to_string());
            (name, native, read_as(field.data_type()))
        };
        SqlColumn::all(schema.fields().iter().map(column)).map_err(wrong)
    }
}

/// As what values of an Arrow type are read.
fn read_as(native: &DataType) -> Option<ColumnType> {
    Some(match native {
        DataType::Boolean => ColumnType::Boolean,
        kind if kind.is_integer() => ColumnType::Integer,
        kind if kind.is_floating() || kind.is_decimal() => ColumnType::Float,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => ColumnType::Text,
        DataType::Dictionary(_, values) => return read_as(values),
        DataType::Date32 | DataType::Date64 => ColumnType::Date,
        DataType::Timestamp(..) => ColumnType::Timestamp,
        _ => return None,
    })
}

impl Prepared {
    /// What databases would be asked.
    async fn asked(&self) -> Result<Vec<(SourceId, String)>> {
        let asked = Asked::default();
        let here = Place::Here { threads: 1 };
        let scan =
            Box::pin(Scan::open(&self.environment, &self.config, here, &self.tables, Some(&asked))).await?;
        scan.plan(render(&self.document, &self.tables.catalog, Dialect::DataFusion)?).await?;
        let asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(asked.clone())
    }
}
