//! From the series of a source to those of all nodes of a hierarchy.

use std::borrow::Cow;

use almanac_forecast::hierarchy::Hierarchy;
use almanac_forecast::{Driver, Future, Panel, Series};

use super::{Layout, Snapshot};
use crate::hierarchy::Grouping;
use crate::{Error, Result};

impl Snapshot {
    /// The series of all nodes, from the bottom series.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the series that ends before others.
    pub(super) fn of_all_nodes(self, grouping: &Grouping) -> Result<Self> {
        let hierarchy = grouping.hierarchy(&self.panel)?;
        let wrong = |error: almanac_forecast::Error| Error::field("hierarchy.levels", error.to_string());
        let panel = hierarchy.aggregate(&self.panel).map_err(wrong)?;
        let known = self.known_of_all(&hierarchy).map_err(wrong)?;
        Ok(Self { panel, known, hierarchy: Some(hierarchy), ..self })
    }

    /// What is known of the drivers of all nodes, up to the last period in which anything is.
    fn known_of_all(&self, hierarchy: &Hierarchy) -> almanac_forecast::Result<Vec<Vec<Vec<f64>>>> {
        let rows = || self.known.iter().flatten();
        let ahead = rows().map(Vec::len).max().unwrap_or(0);
        let drivers: Vec<Driver> =
            self.panel.drivers.iter().filter(|driver| driver.kind.is_known()).cloned().collect();
        let padded = |row: &Vec<f64>| {
            let mut row = row.clone();
            row.resize(ahead, f64::NAN);
            row
        };
        let series = self.panel.series.iter().zip(&self.known).map(|(past, known)| Series {
            unique_id: past.unique_id.clone(),
            start: 0,
            y: vec![0.0; ahead],
            drivers: known.iter().map(padded).collect(),
        });
        let panel =
            Panel { frequency: self.panel.frequency, seasons: Vec::new(), drivers, series: series.collect() };
        Ok(hierarchy.aggregate(&panel)?.series.into_iter().map(|series| series.drivers).collect())
    }

    /// The series of the source: the bottom series, if there is a hierarchy.
    pub(super) fn of_source(&self) -> Cow<'_, Panel> {
        let Some(hierarchy) = &self.hierarchy else { return Cow::Borrowed(&self.panel) };
        let series = hierarchy.bottom().iter().filter_map(|node| self.panel.series.get(*node)).cloned();
        Cow::Owned(self.panel.with_series(series.collect()))
    }

    /// The future of the drivers of all nodes, from that of the series of the source.
    pub(super) fn future_of_all(&self, future: Future) -> Result<Future> {
        match &self.hierarchy {
            Some(hierarchy) => Ok(hierarchy.aggregate_future(&self.panel.drivers, &future)?),
            None => Ok(future),
        }
    }

    /// The hierarchy alone, from the layout.
    ///
    /// # Errors
    /// [`Error::Internal`] if the file is damaged.
    pub(crate) fn hierarchy_of(layout: &[u8]) -> Result<Option<Hierarchy>> {
        let layout: Layout = serde_json::from_slice(layout).map_err(Error::internal)?;
        Ok(layout.hierarchy)
    }
}

#[cfg(test)]
mod tests {
    use almanac_domain::data::{Column, ColumnType};
    use almanac_domain::model::TrainModel;
    use almanac_ingest::Values;

    use super::*;

    fn config(more: &serde_json::Value) -> TrainModel {
        let mut config = serde_json::json!({
            "name": "m", "source": {"type": "dataset", "id": "0192f0c1-2345-7000-8000-000000000001"},
            "time": "day", "target": "sales", "horizon": 2, "seasons": [2],
            "drivers": [{"column": "stock", "timing": "hist"}, {"column": "price", "timing": "futr"}],
            "hierarchy": {"levels": "state/shop"}
        });
        for (name, value) in more.as_object().unwrap() {
            config[name] = value.clone();
        }
        serde_json::from_value(config).unwrap()
    }

    type Row = (i64, &'static str, &'static str, f64, Option<f64>);

