//! What a statement may look like: the wall before the database's own (R29).
//!
//! The transaction that may only read is what keeps data safe. This refuses before it what such a transaction
//! lets through: programs, files, settings, other roles and other hosts. It reads words and not meaning, and
//! refuses rather more than it must.

use almanac_domain::source::SourceKind;

use crate::{Error, Result};

/// Checks that `sql` is one statement that begins as a query, without words that reach further.
pub(crate) fn check(sql: &str, kind: SourceKind) -> Result<()> {
    let mut tokens = Tokens { rest: sql, kind };
    let (mut begun, mut ended) = (false, false);
    let mut before = String::new();
    while let Some(token) = tokens.next()? {
        if ended {
            return Err(Error::NotReading("there is more than one statement"));
        }
        match token {
            Token::Sign('(') if is_refused_function(&before, kind) => {
                return Err(Error::NotReading("it calls a function that may do more"));
            }
            Token::Sign('(') if !begun => continue,
            Token::Word(word) if !begun && is_one_of(word, &["select", "with"]) => begun = true,
            _ if !begun => return Err(Error::NotReading("it does not begin with select or with")),
            Token::Word(word) if is_refused_word(word, &before, kind) => {
                return Err(Error::NotReading("a word in it may do more"));
            }
            Token::Sign(';') => ended = true,
            _ => {}
        }
        before = match token {
            Token::Word(name) | Token::Quoted(name) => name.to_ascii_lowercase(),
            Token::Value | Token::Sign(_) => String::new(),
        };
    }
    if begun { Ok(()) } else { Err(Error::NotReading("there is no statement")) }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|one| word.eq_ignore_ascii_case(one))
}

/// Words that write tables or files, or that lock rows for others.
fn is_refused_word(word: &str, before: &str, kind: SourceKind) -> bool {
    let locks = match before {
        "for" => is_one_of(word, &["update", "share"]),
        "lock" => is_one_of(word, &["in"]),
        _ => false,
    };
    is_one_of(word, &["into", "outfile", "dumpfile"]) || (kind == SourceKind::Mysql && locks)
}

/// Functions, by how their names begin, that reach files, hosts, settings or other sessions, that run text as
/// SQL, or that take memory of any size.
fn is_refused_function(name: &str, kind: SourceKind) -> bool {
    const POSTGRES: [&str; 26] = [
        "cursor_to_xml",
        "database_to_xml",
        "dblink",
        "lo_",
        "loread",
        "lowrite",
        "pg_advisory",
        "pg_cancel_backend",
        "pg_create_",
        "pg_current_logfile",
        "pg_export_snapshot",
        "pg_file_",
        "pg_log",
        "pg_ls_",
        "pg_notify",
        "pg_promote",
        "pg_read_",
        "pg_reload_conf",
        "pg_rotate_logfile",
        "pg_stat_file",
        "pg_switch_wal",
        "pg_terminate_backend",
        "pg_try_advisory",
        "query_to_xml",
        "schema_to_xml",
        "set_config",
    ];
    const MYSQL: [&str; 6] = ["get_lock", "load_file", "master_", "release_", "sys_", "wait_for_"];
    const SQLITE: [&str; 4] = ["fts3_tokenizer", "load_extension", "randomblob", "zeroblob"];
    let refused: &[&str] = match kind {
        SourceKind::Postgres => &POSTGRES,
        SourceKind::Mysql => &MYSQL,
        SourceKind::Sqlite => &SQLITE,
    };
    refused.iter().any(|start| name.starts_with(start))
}

#[derive(Clone, Copy)]
enum Token<'a> {
    /// A name, a key word or a number.
    Word(&'a str),
    /// A name in quotes, without them.
    Quoted(&'a str),
    /// A text in quotes.
    Value,
    Sign(char),
}

/// The tokens of a statement, as its database divides it (MySQL with the modes that we set).
struct Tokens<'a> {
    rest: &'a str,
    kind: SourceKind,
}

