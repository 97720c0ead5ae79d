//! Types as they are written, and what they are read as: the same as when the database itself is asked.

use almanac_domain::data::ColumnType;
use almanac_domain::source::SourceKind;

use crate::{mysql, postgres, sqlite};

/// A type that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub kind: Option<ColumnType>,
    /// As the database writes it.
    pub native: String,
    /// Whether its values are always there, as those of `serial` are.
    pub required: bool,
}

/// Reads `text` as a type of this kind of database; `values` are the types with a list of values.
pub(super) fn read(kind: SourceKind, text: &str, values: &[String]) -> Written {
    match kind {
        SourceKind::Postgres => postgres_type(text, values),
        SourceKind::Mysql => mysql_type(text),
        SourceKind::Sqlite => {
            Written { kind: sqlite::column_type(text), native: text.to_owned(), required: false }
        }
    }
}

/// The words of a type before and after its brackets, in small letters, and the brackets.
fn parts(text: &str) -> (String, String, String) {
    let (head, rest) = text.split_at(text.find('(').unwrap_or(text.len()));
    let (inner, tail) = rest.split_at(rest.rfind(')').map_or(0, |at| at + 1));
    (head.trim().to_lowercase(), inner.to_owned(), tail.trim().to_lowercase())
}

fn postgres_type(text: &str, values: &[String]) -> Written {
    let (head, inner, tail) = parts(text);
    let (begin, end, name, required) = match (head.as_str(), tail.as_str()) {
        ("smallint" | "int2", _) => ("smallint", "", "int2", false),
        ("integer" | "int" | "int4", "") => ("integer", "", "int4", false),
        ("bigint" | "int8", _) => ("bigint", "", "int8", false),
        ("smallserial" | "serial2", _) => ("smallint", "", "int2", true),
        ("serial" | "serial4", _) => ("integer", "", "int4", true),
        ("bigserial" | "serial8", _) => ("bigint", "", "int8", true),
        ("real" | "float4", _) => ("real", "", "float4", false),
        ("double precision" | "double" | "float8" | "float", _) => ("double precision", "", "float8", false),
        ("numeric" | "decimal" | "dec", _) => ("numeric", "", "numeric", false),
        ("boolean" | "bool", _) => ("boolean", "", "bool", false),
        ("character varying" | "char varying" | "varchar", _) => ("character varying", "", "varchar", false),
        ("character" | "char" | "bpchar", _) => ("character", "", "bpchar", false),
        ("timestamp with time zone" | "timestamptz", _) | ("timestamp", "with time zone") => {
            ("timestamp", " with time zone", "timestamptz", false)
        }
        ("timestamp" | "timestamp without time zone", _) => {
            ("timestamp", " without time zone", "timestamp", false)
        }
        ("time", "" | "without time zone") | ("time without time zone", _) => {
            ("time", " without time zone", "time", false)
        }
        _ => {
            let name = head.rsplit('.').next().unwrap_or(&head).trim_matches('"');
            let listed = values.iter().any(|one| one.eq_ignore_ascii_case(name));
            let found = if tail.is_empty() { postgres::column_type(name) } else { None };
            let kind = if listed { Some(ColumnType::Text) } else { found };
            return Written { kind, native: text.to_lowercase(), required: false };
        }
    };
    let inner = if begin == "character" && inner.is_empty() { "(1)" } else { &inner };
    Written { kind: postgres::column_type(name), native: format!("{begin}{inner}{end}"), required }
}

fn mysql_type(text: &str) -> Written {
    let (head, mut inner, mut tail) = parts(text);
    let (word, rest) = head.split_once(' ').unwrap_or((&head, ""));
    let mut required = false;
    let name = match (word, rest) {
        ("integer", _) => "int",
        ("dec" | "numeric" | "fixed", _) => "decimal",
        ("real", _) => "double",
        ("bool" | "boolean", _) => {
            "(1)".clone_into(&mut inner);
            "tinyint"
        }
        ("bit", _) if inner.is_empty() => {
            "(1)".clone_into(&mut inner);
            "bit"
        }
        ("character" | "char", "varying") | ("nvarchar", _) => "varchar",
        ("character" | "nchar", _) => "char",
        ("serial", _) => {
            required = true;
            "unsigned".clone_into(&mut tail);
            "bigint"
        }
        (word, _) => word,
    };
    let unsigned = tail.contains("unsigned") || rest.contains("unsigned");
    let native = format!("{name}{inner}{}", if unsigned { " unsigned" } else { "" });
    Written { kind: mysql::column_type(name, &native), native, required }
}
