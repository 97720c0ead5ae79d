//! Series for tests.

use crate::{Frequency, Panel, Series};

/// Monthly airline passengers, 144 values from January 1949 on; see `testdata/README.md`.
pub(crate) fn air_passengers() -> Vec<f64> {
    let text = include_str!("../testdata/air_passengers.csv");
    text.lines().skip(1).filter_map(|row| row.split(',').nth(1)?.trim().parse().ok()).collect()
}

/// A monthly panel of these series.
pub(crate) fn monthly(series: &[(&str, &[f64])]) -> Panel {
    let series = series.iter().map(|(id, y)| Series {
        unique_id: (*id).to_owned(),
        start: 0,
        y: y.to_vec(),
        drivers: Vec::new(),
    });
    Panel {
        frequency: Frequency::Months(1),
        seasons: vec![12],
        drivers: Vec::new(),
        series: series.collect(),
    }
}
