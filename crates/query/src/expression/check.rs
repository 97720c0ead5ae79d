//! Types of expressions.

use almanac_domain::data::ColumnType;

use super::{Binary, Expr, Function, Node, Problem};

/// Levels of the tree, a chain such as `a + b + c` counted too.
const MAX_LEVELS: usize = 60;

type Find<'a> = &'a dyn Fn(&str) -> Option<ColumnType>;
/// A type; none of what is always missing.
type Kind = Option<ColumnType>;
type Checked = Result<Kind, Problem>;

/// Tells the type of `expr`.
///
/// # Errors
/// The first thing that is wrong, and where.
pub(crate) fn check(expr: &Expr, find: Find) -> Result<ColumnType, Problem> {
    if levels(expr) > MAX_LEVELS {
        return Err(Problem::new(expr.at, "the expression is nested too deeply"));
    }
    kind(expr, find)?.ok_or_else(|| Problem::new(expr.at, "is always missing"))
}

/// How deep the tree is.
pub(crate) fn levels(expr: &Expr) -> usize {
    let deepest = |list: &mut dyn Iterator<Item = &Expr>| list.map(levels).max().unwrap_or(0);
    1 + match &expr.node {
        Node::Negative(one) | Node::Not(one) | Node::IsNull(one) => levels(one),
        Node::In(one, list) => levels(one).max(deepest(&mut list.iter())),
        Node::Binary(_, left, right) => levels(left).max(levels(right)),
        Node::Case(branches, otherwise) => {
            let branches = branches.iter().flat_map(|(condition, value)| [condition, value]);
            deepest(&mut branches.chain(otherwise.as_deref()))
        }
        Node::Call(_, list) => deepest(&mut list.iter()),
        _ => 0,
    }
}

fn kind(expr: &Expr, find: Find) -> Checked {
    Ok(Some(match &expr.node {
        Node::Integer(_) => ColumnType::Integer,
        Node::Float(_) => ColumnType::Float,
        Node::Text(_) => ColumnType::Text,
        Node::Boolean(_) => ColumnType::Boolean,
        Node::Null => return Ok(None),
        Node::Column(name) => find(name).ok_or_else(|| {
            let shown: String = name.chars().take(100).collect();
            Problem::new(expr.at, format!("there is no column `{shown}`"))
        })?,
        Node::Negative(inner) => return numeric(inner, find),
        Node::Not(inner) => return boolean(inner, find),
        Node::IsNull(inner) => {
            kind(inner, find)?;
            ColumnType::Boolean
        }
        Node::In(one, list) => {
            let mut common = kind(one, find)?;
            for item in list {
                common = together(common, item, find)?;
            }
            ordered_if(true, common, one)?;
            ColumnType::Boolean
        }
        Node::Binary(op, left, right) => return binary(*op, left, right, find),
        Node::Case(branches, otherwise) => {
            let mut common = None;
            for (condition, value) in branches {
                boolean(condition, find)?;
                common = together(common, value, find)?;
            }
            return match otherwise {
                Some(otherwise) => together(common, otherwise, find),
                None => Ok(common),
            };
        }
        Node::Call(function, arguments) => return call(*function, arguments, expr.at, find),
    }))
}

fn wanted(expr: &Expr, find: Find, fits: impl Fn(ColumnType) -> bool, what: &str) -> Checked {
    let found = kind(expr, find)?;
    match found {
        Some(found) if !fits(found) => Err(Problem::new(expr.at, format!("must be {what}"))),
        found => Ok(found),
    }
}

fn numeric(expr: &Expr, find: Find) -> Checked {
    wanted(expr, find, ColumnType::is_numeric, "a number")
}

fn boolean(expr: &Expr, find: Find) -> Checked {
    wanted(expr, find, |kind| kind == ColumnType::Boolean, "true or false")
}

fn text(expr: &Expr, find: Find) -> Checked {
    wanted(expr, find, |kind| kind == ColumnType::Text, "a text")
}

fn temporal(expr: &Expr, find: Find) -> Checked {
    wanted(expr, find, ColumnType::is_temporal, "a date or a time")
}

/// The type that holds values of `common` and of `expr`.
fn together(common: Kind, expr: &Expr, find: Find) -> Checked {
    match (common, kind(expr, find)?) {
        (None, other) | (other, None) => Ok(other),
        (Some(one), Some(other)) if one == other => Ok(Some(one)),
        (Some(one), Some(other)) if one.is_numeric() && other.is_numeric() => Ok(Some(ColumnType::Float)),
        (Some(one), Some(_)) => Err(Problem::new(expr.at, format!("must be {}, as before", name(one)))),
    }
}

fn name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean => "true or false",
        ColumnType::Integer | ColumnType::Float => "a number",
        ColumnType::Text => "a text",
        ColumnType::Date => "a date",
        ColumnType::Timestamp => "a time",
    }
}

