//! What is refused, and in which words.

use almanac_domain::data::{ColumnOptions, FileFormat};

use super::*;

/// The message and the field of an import that fails.
fn failure(text: &str, change: impl FnOnce(&mut ImportOptions)) -> (String, String) {
    let case = Case::csv(text);
    let mut options = case.detect().options;
    change(&mut options);
    let error = case.fails_with(&options);
    assert!(error.is_input());
    let fields = error.field_errors();
    (error.to_string(), fields[0].field.clone())
}

#[test]
fn a_ragged_row_is_named() {
    let (message, field) = failure("a,b\n1,2\n\n3\n", |_| {});
    assert_eq!(message, "row 2 (line 4 of the file) has 1 cells, but the file has 2 columns");
    assert_eq!(field, "row 2");
    assert!(failure("a,b\n1,2\n3,4,5\n", |_| {}).0.contains("has 3 cells"));
}

#[test]
fn a_value_of_another_type_far_down_is_named() {
    let mut text = lines("id,n", (0..400_000).map(|i| format!("{i},{i}")));
    text += "x,not a number but a rather long piece of text\n";
    text += &"7,7\n".repeat(10);
    let case = Case::csv(&text);
    let mut options = case.detect().options;
    options.columns.iter_mut().for_each(|c| c.kind = ColumnType::Integer);
    let error = case.fails_with(&options);
    let message = "row 400001 (line 400002 of the file), column id: \"x\" is not a whole number";
    assert_eq!(error.to_string(), message);
    options.columns[0].kind = ColumnType::Text;
    let long = case.fails_with(&options).to_string();
    assert!(long.contains("column n: \"not a number but a rather long piece of …\""), "{long}");
}

#[test]
fn a_date_that_does_not_fit_its_format_is_named() {
    let (message, field) = failure("d\n01.02.2020\n2020-02-03\n", |options| {
        options.columns[0] = ColumnOptions {
            name: "d".into(),
            kind: ColumnType::Date,
            format: Some("%d.%m.%Y".into()),
            include: true,
        };
    });
    assert_eq!(
        message,
        "row 2 (line 3 of the file), column d: \"2020-02-03\" is not a date written like 01.01.1970"
    );
    assert_eq!(field, "row 2, column d");
}

#[test]
fn numbers_out_of_range_are_named() {
    let integer = |o: &mut ImportOptions| o.columns[0].kind = ColumnType::Integer;
    let (message, _) = failure("x\n1\n9223372036854775808\n", integer);
    assert!(message.ends_with("\"9223372036854775808\" is out of range for a whole number"), "{message}");
    let float = |o: &mut ImportOptions| o.columns[0].kind = ColumnType::Float;
    assert!(failure("x\n1.5\n1e999\n", float).0.contains("out of range for a number"));
}

#[test]
fn empty_files_and_headers_without_rows_are_refused() {
    assert!(matches!(Case::csv("").refused(), Error::Empty));
    assert!(matches!(Case::csv("\n\n  \n").refused(), Error::Empty));
    assert!(matches!(Case::csv("a,b\n").refused(), Error::HeaderOnly));
    let (case, other) = (Case::csv("a,b\n"), Case::csv("a,b\n1,2\n"));
    assert!(matches!(case.fails_with(&other.detect().options), Error::HeaderOnly));
}

#[test]
fn binary_and_foreign_files_are_refused() {
    let noise: Vec<u8> = (0..4_096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert!(matches!(Case::new("a.csv", noise).refused(), Error::NotATable(_)));
    for (bytes, word) in [
        (&b"%PDF-1.7 ..."[..], "PDF"),
        (b"\x89PNG\r\n\x1A\n", "PNG"),
        (b"\x1F\x8B\x08\0", "gzip"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1", "Excel"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"[{\"a\":1}]", "JSON list"),
        (b"{\n  \"a\": 1\n}\n", "several lines"),
    ] {
        let message = Case::new("a.csv", bytes).refused().to_string();
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn too_many_columns_are_refused() {
    let header: Vec<String> = (0..10_000).map(|i| format!("c{i}")).collect();
    let row = vec!["1"; 10_000];
    let text = format!("{}\n{}\n", header.join(","), row.join(","));
    assert!(matches!(Case::csv(&text).refused(), Error::TooManyColumns { .. }));
    let object: Vec<String> = header.iter().map(|n| format!("\"{n}\":1")).collect();
    let json = Case::new("a.jsonl", format!("{{{}}}\n", object.join(",")));
    assert!(matches!(json.refused(), Error::TooManyColumns { found: 10_000 }));
    let fits = format!("{}\n{}\n", header[..2_000].join(","), row[..2_000].join(","));
    assert_eq!(Case::csv(&fits).table().len(), 2_000);
}

#[test]
fn a_truncated_parquet_file_is_damaged() {
    let source = Case::csv("a,b\n1,2\n");
    let options = {
        source.table();
        Case::new("a.parquet", std::fs::read(source.out()).expect("bytes")).detect().options
    };
    let bytes = std::fs::read(source.out()).expect("bytes");
    for keep in [4, 100, bytes.len() - 4] {
        let case = Case::new("a.parquet", &bytes[..keep]);
        assert!(matches!(case.refused(), Error::Damaged { format: "Parquet", .. }), "{keep}");
        assert!(matches!(case.fails_with(&options), Error::Damaged { .. }), "{keep}");
    }
    let mut broken = bytes.clone();
    broken[4..60].fill(0xAB);
    let case = Case::new("a.parquet", broken);
    assert!(matches!(case.fails_with(&options), Error::Damaged { .. }));
}

#[test]
fn r35_a_small_parquet_file_of_very_much_text_is_refused() {
    use arrow::array::{DictionaryArray, Int32Array, StringArray};
    let keys = Int32Array::from(vec![0; 2_000]);
    let texts = StringArray::from(vec!["x".repeat(1 << 20)]);
    let array = DictionaryArray::new(keys, std::sync::Arc::new(texts));
    let batch =
        arrow::array::RecordBatch::try_from_iter([("text", std::sync::Arc::new(array) as _)]).expect("batch");
    let case = Case::new("bomb.parquet", "");
    let file = File::create(case.path()).expect("file");
    let whole = parquet::file::properties::WriterProperties::builder()
        .set_dictionary_page_size_limit(4 << 20)
        .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None)
        .build();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), Some(whole)).expect("writer");
    writer.write(&batch).expect("write");
    writer.close().expect("close");
    assert!(std::fs::metadata(case.path()).expect("file").len() < 4 << 20);
    let found = case.detect();
    let before = most_memory();
    let error = case.fails_with(&found.options);
    assert!(matches!(error, Error::TooLarge(_)), "{error}");
    let grown = most_memory() - before;
    assert!(grown < 256 << 20, "{grown} bytes of memory");
}

/// The most memory that this process has held, in bytes.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}

#[test]
fn nested_columns_are_named() {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int32Builder, ListBuilder, RecordBatch};
    let json = Case::new("a.jsonl", "{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":[1]}\n");
    let error = json.refused();
    assert_eq!(error.to_string(), "row 2, column b: lists and objects inside a cell cannot be read");
    assert_eq!(error.field_errors()[0].field, "row 2, column b");

    let mut list = ListBuilder::new(Int32Builder::new());
    list.append_value([Some(1)]);
    let batch = RecordBatch::try_from_iter([("xs", Arc::new(list.finish()) as ArrayRef)]).expect("batch");
    let case = Case::new("a.parquet", "");
    let file = File::create(case.path()).expect("file");
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).expect("writer");
    writer.write(&batch).expect("write");
    writer.close().expect("close");
    assert_eq!(case.refused().field_errors()[0].field, "column xs");
}

