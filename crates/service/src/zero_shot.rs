//! Forecasts at once, without a trained model.

use almanac_domain::data::ColumnType;
use almanac_domain::model::{Continuation, GivenSeries, ZeroShotInput};
use almanac_domain::{Actor, Capability, ProjectId};
use almanac_forecast::frame::{Ds, Frame, FrameOptions};
use almanac_forecast::{Config, Future, Model, Silent, ZeroShot};
use almanac_query::timestamp;

use crate::error::blocking;
use crate::measure::Measured;
use crate::numbers;
use crate::{App, Error, Result, access};

const SECONDS_OF_A_DAY: i64 = 86_400;

/// Continues series that come with the request. Nothing is kept.
pub async fn forecast(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    input: ZeroShotInput,
) -> Result<Vec<Continuation>> {
    drop(access::read(app, actor, project, Capability::ForecastRead).await?);
    input.validate()?;
    let measured = Measured::inference(ZeroShot.name());
    let made = blocking(move || continued(&input)).await;
    measured.end(&made);
    made
}

fn continued(input: &ZeroShotInput) -> Result<Vec<Continuation>> {
    let (ds, time) = times(&input.series)?;
    let rows = || input.series.iter().flat_map(|series| series.y.iter().map(move |y| (series, y)));
    let frame = Frame {
        ids: Some(rows().map(|(series, _)| series.unique_id.clone()).collect()),
        ds,
        y: rows().map(|(_, y)| y.unwrap_or(f64::NAN)).collect(),
        drivers: Vec::new(),
    };
    let seasons = input.seasons.iter().map(|season| *season as usize).collect();
    let (panel, _) = frame
        .into_panel(&FrameOptions { seasons, ..FrameOptions::default() })
        .map_err(|error| Error::field("series", error.to_string()))?;
    let h = input.horizon as usize;
    let fitted = ZeroShot.fit(
        &panel,
        &Config { h, levels: input.levels.clone(), seed: 1, ..Config::default() },
        &mut Silent,
    )?;
    let made = fitted.predict(&Future { h, series: Vec::new() })?;
    Ok(made
        .series
        .into_iter()
        .map(|one| Continuation {
            ds: numbers::texts(&panel.frequency.grid(one.start, h), time),
            bands: numbers::bands(one.intervals),
            unique_id: one.unique_id,
            mean: one.mean,
        })
        .collect())
}

/// The times of all rows, as whole numbers if all are, and how they are written.
fn times(series: &[GivenSeries]) -> Result<(Ds, ColumnType)> {
    let all = || series.iter().flat_map(|series| &series.ds);
    if let Ok(steps) = all().map(|text| text.trim().parse()).collect::<std::result::Result<Vec<i64>, _>>() {
        return Ok((Ds::Steps(steps), ColumnType::Integer));
    }
    let mut seconds = Vec::with_capacity(all().count());
    for (i, one) in series.iter().enumerate() {
        for (row, text) in one.ds.iter().enumerate() {
            let wrong =
                || Error::field(format!("series[{i}].ds[{row}]"), format!("{text:?} is no time (ISO 8601)"));
            seconds.push(timestamp(text).ok_or_else(wrong)?.timestamp());
        }
    }
    let dates = seconds.iter().all(|ds| ds.rem_euclid(SECONDS_OF_A_DAY) == 0);
    Ok((Ds::Timestamps(seconds), if dates { ColumnType::Date } else { ColumnType::Timestamp }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(ds: &[&str], y: &[f64]) -> ZeroShotInput {
        let series = GivenSeries {
            unique_id: "a".into(),
            ds: ds.iter().map(|ds| (*ds).to_owned()).collect(),
            y: y.iter().map(|y| Some(*y)).collect(),
        };
        ZeroShotInput { series: vec![series], horizon: 2, seasons: Vec::new(), levels: vec![80] }
    }

    #[test]
    fn times_go_on_as_they_are_written() {
        let ds = |given: &[&str]| continued(&input(given, &[1.0, 2.0, 3.0])).unwrap().remove(0).ds;
        assert_eq!(ds(&["2024-01-01", "2024-02-01", "2024-03-01"]), ["2024-04-01", "2024-05-01"]);
        assert_eq!(ds(&["7", "8", "9"]), ["10", "11"]);
        let hours = ds(&["2024-01-01T22:00", "2024-01-01T23:00", "2024-01-02T00:00"]);
        assert_eq!(hours, ["2024-01-02T01:00:00Z", "2024-01-02T02:00:00Z"]);
    }

    #[test]
    fn what_is_no_time_is_named() {
        let problem = continued(&input(&["2024-01-01", "soon", "2024-01-03"], &[1.0, 2.0, 3.0])).unwrap_err();
        assert!(
            matches!(&problem, Error::Invalid(fields) if fields[0].field == "series[0].ds[1]"),
            "{problem:?}"
        );
        let twice =
            continued(&input(&["2024-01-01", "2024-01-01", "2024-01-03"], &[1.0, 2.0, 3.0])).unwrap_err();
        assert!(matches!(&twice, Error::Invalid(fields) if fields[0].field == "series"), "{twice:?}");
    }
}
