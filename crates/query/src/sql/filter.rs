//! Filters.

use almanac_domain::FieldError;
use almanac_domain::data::ColumnType;

use super::fragment::Fragment;
use super::select::Renderer;
use super::{Dialect, RenderError, Written};
use crate::{BoundValue, Comparison, Filter, Operator, value};

/// Finds a column by its name.
pub(super) type Find<'a> = &'a dyn Fn(&str) -> Written<(ColumnType, Fragment)>;

impl Renderer<'_> {
    pub fn filter(&self, filter: &Filter, find: Find) -> Written {
        match filter {
            Filter::And(filters) => self.joined(filters, " AND ", "TRUE", find),
            Filter::Or(filters) => self.joined(filters, " OR ", "FALSE", find),
            Filter::Not(filter) => Ok(Fragment::fill("NOT ({})", &[&self.filter(filter, find)?])),
            Filter::Comparison(comparison) => self.comparison(comparison, find),
        }
    }

    fn joined(&self, filters: &[Filter], word: &str, of_nothing: &str, find: Find) -> Written {
        if filters.is_empty() {
            return Ok(Fragment::text(of_nothing));
        }
        let parts = filters.iter().map(|filter| self.filter(filter, find)).collect::<Written<Vec<_>>>()?;
        Ok(Fragment::fill("({})", &[&Fragment::join(parts, word)]))
    }

    fn comparison(&self, comparison: &Comparison, find: Find) -> Written {
        let (kind, column) = find(&comparison.column)?;
        let values = comparison.values.iter().map(|scalar| {
            value::read(scalar, kind)
                .map_err(|problem| RenderError::Invalid(vec![FieldError::new(&comparison.column, problem)]))
        });
        let values = values.collect::<Written<Vec<_>>>()?;
        let bound: Vec<Fragment> = values.iter().map(|value| self.dialect.value(value.clone())).collect();
        let ordered = || self.dialect.ordered(&column, kind);
        let two = |template: &str, column: &Fragment| match bound.first() {
            Some(value) => Ok(Fragment::fill(template, &[column, value])),
            None => Err(super::select::missing("value")),
        };
        match comparison.op {
            Operator::Eq => two("{} = {}", &column),
            Operator::Ne => two("{} <> {}", &column),
            Operator::Lt => two("{} < {}", &ordered()),
            Operator::Le => two("{} <= {}", &ordered()),
            Operator::Gt => two("{} > {}", &ordered()),
            Operator::Ge => two("{} >= {}", &ordered()),
            Operator::Between => match &bound[..] {
                [low, high] => Ok(Fragment::fill("{} BETWEEN {} AND {}", &[&ordered(), low, high])),
                _ => Err(super::select::missing("values")),
            },
            Operator::In => Ok(Fragment::fill("{} IN ({})", &[&column, &Fragment::join(bound, ", ")])),
            Operator::Contains | Operator::StartsWith | Operator::Like => {
                let Some(BoundValue::Text(text)) = values.first() else {
                    return Err(super::select::missing("value"));
                };
                let pattern = match comparison.op {
                    Operator::Contains => format!("%{}%", escape_pattern(text)),
                    Operator::StartsWith => format!("{}%", escape_pattern(text)),
                    _ => text.clone(),
                };
                self.dialect.like(&column, &pattern, comparison.ignore_case)
            }
            // Every database has regular expressions of its own.
            Operator::Matches if self.dialect != Dialect::DataFusion => {
                Err(RenderError::Unsupported("regular expressions"))
            }
            Operator::Matches => two("{} ~ {}", &column),
            Operator::IsNull => Ok(Fragment::fill("{} IS NULL", &[&column])),
            Operator::IsNotNull => Ok(Fragment::fill("{} IS NOT NULL", &[&column])),
            Operator::InPeriod => Err(RenderError::Invalid(vec![FieldError::new(
                &comparison.column,
                "a period must be resolved before it is rendered",
            )])),
        }
    }
}

/// Makes `%`, `_` and `\` of a pattern stand for themselves.
pub(super) fn escape_pattern(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
