//! Mean, quantiles and histogram of numbers in one pass.

const KEPT: usize = 1_000_000;
const BINS: usize = 20;
const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
const SEED: u64 = 0x5EED_0F41;

/// Gathers numbers; keeps all of them up to a million, then a uniform sample (Vitter, "Random sampling with a
/// reservoir", 1985, algorithm R).
pub(super) struct Numbers {
    kept: Vec<f64>,
    count: u64,
    /// Sum and its lost low part (Neumaier).
    sum: (f64, f64),
    integers: (i64, i64),
    floats: (f64, f64),
    state: u64,
}

/// What is known about the numbers.
pub(super) struct Summary {
    pub mean: Option<f64>,
    /// At 0.05, 0.25, 0.5, 0.75, 0.95; empty without numbers.
    pub quantiles: Vec<f64>,
    /// Lower bound and count.
    pub bins: Vec<(f64, u64)>,
}

impl Numbers {
    pub fn new() -> Self {
        Self {
            kept: Vec::new(),
            count: 0,
            sum: (0.0, 0.0),
            integers: (i64::MAX, i64::MIN),
            floats: (f64::INFINITY, f64::NEG_INFINITY),
            state: SEED,
        }
    }

    pub fn take_integer(&mut self, value: i64) {
        self.integers = (self.integers.0.min(value), self.integers.1.max(value));
        self.take(value as f64);
    }

    pub fn take(&mut self, value: f64) {
        self.floats = (self.floats.0.min(value), self.floats.1.max(value));
        self.add(value);
        self.count += 1;
        if self.kept.len() < KEPT {
            self.kept.push(value);
        } else {
            let at = (self.random() % self.count) as usize;
            if let Some(slot) = self.kept.get_mut(at) {
                *slot = value;
            }
        }
    }

    fn add(&mut self, value: f64) {
        let (sum, lost) = self.sum;
        let next = sum + value;
        let part = if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        self.sum = (next, lost + part);
    }

    /// The next of splitmix64 (Steele, Lea, Flood, 2014).
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let value = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    /// Smallest and largest, as text.
    pub fn range(&self, text: impl Fn((i64, f64)) -> String) -> (Option<String>, Option<String>) {
        if self.count == 0 {
            return (None, None);
        }
        (Some(text((self.integers.0, self.floats.0))), Some(text((self.integers.1, self.floats.1))))
    }

    /// Sorts what was kept and sums up. Bins of whole numbers have whole bounds.
    pub fn finish(&mut self, whole: bool) -> Summary {
        if self.count == 0 {
            return Summary { mean: None, quantiles: Vec::new(), bins: Vec::new() };
        }
        self.kept.sort_unstable_by(f64::total_cmp);
        let mean = (self.sum.0 + self.sum.1) / self.count as f64;
        Summary {
            mean: mean.is_finite().then_some(mean),
            quantiles: LEVELS.iter().map(|level| quantile(&self.kept, *level)).collect(),
            bins: self.bins(whole),
        }
    }

    fn bins(&self, whole: bool) -> Vec<(f64, u64)> {
        let (min, max) = self.floats;
        let width = max / BINS as f64 - min / BINS as f64;
        if max <= min || width <= 0.0 || !width.is_finite() {
            return vec![(min, self.count)];
        }
        let (width, bins) = if whole {
            let width = ((max - min + 1.0) / BINS as f64).ceil();
            (width, (((max - min + 1.0) / width).ceil() as usize).clamp(1, BINS))
        } else {
            (width, BINS)
        };
        let mut counts = vec![0_u64; bins];
        for value in &self.kept {
            let at = ((value / width - min / width) as usize).min(bins - 1);
            counts[at] += 1;
        }
        let scale = self.count as f64 / self.kept.len() as f64;
        counts
            .into_iter()
            .enumerate()
            .map(|(i, count)| (min + width * i as f64, (count as f64 * scale).round() as u64))
            .collect()
    }
}

/// The quantile of sorted values, by linear interpolation between the two next to it (Hyndman and Fan, "Sample
/// quantiles in statistical packages", 1996, type 7: the default of R and `NumPy`).
fn quantile(sorted: &[f64], level: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = level * last as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    let part = at.fract();
    low * (1.0 - part) + high * part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy.quantile([1, 2, 4, 8, 16], [.05, .25, .5, .75, .95]) == [1.2, 2, 4, 8, 14.4]
        let mut numbers = Numbers::new();
        for value in [16.0, 1.0, 8.0, 2.0, 4.0] {
            numbers.take(value);
        }
        let summary = numbers.finish(false);
        for (got, want) in summary.quantiles.iter().zip([1.2, 2.0, 4.0, 8.0, 14.4]) {
            assert!((got - want).abs() < 1e-12, "{got} {want}");
        }
        assert_eq!(summary.mean, Some(6.2));
        assert_eq!(summary.bins.iter().map(|b| b.1).sum::<u64>(), 5);
        assert_eq!(summary.bins.len(), 20);
    }

    #[test]
    fn beyond_the_limit_a_fixed_sample_comes_close() {
        let run = || {
            let mut numbers = Numbers::new();
            (0..3_000_000_i64).for_each(|v| numbers.take_integer(v));
            numbers.finish(true)
        };
        let (one, two) = (run(), run());
        assert_eq!(one.quantiles, two.quantiles, "the same values give the same sample");
        assert!((one.quantiles[2] - 1_500_000.0).abs() < 6_000.0, "{:?}", one.quantiles);
        let total: u64 = one.bins.iter().map(|b| b.1).sum();
        assert!(total.abs_diff(3_000_000) < 20, "{total}");
    }

    #[test]
    fn extreme_and_equal_values_have_a_histogram() {
        let bins = |values: &[f64]| {
            let mut numbers = Numbers::new();
            for value in values {
                numbers.take(*value);
            }
            numbers.finish(false).bins
        };
        assert_eq!(bins(&[2.0, 2.0]), [(2.0, 2)]);
        assert_eq!(bins(&[f64::MIN, f64::MAX]).iter().map(|b| b.1).sum::<u64>(), 2);
        assert!(bins(&[]).is_empty());
    }

    #[test]
    fn whole_numbers_have_whole_bounds() {
        let mut numbers = Numbers::new();
        for value in [0, 1, 1, 0, 1] {
            numbers.take_integer(value);
        }
        assert_eq!(numbers.finish(true).bins, [(0.0, 2), (1.0, 3)]);
    }
}
