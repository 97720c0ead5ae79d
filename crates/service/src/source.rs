//! From the rows of a data set or query to the table that models learn from.

use std::collections::BTreeSet;

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::{DriverTiming, Source, TrainModel};
use almanac_domain::saved::RunQuery;
use almanac_domain::{Actor, DatasetId, FieldError, ProjectId};
use almanac_forecast::frame::{Ds, Frame};
use almanac_forecast::{Driver, DriverKind, DriverValues};
use almanac_ingest::Values;
use almanac_query::output_columns;
use almanac_store::{Tx, query};

use crate::dataset::{Table, table};
use crate::error::blocking;
use crate::measure::Measured;
use crate::query::{Readable, readable};
use crate::row_rule::{For, Sight, partly};
use crate::{App, Error, Result};

/// Different texts that a driver may have.
const MOST_LEVELS: usize = 500;
const SECONDS_OF_A_DAY: i64 = 86_400;
const MICROSECONDS: i64 = 1_000_000;

/// Where the rows are.
enum Place {
    Dataset(Table),
    Query(Box<Readable>),
}

async fn place(app: &App, tx: &mut Tx, whom: For<'_>, project: ProjectId, source: Source) -> Result<Place> {
    let missing = |error| match error {
        Error::NotFound => Error::field("source", "there is no such data set or query"),
        other => other,
    };
    match source {
        Source::Dataset(id) => table(app, tx, project, id).await.map(Place::Dataset).map_err(missing),
        Source::Query(id) => {
            let saved = query::get(tx, project, id).await.map_err(|error| missing(error.into()))?;
            Ok(Place::Query(Box::new(
                readable(
                    app,
                    tx,
                    whom,
                    project,
                    RunQuery { document: saved.document, ..RunQuery::default() },
                )
                .await?,
            )))
        }
    }
}

/// The columns of a source from which somebody lets a model learn: it will hold all rows, so they have to see them.
pub(crate) async fn columns(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    source: Source,
) -> Result<Vec<Column>> {
    let whom = For::Person(actor);
    match place(app, tx, whom, project, source).await? {
        Place::Dataset(table) => {
            if let Source::Dataset(id) = source {
                whole(tx, actor, project, id).await?;
            }
            Ok(table.columns)
        }
        Place::Query(query) if query.tables.catalog.is_restricted() => Err(partly()),
        Place::Query(query) => Ok(output_columns(&query.document, &query.tables.catalog)),
    }
}

/// Refuses somebody who does not see all rows of a data set.
pub(crate) async fn whole(tx: &mut Tx, actor: &Actor, project: ProjectId, id: DatasetId) -> Result<()> {
    let sight = Sight::of(tx, For::Person(actor), project).await?;
    sight.whole(&almanac_query::Source::Dataset(id))
}

/// All rows of a source, whatever is hidden from whom: it is asked before whether somebody sees all of them.
pub async fn read(
    app: &App,
    mut tx: Tx,
    project: ProjectId,
    source: Source,
) -> Result<Vec<(Column, Values)>> {
    let place = place(app, &mut tx, For::Server, project, source).await?;
    drop(tx);
    match place {
        Place::Dataset(table) => blocking(move || Ok(almanac_ingest::read_parquet(&table.path)?)).await,
        Place::Query(query) => {
            let temporary = app.files().temporary(app.new_id());
            let measured = Measured::query();
            let written = app.engine().write_parquet(&query.tables, &query.document, temporary.path());
            let written = written.await.map_err(Error::from);
            measured.end_with_rows(&written, |rows| *rows);
            written?;
            blocking(move || Ok(almanac_ingest::read_parquet(temporary.path())?)).await
        }
    }
}

