//! From statements to tables.

use std::collections::BTreeMap;

use almanac_domain::source::{ForeignKey, Schema, SourceKind, TableColumn, TableKind, TableName};
use sqlparser::ast::{
    AlterTable, AlterTableOperation, ColumnDef, ColumnOption, CommentDef, CommentObject, CreateTable,
    CreateTableOptions, Expr, ForeignKeyConstraint, Ident, IndexColumn, ObjectName, SqlOption, Statement,
    TableConstraint,
};
use sqlparser::dialect::Dialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

use super::statement::{About, about, end, first};
use super::types::read;
use super::{Described, Misread};
use crate::schema::Draft;

/// Levels of an expression, two more than may be written. The parser tries some of them in several ways, so that each
/// level takes four times as long as the one within: ten take less than a millisecond, fourteen forty.
const LEVELS: usize = 12;

/// Reads statement after statement.
pub(super) struct Reader<'a> {
    kind: SourceKind,
    dialect: &'a dyn Dialect,
    draft: Draft,
    /// Types with a list of values.
    values: Vec<String>,
    /// References, which may name tables that come later.
    references: Vec<(TableName, ForeignKey)>,
    skipped: BTreeMap<String, u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(kind: SourceKind, dialect: &'a dyn Dialect) -> Self {
        let (draft, values, references) = (Draft::default(), Vec::new(), Vec::new());
        Self { kind, dialect, draft, values, references, skipped: BTreeMap::new() }
    }

    /// Reads a statement without the semicolon at its end.
    pub(super) fn statement(&mut self, statement: &[TokenWithSpan]) -> Result<(), Misread> {
        match about(statement) {
            About::Nothing => {}
            About::Left(words) => self.skip(words),
            About::Values(at) => {
                if let Some(Token::Word(word)) = statement.get(at).map(|token| &token.token) {
                    self.values.push(word.value.clone());
                }
            }
            About::View(at) => {
                let name = Parser::new(self.dialect)
                    .with_tokens_with_locations(statement.get(at..).unwrap_or_default().to_vec())
                    .parse_object_name(false)
                    .map_err(|error| Misread::of_parser(error, end(statement)))?;
                let name = self.name(&name);
                self.draft.table(name, TableKind::View, None, None);
            }
            About::Parsed => {
                let at = first(statement).map_or(end(statement), |token| token.span.start);
                for parsed in self.parse(statement)? {
                    self.parsed(parsed, at)?;
                }
            }
        }
        Ok(())
    }

    fn skip(&mut self, words: impl Into<String>) {
        *self.skipped.entry(words.into()).or_default() += 1;
    }

    fn parse(&self, statement: &[TokenWithSpan]) -> Result<Vec<Statement>, Misread> {
        Parser::new(self.dialect)
            .with_recursion_limit(LEVELS)
            .with_tokens_with_locations(statement.to_vec())
            .parse_statements()
            .map_err(|error| Misread::of_parser(error, end(statement)))
    }

    fn parsed(&mut self, statement: Statement, at: Location) -> Result<(), Misread> {
        match statement {
            Statement::CreateTable(table) => self.create(table),
            Statement::AlterTable(table) => return self.alter(table, at),
            Statement::Comment { object_type, object_name, comment, .. } => {
                return self.comment(object_type, object_name, comment, at);
            }
            _ => self.skip("other"),
        }
        Ok(())
    }

    fn create(&mut self, table: CreateTable) {
        let name = self.name(&table.name);
        if table.like.is_some() || table.inherits.is_some() || table.partition_of.is_some() {
            return self.skip("create table like another");
        }
        if table.query.is_some() {
            return self.skip("create table as");
        }
        if table.if_not_exists && self.draft.has(&name) {
            return;
        }
        let comment = table.comment.as_ref().map(said).or_else(|| option_comment(&table.table_options));
        self.draft.table(name.clone(), TableKind::Table, comment, None);
        for column in table.columns {
            self.column(&name, column);
        }
        for constraint in table.constraints {
            self.constraint(&name, constraint);
        }
    }

    fn alter(&mut self, table: AlterTable, at: Location) -> Result<(), Misread> {
        let name = self.known(&table.name, at)?;
        for operation in table.operations {
            match operation {
                AlterTableOperation::AddColumn { column_def, .. } => self.column(&name, column_def),
                AlterTableOperation::AddConstraint { constraint, .. } => self.constraint(&name, constraint),
                _ => self.skip("alter table"),
            }
        }
        Ok(())
    }

    fn comment(
        &mut self,
        object: CommentObject,
        ObjectName(mut parts): ObjectName,
        comment: Option<String>,
        at: Location,
    ) -> Result<(), Misread> {
        if object == CommentObject::Column {
            let column = parts.pop().and_then(|part| part.as_ident().map(|ident| self.ident(ident)));
            let table = self.known(&ObjectName(parts), at)?;
            self.draft.comment_column(&table, &column.unwrap_or_default(), comment);
        } else {
            let table = self.known(&ObjectName(parts), at)?;
            self.draft.comment(&table, comment);
        }
        Ok(())
    }

    fn column(&mut self, table: &TableName, column: ColumnDef) {
        let name = self.ident(&column.name);
        let written = read(self.kind, &column.data_type.to_string(), &self.values);
        let (mut nullable, mut comment) = (!written.required, None);
        for option in column.options {
            match option.option {
                // An identity has a value always.
                ColumnOption::NotNull | ColumnOption::Generated { generation_expr: None, .. } => {
                    nullable = false;
                }
                ColumnOption::PrimaryKey(_) => self.draft.primary_key(table, vec![name.clone()]),
                ColumnOption::ForeignKey(key) => self.reference(table, vec![name.clone()], &key),
                ColumnOption::Comment(text) => comment = Some(text),
                _ => {}
            }
        }
        let (kind, native) = (written.kind, written.native);
        self.draft.column(table, TableColumn { name, kind, native, nullable, comment });
    }

    fn constraint(&mut self, table: &TableName, constraint: TableConstraint) {
        match constraint {
            TableConstraint::PrimaryKey(key) => {
                let columns = key.columns.iter().filter_map(|column| self.indexed(column)).collect();
                self.draft.primary_key(table, columns);
            }
            TableConstraint::ForeignKey(key) => {
                let columns = key.columns.iter().map(|column| self.ident(column)).collect();
                self.reference(table, columns, &key);
            }
            _ => {}
        }
    }

    /// The column of an index, if it is no expression.
    fn indexed(&self, column: &IndexColumn) -> Option<String> {
        match &column.column.expr {
            Expr::Identifier(ident) => Some(self.ident(ident)),
            _ => None,
        }
    }

    fn reference(&mut self, from: &TableName, columns: Vec<String>, key: &ForeignKeyConstraint) {
        let to = key.referred_columns.iter().map(|column| self.ident(column)).collect();
        let table = self.name(&key.foreign_table);
        self.references.push((from.clone(), ForeignKey { columns, table, to }));
    }

    /// A name as the database keeps it.
    fn ident(&self, ident: &Ident) -> String {
        match (self.kind, ident.quote_style) {
            (SourceKind::Postgres, None) => ident.value.to_lowercase(),
            _ => ident.value.clone(),
        }
    }

    fn name(&self, ObjectName(parts): &ObjectName) -> TableName {
        let mut parts = parts.iter().rev().filter_map(|part| part.as_ident()).map(|part| self.ident(part));
        let name = parts.next().unwrap_or_default();
        let schema = match self.kind {
            SourceKind::Postgres => Some(parts.next().unwrap_or_else(|| "public".to_owned())),
            SourceKind::Mysql | SourceKind::Sqlite => None,
        };
        TableName { schema, name }
    }

    /// A table that must have been made before.
    fn known(&self, name: &ObjectName, at: Location) -> Result<TableName, Misread> {
        let found = self.name(name);
        let found = if self.kind == SourceKind::Sqlite { self.draft.named(&found.name) } else { found };
        if self.draft.has(&found) {
            return Ok(found);
        }
        Err(Misread::new(at, format!("there is no table {found} before this")))
    }

    pub(super) fn finish(mut self) -> Described {
        for (from, mut key) in std::mem::take(&mut self.references) {
            if self.kind == SourceKind::Sqlite {
                key.table = self.draft.named(&key.table.name);
            }
            // Without names it refers to the primary key.
            if key.to.is_empty() {
                key.to = self.draft.key_of(&key.table).to_vec();
            }
            self.draft.foreign_key(&from, key);
        }
        let mut schema = self.draft.finish();
        require_keys(self.kind, &mut schema);
        Described { schema, skipped: self.skipped }
    }
}

/// Columns of a primary key have values, in SQLite only if they are the number of the row.
fn require_keys(kind: SourceKind, schema: &mut Schema) {
    for table in &mut schema.tables {
        let key = &table.primary_key;
        for column in table.columns.iter_mut().filter(|column| key.contains(&column.name)) {
            let is_row = key.len() == 1 && column.native.eq_ignore_ascii_case("integer");
            column.nullable &= kind == SourceKind::Sqlite && !is_row;
        }
    }
}

fn said(comment: &CommentDef) -> String {
    match comment {
        CommentDef::WithEq(text) | CommentDef::WithoutEq(text) => text.clone(),
    }
}

/// The comment among the options of a table of MySQL.
fn option_comment(options: &CreateTableOptions) -> Option<String> {
    let CreateTableOptions::Plain(options) = options else { return None };
    options.iter().find_map(|option| match option {
        SqlOption::Comment(comment) => Some(said(comment)),
        _ => None,
    })
}
