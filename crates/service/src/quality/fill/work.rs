//! Filling, on columns in memory.

use std::collections::HashMap;
use std::path::Path;

use almanac_domain::data::Column;
use almanac_domain::quality::{FillMethod, FilledColumn, Origin};
use almanac_forecast::{interpolate, interpolate_seasonal, knn, mice};
use almanac_ingest::Values;

use crate::Result;

/// What was filled.
#[derive(Debug)]
pub struct Filled {
    /// How many rows there are.
    pub rows: u64,
    /// The columns of the table.
    pub columns: Vec<Column>,
    /// In which of them values were filled.
    pub filled: Vec<FilledColumn>,
}

type Table = Vec<(Column, Values)>;
/// Fills the first so many of some columns of numbers.
type Across<'a> = dyn Fn(&mut [Vec<f64>], usize) -> Result<()> + 'a;

/// Reads the Parquet file `from`, fills `columns` of it as `origin` says, and writes everything to `out`. Values that
/// are there stay as they are. It blocks.
///
/// # Errors
/// If a file cannot be read or written, or `go_on` says no.
pub fn fill_file(
    from: &Path,
    out: &Path,
    origin: &Origin,
    columns: &[String],
    go_on: &dyn Fn() -> bool,
) -> Result<Filled> {
    let mut table = almanac_ingest::read_parquet(from)?;
    let places: Vec<usize> = (0..table.len()).filter(|&i| columns.contains(&table[i].0.name)).collect();
    let before: Vec<u64> = places.iter().map(|&i| missing(&table[i].1)).collect();
    match origin.method {
        FillMethod::Forward => {
            let series = series(&table, origin);
            for &i in &places {
                forward(&mut table[i].1, &series);
            }
        }
        FillMethod::Linear => along(&mut table, &places, origin, &interpolate),
        FillMethod::Seasonal { .. } => {
            let period = origin.period.unwrap_or_default() as usize;
            along(&mut table, &places, origin, &|y| interpolate_seasonal(y, period));
        }
        FillMethod::Knn { neighbours } => across(&mut table, &places, &|numbers, targets| {
            Ok(knn(numbers, targets, neighbours as usize, go_on)?)
        })?,
        FillMethod::Mice { iterations } => across(&mut table, &places, &|numbers, targets| {
            mice(numbers, targets, iterations as usize, go_on)?;
            Ok(())
        })?,
    }
    let filled = places.iter().zip(before).filter(|(_, before)| *before > 0).map(|(&i, before)| {
        let (column, values) = &table[i];
        FilledColumn { column: column.name.clone(), missing: before, filled: before - missing(values) }
    });
    let filled = filled.collect();
    almanac_ingest::write_columns(out, &table)?;
    let rows = table.first().map_or(0, |(_, values)| values.len() as u64);
    Ok(Filled { rows, columns: table.into_iter().map(|(column, _)| column).collect(), filled })
}

fn missing(values: &Values) -> u64 {
    fn count<T>(values: &[Option<T>]) -> u64 {
        values.iter().filter(|value| value.is_none()).count() as u64
    }
    match values {
        Values::Boolean(v) => count(v),
        Values::Integer(v) | Values::Date(v) | Values::Timestamp(v) => count(v),
        Values::Float(v) => count(v),
        Values::Text(v) => count(v),
    }
}

/// The rows of each series in their order; rows without a time come last.
fn series(table: &Table, origin: &Origin) -> Vec<Vec<usize>> {
    let find = |name: Option<&String>| {
        table.iter().find(|(column, _)| Some(&column.name) == name).map(|(_, values)| values)
    };
    let rows = table.first().map_or(0, |(_, values)| values.len());
    let mut all: Vec<usize> = (0..rows).collect();
    if let Some(Values::Date(times) | Values::Timestamp(times)) = find(origin.time.as_ref()) {
        let key = |row: &usize| times.get(*row).copied().flatten();
        all.sort_by_key(|row| (key(row).is_none(), key(row)));
    }
    let Some(ids) = find(origin.series.as_ref()) else { return vec![all] };
    let mut places: HashMap<Option<String>, usize> = HashMap::new();
    let mut series: Vec<Vec<usize>> = Vec::new();
    for row in all {
        let place = *places.entry(ids.text(row)).or_insert(series.len());
        match series.get_mut(place) {
            Some(rows) => rows.push(row),
            None => series.push(vec![row]),
        }
    }
    series
}

/// Carries the last value on.
fn forward(values: &mut Values, series: &[Vec<usize>]) {
    fn carry<T: Clone>(values: &mut [Option<T>], series: &[Vec<usize>]) {
        for rows in series {
            let mut last: Option<T> = None;
            for &row in rows {
                match &values[row] {
                    Some(value) => last = Some(value.clone()),
                    None => values[row].clone_from(&last),
                }
            }
        }
    }
    match values {
        Values::Boolean(v) => carry(v, series),
        Values::Integer(v) | Values::Date(v) | Values::Timestamp(v) => carry(v, series),
        Values::Float(v) => carry(v, series),
        Values::Text(v) => carry(v, series),
    }
}

/// Fills columns of numbers series by series.
fn along(table: &mut Table, places: &[usize], origin: &Origin, fill: &dyn Fn(&mut [f64])) {
    let series = series(table, origin);
    for &i in places {
        let mut all = numbers(&table[i].1);
        for rows in &series {
            let mut y: Vec<f64> = rows.iter().map(|&row| all[row]).collect();
            fill(&mut y);
            for (&row, value) in rows.iter().zip(y) {
                all[row] = value;
            }
        }
        put(&mut table[i].1, &all);
    }
}

