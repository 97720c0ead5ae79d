use almanac_domain::model::DriverTiming;
use almanac_forecast::{Driver, DriverValues};

use super::*;

fn config() -> TrainModel {
    serde_json::from_value(serde_json::json!({
        "name": "m", "source": {"type": "dataset", "id": "0192f0c1-2345-7000-8000-000000000001"},
        "time": "day", "target": "sales", "horizon": 4, "seasons": [2],
        "drivers": [{"column": "price", "timing": "futr"}, {"column": "stock", "timing": "hist"}]
    }))
    .unwrap()
}

fn columns() -> Vec<(Column, Values)> {
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    vec![
        (column("day", ColumnType::Date), Values::Date((0..6).map(Some).collect())),
        (
            column("sales", ColumnType::Integer),
            Values::Integer(vec![Some(1), Some(2), None, Some(4), None, None]),
        ),
        (
            column("price", ColumnType::Float),
            Values::Float([1.0, 2.0, 3.0, 4.0, 5.0, 6.0].into_iter().map(Some).collect()),
        ),
        (
            column("stock", ColumnType::Text),
            Values::Text(["a", "b", "a", "b", "a", "b"].map(|t| Some(t.to_owned())).to_vec()),
        ),
    ]
}

#[test]
fn rows_after_the_last_target_are_the_known_future() {
    let snapshot = Snapshot::new(&columns(), &config()).unwrap();
    assert_eq!(snapshot.panel.series[0].y.len(), 4);
    assert_eq!(snapshot.known, [[[5.0, 6.0]]]);
    let future = snapshot.known(4);
    // Two periods are known, two repeat the last season of the past (prices 3 and 4).
    assert_eq!(future.series[0].drivers, [[5.0, 6.0, 3.0, 4.0]]);
    assert_eq!(snapshot.repeated(3).series[0].drivers, [[3.0, 4.0, 3.0]]);
}

