//! Training the default neural model on two years of hours.

use std::process::Command;

use anyhow::{Context as _, Result};

use super::{Context, Measurement};
use crate::process;

/// The shipped data have 17,544 hours; the backtest holds back the last 48 of them.
pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let mut backtest = Command::new(context.binary());
    backtest
        .arg("backtest")
        .arg("--input")
        .arg(context.workspace.root.join("fixtures/bike_sharing_hourly.csv"));
    backtest.args(["--time", "date_time", "--target", "users", "--horizon", "48", "--season", "24,168"]);
    backtest.args(["--futr", "temp,hum,windspeed,weather,workingday,holiday", "--windows", "1"]);
    let table = process::capture(backtest.args(["--model", "TiDE", "--format", "csv"]))?;
    let seconds = seconds(&table, "TiDE").with_context(|| format!("no seconds of TiDE in\n{table}"))?;
    let what = "neural training, 17,544 h × 6 drivers, default preset";
    Ok(vec![Measurement::at_most(what, seconds, "s", 60.0)])
}

/// The last column of a model's row.
fn seconds(table: &str, model: &str) -> Option<f64> {
    let at = table.lines().next()?.split(',').position(|name| name == "seconds")?;
    let row = table.lines().find(|line| line.split(',').next() == Some(model))?;
    row.split(',').nth(at)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_those_of_the_model() {
        let table = "model,MAE,seconds\nTiDE,1.5,12.25\nNaive,2,0.1\n";
        assert_eq!(seconds(table, "TiDE"), Some(12.25));
        assert_eq!(seconds(table, "LSTM"), None);
        assert_eq!(seconds("model,MAE\nTiDE,1\n", "TiDE"), None);
    }
}
