//! What the columns of a result hold.

use almanac_domain::data::Column;
use almanac_domain::saved::{ColumnStatistics, RunQuery};
use almanac_domain::{Actor, Capability, ProjectId};
use almanac_query::{Aggregate, AggregateFunction, QueryDocument, Source, output_columns};
use serde_json::Value;

use super::{Readable, readable};
use crate::measure::Measured;
use crate::row_rule::For;
use crate::{App, Result, access};

/// Columns that are looked at; the first ones.
const MOST_COLUMNS: usize = 100;
/// Columns that one query looks at.
const AT_ONCE: usize = 20;
const FUNCTIONS: [AggregateFunction; 5] = [
    AggregateFunction::Count,
    AggregateFunction::CountDistinct,
    AggregateFunction::Min,
    AggregateFunction::Max,
    AggregateFunction::Mean,
];

/// What the first 100 columns of the whole result of a query hold.
pub async fn statistics(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    query: RunQuery,
) -> Result<Vec<ColumnStatistics>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    let measured = Measured::query();
    let found: Result<Vec<ColumnStatistics>> = async {
        let Readable { document, tables } =
            readable(app, &mut tx, For::Person(actor), project, query).await?;
        drop(tx);
        let columns = output_columns(&document, &tables.catalog);
        let mut found = Vec::new();
        for part in columns.iter().take(MOST_COLUMNS).collect::<Vec<_>>().chunks(AT_ONCE) {
            let result = app.engine().run(&tables, &summary(&document, part), 1).await?;
            let mut cells = result.rows.into_iter().next().unwrap_or_default().into_iter();
            let rows = whole(cells.next());
            found.extend(part.iter().map(|column| of_column(column, rows, &mut cells)));
        }
        Ok(found)
    }
    .await;
    measured.end_with_rows(&found, |columns| columns.len() as u64);
    found
}

/// The numbers of these columns of the result of `document`, with the count of its rows first.
fn summary(document: &QueryDocument, columns: &[&Column]) -> QueryDocument {
    // Their values are in it already.
    let inner = QueryDocument { parameters: Vec::new(), ..document.clone() };
    let mut summary = QueryDocument::of(Source::Document(Box::new(inner)));
    let mut number = |function, column: Option<&Column>| {
        let alias = format!("number {}", summary.aggregates.len());
        let column = column.map(|column| column.name.clone());
        summary.aggregates.push(Aggregate { function, column, filter: None, level: None, alias });
    };
    number(AggregateFunction::Count, None);
    for column in columns {
        for function in FUNCTIONS.into_iter().filter(|function| function.suits(column.kind)) {
            number(function, Some(column));
        }
    }
    summary
}

fn of_column(column: &Column, rows: u64, cells: &mut impl Iterator<Item = Value>) -> ColumnStatistics {
    let mut next =
        |function: AggregateFunction| if function.suits(column.kind) { cells.next() } else { None };
    let values = whole(next(AggregateFunction::Count));
    ColumnStatistics {
        name: column.name.clone(),
        kind: column.kind,
        values,
        missing: rows.saturating_sub(values),
        distinct: whole(next(AggregateFunction::CountDistinct)),
        min: next(AggregateFunction::Min).unwrap_or_default(),
        max: next(AggregateFunction::Max).unwrap_or_default(),
        mean: next(AggregateFunction::Mean).and_then(|mean| mean.as_f64()),
    }
}

fn whole(cell: Option<Value>) -> u64 {
    cell.and_then(|cell| cell.as_u64()).unwrap_or_default()
}
