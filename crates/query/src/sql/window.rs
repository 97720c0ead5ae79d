//! Window calculations.

use almanac_domain::data::ColumnType;

use super::Written;
use super::filter::Find;
use super::fragment::Fragment;
use super::select::Renderer;
use crate::{Window, WindowFunction};

impl Renderer<'_> {
    /// A calculation over the rows that `find` names.
    pub fn window(&self, window: &Window, find: Find) -> Written {
        let over = self.over(window, find)?;
        let frame = |rows: &str| Fragment::fill(&format!("({{}} ROWS {rows})"), &[&over]);
        let plain = Fragment::fill("({})", &[&over]);
        let rows = window.rows.unwrap_or(1);
        let column = match &window.column {
            Some(name) => Some(find(name)?),
            None => None,
        };
        let (kind, column) = column.unwrap_or((ColumnType::Integer, Fragment::default()));
        let before = Fragment::fill(&format!("lag({{}}, {rows}) OVER {{}}"), &[&column, &plain]);
        let float = |value: &Fragment| self.dialect.float(value);
        Ok(match window.function {
            WindowFunction::RunningTotal => {
                let frame = frame("BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");
                let sum = Fragment::fill("sum({}) OVER {}", &[&self.dialect.addable(&column, kind), &frame]);
                self.dialect.as_kind(&sum, kind)
            }
            WindowFunction::Lag => before,
            WindowFunction::Change => Fragment::fill("({} - {})", &[&column, &before]),
            WindowFunction::PercentChange => {
                let (now, before) = (float(&column), float(&before));
                Fragment::fill("(({} - {}) / NULLIF({}, 0))", &[&now, &before, &before])
            }
            WindowFunction::Share => {
                let all = Fragment::fill("sum({}) OVER {}", &[&float(&column), &plain]);
                Fragment::fill("({} / NULLIF({}, 0))", &[&float(&column), &all])
            }
            WindowFunction::Rank => Fragment::fill("rank() OVER {}", &[&plain]),
            WindowFunction::MovingAverage => {
                let frame = frame(&format!("BETWEEN {} PRECEDING AND CURRENT ROW", rows - 1));
                Fragment::fill("avg({}) OVER {}", &[&float(&column), &frame])
            }
        })
    }

    /// The parts and their order.
    fn over(&self, window: &Window, find: Find) -> Written {
        let mut over = Fragment::default();
        if !window.partition_by.is_empty() {
            let columns = window.partition_by.iter().map(|name| Ok(find(name)?.1));
            over.push("PARTITION BY ");
            over.append(Fragment::join(columns.collect::<Written<Vec<_>>>()?, ", "));
        }
        if !window.order_by.is_empty() {
            let keys = window.order_by.iter().map(|sort| {
                let (kind, key) = find(&sort.by)?;
                Ok(self.dialect.order(&key, kind, sort.descending))
            });
            over.push(if window.partition_by.is_empty() { "ORDER BY " } else { " ORDER BY " });
            over.append(Fragment::join(keys.collect::<Written<Vec<_>>>()?, ", "));
        }
        Ok(over)
    }
}
