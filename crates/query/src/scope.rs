//! The columns that a document's clauses may name: those of its sources, and computed ones.

use std::collections::HashMap;

use almanac_domain::FieldError;
use almanac_domain::data::{Column, ColumnType};

use crate::expression::{self, Expr};
use crate::{Catalog, Computed, Join, QueryDocument, Source};

/// Joins of a query.
const MAX_JOINS: usize = 20;
/// Computed columns of a query.
const MAX_COMPUTED: usize = 100;
/// Levels of a computed column together with those that it is computed from.
const MAX_LEVELS: usize = 60;
/// Letters of the name of a joined source.
const MAX_NAME: usize = 60;

/// Where a column is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A column of a source.
    Stored {
        /// Which source, in the order of the document.
        relation: usize,
        /// Which column there.
        position: usize,
    },
    /// An expression over columns before it.
    Computed(Box<Expr>),
}

#[derive(Debug, Clone)]
pub(crate) struct Scoped {
    pub column: Column,
    pub place: Place,
    levels: usize,
}

/// The columns of a document's sources with the computed ones.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub columns: Vec<Scoped>,
    by_name: HashMap<String, usize>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

impl Scope {
    pub fn new(document: &QueryDocument, catalog: &Catalog) -> Self {
        let mut scope = Self::default();
        scope.source(&document.source, "", 0, catalog, "source");
        if document.joins.len() > MAX_JOINS {
            scope.error("joins", "at most 20 joins");
            return scope;
        }
        for (i, join) in document.joins.iter().enumerate() {
            scope.join(join, i, catalog);
        }
        if document.computed.len() > MAX_COMPUTED {
            scope.error("computed", "at most 100 computed columns");
            return scope;
        }
        for (i, computed) in document.computed.iter().enumerate() {
            scope.computed(computed, i);
        }
        scope
    }

    pub fn find(&self, name: &str) -> Option<&Scoped> {
        self.by_name.get(name).and_then(|at| self.columns.get(*at))
    }

    /// The columns with their full names.
    pub fn plain(&self) -> Vec<Column> {
        self.columns.iter().map(|scoped| scoped.column.clone()).collect()
    }

    fn error(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError::new(path, message));
    }

    fn kind(&self, name: &str) -> Option<ColumnType> {
        self.find(name).map(|scoped| scoped.column.kind)
    }

    fn source(&mut self, source: &Source, prefix: &str, relation: usize, catalog: &Catalog, path: &str) {
        let Some(columns) = catalog.columns(source) else {
            return self.error(path, "there is no such data set, table or query");
        };
        if columns.is_empty() {
            self.error(path, "it has no columns");
        }
        for (position, column) in columns.into_iter().enumerate() {
            let name = format!("{prefix}{}", column.name);
            let column = Column { name, kind: column.kind };
            self.insert(Scoped { column, place: Place::Stored { relation, position }, levels: 0 }, path);
        }
    }

    fn insert(&mut self, scoped: Scoped, path: &str) {
        if self.by_name.contains_key(&scoped.column.name) {
            let shown: String = scoped.column.name.chars().take(100).collect();
            return self.error(path, format!("the column `{shown}` would be there twice"));
        }
        self.by_name.insert(scoped.column.name.clone(), self.columns.len());
        self.columns.push(scoped);
    }

    fn join(&mut self, join: &Join, i: usize, catalog: &Catalog) {
        let path = format!("joins[{i}]");
        let plain = (1..=MAX_NAME).contains(&join.name.trim().chars().count());
        if !plain || join.name.contains(char::is_control) {
            self.error(format!("{path}.as"), "must have 1 to 60 characters, none of them control characters");
        }
        if join.on.is_empty() || join.on.len() > 10 {
            self.error(format!("{path}.on"), "must be 1 to 10 pairs of columns");
        }
        let own = catalog.columns(&join.source).unwrap_or_default();
        for (k, key) in join.on.iter().enumerate() {
            let left = self.kind(&key.left);
            let right = own.iter().find(|column| column.name == key.right).map(|column| column.kind);
            for (side, name, found) in [("left", &key.left, left), ("right", &key.right, right)] {
                if found.is_none() {
                    self.error(format!("{path}.on[{k}].{side}"), no_column(name));
                }
            }
            if let (Some(left), Some(right)) = (left, right)
                && left != right
                && !(left.is_numeric() && right.is_numeric())
            {
                self.error(format!("{path}.on[{k}]"), "the two columns have different types");
            }
        }
        self.source(&join.source, &format!("{}.", join.name), i + 1, catalog, &path);
    }

    fn computed(&mut self, computed: &Computed, i: usize) {
        let path = format!("computed[{i}].name");
        if let Some(problem) = name_problem(&computed.name) {
            self.error(&path, problem);
        }
        let expression = format!("computed[{i}].expression");
        let parsed = expression::parse(&computed.expression).and_then(|expr| {
            let kind = expression::check(&expr, &|name| self.kind(name))?;
            Ok((expr, kind))
        });
        match parsed {
            Err(problem) => self.error(expression, problem.to_string()),
            Ok((expr, kind)) => {
                let below = |name: &str| self.find(name).map_or(0, |scoped| scoped.levels);
                let levels = expression::levels(&expr)
                    + expression::columns(&expr).into_iter().map(below).max().unwrap_or(0);
                if levels > MAX_LEVELS {
                    return self.error(expression, "too many computed columns are built on each other");
                }
                let column = Column { name: computed.name.clone(), kind };
                self.insert(Scoped { column, place: Place::Computed(Box::new(expr)), levels }, &path);
            }
        }
    }
}

pub(crate) fn no_column(name: &str) -> String {
    let shown: String = name.chars().take(100).collect();
    format!("there is no column `{shown}`")
}

/// Why a column of the result can't be called `name`.
pub(crate) fn name_problem(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() || name.chars().count() > 200 {
        Some("must have 1 to 200 characters")
    } else if name.chars().any(char::is_control) {
        Some("must not contain control characters")
    } else {
        None
    }
}
