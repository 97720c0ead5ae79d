//! The language of computed columns.
//!
//! ```text
//! [price] * (1 - coalesce([discount], 0))
//! case when temp > 0.8 then 'hot' when temp > 0.5 then 'warm' else 'cold' end
//! if(month(date_time) in (6, 7, 8), 'summer', 'other')
//! ```
//!
//! A column is written in brackets (`]]` for a bracket in its name) or, if its name has only letters, digits,
//! `_` and dots, as it is. Texts stand in single quotes (`''` for one in them). Letters of words of the
//! language count alike, large or small. Missing values make the result missing, but for `and`, `or`,
//! `coalesce`, `concat` and `is null`. A division is never whole: `1 / 2` is 0.5, and by zero it is missing.
//!
//! To add a function: a variant of [`Function`] with its name and hint in `function.rs`, its types in
//! `check.rs`, and its SQL in `sql/function.rs`; the table-driven test of the engines wants a line too.

mod check;
mod function;
mod lexer;
mod parser;
#[cfg(test)]
mod tests;

use almanac_domain::data::ColumnType;

pub(crate) use self::check::{check, levels};
pub use self::function::Function;
pub(crate) use self::parser::parse;

/// Letters of an expression.
pub const MAX_LENGTH: usize = 5_000;

/// What is wrong in an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {message}")]
pub struct Problem {
    /// Where, in letters, counted from 1.
    pub at: usize,
    /// What.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at: at + 1, message: message.into() }
    }
}

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expr {
    pub node: Node,
    /// Where it begins, in letters, counted from 0.
    pub at: usize,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Integer(i64),
    Float(f64),
    Text(String),
    Boolean(bool),
    Null,
    Column(String),
    Negative(Box<Expr>),
    Not(Box<Expr>),
    IsNull(Box<Expr>),
    In(Box<Expr>, Vec<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// Conditions with their values, and what it is otherwise.
    Case(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    Call(Function, Vec<Expr>),
}

/// An operator between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
}

/// Parses `text` and tells its type, if the columns are those that `find` knows.
///
/// # Errors
/// The first thing that is wrong, and where.
pub fn type_of(text: &str, find: impl Fn(&str) -> Option<ColumnType>) -> Result<ColumnType, Problem> {
    check(&parse(text)?, &find)
}

/// The columns that `expr` names.
pub(crate) fn columns(expr: &Expr) -> Vec<&str> {
    match &expr.node {
        Node::Column(name) => vec![name],
        Node::Negative(one) | Node::Not(one) | Node::IsNull(one) => columns(one),
        Node::In(one, list) => columns(one).into_iter().chain(list.iter().flat_map(columns)).collect(),
        Node::Binary(_, left, right) => columns(left).into_iter().chain(columns(right)).collect(),
        Node::Case(branches, otherwise) => {
            let parts = branches.iter().flat_map(|(condition, value)| [condition, value]);
            parts.chain(otherwise.as_deref()).flat_map(columns).collect()
        }
        Node::Call(_, list) => list.iter().flat_map(columns).collect(),
        _ => Vec::new(),
    }
}
