//! What is detected.

use almanac_domain::data::{ImportNote, Noted};

use super::*;
use crate::redetect;

use ColumnType::{Boolean, Date, Float, Integer, Text, Timestamp};

#[test]
fn delimiters_are_found_by_agreement_of_the_lines() {
    for (text, delimiter) in [
        ("a,b,c\n1,2,3\n4,5,6\n", ','),
        ("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n", ';'),
        ("1,5;2,5\n2,5;3,5\n", ';'),
        ("a\tb\n1\tx,y\n2\tz\n", '\t'),
        ("a|b\n1|x\n2|y\n", '|'),
        ("name,note\nx,\"a;b;c\"\ny,\"a;b\"\n", ','),
        ("only\n1\n2\n", ','),
    ] {
        assert_eq!(Case::csv(text).detect().options.delimiter, delimiter, "{text}");
    }
}

#[test]
fn types_follow_from_the_cells() {
    let found = Case::csv(
        "i,f,b,z,t,d,ts,flag,empty\n1,1.5,TRUE,007,abc,2020-01-01,2020-01-01 00:00:00,0,\n\
         -2,3,false,010,x 1,2020-01-02,2020-01-01 01:00,1,\n",
    )
    .detect();
    assert_eq!(kinds(&found), [Integer, Float, Boolean, Text, Text, Date, Timestamp, Integer, Text]);
    assert_eq!(found.preview[0][..4], some(&["1", "1.5", "TRUE", "007"]));
    assert_eq!(found.preview[1][8], None);
}

#[test]
fn yes_and_no_are_truth_values_and_single_letters_only_in_pairs() {
    let found = Case::csv("a,b,c,d\nyes,Y,T,1\nNo,n,T,0\n").detect();
    assert_eq!(kinds(&found), [Boolean, Boolean, Text, Integer]);
}

#[test]
fn integers_widen_to_floats_where_one_has_decimals() {
    let text = format!("x\n{}7.5\n", "7\n".repeat(500));
    assert_eq!(kinds(&Case::csv(&text).detect()), [Float]);
}

#[test]
fn decimals_far_down_are_found_in_the_middle_of_a_large_file() {
    let text =
        lines("id,x", (0..400_000).map(|i| format!("{i},{i}{}", if i > 300_000 { ".25" } else { "" })));
    assert_eq!(kinds(&Case::csv(&text).detect()), [Integer, Float]);
}

#[test]
fn dates_are_read_in_the_order_the_data_allows() {
    let formats = |text: &str| {
        let found = Case::csv(text).detect();
        let columns: Vec<_> = found.options.columns.iter().map(|c| (c.kind, c.format.clone())).collect();
        (columns, found.notes)
    };
    let one = |pattern: &str, kind| vec![(kind, Some(pattern.to_owned()))];
    let (columns, notes) = formats("d\n04/30/2021\n04/23/2021\n");
    assert_eq!((columns, notes.len()), (one("%m/%d/%Y", Date), 0));
    let (columns, notes) = formats("d\n30/04/2021\n01/05/2021\n");
    assert_eq!((columns, notes.len()), (one("%d/%m/%Y", Date), 0));
    assert_eq!(formats("d\n31.12.2020\n01.01.2021\n").0, one("%d.%m.%Y", Date));
    assert_eq!(formats("d\n31.12.2020 23:00\n01.01.2021 00:00\n").0, one("%d.%m.%Y %H:%M", Timestamp));
    assert_eq!(formats("d\n2004-01\n2004-02\n").0, one("%Y-%m", Date));
    assert_eq!(formats("d\n4/5/2021 1:05 PM\n4/25/2021 11:05 AM\n").0, one("%m/%d/%Y %I:%M %p", Timestamp));
    assert_eq!(formats("d\n20210430\n20210501\n20210502\n").0, one("%Y%m%d", Date));
    assert_eq!(formats("d\n2021-04-30T10:00:00+02:00\n2021-04-30T08:00:00Z\n").0, [(Timestamp, None)]);
}

#[test]
fn dates_that_fit_both_ways_are_noted() {
    let found = Case::csv("d,x\n01/02/2020,1\n02/02/2020,2\n03/02/2020,3\n").detect();
    let [ImportNote { what: Some(Noted::AmbiguousDates { column, format, other }), text }] = &found.notes[..]
    else {
        panic!("{:?}", found.notes)
    };
    let mut readings = [format.as_str(), other.as_str()];
    readings.sort_unstable();
    assert_eq!((column.as_str(), readings), ("d", ["%d/%m/%Y", "%m/%d/%Y"]));
    assert!(text.contains(format.as_str()) && text.contains(other.as_str()), "{text}");
    // The first of each month: the reading with one day of the month is the likely one.
    let monthly = Case::csv("d\n01/02/2020\n01/03/2020\n01/04/2020\n").detect();
    assert_eq!(monthly.options.columns[0].format.as_deref(), Some("%d/%m/%Y"));
    assert_eq!(monthly.notes.len(), 1);
}

#[test]
fn markers_of_missing_values_do_not_change_the_type() {
    let found = Case::csv("x,y,d\n1,2.5,2020-01-01\nNA,-,?\n3,null,2020-01-03\n,NaN,N/A\n").detect();
    assert_eq!(kinds(&found), [Integer, Float, Date]);
    for marker in ["NA", "-", "?", "null", "NaN", "N/A"] {
        assert!(found.options.missing.iter().any(|m| m == marker), "{marker} in {:?}", found.options.missing);
    }
    let words = Case::csv("country,n\nNA,1\nDE,2\n").detect();
    assert!(!words.options.missing.iter().any(|m| m == "NA"), "Namibia is not missing");
}