    /// Days, states, shops, prices and sales of three shops, of which one begins a day later; the prices of one or two
    /// days are known.
    fn columns() -> Vec<(Column, Values)> {
        let rows: [Row; 13] = [
            (0, "N", "a", 1.0, Some(10.0)),
            (1, "N", "a", 2.0, Some(20.0)),
            (2, "N", "a", 3.0, Some(30.0)),
            (3, "N", "a", 4.0, None),
            (4, "N", "a", 5.0, None),
            (1, "N", "b", 6.0, Some(1.0)),
            (2, "N", "b", 7.0, Some(2.0)),
            (3, "N", "b", 8.0, None),
            (0, "S", "a", 1.0, Some(100.0)),
            (1, "S", "a", 1.0, Some(200.0)),
            (2, "S", "a", 1.0, Some(300.0)),
            (3, "S", "a", 1.0, None),
            (4, "S", "a", 1.0, None),
        ];
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        let text = |of: fn(&Row) -> String| Values::Text(rows.iter().map(|row| Some(of(row))).collect());
        let numbers = |values: Vec<Option<f64>>| Values::Float(values);
        vec![
            (column("day", ColumnType::Date), Values::Date(rows.iter().map(|row| Some(row.0)).collect())),
            (column("state", ColumnType::Text), text(|row| row.1.to_owned())),
            (column("shop", ColumnType::Text), text(|row| row.2.to_owned())),
            (column("id", ColumnType::Text), text(|row| format!("{}{}", row.1, row.2))),
            (column("price", ColumnType::Float), numbers(rows.iter().map(|row| Some(row.3)).collect())),
            (column("stock", ColumnType::Float), numbers(rows.iter().map(|_| Some(1.0)).collect())),
            (column("sales", ColumnType::Float), numbers(rows.iter().map(|row| row.4).collect())),
        ]
    }

    fn made(more: &serde_json::Value) -> Result<Snapshot> {
        Snapshot::new(&columns(), &config(more))
    }

    fn why(more: &serde_json::Value, columns: &[(Column, Values)]) -> String {
        match Snapshot::new(columns, &config(more)).unwrap_err() {
            Error::Invalid(fields) => format!("{}: {}", fields[0].field, fields[0].message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn series_and_known_drivers_of_all_nodes_survive_the_files() {
        let snapshot = made(&serde_json::json!({})).unwrap();
        let hierarchy = snapshot.hierarchy.as_ref().unwrap();
        assert_eq!(hierarchy.nodes(), ["Total", "N", "S", "N/a", "N/b", "S/a"]);
        assert_eq!(snapshot.panel.series[0].y, [110.0, 221.0, 332.0]);
        assert_eq!(snapshot.panel.series[1].y, [10.0, 21.0, 32.0]);
        // Means of the prices that are known, two days ahead.
        assert_eq!(snapshot.known[1], [[6.0, 5.0]]);
        let future = snapshot.known(2);
        assert_eq!(future.series[1].drivers, [[6.0, 5.0]]);
        // The shop whose second day is not known repeats the last season.
        assert_eq!(future.series[4].drivers, [[8.0, 7.0]]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("panel");
        snapshot.write(&path).unwrap();
        let layout = snapshot.layout().unwrap();
        let again = Snapshot::read(&layout, &path).unwrap();
        assert_eq!(again.hierarchy, snapshot.hierarchy);
        assert_eq!(again.panel.series, snapshot.panel.series);
        assert_eq!(again.known(2), future);
        assert_eq!(Snapshot::hierarchy_of(&layout).unwrap(), snapshot.hierarchy);
    }

    #[test]
    fn the_future_of_the_source_becomes_that_of_all_nodes() {
        let snapshot = made(&serde_json::json!({"series_id": "id"})).unwrap();
        assert_eq!(snapshot.panel.series[3].unique_id, "Na");
        let mut given = columns();
        for (_, values) in &mut given {
            if let Values::Date(days) = values {
                for day in days.iter_mut() {
                    *day = day.map(|day| day + 3);
                }
            }
        }
        let refused = snapshot.given(&given, &config(&serde_json::json!({"series_id": "id"})), 2);
        assert!(matches!(refused, Err(Error::Invalid(_))), "the first day of the second shop is missing");
        let config = config(&serde_json::json!({"series_id": "id", "horizon": 1}));
        let Values::Date(days) = &mut given[0].1 else { panic!() };
        days[5] = Some(3);
        days[6] = Some(4);
        days[7] = Some(5);
        let future = snapshot.given(&given, &config, 1).unwrap();
        assert_eq!(future.series[1].drivers, [[3.5]]);
        assert_eq!(future.series[4].drivers, [[6.0]]);
    }

    #[test]
    fn series_that_do_not_fit_are_named() {
        let none = serde_json::json!({});
        let by_shop = serde_json::json!({"series_id": "shop", "hierarchy": {"levels": "state"}});
        let wrong = why(&by_shop, &columns());
        assert!(wrong.starts_with("hierarchy.levels: ") && wrong.contains("\"a\" has both"), "{wrong}");
        assert!(wrong.contains("in column \"state\""), "{wrong}");
        let mut early = columns();
        let Values::Float(sales) = &mut early[6].1 else { panic!() };
        sales[6] = None;
        assert!(why(&none, &early).contains("\"N/b\" ends before others"));
        let mut missing = columns();
        let Values::Text(states) = &mut missing[1].1 else { panic!() };
        states[2] = None;
        assert!(why(&none, &missing).contains("row 3, column state"));
    }
}
