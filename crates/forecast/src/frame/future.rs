//! From a table of future drivers to a [`Future`].

use std::collections::HashMap;

use super::grid::{index, show};
use super::sort::sorted;
use super::{Ds, check_driver};
use crate::{DriverKind, Error, Frequency, Future, FutureSeries, Panel, Result};

/// A table of the drivers known in advance, one row per series and period, in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct FutureFrame {
    /// The series of each row; `None` if the panel has one series.
    pub ids: Option<Vec<String>>,
    /// The time of each row.
    pub ds: Ds,
    /// The drivers by name; the index of the panel's level for categories. Drivers that the panel
    /// does not know in advance are ignored.
    pub drivers: Vec<(String, Vec<f64>)>,
}

/// Where the values of a driver are.
enum Column<'a> {
    /// In the table: its name and its values.
    Given(&'a str, &'a [f64]),
    /// In the past of this driver of the panel.
    Static(usize),
}

impl FutureFrame {
    /// The drivers of the `h` periods after each series' end; static ones have the value of the past. Rows for other periods
    /// or unknown series are ignored.
    ///
    /// # Errors
    /// [`Error::Invalid`], naming series, `ds` and driver: a driver, a period or a value is missing,
    /// a period comes twice, columns differ in length, a value is infinite or no level.
    pub fn into_future(self, panel: &Panel, h: usize) -> Result<Future> {
        let n = self.ds.values().len();
        if let Some(ids) = &self.ids
            && ids.len() != n
        {
            return Err(Error::Invalid(format!("column unique_id has {} rows, ds has {n}", ids.len())));
        }
        if panel.futr().next().is_none() {
            return Ok(panel.static_future(h));
        }
        let columns = self.columns(panel, n)?;
        let sorted = sorted(self.ids.as_deref(), self.ds.values());
        let by_name: HashMap<&str, usize> =
            sorted.names.iter().enumerate().map(|(s, name)| (*name, s)).collect();
        let only = self.ids.is_none() && panel.series.len() == 1;
        let series = panel.series.iter().map(|series| {
            let rows = if only {
                sorted.rows(0)
            } else {
                by_name.get(series.unique_id.as_str()).map_or(&[][..], |s| sorted.rows(*s))
            };
            let start = panel.frequency.advance(series.start, series.y.len() as i64);
            let places = self.places(rows, &series.unique_id, panel.frequency, start, h)?;
            let drivers = columns.iter().map(|column| {
                let (name, column) = match column {
                    Column::Static(driver) => return Ok(series.constant(*driver, h)),
                    Column::Given(name, column) => (name, column),
                };
                let values = places.iter().enumerate().map(|(k, row)| match column[*row] {
                    value if value.is_nan() => {
                        let steps = matches!(panel.frequency, Frequency::Steps(_));
                        let ds = show(panel.frequency.advance(start, k as i64), steps);
                        Err(Error::Invalid(format!(
                            "driver {name:?} has no value for series {:?} at {ds}",
                            series.unique_id
                        )))
                    }
                    value => Ok(value),
                });
                values.collect::<Result<Vec<f64>>>()
            });
            Ok(FutureSeries { unique_id: series.unique_id.clone(), drivers: drivers.collect::<Result<_>>()? })
        });
        Ok(Future { h, series: series.collect::<Result<_>>()? })
    }

    /// The panel's drivers whose future is known, with their columns here.
    fn columns<'a>(&'a self, panel: &'a Panel, n: usize) -> Result<Vec<Column<'a>>> {
        panel
            .known()
            .map(|d| {
                let driver = &panel.drivers[d];
                if driver.kind == DriverKind::Static {
                    return Ok(Column::Static(d));
                }
                let Some((_, column)) = self.drivers.iter().find(|(name, _)| *name == driver.name) else {
                    return Err(Error::Invalid(format!("the future has no column {:?}", driver.name)));
                };
                if column.len() != n {
                    return Err(Error::Invalid(format!(
                        "column {} has {} rows, ds has {n}",
                        driver.name,
                        column.len()
                    )));
                }
                check_driver(driver, column)?;
                Ok(Column::Given(&driver.name, column))
            })
            .collect()
    }

    /// The row of each of the `h` periods from `start` on.
    fn places(
        &self,
        rows: &[usize],
        unique_id: &str,
        frequency: Frequency,
        start: i64,
        h: usize,
    ) -> Result<Vec<usize>> {
        let steps = matches!(frequency, Frequency::Steps(_));
        let mut places: Vec<Option<usize>> = vec![None; h];
        for &row in rows {
            let ds = self.ds.values()[row];
            let Some(k) = index(frequency, start, ds).filter(|k| *k < h) else { continue };
            if places[k].replace(row).is_some() {
                return Err(Error::Invalid(format!(
                    "the future has series {unique_id:?} at {} twice",
                    show(ds, steps)
                )));
            }
        }
        places
            .into_iter()
            .enumerate()
            .map(|(k, row)| {
                row.ok_or_else(|| {
                    let ds = show(frequency.advance(start, k as i64), steps);
                    Error::Invalid(format!("the future has no row for series {unique_id:?} at {ds}"))
                })
            })
            .collect()
    }
}
