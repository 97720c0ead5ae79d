//! A panel is forecast as a whole even if single series are too short for a model.

use crate::baseline::{Naive, SeasonalNaive};
use crate::explain::{Explanation, Interpretation, Part};
use crate::local::{Gaussian, Local, Task};
use crate::{Config, Fitted, Forecast, Future, Model, Observer, Panel, Result, Series, Silent};

/// Seasonal naive; naive for a series of at most one season.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fallback;

impl Local for Fallback {
    fn name(&self) -> &'static str {
        "Fallback"
    }

    fn min_length(&self, _season: usize) -> usize {
        1
    }

    fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
        if task.y.len() > task.season() { SeasonalNaive.forecast(task) } else { Naive.forecast(task) }
    }
}

/// Periods from the first observed target on.
fn length(series: &Series) -> usize {
    series.y.iter().position(|v| v.is_finite()).map_or(0, |first| series.y.len() - first)
}

/// Fits `model` to the series of `panel` that are long enough for it, and seasonal naive (naive for
/// a series of at most one season) to the others; [`Fitted::fallbacks`] tells which.
///
/// # Errors
/// Those of the model. A series without any observed target is [`crate::Error::TooShort`].
pub fn fit(
    model: &dyn Model,
    panel: &Panel,
    config: &Config,
    observer: &mut dyn Observer,
) -> Result<Box<dyn Fitted>> {
    let needed = model.min_length(panel.season(), config.h);
    let (long, short): (Vec<usize>, Vec<usize>) =
        (0..panel.series.len()).partition(|&i| length(&panel.series[i]) >= needed);
    if short.is_empty() {
        return model.fit(panel, config, observer);
    }
    let fitted =
        if long.is_empty() { None } else { Some(model.fit(&part(panel, &long), config, observer)?) };
    let rest = Model::fit(&Fallback, &part(panel, &short), config, observer)?;
    let inner: Vec<usize> = fitted.iter().flat_map(|f| f.fallbacks()).map(|&i| long[i]).collect();
    let mut fallbacks = [short.as_slice(), &inner].concat();
    fallbacks.sort_unstable();
    Ok(Box::new(Mixed { fitted, long, rest, short, fallbacks, config: config.clone() }))
}

fn part(panel: &Panel, members: &[usize]) -> Panel {
    panel.with_series(members.iter().map(|&i| panel.series[i].clone()).collect())
}

struct Mixed {
    fitted: Option<Box<dyn Fitted>>,
    long: Vec<usize>,
    rest: Box<dyn Fitted>,
    short: Vec<usize>,
    fallbacks: Vec<usize>,
    config: Config,
}

impl Mixed {
    /// What is known of the future of the series that the model was fitted to.
    fn future_of_long(&self, future: &Future) -> Future {
        let series = self.long.iter().filter_map(|&i| future.series.get(i).cloned()).collect();
        Future { h: future.h, series }
    }

    /// The explanations of all series: of those that are forecast naively, parts that say nothing.
    fn explained(&self, future: &Future, explained: Vec<Explanation>) -> Result<Vec<Explanation>> {
        let names = explained.first().map_or(&[][..], |one| &one.parts);
        let nothing = |h: usize| {
            let part = |part: &Part| Part { values: vec![0.0; h], errors: Vec::new(), ..part.clone() };
            names.iter().map(part).collect()
        };
        let rest = self.rest.predict(&Future { h: future.h, series: Vec::new() })?;
        let rest: Vec<Explanation> = rest
            .series
            .into_iter()
            .map(|one| Explanation {
                unique_id: one.unique_id,
                start: one.start,
                base: one.mean.clone(),
                parts: nothing(one.mean.len()),
                forecast: one.mean,
            })
            .collect();
        let mut slots: Vec<_> = vec![None; self.long.len() + self.short.len()];
        for (&i, one) in self.long.iter().zip(explained).chain(self.short.iter().zip(rest)) {
            slots[i] = Some(one);
        }
        Ok(slots.into_iter().flatten().collect())
    }
}

impl Fitted for Mixed {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        let mut slots: Vec<_> = vec![None; self.long.len() + self.short.len()];
        if let Some(fitted) = &self.fitted {
            let forecast = fitted.predict(&self.future_of_long(future))?;
            for (&i, one) in self.long.iter().zip(forecast.series) {
                slots[i] = Some(one);
            }
        }
        let forecast = self.rest.predict(&Future { h: future.h, series: Vec::new() })?;
        for (&i, one) in self.short.iter().zip(forecast.series) {
            slots[i] = Some(one);
        }
        Ok(Forecast { series: slots.into_iter().flatten().collect() })
    }

    fn update(&self, panel: &Panel) -> Option<Result<Box<dyn Fitted>>> {
        if panel.series.len() != self.long.len() + self.short.len() {
            return None;
        }
        let fitted = self.fitted.as_ref()?.update(&part(panel, &self.long))?;
        let rest = || Model::fit(&Fallback, &part(panel, &self.short), &self.config, &mut Silent);
        Some(fitted.and_then(|fitted| {
            Ok(Box::new(Self {
                fitted: Some(fitted),
                long: self.long.clone(),
                rest: rest()?,
                short: self.short.clone(),
                fallbacks: self.fallbacks.clone(),
                config: self.config.clone(),
            }) as Box<dyn Fitted>)
        }))
    }

    fn contributions(
        &self,
        future: &Future,
        observer: &mut dyn Observer,
    ) -> Option<Result<Vec<Explanation>>> {
        let explained = self.fitted.as_ref()?.contributions(&self.future_of_long(future), observer)?;
        Some(explained.and_then(|explained| self.explained(future, explained)))
    }

    /// Of the series that were long enough; the others were not looked at.
    fn interpretation(&self, future: &Future) -> Option<Result<Vec<Interpretation>>> {
        self.fitted.as_ref()?.interpretation(&self.future_of_long(future))
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        self.fitted.as_ref().and_then(|fitted| fitted.artifact())
    }

    fn fallbacks(&self) -> &[usize] {
        &self.fallbacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AutoETS, Frequency};

    fn series(id: &str, y: &[f64]) -> Series {
        Series { unique_id: id.into(), start: 0, y: y.to_vec(), drivers: Vec::new() }
    }

    #[test]
    fn short_series_are_forecast_naively_in_their_place_and_named() {
        let long: Vec<f64> = (0..40).map(f64::from).collect();
        let series = vec![series("a", &[3.0]), series("b", &long), series("c", &[1.0, 2.0, 3.0])];
        let panel = Panel { frequency: Frequency::Steps(1), seasons: vec![2], drivers: Vec::new(), series };
        let config = Config { h: 2, levels: vec![80], seed: 1, ..Config::default() };
        let fitted = fit(&AutoETS, &panel, &config, &mut Silent).unwrap();
        let forecast = fitted.predict(&Future { h: 2, series: Vec::new() }).unwrap();
        let ids: Vec<&str> = forecast.series.iter().map(|s| s.unique_id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(forecast.series[0].mean, [3.0, 3.0]);
        assert_eq!(forecast.series[2].mean, [2.0, 3.0]);
        assert!((forecast.series[1].mean[1] - 41.0).abs() < 0.1);
        assert_eq!(fitted.fallbacks(), [0, 2]);
    }
}
