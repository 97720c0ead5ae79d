//! The functions of expressions.

use almanac_domain::data::ColumnType;

use super::dialect::Dialect;
use super::expression::Typed;
use super::filter::escape_pattern;
use super::fragment::Fragment;
use super::select::{Names, Renderer, missing};
use super::{RenderError, Written};
use crate::expression::{Expr, Function, Node};

impl Renderer<'_> {
    pub fn call(&self, function: Function, arguments: &[Expr], names: &Names) -> Written<Typed> {
        match function {
            Function::Coalesce => {
                let (kind, parts) = self.alike(arguments.iter(), names)?;
                Ok((kind, Fragment::fill("coalesce({})", &[&Fragment::join(parts, ", ")])))
            }
            Function::If => {
                let (kind, values) = self.alike(arguments.iter().skip(1), names)?;
                let (_, condition) = self.first(arguments, names)?;
                let otherwise = values.get(1).cloned().unwrap_or_else(|| Fragment::text("NULL"));
                let value = values.first().ok_or_else(|| missing("value"))?;
                let parts = [&condition, value, &otherwise];
                Ok((kind, Fragment::fill("CASE WHEN {} THEN {} ELSE {} END", &parts)))
            }
            Function::Contains | Function::StartsWith => {
                let (_, text) = self.first(arguments, names)?;
                let Some(Node::Text(part)) = arguments.get(1).map(|expr| &expr.node) else {
                    return Err(missing("part"));
                };
                let before = if function == Function::Contains { "%" } else { "" };
                let pattern = format!("{before}{}%", escape_pattern(part));
                let like = self.dialect.like(&text, &pattern, false)?;
                Ok((Some(ColumnType::Boolean), Fragment::fill("({})", &[&like])))
            }
            Function::Concat => {
                let parts = arguments.iter().map(|argument| {
                    let text = self.as_text(self.expression(argument, names)?);
                    Ok(Fragment::fill("coalesce({}, '')", &[&text]))
                });
                let parts = parts.collect::<Written<Vec<_>>>()?;
                let sql = if self.dialect == Dialect::Mysql {
                    Fragment::fill("concat({})", &[&Fragment::join(parts, ", ")])
                } else {
                    Fragment::fill("({})", &[&Fragment::join(parts, " || ")])
                };
                Ok((Some(ColumnType::Text), sql))
            }
            _ => self.plain_call(function, arguments, names),
        }
    }

    fn first(&self, arguments: &[Expr], names: &Names) -> Written<Typed> {
        self.expression(arguments.first().ok_or_else(|| missing("argument"))?, names)
    }

    /// A text, whole number or date as a text.
    fn as_text(&self, (kind, sql): Typed) -> Fragment {
        match (kind, self.dialect) {
            (Some(ColumnType::Text) | None, _) => sql,
            (_, Dialect::DataFusion) => Fragment::fill("CAST({} AS VARCHAR)", &[&sql]),
            (_, Dialect::Mysql) => {
                Fragment::fill("(CONVERT(CAST({} AS CHAR) USING utf8mb4) COLLATE utf8mb4_bin)", &[&sql])
            }
            (_, Dialect::Postgres | Dialect::Sqlite) => Fragment::fill("CAST({} AS text)", &[&sql]),
        }
    }

    /// Functions that are a template of their arguments.
    fn plain_call(&self, function: Function, arguments: &[Expr], names: &Names) -> Written<Typed> {
        use ColumnType::{Date, Float, Integer, Text};
        let typed = arguments.iter().map(|argument| self.expression(argument, names));
        let typed = typed.collect::<Written<Vec<_>>>()?;
        let first = typed.first().cloned().ok_or_else(|| missing("argument"))?;
        let x = &first.1;
        let rest: Vec<&Fragment> = typed.iter().skip(1).map(|(_, sql)| sql).collect();
        let number = |at: usize| match arguments.get(at).map(|expr| &expr.node) {
            Some(Node::Integer(number)) => Some(*number),
            _ => None,
        };
        let float = self.dialect.float(x);
        let of_float =
            |template: &str, count: usize| Ok((Some(Float), Fragment::fill(template, &vec![&float; count])));
        if self.dialect == Dialect::Sqlite && lacks(function) {
            return Err(RenderError::Unsupported(function.name()));
        }
        let second = rest.first().copied().unwrap_or(x);
        match function {
            Function::Abs => Ok((first.0, Fragment::fill("abs({})", &[x]))),
            Function::Round => {
                let scale = 10_i64.pow(number(1).unwrap_or(0).clamp(0, 15) as u32);
                let template =
                    "(CASE WHEN {} < 0 THEN -1e0 ELSE 1e0 END * floor(abs({}) * SCALE + 0.5e0) / SCALE)";
                of_float(&template.replace("SCALE", &format!("{scale}e0")), 2)
            }
            Function::Floor => of_float("floor({})", 1),
            Function::Ceil => of_float("ceil({})", 1),
            Function::Sqrt => of_float("CASE WHEN {} >= 0 THEN sqrt({}) END", 2),
            Function::Exp => of_float("exp({})", 1),
            Function::Ln => of_float("CASE WHEN {} > 0 THEN ln({}) END", 2),
            Function::Power => {
                let by = self.dialect.float(second);
                let template = "CASE WHEN {} > 0 OR ({} = 0 AND {} > 0) OR ({} < 0 AND {} = floor({})) \
                                THEN power({}, {}) END";
                let parts = [&float, &float, &by, &float, &by, &by, &float, &by];
                Ok((Some(Float), Fragment::fill(template, &parts)))
            }
            Function::Lower => Ok((Some(Text), Fragment::fill("lower({})", &[&self.dialect.cased(x)]))),
            Function::Upper => Ok((Some(Text), Fragment::fill("upper({})", &[&self.dialect.cased(x)]))),
            Function::Trim => Ok((Some(Text), Fragment::fill("trim({})", &[x]))),
            Function::Length => {
                let name = if self.dialect == Dialect::Sqlite { "length" } else { "char_length" };
                let length = Fragment::fill(&format!("{name}({{}})"), &[x]);
                Ok((Some(Integer), self.dialect.integer(&length)))
            }
            Function::Substring => {
                let from = number(1).unwrap_or(1);
                let template = match number(2) {
                    Some(letters) => format!("substr({{}}, {from}, {letters})"),
                    None => format!("substr({{}}, {from})"),
                };
                Ok((Some(Text), Fragment::fill(&template, &[x])))
            }
            Function::Replace => {
                let parts = [x, second, rest.get(1).copied().unwrap_or(x)];
                Ok((Some(Text), Fragment::fill("replace({}, {}, {})", &parts)))
            }
            Function::Text => Ok((Some(Text), self.as_text(first))),
            Function::NullIf => {
                let (_, both) = self.alike(arguments.iter(), names)?;
                let parts: Vec<&Fragment> = std::iter::once(x).chain(both.iter()).collect();
                let [value, left, right] = parts[..] else { return Err(missing("value")) };
                let sql = Fragment::fill("CASE WHEN {} = {} THEN NULL ELSE {} END", &[left, right, value]);
                Ok((first.0, sql))
            }
            Function::Date => Ok((Some(Date), self.dialect.date(x))),
            Function::DaysBetween => Ok((Some(Integer), self.dialect.days_between(x, second))),
            Function::AddDays => Ok((Some(Date), self.dialect.add_days(x, second))),
            part => Ok((Some(Integer), self.dialect.part(part, x)?)),
        }
    }
}

