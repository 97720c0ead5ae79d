//! Excel workbooks, good and bad.

use super::*;

const ROWS: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>day</t></is></c><c r="B1" t="inlineStr"><is><t>at</t></is></c><c r="C1" t="inlineStr"><is><t>n</t></is></c><c r="D1" t="inlineStr"><is><t>ok</t></is></c></row>
<row r="2"><c r="A2" s="1"><v>43890</v></c><c r="B2" s="2"><v>43890.5</v></c><c r="C2"><v>1.5</v></c><c r="D2" t="b"><v>1</v></c></row>
<row r="4"><c r="A4" s="1"><v>43891</v></c><c r="C4"><v>2</v></c><c r="D4" t="e"><v>#N/A</v></c></row>"#;

fn book(sheets: &[(&str, &str)]) -> Case {
    let case = Case::new("book.xlsx", "");
    workbook(&case.path(), sheets);
    case
}

#[test]
fn dates_numbers_and_truth_values_of_a_sheet_are_read() {
    let case = book(&[("Data", ROWS)]);
    let found = case.detect();
    assert_eq!(
        kinds(&found),
        [ColumnType::Date, ColumnType::Timestamp, ColumnType::Float, ColumnType::Boolean]
    );
    let table = case.table();
    assert_eq!(texts(&table[0].1), some(&["2020-02-29", "2020-03-01"]));
    assert_eq!(texts(&table[1].1), some(&["2020-02-29T12:00:00Z", ""]));
    assert_eq!(texts(&table[2].1), some(&["1.5", "2"]));
    assert_eq!(texts(&table[3].1), some(&["true", ""]));
}

#[test]
fn a_sheet_is_chosen_by_name() {
    let other = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2"><v>7</v></c></row>"#;
    let case = book(&[("Data", ROWS), ("Other", other)]);
    let mut options = case.detect().options;
    assert_eq!(options.sheet.as_deref(), Some("Data"));
    options.sheet = Some("Other".into());
    let found = crate::redetect(&case.path(), &options).expect("other sheet");
    assert_eq!(found.options.columns[0].name, "x");
    assert_eq!(texts(&case.table_with(&found.options)[0].1), some(&["7"]));
    options.sheet = Some("Gone".into());
    let error = case.fails_with(&options);
    assert_eq!(error.field_errors()[0].field, "options.sheet");
    assert!(error.to_string().contains("Data, Other"));
}

#[test]
fn a_cell_of_another_type_is_named_with_its_row_in_the_sheet() {
    let case = book(&[("Data", &ROWS.replace("<v>2</v>", "<v>2.5</v>"))]);
    let mut options = case.detect().options;
    options.columns[2].kind = ColumnType::Integer;
    let error = case.fails_with(&options).to_string();
    assert_eq!(error, "row 1 (line 2 of the file), column n: \"1.5\" is not a whole number");
}

#[test]
fn too_many_columns_in_a_sheet_are_refused() {
    let wide = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="XFD1"><v>1</v></c></row>"#;
    assert!(matches!(book(&[("Data", wide)]).refused(), Error::TooManyColumns { found: 16_384 }));
}

#[test]
fn archives_that_are_no_workbook_or_are_cut_are_refused() {
    let case = Case::new("a.xlsx", "");
    let mut zip = zip::ZipWriter::new(File::create(case.path()).expect("file"));
    zip.start_file("../../evil.txt", zip::write::SimpleFileOptions::default()).expect("entry");
    zip.write_all(b"x").expect("body");
    zip.finish().expect("finish");
    let error = case.refused().to_string();
    assert!(error.ends_with("whose entry ../../evil.txt leads out of it"), "{error}");

    let whole = book(&[("Data", ROWS)]);
    let bytes = std::fs::read(whole.path()).expect("bytes");
    for keep in [30, bytes.len() / 2, bytes.len() - 10] {
        assert!(matches!(Case::new("a.xlsx", &bytes[..keep]).refused(), Error::Damaged { .. }), "{keep}");
    }
}

#[test]
fn an_entry_that_unpacks_to_far_more_is_refused_before_it_is_unpacked() {
    let case = Case::new("bomb.xlsx", "");
    let mut zip = zip::ZipWriter::new(File::create(case.path()).expect("file"));
    zip.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).expect("entry");
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&zeros).expect("body");
    }
    zip.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).expect("entry");
    zip.finish().expect("finish");
    let error = case.refused();
    assert!(matches!(error, Error::TooLarge(_)), "{error}");

    // The same, with a directory that lies about the size.
    let mut bytes = std::fs::read(case.path()).expect("bytes");
    let real = (300_u32 << 20).to_le_bytes();
    let places: Vec<usize> =
        bytes.windows(4).enumerate().filter(|(_, w)| *w == real).map(|(i, _)| i).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1_000_000_u32.to_le_bytes());
    }
    let liar = Case::new("liar.xlsx", bytes).refused();
    assert!(matches!(liar, Error::TooLarge(_) | Error::Damaged { .. }), "{liar}");
}

#[test]
fn archives_of_very_many_entries_are_refused() {
    let case = Case::new("many.xlsx", "");
    let mut zip = zip::ZipWriter::new(File::create(case.path()).expect("file"));
    for i in 0..10_001 {
        zip.start_file(format!("x{i}"), zip::write::SimpleFileOptions::default()).expect("entry");
    }
    zip.finish().expect("finish");
    assert!(matches!(case.refused(), Error::TooLarge(_)));
}
