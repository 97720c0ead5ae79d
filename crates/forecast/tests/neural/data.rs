//! Panels for the tests.

use almanac_forecast::{Driver, DriverKind, DriverValues, Frequency, Future, FutureSeries, Panel, Series};

fn driver(name: &str, kind: DriverKind, values: DriverValues) -> Driver {
    Driver { name: name.to_owned(), kind, values }
}

fn futr(name: &str) -> Driver {
    driver(name, DriverKind::Futr, DriverValues::Numeric)
}

/// A wave in [0, 1) without a random generator.
fn noise(t: usize, salt: usize) -> f64 {
    let x = ((t * 7919 + salt * 104_729) as f64 * 12.9898).sin() * 43_758.547;
    x - x.floor()
}

/// Daily series with a weekly season, a price that lowers them, a promotion level that raises them, and a lagged
/// driver; a tenth of the values is missing.
pub fn shops(series: usize, n: usize) -> Panel {
    let levels = vec!["none".to_owned(), "flyer".to_owned()];
    let drivers = vec![
        futr("price"),
        driver("visits", DriverKind::Hist, DriverValues::Numeric),
        driver("promotion", DriverKind::Futr, DriverValues::Categorical { levels }),
    ];
    let one = |i: usize| {
        let price: Vec<f64> = (0..n).map(|t| 1.0 + noise(t, i)).collect();
        let promotion: Vec<f64> = (0..n).map(|t| f64::from(u8::from(noise(t, i + 50) > 0.8))).collect();
        let y = |t: usize| {
            let week = [1.0, 1.0, 1.1, 1.2, 1.5, 2.0, 0.5][t % 7];
            (10.0 + i as f64) * (week + 0.5 * promotion[t] - 0.2 * price[t] + 0.1 * noise(t, i + 99))
        };
        let seen = |t: usize| if noise(t, i + 7) < 0.1 { f64::NAN } else { y(t) };
        Series {
            unique_id: format!("shop {i}"),
            start: 1_577_836_800,
            y: (0..n).map(seen).collect(),
            drivers: vec![price.clone(), (0..n).map(|t| 2.0 * y(t)).collect(), promotion.clone()],
        }
    };
    Panel {
        frequency: Frequency::Seconds(86_400),
        seasons: vec![7],
        drivers,
        series: (0..series).map(one).collect(),
    }
}

/// The shipped bike-sharing data (UCI data set 275, CC BY 4.0) with six drivers known in advance.
pub fn bike() -> Panel {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/bike_sharing_hourly.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    let at = |name: &str| header.iter().position(|c| *c == name).unwrap();
    let column = |name: &str| rows.iter().map(|r| r[at(name)].parse().unwrap()).collect::<Vec<f64>>();
    let mut levels: Vec<String> = rows.iter().map(|r| r[at("weather")].to_owned()).collect();
    levels.sort();
    levels.dedup();
    let index = |r: &Vec<&str>| levels.iter().position(|l| l == r[at("weather")]).unwrap() as f64;
    let names = ["temp", "hum", "windspeed", "holiday", "workingday"];
    let mut values: Vec<Vec<f64>> = names.iter().map(|n| column(n)).collect();
    values.push(rows.iter().map(index).collect());
    let mut drivers: Vec<Driver> = names.iter().map(|n| futr(n)).collect();
    drivers.push(driver("weather", DriverKind::Futr, DriverValues::Categorical { levels: levels.clone() }));
    let series =
        Series { unique_id: "bike".to_owned(), start: 1_293_840_000, y: column("users"), drivers: values };
    Panel { frequency: Frequency::Seconds(3600), seasons: vec![24, 168], drivers, series: vec![series] }
}

/// The panel cut before period `end`.
pub fn until(panel: &Panel, end: usize) -> Panel {
    let mut panel = panel.clone();
    for s in &mut panel.series {
        s.y.truncate(end);
        s.drivers.iter_mut().for_each(|d| d.truncate(end));
    }
    panel
}

/// What is known of the `h` periods from `origin` on.
pub fn future(panel: &Panel, origin: usize, h: usize) -> Future {
    let of = |s: &Series| FutureSeries {
        unique_id: s.unique_id.clone(),
        drivers: panel.known().map(|d| s.drivers[d][origin..origin + h].to_vec()).collect(),
    };
    Future { h, series: panel.series.iter().map(of).collect() }
}
