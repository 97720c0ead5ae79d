//! How many different values a column has, and which are the most frequent texts.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use almanac_domain::data::Bin;

use super::shortened;

/// Counted exactly up to here.
const EXACT: usize = 100_000;
/// Frequencies are kept for this many texts, the first that occur.
const COUNTED: usize = 10_000;
const TOP: usize = 20;
const INDEX_BITS: u32 = 14;

/// Hashes are hashed already.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

type Hashed = BuildHasherDefault<Same>;

/// Counts different values.
///
/// Exact up to 100,000 (by 64-bit hashes), then `HyperLogLog`: Flajolet, Fusy, Gandouet, Meunier, "`HyperLogLog`: the
/// analysis of a near-optimal cardinality estimation algorithm", 2007, figure 3, with 64-bit hashes, so without
/// the correction for large ranges.
pub(super) struct Distinct {
    exact: Option<HashSet<u64, Hashed>>,
    registers: Vec<u8>,
    texts: HashMap<u64, (String, u64), Hashed>,
}

/// The finalizer of splitmix64 (Steele, Lea, Flood, 2014): every bit of the value moves every bit of the hash.
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

impl Distinct {
    pub fn new() -> Self {
        Self {
            exact: Some(HashSet::default()),
            registers: vec![0; 1 << INDEX_BITS],
            texts: HashMap::default(),
        }
    }

    pub fn take_number(&mut self, value: u64) {
        self.take(mixed(value));
    }

    pub fn take_text(&mut self, text: &str) {
        let mut hasher = DefaultHasher::new();
        hasher.write(text.as_bytes());
        let hash = hasher.finish();
        self.take(hash);
        if let Some((_, count)) = self.texts.get_mut(&hash) {
            *count += 1;
        } else if self.texts.len() < COUNTED {
            self.texts.insert(hash, (shortened(text), 1));
        }
    }

    fn take(&mut self, hash: u64) {
        if let Some(exact) = &mut self.exact {
            exact.insert(hash);
            if exact.len() > EXACT {
                self.exact = None;
            }
        }
        let index = (hash >> (64 - INDEX_BITS)) as usize;
        let rank = ((hash << INDEX_BITS).leading_zeros().min(64 - INDEX_BITS) + 1) as u8;
        if let Some(register) = self.registers.get_mut(index) {
            *register = rank.max(*register);
        }
    }

    /// The number, and whether it is exact.
    pub fn count(&self) -> (u64, bool) {
        if let Some(exact) = &self.exact {
            return (exact.len() as u64, true);
        }
        let m = self.registers.len() as f64;
        let sum: f64 = self.registers.iter().map(|r| 2_f64.powi(-i32::from(*r))).sum();
        let alpha = 0.7213 / (1.0 + 1.079 / m);
        ((alpha * m * m / sum).round() as u64, false)
    }

    /// The most frequent texts, at most 20.
    pub fn top(&self) -> Vec<Bin> {
        let mut all: Vec<&(String, u64)> = self.texts.values().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.into_iter().take(TOP).map(|(label, count)| Bin { label: label.clone(), count: *count }).collect()
    }

    /// The smallest and the largest of the counted texts.
    pub fn ends(&self) -> (Option<String>, Option<String>) {
        let texts = || self.texts.values().map(|(text, _)| text);
        (texts().min().cloned(), texts().max().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_is_exact_up_to_the_limit_and_close_above() {
        let mut distinct = Distinct::new();
        for value in 0..100_000_u64 {
            distinct.take_number(value);
            distinct.take_number(value);
        }
        assert_eq!(distinct.count(), (100_000, true));
        for value in 0..1_000_000_u64 {
            distinct.take_number(value);
        }
        let (count, exact) = distinct.count();
        assert!(!exact);
        assert!((970_000..1_030_000).contains(&count), "{count}");
    }

    #[test]
    fn top_values_are_sorted_by_count_then_text() {
        let mut distinct = Distinct::new();
        for text in ["b", "a", "c", "c", "b", "c", "a"] {
            distinct.take_text(text);
        }
        let top: Vec<_> = distinct.top().into_iter().map(|b| (b.label, b.count)).collect();
        assert_eq!(top, [("c".into(), 3), ("a".into(), 2), ("b".into(), 2)]);
        assert_eq!(distinct.ends(), (Some("a".into()), Some("c".into())));
    }
}