/// What SQLite has only for the letters of ASCII, or only where it was built with it.
fn lacks(function: Function) -> bool {
    matches!(
        function,
        Function::Lower
            | Function::Upper
            | Function::Round
            | Function::Floor
            | Function::Ceil
            | Function::Sqrt
            | Function::Exp
            | Function::Ln
            | Function::Power
    )
}

impl Dialect {
    /// A whole number of 64 bits.
    fn integer(self, number: &Fragment) -> Fragment {
        match self {
            Self::DataFusion | Self::Postgres => Fragment::fill("CAST({} AS BIGINT)", &[number]),
            Self::Mysql => Fragment::fill("CAST({} AS SIGNED)", &[number]),
            Self::Sqlite => Fragment::fill("CAST({} AS INTEGER)", &[number]),
        }
    }

    /// The calendar date, UTC.
    fn date(self, time: &Fragment) -> Fragment {
        let template = if self == Self::Sqlite { "date({})" } else { "CAST({} AS DATE)" };
        Fragment::fill(template, &[time])
    }

    fn days_between(self, first: &Fragment, second: &Fragment) -> Fragment {
        let (first, second) = (self.date(first), self.date(second));
        let template = match self {
            Self::DataFusion => "CAST(CAST({} AS INT) - CAST({} AS INT) AS BIGINT)",
            Self::Postgres => "CAST({} - {} AS BIGINT)",
            Self::Mysql => "DATEDIFF({}, {})",
            Self::Sqlite => "CAST(julianday({}) - julianday({}) AS INTEGER)",
        };
        Fragment::fill(template, &[&second, &first])
    }

    fn add_days(self, time: &Fragment, days: &Fragment) -> Fragment {
        let template = match self {
            Self::DataFusion => "CAST(CAST(CAST({} AS INT) + {} AS INT) AS DATE)",
            Self::Postgres => "({} + CAST({} AS INT))",
            Self::Mysql => "DATE_ADD({}, INTERVAL {} DAY)",
            Self::Sqlite => "date({}, {} || ' days')",
        };
        Fragment::fill(template, &[&self.date(time), days])
    }

    /// A part of a date or time.
    fn part(self, part: Function, time: &Fragment) -> Written {
        let name = part.name();
        let template = match (self, part) {
            (Self::DataFusion, Function::Weekday) => {
                "CAST((date_part('dow', {}) + 6) % 7 + 1 AS BIGINT)".to_owned()
            }
            (Self::Postgres, Function::Weekday) => "CAST(extract(isodow FROM {}) AS BIGINT)".to_owned(),
            (Self::Mysql, Function::Weekday) => "(WEEKDAY({}) + 1)".to_owned(),
            (Self::DataFusion, _) => format!("CAST(date_part('{name}', {{}}) AS BIGINT)"),
            (Self::Postgres, _) => format!("CAST(extract({name} FROM {{}}) AS BIGINT)"),
            (Self::Mysql, _) => format!("{name}({{}})"),
            (Self::Sqlite, Function::Weekday) => "((strftime('%w', {}) + 6) % 7 + 1)".to_owned(),
            (Self::Sqlite, Function::Quarter) => "((strftime('%m', {}) + 2) / 3)".to_owned(),
            (Self::Sqlite, Function::Year) => "CAST(strftime('%Y', {}) AS INTEGER)".to_owned(),
            (Self::Sqlite, Function::Month) => "CAST(strftime('%m', {}) AS INTEGER)".to_owned(),
            (Self::Sqlite, Function::Day) => "CAST(strftime('%d', {}) AS INTEGER)".to_owned(),
            (Self::Sqlite, Function::Hour) => "CAST(strftime('%H', {}) AS INTEGER)".to_owned(),
            (Self::Sqlite, Function::Minute) => "CAST(strftime('%M', {}) AS INTEGER)".to_owned(),
            (Self::Sqlite, _) => return Err(missing("part")),
        };
        Ok(Fragment::fill(&template, &[time]))
    }
}
