//! The layers of a query.

use almanac_domain::FieldError;
use almanac_domain::data::{Column, ColumnType};

use super::dialect::quote;
use super::fragment::Fragment;
use super::{Dialect, RenderError, Written};
use crate::scope::{Place, Scope, Scoped};
use crate::validate::before_windows;
use crate::{Catalog, JoinKind, QueryDocument, Relation, Sort, Source, SqlColumn};

/// Letters of a computed column with all that it is computed from.
const LONGEST: usize = 200_000;

pub(super) struct Renderer<'a> {
    pub catalog: &'a Catalog,
    pub dialect: Dialect,
    /// What a source is called that is not a table of the database itself.
    pub name: &'a dyn Fn(&Source) -> String,
}

/// What the clauses of one select may name.
pub(super) struct Names<'a> {
    scope: &'a Scope,
    /// The columns of each source, as SQL.
    stored: Vec<Vec<Fragment>>,
    /// The computed columns, as SQL, by their place in the scope.
    computed: Vec<Option<Fragment>>,
}

impl Names<'_> {
    /// The column called `name` and its SQL.
    pub fn find(&self, name: &str) -> Written<(ColumnType, Fragment)> {
        let at = self.scope.columns.iter().position(|scoped| scoped.column.name == name);
        let found = at.and_then(|at| Some((self.scope.columns[at].column.kind, self.sql(at)?)));
        found.ok_or_else(|| missing(name))
    }

    fn sql(&self, at: usize) -> Option<Fragment> {
        match self.scope.columns.get(at)? {
            Scoped { place: Place::Stored { relation, position }, .. } => {
                self.stored.get(*relation)?.get(*position).cloned()
            }
            Scoped { place: Place::Computed(_), .. } => self.computed.get(at).cloned().flatten(),
        }
    }
}

pub(super) fn missing(name: &str) -> RenderError {
    RenderError::Invalid(vec![FieldError::new("", format!("there is no column `{name}`"))])
}

