//! From the bottom series to those of all nodes.

use std::collections::HashMap;

use super::Hierarchy;
use crate::{Driver, DriverKind, DriverValues, Error, Forecast, Future, FutureSeries, Panel, Result, Series};

impl Hierarchy {
    /// The series of all nodes, in their order, from those of the bottom series in any order.
    ///
    /// All bottom series must end with the same period. One that begins later than others adds nothing to the
    /// sums before; a sum of which a value is missing (NaN) is missing. An aggregate begins where the first
    /// of its members does.
    ///
    /// The numeric drivers of an aggregate are the means of those of its members that are known in the
    /// period: prices, temperatures and shares keep their meaning, and amounts are right but for a constant
    /// factor. A categorical driver has the level that most members have, the first of these in a tie. A static driver is
    /// made of those of all members, whenever they begin.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the series that is missing, unknown, or ends early.
    pub fn aggregate(&self, bottom: &Panel) -> Result<Panel> {
        let order = self.bottom_order(bottom.series.iter().map(|series| series.unique_id.as_str()))?;
        let series: Vec<&Series> = order.iter().map(|i| &bottom.series[*i]).collect();
        check_ends(bottom, &series)?;
        let mut all = Vec::with_capacity(self.len());
        for (id, members) in self.nodes().iter().zip(&self.parts.members) {
            let parts: Vec<&Series> = members.iter().map(|j| series[*j as usize]).collect();
            let Some(longest) = parts.iter().max_by_key(|part| part.y.len()) else { continue };
            let (start, n) = (longest.start, longest.y.len());
            let mut y = vec![0.0; n];
            for part in &parts {
                for (sum, v) in y[n - part.y.len()..].iter_mut().zip(&part.y) {
                    *sum += v;
                }
            }
            let drivers = bottom.drivers.iter().enumerate().map(|(d, driver)| {
                let rows: Vec<&[f64]> =
                    parts.iter().filter_map(|part| part.drivers.get(d).map(Vec::as_slice)).collect();
                merge(driver, &rows, n)
            });
            all.push(Series { unique_id: id.clone(), start, y, drivers: drivers.collect() });
        }
        Ok(bottom.with_series(all))
    }

    /// The future of the drivers of all nodes, from that of the bottom series: see
    /// [`aggregate`](Self::aggregate). `drivers` are those of the panel.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the series that is missing, unknown, or has too few values.
    pub fn aggregate_future(&self, drivers: &[Driver], future: &Future) -> Result<Future> {
        let known: Vec<&Driver> = drivers.iter().filter(|d| d.kind.is_known()).collect();
        if known.is_empty() || future.series.is_empty() {
            return Ok(Future { h: future.h, series: Vec::new() });
        }
        let order = self.bottom_order(future.series.iter().map(|series| series.unique_id.as_str()))?;
        let given: Vec<&FutureSeries> = order.iter().map(|i| &future.series[*i]).collect();
        for one in &given {
            one.check(&one.unique_id, known.iter().map(|driver| driver.name.as_str()), future.h)?;
        }
        let series = self.nodes().iter().zip(&self.parts.members).map(|(id, members)| {
            let row = |k: usize| {
                let rows: Vec<&[f64]> =
                    members.iter().map(|j| given[*j as usize].drivers[k].as_slice()).collect();
                merge(known[k], &rows, future.h)
            };
            FutureSeries { unique_id: id.clone(), drivers: (0..known.len()).map(row).collect() }
        });
        Ok(Future { h: future.h, series: series.collect() })
    }

    /// A panel of all nodes brought into the order of the hierarchy.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names a node that has no series, or a series that is no node.
    pub fn arrange(&self, panel: Panel) -> Result<Panel> {
        let index = self.index();
        let mut slots: Vec<Option<Series>> = vec![None; self.len()];
        for series in panel.series {
            let Some(at) = index.get(series.unique_id.as_str()) else {
                return Err(Error::Invalid(format!("series {:?} is not in the hierarchy", series.unique_id)));
            };
            slots[*at] = Some(series);
        }
        if let Some((id, _)) = self.nodes().iter().zip(&slots).find(|(_, slot)| slot.is_none()) {
            return Err(Error::Invalid(format!("node {id:?} has no series")));
        }
        Ok(Panel { series: slots.into_iter().flatten().collect(), ..panel })
    }

    /// Whether each series of a panel of all nodes is the sum of its bottom series wherever both are known.
    /// `tolerance` is relative to the sum of the absolute values.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the first node and period where it is not, or that the panel is another.
    pub fn check(&self, panel: &Panel, tolerance: f64) -> Result<()> {
        self.check_order(panel.series.iter().map(|series| series.unique_id.as_str()))?;
        let rows: Vec<&[f64]> = panel.series.iter().map(|series| series.y.as_slice()).collect();
        check_ends(panel, &panel.series.iter().collect::<Vec<_>>())?;
        self.check_rows(&rows, tolerance)
    }