fn ordered_if(equality: bool, kind: Kind, expr: &Expr) -> Result<(), Problem> {
    if !equality && kind == Some(ColumnType::Boolean) {
        return Err(Problem::new(expr.at, "true and false have no order"));
    }
    Ok(())
}

fn binary(op: Binary, left: &Expr, right: &Expr, find: Find) -> Checked {
    match op {
        Binary::And | Binary::Or => {
            boolean(left, find)?;
            boolean(right, find)
        }
        Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => {
            let common = together(kind(left, find)?, right, find)?;
            ordered_if(matches!(op, Binary::Eq | Binary::Ne), common, left)?;
            Ok(Some(ColumnType::Boolean))
        }
        Binary::Remainder => {
            for side in [left, right] {
                wanted(side, find, |kind| kind == ColumnType::Integer, "a whole number")?;
            }
            Ok(Some(ColumnType::Integer))
        }
        Binary::Divide => {
            numeric(left, find)?;
            numeric(right, find)?;
            Ok(Some(ColumnType::Float))
        }
        Binary::Add | Binary::Subtract | Binary::Multiply => {
            let left = numeric(left, find)?;
            let right = numeric(right, find)?;
            let whole = [left, right].iter().flatten().all(|kind| *kind == ColumnType::Integer);
            Ok(Some(if whole { ColumnType::Integer } else { ColumnType::Float }))
        }
    }
}

fn call(function: Function, arguments: &[Expr], at: usize, find: Find) -> Checked {
    use ColumnType::{Boolean, Date, Float, Integer, Text};
    let (least, most) = function.arguments();
    let [first, rest @ ..] = arguments else { return Err(wrong_number(function, at)) };
    if !(least..=most).contains(&arguments.len()) {
        return Err(wrong_number(function, at));
    }
    Ok(Some(match function {
        Function::Abs => return numeric(first, find),
        Function::Round => {
            numeric(first, find)?;
            constant(rest.first(), 0, 15)?;
            Float
        }
        Function::Floor | Function::Ceil | Function::Sqrt | Function::Exp | Function::Ln => {
            numeric(first, find)?;
            Float
        }
        Function::Power => {
            numeric(first, find)?;
            numeric(&rest[0], find)?;
            Float
        }
        Function::Lower | Function::Upper | Function::Trim => return text(first, find),
        Function::Length => {
            text(first, find)?;
            Integer
        }
        Function::Concat | Function::Text => {
            for argument in arguments {
                let fits = |kind| matches!(kind, Text | Integer | Date);
                wanted(argument, find, fits, "a text, a whole number or a date")?;
            }
            Text
        }
        Function::Substring => {
            text(first, find)?;
            constant(rest.first(), 1, 1_000_000)?;
            constant(rest.get(1), 0, 1_000_000)?;
            Text
        }
        Function::Replace => {
            arguments.iter().try_for_each(|argument| text(argument, find).map(drop))?;
            Text
        }
        Function::Contains | Function::StartsWith => {
            text(first, find)?;
            if !matches!(rest[0].node, Node::Text(_)) {
                return Err(Problem::new(rest[0].at, "must be a text in quotes"));
            }
            Boolean
        }
        Function::Coalesce => return all_together(arguments, find),
        Function::NullIf => {
            all_together(arguments, find)?;
            return kind(first, find);
        }
        Function::If => {
            boolean(first, find)?;
            return all_together(rest, find);
        }
        Function::Date => {
            temporal(first, find)?;
            Date
        }
        Function::Year | Function::Quarter | Function::Month | Function::Day | Function::Weekday => {
            temporal(first, find)?;
            Integer
        }
        Function::Hour | Function::Minute => {
            wanted(first, find, |kind| kind == ColumnType::Timestamp, "a time")?;
            Integer
        }
        Function::DaysBetween => {
            temporal(first, find)?;
            temporal(&rest[0], find)?;
            Integer
        }
        Function::AddDays => {
            temporal(first, find)?;
            wanted(&rest[0], find, |kind| kind == Integer, "a whole number")?;
            Date
        }
    }))
}

fn all_together(list: &[Expr], find: Find) -> Checked {
    list.iter().try_fold(None, |common, item| together(common, item, find))
}

/// A whole number that is written out.
fn constant(expr: Option<&Expr>, least: i64, most: i64) -> Result<(), Problem> {
    match expr {
        Some(expr) if !matches!(expr.node, Node::Integer(number) if (least..=most).contains(&number)) => {
            Err(Problem::new(expr.at, format!("must be a whole number from {least} to {most}")))
        }
        _ => Ok(()),
    }
}

fn wrong_number(function: Function, at: usize) -> Problem {
    Problem::new(at, format!("is written as {}", function.usage()))
}
