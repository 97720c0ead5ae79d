use almanac_forecast::*;
use serde_json::Value;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
fn main() {
    let m1: Value =
        serde_json::from_str(&std::fs::read_to_string("/work/shared/data/m1_data.json").unwrap()).unwrap();
    let r: Value = serde_json::from_str(&std::fs::read_to_string("/tmp/ar/ref.json").unwrap()).unwrap();
    let arr = |v: &Value| -> Vec<f64> { v.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect() };
    let approx = match std::env::args().nth(1).as_deref() {
        Some("css") => Some(true),
        Some("exact") => Some(false),
        _ => None,
    };
    let full = std::env::args().nth(2).as_deref() == Some("full");
    let mut dump = serde_json::Map::new();
    for p in [1usize, 4, 12] {
        let (mut n, mut ours, mut theirs, mut t_theirs, mut cov, mut cov_t, mut points) =
            (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        let mut spent = 0.0;
        let mut worst = (0.0, String::new());
        let mut naive = 0;
        for (key, v) in r.as_object().unwrap() {
            if v["period"].as_u64().unwrap() as usize != p || v.get("err").is_some() {
                continue;
            }
            let s = &m1[key];
            let (x, xx) = (arr(&s["x"]), arr(&s["xx"]));
            let h = xx.len();
            let panel = Panel {
                frequency: Frequency::Steps(1),
                seasons: vec![p],
                drivers: vec![],
                series: vec![Series { unique_id: key.clone(), start: 0, y: x.clone(), drivers: vec![] }],
            };
            let model = AutoARIMA {
                approximate: approx,
                search: if full { ArimaSearch::Full } else { ArimaSearch::Stepwise },
            };
            let t = std::time::Instant::now();
            let c = cpu();
            let fitted =
                Model::fit(&model, &panel, &Config { h, levels: vec![95], seed: 1 }, &mut Silent).unwrap();
            let f = fitted.predict(&Future { h, series: vec![] }).unwrap();
            spent += cpu() - c;
            naive += fitted.fallbacks().len();
            let w = t.elapsed().as_secs_f64();
            if w > worst.0 {
                worst = (w, key.clone());
            }
            let m = if x.len() > p { p } else { 1 };
            let scale =
                x.iter().skip(m).zip(&x).map(|(a, b)| (a - b).abs()).sum::<f64>() / (x.len() - m) as f64;
            if scale == 0.0 {
                continue;
            }
            let mase =
                |f: &[f64]| f.iter().zip(&xx).map(|(a, b)| (a - b).abs()).sum::<f64>() / h as f64 / scale;
            let tm = arr(&v["mean"]);
            n += 1.0;
            ours += mase(&f.series[0].mean);
            theirs += mase(&tm);
            t_theirs += v["t"].as_f64().unwrap();
            let iv = &f.series[0].intervals[0];
            let hi = arr(&v["hi"]);
            for k in 0..h {
                points += 1.0;
                if xx[k] >= iv.lo[k] && xx[k] <= iv.hi[k] {
                    cov += 1.0;
                }
                if (xx[k] - tm[k]).abs() <= hi[k] - tm[k] {
                    cov_t += 1.0;
                }
            }
            dump.insert(
                key.clone(),
                serde_json::json!({"mase": mase(&f.series[0].mean), "theirs": mase(&tm), "t": w}),
            );
        }
        println!(
            "{p}: n {n} MASE ours {:.4} theirs {:.4}; cpu ours {spent:.2} theirs {t_theirs:.2} ratio {:.4}; coverage {:.3} {:.3}; worst {worst:?} fallbacks {naive}",
            ours / n,
            theirs / n,
            spent / t_theirs,
            cov / points,
            cov_t / points
        );
    }
    std::fs::write("/tmp/ar/ours.json", serde_json::to_string(&dump).unwrap()).unwrap();
}