    /// The same of a forecast of all nodes.
    ///
    /// # Errors
    /// Those of [`check`](Self::check).
    pub fn check_forecast(&self, forecast: &Forecast, tolerance: f64) -> Result<()> {
        self.check_order(forecast.series.iter().map(|series| series.unique_id.as_str()))?;
        let rows: Vec<&[f64]> = forecast.series.iter().map(|series| series.mean.as_slice()).collect();
        self.check_rows(&rows, tolerance)
    }

    /// Rows that end together; what lies before a row's begin adds nothing.
    fn check_rows(&self, rows: &[&[f64]], tolerance: f64) -> Result<()> {
        for (node, row) in rows.iter().enumerate() {
            let n = row.len();
            let (mut sum, mut size) = (vec![0.0; n], vec![0.0; n]);
            for j in self.members(node) {
                let member = rows[self.bottom()[*j as usize]];
                let (skip, first) = (member.len().saturating_sub(n), n.saturating_sub(member.len()));
                for (t, v) in member[skip..].iter().enumerate() {
                    sum[first + t] += v;
                    size[first + t] += v.abs();
                }
            }
            let wrong = |t: &usize| (row[*t] - sum[*t]).abs() > tolerance * size[*t].max(row[*t].abs());
            if let Some(t) = (0..n).find(wrong) {
                let (id, value, sum) = (&self.nodes()[node], row[t], sum[t]);
                return Err(Error::Invalid(format!(
                    "node {id:?} is {value} in period {} where its bottom series sum to {sum}",
                    t + 1
                )));
            }
        }
        Ok(())
    }

    /// For each bottom series its place among these ids.
    fn bottom_order<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<Vec<usize>> {
        let mut at: HashMap<&str, usize> = HashMap::new();
        for (i, id) in ids.enumerate() {
            if at.insert(id, i).is_some() {
                return Err(Error::Invalid(format!("series {id:?} is there twice")));
            }
        }
        let find = |node: &usize| {
            let id = self.nodes()[*node].as_str();
            at.remove(id)
                .ok_or_else(|| Error::Invalid(format!("bottom series {id:?} of the hierarchy is missing")))
        };
        let order = self.bottom().iter().map(find).collect::<Result<Vec<usize>>>()?;
        match at.keys().min() {
            Some(id) => Err(Error::Invalid(format!("series {id:?} is not in the hierarchy"))),
            None => Ok(order),
        }
    }
}

/// Whether all series end with the same period.
fn check_ends(panel: &Panel, series: &[&Series]) -> Result<()> {
    let end = |one: &Series| panel.frequency.advance(one.start, one.y.len() as i64);
    let last = series.iter().map(|one| end(one)).max();
    match series.iter().find(|one| Some(end(one)) != last) {
        Some(early) => Err(Error::Invalid(format!(
            "series {:?} ends before others: in a hierarchy all end with the same period",
            early.unique_id
        ))),
        None => Ok(()),
    }
}

/// One driver of an aggregate, `n` periods that end where the rows do.
fn merge(driver: &Driver, rows: &[&[f64]], n: usize) -> Vec<f64> {
    match rows {
        [only] => only.to_vec(),
        // The same in all periods, also before some members begin.
        _ if driver.kind == DriverKind::Static => {
            let last: Vec<&[f64]> =
                rows.iter().filter_map(|row| row.last()).map(std::slice::from_ref).collect();
            by_period(driver, &last, 1).repeat(n)
        }
        _ => by_period(driver, rows, n),
    }
}

