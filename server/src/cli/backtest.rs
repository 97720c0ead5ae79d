//! `almanac backtest`: how good would each model have been?

use almanac_forecast::Panel;
use almanac_forecast::backtest::{self, Score, backtest};
use clap::{Args, ValueEnum};

use super::Failure;
use super::panel::Input;
use super::plan::{Choice, Progress, stopwatch};
use super::table::{Output, Table};

/// Compares models on the past of the series of a file.
#[derive(Debug, Args)]
pub(super) struct Backtest {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    output: Output,
    /// What a row measures: a model, each of its steps ahead, or each series.
    #[arg(long, value_enum, default_value_t = Part::Model)]
    by: Part,
}

/// What a row measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Model,
    Step,
    Series,
}

/// A row: the step ahead or the series, if it is not of the whole model.
struct Row {
    step: usize,
    unique_id: String,
    score: Score,
}

impl Backtest {
    pub(super) fn run(&self) -> Result<(), Failure> {
        self.output.check()?;
        let panel = self.input.load()?.panel;
        let mut models = self.choice.models(&panel)?;
        let plan = self.choice.plan();
        self.choice.place(&mut models)?;
        let tested = backtest(&panel, &plan, &models, &stopwatch(), &mut Progress::new())?;
        let mut scores: Vec<&Score> = tested.models.iter().map(|tested| &tested.score).collect();
        scores.sort_by(|a, b| {
            let (a, b) = (plan.metric.rank(a), plan.metric.rank(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        for score in &scores {
            if let Some(why) = &score.failed {
                eprintln!("almanac: {} failed: {why}", score.model);
            }
        }
        let rows: Vec<Row> =
            scores.into_iter().flat_map(|score| self.by.rows(&tested, &panel, score)).collect();
        self.output.write(&table(self.by, &rows, &plan.levels))
    }
}

impl Part {
    fn rows(self, tested: &backtest::Backtest, panel: &Panel, score: &Score) -> Vec<Row> {
        let series = |(i, score): (usize, Score)| {
            let unique_id = panel.series.get(i).map(|series| series.unique_id.clone()).unwrap_or_default();
            Row { step: 0, unique_id, score }
        };
        let step = |(step, score): (usize, Score)| Row { step: step + 1, unique_id: String::new(), score };
        match self {
            Self::Model => vec![Row { step: 0, unique_id: String::new(), score: score.clone() }],
            Self::Step => tested.by_step(&score.model).into_iter().enumerate().map(step).collect(),
            Self::Series => tested.by_series(&score.model).into_iter().map(series).collect(),
        }
    }
}

/// Models come in the order of the metric, the best first. sMAPE, MAPE and coverage are in percent; MSIS is of the highest
/// level. OWA and seconds are of whole models.
fn table(by: Part, rows: &[Row], levels: &[u8]) -> Table {
    let column = |pick: &dyn Fn(&Score) -> Option<f64>| {
        rows.iter().map(|row| pick(&row.score).unwrap_or(f64::NAN)).collect()
    };
    let mut table = Table::default();
    table.texts("model", rows.iter().map(|row| row.score.model.clone()).collect());
    match by {
        Part::Model => {}
        Part::Step => table.numbers("step", rows.iter().map(|row| row.step as f64).collect()),
        Part::Series => table.texts("unique_id", rows.iter().map(|row| row.unique_id.clone()).collect()),
    }
    table.numbers("MAE", column(&|score| score.mae));
    table.numbers("RMSE", column(&|score| score.rmse));
    table.numbers("sMAPE", column(&|score| score.smape));
    table.numbers("MASE", column(&|score| score.mase));
    table.numbers("RMSSE", column(&|score| score.rmsse));
    if by == Part::Model {
        table.numbers("OWA", column(&|score| score.owa));
    }
    for level in levels {
        let coverage = |score: &Score| {
            score.coverage.iter().find(|covered| covered.level == *level)?.coverage.map(|share| share * 100.0)
        };
        table.numbers(&format!("coverage{level}"), column(&coverage));
    }
    table.numbers("MSIS", column(&|score| score.msis));
    table.numbers("CRPS", column(&|score| score.crps));
    table.numbers("MAPE", column(&|score| score.mape));
    table.numbers("bias", column(&|score| score.bias));
    if by == Part::Model {
        table.numbers("seconds", column(&|score| Some(score.seconds)));
    }
    table
}
