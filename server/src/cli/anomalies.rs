//! `almanac anomalies`: what is unusual in the past of the series of a file.

use almanac_forecast::anomaly::{Method, Options, Point, SeriesAnomalies, detect};
use almanac_forecast::{Panel, Series};
use clap::{Args, ValueEnum};

use super::Failure;
use super::panel::Input;
use super::plan::Progress;
use super::table::{Output, Table};

/// Finds periods and stretches that are not like the rest of a series.
#[derive(Debug, Args)]
pub(super) struct Anomalies {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    output: Output,
    /// How to look: `mad`, `seasonal_hybrid_esd`, `forecast_residual`, `isolation_forest`, `change_points` or `combined`.
    #[arg(long, value_name = "METHOD", default_value = "mad")]
    method: String,
    /// Values outside an interval of so many percent are unusual, for `mad` and `forecast_residual`.
    #[arg(long, value_name = "PERCENT", default_value_t = Options::default().level)]
    level: f64,
    /// The model of `forecast_residual` [default: one that suits].
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// The seed of everything random.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What a row is: a period, only the unusual ones, a stretch of them, or a change of level.
    #[arg(long, value_enum, default_value_t = Show::Periods)]
    show: Show,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Show {
    Periods,
    Unusual,
    Episodes,
    Changes,
}

impl Anomalies {
    pub(super) fn run(&self) -> Result<(), Failure> {
        self.output.check()?;
        let method = Method::by_name(&self.method).ok_or_else(|| {
            let names = Method::ALL.map(Method::name).join(", ");
            Failure::input(format!("there is no method {:?}; there are {names}", self.method))
        })?;
        if self.show == Show::Changes && method != Method::ChangePoints {
            return Err(Failure::input("changes are found by --method change_points"));
        }
        let loaded = self.input.load()?;
        let (level, model) = (self.level, self.model.clone());
        let options = Options { method, level, model, seed: self.seed, ..Options::default() };
        let found = detect(&loaded.panel, &options, &mut Progress::new())?;
        for one in &found {
            if let Some(why) = one.not_judged {
                eprintln!("almanac: series {:?} was not judged: {why}", one.unique_id);
            }
        }
        self.output.write(&match self.show {
            Show::Periods => periods(&loaded.panel, loaded.days, &found, false),
            Show::Unusual => periods(&loaded.panel, loaded.days, &found, true),
            Show::Episodes => episodes(&loaded.panel, loaded.days, &found),
            Show::Changes => changes(&loaded.panel, loaded.days, &found),
        })
    }
}

/// A row for each period, or for each that is unusual.
fn periods(panel: &Panel, days: bool, found: &[SeriesAnomalies], unusual: bool) -> Table {
    let shown = |one: &SeriesAnomalies| -> Vec<Point> {
        one.points.iter().filter(|point| point.is_anomaly || !unusual).copied().collect()
    };
    let points: Vec<Vec<Point>> = found.iter().map(shown).collect();
    let mut table = Table::of_series(panel, days, |i, _| points[i].iter().map(|point| point.ds).collect());
    let mut number = |name: &str, of: fn(&Point) -> Option<f64>| {
        table.numbers(name, points.iter().flatten().map(|point| of(point).unwrap_or(f64::NAN)).collect());
    };
    number("y", |point| point.y);
    number("score", |point| point.score);
    number("anomaly", |point| Some(f64::from(u8::from(point.is_anomaly))));
    number("expected", |point| point.expected);
    number("lo", |point| point.lo);
    number("hi", |point| point.hi);
    table
}

fn episodes(panel: &Panel, days: bool, found: &[SeriesAnomalies]) -> Table {
    let starts = |i: usize, _: &Series| found[i].episodes.iter().map(|one| one.start_ds).collect();
    let mut table = Table::of_series(panel, days, starts);
    let all = || found.iter().flat_map(|one| &one.episodes);
    table.times(panel, days, "end", all().map(|one| one.end_ds).collect());
    table.times(panel, days, "peak", all().map(|one| one.peak_ds).collect());
    table.numbers("score", all().map(|one| one.peak).collect());
    table.numbers("periods", all().map(|one| one.periods as f64).collect());
    table
}

fn changes(panel: &Panel, days: bool, found: &[SeriesAnomalies]) -> Table {
    let times = |i: usize, _: &Series| found[i].changes.iter().map(|one| one.ds).collect();
    let mut table = Table::of_series(panel, days, times);
    let all = || found.iter().flat_map(|one| &one.changes);
    table.numbers("mean_before", all().map(|one| one.mean_before).collect());
    table.numbers("mean_after", all().map(|one| one.mean_after).collect());
    table
}
