//! `almanac backtest`: how good would each model have been?

use almanac_forecast::backtest::{Score, backtest};
use clap::Args;

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
}

impl Backtest {
    pub(super) fn run(&self) -> Result<(), Failure> {
        self.output.check()?;
        let panel = self.input.load()?.panel;
        let mut models = self.choice.models(&panel)?;
        let plan = self.choice.plan();
        self.choice.place(&mut models)?;
        let tested = backtest(&panel, &plan, &models, &stopwatch(), &mut Progress::new())?;
        let mut scores: Vec<Score> = tested.models.into_iter().map(|tested| tested.score).collect();
        scores.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
        for score in &scores {
            if let Some(why) = &score.failed {
                eprintln!("almanac: {} failed: {why}", score.model);
            }
        }
        self.output.write(&table(&scores, &plan.levels))
    }
}

fn rank(score: &Score) -> f64 {
    score.mase.unwrap_or(f64::INFINITY)
}

/// A row for each model, the best first. sMAPE, MAPE and coverage are in percent; MSIS is of the highest
/// level.
fn table(scores: &[Score], levels: &[u8]) -> Table {
    let column = |pick: &dyn Fn(&Score) -> Option<f64>| {
        scores.iter().map(|score| pick(score).unwrap_or(f64::NAN)).collect()
    };
    let mut table = Table::default();
    table.texts("model", scores.iter().map(|score| score.model.clone()).collect());
    table.numbers("MAE", column(&|score| score.mae));
    table.numbers("RMSE", column(&|score| score.rmse));
    table.numbers("sMAPE", column(&|score| score.smape));
    table.numbers("MASE", column(&|score| score.mase));
    table.numbers("RMSSE", column(&|score| score.rmsse));
    table.numbers("OWA", column(&|score| score.owa));
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
    table.numbers("seconds", column(&|score| Some(score.seconds)));
    table
}
