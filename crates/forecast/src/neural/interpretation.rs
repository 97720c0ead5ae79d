//! What a network that weighs its inputs looked at.

use std::ops::Range;

use burn::tensor::Tensor;

use super::config::Architecture;
use super::engine::Engine;
use crate::explain::{Interpretation, Weight};
use crate::{Error, Future, Result};

impl Engine {
    /// What the network looks at for each series' forecast; `None` if it does not weigh its inputs. Past periods
    /// before the start of a short series are left out of the weights.
    ///
    /// # Errors
    /// Those of [`Engine::forecast`].
    pub fn interpretation(&self, future: &Future) -> Option<Result<Vec<Interpretation>>> {
        (self.manifest().net.architecture == Architecture::Tft).then(|| {
            let drivers = self.full_drivers(future)?;
            let each = self.chunks().map(|chunk| self.looks(chunk.clone(), &drivers[chunk], future.h));
            Ok(each.collect::<Result<Vec<_>>>()?.concat())
        })
    }

    /// The same for one series, given its drivers known in advance as [`Engine::predict`] takes them.
    ///
    /// # Errors
    /// Those of [`Engine::predict`].
    pub fn interpretation_of(&self, series: usize, drivers: &[Vec<f64>]) -> Option<Result<Interpretation>> {
        let net = &self.manifest().net;
        (net.architecture == Architecture::Tft).then(|| {
            let missing = || Error::Invalid(format!("the model has no series number {series}"));
            self.context().get(series).ok_or_else(missing)?;
            self.layout().check_future(drivers, net.h)?;
            self.looks(series..series + 1, &[drivers.to_vec()], net.h)?.pop().ok_or_else(missing)
        })
    }

    /// What the network looks at for some series and the first `h` periods; `drivers` are theirs.
    fn looks(&self, chunk: Range<usize>, drivers: &[Vec<Vec<f64>>], h: usize) -> Result<Vec<Interpretation>> {
        let net = &self.manifest().net;
        let [before, ahead] = self.layout().variables(net.statics > 0).map(|side| side.names);
        let same = &before[before.len() - net.statics..];
        let looks = self.looks_of(self.batch(chunk.clone(), drivers));
        let looks = looks.ok_or_else(|| Error::Artifact("its network is not TFT".to_owned()))?;
        let statics = looks.statics.map(numbers).transpose()?.unwrap_or_default();
        let (past, next, attention) =
            (numbers(looks.past)?, numbers(looks.future)?, numbers(looks.attention)?);
        let count = chunk.len();
        let one = |(k, series): (usize, usize)| {
            let part = |values: &[f64]| {
                let size = values.len() / count;
                values[k * size..(k + 1) * size].to_vec()
            };
            let known = &self.context()[series];
            let mut past = part(&past);
            past.drain(..past.len().saturating_sub(known.y.len().max(1) * before.len()));
            let mut next = part(&next);
            next.truncate(h * ahead.len());
            Interpretation {
                unique_id: Some(known.unique_id.clone()),
                statics: means(same, &part(&statics)),
                past: means(&before, &past),
                future: means(&ahead, &next),
                attention: by_lag(&part(&attention), [net.context, net.h], h),
            }
        };
        Ok(chunk.enumerate().map(one).collect())
    }
}

fn numbers(tensor: Tensor<3>) -> Result<Vec<f64>> {
    let values = tensor.into_data().try_into_vec_as::<f32>().map_err(|e| Error::Numeric(format!("{e:?}")))?;
    if values.iter().any(|value| !value.is_finite()) {
        return Err(Error::Numeric("the weights of the network are not finite".to_owned()));
    }
    Ok(values.into_iter().map(f64::from).collect())
}

/// The mean weight of each variable; `values` holds a row a period.
fn means(names: &[String], values: &[f64]) -> Vec<Weight> {
    let periods = (values.len() / names.len().max(1)).max(1) as f64;
    let mean = |v: usize| values.iter().skip(v).step_by(names.len().max(1)).sum::<f64>() / periods;
    names.iter().enumerate().map(|(v, name)| Weight { name: name.clone(), weight: mean(v) }).collect()
}

