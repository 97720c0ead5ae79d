//! Schemas that are written as SQL, without a connection.
//!
//! Statements that make tables are read: `create table`, `alter table … add`, `comment on`, and the names of
//! `create view`. All others are left out and counted. A dump of PostgreSQL may hold rows and commands of psql.

mod reader;
mod statement;
#[cfg(test)]
mod tests;
mod types;

use std::collections::BTreeMap;

use almanac_domain::source::{Schema, SourceKind};
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, Token, Tokenizer};

use self::reader::Reader;

/// What SQL says about tables.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Described {
    /// The tables.
    pub schema: Schema,
    /// The statements that were left out, by their first words, with how many they are.
    pub skipped: BTreeMap<String, u32>,
}

/// Why SQL was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct Misread {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1.
    pub column: u64,
    /// Why.
    pub message: String,
}

impl Misread {
    fn new(at: Location, message: impl Into<String>) -> Self {
        Self { line: at.line, column: at.column, message: message.into() }
    }

    /// What the parser says, who writes the place at the end of its message; `end` is for what ends too early.
    fn of_parser(error: ParserError, end: Location) -> Self {
        let text = match error {
            ParserError::TokenizerError(text) | ParserError::ParserError(text) => text,
            ParserError::RecursionLimitExceeded => return Self::new(end, "is nested too deeply"),
        };
        let placed = text.rsplit_once(" at Line: ").and_then(|(message, place)| {
            let (line, column) = place.split_once(", Column: ")?;
            Some((message, line.trim().parse().ok()?, column.trim().parse().ok()?))
        });
        match placed {
            Some((message, line, column)) => Self { line, column, message: message.to_owned() },
            None => Self::new(end, text),
        }
    }
}

/// Reads the tables that `text` makes in the dialect of `kind`.
///
/// # Errors
/// The first place that is not understood.
pub fn describe(kind: SourceKind, text: &str) -> Result<Described, Misread> {
    let dialect: Box<dyn Dialect> = match kind {
        SourceKind::Postgres => Box::new(PostgreSqlDialect {}),
        SourceKind::Mysql => Box::new(MySqlDialect {}),
        SourceKind::Sqlite => Box::new(SQLiteDialect {}),
    };
    let text = if kind == SourceKind::Postgres { without_rows(text) } else { text.to_owned() };
    let tokens = Tokenizer::new(&*dialect, &text)
        .tokenize_with_location()
        .map_err(|error| Misread::new(error.location, error.message))?;
    let mut reader = Reader::new(kind, &*dialect);
    for statement in tokens.split(|token| token.token == Token::SemiColon) {
        reader.statement(statement)?;
    }
    Ok(reader.finish())
}

/// The text without rows below `copy … from stdin` and commands of psql, which are no SQL. Lines keep their numbers.
fn without_rows(text: &str) -> String {
    let mut within = false;
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        let begins = line.len() > 5 && line.is_char_boundary(5) && line[..5].eq_ignore_ascii_case("copy ");
        if within {
            within = line != "\\.";
        } else if !line.starts_with('\\') {
            within = begins && line.trim_end().to_ascii_lowercase().ends_with("from stdin;");
            kept.push_str(line);
        }
        kept.push('\n');
    }
    kept
}