impl Renderer<'_> {
    /// The whole query.
    pub fn query(&self, document: &QueryDocument) -> Written {
        self.select(document, false)
    }

    /// The whole query, whose columns may have their names.
    pub fn select(&self, document: &QueryDocument, named: bool) -> Written {
        let scope = Scope::new(document, self.catalog);
        if is_layered(document) {
            let mut select = self.unordered(document, &scope)?;
            let ordered = !document.sort.is_empty() || document.limit.is_some() || document.offset.is_some();
            if named || ordered {
                let outputs = crate::output_columns(document, self.catalog);
                let prefix = self.prefix(document, &scope);
                let order = self.order_of_result(&document.sort, &outputs, &prefix)?;
                let columns = if named { all_named(&outputs, &prefix)? } else { Fragment::text("*") };
                select = Fragment::fill("SELECT {} FROM ({}) AS {}", &[&columns, &select, &quoted("r")]);
                select.append(order);
                self.page(&mut select, document.limit, document.offset);
            }
            return Ok(select);
        }
        let (names, from) = self.names(document, &scope)?;
        let mut select = self.rows(document, &scope, (&names, &from), named)?;
        let keys = document.sort.iter().map(|sort| {
            let (kind, key) = names.find(&sort.by)?;
            Ok(self.dialect.order(&key, kind, sort.descending))
        });
        let keys = keys.collect::<Written<Vec<_>>>()?;
        if !keys.is_empty() {
            select.push(" ORDER BY ");
            select.append(Fragment::join(keys, ", "));
        }
        self.page(&mut select, document.limit, document.offset);
        Ok(select)
    }

    /// How many rows the query has.
    pub fn count(&self, document: &QueryDocument, most: u64) -> Written {
        let scope = Scope::new(document, self.catalog);
        let one = quoted("one");
        let mut rows = if is_layered(document) {
            let select = self.unordered(document, &scope)?;
            Fragment::fill("SELECT 1 AS {} FROM ({}) AS {}", &[&one, &select, &quoted("r")])
        } else {
            let (names, from) = self.names(document, &scope)?;
            let mut rows = Fragment::fill("SELECT 1 AS {}{}", &[&one, &from]);
            rows.append(self.condition(document, &names)?);
            rows
        };
        let most = document.limit.map_or(most, |limit| limit.min(most));
        self.page(&mut rows, Some(most), document.offset);
        let parts = [&quoted("c0"), &rows, &quoted("counted")];
        Ok(Fragment::fill("SELECT count(*) AS {} FROM ({}) AS {}", &parts))
    }

    /// The result without its order, limit and offset.
    fn unordered(&self, document: &QueryDocument, scope: &Scope) -> Written {
        let (names, from) = self.names(document, scope)?;
        let prefix = self.prefix(document, scope);
        let outputs = before_windows(document, scope);
        let result = quoted("r");
        let mut select = if document.summarizes() {
            self.groups(document, &names, &from, &prefix)?
        } else {
            self.rows(document, scope, (&names, &from), false)?
        };
        if let Some(having) = &document.having {
            let find = |name: &str| of_result(name, &outputs, &prefix);
            let condition = self.filter(having, &find)?;
            select = Fragment::fill("SELECT * FROM ({}) AS {} WHERE {}", &[&select, &result, &condition]);
        }
        if !document.windows.is_empty() {
            let find = |name: &str| of_result(name, &outputs, &prefix);
            let windows = document.windows.iter().enumerate().map(|(i, window)| {
                let name = quoted(&format!("{prefix}{}", outputs.len() + i));
                Ok(Fragment::fill("{} AS {}", &[&self.window(window, &find)?, &name]))
            });
            let windows = Fragment::join(windows.collect::<Written<Vec<_>>>()?, ", ");
            let parts = [&result, &windows, &select, &result];
            select = Fragment::fill("SELECT {}.*, {} FROM ({}) AS {}", &parts);
        }
        if document.unions.is_empty() {
            return Ok(select);
        }
        let mut union = Fragment::fill("SELECT * FROM ({}) AS {}", &[&select, &quoted("u0")]);
        for (i, other) in document.unions.iter().enumerate() {
            let word = if other.all { " UNION ALL " } else { " UNION " };
            let name = quoted(&format!("u{}", i + 1));
            let other = Fragment::fill("SELECT * FROM ({}) AS {}", &[&self.query(&other.query)?, &name]);
            union.push(word);
            union.append(other);
        }
        Ok(union)
    }

    /// A list of rows, without an order.
    fn rows(
        &self,
        document: &QueryDocument,
        scope: &Scope,
        (names, from): (&Names, &Fragment),
        named: bool,
    ) -> Written {
        let prefix = self.prefix(document, scope);
        let outputs = before_windows(document, scope);
        let columns = outputs.iter().enumerate().map(|(i, column)| {
            let (_, sql) = names.find(&column.name)?;
            let name = if named { column.name.clone() } else { format!("{prefix}{i}") };
            Ok(Fragment::fill("{} AS {}", &[&sql, &quoted(&name)]))
        });
        let columns = Fragment::join(columns.collect::<Written<Vec<_>>>()?, ", ");
        let mut select = Fragment::fill("SELECT {}{}", &[&columns, from]);
        select.append(self.condition(document, names)?);
        Ok(select)
    }

    /// The `WHERE`, if there is one.
    pub(super) fn condition(&self, document: &QueryDocument, names: &Names) -> Written {
        let Some(filter) = &document.filter else { return Ok(Fragment::default()) };
        let condition = self.filter(filter, &|name| names.find(name))?;
        Ok(Fragment::fill(" WHERE {}", &[&condition]))
    }

    /// What can be named, and the `FROM`.
    fn names<'s>(&self, document: &QueryDocument, scope: &'s Scope) -> Written<(Names<'s>, Fragment)> {
        let sources = std::iter::once(&document.source).chain(document.joins.iter().map(|join| &join.source));
        let stored = sources.enumerate().map(|(i, source)| self.stored(source, i));
        let stored = stored.collect::<Written<Vec<_>>>()?;
        let mut names = Names { scope, stored, computed: Vec::new() };
        let mut from = Fragment::text(" FROM ");
        from.append(self.source(&document.source, 0)?);
        for (i, join) in document.joins.iter().enumerate() {
            if join.kind == JoinKind::Full && !self.dialect.has_full_join() {
                return Err(RenderError::Unsupported("full join"));
            }
            from.push(match join.kind {
                JoinKind::Inner => " INNER JOIN ",
                JoinKind::Left => " LEFT JOIN ",
                JoinKind::Right => " RIGHT JOIN ",
                JoinKind::Full => " FULL JOIN ",
            });
            from.append(self.source(&join.source, i + 1)?);
            let keys = join.on.iter().map(|key| {
                let (_, left) = names.find(&key.left)?;
                let (_, right) = names.find(&format!("{}.{}", join.name, key.right))?;
                Ok(Fragment::fill("{} = {}", &[&left, &right]))
            });
            let keys = Fragment::join(keys.collect::<Written<Vec<_>>>()?, " AND ");
            from.append(Fragment::fill(" ON {}", &[&keys]));
        }
        for scoped in &scope.columns {
            let sql = match &scoped.place {
                Place::Stored { .. } => None,
                Place::Computed(expr) => Some(self.expression(expr, &names)?.1),
            };
            if sql.as_ref().is_some_and(|sql| sql.len() > LONGEST) {
                let problem = "is too long together with what it is computed from";
                return Err(RenderError::Invalid(vec![FieldError::new("computed", problem)]));
            }
            names.computed.push(sql);
        }
        Ok((names, from))
    }

    /// The columns of the `i`th source.
    fn stored(&self, source: &Source, i: usize) -> Written<Vec<Fragment>> {
        let alias = quoted(&format!("s{i}"));
        let raw = |name: &str| Fragment::fill("{}.{}", &[&alias, &quoted(name)]);
        if let Source::Document(document) = source {
            let prefix = self.prefix(document, &Scope::new(document, self.catalog));
            let outputs = crate::output_columns(document, self.catalog);
            return Ok((0..outputs.len()).map(|at| raw(&format!("{prefix}{at}"))).collect());
        }
        if let Source::Sql(sql) = source {
            let read = |one: &SqlColumn| self.dialect.read(raw(&one.name), one.kind, &one.native);
            return Ok(sql.columns.iter().map(read).collect());
        }
        Ok(match self.catalog.find(source) {
            Some(Relation::Columns(columns)) => columns.iter().map(|column| raw(&column.name)).collect(),
            Some(Relation::Table(table)) => {
                let columns = table.columns.iter().filter_map(|column| Some((column, column.kind?)));
                columns
                    .map(|(column, kind)| self.dialect.read(raw(&column.name), kind, &column.native))
                    .collect()
            }
            _ => return Err(missing("source")),
        })
    }

    /// The `i`th source as a table.
    fn source(&self, source: &Source, i: usize) -> Written {
        let alias = quoted(&format!("s{i}"));
        if let Source::Document(document) = source {
            return Ok(Fragment::fill("({}) AS {}", &[&self.query(document)?, &alias]));
        }
        if let Source::Sql(sql) = source
            && (sql.source.is_none() || self.dialect != Dialect::DataFusion)
        {
            return Ok(Fragment::fill("{} AS {}", &[&self.dialect.statement(&sql.text), &alias]));
        }
        let table = match source {
            Source::Table(table) if self.dialect != Dialect::DataFusion => {
                let parts = table.table.schema.iter().chain([&table.table.name]);
                Fragment::join(parts.map(|part| quoted(part)), ".")
            }
            _ => quoted(&(self.name)(source)),
        };
        let read = Fragment::fill("{} AS {}", &[&table, &alias]);
        Ok(match self.restriction(source, i)? {
            Some(seen) => Fragment::fill("(SELECT * FROM {} WHERE {}) AS {}", &[&read, &seen, &alias]),
            None => read,
        })
    }

    /// Which rows of the `i`th source are seen, if not all of them.
    fn restriction(&self, source: &Source, i: usize) -> Written<Option<Fragment>> {
        let Some(conditions) = self.catalog.restrictions().of(source) else { return Ok(None) };
        let columns = self.catalog.columns(source).unwrap_or_default();
        let stored = self.stored(source, i)?;
        let find = |name: &str| {
            let found = columns.iter().zip(&stored).find(|(column, _)| column.name == name);
            found.map(|(column, sql)| (column.kind, sql.clone())).ok_or_else(|| missing(name))
        };
        let conditions = conditions.iter().map(|condition| self.filter(condition, &find));
        Ok(Some(Fragment::join(conditions.collect::<Written<Vec<_>>>()?, " AND ")))
    }

    fn order_of_result(&self, sorts: &[Sort], outputs: &[Column], prefix: &str) -> Written {
        if sorts.is_empty() {
            return Ok(Fragment::default());
        }
        let keys = sorts.iter().map(|sort| {
            let (kind, key) = of_result(&sort.by, outputs, prefix)?;
            Ok(self.dialect.order(&key, kind, sort.descending))
        });
        let keys = Fragment::join(keys.collect::<Written<Vec<_>>>()?, ", ");
        Ok(Fragment::fill(" ORDER BY {}", &[&keys]))
    }

    fn page(&self, select: &mut Fragment, limit: Option<u64>, offset: Option<u64>) {
        let offset = offset.filter(|offset| *offset > 0);
        if let Some(limit) = limit.map(|limit| limit.to_string()).or(offset.and(self.dialect.no_limit())) {
            select.push(&format!(" LIMIT {limit}"));
        }
        if let Some(offset) = offset {
            select.push(&format!(" OFFSET {offset}"));
        }
    }

    /// `c`, or more of it where a source itself has columns called `c0` and so on, as the results of other
    /// queries do: DataFusion takes no name twice.
    fn prefix(&self, document: &QueryDocument, scope: &Scope) -> String {
        let sources = std::iter::once(&document.source).chain(document.joins.iter().map(|join| &join.source));
        let inner = sources.filter_map(|source| match source {
            Source::Document(inner) => Some(self.prefix(inner, &Scope::new(inner, self.catalog))),
            _ => None,
        });
        let taken: Vec<String> = inner.collect();
        let mut prefix = "c".to_owned();
        let numbered = |name: &str, prefix: &str| {
            let number = |name: &str| {
                name.strip_prefix(prefix).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
            };
            number(name) || name.split('.').any(number)
        };
        while taken.contains(&prefix)
            || scope.columns.iter().any(|scoped| numbered(&scoped.column.name, &prefix))
        {
            prefix.push('c');
        }
        prefix
    }
}

/// The columns of the result that is called `r`, by their names.
fn all_named(outputs: &[Column], prefix: &str) -> Written {
    let columns = outputs.iter().map(|column| {
        let (_, sql) = of_result(&column.name, outputs, prefix)?;
        Ok(Fragment::fill("{} AS {}", &[&sql, &quoted(&column.name)]))
    });
    Ok(Fragment::join(columns.collect::<Written<Vec<_>>>()?, ", "))
}

/// A column of the result that is called `r`.
fn of_result(name: &str, outputs: &[Column], prefix: &str) -> Written<(ColumnType, Fragment)> {
    let at = outputs.iter().position(|column| column.name == name).ok_or_else(|| missing(name))?;
    let column = quoted(&format!("{prefix}{at}"));
    Ok((outputs[at].kind, Fragment::fill("{}.{}", &[&quoted("r"), &column])))
}

/// `name` as an identifier.
pub(super) fn quoted(name: &str) -> Fragment {
    Fragment::text(quote(name))
}

/// Whether the rows of the result are not simply rows of its sources.
fn is_layered(document: &QueryDocument) -> bool {
    document.summarizes() || !document.windows.is_empty() || !document.unions.is_empty()
}