#[test]
fn decimal_commas_are_found() {
    let found = Case::csv("a;b\n1,5;x\n-2,25;y\n").detect();
    assert!(found.options.decimal_comma);
    assert_eq!(kinds(&found), [Float, Text]);
    let quoted = Case::csv("a,b\n\"1,5\",x\n\"2,25\",y\n").detect();
    assert!(quoted.options.decimal_comma);
    assert_eq!(kinds(&quoted), [Float, Text]);
    assert!(!Case::csv("a,b\n\"1,500\",x\n\"2,250\",y\n").detect().options.decimal_comma);
}

#[test]
fn headers_are_told_from_data() {
    let header = |text: &str| Case::csv(text).detect().options.header;
    assert!(header("ds,y\n2020-01-01,1\n2020-01-02,2\n"));
    assert!(!header("2020-01-01,1\n2020-01-02,2\n"));
    assert!(header("name,city\nann,rome\nbob,oslo\n"));
    assert!(header("0,1,2\n0.78,1.61,0.86\n0.79,1.60,0.87\n"), "numbered columns");
    assert!(!header("1,2,3\n4,5,6\n"));
    let none = Case::csv("5,x\n6,y\n").detect();
    assert_eq!(
        none.options.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["column_1", "column_2"]
    );
}

#[test]
fn names_are_made_unique_and_a_note_says_so() {
    let found = Case::csv("a,a,,a_2,a\n1,2,3,4,5\n").detect();
    let names: Vec<_> = found.options.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["a", "a_3", "column_3", "a_2", "a_4"]);
    assert_eq!(found.notes.len(), 2);
}

#[test]
fn encodings_are_found() {
    let text = "name,größe\nJörg Müller,1\nÄnne Weiß,2\nfrançois façade,3\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = |mark: &[u8], body: &[u8]| [mark, body].concat();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked(b"\xEF\xBB\xBF", text.as_bytes()), "UTF-8"),
        (latin.into_owned(), "windows-1252"),
        (marked(b"\xFF\xFE", &wide), "UTF-16LE"),
        (wide.clone(), "UTF-16LE"),
        (marked(b"\xFE\xFF", &big), "UTF-16BE"),
    ] {
        let case = Case::new("data.csv", bytes);
        let found = case.detect();
        assert_eq!(found.options.encoding, encoding);
        assert_eq!(found.options.columns[1].name, "größe", "{encoding}");
        assert_eq!(texts(&case.table()[0].1)[0].as_deref(), Some("Jörg Müller"), "{encoding}");
    }
}

#[test]
fn line_ends_of_three_systems_are_read() {
    for end in ["\n", "\r\n", "\r"] {
        let case = Case::csv(&["ds,y", "1949-01-01,112", "1949-02-01,118", ""].join(end));
        assert_eq!(kinds(&case.detect()), [Date, Integer]);
        assert_eq!(texts(&case.table()[1].1), some(&["112", "118"]), "{end:?}");
    }
}

#[test]
fn a_wrong_extension_gives_the_right_format_and_a_note() {
    let csv = Case::new("data.parquet", "a,b\n1,2\n");
    let found = csv.detect();
    assert_eq!(found.options.format, almanac_domain::data::FileFormat::Csv);
    assert_eq!(found.notes.len(), 1);
    let source = Case::csv("a,b\n1,2\n");
    source.table();
    let parquet = Case::new("data.csv", std::fs::read(source.out()).expect("bytes"));
    assert_eq!(parquet.detect().options.format, almanac_domain::data::FileFormat::Parquet);
}

#[test]
fn json_lines_keep_the_order_of_their_fields() {
    let case =
        Case::new("data.jsonl", "{\"z\":1,\"a\":\"x\"}\n\n{\"z\":2.5,\"m\":true}\n{\"at\":\"2020-01-01\"}\n");
    let found = case.detect();
    let names: Vec<_> = found.options.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["z", "a", "m", "at"]);
    assert_eq!(kinds(&found), [Float, Text, Boolean, Date]);
    assert_eq!(found.preview[0], some(&["1", "x", "", ""]));
}

#[test]
fn corrected_options_are_shown_again() {
    let case = Case::csv("a;b\n1;x\n2;y\n");
    let mut options = case.detect().options;
    options.columns[0].kind = Text;
    let kept = redetect(&case.path(), &options).expect("kept");
    assert_eq!(kinds(&kept), [Text, Text], "the user's type stays");
    options.columns[1].kind = Integer;
    let misfit = redetect(&case.path(), &options).expect("misfit");
    let (column, value) = ("b".to_owned(), "x".to_owned());
    let wrong = Noted::NotOfType { row: 1, column, value, kind: Integer };
    assert_eq!(misfit.notes[0].what, Some(wrong));
    assert!(
        misfit.notes[0].text.contains("row 1, column b") && misfit.notes[0].text.contains("\"x\""),
        "{:?}",
        misfit.notes
    );
    options.delimiter = ',';
    let other = redetect(&case.path(), &options).expect("other delimiter");
    assert_eq!(other.options.columns.len(), 1);
    options.time_zone = "Mars/Olympus".into();
    let error = redetect(&case.path(), &options).expect_err("zone");
    assert_eq!(error.field_errors()[0].field, "options.time_zone");
}