#[test]
fn files_bring_the_snapshot_back() {
    let snapshot = Snapshot::new(&columns(), &config()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("panel");
    snapshot.write(&path).unwrap();
    let again = Snapshot::read(&snapshot.layout().unwrap(), &path).unwrap();
    assert_eq!(again.time, ColumnType::Date);
    assert_eq!(again.known, snapshot.known);
    assert_eq!(again.panel.drivers, snapshot.panel.drivers);
    // NaN is not equal to itself.
    assert_eq!(format!("{:?}", again.panel.series), format!("{:?}", snapshot.panel.series));
}

#[test]
fn texts_become_levels_and_unknown_ones_are_refused_with_their_row() {
    let snapshot = Snapshot::new(&columns(), &config()).unwrap();
    let stock: &Driver = &snapshot.panel.drivers[1];
    let levels = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(stock.values, DriverValues::Categorical { levels });
    let values = Values::Text(vec![Some("c".to_owned())]);
    let error = source::driver_row("stock", &values, &stock.values).unwrap_err();
    let Error::Invalid(fields) = error else { panic!("{error:?}") };
    assert_eq!(fields[0].field, "row 1, column stock");
}

#[test]
fn future_from_another_data_set_must_hold_every_period() {
    let snapshot = Snapshot::new(&columns(), &config()).unwrap();
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    let rows = |n: i64| {
        vec![
            (column("day", ColumnType::Date), Values::Date((4..4 + n).map(Some).collect())),
            (column("price", ColumnType::Integer), Values::Integer((0..n).map(Some).collect())),
        ]
    };
    let future = snapshot.given(&rows(4), &config(), 4).unwrap();
    assert_eq!(future.series[0].drivers, [[0.0, 1.0, 2.0, 3.0]]);
    assert!(matches!(snapshot.given(&rows(3), &config(), 4), Err(Error::Invalid(_))));
}

#[test]
fn a_series_shorter_than_its_season_repeats_what_there_is() {
    assert_eq!(repeat(&[1.0, f64::NAN], 7, 3), [1.0, 1.0, 1.0]);
    assert_eq!(repeat(&[f64::NAN], 7, 2), [0.0, 0.0]);
}

#[test]
fn holidays_are_known_ahead_and_are_not_taken_from_data() {
    let config = TrainModel { holidays: Some("US".to_owned()), ..config() };
    let mut columns = columns();
    // The days from 29 June 2021 on: the fourth of July is the sixth, and has the Monday after it.
    columns[0].1 = Values::Date((0..6).map(|t| Some(18_807 + t)).collect());
    let snapshot = Snapshot::new(&columns, &config).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("panel");
    snapshot.write(&path).unwrap();
    let snapshot = Snapshot::read(&snapshot.layout().unwrap(), &path).unwrap();
    let first = snapshot.panel.drivers.iter().position(|driver| driver.name == "US: holiday").unwrap();
    assert!(snapshot.is_of_holidays(first) && !snapshot.is_of_holidays(first - 1));
    for future in [snapshot.known(4), snapshot.repeated(4), snapshot.given(&later(), &config, 4).unwrap()] {
        let drivers = &future.series[0].drivers;
        assert_eq!(drivers.len(), snapshot.panel.known().count());
        // The periods are 3 to 6 July.
        assert_eq!(drivers[1], [0.0, 1.0, 1.0, 0.0]);
    }
    assert_eq!(snapshot.given(&later(), &config, 4).unwrap().series[0].drivers[0], [7.0, 8.0, 9.0, 9.5]);
}

#[test]
fn a_static_driver_needs_no_future_and_is_fixed() {
    let mut config = config();
    config.drivers[1].timing = DriverTiming::Static;
    let mut columns = columns();
    let refused = format!("{:?}", Snapshot::new(&columns, &config).unwrap_err());
    assert!(refused.contains("row 2"), "{refused}");
    columns[3].1 =
        Values::Text([None, Some("b"), None, None, None, None].map(|t| t.map(str::to_owned)).to_vec());
    let snapshot = Snapshot::new(&columns, &config).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("panel");
    snapshot.write(&path).unwrap();
    let again = Snapshot::read(&snapshot.layout().unwrap(), &path).unwrap();
    for snapshot in [&snapshot, &again] {
        assert_eq!((snapshot.is_fixed(0), snapshot.is_fixed(1)), (false, true));
        for future in [snapshot.known(4), snapshot.repeated(4)] {
            assert_eq!(future.series[0].drivers[1], [0.0; 4]);
        }
        assert_eq!(snapshot.known(4).series[0].drivers[0], [5.0, 6.0, 3.0, 4.0]);
    }
    let mut later = later();
    later[0].1 = Values::Date((4..8).map(Some).collect());
    assert_eq!(snapshot.given(&later, &config, 4).unwrap().series[0].drivers[1], [0.0; 4]);
}

#[test]
fn a_scenario_cannot_change_what_is_fixed() {
    let config = TrainModel { holidays: Some("US".to_owned()), ..config() };
    let mut columns = columns();
    columns[0].1 = Values::Date((0..6).map(|t| Some(18_807 + t)).collect());
    let snapshot = Snapshot::new(&columns, &config).unwrap();
    let edits = |names: &[&str]| -> Scenario {
        let edit = |name: &&str| serde_json::json!({"driver": name, "change": "shift", "by": 1.0});
        serde_json::from_value(serde_json::json!({"edits": names.iter().map(edit).collect::<Vec<_>>()}))
            .unwrap()
    };
    let holiday = &snapshot.panel.drivers[2].name;
    snapshot.check(&edits(&["price"])).unwrap();
    let Err(Error::Invalid(fields)) = snapshot.check(&edits(&["price", holiday])) else {
        panic!("not refused")
    };
    assert_eq!(fields[0].field, "edits.edits[1].driver");
}

/// Prices of the four days after the past.
fn later() -> Vec<(Column, Values)> {
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    vec![
        (column("day", ColumnType::Date), Values::Date((18_811..18_815).map(Some).collect())),
        (column("price", ColumnType::Float), Values::Float([7.0, 8.0, 9.0, 9.5].map(Some).to_vec())),
    ]
}
