//! A catalogue's rows, put together.

use std::collections::BTreeMap;

use almanac_domain::source::{ForeignKey, Schema, Table, TableColumn, TableKind, TableName};

/// A schema that is being read. Rows of a table that is not there are left out: its user may not read it.
#[derive(Debug, Default)]
pub(crate) struct Draft(BTreeMap<TableName, Table>);

impl Draft {
    pub(crate) fn table(
        &mut self,
        name: TableName,
        kind: TableKind,
        comment: Option<String>,
        rows: Option<i64>,
    ) {
        let comment = comment.filter(|comment| !comment.is_empty());
        let table = Table {
            name: name.clone(),
            kind,
            comment,
            rows,
            columns: Vec::new(),
            primary_key: Vec::new(),
            foreign_keys: Vec::new(),
        };
        self.0.insert(name, table);
    }

    /// The next column of a table.
    pub(crate) fn column(&mut self, table: &TableName, mut column: TableColumn) {
        column.comment = column.comment.filter(|comment| !comment.is_empty());
        if let Some(table) = self.0.get_mut(table) {
            table.columns.push(column);
        }
    }

    /// Whether there is such a table.
    pub(crate) fn has(&self, table: &TableName) -> bool {
        self.0.contains_key(table)
    }

    /// What is said about a table.
    pub(crate) fn comment(&mut self, table: &TableName, comment: Option<String>) {
        if let Some(table) = self.0.get_mut(table) {
            table.comment = comment.filter(|comment| !comment.is_empty());
        }
    }

    /// What is said about a column.
    pub(crate) fn comment_column(&mut self, table: &TableName, column: &str, comment: Option<String>) {
        let columns = self.0.get_mut(table).map(|table| &mut table.columns);
        if let Some(column) = columns.into_iter().flatten().find(|one| one.name == column) {
            column.comment = comment.filter(|comment| !comment.is_empty());
        }
    }

    pub(crate) fn primary_key(&mut self, table: &TableName, columns: Vec<String>) {
        if let Some(table) = self.0.get_mut(table) {
            table.primary_key = columns;
        }
    }

    pub(crate) fn foreign_key(&mut self, table: &TableName, key: ForeignKey) {
        if let Some(table) = self.0.get_mut(table) {
            table.foreign_keys.push(key);
        }
    }

    /// The full name of a table without a schema, as it is written where it was made.
    pub(crate) fn named(&self, name: &str) -> TableName {
        let found = self.0.keys().find(|table| table.name.eq_ignore_ascii_case(name)).cloned();
        found.unwrap_or_else(|| TableName { schema: None, name: name.to_owned() })
    }

    /// The primary key of a table, as far as it was read.
    pub(crate) fn key_of(&self, table: &TableName) -> &[String] {
        self.0.get(table).map_or(&[], |table| &table.primary_key)
    }

    /// The schema, without keys of columns that the user may not read.
    pub(crate) fn finish(self) -> Schema {
        let names =
            |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        let readable: BTreeMap<TableName, Vec<String>> =
            self.0.values().map(|table| (table.name.clone(), names(table))).collect();
        let knows = |table: &TableName, columns: &[String]| {
            readable.get(table).is_some_and(|names| columns.iter().all(|column| names.contains(column)))
        };
        let mut tables: Vec<Table> = self.0.into_values().collect();
        for table in &mut tables {
            if !knows(&table.name, &table.primary_key) {
                table.primary_key.clear();
            }
            let name = table.name.clone();
            table.foreign_keys.retain(|key| knows(&name, &key.columns) && knows(&key.table, &key.to));
        }
        Schema { tables }
    }
}
