//! What differs between two versions of a schema.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ForeignKey, Schema, Table, TableColumn, TableKind, TableName};

/// What happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

impl Change {
    fn of<T>(before: Option<&T>, after: Option<&T>) -> Self {
        match (before, after) {
            (None, _) => Self::Added,
            (_, None) => Self::Removed,
            _ => Self::Changed,
        }
    }
}

/// What differs between two versions of a schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SchemaDiff {
    /// The tables that differ, by name.
    pub tables: Vec<TableDiff>,
}

/// What differs in a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableDiff {
    /// Its name.
    pub name: TableName,
    /// What happened to it.
    pub change: Change,
    /// Table or view, if that differs.
    pub kind: Option<KindDiff>,
    /// The comment, if that differs.
    pub comment: Option<CommentDiff>,
    /// The columns that differ: those of the later version in its order, then those that are gone.
    pub columns: Vec<ColumnDiff>,
    /// The primary key, if that differs.
    pub primary_key: Option<PrimaryKeyDiff>,
    /// Foreign keys that are new or gone.
    pub foreign_keys: Vec<ForeignKeyDiff>,
}

/// A table that became a view, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindDiff {
    /// What it was.
    pub before: TableKind,
    /// What it is.
    pub after: TableKind,
}

/// A comment that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentDiff {
    /// The comment before.
    pub before: Option<String>,
    /// The comment after.
    pub after: Option<String>,
}

/// A column that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnDiff {
    /// What happened to it.
    pub change: Change,
    /// The column before.
    pub before: Option<TableColumn>,
    /// The column after.
    pub after: Option<TableColumn>,
}

/// A primary key that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrimaryKeyDiff {
    /// Its columns before.
    pub before: Vec<String>,
    /// Its columns after.
    pub after: Vec<String>,
}

/// A foreign key that is new or gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForeignKeyDiff {
    /// What happened to it.
    pub change: Change,
    /// The key.
    pub key: ForeignKey,
}

/// What differs from `before` to `after`. Estimates of rows and the order of columns do not count.
pub fn diff(before: &Schema, after: &Schema) -> SchemaDiff {
    let (before, after) = (by_name(before), by_name(after));
    let names: BTreeSet<&TableName> = before.keys().chain(after.keys()).copied().collect();
    let of = |name: &&TableName| table(before.get(name).copied(), after.get(name).copied());
    SchemaDiff { tables: names.iter().filter_map(of).collect() }
}

fn by_name(schema: &Schema) -> BTreeMap<&TableName, &Table> {
    schema.tables.iter().map(|table| (&table.name, table)).collect()
}

/// What differs in a table, if anything does.
fn table(before: Option<&Table>, after: Option<&Table>) -> Option<TableDiff> {
    let name = &after.or(before)?.name;
    let (had, has) = (before.map_or(&[][..], |t| &t.columns), after.map_or(&[][..], |t| &t.columns));
    let (key_before, key_after) =
        (before.map_or(&[][..], |t| &t.primary_key), after.map_or(&[][..], |t| &t.primary_key));
    let both = before.zip(after);
    let found = TableDiff {
        name: name.clone(),
        change: Change::of(before, after),
        kind: both.filter(|(a, b)| a.kind != b.kind).map(|(a, b)| KindDiff { before: a.kind, after: b.kind }),
        comment: both
            .filter(|(a, b)| a.comment != b.comment)
            .map(|(a, b)| CommentDiff { before: a.comment.clone(), after: b.comment.clone() }),
        columns: columns(had, has),
        primary_key: (key_before != key_after)
            .then(|| PrimaryKeyDiff { before: key_before.to_vec(), after: key_after.to_vec() }),
        foreign_keys: foreign_keys(
            before.map_or(&[], |t| &t.foreign_keys),
            after.map_or(&[], |t| &t.foreign_keys),
        ),
    };
    let differs = both.is_none()
        || found.kind.is_some()
        || found.comment.is_some()
        || !found.columns.is_empty()
        || found.primary_key.is_some()
        || !found.foreign_keys.is_empty();
    differs.then_some(found)
}

fn columns(before: &[TableColumn], after: &[TableColumn]) -> Vec<ColumnDiff> {
    let old: BTreeMap<&str, &TableColumn> = before.iter().map(|c| (c.name.as_str(), c)).collect();
    let new: BTreeSet<&str> = after.iter().map(|c| c.name.as_str()).collect();
    let made = |before: Option<&TableColumn>, after: Option<&TableColumn>| ColumnDiff {
        change: Change::of(before, after),
        before: before.cloned(),
        after: after.cloned(),
    };
    let present = after.iter().filter_map(|column| {
        let was = old.get(column.name.as_str()).copied();
        (was != Some(column)).then(|| made(was, Some(column)))
    });
    let gone = before.iter().filter(|column| !new.contains(column.name.as_str()));
    present.chain(gone.map(|column| made(Some(column), None))).collect()
}

