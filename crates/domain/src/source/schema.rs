//! What is in a source.

use serde::{Deserialize, Serialize};

use crate::data::{Column, ColumnType};

/// What is in a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schema {
    /// Its tables and views, by schema and name.
    pub tables: Vec<Table>,
}

impl Schema {
    /// The schema of a data set: one table of its columns, under its name.
    pub fn of_dataset(name: &str, columns: &[Column]) -> Self {
        let column = |column: &Column| TableColumn {
            name: column.name.clone(),
            kind: Some(column.kind),
            native: column.kind.name().to_owned(),
            nullable: true,
            comment: None,
        };
        let table = Table {
            name: TableName { schema: None, name: name.to_owned() },
            kind: TableKind::Table,
            comment: None,
            rows: None,
            columns: columns.iter().map(column).collect(),
            primary_key: Vec::new(),
            foreign_keys: Vec::new(),
        };
        Self { tables: vec![table] }
    }

    /// The same schema without what changes all the time or does not matter: no estimates, everything in the
    /// order of its name. Equal ones are the same version.
    #[must_use]
    pub fn canonical(&self) -> Self {
        let mut same = self.clone();
        same.tables.sort_by(|a, b| a.name.cmp(&b.name));
        for table in &mut same.tables {
            table.rows = None;
            table.columns.sort_by(|a, b| a.name.cmp(&b.name));
            table.foreign_keys.sort();
        }
        same
    }

    /// The table of this name.
    pub fn find(&self, table: &TableName) -> Option<&Table> {
        self.tables.iter().find(|one| one.name == *table)
    }
}

/// The full name of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TableName {
    /// The schema (PostgreSQL); none where a database has only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

impl std::fmt::Display for TableName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Whether a table holds rows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// A table.
    Table,
    /// A view.
    View,
}

/// A table or view of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Table {
    /// Its full name.
    pub name: TableName,
    /// Table or view.
    pub kind: TableKind,
    /// What the database says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// About how many rows it has, if the database has an idea.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<i64>,
    /// Its columns, in order.
    pub columns: Vec<TableColumn>,
    /// The columns of the primary key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub primary_key: Vec<String>,
    /// What refers to other tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
}

impl Table {
    /// The columns that can be asked for.
    pub fn readable(&self) -> impl Iterator<Item = Column> {
        self.columns
            .iter()
            .filter_map(|column| Some(Column { name: column.name.clone(), kind: column.kind? }))
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// As what it is read; none if it cannot be (a picture, say).
    #[serde(rename = "type")]
    pub kind: Option<ColumnType>,
    /// Its type as the database writes it, such as `numeric(10,2)`.
    pub native: String,
    /// Whether values may be missing.
    pub nullable: bool,
    /// What the database says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Columns that refer to a row of another table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForeignKey {
    /// The columns here.
    pub columns: Vec<String>,
    /// The other table.
    pub table: TableName,
    /// The columns there, in the same order.
    pub to: Vec<String>,
}
