//! A distribution from a few of its quantiles, which is what networks learn.

/// The quantiles that every network learns, ascending.
pub(crate) const QUANTILES: [f64; 5] = [0.025, 0.1, 0.5, 0.9, 0.975];

/// Standard normal quantiles of [`QUANTILES`].
const NORMAL: [f64; 5] = [-1.959_964, -1.281_552, 0.0, 1.281_552, 1.959_964];

/// The learned quantile function of one period, read at probability `p`: linear between the learned
/// quantiles on the scale of normal deviates, and continued beyond them.
pub(crate) fn quantile(learned: &[f64; 5], p: f64) -> f64 {
    let z = normal(p);
    let k = NORMAL[1..4].iter().filter(|knot| z > **knot).count();
    let slope = (learned[k + 1] - learned[k]) / (NORMAL[k + 1] - NORMAL[k]);
    slope.mul_add(z - NORMAL[k], learned[k])
}

/// The standard normal deviate of `p`; exact enough at the knots to return the learned quantiles.
fn normal(p: f64) -> f64 {
    match QUANTILES.iter().position(|q| (q - p).abs() < 1e-9) {
        Some(k) => NORMAL[k],
        None => acklam(p),
    }
}

/// P. J. Acklam's rational approximation of the normal quantile function (relative error below 1.2e-9).
fn acklam(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let poly = |c: &[f64], x: f64| c.iter().fold(0.0, |sum: f64, c| sum.mul_add(x, *c));
    let p = p.clamp(1e-9, 1.0 - 1e-9);
    if p > 0.5 {
        return -acklam(1.0 - p);
    }
    if p < 0.024_25 {
        let q = (-2.0 * p.ln()).sqrt();
        return poly(&C, q) / poly(&D, q).mul_add(q, 1.0);
    }
    let q = p - 0.5;
    let r = q * q;
    poly(&A, r) * q / poly(&B, r).mul_add(r, 1.0)
}

/// The mean of a period by Swanson's rule, 0.3 q10 + 0.4 q50 + 0.3 q90 (Hurst, Brown, Swanson 2000): totals
/// add up, which medians of skewed distributions do not.
pub(crate) fn mean(learned: &[f64; 5]) -> f64 {
    0.3f64.mul_add(learned[1] + learned[3], 0.4 * learned[2])
}

/// The bounds of a level before recalibration.
pub(crate) fn raw_bounds(learned: &[f64; 5], level: u8) -> (f64, f64) {
    let tail = (1.0 - f64::from(level) / 100.0) / 2.0;
    (quantile(learned, tail), quantile(learned, 1.0 - tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEARNED: [f64; 5] = [-2.0, -1.0, 1.0, 5.0, 9.0];

    #[test]
    fn learned_quantiles_are_returned_unchanged_and_order_is_kept_between_and_beyond() {
        for (p, q) in QUANTILES.iter().zip(LEARNED) {
            assert!((quantile(&LEARNED, *p) - q).abs() < 1e-9);
        }
        let ps = [0.005, 0.025, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.975, 0.995];
        let qs: Vec<f64> = ps.iter().map(|p| quantile(&LEARNED, *p)).collect();
        assert!(qs.windows(2).all(|w| w[0] < w[1]), "{qs:?}");
    }

    /// Standard normal table: Φ⁻¹(0.995) = 2.575829, Φ⁻¹(0.95) = 1.644854, Φ⁻¹(0.01) = −2.326348.
    #[test]
    fn normal_quantiles_are_those_of_the_table() {
        for (p, z) in [(0.995, 2.575_829), (0.95, 1.644_854), (0.01, -2.326_348), (0.5, 0.0)] {
            assert!((acklam(p) - z).abs() < 1e-5, "{p}");
        }
    }
}
