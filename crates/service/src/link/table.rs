//! What a link shows, as columns.

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::link::SharedContent;
use almanac_domain::model::Band;
use almanac_domain::saved::QueryResult;
use almanac_ingest::Values;
use serde_json::Value;

type Table = Vec<(Column, Values)>;

/// The numbers behind the object.
pub(super) fn of(content: SharedContent) -> Table {
    match content {
        SharedContent::Query { result, .. } => query(&result),
        SharedContent::Forecast { view, .. } => {
            let mut table = vec![
                text("unique_id", vec![view.unique_id; view.ds.len()]),
                text("ds", view.ds),
                float("mean", view.mean),
            ];
            bands(&mut table, "forecast", view.bands);
            table
        }
        SharedContent::Scenario { unique_id, ds, mean, bands: intervals, baseline, .. } => {
            let mut table = vec![
                text("unique_id", vec![unique_id; ds.len()]),
                text("ds", ds),
                float("baseline", baseline),
                float("scenario", mean),
            ];
            bands(&mut table, "scenario", intervals);
            table
        }
    }
}

fn bands(table: &mut Table, name: &str, bands: Vec<Band>) {
    for band in bands {
        table.push(float(&format!("{name}-lo-{}", band.level), band.lo));
        table.push(float(&format!("{name}-hi-{}", band.level), band.hi));
    }
}

fn float(name: &str, values: Vec<f64>) -> (Column, Values) {
    let column = Column { name: name.to_owned(), kind: ColumnType::Float };
    (column, Values::Float(values.into_iter().map(Some).collect()))
}

fn text(name: &str, values: Vec<String>) -> (Column, Values) {
    let column = Column { name: name.to_owned(), kind: ColumnType::Text };
    (column, Values::Text(values.into_iter().map(Some).collect()))
}

fn query(result: &QueryResult) -> Table {
    let cells = |i: usize| result.rows.iter().map(move |row| row.get(i).unwrap_or(&Value::Null));
    let column = |(i, column): (usize, &Column)| {
        let values = match column.kind {
            ColumnType::Boolean => Values::Boolean(cells(i).map(Value::as_bool).collect()),
            ColumnType::Integer => Values::Integer(cells(i).map(Value::as_i64).collect()),
            ColumnType::Float => Values::Float(cells(i).map(Value::as_f64).collect()),
            // Times are ISO 8601 already.
            ColumnType::Text | ColumnType::Date | ColumnType::Timestamp => {
                Values::Text(cells(i).map(|cell| cell.as_str().map(str::to_owned)).collect())
            }
        };
        (column.clone(), values)
    };
    result.columns.iter().enumerate().map(column).collect()
}
