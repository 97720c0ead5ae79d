//! SQL of a query document.
//!
//! Nothing that a user wrote becomes SQL text: values are bound to placeholders, columns are looked up in
//! the catalogue and quoted, and the columns of the result are called `c0`, `c1`, … (their real names are
//! those of [`output_columns`](crate::output_columns), by position). Only a time zone's name is written out,
//! after a check of its letters.

mod bucket;
mod dialect;
#[cfg(test)]
mod tests;

use almanac_domain::FieldError;
use almanac_domain::data::{Column, ColumnType};

pub use self::dialect::Dialect;
use crate::{
    AggregateFunction, BoundValue, Catalog, Comparison, Filter, Group, Operator, QueryDocument,
    output_columns, validate, value,
};

/// The table that a rendered query reads.
pub const SOURCE_TABLE: &str = "source";

/// A query as SQL.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The text, one statement.
    pub sql: String,
    /// The values of `$1`, `$2`, ….
    pub params: Vec<BoundValue>,
}

/// Renders `document`, with one column for each of `output_columns`.
///
/// # Errors
/// The fields that are wrong, as from [`validate`].
pub fn render(
    document: &QueryDocument,
    catalog: &Catalog,
    dialect: Dialect,
) -> Result<Rendered, Vec<FieldError>> {
    let mut writer = Writer::new(document, catalog, dialect)?;
    writer.query(document)?;
    Ok(writer.finish())
}

/// Renders a query of one number: how many rows the result of `document` has, counted up to `most`. Only for
/// documents that list rows; counting the groups of a summary costs as much as the summary itself.
///
/// # Errors
/// The fields that are wrong, as from [`validate`].
pub fn render_count(
    document: &QueryDocument,
    catalog: &Catalog,
    dialect: Dialect,
    most: u64,
) -> Result<Rendered, Vec<FieldError>> {
    if document.summarizes() {
        return Err(vec![FieldError::new("group_by", "only lists of rows can be counted")]);
    }
    let mut writer = Writer::new(document, catalog, dialect)?;
    writer.push("SELECT count(*) AS ");
    writer.push(&dialect.quote("c0"));
    writer.push(" FROM (SELECT 1 AS ");
    writer.push(&dialect.quote("one"));
    writer.source_and_filter(document)?;
    let most = document.limit.map_or(most, |limit| limit.min(most));
    writer.push(&format!(" LIMIT {most}) AS {}", dialect.quote("listed")));
    Ok(writer.finish())
}

struct Writer<'a> {
    catalog: &'a Catalog,
    dialect: Dialect,
    sql: String,
    params: Vec<BoundValue>,
}

type Written = Result<(), Vec<FieldError>>;

impl<'a> Writer<'a> {
    fn new(
        document: &QueryDocument,
        catalog: &'a Catalog,
        dialect: Dialect,
    ) -> Result<Self, Vec<FieldError>> {
        validate(document, catalog)?;
        Ok(Self { catalog, dialect, sql: String::new(), params: Vec::new() })
    }

    fn finish(self) -> Rendered {
        Rendered { sql: self.sql, params: self.params }
    }

