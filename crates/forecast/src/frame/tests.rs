use super::*;
use crate::{DriverKind, Future};
use chrono::{NaiveDate, Utc};
use proptest::prelude::*;

const GAP: f64 = f64::NAN;
const DAY: i64 = 86_400;

fn date(text: &str) -> i64 {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
    date.and_hms_opt(0, 0, 0).unwrap().and_local_timezone(Utc).unwrap().timestamp()
}

fn dates(texts: &[&str]) -> Ds {
    Ds::Timestamps(texts.iter().map(|t| date(t)).collect())
}

fn one(ds: Ds, y: &[f64]) -> Frame {
    Frame { ids: None, ds, y: y.to_vec(), drivers: Vec::new() }
}

fn panel(frame: Frame) -> (Panel, FrameReport) {
    frame.into_panel(&FrameOptions::default()).unwrap()
}

fn message(frame: Frame) -> String {
    frame.into_panel(&FrameOptions::default()).unwrap_err().to_string()
}

fn temperature() -> Driver {
    Driver { name: "temp".into(), kind: DriverKind::Futr, values: DriverValues::Numeric }
}

#[test]
fn rows_in_any_order_become_sorted_series_with_gaps() {
    let frame = Frame {
        ids: Some(["b", "a", "a", "b", "a"].map(String::from).to_vec()),
        ds: Ds::Steps(vec![2, 7, 5, 1, 4]),
        y: vec![22.0, 17.0, 15.0, 21.0, 14.0],
        drivers: Vec::new(),
    };
    let (panel, report) = panel(frame);
    assert_eq!(panel.frequency, Frequency::Steps(1));
    assert_eq!(panel.series[0].unique_id, "a");
    assert_eq!(panel.series[0].y.len(), 4);
    assert!(panel.series[0].y[2].is_nan());
    assert_eq!(panel.series[1].y, [21.0, 22.0]);
    assert_eq!((report.gaps_filled, report.series, report.was_unsorted), (1, 2, true));
}

#[test]
fn month_starts_month_ends_quarters_and_years_are_calendar_months() {
    for (texts, months) in [
        (["2020-01-01", "2020-02-01", "2020-03-01"], 1),
        (["2020-01-31", "2020-02-29", "2020-03-31"], 1),
        (["2020-03-31", "2020-06-30", "2020-09-30"], 3),
        (["2020-02-29", "2021-02-28", "2022-02-28"], 12),
        (["2019-01-01", "2020-01-01", "2021-01-01"], 12),
    ] {
        let (panel, report) = panel(one(dates(&texts), &[1.0, 2.0, 3.0]));
        assert_eq!(panel.frequency, Frequency::Months(months), "{texts:?}");
        assert_eq!(report.gaps_filled, 0, "{texts:?}");
        assert_eq!(panel.frequency.grid(panel.series[0].start, 3), dates(&texts).values());
    }
}

#[test]
fn a_missing_month_is_a_gap() {
    let ds = dates(&["2020-01-01", "2020-02-01", "2020-04-01", "2020-05-01"]);
    let (panel, report) = panel(one(ds, &[1.0, 2.0, 4.0, 5.0]));
    assert_eq!(report.gaps_filled, 1);
    assert!(panel.series[0].y[2].is_nan());
    assert_eq!(panel.seasons, [12]);
}

#[test]
fn hours_days_and_weeks_are_seconds() {
    for step in [3600, DAY, 7 * DAY] {
        let ds = Ds::Timestamps((0..5).map(|i| i * step).collect());
        assert_eq!(panel(one(ds, &[1.0; 5])).0.frequency, Frequency::Seconds(step));
    }
}

#[test]
fn a_duplicate_is_refused_with_series_and_time() {
    let frame = Frame {
        ids: Some(["x", "y", "x"].map(String::from).to_vec()),
        ..one(dates(&["2020-01-01", "2020-01-01", "2020-01-01"]), &[1.0, 2.0, 3.0])
    };
    let text = message(frame);
    assert!(text.contains("rows 1 and 3") && text.contains("\"x\"") && text.contains("2020-01-01"), "{text}");
}

