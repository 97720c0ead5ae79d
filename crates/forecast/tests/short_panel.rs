//! From a long table with gaps to the forecasts of many short series.

use almanac_forecast::auto::{auto, by_name};
use almanac_forecast::backtest::Plan;
use almanac_forecast::frame::{Ds, Frame, FrameOptions};
use almanac_forecast::{Frequency, Future, Model, Naive, Silent};

/// 200 series of 1 to 40 months, of which every 17th row is missing; rows latest first.
fn table() -> Frame {
    let (mut ids, mut ds, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for series in 0..200_i64 {
        for month in (0..=series % 40).rev() {
            if month % 17 != 5 {
                ids.push(format!("s{series:03}"));
                ds.push(Frequency::Months(1).advance(0, month));
                y.push((100 + series + 10 * (month % 12) + month) as f64);
            }
        }
    }
    Frame { ids: Some(ids), ds: Ds::Timestamps(ds), y, drivers: Vec::new() }
}

#[test]
fn a_panel_of_short_series_is_forecast_as_a_whole() {
    let (panel, report) = table().into_panel(&FrameOptions::default()).unwrap();
    assert_eq!((report.frequency, report.series), (Frequency::Months(1), 200));
    assert!(report.gaps_filled > 0 && report.was_unsorted);
    let plan =
        Plan { windows: 2, step: 3, h: 6, levels: vec![80], seed: 1, combine: false, ..Plan::default() };
    let models = ["Naive", "SeasonalNaive", "RandomWalkWithDrift", "AutoETS", "AutoTheta"];
    let models = models.map(|name| by_name(name).unwrap());
    let chosen = auto(&panel, &plan, &models, &|| 0.0, &mut Silent).unwrap();
    assert!(chosen.backtest.skipped > 0);
    assert!(chosen.leaderboard()[0].mase < chosen.leaderboard()[4].mase);
    let forecast = chosen.fitted.predict(&Future { h: 6, series: Vec::new() }).unwrap();
    assert_eq!(forecast.series.len(), 200);
    for (series, one) in panel.series.iter().zip(&forecast.series) {
        assert_eq!(series.unique_id, one.unique_id);
        assert_eq!(one.start, panel.frequency.advance(series.start, series.y.len() as i64));
        assert!(one.mean.iter().chain(&one.intervals[0].lo).all(|v| v.is_finite()));
    }
}

#[test]
fn a_horizon_longer_than_fitted_is_refused() {
    let (panel, _) = table().into_panel(&FrameOptions::default()).unwrap();
    let plan =
        Plan { windows: 1, step: 1, h: 2, levels: vec![80], seed: 1, combine: false, ..Plan::default() };
    let fitted = Naive.fit(&panel, &plan.config(), &mut Silent).unwrap();
    let error = fitted.predict(&Future { h: 3, series: Vec::new() }).unwrap_err();
    assert!(error.to_string().contains("3 are asked for"), "{error}");
}
