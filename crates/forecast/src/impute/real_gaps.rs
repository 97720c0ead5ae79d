//! Real gaps: hourly air quality in Beijing (UCI data set 501, CC BY 4.0). Values that are known are hidden, and what
//! stands in their place is compared with them.

use super::*;

/// Columns of pollutants and weather.
const COLUMNS: [&str; 10] = ["PM2.5", "PM10", "SO2", "NO2", "CO", "O3", "TEMP", "PRES", "DEWP", "WSPM"];

/// The columns of the excerpt; what is missing is not a number.
fn air() -> Vec<Vec<f64>> {
    let text = include_str!("../../../../fixtures/beijing_air_excerpt.csv");
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').map(|name| name.trim_matches('"')).collect();
    let places = COLUMNS.map(|name| names.iter().position(|one| *one == name).unwrap());
    let mut columns = vec![Vec::new(); COLUMNS.len()];
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        for (column, place) in columns.iter_mut().zip(places) {
            column.push(cells[place].parse().unwrap_or(f64::NAN));
        }
    }
    columns
}

/// The same columns with every 11th known value of each hidden, and where those are.
fn hidden(truth: &[Vec<f64>]) -> (Vec<Vec<f64>>, Vec<Vec<usize>>) {
    let mut columns = truth.to_vec();
    let mut places = Vec::new();
    for (i, column) in columns.iter_mut().enumerate() {
        let known = (0..column.len()).filter(|&row| column[row].is_finite());
        let chosen: Vec<usize> = known.skip(i).step_by(11).collect();
        for &row in &chosen {
            column[row] = f64::NAN;
        }
        places.push(chosen);
    }
    (columns, places)
}

/// The root mean square error at the hidden places of a column.
fn error(filled: &[f64], truth: &[f64], places: &[usize]) -> f64 {
    let squares: f64 = places.iter().map(|&row| (filled[row] - truth[row]).powi(2)).sum();
    (squares / places.len() as f64).sqrt()
}

fn mean(column: &[f64]) -> Vec<f64> {
    let known: Vec<f64> = column.iter().copied().filter(|v| v.is_finite()).collect();
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    column.iter().map(|v| if v.is_finite() { *v } else { mean }).collect()
}

/// Every gap is filled, and what was known is the same to the bit.
fn only_gaps_are_filled(filled: &[Vec<f64>], before: &[Vec<f64>]) {
    for (filled, before) in filled.iter().zip(before) {
        assert!(filled.iter().all(|v| v.is_finite()));
        let kept = filled.iter().zip(before).filter(|(_, b)| b.is_finite());
        assert!(kept.clone().all(|(f, b)| f.to_bits() == b.to_bits()));
        assert!(kept.count() < filled.len(), "the excerpt has gaps");
    }
}

#[test]
fn neighbours_and_regressions_beat_the_mean_of_the_column() {
    let truth = air();
    let (before, places) = hidden(&truth);
    let (mut knn_filled, mut mice_filled) = (before.clone(), before.clone());
    knn(&mut knn_filled, COLUMNS.len(), 5, &|| true).unwrap();
    mice(&mut mice_filled, COLUMNS.len(), 10, &|| true).unwrap();
    for filled in [&knn_filled, &mice_filled] {
        only_gaps_are_filled(filled, &before);
        for (i, name) in COLUMNS.iter().enumerate() {
            let (own, plain) =
                (error(&filled[i], &truth[i], &places[i]), error(&mean(&before[i]), &truth[i], &places[i]));
            assert!(own < plain, "{name}: {own} is not less than {plain}");
        }
    }
    // What goes together strongly is found again well.
    let of = |filled: &[Vec<f64>], i: usize| {
        error(&filled[i], &truth[i], &places[i]) / error(&mean(&before[i]), &truth[i], &places[i])
    };
    assert!(of(&knn_filled, 0) < 0.5 && of(&mice_filled, 0) < 0.5, "PM2.5");
}

#[test]
fn lines_beat_the_mean_of_the_column_and_seasons_keep_up_with_lines() {
    let truth = air();
    let (before, places) = hidden(&truth);
    let filled = |fill: &dyn Fn(&mut [f64])| -> Vec<Vec<f64>> {
        let mut columns = before.clone();
        for column in &mut columns {
            fill(column);
        }
        columns
    };
    let (lines, seasons) = (filled(&interpolate), filled(&|y| interpolate_seasonal(y, 24)));
    only_gaps_are_filled(&lines, &before);
    only_gaps_are_filled(&seasons, &before);
    for (i, name) in COLUMNS.iter().enumerate() {
        let plain = error(&mean(&before[i]), &truth[i], &places[i]);
        let (line, season) =
            (error(&lines[i], &truth[i], &places[i]), error(&seasons[i], &truth[i], &places[i]));
        assert!(line < plain && season < plain, "{name}: {line}, {season}, {plain}");
    }
}

#[test]
fn a_long_gap_in_the_temperature_is_filled_better_with_its_day() {
    let truth = air();
    let temperature = &truth[6];
    let mut before = temperature.clone();
    // Half a day in every week.
    let places: Vec<usize> = (200..1_000).filter(|t| t % 168 < 12 && temperature[*t].is_finite()).collect();
    for &row in &places {
        before[row] = f64::NAN;
    }
    let (mut line, mut season) = (before.clone(), before);
    interpolate(&mut line);
    interpolate_seasonal(&mut season, 24);
    let (line, season) = (error(&line, temperature, &places), error(&season, temperature, &places));
    assert!(season < line, "{season} is not less than {line}");
}
