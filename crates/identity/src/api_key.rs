//! The text of an API key: `alm_<prefix>_<secret>`.

use rand::CryptoRng;

use crate::secret::generate;

const MARK: &str = "alm_";
const PREFIX: usize = 8;
/// 32 letters and digits that are not taken for one another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A new prefix: eight letters and digits, 40 random bits. It is no secret.
pub fn new_key_prefix(rng: &mut impl CryptoRng) -> String {
    let mut bytes = [0; PREFIX];
    rng.fill_bytes(&mut bytes);
    bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect()
}

/// A new key under this prefix, with a secret of 256 random bits.
pub fn new_key(prefix: &str, rng: &mut impl CryptoRng) -> String {
    format!("{MARK}{prefix}_{}", generate(rng))
}

/// The prefix of what looks like a key.
pub fn key_prefix(text: &str) -> Option<&str> {
    let (prefix, secret) = text.strip_prefix(MARK)?.split_once('_')?;
    let letters = prefix.len() == PREFIX && prefix.bytes().all(|byte| LETTERS.contains(&byte));
    (letters && !secret.is_empty()).then_some(prefix)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn r27_key_has_a_prefix_that_is_read_again_and_256_bits_more() {
        let mut rng = StdRng::seed_from_u64(1);
        let prefix = new_key_prefix(&mut rng);
        let (one, two) = (new_key(&prefix, &mut rng), new_key(&prefix, &mut rng));
        assert_eq!(key_prefix(&one), Some(prefix.as_str()));
        assert_eq!(one.len(), "alm_".len() + 8 + 1 + 43);
        assert_ne!(one, two);
        assert_ne!(new_key_prefix(&mut rng), prefix);
    }

    #[test]
    fn what_is_no_key_has_no_prefix() {
        for text in [
            "",
            "alm_",
            "alm_abcdefgh",
            "alm_abcdefgh_",
            "alm_abc_x",
            "alm_ABCDEFGH_x",
            "key_abcdefgh_x",
            "alm_äbcdefg_x",
        ] {
            assert_eq!(key_prefix(text), None, "{text}");
        }
    }
}
