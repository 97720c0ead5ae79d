//! Computed columns.

use almanac_domain::data::ColumnType;

use super::fragment::Fragment;
use super::select::{Names, Renderer, missing};
use super::{Dialect, Written};
use crate::BoundValue;
use crate::expression::{Binary, Expr, Node};

/// An expression with its type; none of what is always missing.
pub(super) type Typed = (Option<ColumnType>, Fragment);

impl Renderer<'_> {
    pub fn expression(&self, expr: &Expr, names: &Names) -> Written<Typed> {
        let value = |kind, value| Ok((Some(kind), self.dialect.value(value)));
        match &expr.node {
            Node::Integer(number) => value(ColumnType::Integer, BoundValue::Integer(*number)),
            Node::Float(number) => value(ColumnType::Float, BoundValue::Float(*number)),
            Node::Text(text) => value(ColumnType::Text, BoundValue::Text(text.clone())),
            Node::Boolean(truth) => {
                Ok((Some(ColumnType::Boolean), Fragment::text(if *truth { "TRUE" } else { "FALSE" })))
            }
            Node::Null => Ok((None, Fragment::text("NULL"))),
            Node::Column(name) => names.find(name).map(|(kind, sql)| (Some(kind), sql)),
            Node::Negative(inner) => {
                let (kind, inner) = self.expression(inner, names)?;
                Ok((kind, Fragment::fill("(- {})", &[&inner])))
            }
            Node::Not(inner) => self.truth("(NOT {})", &[inner], names),
            Node::IsNull(inner) => self.truth("({} IS NULL)", &[inner], names),
            Node::In(one, list) => {
                if list.is_empty() {
                    return Ok((Some(ColumnType::Boolean), Fragment::text("FALSE")));
                }
                let all = std::iter::once(&**one).chain(list);
                let (_, mut parts) = self.alike(all, names)?;
                let list = Fragment::join(parts.split_off(1), ", ");
                Ok((Some(ColumnType::Boolean), Fragment::fill("({} IN ({}))", &[&parts[0], &list])))
            }
            Node::Binary(op, left, right) => self.binary(*op, left, right, names),
            Node::Case(branches, otherwise) => {
                let conditions = branches.iter().map(|(condition, _)| self.expression(condition, names));
                let conditions = conditions.collect::<Written<Vec<_>>>()?;
                let values = branches.iter().map(|(_, value)| value).chain(otherwise.as_deref());
                let (kind, values) = self.alike(values, names)?;
                let mut sql = Fragment::text("CASE");
                for ((_, condition), value) in conditions.iter().zip(&values) {
                    sql.append(Fragment::fill(" WHEN {} THEN {}", &[condition, value]));
                }
                if let (Some(_), Some(value)) = (otherwise, values.last()) {
                    sql.append(Fragment::fill(" ELSE {}", &[value]));
                }
                sql.push(" END");
                Ok((kind, sql))
            }
            Node::Call(function, arguments) => self.call(*function, arguments, names),
        }
    }

    fn truth(&self, template: &str, parts: &[&Expr], names: &Names) -> Written<Typed> {
        let parts = parts.iter().map(|part| Ok(self.expression(part, names)?.1));
        let parts = parts.collect::<Written<Vec<_>>>()?;
        let parts: Vec<&Fragment> = parts.iter().collect();
        Ok((Some(ColumnType::Boolean), Fragment::fill(template, &parts)))
    }

    /// Expressions brought to the type that holds all of them.
    pub fn alike<'e>(
        &self,
        exprs: impl Iterator<Item = &'e Expr>,
        names: &Names,
    ) -> Written<(Option<ColumnType>, Vec<Fragment>)> {
        let typed = exprs.map(|expr| self.expression(expr, names)).collect::<Written<Vec<_>>>()?;
        let mut kinds = typed.iter().filter_map(|(kind, _)| *kind);
        let first = kinds.next();
        let common = if kinds.all(|kind| Some(kind) == first) { first } else { Some(ColumnType::Float) };
        let bring = |(kind, sql): Typed| {
            if common == Some(ColumnType::Float) && kind == Some(ColumnType::Integer) {
                self.dialect.float(&sql)
            } else {
                sql
            }
        };
        Ok((common, typed.into_iter().map(bring).collect()))
    }

    fn binary(&self, op: Binary, left: &Expr, right: &Expr, names: &Names) -> Written<Typed> {
        let (kind, parts) = self.alike([left, right].into_iter(), names)?;
        let [left, right] = &parts[..] else { return Err(missing("operand")) };
        let whole = kind == Some(ColumnType::Integer);
        let dialect = self.dialect;
        let ordered = |side: &Fragment| dialect.ordered(side, kind.unwrap_or(ColumnType::Integer));
        let truth = |template: &str, left: &Fragment, right: &Fragment| {
            (Some(ColumnType::Boolean), Fragment::fill(template, &[left, right]))
        };
        Ok(match op {
            Binary::And => truth("({} AND {})", left, right),
            Binary::Or => truth("({} OR {})", left, right),
            Binary::Eq => truth("({} = {})", left, right),
            Binary::Ne => truth("({} <> {})", left, right),
            Binary::Lt => truth("({} < {})", &ordered(left), &ordered(right)),
            Binary::Le => truth("({} <= {})", &ordered(left), &ordered(right)),
            Binary::Gt => truth("({} > {})", &ordered(left), &ordered(right)),
            Binary::Ge => truth("({} >= {})", &ordered(left), &ordered(right)),
            Binary::Divide => {
                let parts = [&dialect.float(left), &dialect.float(right)];
                (Some(ColumnType::Float), Fragment::fill("({} / NULLIF({}, 0))", &parts))
            }
            Binary::Remainder => (kind, Fragment::fill("({} % NULLIF({}, 0))", &[left, right])),
            Binary::Add | Binary::Subtract | Binary::Multiply => {
                let template = match op {
                    Binary::Add => "({} + {})",
                    Binary::Subtract => "({} - {})",
                    _ => "({} * {})",
                };
                // DataFusion would wrap around where a whole number gets too large.
                if whole && dialect == Dialect::DataFusion {
                    let wide = |side: &Fragment| Fragment::fill("CAST({} AS DECIMAL(20, 0))", &[side]);
                    let sql = Fragment::fill(template, &[&wide(left), &wide(right)]);
                    (kind, Fragment::fill("CAST({} AS BIGINT)", &[&sql]))
                } else {
                    (kind.or(Some(ColumnType::Integer)), Fragment::fill(template, &[left, right]))
                }
            }
        })
    }
}
