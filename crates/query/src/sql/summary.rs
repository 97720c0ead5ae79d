//! Groups and their numbers.

use almanac_domain::data::ColumnType;

use super::Written;
use super::fragment::Fragment;
use super::select::{Names, Renderer, missing, quoted};
use crate::{Aggregate, AggregateFunction, Group, QueryDocument};

impl Renderer<'_> {
    /// A row for each group, without an order. Keys are named by their place, because some databases take the
    /// same expression with values of its own for another one.
    pub fn groups(&self, document: &QueryDocument, names: &Names, from: &Fragment, prefix: &str) -> Written {
        let keys = document.group_by.iter().map(|group| self.group(group, names));
        let numbers = document.aggregates.iter().map(|aggregate| self.aggregate(aggregate, names));
        let columns = keys
            .chain(numbers)
            .enumerate()
            .map(|(i, column)| Ok(Fragment::fill("{} AS {}", &[&column?, &quoted(&format!("{prefix}{i}"))])));
        let columns = Fragment::join(columns.collect::<Written<Vec<_>>>()?, ", ");
        let mut select = Fragment::fill("SELECT {}{}", &[&columns, from]);
        select.append(self.condition(document, names)?);
        if !document.group_by.is_empty() {
            let places: Vec<String> = (1..=document.group_by.len()).map(|i| i.to_string()).collect();
            select.push(&format!(" GROUP BY {}", places.join(", ")));
        }
        Ok(select)
    }

    fn group(&self, group: &Group, names: &Names) -> Written {
        let (kind, column) = names.find(&group.column)?;
        match &group.bucket {
            None => Ok(column),
            Some(bucket) => self.dialect.bucket(&column, kind, bucket),
        }
    }

    fn aggregate(&self, aggregate: &Aggregate, names: &Names) -> Written {
        let condition = match &aggregate.filter {
            Some(filter) => Some(self.filter(filter, &|name| names.find(name))?),
            None => None,
        };
        let when = |value: &Fragment| match &condition {
            Some(condition) => Fragment::fill("CASE WHEN {} THEN {} END", &[condition, value]),
            None => value.clone(),
        };
        let Some(name) = &aggregate.column else {
            let counted = if condition.is_some() { when(&Fragment::text("1")) } else { Fragment::text("*") };
            return Ok(Fragment::fill("count({})", &[&counted]));
        };
        let (kind, column) = names.find(name)?;
        let column = when(&column);
        let dialect = self.dialect;
        Ok(match aggregate.function {
            AggregateFunction::Count => Fragment::fill("count({})", &[&column]),
            AggregateFunction::CountDistinct => Fragment::fill("count(DISTINCT {})", &[&column]),
            AggregateFunction::Sum if kind == ColumnType::Integer => dialect.exact_sum(&column),
            AggregateFunction::Sum => Fragment::fill("sum({})", &[&column]),
            AggregateFunction::Mean => dialect.mean(&column),
            AggregateFunction::Min => Fragment::fill("min({})", &[&dialect.ordered(&column, kind)]),
            AggregateFunction::Max => Fragment::fill("max({})", &[&dialect.ordered(&column, kind)]),
            AggregateFunction::Median => dialect.median(&column)?,
            AggregateFunction::Percentile => {
                dialect.percentile(&column, aggregate.level.ok_or_else(|| missing("level"))?)?
            }
            AggregateFunction::Stddev => dialect.stddev(&column)?,
        })
    }
}
