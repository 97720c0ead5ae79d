//! What is said about a data set.

use super::*;
use crate::{profile, write_columns};

fn profiled(text: &str) -> almanac_domain::data::DatasetProfile {
    let case = Case::csv(text);
    case.table();
    profile(&case.out(), "UTC").expect("profile")
}

#[test]
fn numbers_have_mean_quantiles_and_histogram() {
    let mut text = lines("x,i", (0..1_000).map(|i| format!("{}.5,{}", i, i % 3)));
    text += "NA,\n";
    let found = profiled(&text);
    assert_eq!(found.rows, 1_001);
    let x = &found.columns[0];
    assert_eq!((x.nulls, x.distinct, x.distinct_exact), (1, 1_000, true));
    assert_eq!((x.min.as_deref(), x.max.as_deref()), (Some("0.5"), Some("999.5")));
    assert_eq!(x.mean, Some(500.0));
    assert!((x.quantiles[2] - 500.0).abs() < 1e-9);
    assert_eq!(x.histogram.len(), 20);
    assert_eq!(x.histogram.iter().map(|b| b.count).sum::<u64>(), 1_000);
    assert_eq!(x.histogram[0].count, 50);
    let i = &found.columns[1];
    let bars: Vec<_> = i.histogram.iter().map(|b| (b.label.as_str(), b.count)).collect();
    assert_eq!(bars, [("0", 334), ("1", 333), ("2", 333)]);
    assert!(x.time.is_none());
}

#[test]
fn texts_and_truth_values_have_their_most_frequent_values() {
    let found = profiled("t,b\nx,true\ny,false\nx,true\n,true\n");
    let bars = |i: usize| -> Vec<(&str, u64)> {
        found.columns[i].histogram.iter().map(|b| (b.label.as_str(), b.count)).collect()
    };
    assert_eq!(bars(0), [("x", 2), ("y", 1)]);
    assert_eq!(bars(1), [("true", 3), ("false", 1)]);
    assert_eq!(found.columns[0].sample, ["x", "y"]);
    assert_eq!(found.columns[0].max.as_deref(), Some("y"));
    assert_eq!(found.columns[1].min.as_deref(), Some("false"));
    assert!(found.columns[0].quantiles.is_empty() && found.columns[0].mean.is_none());
    assert_eq!(found.preview[3], some(&["", "true"]));
}

#[test]
fn times_have_frequency_gaps_and_duplicates() {
    let mut text = lines(
        "at,y",
        (0..48)
            .filter(|h| *h != 30 && *h != 31)
            .map(|hour| format!("2020-01-{:02} {:02}:00:00,1", 1 + hour / 24, hour % 24)),
    );
    text += "2020-01-01 00:00:00,2\n";
    let found = profiled(&text);
    let at = &found.columns[0];
    let time = at.time.as_ref().expect("time");
    assert_eq!(time.frequency.as_deref(), Some("1 hour"));
    assert_eq!((time.gaps, time.duplicates), (2, 1));
    assert_eq!(time.first_gap.as_deref(), Some("2020-01-02T06:00:00Z"));
    assert_eq!(at.min.as_deref(), Some("2020-01-01T00:00:00Z"));
    assert_eq!(at.histogram.iter().map(|b| b.count).sum::<u64>(), 47);
    assert!(at.histogram.len() <= 20);
    assert_eq!(at.histogram[1].label, "2020-01-01T02:21:00Z", "2,820 minutes and a bit in 20 bins");
}

#[test]
fn many_columns_are_profiled_in_order_and_twice_the_same() {
    let columns: Vec<_> = (0..40_i64)
        .map(|c| {
            (column(&format!("c{c}"), ColumnType::Integer), Values::Integer(vec![Some(c), None, Some(c + 1)]))
        })
        .collect();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("w.parquet");
    write_columns(&path, &columns).expect("written");
    let found = profile(&path, "Europe/Berlin").expect("profile");
    assert_eq!(found.columns.len(), 40);
    assert_eq!(found.columns[37].min.as_deref(), Some("37"));
    assert_eq!(found.preview.len(), 3);
    assert_eq!(found.preview[0][39].as_deref(), Some("39"));
    assert_eq!(profile(&path, "Europe/Berlin").expect("again"), found);
}

#[test]
fn an_unknown_zone_and_a_damaged_file_are_errors() {
    let case = Case::csv("a\n1\n");
    case.table();
    assert!(matches!(profile(&case.out(), "Nowhere"), Err(Error::Options(_))));
    assert!(matches!(profile(&case.path(), "UTC"), Err(Error::Damaged { .. })));
}
