//! What holds for any file.

use almanac_domain::data::{ColumnOptions, FileFormat};
use proptest::prelude::*;

use super::*;
use crate::{csv_text, redetect};

/// Text that survives a table: no NUL, not blank at its ends, not a formula.
fn cell() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[a-zA-Z0-9äß€ ,;\"'\\n|\t.]{1,12}".prop_filter("blank", |t| !t.trim().is_empty()))
}

fn options(names: &[&str], format: FileFormat, kind: ColumnType) -> ImportOptions {
    ImportOptions {
        format,
        delimiter: ',',
        encoding: "UTF-8".into(),
        header: true,
        decimal_comma: false,
        missing: Vec::new(),
        time_zone: "UTC".into(),
        sheet: None,
        columns: names
            .iter()
            .map(|n| ColumnOptions { name: (*n).into(), kind, format: None, include: true })
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn exported_csv_is_imported_unchanged(
        rows in proptest::collection::vec((any::<i64>(), proptest::option::of(-1e12..1e12_f64), cell()), 1..40)
    ) {
        let columns = [
            (column("i", ColumnType::Integer), Values::Integer(rows.iter().map(|r| Some(r.0)).collect())),
            (column("f", ColumnType::Float), Values::Float(rows.iter().map(|r| r.1).collect())),
            (column("t", ColumnType::Text), Values::Text(rows.iter().map(|r| r.2.clone()).collect())),
        ];
        let case = Case::csv(&csv_text(&columns));
        let mut options = options(&["i", "f", "t"], FileFormat::Csv, ColumnType::Integer);
        options.columns[1].kind = ColumnType::Float;
        options.columns[2].kind = ColumnType::Text;
        let table = case.table_with(&options);
        // A text that begins like a formula comes back neutralised, everything else as it was.
        prop_assert_eq!(&table[..2], &columns[..2]);
        let expected: Vec<_> =
            rows.iter().map(|r| r.2.as_deref().map(|t| crate::neutralised(t).into_owned())).collect();
        prop_assert_eq!(&table[2].1, &Values::Text(expected));
    }

    #[test]
    fn any_bytes_are_detected_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let case = Case::new("any.csv", bytes);
        if let Ok(found) = detect(&case.path(), "any.csv") {
            let _ = case.import_with(&found.options);
            let _ = redetect(&case.path(), &found.options);
        }
    }

    #[test]
    fn any_text_is_detected_or_refused(text in "([a-z0-9,;\t\"./: -]|\r|\n|é|€|\\{|\\}){0,400}") {
        let case = Case::csv(&text);
        if let Ok(found) = detect(&case.path(), "any.csv") {
            for row in &found.preview {
                prop_assert_eq!(row.len(), found.options.columns.len());
            }
            if case.import_with(&found.options).is_err() {
                prop_assert!(!case.out().exists());
            }
        }
    }

    #[test]
    fn any_bytes_under_any_options_are_imported_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        format in 0..4_usize,
        kind in 0..6_usize,
    ) {
        let format = [FileFormat::Csv, FileFormat::Parquet, FileFormat::JsonLines, FileFormat::Xlsx][format];
        let kind = [
            ColumnType::Boolean, ColumnType::Integer, ColumnType::Float, ColumnType::Text, ColumnType::Date,
            ColumnType::Timestamp,
        ][kind];
        let case = Case::new("any", &bytes);
        let mut options = options(&["column_1"], format, kind);
        options.header = false;
        if case.import_with(&options).is_err() {
            prop_assert!(!case.out().exists());
        }
    }

    #[test]
    fn a_damaged_parquet_file_is_read_or_refused(at in 0..2_000_usize, byte in any::<u8>()) {
        let source = Case::csv("a,b,c\n1,x,2020-01-01\n2,y,2020-01-02\n3,z,2020-01-03\n");
        source.table();
        let mut bytes = std::fs::read(source.out()).expect("bytes");
        let at = at % bytes.len();
        bytes[at] = byte;
        let case = Case::new("a.parquet", bytes);
        if let Ok(found) = detect(&case.path(), "a.parquet") {
            let _ = case.import_with(&found.options);
        }
    }
}