#[test]
fn an_irregular_time_is_refused_with_row_and_series() {
    let mut ds: Vec<i64> = (0..10).map(|i| i * DAY).collect();
    // A day of 23 hours, as local time has it in spring.
    for d in &mut ds[6..] {
        *d -= 3600;
    }
    let text = message(one(Ds::Timestamps(ds), &[1.0; 10]));
    assert!(text.contains("row 7") && text.contains("1970-01-06 23:00:00"), "{text}");
}

#[test]
fn a_single_row_needs_a_given_frequency() {
    let frame = one(Ds::Steps(vec![3]), &[1.0]);
    assert!(message(frame.clone()).contains("frequency"));
    let options = FrameOptions { frequency: Some(Frequency::Steps(1)), ..FrameOptions::default() };
    assert_eq!(frame.into_panel(&options).unwrap().0.series[0].y, [1.0]);
}

#[test]
fn a_time_far_off_does_not_fill_memory() {
    let mut ds: Vec<i64> = (0..20).collect();
    ds.push(1 << 60);
    let text = message(one(Ds::Timestamps(ds), &[1.0; 21]));
    assert!(text.contains("spans"), "{text}");
}

#[test]
fn drivers_in_gaps_are_interpolated_or_carried() {
    let kind = DriverKind::Futr;
    let weather = Driver {
        name: "weather".into(),
        kind,
        values: DriverValues::Categorical { levels: vec!["dry".into(), "wet".into()] },
    };
    let frame = Frame {
        drivers: vec![(temperature(), vec![1.0, 2.0, 4.0]), (weather, vec![0.0, 1.0, 0.0])],
        ..one(Ds::Steps(vec![0, 1, 3]), &[1.0, 2.0, 4.0])
    };
    let (panel, report) = panel(frame);
    assert_eq!(panel.series[0].drivers, [vec![1.0, 2.0, 3.0, 4.0], vec![0.0, 1.0, 1.0, 0.0]]);
    assert_eq!(report.drivers_filled, 2);
}

#[test]
fn values_that_mean_nothing_are_refused_with_their_row() {
    assert!(message(one(Ds::Steps(vec![0, 1]), &[1.0, f64::INFINITY])).contains("row 2: y"));
    assert!(message(one(Ds::Steps(vec![0, 1]), &[GAP, GAP])).contains("no target"));
    assert!(message(one(Ds::Steps(vec![]), &[])).contains("no rows"));
    assert!(message(one(Ds::Steps(vec![1]), &[1.0, 2.0])).contains("ds has 1 rows"));
}

fn with_temperature() -> Panel {
    let frame = Frame {
        ids: Some(["a", "a", "b", "b"].map(String::from).to_vec()),
        drivers: vec![(temperature(), vec![1.0, 2.0, 3.0, 4.0])],
        ..one(Ds::Steps(vec![1, 2, 1, 2]), &[1.0; 4])
    };
    panel(frame).0
}

fn future(ids: &[&str], ds: &[i64], values: &[f64]) -> Result<Future> {
    let frame = FutureFrame {
        ids: Some(ids.iter().map(ToString::to_string).collect()),
        ds: Ds::Steps(ds.to_vec()),
        drivers: vec![("temp".into(), values.to_vec())],
    };
    frame.into_future(&with_temperature(), 2)
}

#[test]
fn the_future_is_put_in_the_panels_order() {
    let future = future(&["b", "a", "b", "a", "a"], &[4, 3, 3, 4, 9], &[8.0, 5.0, 7.0, 6.0, 0.0]).unwrap();
    assert_eq!(future.series[0].drivers, [[5.0, 6.0]]);
    assert_eq!(future.series[1].drivers, [[7.0, 8.0]]);
}