const OPEN: Error = Error::NotReading("a quote or comment in it does not end");

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Result<Option<Token<'a>>> {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
            if !self.skip_comment()? {
                break;
            }
        }
        let Some(sign) = self.rest.chars().next() else { return Ok(None) };
        let (postgres, sqlite) = (self.kind == SourceKind::Postgres, self.kind == SourceKind::Sqlite);
        Ok(Some(match sign {
            '\'' => {
                self.quoted('\'', true, false)?;
                Token::Value
            }
            '"' => Token::Quoted(self.quoted('"', true, false)?),
            '`' if !postgres => Token::Quoted(self.quoted('`', true, false)?),
            '[' if sqlite => Token::Quoted(self.quoted(']', false, false)?),
            '$' if postgres && self.skip_dollars()? => Token::Value,
            sign if is_word(sign) => self.word()?,
            sign => {
                self.skip(sign.len_utf8());
                Token::Sign(sign)
            }
        }))
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Skips a comment. Those that MySQL runs are refused.
    fn skip_comment(&mut self) -> Result<bool> {
        let mysql = self.kind == SourceKind::Mysql;
        let dashes = self.rest.strip_prefix("--").is_some_and(|rest| {
            !mysql || rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_whitespace() || c.is_control())
        });
        if dashes || (mysql && self.rest.starts_with('#')) {
            let ends: &[char] = if self.kind == SourceKind::Postgres { &['\n', '\r'] } else { &['\n'] };
            self.skip(self.rest.find(ends).unwrap_or(self.rest.len()));
            return Ok(true);
        }
        let Some(inside) = self.rest.strip_prefix("/*") else { return Ok(false) };
        if mysql && ["!", "M!", "+"].iter().any(|run| inside.starts_with(run)) {
            return Err(Error::NotReading("a comment in it is run"));
        }
        self.skip(2);
        let mut depth = 1;
        while depth > 0 {
            let nested = self.kind == SourceKind::Postgres && self.rest.starts_with("/*");
            let ends = self.rest.starts_with("*/");
            let Some(next) = self.rest.chars().next() else { return Err(OPEN) };
            depth = if nested { depth + 1 } else { depth - i32::from(ends) };
            self.skip(if nested || ends { 2 } else { next.len_utf8() });
        }
        Ok(true)
    }

    /// What stands between the sign here and `end`, which may stand inside twice, or behind a backslash.
    fn quoted(&mut self, end: char, doubled: bool, backslash: bool) -> Result<&'a str> {
        let inside = self.rest.get(1..).unwrap_or_default();
        let mut signs = inside.char_indices().peekable();
        while let Some((at, sign)) = signs.next() {
            if backslash && sign == '\\' {
                signs.next();
            } else if sign == end && !(doubled && signs.next_if(|(_, next)| *next == end).is_some()) {
                self.skip(at + 2);
                return Ok(inside.get(..at).unwrap_or_default());
            }
        }
        Err(OPEN)
    }

    /// Skips `$tag$ text $tag$`.
    fn skip_dollars(&mut self) -> Result<bool> {
        let Some((tag, text)) = self.rest.get(1..).and_then(|rest| rest.split_once('$')) else {
            return Ok(false);
        };
        if !tag.chars().all(is_word) || tag.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(false);
        }
        let end = text.find(&format!("${tag}$")).ok_or(OPEN)?;
        self.rest = text.get(end + tag.len() + 2..).unwrap_or_default();
        Ok(true)
    }

    fn word(&mut self) -> Result<Token<'a>> {
        let end = self.rest.find(|c| !is_word(c) && c != '$').unwrap_or(self.rest.len());
        let word = self.rest.get(..end).unwrap_or_default();
        self.skip(end);
        if self.kind == SourceKind::Postgres {
            if is_one_of(word, &["e"]) && self.rest.starts_with('\'') {
                self.quoted('\'', true, true)?;
                return Ok(Token::Value);
            }
            // Names in escapes would pass by the lists.
            if is_one_of(word, &["u"]) && self.rest.starts_with("&\"") {
                return Err(Error::NotReading("a name in it is written in escapes"));
            }
        }
        Ok(Token::Word(word))
    }
}

fn is_word(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_' || !sign.is_ascii()
}

#[cfg(test)]
mod tests {
    use SourceKind::{Mysql, Postgres, Sqlite};

    use super::*;

    #[test]
    fn r29_one_query_passes() {
        for sql in [
            "select 1",
            " SELECT 1 ; ",
            "with a as (select 1) select * from a",
            "((select 1) union (select 2))",
            "/* a */ select 1 -- ; drop table a",
            "select ';', \";\" from \"a;b\" where c = 'it''s; drop'",
            "select \"update\", replace(a, 'b', 'c') from \"insert\"",
        ] {
            for kind in SourceKind::ALL {
                assert!(check(sql, kind).is_ok(), "{kind:?} {sql}");
            }
        }
        for (kind, sql) in [
            (Postgres, "select $1::int, $a$; drop '$a$, e'\\'; ', /* /* ; */ ; */ 1"),
            (Mysql, "select `a;b`, '\\' # ; '\n, 1--1"),
            (Sqlite, "select [a;b], `;` from a"),
        ] {
            assert!(check(sql, kind).is_ok(), "{kind:?} {sql}");
        }
    }

    #[test]
    fn r29_what_is_not_one_query_is_refused() {
        for sql in [
            "",
            ";",
            "-- select",
            "drop table a",
            "select 1; drop table a",
            "select 1;;",
            "insert into a values (1)",
            "'select' 1",
            "\"select\" 1",
            "select 'a",
            "select /* 1",
            "select \"a",
            "set role a",
            "copy a to program 'a'",
            "attach 'a' as b",
            "pragma writable_schema = 1",
            "values (1)",
            "explain select 1",
            "select 1 into a",
            "with a as (select 1) insert into b select * from a",
            "select1",
            "call a()",
            "do $$ $$",
            "commit",
            "load data infile 'a' into table b",
            "vacuum",
            "begin",
            "table a",
        ] {
            for kind in SourceKind::ALL {
                assert!(check(sql, kind).is_err(), "{kind:?} {sql}");
            }
        }
        for (kind, sql) in [
            (Postgres, "select lo_export(1, '/tmp/a')"),
            (Postgres, "select pg_catalog . \"pg_read_file\" /* a */ ('a')"),
            (Postgres, "select U&\"lo\\005fexport\"(1, 'a')"),
            (Postgres, "select set_config('role', 'none', false)"),
            (Postgres, "select query_to_xml('drop table a', true, true, '')"),
            (Postgres, "select * from DBLINK('host=a', 'select 1') as a(b int)"),
            (Postgres, "select e'\\'', '; drop table a"),
            (Postgres, "select $a$ $b$ ; drop"),
            (Mysql, "select 1 --1; drop table a"),
            (Mysql, "select '\\'; drop table a -- '"),
            (Mysql, "select /*!50000 sleep(9) */ 1"),
            (Mysql, "select /*M! 1 */ 1"),
            (Mysql, "select /*+ set_var(max_execution_time = 0) */ 1"),
            (Mysql, "select * from a for update"),
            (Mysql, "select * from a lock in share mode"),
            (Mysql, "select load_file('/etc/passwd')"),
            (Sqlite, "select load_extension('a')"),
            (Sqlite, "select [a]]; drop"),
            (Sqlite, "select $a$; drop"),
        ] {
            assert!(check(sql, kind).is_err(), "{kind:?} {sql}");
        }
    }
}
