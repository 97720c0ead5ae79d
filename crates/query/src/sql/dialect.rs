//! How SQL differs between engines.

use almanac_domain::data::ColumnType;

use super::fragment::Fragment;
use super::{RenderError, Written};
use crate::BoundValue;

/// An SQL engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Apache DataFusion, for uploads and for queries over several sources.
    DataFusion,
    /// PostgreSQL, with times in UTC.
    Postgres,
    /// MySQL and MariaDB, with `ANSI_QUOTES`, `NO_BACKSLASH_ESCAPES` and times in UTC.
    Mysql,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// The placeholder of the `number`th value, counted from 1.
    pub(super) fn placeholder(self, number: usize) -> String {
        match self {
            Self::DataFusion | Self::Postgres => format!("${number}"),
            Self::Mysql | Self::Sqlite => "?".to_owned(),
        }
    }

    /// A statement as a table. A comment at its end does not reach what follows.
    pub(super) fn statement(self, text: &str) -> Fragment {
        let text = text.trim_end_matches(|sign: char| sign.is_whitespace() || sign == ';');
        Fragment::text(match self {
            // Without a limit it would forget the order.
            Self::Mysql => format!("(({text}\n) LIMIT {})", u64::MAX),
            _ => format!("({text}\n)"),
        })
    }

    /// A value as it is written in a statement.
    pub(super) fn literal(self, value: &BoundValue) -> String {
        let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
        match (self, value) {
            (_, BoundValue::Boolean(value)) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
            (_, BoundValue::Integer(value)) if *value < 0 => format!("({value})"),
            (_, BoundValue::Integer(value)) => value.to_string(),
            // Without an exponent it is a decimal there.
            (Self::Mysql, BoundValue::Float(value)) => format!("({value:e})"),
            (_, BoundValue::Float(value)) if value.is_sign_negative() => format!("({value:?})"),
            (_, BoundValue::Float(value)) => format!("{value:?}"),
            (_, BoundValue::Text(value)) => text(value),
            (Self::DataFusion | Self::Mysql, BoundValue::Date(date)) => format!("DATE '{date}'"),
            (_, BoundValue::Date(date)) => format!("'{date}'"),
            (Self::DataFusion, BoundValue::Timestamp(time)) => {
                format!("CAST('{}' AS TIMESTAMP WITH TIME ZONE)", time.format("%Y-%m-%dT%H:%M:%S%.6fZ"))
            }
            (Self::Mysql, BoundValue::Timestamp(time)) => {
                format!("TIMESTAMP '{}'", time.format("%Y-%m-%d %H:%M:%S%.6f"))
            }
            (_, BoundValue::Timestamp(time)) => format!("'{}'", time.format("%Y-%m-%d %H:%M:%S%.6f")),
        }
    }

    /// A value that is bound, as an expression of its type.
    pub(super) fn value(self, value: BoundValue) -> Fragment {
        match self {
            Self::DataFusion | Self::Mysql => Fragment::value(value),
            // It would guess a type by what stands beside it.
            Self::Postgres => {
                let kind = match &value {
                    BoundValue::Boolean(_) => "boolean",
                    BoundValue::Integer(_) => "bigint",
                    BoundValue::Float(_) => "double precision",
                    BoundValue::Text(_) => "text",
                    BoundValue::Date(_) => "date",
                    BoundValue::Timestamp(_) => "timestamp",
                };
                Fragment::fill(&format!("CAST({{}} AS {kind})"), &[&Fragment::value(value)])
            }
            // It has no type for times: they are texts, and compare as such.
            Self::Sqlite => Fragment::value(match value {
                BoundValue::Date(date) => BoundValue::Text(date.to_string()),
                BoundValue::Timestamp(time) => {
                    BoundValue::Text(time.format("%Y-%m-%d %H:%M:%S%.3f").to_string())
                }
                other => other,
            }),
        }
    }

    /// A column of a table of a database, as an expression of our type `kind`; `native` is its own type.
    pub(super) fn read(self, raw: Fragment, kind: ColumnType, native: &str) -> Fragment {
        let native = native.to_ascii_lowercase();
        let is = |names: &[&str]| names.iter().any(|name| native.starts_with(name));
        match (self, kind) {
            (Self::Postgres, ColumnType::Text) if !is(&["text", "character varying", "varchar"]) => {
                Fragment::fill("CAST({} AS text)", &[&raw])
            }
            (Self::Postgres | Self::Mysql, ColumnType::Float) if !is(&["double"]) => self.float(&raw),
            (Self::Postgres, ColumnType::Integer) if !is(&["bigint", "int8"]) => {
                Fragment::fill("CAST({} AS bigint)", &[&raw])
            }
            (Self::Postgres, ColumnType::Timestamp)
                if is(&["timestamptz"]) || (is(&["timestamp"]) && native.contains("with time zone")) =>
            {
                Fragment::fill("({} AT TIME ZONE 'UTC')", &[&raw])
            }
            (Self::Mysql, ColumnType::Text) => {
                Fragment::fill("(CONVERT({} USING utf8mb4) COLLATE utf8mb4_bin)", &[&raw])
            }
            (Self::Sqlite, ColumnType::Text) => Fragment::fill("({} COLLATE BINARY)", &[&raw]),
            (Self::Sqlite, ColumnType::Date) => Fragment::fill("date({})", &[&raw]),
            (Self::Sqlite, ColumnType::Timestamp) => {
                Fragment::fill("strftime('%Y-%m-%d %H:%M:%f', {})", &[&raw])
            }
            _ => raw,
        }
    }

    /// An expression whose order is that of its letters' numbers in Unicode, whatever the database's language.
    pub(super) fn ordered(self, expression: &Fragment, kind: ColumnType) -> Fragment {
        match (self, kind) {
            (Self::Postgres, ColumnType::Text) => Fragment::fill("({} COLLATE \"C\")", &[expression]),
            _ => expression.clone(),
        }
    }

    /// A text whose large and small letters are those of Unicode, whatever the database's language.
    pub(super) fn cased(self, text: &Fragment) -> Fragment {
        match self {
            Self::Postgres => Fragment::fill("({} COLLATE \"und-x-icu\")", &[text]),
            _ => text.clone(),
        }
    }

    /// Whether a text fits a pattern whose escape character is the backslash.
    pub(super) fn like(self, column: &Fragment, pattern: &str, ignore_case: bool) -> Written {
        let value = |text: String| self.value(BoundValue::Text(text));
        let like = |word: &str, column: &Fragment| {
            Fragment::fill(&format!("{{}} {word} {{}} ESCAPE '\\'"), &[column, &value(pattern.to_owned())])
        };
        Ok(match (self, ignore_case) {
            (Self::DataFusion | Self::Postgres, true) => like("ILIKE", &self.cased(column)),
            (Self::DataFusion | Self::Postgres | Self::Mysql, false) => like("LIKE", column),
            (Self::Mysql, true) => {
                let pattern = Fragment::fill("LOWER({})", &[&value(pattern.to_owned())]);
                Fragment::fill("LOWER({}) LIKE {} ESCAPE '\\'", &[column, &pattern])
            }
            // Its LIKE takes A and a as the same, and no other letters.
            (Self::Sqlite, true) if pattern.is_ascii() => like("LIKE", column),
            (Self::Sqlite, true) => {
                return Err(RenderError::Unsupported("letters other than those of ASCII"));
            }
            (Self::Sqlite, false) => Fragment::fill("{} GLOB {}", &[column, &value(glob(pattern))]),
        })
    }

    /// A number in double precision.
    pub(super) fn float(self, number: &Fragment) -> Fragment {
        match self {
            Self::DataFusion => Fragment::fill("CAST({} AS DOUBLE)", &[number]),
            Self::Postgres => Fragment::fill("CAST({} AS double precision)", &[number]),
            Self::Mysql => Fragment::fill("({} + 0e0)", &[number]),
            Self::Sqlite => Fragment::fill("CAST({} AS REAL)", &[number]),
        }
    }

    /// A number of which many can be added up.
    pub(super) fn addable(self, number: &Fragment, kind: ColumnType) -> Fragment {
        match self {
            Self::DataFusion if kind == ColumnType::Integer => {
                Fragment::fill("CAST({} AS DECIMAL(20, 0))", &[number])
            }
            _ => number.clone(),
        }
    }

    /// A number as our type `kind`.
    pub(super) fn as_kind(self, number: &Fragment, kind: ColumnType) -> Fragment {
        match self {
            Self::DataFusion | Self::Postgres if kind == ColumnType::Integer => {
                Fragment::fill("CAST({} AS BIGINT)", &[number])
            }
            _ => number.clone(),
        }
    }

    /// The sum of a column of whole numbers: exact, and an error if it does not fit in 64 bits.
    pub(super) fn exact_sum(self, column: &Fragment) -> Fragment {
        let sum = Fragment::fill("sum({})", &[&self.addable(column, ColumnType::Integer)]);
        self.as_kind(&sum, ColumnType::Integer)
    }

    /// The mean, in double precision.
    pub(super) fn mean(self, column: &Fragment) -> Fragment {
        match self {
            Self::DataFusion | Self::Sqlite => Fragment::fill("avg({})", &[column]),
            Self::Postgres | Self::Mysql => Fragment::fill("avg({})", &[&self.float(column)]),
        }
    }

    /// The median, in double precision.
    pub(super) fn median(self, column: &Fragment) -> Written {
        match self {
            Self::DataFusion => Ok(Fragment::fill("median({})", &[&self.float(column)])),
            _ => self.percentile(column, 0.5),
        }
    }

    /// The value below which the part `level` lies, in double precision.
    pub(super) fn percentile(self, column: &Fragment, level: f64) -> Written {
        match self {
            Self::DataFusion | Self::Postgres => {
                let template = format!("percentile_cont({level}) WITHIN GROUP (ORDER BY {{}})");
                Ok(Fragment::fill(&template, &[&self.float(column)]))
            }
            Self::Mysql | Self::Sqlite => Err(RenderError::Unsupported("percentiles")),
        }
    }

    /// The standard deviation of a sample, in double precision.
    pub(super) fn stddev(self, column: &Fragment) -> Written {
        match self {
            Self::DataFusion | Self::Postgres | Self::Mysql => {
                Ok(Fragment::fill("stddev_samp({})", &[&self.float(column)]))
            }
            Self::Sqlite => Err(RenderError::Unsupported("standard deviations")),
        }
    }

    /// `key` as a key of the order, missing values last.
    pub(super) fn order(self, key: &Fragment, kind: ColumnType, descending: bool) -> Fragment {
        let key = self.ordered(key, kind);
        let direction = if descending { "DESC" } else { "ASC" };
        match self {
            Self::Mysql => Fragment::fill(&format!("{{}} IS NULL, {{}} {direction}"), &[&key, &key]),
            _ => Fragment::fill(&format!("{{}} {direction} NULLS LAST"), &[&key]),
        }
    }

    /// Whether rows without a partner can be kept on both sides.
    pub(super) fn has_full_join(self) -> bool {
        self != Self::Mysql
    }

    /// What stands for all rows where an offset needs a limit.
    pub(super) fn no_limit(self) -> Option<String> {
        match self {
            Self::DataFusion | Self::Postgres => None,
            Self::Mysql => Some(u64::MAX.to_string()),
            Self::Sqlite => Some("-1".to_owned()),
        }
    }
}

/// `name` as an identifier.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A pattern of `LIKE` as one of `GLOB`.
fn glob(pattern: &str) -> String {
    let mut glob = String::with_capacity(pattern.len());
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let (letter, literal) = match letter {
            '\\' => (letters.next().unwrap_or('\\'), true),
            other => (other, false),
        };
        match letter {
            '%' if !literal => glob.push('*'),
            '_' if !literal => glob.push('?'),
            '*' | '?' | '[' => glob.extend(['[', letter, ']']),
            other => glob.push(other),
        }
    }
    glob
}