/// Fills columns of numbers by all columns of numbers.
fn across(table: &mut Table, places: &[usize], fill: &Across<'_>) -> Result<()> {
    let numeric = |i: &usize| table[*i].0.kind.is_numeric() && !places.contains(i);
    let others: Vec<usize> = (0..table.len()).filter(numeric).collect();
    let mut columns: Vec<Vec<f64>> = places.iter().chain(&others).map(|&i| numbers(&table[i].1)).collect();
    fill(&mut columns, places.len())?;
    for (&i, column) in places.iter().zip(&columns) {
        put(&mut table[i].1, column);
    }
    Ok(())
}

/// The values as numbers; what is missing, or no number, is not a number.
fn numbers(values: &Values) -> Vec<f64> {
    match values {
        Values::Integer(v) => v.iter().map(|value| value.map_or(f64::NAN, |value| value as f64)).collect(),
        Values::Float(v) => v.iter().map(|value| value.unwrap_or(f64::NAN)).collect(),
        other => vec![f64::NAN; other.len()],
    }
}

/// Puts numbers where values are missing; whole numbers are rounded.
fn put(values: &mut Values, numbers: &[f64]) {
    match values {
        Values::Integer(v) => {
            for (value, number) in v.iter_mut().zip(numbers).filter(|(value, _)| value.is_none()) {
                *value = number.is_finite().then(|| number.round() as i64);
            }
        }
        Values::Float(v) => {
            for (value, number) in v.iter_mut().zip(numbers).filter(|(value, _)| value.is_none()) {
                *value = number.is_finite().then_some(*number);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use almanac_domain::DatasetId;
    use almanac_domain::data::ColumnType;

    use super::*;

    fn column(name: &str, values: Values) -> (Column, Values) {
        (Column { name: name.to_owned(), kind: values.kind() }, values)
    }

    fn origin(method: FillMethod, time: Option<&str>, series: Option<&str>) -> Origin {
        Origin {
            dataset: DatasetId(uuid::Uuid::nil()),
            name: "Raw".to_owned(),
            version: None,
            sha256: String::new(),
            method,
            time: time.map(str::to_owned),
            series: series.map(str::to_owned),
            period: None,
            filled: Vec::new(),
        }
    }

    fn filled(table: &Table, origin: &Origin, columns: &[&str]) -> (Table, Filled) {
        let folder = tempfile::tempdir().unwrap();
        let (from, out) = (folder.path().join("from"), folder.path().join("out"));
        almanac_ingest::write_columns(&from, table).unwrap();
        let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
        let filled = fill_file(&from, &out, origin, &columns, &|| true).unwrap();
        (almanac_ingest::read_parquet(&out).unwrap(), filled)
    }

    /// Two series, not in the order of time.
    fn table() -> Table {
        vec![
            column("day", Values::Date(vec![Some(3), Some(1), Some(2), Some(1), Some(2), Some(3)])),
            column("id", Values::Text(["a", "a", "a", "b", "b", "b"].map(|id| Some(id.to_owned())).to_vec())),
            column("n", Values::Integer(vec![Some(8), Some(1), None, None, Some(i64::MAX), None])),
            column("mood", Values::Text(vec![None, Some("calm".to_owned()), None, None, None, None])),
        ]
    }

    #[test]
    fn last_value_is_carried_on_within_its_series() {
        let (table, told) =
            filled(&table(), &origin(FillMethod::Forward, Some("day"), Some("id")), &["n", "mood"]);
        assert_eq!(
            table[2].1,
            Values::Integer(vec![Some(8), Some(1), Some(1), None, Some(i64::MAX), Some(i64::MAX)])
        );
        let calm = Some("calm".to_owned());
        assert_eq!(table[3].1, Values::Text(vec![calm.clone(), calm.clone(), calm, None, None, None]));
        let counts: Vec<_> =
            told.filled.iter().map(|one| (one.column.as_str(), one.missing, one.filled)).collect();
        assert_eq!(counts, [("n", 3, 2), ("mood", 5, 2)]);
        assert_eq!((told.rows, told.columns.len()), (6, 4));
    }

    #[test]
    fn lines_follow_the_time_and_keep_whole_numbers_whole() {
        let (table, told) = filled(&table(), &origin(FillMethod::Linear, Some("day"), Some("id")), &["n"]);
        // Between 1 and 8 lies 4.5; the other series has one value only.
        let Values::Integer(n) = &table[2].1 else { panic!("{:?}", table[2]) };
        assert_eq!((n[0], n[1], n[2], n[4]), (Some(8), Some(1), Some(5), Some(i64::MAX)));
        assert!(n.iter().all(Option::is_some));
        assert_eq!((told.filled[0].missing, told.filled[0].filled), (3, 3));
    }

    #[test]
    fn other_columns_of_numbers_explain_but_are_not_filled() {
        let x: Vec<Option<f64>> = (0..30).map(|t| (t != 7).then_some(f64::from(t))).collect();
        let y: Vec<Option<f64>> = (0..30).map(|t| (t != 12).then_some(2.0 * f64::from(t))).collect();
        let before = vec![column("x", Values::Float(x)), column("y", Values::Float(y))];
        assert_eq!(before[0].0.kind, ColumnType::Float);
        for method in [FillMethod::Knn { neighbours: 2 }, FillMethod::Mice { iterations: 20 }] {
            let (table, told) = filled(&before, &origin(method, None, None), &["y"]);
            let (Values::Float(x), Values::Float(y)) = (&table[0].1, &table[1].1) else { panic!() };
            assert_eq!(x[7], None, "{method:?}");
            assert!((y[12].unwrap() - 24.0).abs() < 0.2, "{method:?}: {:?}", y[12]);
            assert_eq!(told.filled.len(), 1);
        }
    }
}
