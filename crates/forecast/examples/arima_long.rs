use almanac_forecast::*;
fn lcg(n: usize, seed: u64) -> Vec<f64> {
    let mut s = seed;
    (0..n)
        .map(|_| {
            (0..12)
                .map(|_| {
                    s = s.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (s >> 11) as f64 / (1u64 << 53) as f64
                })
                .sum::<f64>()
                - 6.0
        })
        .collect()
}
fn series(n: usize, m: usize) -> Vec<f64> {
    let e = lcg(n, 7 + (n + m) as u64);
    let g = lcg(n, 3);
    let mut y = vec![0.0; n];
    for t in 0..n {
        y[t] = e[t] + if t > 0 { 0.7 * y[t - 1] + 0.4 * e[t - 1] } else { 0.0 };
    }
    (0..n)
        .map(|t| {
            50.0 + y[t]
                + if m > 1 {
                    3.0 * (std::f64::consts::TAU * t as f64 / m as f64).sin() * (1.0 + g[t] * 0.1)
                } else {
                    0.0
                }
        })
        .collect()
}
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
fn main() {
    for (n, ms) in [
        (200usize, vec![12usize]),
        (500, vec![12]),
        (1000, vec![1]),
        (3000, vec![1]),
        (400, vec![24]),
        (1000, vec![24]),
        (3000, vec![24, 168]),
        (100, vec![4]),
    ] {
        for approximate in [None, Some(true), Some(false)] {
            let y = series(n, ms[0]);
            let panel = Panel {
                frequency: Frequency::Steps(1),
                seasons: ms.clone(),
                drivers: vec![],
                series: vec![Series { unique_id: "a".into(), start: 0, y, drivers: vec![] }],
            };
            let model = AutoARIMA { approximate, ..AutoARIMA::default() };
            let c = cpu();
            let t = std::time::Instant::now();
            let f = Model::fit(&model, &panel, &Config { h: 24, levels: vec![95], seed: 1 }, &mut Silent)
                .unwrap();
            println!(
                "{n} {ms:?} {approximate:?} cpu {:.3} wall {:.3} {:?}",
                cpu() - c,
                t.elapsed().as_secs_f64(),
                f.predict(&Future { h: 2, series: vec![] }).unwrap().series[0].mean
            );
        }
    }
}
