//! What is measured inside the library that forecasts, by its example `measure`: one short series, and the long horizons
//! of `ETTh1`.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{Context, Measurement, Target};
use crate::process;

const ETTH1: &str = "ETTh1.csv";

/// `AutoETS` on one monthly series, fit and forecast. `StatsForecast`'s own tests say 411 ms.
pub fn short_series(context: &Context) -> Result<Vec<Measurement>> {
    let found = example(context, &["short"])?;
    let ms = found["median_ms"].as_f64().context("no milliseconds")?;
    Ok(vec![Measurement::at_most("AutoETS, one series of 144 months, median", ms, "ms", 20.0)])
}

/// Linear models by the protocol of the papers. At 96 hours the error of `DLinear` in its paper is the limit of the best.
pub fn long_horizons(context: &Context) -> Result<Vec<Measurement>> {
    let what = "ETTh1, MSE";
    let missing = |why: String| Ok(vec![Measurement::missing(what, "", Target::None, why)]);
    let Some(data) = context.data else {
        return missing(format!("name a folder that has {ETTH1} with --data"));
    };
    let file = data.join(ETTH1);
    if !file.is_file() {
        return missing(format!("{ETTH1} is not in the data folder"));
    }
    let file = file.to_str().context("a path that is not UTF-8")?;
    let found = example(context, &["etth1", file])?;
    let rows = found.as_array().context("no rows")?.iter().map(|row| {
        let number = |name: &str| row[name].as_f64().with_context(|| format!("no {name}"));
        let (h, mse) = (number("h")?, number("mse")?);
        let model = row["model"].as_str().context("no model")?;
        let what = format!("{what}, {h} hours ahead, {model}");
        let fit = format!("ETTh1, fit for {h} hours, {model}");
        let seconds = Measurement::recorded(fit, number("seconds")?, "s");
        let error = match (model, row["h"].as_u64()) {
            ("RidgeRegression", Some(96)) => Measurement::at_most(what, mse, "", 0.375),
            _ => Measurement::recorded(what, mse, ""),
        };
        Ok([error, seconds])
    });
    Ok(rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The last line that the example prints.
fn example(context: &Context, arguments: &[&str]) -> Result<Value> {
    let build =
        ["run", "--release", "--package", "almanac-forecast", "--features", "train", "--example", "measure"];
    let said = process::capture(context.workspace.cargo(&build).arg("--").args(arguments))?;
    let last = said.lines().last().unwrap_or_default();
    serde_json::from_str(last).with_context(|| format!("the example said {last:?}"))
}
