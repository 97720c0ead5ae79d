//! `almanac forecast`: the future of the series of a file.

use std::path::PathBuf;

use almanac_domain::data::ColumnType;
use almanac_forecast::auto::{auto, fit_alone};
use almanac_forecast::{Forecast as Numbers, Frequency, Future, Model, Panel, SeriesForecast};
use clap::Args;

use super::Failure;
use super::panel::Input;
use super::plan::{Choice, Progress, stopwatch};
use super::table::{Output, Table, times};

/// Forecasts the series of a file.
#[derive(Debug, Args)]
pub(super) struct Forecast {
    #[command(flatten)]
    input: Input,
    /// The future of the drivers; the rows of --input without a target if none.
    #[arg(long, value_name = "FILE")]
    future: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    output: Output,
}

impl Forecast {
    pub(super) fn run(&self) -> Result<(), Failure> {
        self.output.check()?;
        let mut loaded = self.input.load()?;
        let mut models = self.choice.models(&loaded.panel)?;
        let future = loaded.future(self.future.as_deref(), self.choice.h())?;
        self.choice.place(&mut models)?;
        let forecasts = if self.choice.is_auto() {
            vec![self.best(&loaded.panel, &models, &future)?]
        } else {
            self.each(&loaded.panel, &models, &future)?
        };
        self.output.write(&table(&loaded.panel, loaded.days, self.choice.h(), &forecasts))
    }

    /// The forecast of the model that does best in backtest.
    fn best(
        &self,
        panel: &Panel,
        models: &[Box<dyn Model>],
        future: &Future,
    ) -> Result<(String, Numbers), Failure> {
        let chosen = auto(panel, &self.choice.plan(), models, &stopwatch(), &mut Progress::new())?;
        Ok((chosen.name, chosen.fitted.predict(future)?))
    }

    /// The forecasts of all models named.
    fn each(
        &self,
        panel: &Panel,
        models: &[Box<dyn Model>],
        future: &Future,
    ) -> Result<Vec<(String, Numbers)>, Failure> {
        let plan = self.choice.plan();
        let forecasts = models.iter().map(|model| {
            let fitted = fit_alone(model.as_ref(), panel, &plan, &mut Progress::new())?;
            Ok((model.name().to_owned(), fitted.predict(future)?))
        });
        forecasts.collect()
    }
}

/// A row for each series and period; for each model its name, `-lo-80`, `-hi-80`, …
fn table(panel: &Panel, days: bool, h: usize, forecasts: &[(String, Numbers)]) -> Table {
    let kind = match panel.frequency {
        Frequency::Steps(_) => ColumnType::Integer,
        // A grid of days or longer stays on days.
        Frequency::Seconds(step) if days && step % 86_400 != 0 => ColumnType::Timestamp,
        _ if days => ColumnType::Date,
        _ => ColumnType::Timestamp,
    };
    let mut table = Table::default();
    let ids = panel.series.iter().flat_map(|series| std::iter::repeat_n(series.unique_id.clone(), h));
    table.texts("unique_id", ids.collect());
    let ds = panel.series.iter().flat_map(|series| {
        let end = series.y.len() as i64;
        (0..h as i64).map(move |step| panel.frequency.advance(series.start, end + step))
    });
    table.push("ds", times(ds.collect(), kind));
    for (name, forecast) in forecasts {
        let of = |pick: &dyn Fn(&SeriesForecast) -> Vec<f64>| forecast.series.iter().flat_map(pick).collect();
        table.numbers(name, of(&|series| series.mean.clone()));
        let levels = forecast.series.first().map(|series| series.intervals.as_slice()).unwrap_or_default();
        for level in levels.iter().map(|interval| interval.level) {
            let bound = |series: &SeriesForecast, lower: bool| {
                let interval = series.intervals.iter().find(|interval| interval.level == level);
                interval
                    .map_or_else(|| vec![f64::NAN; h], |i| if lower { i.lo.clone() } else { i.hi.clone() })
            };
            table.numbers(&format!("{name}-lo-{level}"), of(&|series| bound(series, true)));
            table.numbers(&format!("{name}-hi-{level}"), of(&|series| bound(series, false)));
        }
    }
    table
}
