//! What a statement is about, by its first words.

use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

/// What a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    /// Nothing: there are only blanks and remarks.
    Nothing,
    /// It is parsed as a whole.
    Parsed,
    /// A view, whose name begins at this token.
    View(usize),
    /// A type with a list of values, whose name is the word at this token.
    Values(usize),
    /// It is left out; its first words.
    Left(String),
}

/// What can be created, altered and dropped.
const OBJECTS: [&str; 23] = [
    "AGGREGATE",
    "CAST",
    "DATABASE",
    "DOMAIN",
    "EVENT",
    "EXTENSION",
    "FUNCTION",
    "INDEX",
    "LANGUAGE",
    "OPERATOR",
    "POLICY",
    "PROCEDURE",
    "PUBLICATION",
    "ROLE",
    "RULE",
    "SCHEMA",
    "SEQUENCE",
    "SERVER",
    "TABLE",
    "TRIGGER",
    "TYPE",
    "USER",
    "VIEW",
];

/// How an operation of `alter table` begins.
const OPERATIONS: [&str; 22] = [
    "ADD",
    "ALTER",
    "ATTACH",
    "AUTO_INCREMENT",
    "CHANGE",
    "CLUSTER",
    "COMMENT",
    "CONVERT",
    "DETACH",
    "DISABLE",
    "DROP",
    "ENABLE",
    "ENGINE",
    "FORCE",
    "INHERIT",
    "MODIFY",
    "OWNER",
    "RENAME",
    "REPLICA",
    "RESET",
    "SET",
    "VALIDATE",
];

/// Tables that are not kept, or not there.
const PASSING: [&str; 6] = ["TEMP", "TEMPORARY", "FOREIGN", "EXTERNAL", "VIRTUAL", "TRANSIENT"];

/// A word that is not quoted, in capitals, with its token.
type Spoken = (usize, String);

/// What `statement` is about.
pub(super) fn about(statement: &[TokenWithSpan]) -> About {
    let words: Vec<Spoken> = statement
        .iter()
        .enumerate()
        .filter_map(|(at, token)| match &token.token {
            Token::Word(word) if word.quote_style.is_none() => Some((at, word.value.to_uppercase())),
            _ => None,
        })
        .take(40)
        .collect();
    let word = |at: usize| words.get(at).map_or("", |(_, word)| word.as_str());
    match (word(0), word(1), word(2)) {
        ("", ..) if first(statement).is_none() => About::Nothing,
        ("CREATE", ..) => created(statement, &words),
        ("ALTER", "TABLE", _) => {
            let operation = words.iter().skip(2).find(|(_, word)| OPERATIONS.contains(&word.as_str()));
            match operation {
                Some((_, word)) if word == "ADD" => About::Parsed,
                Some((_, word)) => About::Left(format!("alter table {}", word.to_lowercase())),
                None => About::Left("alter table".to_owned()),
            }
        }
        ("COMMENT", "ON", "TABLE" | "COLUMN" | "VIEW") => About::Parsed,
        ("ALTER" | "DROP" | "COMMENT" | "INSERT" | "LOCK" | "UNLOCK" | "GRANT" | "REVOKE", second, _) => {
            About::Left(format!("{} {second}", word(0)).trim().to_lowercase())
        }
        ("", ..) => About::Left("other".to_owned()),
        (first, ..) => About::Left(first.to_lowercase()),
    }
}

fn created(statement: &[TokenWithSpan], words: &[Spoken]) -> About {
    let object = words.iter().position(|(_, word)| OBJECTS.contains(&word.as_str()));
    let Some((at, (token, object))) = object.and_then(|at| Some((at, words.get(at)?))) else {
        return About::Left("create".to_owned());
    };
    let passing = words.iter().take(at).any(|(_, word)| PASSING.contains(&word.as_str()));
    match object.as_str() {
        "TABLE" if passing => About::Left("create temporary table".to_owned()),
        "TABLE" => About::Parsed,
        "VIEW" => About::View(after_exists(statement, words, at)),
        "TYPE" => match words.iter().position(|(_, word)| word == "ENUM") {
            // Of `create type shop.mood as enum`, the name is before `as`.
            Some(_) => About::Values(before_as(statement, *token)),
            None => About::Left("create type".to_owned()),
        },
        other => About::Left(format!("create {}", other.to_lowercase())),
    }
}

/// The token after `view`, or after `view if not exists`.
fn after_exists(statement: &[TokenWithSpan], words: &[Spoken], view: usize) -> usize {
    let said = |at: usize, expected: &str| words.get(at).is_some_and(|(_, word)| word == expected);
    let exists = said(view + 1, "IF") && said(view + 2, "NOT") && said(view + 3, "EXISTS");
    let last = if exists { view + 3 } else { view };
    words.get(last).map_or(statement.len(), |(token, _)| token + 1)
}

/// The last word after the token `from` and before `as`.
fn before_as(statement: &[TokenWithSpan], from: usize) -> usize {
    let mut name = from;
    for (at, token) in statement.iter().enumerate().skip(from + 1) {
        match &token.token {
            Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("as") => break,
            Token::Word(_) => name = at,
            _ => {}
        }
    }
    name
}

/// The first token that says something.
pub(super) fn first(statement: &[TokenWithSpan]) -> Option<&TokenWithSpan> {
    statement.iter().find(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF))
}

/// Where the statement ends.
pub(super) fn end(statement: &[TokenWithSpan]) -> Location {
    let last = statement.iter().rev().find(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF));
    last.map_or(Location { line: 1, column: 1 }, |token| token.span.end)
}