/// The mean attention to a period so many periods before, from a row for each of `all_h` future periods over `context`
/// and these; the first `h` rows count.
fn by_lag(attention: &[f64], [context, all_h]: [usize; 2], h: usize) -> Vec<f64> {
    let mut lags = vec![0.0; context + h];
    for (t, row) in attention.chunks_exact(context + all_h).take(h).enumerate() {
        for (at, share) in row[..=context + t].iter().enumerate() {
            lags[context + t - at] += share / h as f64;
        }
    }
    lags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neural::{NeuralModel, Preset, Training};
    use crate::rng::Rng;
    use crate::{
        Config, Driver, DriverKind, DriverValues, Frequency, FutureSeries, Model, Panel, Series, Silent,
    };

    /// Days on which the price of the day decides, beside a driver that does nothing, one known only afterwards,
    /// and a category.
    fn shop(n: usize) -> Panel {
        let mut rng = Rng::new(7);
        let mut draw = |_| 2.0f64.mul_add(rng.unit(), -1.0);
        let [price, noise, visits] = [(); 3].map(|()| (0..n).map(&mut draw).collect::<Vec<f64>>());
        let driver = |name: &str, kind, values| Driver { name: name.to_owned(), kind, values };
        let levels = vec!["north".to_owned(), "south".to_owned()];
        Panel {
            frequency: Frequency::Seconds(86_400),
            seasons: vec![7],
            drivers: vec![
                driver("noise", DriverKind::Futr, DriverValues::Numeric),
                driver("visits", DriverKind::Hist, DriverValues::Numeric),
                driver("price", DriverKind::Futr, DriverValues::Numeric),
                driver("wind", DriverKind::Futr, DriverValues::Categorical { levels }),
            ],
            series: vec![Series {
                unique_id: "a".to_owned(),
                start: 0,
                y: price.iter().map(|price| 50.0 - 10.0 * price).collect(),
                drivers: vec![noise, visits, price, (0..n).map(|t| (t % 2) as f64).collect()],
            }],
        }
    }

    fn ahead(panel: &Panel, origin: usize, h: usize) -> Future {
        let of = |s: &Series| FutureSeries {
            unique_id: s.unique_id.clone(),
            drivers: panel.known().map(|d| s.drivers[d][origin..origin + h].to_vec()).collect(),
        };
        Future { h, series: panel.series.iter().map(of).collect() }
    }

    fn until(panel: &Panel, end: usize) -> Panel {
        let mut panel = panel.clone();
        for s in &mut panel.series {
            s.y.truncate(end);
            s.drivers.iter_mut().for_each(|d| d.truncate(end));
        }
        panel
    }

    fn model(architecture: Architecture, epochs: usize) -> NeuralModel {
        let training = Training { epochs, patience: epochs, windows: 1_024, ..Preset::Tiny.training() };
        let training = Training { batch: 32, learning_rate: 5e-3, ..training };
        NeuralModel {
            training: Some(training),
            context: Some(7),
            ..NeuralModel::new(architecture, Preset::Small)
        }
    }

    fn config(seed: u64) -> Config {
        Config { h: 3, levels: vec![80], seed, ..Config::default() }
    }

    #[test]
    fn the_driver_that_decides_weighs_more_than_noise_and_moves_the_forecast() {
        let panel = shop(410);
        let fitted = model(Architecture::Tft, 12).fit(&until(&panel, 400), &config(1), &mut Silent).unwrap();
        let mut future = ahead(&panel, 400, 3);
        let looked = fitted.interpretation(&future).unwrap().unwrap().remove(0);
        let names = |weights: &[Weight]| weights.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&looked.future), ["weekday", "time of year", "noise", "price", "wind"]);
        assert_eq!(
            names(&looked.past),
            ["target", "weekday", "time of year", "noise", "price", "wind", "visits"]
        );
        assert_eq!(looked.attention.len(), 10);
        let sums = [&looked.past, &looked.future].map(|side| side.iter().map(|one| one.weight).sum::<f64>());
        for sum in sums.into_iter().chain([looked.attention.iter().sum()]) {
            assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        }
        let weight = |name: &str| looked.future.iter().find(|one| one.name == name).unwrap().weight;
        assert!(weight("price") > 1.2 * weight("noise"), "{:?}", looked.future);
        let mut total = |price: f64| {
            future.series[0].drivers[1].fill(price);
            fitted.predict(&future).unwrap().series[0].mean.iter().sum::<f64>()
        };
        assert!(total(-0.8) > total(0.8) + 20.0);
    }

    #[test]
    fn a_loaded_model_tells_the_same_and_a_seed_fixes_it() {
        let panel = shop(120);
        let past = until(&panel, 110);
        let bytes = |seed| {
            let fitted = model(Architecture::Tft, 1).fit(&past, &config(seed), &mut Silent).unwrap();
            (fitted.interpretation(&ahead(&panel, 110, 2)).unwrap().unwrap(), fitted.artifact().unwrap())
        };
        let (told, first) = bytes(1);
        assert!(first == bytes(1).1 && first != bytes(2).1);
        let loaded = Engine::load(&first).unwrap();
        assert_eq!(loaded.interpretation(&ahead(&panel, 110, 2)).unwrap().unwrap(), told);
        assert!(loaded.interpretation(&ahead(&panel, 110, 4)).unwrap().is_err());
        let whole = ahead(&panel, 110, 3);
        let all = loaded.interpretation(&whole).unwrap().unwrap();
        let drivers = &whole.series[0].drivers;
        assert_eq!(loaded.interpretation_of(0, drivers).unwrap().unwrap(), all[0]);
        assert!(loaded.interpretation_of(1, drivers).unwrap().is_err());
        assert!(loaded.interpretation_of(0, &drivers[1..]).unwrap().is_err());
        assert!(loaded.save().unwrap() == first);
        let one = loaded.predict(0, &ahead(&panel, 110, 3).series[0].drivers).unwrap();
        let all = loaded.forecast(&ahead(&panel, 110, 3)).unwrap();
        let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-3;
        assert!(one.mean.iter().zip(&all.series[0].mean).all(close));
    }

    #[test]
    fn static_drivers_are_weighed_once_for_a_series() {
        let mut panel = shop(120);
        let driver = |name: &str, values| Driver { name: name.to_owned(), kind: DriverKind::Static, values };
        panel.drivers.insert(1, driver("size", DriverValues::Numeric));
        let levels = vec!["east".to_owned(), "west".to_owned()];
        panel.drivers.push(driver("region", DriverValues::Categorical { levels }));
        let mut other = panel.series[0].clone();
        other.unique_id = "b".to_owned();
        panel.series.push(other);
        for (k, series) in panel.series.iter_mut().enumerate() {
            let n = series.y.len();
            series.drivers.insert(1, vec![10.0 * k as f64; n]);
            series.drivers.push(vec![k as f64; n]);
        }
        let fitted = model(Architecture::Tft, 1).fit(&until(&panel, 110), &config(1), &mut Silent).unwrap();
        let future = ahead(&panel, 110, 3);
        let told = fitted.interpretation(&future).unwrap().unwrap();
        let names = |weights: &[Weight]| weights.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        for one in &told {
            assert_eq!(names(&one.statics), ["size", "region"]);
            assert_eq!(
                names(&one.future),
                ["weekday", "time of year", "noise", "price", "wind", "size", "region"]
            );
            let past =
                ["target", "weekday", "time of year", "noise", "price", "wind", "visits", "size", "region"];
            assert_eq!(names(&one.past), past);
            for side in [&one.statics, &one.past, &one.future] {
                assert!((side.iter().map(|one| one.weight).sum::<f64>() - 1.0).abs() < 1e-5, "{side:?}");
            }
        }
        assert_ne!(told[0].statics, told[1].statics);
        let loaded = Engine::load(&fitted.artifact().unwrap()).unwrap();
        assert_eq!(loaded.interpretation(&future).unwrap().unwrap(), told);
    }

    #[test]
    fn networks_that_weigh_nothing_tell_nothing() {
        let panel = shop(60);
        let fitted = model(Architecture::Tide, 1).fit(&until(&panel, 50), &config(1), &mut Silent).unwrap();
        assert_eq!(fitted.interpretation(&ahead(&panel, 50, 3)), None);
    }

    #[test]
    fn attention_is_told_by_lag() {
        // Two past periods and two future ones; the last row's last number is the second future period itself.
        let attention = [0.1, 0.2, 0.7, 0.0, 0.4, 0.3, 0.2, 0.1];
        let close = |found: Vec<f64>, expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        };
        close(by_lag(&attention, [2, 2], 2), &[0.4, 0.2, 0.2, 0.2]);
        close(by_lag(&attention, [2, 2], 1), &[0.7, 0.2, 0.1]);
    }
}
