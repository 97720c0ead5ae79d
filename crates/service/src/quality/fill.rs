//! A data set in which missing values of another are filled. That one is not touched.

mod work;

use std::collections::HashMap;

use almanac_domain::data::{Column, Dataset, DatasetProfile, DatasetState, ImportStarted};
use almanac_domain::quality::{FillInput, FillMethod, Origin};
use almanac_domain::{Actor, Capability, DatasetId, FieldError, OrgId, ProjectId};
use almanac_store::{Tx, dataset, dataset_version, file};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use self::work::{Filled, fill_file};
use crate::audit::{Object, record};
use crate::dataset::{PROFILE, ROWS, first_version, readable};
use crate::job::{self, DatasetFill};
use crate::source::whole;
use crate::{App, Error, Result, access, row_rule};

/// Values of a data set that is filled: all of them are in memory.
const MOST_VALUES: usize = 10_000_000;
/// Rows of a data set whose rows are compared with each other.
const MOST_COMPARED: i64 = 100_000;
/// Columns of numbers that explain each other.
const MOST_NUMBERS: usize = 50;

/// Begins to make a data set in which missing values are filled, or finds that it was made before in the same way.
pub async fn fill(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    input: FillInput,
) -> Result<ImportStarted> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    input.validate()?;
    let source = readable(&mut tx, project, id).await?;
    whole(&mut tx, actor, project, id).await?;
    within_limits(&source, input.method)?;
    let (origin, columns) = planned(app, &mut tx, actor.org_id, (&source, &input)).await?;
    let fingerprint = fingerprint(&origin, &columns)?;
    if let Some(dataset) = dataset::find_same(&mut tx, project, &fingerprint).await? {
        return Ok(ImportStarted { dataset, already_there: true });
    }
    let new = DatasetId(app.new_id());
    let payload = DatasetFill { version: 1, dataset_id: new, columns };
    let job = job::enqueue(app, &mut tx, project, &payload).await?;
    let made = Dataset {
        id: new,
        name: input.name.trim().to_owned(),
        file_name: source.file_name,
        state: DatasetState::Importing,
        error: None,
        job_id: Some(job.id),
        version: 1,
        rows: 0,
        bytes: 0,
        sha256: origin.sha256.clone(),
        columns: Vec::new(),
        origin: Some(origin),
        created_at: app.now(),
    };
    dataset::insert(&mut tx, project, &made, &fingerprint).await?;
    first_version(app, &mut tx, actor, project, (&made, &fingerprint)).await?;
    // The same rows are hidden in it.
    row_rule::copy_rules(app, &mut tx, (project, project), &HashMap::from([(id.0, new.0)])).await?;
    let detail = json!({ "name": made.name, "from": id, "method": input.method });
    record(app, &mut tx, actor, "dataset.fill", Object("dataset", new.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(ImportStarted { dataset: made, already_there: false })
}

/// Where the new data set will come from, and which columns are filled.
async fn planned(
    app: &App,
    tx: &mut Tx,
    org: OrgId,
    (source, input): (&Dataset, &FillInput),
) -> Result<(Origin, Vec<String>)> {
    let columns = chosen(&source.columns, input)?;
    let known = profile(app, tx, org, source.id.0).await?;
    if !known.columns.iter().any(|one| one.nulls > 0 && columns.contains(&one.column.name)) {
        return Err(Error::field("columns", "no value is missing there"));
    }
    let period = match input.method {
        FillMethod::Seasonal { period: Some(period) } => Some(period),
        FillMethod::Seasonal { period: None } => Some(found_period(&known, input.time.as_deref())?),
        _ => None,
    };
    let rows = file::find(tx, source.id.0, ROWS).await?;
    let rows = rows.ok_or_else(|| Error::internal("a data set has no rows"))?;
    let origin = Origin {
        dataset: source.id,
        name: source.name.clone(),
        version: Some(source.version),
        sha256: rows.sha256,
        method: input.method,
        time: input.time.clone(),
        series: input.series.clone(),
        period,
        filled: Vec::new(),
    };
    Ok((origin, columns))
}

/// Refuses what would take too much memory or time.
fn within_limits(source: &Dataset, method: FillMethod) -> Result<()> {
    let numbers = source.columns.iter().filter(|column| column.kind.is_numeric()).count();
    let rows = usize::try_from(source.rows).unwrap_or(usize::MAX);
    if rows.saturating_mul(source.columns.len()) > MOST_VALUES {
        return Err(Error::TooLarge("at most 10,000,000 values can be filled at once".to_owned()));
    }
    match method {
        FillMethod::Knn { .. } if source.rows > MOST_COMPARED => {
            Err(Error::TooLarge("at most 100,000 rows can be compared with each other".to_owned()))
        }
        FillMethod::Knn { .. } | FillMethod::Mice { .. } if numbers > MOST_NUMBERS => {
            Err(Error::TooLarge("at most 50 columns of numbers can explain each other".to_owned()))
        }
        _ => Ok(()),
    }
}

/// The columns that are filled.
fn chosen(columns: &[Column], input: &FillInput) -> Result<Vec<String>> {
    let find = |name: &str| columns.iter().find(|column| column.name == name);
    let suits = |column: &Column| input.method == FillMethod::Forward || column.kind.is_numeric();
    let mut wrong = Vec::new();
    for (field, name) in [("time", &input.time), ("series", &input.series)] {
        match name.as_deref().map(|name| (name, find(name))) {
            Some((name, None)) => wrong.push(FieldError::new(field, format!("there is no column `{name}`"))),
            Some((_, Some(column))) if field == "time" && !column.kind.is_temporal() => {
                wrong.push(FieldError::new(field, "must be a column of dates or times"));
            }
            _ => {}
        }
    }
    for (i, name) in input.columns.iter().enumerate() {
        let field = format!("columns[{i}]");
        match find(name) {
            None => wrong.push(FieldError::new(field, format!("there is no column `{name}`"))),
            Some(column) if !suits(column) => {
                wrong.push(FieldError::new(field, "must be a column of numbers for this method"));
            }
            Some(_) if Some(name) == input.time.as_ref() || Some(name) == input.series.as_ref() => {
                wrong.push(FieldError::new(field, "must not be the column that orders or groups the rows"));
            }
            Some(_) => {}
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if !input.columns.is_empty() {
        return Ok(input.columns.clone());
    }
    let other = |column: &&Column| {
        Some(&column.name) != input.time.as_ref() && Some(&column.name) != input.series.as_ref()
    };
    Ok(columns.iter().filter(other).filter(|column| suits(column)).map(|one| one.name.clone()).collect())
}

/// The profile to which a data set, or a version of one, refers.
async fn profile(app: &App, tx: &mut Tx, org: OrgId, owner: Uuid) -> Result<DatasetProfile> {
    let stored = file::find(tx, owner, PROFILE).await?;
    let stored = stored.ok_or_else(|| Error::internal("a data set has no profile"))?;
    serde_json::from_slice(&app.files().read(org, &stored).await?).map_err(Error::internal)
}

/// How many rows a season has, by the frequency of the time column.
fn found_period(profile: &DatasetProfile, time: Option<&str>) -> Result<u32> {
    let found = profile.columns.iter().find(|one| Some(one.column.name.as_str()) == time);
    let frequency = found.and_then(|one| one.time.as_ref()).and_then(|time| time.frequency.as_deref());
    let unknown = || Error::field("method.period", "is needed, because the times tell none");
    frequency.and_then(period_of).ok_or_else(unknown)
}

/// The season of a frequency such as `30 minutes`: a day of minutes and hours, a week of days, a year of longer ones.
fn period_of(frequency: &str) -> Option<u32> {
    let (count, unit) = frequency.split_once(' ')?;
    let count: u32 = count.parse().ok().filter(|count| *count > 0)?;
    let season = match unit.trim_end_matches('s') {
        "minute" => 1_440,
        "hour" => 24,
        "day" => 7,
        "week" => 52,
        "month" => 12,
        _ => return None,
    };
    Some(season / count).filter(|period| *period >= 2)
}

/// The same data set filled in the same way has the same fingerprint, whatever the number of its version.
fn fingerprint(origin: &Origin, columns: &[String]) -> Result<String> {
    let origin = Origin { version: None, ..origin.clone() };
    let told = serde_json::to_vec(&(origin, columns)).map_err(Error::internal)?;
    Ok(hex::encode(Sha256::digest(told)))
}

/// What a job needs that fills a data set.
#[derive(Debug)]
pub struct Filling {
    /// How it is filled.
    pub origin: Origin,
    /// The rows of the other data set.
    pub path: std::path::PathBuf,
    /// In which its times were read.
    pub time_zone: String,
}

/// What a job needs that fills a data set.
///
/// # Errors
/// [`Error::NotFound`] if the data set that is made is gone, [`Error::Conflict`] if the other one is, or its version.
pub async fn filling(app: &App, (org, project, id): (OrgId, ProjectId, DatasetId)) -> Result<Filling> {
    let mut tx = app.read(org).await?;
    let made = dataset::get(&mut tx, project, id).await?;
    let origin = made.origin.ok_or_else(|| Error::internal("a data set that is filled has no origin"))?;
    let gone = || Error::Conflict("the data set whose values are missing is gone".to_owned());
    dataset::find(&mut tx, project, origin.dataset).await?.ok_or_else(gone)?;
    // It may show another version by now than when this was asked for.
    let owner = match origin.version {
        Some(number) => {
            let version = dataset_version::find(&mut tx, project, origin.dataset, number).await?;
            version.ok_or_else(gone)?.id
        }
        None => origin.dataset.0,
    };
    let rows = file::find(&mut tx, owner, ROWS).await?.ok_or_else(gone)?;
    let known = profile(app, &mut tx, org, owner).await?;
    let zone = known.columns.into_iter().find_map(|one| one.time).map(|time| time.time_zone);
    let path = app.files().path(org, &rows);
    Ok(Filling { origin, path, time_zone: zone.unwrap_or_else(|| "UTC".to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn season_follows_from_the_frequency() {
        for (frequency, period) in [
            ("1 hour", Some(24)),
            ("30 minutes", Some(48)),
            ("1 day", Some(7)),
            ("1 week", Some(52)),
            ("1 month", Some(12)),
            ("3 months", Some(4)),
            ("1 year", None),
            ("12 hours", Some(2)),
            ("1 fortnight", None),
            ("often", None),
        ] {
            assert_eq!(period_of(frequency), period, "{frequency}");
        }
    }
}
