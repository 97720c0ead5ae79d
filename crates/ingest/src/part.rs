//! Parts of a stored file: what belongs to one series of a long table, without reading the others.

use std::path::Path;

use almanac_domain::data::{Column, ColumnType};
use arrow::array::{AsArray as _, StringArray};
use arrow::compute::kernels::cmp::eq;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowPredicateFn, RowFilter};
use parquet::file::metadata::RowGroupMetaData;

use crate::error::Error;
use crate::values::{Values, append, batches, collector, damaged, open_stored, stored_columns};

/// The texts of the first column, in their order, one for neighbouring rows that have the same: the series of a long
/// table.
///
/// # Errors
/// The file is damaged, or its first column has no texts.
pub fn read_series(path: &Path) -> Result<Vec<String>, Error> {
    let builder = open_stored(path)?;
    text_first(&stored_columns(builder.schema())?)?;
    let first = ProjectionMask::leaves(builder.parquet_schema(), [0]);
    let mut found: Vec<String> = Vec::new();
    for batch in batches(builder.with_projection(first))? {
        for text in batch?.column(0).as_string::<i32>().iter().flatten() {
            if found.last().is_none_or(|last| last != text) {
                found.push(text.to_owned());
            }
        }
    }
    Ok(found)
}

/// All columns of the rows whose first column is this text. Only those parts of the file are read that can have it.
///
/// # Errors
/// As [`read_series`].
pub fn read_rows_of(path: &Path, series: &str) -> Result<Vec<(Column, Values)>, Error> {
    let builder = open_stored(path)?;
    let columns = stored_columns(builder.schema())?;
    text_first(&columns)?;
    let groups = builder.metadata().row_groups().iter().enumerate();
    let groups = groups.filter(|(_, group)| may_have(group, series)).map(|(i, _)| i).collect();
    let first = ProjectionMask::leaves(builder.parquet_schema(), [0]);
    let wanted = StringArray::new_scalar(series);
    let only = ArrowPredicateFn::new(first, move |batch| eq(batch.column(0), &wanted));
    let mut read = collector(columns);
    let filter = RowFilter::new(vec![Box::new(only)]);
    for batch in batches(builder.with_row_groups(groups).with_row_filter(filter))? {
        append(&mut read, &batch?);
    }
    Ok(read)
}

/// By the least and the greatest text that the file says it has.
fn may_have(group: &RowGroupMetaData, text: &str) -> bool {
    let Some(range) = group.column(0).statistics() else { return true };
    range.min_bytes_opt().is_none_or(|least| least <= text.as_bytes())
        && range.max_bytes_opt().is_none_or(|most| text.as_bytes() <= most)
}

fn text_first(columns: &[Column]) -> Result<(), Error> {
    match columns.first() {
        Some(column) if column.kind == ColumnType::Text => Ok(()),
        _ => Err(damaged("its first column has no texts".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write_columns;

    fn column(name: &str, kind: ColumnType) -> Column {
        Column { name: name.to_owned(), kind }
    }

    /// Some row groups of series whose names are not in order.
    fn long_table(path: &Path) -> Vec<String> {
        let names: Vec<String> = (0..90).map(|i| format!("s{}", (i * 37) % 90)).collect();
        let ids = names.iter().flat_map(|name| vec![Some(name.clone()); 7_000]).collect();
        let y = (0..90 * 7_000).map(|i| (i % 11 > 0).then_some(f64::from(i))).collect();
        let table = [
            (column("unique_id", ColumnType::Text), Values::Text(ids)),
            (column("y", ColumnType::Float), Values::Float(y)),
        ];
        write_columns(path, &table).unwrap();
        names
    }

    #[test]
    fn a_series_is_what_a_filter_of_the_whole_file_finds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.parquet");
        let names = long_table(&path);
        assert_eq!(read_series(&path).unwrap(), names);
        let whole = crate::read_parquet(&path).unwrap();
        let [(_, Values::Text(ids)), (_, Values::Float(y))] = whole.as_slice() else { panic!() };
        for wanted in ["s0", "s37", "s53", "s9"] {
            let rows = (0..ids.len()).filter(|row| ids[*row].as_deref() == Some(wanted));
            let expected: Vec<Option<f64>> = rows.map(|row| y[row]).collect();
            let found = read_rows_of(&path, wanted).unwrap();
            assert_eq!(expected.len(), 7_000);
            assert_eq!(found[1].1, Values::Float(expected), "{wanted}");
        }
        let none = read_rows_of(&path, "s90").unwrap();
        assert_eq!((none.len(), none[0].1.len()), (2, 0));
    }

    #[test]
    fn a_file_without_texts_first_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("numbers.parquet");
        write_columns(&path, &[(column("y", ColumnType::Float), Values::Float(vec![Some(1.0)]))]).unwrap();
        assert!(matches!(read_series(&path), Err(Error::Damaged { .. })));
        assert!(matches!(read_rows_of(&path, "a"), Err(Error::Damaged { .. })));
    }
}
