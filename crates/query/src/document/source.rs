//! Where the rows of a query come from.

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::source::TableName;
use almanac_domain::{DatasetId, QueryId, SourceId};
use serde::{Deserialize, Serialize};

use crate::QueryDocument;

/// Where rows come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An imported data set.
    Dataset(DatasetId),
    /// A table of a connected database.
    Table(TableSource),
    /// The result of a saved query.
    Query(QueryId),
    /// The result of a statement of SQL.
    Sql(SqlSource),
    /// The result of a query that is written here. It has no parameters of its own.
    Document(Box<QueryDocument>),
}

/// A statement of SQL with what it returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlSource {
    /// The connected database that runs it, in its own dialect. Without one it runs here, over data sets, and tables of
    /// databases, by their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    /// One statement that reads.
    pub text: String,
    /// The columns of its result, as they were found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<SqlColumn>,
}

/// A column of the result of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlColumn {
    /// Its name.
    pub name: String,
    /// As what it is read.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Its type as the database writes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub native: String,
}

impl SqlColumn {
    /// The columns of a result, from their names, types, and as what they are read, if they can be.
    ///
    /// # Errors
    /// What has to be changed in the statement.
    pub fn all(
        found: impl IntoIterator<Item = (String, String, Option<ColumnType>)>,
    ) -> Result<Vec<Self>, String> {
        let mut columns: Vec<Self> = Vec::new();
        for (name, native, kind) in found {
            let Some(kind) = kind else {
                return Err(format!(
                    "the column `{name}` has the type `{native}`, which cannot be read: convert it or leave it out"
                ));
            };
            if name.trim().is_empty() || name == "?column?" {
                return Err(format!("the column {} of the result needs a name (as …)", columns.len() + 1));
            }
            if columns.iter().any(|column| column.name == name) {
                return Err(format!(
                    "two columns of the result are called `{name}`: give one another name (as …)"
                ));
            }
            columns.push(Self { name, kind, native });
        }
        Ok(columns)
    }
}

impl SqlSource {
    /// The columns as those of any other source.
    pub fn columns(&self) -> Vec<Column> {
        let column = |one: &SqlColumn| Column { name: one.name.clone(), kind: one.kind };
        self.columns.iter().map(column).collect()
    }
}

/// A table of a connected database.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TableSource {
    /// The database.
    pub source: SourceId,
    /// The table.
    #[serde(flatten)]
    pub table: TableName,
}
