//! Futures in which some drivers have the values to be explained and the others those of a background.

use std::ops::Range;

use crate::{DriverKind, Error, Event, Fitted, Flow, Forecast, Future, Observer, Panel, Result};

/// A game whose players are the drivers known in advance: the worth of a coalition is the forecast in which its
/// drivers have the values of one future and the others those of another.
pub(crate) struct Game<'a> {
    pub(crate) fitted: &'a dyn Fitted,
    pub(crate) future: &'a Future,
    pub(crate) background: &'a Future,
    /// The row of each player in the future of a series. Static drivers do not play: they are the same in both futures.
    rows: Vec<usize>,
}

/// Point forecasts of all series, one after the other.
pub(crate) type Worth = Vec<f64>;

impl<'a> Game<'a> {
    /// After a check that both futures are of the panel's series and drivers.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names series and driver.
    pub(crate) fn new(
        fitted: &'a dyn Fitted,
        panel: &Panel,
        future: &'a Future,
        background: &'a Future,
    ) -> Result<Self> {
        check(panel, future)?;
        check(panel, background).map_err(|error| Error::Invalid(format!("the background: {error}")))?;
        if future.h != background.h {
            let (h, other) = (future.h, background.h);
            return Err(Error::Invalid(format!("the background has {other} periods, the future {h}")));
        }
        let rows = panel.known().enumerate().filter(|(_, d)| panel.drivers[*d].kind != DriverKind::Static);
        Ok(Self { fitted, future, background, rows: rows.map(|(row, _)| row).collect() })
    }

    /// The forecast of a coalition.
    pub(crate) fn forecast(&self, member: impl Fn(usize) -> bool) -> Result<Forecast> {
        let mut mixed = self.background.clone();
        for (mixed, given) in mixed.series.iter_mut().zip(&self.future.series) {
            for (player, row) in self.rows.iter().enumerate() {
                if member(player) {
                    mixed.drivers[*row].clone_from(&given.drivers[*row]);
                }
            }
        }
        self.fitted.predict(&mixed)
    }

    /// The worth of a coalition.
    pub(crate) fn worth(&self, member: impl Fn(usize) -> bool) -> Result<Worth> {
        let forecast = self.forecast(member)?;
        Ok(forecast.series.into_iter().flat_map(|one| one.mean).collect())
    }
}

/// Whether a future has a row of `h` values for each driver whose future is known of each series of the panel.
///
/// # Errors
/// [`Error::Invalid`], which names series and driver.
pub(crate) fn check(panel: &Panel, future: &Future) -> Result<()> {
    let names: Vec<&str> = panel.known().map(|d| panel.drivers[d].name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    if future.series.len() != panel.series.len() {
        let (given, needed) = (future.series.len(), panel.series.len());
        return Err(Error::Invalid(format!("the future has {given} series, the panel {needed}")));
    }
    for (given, series) in future.series.iter().zip(&panel.series) {
        given.check(&series.unique_id, names.iter().copied(), future.h)?;
    }
    Ok(())
}

/// An observer of a part of the work: its progress becomes that part of the whole.
pub(crate) struct Portion<'a> {
    pub(crate) observer: &'a mut dyn Observer,
    /// The fractions of the whole between which the part lies.
    pub(crate) range: Range<f64>,
}

impl<'a> Portion<'a> {
    /// Part `number` of so many equal ones.
    pub(crate) fn new(observer: &'a mut dyn Observer, number: usize, parts: usize) -> Self {
        let parts = parts.max(1) as f64;
        Self { observer, range: number as f64 / parts..(number + 1) as f64 / parts }
    }
}

impl Observer for Portion<'_> {
    fn on(&mut self, event: &Event) -> Flow {
        let Event::Progress { fraction } = event else { return self.observer.on(event) };
        let Range { start, end } = self.range;
        self.observer.on(&Event::Progress { fraction: (end - start).mul_add(*fraction, start) })
    }
}