/// Checks that the columns of a training are there and of the right types.
pub(crate) fn check(columns: &[Column], input: &TrainModel) -> Result<()> {
    let mut errors = Vec::new();
    let mut one = |field: String, name: &str, fits: fn(ColumnType) -> bool, what: &str| match columns
        .iter()
        .find(|c| c.name == name)
    {
        None => errors.push(FieldError::new(field, format!("there is no column {name:?}"))),
        Some(column) if !fits(column.kind) => {
            errors.push(FieldError::new(field, format!("{name:?} is not {what}")));
        }
        Some(_) => {}
    };
    let is_time = |kind: ColumnType| kind.is_temporal() || kind == ColumnType::Integer;
    one("time".to_owned(), &input.time, is_time, "a date, a time or a whole number");
    one("target".to_owned(), &input.target, ColumnType::is_numeric, "a number");
    if let Some(id) = &input.series_id {
        one("series_id".to_owned(), id, |kind| kind != ColumnType::Float, "a column of names");
    }
    for (i, driver) in input.drivers.iter().enumerate() {
        let fits = |kind: ColumnType| !kind.is_temporal();
        one(format!("drivers[{i}].column"), &driver.column, fits, "a number, a truth value or a text");
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// The columns of a training as a long table, and the type of its time column.
pub fn frame(columns: &[(Column, Values)], config: &TrainModel) -> Result<(Frame, ColumnType)> {
    let (ds, time) = ds(columns, &config.time)?;
    let ids = crate::hierarchy::ids(columns, config)?;
    let y = numbers(&find(columns, &config.target)?.1)
        .ok_or_else(|| Error::field("target", format!("{:?} is not a number", config.target)))?;
    let drivers = config.drivers.iter().map(|input| {
        let values = &find(columns, &input.column)?.1;
        let kind = match input.timing {
            DriverTiming::Futr => DriverKind::Futr,
            DriverTiming::Hist => DriverKind::Hist,
            DriverTiming::Static => DriverKind::Static,
        };
        let takes = levels(&input.column, values)?;
        let row = driver_row(&input.column, values, &takes)?;
        Ok((Driver { name: input.column.clone(), kind, values: takes }, row))
    });
    Ok((Frame { ids, ds, y, drivers: drivers.collect::<Result<_>>()? }, time))
}

pub(crate) fn find<'a>(columns: &'a [(Column, Values)], name: &str) -> Result<&'a (Column, Values)> {
    let found = columns.iter().find(|(column, _)| column.name == name);
    found.ok_or_else(|| Error::field(format!("column {name}"), "there is no such column"))
}

/// The time column in seconds, or as steps, and its type.
pub(crate) fn ds(columns: &[(Column, Values)], name: &str) -> Result<(Ds, ColumnType)> {
    let (column, values) = find(columns, name)?;
    let seconds = |values: &[Option<i64>], convert: fn(i64) -> i64| {
        let times = values.iter().enumerate().map(|(row, value)| {
            let missing = || Error::field(format!("row {}, column {name}", row + 1), "the time is missing");
            value.map(convert).ok_or_else(missing)
        });
        times.collect::<Result<Vec<i64>>>()
    };
    let ds = match values {
        Values::Timestamp(times) => Ds::Timestamps(seconds(times, |us| us.div_euclid(MICROSECONDS))?),
        Values::Date(days) => Ds::Timestamps(seconds(days, |day| day * SECONDS_OF_A_DAY)?),
        Values::Integer(steps) => Ds::Steps(seconds(steps, |step| step)?),
        _ => return Err(Error::field("time", format!("{name:?} is not a date, a time or a whole number"))),
    };
    Ok((ds, column.kind))
}

/// The series of each row.
pub(crate) fn ids(columns: &[(Column, Values)], name: &str) -> Result<Vec<String>> {
    let values = &find(columns, name)?.1;
    let ids = (0..values.len()).map(|row| {
        let missing = || Error::field(format!("row {}, column {name}", row + 1), "the series is missing");
        values.text(row).ok_or_else(missing)
    });
    ids.collect()
}

pub(crate) fn numbers(values: &Values) -> Option<Vec<f64>> {
    match values {
        Values::Integer(v) => Some(v.iter().map(|v| v.map_or(f64::NAN, |v| v as f64)).collect()),
        Values::Float(v) => Some(v.iter().map(|v| v.unwrap_or(f64::NAN)).collect()),
        _ => None,
    }
}

/// What values a driver takes.
fn levels(name: &str, values: &Values) -> Result<DriverValues> {
    let levels = match values {
        Values::Boolean(_) => vec!["false".to_owned(), "true".to_owned()],
        Values::Text(texts) => {
            let different: BTreeSet<&String> = texts.iter().flatten().collect();
            if different.len() > MOST_LEVELS {
                let message = format!("{name:?} has more than {MOST_LEVELS} different texts");
                return Err(Error::field("drivers", message));
            }
            different.into_iter().cloned().collect()
        }
        _ => return Ok(DriverValues::Numeric),
    };
    Ok(DriverValues::Categorical { levels })
}

/// A driver's numbers, or the indices of its levels.
pub(crate) fn driver_row(name: &str, values: &Values, takes: &DriverValues) -> Result<Vec<f64>> {
    match takes {
        DriverValues::Numeric => {
            numbers(values).ok_or_else(|| Error::field("drivers", format!("{name:?} is not a number")))
        }
        DriverValues::Categorical { levels } => (0..values.len())
            .map(|row| {
                let Some(text) = values.text(row) else { return Ok(f64::NAN) };
                let at = levels.iter().position(|level| *level == text).map(|at| at as f64);
                at.ok_or_else(|| {
                    let message = format!("{text:?} is not among the values that the model knows");
                    Error::field(format!("row {}, column {name}", row + 1), message)
                })
            })
            .collect(),
    }
}
