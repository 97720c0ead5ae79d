//! The leaderboard as it is stored.

use almanac_domain::model::Score;
use almanac_forecast::auto::Chosen;
use almanac_forecast::backtest;

/// The rows of the leaderboard, best first. A measure that is not defined is NaN. The models that have `seen` periods of the
/// comparison before say so.
pub(crate) fn rows(chosen: &Chosen, levels: &[u8], seen: &[String]) -> Vec<Score> {
    let told = |score: &backtest::Score| {
        let mut row = row(score, levels);
        if score.failed.is_none() && seen.contains(&score.model) {
            let before = std::mem::take(&mut row.note);
            let note = "its parent has learned from periods of this comparison, which flatters it";
            row.note =
                [note, &before].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
        }
        row
    };
    chosen.leaderboard().into_iter().map(told).collect()
}

/// A row, or what is like one. A measure that is not defined is NaN.
pub(crate) fn row(score: &backtest::Score, levels: &[u8]) -> Score {
    let number = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let covered = |level: &u8| score.coverage.iter().find(|c| c.level == *level).and_then(|c| c.coverage);
    let note = match (&score.failed, score.fallbacks) {
        (Some(why), _) => why.clone(),
        (None, 0) => String::new(),
        (None, 1) => "seasonal naive stood in once, where a series was too short".to_owned(),
        (None, n) => format!("seasonal naive stood in {n} times, where a series was too short"),
    };
    Score {
        model: score.model.clone(),
        mae: number(score.mae),
        rmse: number(score.rmse),
        smape: number(score.smape),
        mase: number(score.mase),
        skill: number(score.skill),
        mape: number(score.mape),
        bias: number(score.bias),
        crps: number(score.crps),
        coverage: levels.iter().map(|level| number(covered(level)) * 100.0).collect(),
        seconds: score.seconds,
        note,
    }
}
