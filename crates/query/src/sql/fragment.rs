//! Pieces of SQL with the values that are bound in them.

use super::{Dialect, Rendered};
use crate::BoundValue;

/// A piece of SQL. Values stand in it where they are bound, so that pieces can be put together in any order.
#[derive(Debug, Clone, Default)]
pub(super) struct Fragment(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Value(BoundValue),
}

impl Fragment {
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Piece::Text(text.into())])
    }

    pub fn value(value: BoundValue) -> Self {
        Self(vec![Piece::Value(value)])
    }

    /// `template`, which is ours, with `parts` in place of each `{}`.
    pub fn fill(template: &str, parts: &[&Self]) -> Self {
        let mut filled = Self::default();
        let mut parts = parts.iter();
        for (i, text) in template.split("{}").enumerate() {
            if i > 0
                && let Some(part) = parts.next()
            {
                filled.append((*part).clone());
            }
            filled.push(text);
        }
        filled
    }

    pub fn join(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut joined = Self::default();
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                joined.push(between);
            }
            joined.append(part);
        }
        joined
    }

    pub fn push(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
    }

    pub fn append(&mut self, other: Self) {
        for piece in other.0 {
            match piece {
                Piece::Text(text) => self.push(&text),
                value @ Piece::Value(_) => self.0.push(value),
            }
        }
    }

    /// How many letters of text it has.
    pub fn len(&self) -> usize {
        let length = |piece: &Piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Value(_) => 4,
        };
        self.0.iter().map(length).sum()
    }

    /// The text with numbered placeholders, and the values.
    pub fn finish(self, dialect: Dialect) -> Rendered {
        let mut rendered = Rendered { sql: String::new(), params: Vec::new() };
        for piece in self.0 {
            match piece {
                Piece::Text(text) => rendered.sql.push_str(&text),
                Piece::Value(value) => {
                    rendered.params.push(value);
                    rendered.sql.push_str(&dialect.placeholder(rendered.params.len()));
                }
            }
        }
        rendered
    }

    /// The text with its values written out.
    pub fn written(self, dialect: Dialect) -> String {
        let mut text = String::new();
        for piece in self.0 {
            match piece {
                Piece::Text(piece) => text.push_str(&piece),
                Piece::Value(value) => text.push_str(&dialect.literal(&value)),
            }
        }
        text
    }
}