    /// The column called `name`; `validate` has made sure that it is there.
    fn find(&self, name: &str) -> Result<&'a Column, Vec<FieldError>> {
        self.catalog
            .find(name)
            .ok_or_else(|| vec![FieldError::new("", format!("there is no column `{name}`"))])
    }

    fn column(&self, name: &str) -> Result<String, Vec<FieldError>> {
        let column = self.find(name)?;
        Ok(format!("{}.{}", self.dialect.quote(SOURCE_TABLE), self.dialect.quote(&column.name)))
    }

    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn bind(&mut self, value: BoundValue) {
        self.params.push(value);
        self.push(&self.dialect.placeholder(self.params.len()));
    }

    fn query(&mut self, document: &QueryDocument) -> Written {
        let outputs = output_columns(document, self.catalog);
        let mut expressions = Vec::with_capacity(outputs.len());
        let mut keys = Vec::with_capacity(document.group_by.len());
        if document.summarizes() {
            for group in &document.group_by {
                keys.push(self.group(group)?);
            }
            expressions.extend(keys.iter().cloned());
            for aggregate in &document.aggregates {
                expressions.push(self.aggregate(aggregate.function, aggregate.column.as_deref())?);
            }
        } else {
            for column in &outputs {
                expressions.push(self.column(&column.name)?);
            }
        }
        let prefix = alias_prefix(self.catalog);
        let selected: Vec<String> = expressions
            .iter()
            .enumerate()
            .map(|(i, expression)| format!("{expression} AS {}", self.dialect.quote(&format!("{prefix}{i}"))))
            .collect();
        self.push("SELECT ");
        self.push(&selected.join(", "));
        self.source_and_filter(document)?;
        if !keys.is_empty() {
            self.push(" GROUP BY ");
            self.push(&keys.join(", "));
        }
        self.order(document, &outputs)?;
        if let Some(limit) = document.limit {
            self.push(&format!(" LIMIT {limit}"));
        }
        Ok(())
    }

    fn source_and_filter(&mut self, document: &QueryDocument) -> Written {
        self.push(" FROM ");
        self.push(&self.dialect.quote(SOURCE_TABLE));
        if let Some(filter) = &document.filter {
            self.push(" WHERE ");
            self.filter(filter)?;
        }
        Ok(())
    }

    fn filter(&mut self, filter: &Filter) -> Written {
        match filter {
            Filter::And(filters) => self.joined(filters, " AND ", "TRUE"),
            Filter::Or(filters) => self.joined(filters, " OR ", "FALSE"),
            Filter::Not(filter) => {
                self.push("NOT (");
                self.filter(filter)?;
                self.push(")");
                Ok(())
            }
            Filter::Comparison(comparison) => self.comparison(comparison),
        }
    }

    fn joined(&mut self, filters: &[Filter], word: &str, of_nothing: &str) -> Written {
        if filters.is_empty() {
            self.push(of_nothing);
            return Ok(());
        }
        self.push("(");
        for (i, filter) in filters.iter().enumerate() {
            if i > 0 {
                self.push(word);
            }
            self.filter(filter)?;
        }
        self.push(")");
        Ok(())
    }

    fn comparison(&mut self, comparison: &Comparison) -> Written {
        let kind = self.find(&comparison.column)?.kind;
        let column = self.column(&comparison.column)?;
        let mut values = comparison
            .values
            .iter()
            .map(|scalar| value::read(scalar, kind).map_err(|e| vec![FieldError::new(&comparison.column, e)]))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter();
        self.push(&column);
        match comparison.op {
            Operator::Eq => self.push(" = "),
            Operator::Ne => self.push(" <> "),
            Operator::Lt => self.push(" < "),
            Operator::Le => self.push(" <= "),
            Operator::Gt => self.push(" > "),
            Operator::Ge => self.push(" >= "),
            Operator::Between => {
                self.push(" BETWEEN ");
                values.next().into_iter().for_each(|low| self.bind(low));
                self.push(" AND ");
            }
            Operator::In => self.list(values.by_ref()),
            Operator::Contains => self.pattern(values.by_ref(), "%", comparison.ignore_case),
            Operator::StartsWith => self.pattern(values.by_ref(), "", comparison.ignore_case),
            Operator::IsNull => self.push(" IS NULL"),
            Operator::IsNotNull => self.push(" IS NOT NULL"),
        }
        values.next().into_iter().for_each(|value| self.bind(value));
        Ok(())
    }

    fn list(&mut self, values: impl Iterator<Item = BoundValue>) {
        self.push(" IN (");
        for (i, value) in values.enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self.push(")");
    }

    fn pattern(&mut self, values: impl Iterator<Item = BoundValue>, before: &str, ignore_case: bool) {
        self.push(self.dialect.like(ignore_case));
        for value in values {
            if let BoundValue::Text(text) = value {
                self.bind(BoundValue::Text(format!("{before}{}%", escape_pattern(&text))));
            }
        }
        self.push(self.dialect.like_escape());
    }

    fn group(&self, group: &Group) -> Result<String, Vec<FieldError>> {
        let kind = self.find(&group.column)?.kind;
        let column = self.column(&group.column)?;
        Ok(match &group.bucket {
            None => column,
            Some(bucket) => self.dialect.bucket(&column, kind, bucket),
        })
    }

    fn aggregate(
        &self,
        function: AggregateFunction,
        column: Option<&str>,
    ) -> Result<String, Vec<FieldError>> {
        let Some(name) = column else { return Ok("count(*)".to_owned()) };
        let kind = self.find(name)?.kind;
        let column = self.column(name)?;
        Ok(match function {
            AggregateFunction::Count => format!("count({column})"),
            AggregateFunction::CountDistinct => format!("count(DISTINCT {column})"),
            AggregateFunction::Sum if kind == ColumnType::Integer => self.dialect.exact_sum(&column),
            AggregateFunction::Sum => format!("sum({column})"),
            AggregateFunction::Mean => self.dialect.mean(&column),
            AggregateFunction::Min => format!("min({column})"),
            AggregateFunction::Max => format!("max({column})"),
            AggregateFunction::Median => self.dialect.median(&column),
            AggregateFunction::Stddev => self.dialect.stddev(&column),
        })
    }

    fn order(&mut self, document: &QueryDocument, outputs: &[Column]) -> Written {
        for (i, sort) in document.sort.iter().enumerate() {
            self.push(if i == 0 { " ORDER BY " } else { ", " });
            let key = match outputs.iter().position(|column| column.name == sort.by) {
                Some(position) => (position + 1).to_string(),
                None => self.column(&sort.by)?,
            };
            self.push(&self.dialect.order(&key, sort.descending));
        }
        Ok(())
    }
}

/// `c`, or more of it where the data set itself has columns called `c0` and so on: DataFusion takes no name
/// twice.
fn alias_prefix(catalog: &Catalog) -> String {
    let mut prefix = "c".to_owned();
    let numbered = |name: &str, prefix: &str| {
        name.strip_prefix(prefix).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    };
    while catalog.columns.iter().any(|column| numbered(&column.name, &prefix)) {
        prefix.push('c');
    }
    prefix
}

/// Makes `%`, `_` and `\` of a pattern stand for themselves.
fn escape_pattern(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
