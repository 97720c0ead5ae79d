//! Training a saved network further.

use almanac_forecast::neural::{Architecture, Engine, FineTuned, Training};
use almanac_forecast::{Config, DriverKind, Error, Fitted, Frequency, Model, Panel, Silent, metrics};

use crate::data::{future, shops, until};
use crate::training::fit;

const H: usize = 7;

fn config(h: usize) -> Config {
    Config { h, levels: vec![80, 95], seed: 1, ..Config::default() }
}

fn saved(architecture: Architecture) -> Vec<u8> {
    fit(architecture, &shops(3, 150), 1).artifact().unwrap()
}

/// What raised the numbers lowers them, and the other way round.
fn turned(panel: &Panel) -> Panel {
    let mut panel = panel.clone();
    for series in &mut panel.series {
        series.y.iter_mut().for_each(|y| *y = 60.0 - *y);
    }
    panel
}

fn error(fitted: &dyn Fitted, panel: &Panel) -> f64 {
    let origin = panel.series[0].y.len() - H;
    let forecast = fitted.predict(&future(panel, origin, H)).unwrap();
    let errors = forecast.series.iter().zip(&panel.series);
    errors.map(|(one, series)| metrics::mae(&series.y[origin..], &one.mean)).sum()
}

#[test]
fn it_begins_with_the_saved_weights() {
    let bytes = saved(Architecture::Tide);
    let still = Training {
        epochs: 1,
        learning_rate: 1e-12,
        weight_decay: 0.0,
        refresh: 0,
        ..FineTuned::usual_training()
    };
    let mut model = FineTuned::new(&bytes).unwrap();
    model.training = Some(still);
    let panel = shops(5, 160);
    let past = until(&panel, 160 - H);
    let tuned = model.fit(&past, &config(H), &mut Silent).unwrap();
    let before = Engine::load(&bytes).unwrap().with_context(&past).unwrap();
    let ahead = future(&panel, 160 - H, H);
    let (tuned, before) = (tuned.predict(&ahead).unwrap(), before.forecast(&ahead).unwrap());
    for (a, b) in tuned.series.iter().zip(&before.series) {
        assert!(a.mean.iter().zip(&b.mean).all(|(a, b)| (a - b).abs() < 1e-3 * b.abs()), "{a:?} {b:?}");
    }
}

#[test]
fn it_learns_what_is_new_and_names_its_parent() {
    let bytes = saved(Architecture::Tide);
    let panel = turned(&shops(4, 220));
    let past = until(&panel, 220 - H);
    let before = Engine::load(&bytes).unwrap().with_context(&past).unwrap();
    let mut model = FineTuned::new(&bytes).unwrap();
    model.parent = Some("v1".to_owned());
    assert_eq!(model.name(), "TiDE");
    let tuned = model.fit(&past, &config(H), &mut Silent).unwrap();
    let (was, is) = (error(&before, &panel), error(tuned.as_ref(), &panel));
    assert!(is < 0.9 * was, "{was} {is}");
    let artifact = tuned.artifact().unwrap();
    let again = Engine::load(&artifact).unwrap();
    assert_eq!(again.manifest().parent.as_deref(), Some("v1"));
    assert_eq!(again.manifest().drivers, Engine::load(&bytes).unwrap().manifest().drivers);
    assert!(artifact == model.fit(&past, &config(H), &mut Silent).unwrap().artifact().unwrap());
}

#[test]
fn it_says_what_it_has_seen() {
    let mut model = FineTuned::new(&saved(Architecture::Tide)).unwrap();
    let panel = shops(3, 170);
    // It was trained on 150 periods of the same shops.
    assert!(model.has_seen(&panel, 21) && !model.has_seen(&panel, 20));
    let mut others = panel;
    others.series.iter_mut().for_each(|series| series.unique_id.push('!'));
    assert!(!others.series.is_empty() && !model.has_seen(&others, 100));
    assert!(model.stands_alone());
    model.seen = true;
    assert!(!model.stands_alone());
}

#[test]
fn what_does_not_fit_is_named() {
    let model = FineTuned::new(&saved(Architecture::Tide)).unwrap();
    let refused = |panel: &Panel, h: usize| match model.fit(panel, &config(h), &mut Silent).err() {
        Some(Error::Invalid(why)) => why,
        other => panic!("{other:?}"),
    };
    let panel = shops(2, 120);
    assert!(refused(&panel, H + 1).contains("7 periods"));
    let weekly = Panel { frequency: Frequency::Seconds(604_800), ..panel.clone() };
    assert!(refused(&weekly, H).contains("frequency"));
    let mut without = panel.clone();
    without.drivers.remove(0);
    without.series.iter_mut().for_each(|s| drop(s.drivers.remove(0)));
    assert!(refused(&without, H).contains("\"price\""));
    let mut more = panel.clone();
    let mut extra = more.drivers[0].clone();
    extra.name = "weather".to_owned();
    more.drivers.push(extra);
    more.series.iter_mut().for_each(|s| s.drivers.push(s.drivers[0].clone()));
    assert!(refused(&more, H).contains("does not know driver \"weather\""));
    let mut other = panel;
    other.drivers[0].kind = DriverKind::Hist;
    assert!(refused(&other, H).contains("\"price\""));
    assert!(FineTuned::new(b"nothing").is_err());
}
