//! Anomalies of a data set, in the rows of it that somebody sees. Nothing is kept.

mod course;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use almanac_domain::data::{
    Anomalies, Anomaly, Column, ColumnType, FindAnomalies, JudgedSeries, LevelChange,
};
use almanac_domain::{Actor, Capability, DatasetId, FieldError, ProjectId};
use almanac_forecast::anomaly::{Method, NotJudged, Options, SeriesAnomalies, detect};
use almanac_forecast::frame::{Ds, Frame, FrameOptions};
use almanac_forecast::{Observer, auto};
use almanac_query::{QueryDocument, Source};

use crate::dataset::readable;
use crate::row_rule::{For, Sight};
use crate::wanted::within;
use crate::{App, Error, Result, access, numbers, query, source};

/// Rows that are looked at.
const MOST_ROWS: u64 = 200_000;
/// Series that are looked at.
const MOST_SERIES: usize = 1_000;
/// How long it may take.
const LONGEST: Duration = Duration::from_mins(1);
/// What is said when that is not enough.
const TOO_LONG: &str =
    "it took longer than a minute: choose a quicker method, or fewer rows by a query of its own";

/// What was found in a data set.
#[derive(Debug, Clone)]
pub struct Found {
    time: ColumnType,
    method: Method,
    seasons: Vec<usize>,
    rows: u64,
    series: Vec<SeriesAnomalies>,
}

/// The methods there are.
pub fn methods() -> [&'static str; 6] {
    Method::ALL.map(Method::name)
}

/// How it is looked for if nothing else is said.
pub fn usual() -> (&'static str, f64) {
    (Method::default().name(), Options::default().level)
}

/// Season lengths that are written with commas, such as `24, 168`.
///
/// # Errors
/// [`Error::Invalid`] if one is no whole number.
pub fn seasons(text: &str) -> Result<Vec<u32>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let read = |part: &str| {
        part.parse().map_err(|_| Error::field("seasons", "must be whole numbers, separated by commas"))
    };
    parts.map(read).collect()
}

/// Looks for anomalies in a column of a data set.
///
/// # Errors
/// [`Error::Invalid`] with the field that is wrong; [`Error::TooLarge`] for too many rows or series, or if it takes too
/// long.
pub async fn find(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    input: FindAnomalies,
) -> Result<Found> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    input.validate()?;
    let options = options(&input)?;
    check(&readable(&mut tx, project, id).await?.columns, &input)?;
    let mut tables = query::tables_of(app, &mut tx, project, &Source::Dataset(id)).await?;
    Sight::of(&mut tx, For::Person(actor), project).await?.apply(&mut tables, app.now())?;
    drop(tx);
    let document =
        QueryDocument { columns: input.columns(), limit: Some(MOST_ROWS + 1), ..QueryDocument::all(id) };
    let file = app.files().temporary(app.new_id());
    let rows = Box::pin(app.engine().write_parquet(&tables, &document, file.path())).await?;
    if rows > MOST_ROWS {
        let problem = "anomalies are looked for in at most 200,000 rows: take fewer by a query of its own";
        return Err(Error::TooLarge(problem.to_owned()));
    }
    within(LONGEST, TOO_LONG, move |observer| judge(file.path(), rows, &input, &options, observer)).await
}

/// How the crate looks for them.
fn options(input: &FindAnomalies) -> Result<Options> {
    let method = Method::by_name(&input.method).ok_or_else(|| {
        Error::field(
            "method",
            format!("there is no method {:?}; there are {}", input.method, methods().join(", ")),
        )
    })?;
    if let Some(name) = &input.model {
        if method != Method::ForecastResidual {
            return Err(Error::field("model", "belongs to the method forecast_residual"));
        }
        if auto::by_name(name).is_none() {
            return Err(Error::field("model", format!("there is no model {name:?}")));
        }
    }
    let (level, model, seed) = (input.level, input.model.clone(), input.seed);
    Ok(Options { method, level, model, seed, ..Options::default() })
}