#[test]
fn json_lines_that_break_far_down_are_named() {
    let good = "{\"a\":1}\n".repeat(300_000);
    let options = Case::new("a.jsonl", &good).detect().options;
    for (line, start) in [
        ("{\"a\":1", "row 300001 (line 300001 of the file): not a JSON object"),
        ("{\"a\":\"x\"}", "row 300001 (line 300001 of the file), column a: \"x\" is not a whole number"),
        ("{\"b\":1}", "row 300001 (line 300001 of the file), column b: the field is not among the columns"),
        ("{\"a\":{}}", "row 300001 (line 300001 of the file), column a: lists and objects"),
        (
            "{\"a\":18446744073709551615}",
            "row 300001 (line 300001 of the file), column a: \"18446744073709551615\"",
        ),
    ] {
        let error = Case::new("a.jsonl", format!("{good}{line}\n")).fails_with(&options).to_string();
        assert!(error.starts_with(start), "{error}");
    }
}

#[test]
fn nul_bytes_and_broken_characters_are_named() {
    let good = "a,b\n".to_owned() + &"1,ä\n".repeat(400_000);
    let options = Case::csv(&good).detect().options;
    let with = |tail: &[u8]| Case::new("data.csv", [good.as_bytes(), tail].concat());
    let nul = with(b"1,x\0y\n").fails_with(&options);
    assert!(
        nul.to_string().starts_with("row 400001 (line 400002 of the file), column b: the cell holds a NUL")
    );
    let broken = with(b"1,x\xFFy\n");
    assert_eq!(broken.detect().options.encoding, "UTF-8", "one bad byte does not make another encoding");
    let error = broken.fails_with(&options);
    assert_eq!(
        error.to_string(),
        "row 400001 (line 400002 of the file), column b: bytes that are not UTF-8 text"
    );
}

#[test]
fn a_cell_beyond_the_limit_is_named() {
    let long = "x".repeat(crate::CELL_LIMIT + 1);
    let options = Case::csv("a,b\n1,y\n").detect().options;
    let error = Case::csv(&format!("a,b\n1,y\n2,{long}\n")).fails_with(&options);
    assert_eq!(error.field_errors()[0].field, "row 2, column b");
    let open = format!("a,b\n1,y\n2,\"{}", "line\n".repeat(600_000));
    let error = Case::csv(&open).fails_with(&options);
    assert!(error.to_string().contains("quotation mark left open"), "{error}");
    let fits = format!("a,b\n1,{}\n", "x".repeat(crate::CELL_LIMIT));
    assert_eq!(Case::csv(&fits).import_with(&options).expect("fits").rows, 1);
}

#[test]
fn options_that_do_not_fit_the_file_are_refused() {
    let field = |change: &dyn Fn(&mut ImportOptions)| failure("a,b\n1,2\n", |o| change(o)).1;
    assert_eq!(field(&|o| o.columns[0].name = "z".into()), "options.columns");
    assert_eq!(field(&|o| o.columns.truncate(1)), "options.columns");
    assert_eq!(field(&|o| o.columns.iter_mut().for_each(|c| c.include = false)), "options.columns");
    assert_eq!(field(&|o| o.delimiter = '"'), "options.delimiter");
    assert_eq!(field(&|o| o.delimiter = '→'), "options.delimiter");
    assert_eq!(field(&|o| o.encoding = "klingon".into()), "options.encoding");
    assert_eq!(field(&|o| o.time_zone = "Nowhere".into()), "options.time_zone");
    assert_eq!(field(&|o| o.columns[0].format = Some("%Q!".into())), "options.columns.a.format");
    assert_eq!(field(&|o| o.format = FileFormat::Parquet), "file");
}
