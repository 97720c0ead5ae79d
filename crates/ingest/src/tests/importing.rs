//! What is imported.

use almanac_domain::data::FileFormat;
use sha2::Digest as _;

use super::*;
use crate::{Progress, write_columns};

#[test]
fn every_type_is_stored_and_read_back() {
    let table = Case::csv(
        "b,i,f,t,d,ts\ntrue,1,1.5,x,2020-02-29,2020-02-29T12:30:00.25Z\n,,,,,\nno,-9223372036854775808,-1e-3,\"a, \"\"b\"\"\nc\",1969-12-31,1969-12-31 23:59\n",
    )
    .table();
    assert_eq!(table[0].1, Values::Boolean(vec![Some(true), None, Some(false)]));
    assert_eq!(table[1].1, Values::Integer(vec![Some(1), None, Some(i64::MIN)]));
    assert_eq!(table[2].1, Values::Float(vec![Some(1.5), None, Some(-1e-3)]));
    assert_eq!(table[3].1, Values::Text(vec![Some("x".into()), None, Some("a, \"b\"\nc".into())]));
    assert_eq!(table[4].1, Values::Date(vec![Some(18_321), None, Some(-1)]));
    assert_eq!(table[5].1, Values::Timestamp(vec![Some(1_582_979_400_250_000), None, Some(-60_000_000)]));
}

#[test]
fn excluded_columns_are_left_out_and_times_without_offset_are_local() {
    let case = Case::csv("a,at\n1,2021-07-01 12:00\n2,2021-01-01 12:00\n");
    let mut options = case.detect().options;
    options.columns[0].include = false;
    options.time_zone = "Europe/Berlin".into();
    let table = case.table_with(&options);
    assert_eq!(table.len(), 1);
    assert_eq!(texts(&table[0].1), some(&["2021-07-01T10:00:00Z", "2021-01-01T11:00:00Z"]));
}

#[test]
fn the_same_bytes_give_the_same_file_and_its_hash() {
    let case = Case::csv("a,b\n1,x\n2,y\n");
    let options = case.detect().options;
    let first = case.import_with(&options).expect("first");
    let bytes = std::fs::read(case.out()).expect("bytes");
    let second = case.import_with(&options).expect("second");
    assert_eq!(first, second);
    assert_eq!(first.rows, 2);
    assert_eq!(first.bytes, bytes.len() as u64);
    assert_eq!(first.sha256, format!("{:x}", sha2::Sha256::digest(&bytes)));
}

#[test]
fn many_rows_go_through_many_batches_with_progress() {
    let text = lines("i,x", (0..200_000).map(|i| format!("{i},{}.5", i % 100)));
    let case = Case::csv(&text);
    let options = case.detect().options;
    let mut seen: Vec<Progress> = Vec::new();
    let imported = import(&case.path(), &options, &case.out(), &mut |progress| {
        seen.push(progress);
        Flow::Continue
    })
    .expect("imported");
    assert_eq!(imported.rows, 200_000);
    assert!(seen.len() > 2, "{}", seen.len());
    assert!(seen.windows(2).all(|w| w[0].rows < w[1].rows && w[0].bytes_done <= w[1].bytes_done));
    assert_eq!(seen.last().map(|p| p.bytes_done), Some(text.len() as u64));
    let stored = read_parquet(&case.out()).expect("stored");
    assert_eq!(stored[0].1, Values::Integer((0..200_000).map(Some).collect()));
}

#[test]
fn an_import_that_is_stopped_leaves_nothing_behind() {
    let text = lines("i", (0..200_000).map(|i| format!("{i}")));
    let case = Case::csv(&text);
    let options = case.detect().options;
    let error = import(&case.path(), &options, &case.out(), &mut |_| Flow::Stop).expect_err("stopped");
    assert!(matches!(error, Error::Cancelled));
    assert!(!error.is_input() && error.field_errors().is_empty());
    assert!(!case.out().exists());
}

#[test]
fn json_lines_are_imported_with_missing_keys_as_nulls() {
    let table = Case::new("d.jsonl", "{\"a\":1,\"b\":\"x\"}\n{\"b\":null}\n{\"a\":3}\n").table();
    assert_eq!(table[0].1, Values::Integer(vec![Some(1), None, Some(3)]));
    assert_eq!(texts(&table[1].1), some(&["x", "", ""]));
}