fn foreign_keys(before: &[ForeignKey], after: &[ForeignKey]) -> Vec<ForeignKeyDiff> {
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    let with = |change| move |key: &&ForeignKey| ForeignKeyDiff { change, key: (*key).clone() };
    let added = new.difference(&old).map(with(Change::Added));
    added.chain(old.difference(&new).map(with(Change::Removed))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ColumnType;

    fn column(name: &str, native: &str, nullable: bool) -> TableColumn {
        let kind = Some(ColumnType::Text);
        TableColumn { name: name.to_owned(), kind, native: native.to_owned(), nullable, comment: None }
    }

    fn table(name: &str, columns: Vec<TableColumn>) -> Table {
        Table {
            name: TableName { schema: Some("public".to_owned()), name: name.to_owned() },
            kind: TableKind::Table,
            comment: None,
            rows: Some(7),
            columns,
            primary_key: vec!["id".to_owned()],
            foreign_keys: Vec::new(),
        }
    }

    fn key(to: &str) -> ForeignKey {
        let table = TableName { schema: None, name: to.to_owned() };
        ForeignKey { columns: vec!["owner".to_owned()], table, to: vec!["id".to_owned()] }
    }

    fn shop() -> Schema {
        let orders = vec![column("id", "int", false), column("note", "text", true)];
        Schema { tables: vec![table("orders", orders), table("people", vec![column("id", "int", false)])] }
    }

    #[test]
    fn same_schema_differs_in_nothing_nor_do_estimates_and_order() {
        let mut other = shop();
        assert_eq!(diff(&shop(), &other), SchemaDiff::default());
        other.tables.reverse();
        other.tables[0].rows = None;
        other.tables[1].columns.reverse();
        assert_eq!(diff(&shop(), &other), SchemaDiff::default());
        assert_eq!(shop().canonical(), other.canonical());
    }

    #[test]
    fn tables_are_added_and_removed_with_all_their_columns() {
        let mut after = shop();
        after.tables[1] = table("prices", vec![column("id", "int", false)]);
        let found = diff(&shop(), &after).tables;
        let told: Vec<_> =
            found.iter().map(|t| (t.name.to_string(), t.change, t.columns[0].change)).collect();
        assert_eq!(
            told,
            [
                ("public.people".to_owned(), Change::Removed, Change::Removed),
                ("public.prices".to_owned(), Change::Added, Change::Added)
            ]
        );
    }

    #[test]
    fn columns_are_added_removed_and_changed_in_type_and_nullability() {
        let mut after = shop();
        after.tables[0].columns =
            vec![column("id", "bigint", false), column("note", "text", false), column("paid", "date", true)];
        let found = diff(&shop(), &after).tables;
        let changes: Vec<Change> = found[0].columns.iter().map(|c| c.change).collect();
        assert_eq!((found.len(), found[0].change), (1, Change::Changed));
        assert_eq!(changes, [Change::Changed, Change::Changed, Change::Added]);
        assert_eq!(found[0].columns[0].before.as_ref().unwrap().native, "int");
        let back = diff(&after, &shop()).tables;
        assert_eq!(back[0].columns[2].change, Change::Removed);
    }

    #[test]
    fn keys_kinds_and_comments_are_compared() {
        let (mut before, mut after) = (shop(), shop());
        before.tables[0].foreign_keys = vec![key("people")];
        after.tables[0].foreign_keys = vec![key("customers")];
        after.tables[0].primary_key.push("note".to_owned());
        after.tables[1].kind = TableKind::View;
        after.tables[1].comment = Some("who".to_owned());
        let found = diff(&before, &after).tables;
        let keys: Vec<_> =
            found[0].foreign_keys.iter().map(|k| (k.change, k.key.table.name.as_str())).collect();
        assert_eq!(keys, [(Change::Added, "customers"), (Change::Removed, "people")]);
        assert_eq!(found[0].primary_key.as_ref().unwrap().after, ["id", "note"]);
        assert_eq!(found[1].kind, Some(KindDiff { before: TableKind::Table, after: TableKind::View }));
        assert_eq!(found[1].comment, Some(CommentDiff { before: None, after: Some("who".to_owned()) }));
        assert_ne!(before.canonical(), after.canonical());
    }
}