#[test]
fn what_the_future_lacks_is_named() {
    let missing = |ids: &[&str], ds: &[i64], v: &[f64]| future(ids, ds, v).unwrap_err().to_string();
    let text = missing(&["a", "a", "b"], &[3, 4, 4], &[1.0; 3]);
    assert!(text.contains("\"b\" at 3"), "{text}");
    let text = missing(&["a", "a", "b", "b"], &[3, 4, 3, 4], &[1.0, GAP, 1.0, 1.0]);
    assert!(text.contains("\"temp\"") && text.contains("\"a\" at 4"), "{text}");
    let text = missing(&["a", "a", "a", "b"], &[3, 4, 4, 4], &[1.0; 4]);
    assert!(text.contains("\"a\" at 4 twice"), "{text}");
    let frame = FutureFrame { ids: None, ds: Ds::Steps(vec![]), drivers: Vec::new() };
    let text = frame.into_future(&with_temperature(), 2).unwrap_err().to_string();
    assert!(text.contains("no column \"temp\""), "{text}");
}

fn of_kind(values: &[f64]) -> Frame {
    let levels = vec!["small".into(), "large".into()];
    let values_of = DriverValues::Categorical { levels };
    let kind = Driver { name: "kind".into(), kind: DriverKind::Static, values: values_of };
    Frame {
        ids: Some(["a", "a", "b", "b"].map(String::from).to_vec()),
        drivers: vec![(temperature(), vec![1.0, 2.0, 3.0, 4.0]), (kind, values.to_vec())],
        ..one(Ds::Steps(vec![1, 3, 1, 2]), &[1.0; 4])
    }
}

#[test]
fn a_static_driver_has_one_value_in_all_periods_of_a_series() {
    let (panel, report) = panel(of_kind(&[GAP, 1.0, 0.0, 0.0]));
    assert_eq!((&panel.series[0].drivers[1], report.drivers_filled), (&vec![1.0; 3], 1));
    assert_eq!((panel.known().count(), panel.futr().count()), (2, 1));
    let frame = FutureFrame {
        ids: Some(["a", "b"].map(String::from).to_vec()),
        ds: Ds::Steps(vec![4, 3]),
        drivers: vec![("temp".into(), vec![7.0, 8.0])],
    };
    let future = frame.into_future(&panel, 1).unwrap();
    assert_eq!(future.series[0].drivers, [[7.0], [1.0]]);
    assert_eq!(future.series[1].drivers, [[8.0], [0.0]]);
}

#[test]
fn a_static_driver_that_changes_is_refused_with_both_rows() {
    let text = message(of_kind(&[0.0, 0.0, 0.0, 1.0]));
    let expected = r#"row 4: static driver "kind" of series "b" is "large", and "small" in row 3"#;
    assert!(text.contains(expected), "{text}");
    let text = message(of_kind(&[0.0, 0.0, GAP, GAP]));
    assert!(text.contains(r#"series "b" has no value of the static driver "kind""#), "{text}");
}

proptest! {
    #[test]
    fn any_order_of_rows_gives_the_same_panel(
        keys in prop::collection::btree_set((0..5usize, 0..40i64), 2..60), seed in any::<u64>(),
    ) {
        let mut rows: Vec<(usize, i64)> = keys.into_iter().collect();
        // A grid with step 1 must exist, whatever was drawn.
        rows.extend([(9, 0), (9, 1), (9, 2)]);
        let build = |rows: &[(usize, i64)]| {
            let frame = Frame {
                ids: Some(rows.iter().map(|r| format!("s{}", r.0)).collect()),
                ds: Ds::Steps(rows.iter().map(|r| r.1).collect()),
                y: rows.iter().map(|r| r.0 as f64 * 100.0 + r.1 as f64).collect(),
                drivers: Vec::new(),
            };
            let options = FrameOptions { frequency: Some(Frequency::Steps(1)), ..FrameOptions::default() };
            frame.into_panel(&options).unwrap().0
        };
        let ordered = build(&rows);
        rows.sort_by_key(|r| (r.0 as u64 * 41 + r.1 as u64).wrapping_mul(seed | 1));
        let shuffled = build(&rows);
        // NaN differs from itself, so compare what is written out.
        prop_assert_eq!(format!("{ordered:?}"), format!("{shuffled:?}"));
        for series in &ordered.series {
            for (t, v) in series.y.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
                prop_assert_eq!(*v as i64 % 100, series.start + t as i64);
            }
        }
    }
}