/// Whether the columns are there, and of the right types.
fn check(columns: &[Column], input: &FindAnomalies) -> Result<()> {
    let mut wrong = Vec::new();
    let mut one = |field: &str, name: &str, fits: fn(ColumnType) -> bool, what: &str| match columns
        .iter()
        .find(|column| column.name == name)
    {
        None => wrong.push(FieldError::new(field, format!("there is no column {name:?}"))),
        Some(column) if !fits(column.kind) => {
            wrong.push(FieldError::new(field, format!("{name:?} is not {what}")));
        }
        Some(_) => {}
    };
    let is_time = |kind: ColumnType| kind.is_temporal() || kind == ColumnType::Integer;
    one("time", &input.time, is_time, "a date, a time or a whole number");
    one("value", &input.value, ColumnType::is_numeric, "a number");
    if let Some(series) = &input.series {
        one("series", series, |kind| kind != ColumnType::Float, "a column of names");
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Looks at the rows in a file. It blocks.
fn judge(
    file: &Path,
    rows: u64,
    input: &FindAnomalies,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Found> {
    let columns = almanac_ingest::read_parquet(file)?;
    let (ds, time) = source::ds(&columns, &input.time)?;
    let ids = input.series.as_ref().map(|name| source::ids(&columns, name)).transpose()?;
    let y = source::numbers(&source::find(&columns, &input.value)?.1);
    let y = y.ok_or_else(|| Error::field("value", "is not a number"))?;
    let (frame, empty) = without_empty(Frame { ids, ds, y, drivers: Vec::new() })?;
    let frame_options = FrameOptions {
        seasons: input.seasons.iter().map(|m| *m as usize).collect(),
        ..FrameOptions::default()
    };
    let (panel, _) = frame.into_panel(&frame_options).map_err(|error| misread(&error, input))?;
    let mut series = detect(&panel, options, observer)?;
    series.extend(empty.into_iter().map(nothing));
    series.sort_by(|a, b| a.unique_id.cmp(&b.unique_id));
    Ok(Found { time, method: options.method, seasons: panel.seasons, rows, series })
}

/// Rows make no series: most often because several are mixed.
fn misread(error: &almanac_forecast::Error, input: &FindAnomalies) -> Error {
    let text = error.to_string();
    if input.series.is_none() && text.contains("are both series") {
        return Error::field("series", "a time comes twice: name the column that tells series apart");
    }
    Error::field("time", text)
}

/// The rows of the series that have values, and the other series.
fn without_empty(frame: Frame) -> Result<(Frame, BTreeSet<String>)> {
    if frame.y.iter().all(|y| y.is_nan()) {
        return Err(Error::field("value", "has no values in the rows that you see"));
    }
    let Some(ids) = &frame.ids else { return Ok((frame, BTreeSet::new())) };
    let known: BTreeSet<&String> =
        ids.iter().zip(&frame.y).filter(|(_, y)| !y.is_nan()).map(|(id, _)| id).collect();
    let all: BTreeSet<&String> = ids.iter().collect();
    if all.len() > MOST_SERIES {
        return Err(Error::field(
            "series",
            format!("has {} different values; at most 1,000 are looked at", all.len()),
        ));
    }
    let empty: BTreeSet<String> = all.difference(&known).map(|id| (*id).clone()).collect();
    if empty.is_empty() {
        return Ok((frame, empty));
    }
    Ok((rows(&frame, |row| ids.get(row).is_some_and(|id| !empty.contains(id))), empty))
}

/// Some rows of a frame without drivers.
fn rows(frame: &Frame, kept: impl Fn(usize) -> bool) -> Frame {
    fn some<T: Clone>(values: &[T], kept: impl Fn(usize) -> bool) -> Vec<T> {
        values.iter().enumerate().filter(|(row, _)| kept(*row)).map(|(_, value)| value.clone()).collect()
    }
    let ds = match &frame.ds {
        Ds::Timestamps(times) => Ds::Timestamps(some(times, &kept)),
        Ds::Steps(steps) => Ds::Steps(some(steps, &kept)),
    };
    let ids = frame.ids.as_ref().map(|ids| some(ids, &kept));
    Frame { ids, ds, y: some(&frame.y, &kept), drivers: Vec::new() }
}

/// A series without values.
fn nothing(unique_id: String) -> SeriesAnomalies {
    let not_judged = Some(NotJudged::Empty);
    SeriesAnomalies { unique_id, points: Vec::new(), episodes: Vec::new(), changes: Vec::new(), not_judged }
}

impl Found {
    /// The ids of the series.
    pub fn series_ids(&self) -> Vec<String> {
        self.series.iter().map(|one| one.unique_id.clone()).collect()
    }

    /// The series that are asked for: the named one, or all.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is none of that name.
    fn asked(&self, unique_id: Option<&str>) -> Result<Vec<&SeriesAnomalies>> {
        let fits = |one: &&SeriesAnomalies| unique_id.is_none_or(|id| one.unique_id == id);
        let asked: Vec<&SeriesAnomalies> = self.series.iter().filter(fits).collect();
        if asked.is_empty() {
            return Err(Error::field("unique_id", "there is no such series"));
        }
        Ok(asked)
    }

    /// What was found in all series or in one, with some of the anomalous periods.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is no such series.
    pub fn page(&self, unique_id: Option<&str>, offset: usize, limit: usize) -> Result<Anomalies> {
        let asked = self.asked(unique_id)?;
        let all = || asked.iter().flat_map(|one| self.anomalies(one));
        Ok(Anomalies {
            method: self.method.name().to_owned(),
            seasons: self.seasons.iter().filter(|m| **m > 1).map(|m| *m as u64).collect(),
            rows: self.rows,
            series: asked.iter().map(|one| self.judged(one)).collect(),
            total: all().count() as u64,
            anomalies: all().skip(offset).take(limit).collect(),
        })
    }

    fn judged(&self, one: &SeriesAnomalies) -> JudgedSeries {
        let change = |change: &almanac_forecast::anomaly::ChangePoint| LevelChange {
            ds: self.text(change.ds),
            mean_before: change.mean_before,
            mean_after: change.mean_after,
        };
        JudgedSeries {
            unique_id: one.unique_id.clone(),
            periods: one.points.len() as u64,
            anomalies: one.points.iter().filter(|point| point.is_anomaly).count() as u64,
            episodes: one.episodes.len() as u64,
            changes: one.changes.iter().map(change).collect(),
            not_judged: one.not_judged.map(|why| why.to_string()),
        }
    }

    fn anomalies<'a>(&'a self, one: &'a SeriesAnomalies) -> impl Iterator<Item = Anomaly> + 'a {
        let episode = |t: usize| one.episodes.iter().position(|e| (e.start..=e.end).contains(&t));
        one.points.iter().enumerate().filter(|(_, point)| point.is_anomaly).map(move |(t, point)| Anomaly {
            unique_id: one.unique_id.clone(),
            ds: self.text(point.ds),
            y: point.y,
            expected: point.expected,
            lo: point.lo,
            hi: point.hi,
            score: point.score,
            episode: episode(t).map_or(0, |number| number as u64 + 1),
        })
    }

    fn text(&self, ds: i64) -> String {
        numbers::texts(&[ds], self.time).pop().unwrap_or_default()
    }
}