fn by_period(driver: &Driver, rows: &[&[f64]], n: usize) -> Vec<f64> {
    let levels = match &driver.values {
        DriverValues::Numeric => 0,
        DriverValues::Categorical { levels } => levels.len(),
    };
    let (mut sum, mut known) = (vec![0.0; n], vec![0.0; n]);
    let mut counts = vec![0_u32; n * levels];
    for row in rows {
        let first = n.saturating_sub(row.len());
        for (t, v) in row.iter().enumerate().filter(|(_, v)| v.is_finite()) {
            sum[first + t] += v;
            known[first + t] += 1.0;
            if let Some(count) = counts.get_mut((first + t) * levels + *v as usize).filter(|_| levels > 0) {
                *count += 1;
            }
        }
    }
    if levels == 0 {
        return sum.iter().zip(&known).map(|(sum, known)| sum / known).collect();
    }
    let most = |counts: &[u32]| {
        let best = counts.iter().enumerate().rev().max_by_key(|(_, count)| **count);
        best.filter(|(_, count)| **count > 0).map_or(f64::NAN, |(level, _)| level as f64)
    };
    counts.chunks(levels).map(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Frequency;
    use crate::hierarchy::tests::{crossed, text};

    fn series(id: &str, start: i64, y: &[f64], drivers: &[&[f64]]) -> Series {
        let drivers = drivers.iter().map(|row| row.to_vec()).collect();
        Series { unique_id: id.into(), start, y: y.to_vec(), drivers }
    }

    fn with_drivers() -> Panel {
        let numeric = Driver { name: "price".into(), kind: DriverKind::Futr, values: DriverValues::Numeric };
        let levels = text(&["dry", "rain"]);
        let weather = DriverValues::Categorical { levels };
        let weather = Driver { name: "weather".into(), kind: DriverKind::Futr, values: weather };
        let gap = f64::NAN;
        Panel {
            frequency: Frequency::Steps(1),
            seasons: vec![1],
            drivers: vec![numeric, weather],
            series: vec![
                series("t-h", 0, &[1.0, 2.0, 3.0], &[&[1.0, 2.0, gap], &[0.0, 1.0, 1.0]]),
                series("s-b", 1, &[10.0, gap], &[&[4.0, 4.0], &[1.0, 0.0]]),
                series("s-h", 2, &[100.0], &[&[6.0], &[0.0]]),
            ],
        }
    }

    #[test]
    fn a_static_driver_of_a_sum_is_that_of_all_its_members_from_the_beginning() {
        let mut bottom = with_drivers();
        for (driver, rows) in bottom.drivers.iter_mut().zip([[2.0, 3.0, 7.0], [0.0, 1.0, 1.0]]) {
            driver.kind = DriverKind::Static;
            let at = usize::from(driver.name == "weather");
            for (series, value) in bottom.series.iter_mut().zip(rows) {
                series.drivers[at] = vec![value; series.y.len()];
            }
        }
        let panel = crossed().aggregate(&bottom).unwrap();
        assert_eq!(panel.series[0].drivers, [vec![4.0; 3], vec![1.0; 3]]);
        let future = crossed().aggregate_future(&panel.drivers, &bottom.static_future(2)).unwrap();
        assert_eq!(future.series[0].drivers, [vec![4.0; 2], vec![1.0; 2]]);
    }

    #[test]
    fn later_series_add_nothing_before_and_a_missing_value_is_missing_in_its_sums() {
        let panel = crossed().aggregate(&with_drivers()).unwrap();
        let total = &panel.series[0];
        assert_eq!((total.start, &total.y[..2]), (0, &[1.0, 12.0][..]));
        assert!(total.y[2].is_nan());
        let state = &panel.series[1];
        assert_eq!((state.start, state.y[0]), (1, 10.0));
        let holiday = &panel.series[3];
        assert_eq!((holiday.start, &holiday.y), (0, &vec![1.0, 2.0, 103.0]));
        // Means of what is known; the level that most have.
        assert_eq!(total.drivers[0], [1.0, 3.0, 5.0]);
        assert_eq!(total.drivers[1], [0.0, 1.0, 0.0]);
        assert!(crossed().check(&panel, 1e-9).is_ok());
    }

    #[test]
    fn series_that_do_not_fit_are_named() {
        let hierarchy = crossed();
        let wrong = |change: fn(&mut Panel)| {
            let mut panel = with_drivers();
            change(&mut panel);
            hierarchy.aggregate(&panel).unwrap_err().to_string()
        };
        assert!(wrong(|panel| panel.series[1].y.truncate(1)).contains("\"s-b\" ends"));
        assert!(wrong(|panel| panel.series[1].unique_id = "x".into()).contains("\"s-b\""));
        assert!(wrong(|panel| panel.series[1].unique_id = "t-h".into()).contains("\"t-h\""));
        assert!(wrong(|panel| panel.series.push(series("x", 0, &[0.0; 3], &[]))).contains("\"x\""));
        let mut panel = hierarchy.aggregate(&with_drivers()).unwrap();
        panel.series[4].y[0] += 1.0;
        assert!(hierarchy.check(&panel, 1e-6).unwrap_err().to_string().contains("\"b\" is 11 in period 1"));
        panel.series.swap(0, 1);
        assert!(hierarchy.check(&panel, 1e-6).is_err());
        assert_eq!(hierarchy.arrange(panel.clone()).unwrap().series[0].unique_id, "Total");
        panel.series.pop();
        assert!(hierarchy.arrange(panel).unwrap_err().to_string().contains("\"t-h\""));
    }

    #[test]
    fn the_future_of_drivers_is_aggregated_like_their_past() {
        let one = |id: &str, price: f64, rain: f64| FutureSeries {
            unique_id: id.into(),
            drivers: vec![vec![price; 2], vec![rain; 2]],
        };
        let given = vec![one("s-h", 1.0, 1.0), one("s-b", 2.0, 0.0), one("t-h", 6.0, 1.0)];
        let mut future = Future { h: 2, series: given };
        let all = crossed().aggregate_future(&with_drivers().drivers, &future).unwrap();
        assert_eq!(all.series[0].drivers, [vec![3.0; 2], vec![1.0; 2]]);
        assert_eq!((all.series.len(), all.series[7].drivers[0][0]), (8, 6.0));
        future.series[0].drivers[1].pop();
        assert!(
            crossed()
                .aggregate_future(&with_drivers().drivers, &future)
                .unwrap_err()
                .to_string()
                .contains("weather")
        );
    }
}