#[test]
fn parquet_of_other_programs_is_brought_to_our_types() {
    use std::sync::Arc;

    use arrow::array::*;
    use arrow::datatypes::Int32Type;
    let batch = RecordBatch::try_from_iter([
        ("i8", Arc::new(Int8Array::from(vec![Some(-1), None])) as ArrayRef),
        ("u32", Arc::new(UInt32Array::from(vec![u32::MAX, 0]))),
        ("f32", Arc::new(Float32Array::from(vec![0.5, f32::NAN]))),
        ("cat", Arc::new(DictionaryArray::<Int32Type>::from_iter(["x", "y"]))),
        ("big", Arc::new(LargeStringArray::from(vec!["p", "q"]))),
        ("ms", Arc::new(TimestampMillisecondArray::from(vec![1_500, -1]))),
        ("ns", Arc::new(TimestampNanosecondArray::from(vec![1_500, 2_999]).with_timezone("Europe/Berlin"))),
        ("day", Arc::new(Date32Array::from(vec![0, 18_321]))),
        (
            "dec",
            Arc::new(
                Decimal128Array::from(vec![12_345, -5]).with_precision_and_scale(10, 2).expect("decimal"),
            ),
        ),
    ])
    .expect("batch");
    let case = Case::new("d.parquet", "");
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(File::create(case.path()).expect("file"), batch.schema(), None)
            .expect("writer");
    writer.write(&batch).expect("write");
    writer.close().expect("close");

    let found = case.detect();
    assert_eq!(found.options.format, FileFormat::Parquet);
    assert_eq!(found.preview[1][0], None);
    let mut options = found.options;
    options.time_zone = "Europe/Berlin".into();
    let table = case.table_with(&options);
    let shown: Vec<_> = table.iter().map(|(_, values)| texts(values)).collect();
    assert_eq!(shown[0], some(&["-1", ""]));
    assert_eq!(shown[1], some(&["4294967295", "0"]));
    assert_eq!(shown[2], some(&["0.5", ""]), "NaN is missing");
    assert_eq!(shown[3], some(&["x", "y"]));
    assert_eq!(shown[4], some(&["p", "q"]));
    assert_eq!(shown[5][0].as_deref(), Some("1969-12-31T23:00:01.500Z"), "wall clock of Berlin");
    assert_eq!(table[6].1, Values::Timestamp(vec![Some(1), Some(2)]), "an instant stays that instant");
    assert_eq!(shown[7], some(&["1970-01-01", "2020-02-29"]));
    assert_eq!(shown[8], some(&["123.45", "-0.05"]));
}

#[test]
fn columns_are_written_and_read_back() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("f.parquet");
    let columns = vec![
        (column("unique_id", ColumnType::Text), Values::Text(vec![Some("a".into()), None])),
        (column("ds", ColumnType::Timestamp), Values::Timestamp(vec![Some(0), Some(3_600_000_000)])),
        (column("naive", ColumnType::Float), Values::Float(vec![Some(1.5), None])),
    ];
    write_columns(&path, &columns).expect("written");
    assert_eq!(read_parquet(&path).expect("read"), columns);
    let uneven = [(column("x", ColumnType::Float), Values::Integer(vec![]))];
    assert!(matches!(write_columns(&path, &uneven), Err(Error::Options(_))));
}

/// The first lines of public files, as they come: `air_passengers` and `us_gasoline` (Prophet examples, MIT; darts,
/// Apache-2.0).
#[test]
fn excerpts_of_public_files_are_read() {
    let air = Case::csv("ds,y\r1949-01-01,112\r1949-02-01,118\r1949-03-01,132").table();
    assert_eq!(air[1].1, Values::Integer(vec![Some(112), Some(118), Some(132)]));
    let gasoline =
        Case::csv("Week,Gasoline\r\n04/30/2021,8864\r\n04/23/2021,8877\r\n04/16/2021,9104\r\n").table();
    assert_eq!(texts(&gasoline[0].1), some(&["2021-04-30", "2021-04-23", "2021-04-16"]));
    let cream = Case::csv("Month,heater,ice cream\r\n2004-01,27,13\r\n2004-02,18,15\r\n").table();
    assert_eq!(texts(&cream[0].1), some(&["2004-01-01", "2004-02-01"]));
}
