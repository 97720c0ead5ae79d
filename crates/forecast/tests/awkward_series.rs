//! No classical model panics or gives what is not a number, whatever the series.

use almanac_forecast::auto::registry;
use almanac_forecast::{Config, Frequency, Future, Panel, Series, Silent, fallback};

fn panel() -> Panel {
    let wave = |t: usize| (t * t % 7) as f64;
    let mut series: Vec<Vec<f64>> = vec![
        vec![5.0],
        vec![1.0, 2.0],
        vec![3.0, 1.0, 2.0],
        vec![0.0; 30],
        vec![7.0; 30],
        vec![-7.0; 30],
        (0..30).map(|t| if t == 29 { 4.0 } else { 0.0 }).collect(),
        (0..30).map(|t| if t == 0 { 4.0 } else { 0.0 }).collect(),
        (0..30).map(|t| wave(t) - 3.0).collect(),
        (0..30).map(|t| if t % 3 == 0 { f64::NAN } else { wave(t) }).collect(),
    ];
    for size in [1e300, 1e-300] {
        series.push((0..30).map(|t| size * (1.0 + wave(t))).collect());
    }
    let series = series.into_iter().enumerate().map(|(i, y)| Series {
        unique_id: format!("s{i:02}"),
        start: 0,
        y,
        drivers: Vec::new(),
    });
    Panel { frequency: Frequency::Steps(1), seasons: vec![4], drivers: Vec::new(), series: series.collect() }
}

#[test]
fn awkward_series_have_finite_forecasts() {
    let config = Config { h: 9, levels: vec![80, 95], seed: 1, ..Config::default() };
    for model in registry().into_iter().filter(|model| !model.capabilities().global) {
        let fitted = fallback::fit(model.as_ref(), &panel(), &config, &mut Silent).unwrap();
        let forecast = fitted.predict(&Future { h: 9, series: Vec::new() }).unwrap();
        for one in &forecast.series {
            let label = format!("{} {}", model.name(), one.unique_id);
            assert!(one.mean.len() == 9 && one.mean.iter().all(|v| v.is_finite()), "{label} {:?}", one.mean);
            for interval in &one.intervals {
                let ordered = interval.lo.iter().zip(&interval.hi).all(|(lo, hi)| lo <= hi);
                let finite = interval.lo.iter().chain(&interval.hi).all(|v| v.is_finite());
                assert!(ordered && finite, "{label} {interval:?}");
            }
        }
    }
}
