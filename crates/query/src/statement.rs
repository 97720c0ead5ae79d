//! Statements of SQL that people write for the server's own engine.

use datafusion::common::TableReference;
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::resolve::resolve_table_references;
use datafusion::sql::sqlparser::ast::Statement as Sql;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

/// The tables that a statement reads, by the names that it gives them.
///
/// # Errors
/// What is wrong: with line and column if it is no SQL; if it is not one query; for a name with a schema.
pub fn named_tables(text: &str) -> Result<Vec<String>, String> {
    let tokens = Tokenizer::new(&GenericDialect {}, text).tokenize();
    if tokens.is_ok_and(|tokens| tokens.iter().any(|token| matches!(token, Token::Placeholder(_)))) {
        return Err("it has a placeholder, for which there is no value".to_owned());
    }
    let mut statements = DFParser::parse_sql(text).map_err(|error| error.strip_backtrace())?;
    let statement = statements.pop_front().ok_or("there is no statement")?;
    if !statements.is_empty() {
        return Err("there is more than one statement".to_owned());
    }
    let Statement::Statement(query) = &statement else { return Err(NOT_READING.to_owned()) };
    if !matches!(**query, Sql::Query(_)) {
        return Err(NOT_READING.to_owned());
    }
    let (tables, _) = resolve_table_references(&statement, true).map_err(|error| error.strip_backtrace())?;
    let name = |table: TableReference| match table {
        TableReference::Bare { table } => Ok(table.to_string()),
        other => Err(format!("`{other}`: tables have one name here, in quotes if there are signs in it")),
    };
    tables.into_iter().map(name).collect()
}

const NOT_READING: &str = "it must begin with select or with";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_tables_and_not_of_common_tables() {
        let text = "with a as (select * from \"Orders\") select * from a join \"Shop: t\" b on a.id = b.id \
            where a.id in (select id from Other)";
        assert_eq!(named_tables(text).unwrap(), ["Orders", "Shop: t", "other"]);
        assert!(named_tables("select 1").unwrap().is_empty());
    }

    #[test]
    fn r29_what_is_not_one_query_is_refused() {
        for (text, problem) in [
            ("", "there is no statement"),
            ("select 1; select 2", "more than one statement"),
            ("drop table a", NOT_READING),
            ("insert into a values (1)", NOT_READING),
            ("create external table a stored as csv location '/etc/passwd'", NOT_READING),
            ("copy (select 1) to '/tmp/a'", NOT_READING),
            ("set a = 1", NOT_READING),
            ("explain select 1", NOT_READING),
            ("select * from a.b", "tables have one name"),
            ("select * frm a", "Line: 1"),
            ("select $1", "placeholder"),
        ] {
            let error = named_tables(text).unwrap_err();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
