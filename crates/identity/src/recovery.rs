//! Recovery codes: printed and kept for the day on which the phone is lost.

use rand::CryptoRng;

use crate::{base32, hash};

/// How many codes a person has.
const CODES: usize = 10;

/// Ten new codes of 80 random bits each, in four groups of four characters.
pub fn recovery_codes(rng: &mut impl CryptoRng) -> Vec<String> {
    let mut code = || {
        let mut bytes = [0; 10];
        rng.fill_bytes(&mut bytes);
        let text: Vec<char> = base32::encode(&bytes).to_lowercase().chars().collect();
        let groups: Vec<String> = text.chunks(4).map(|group| group.iter().collect()).collect();
        groups.join("-")
    };
    (0..CODES).map(|_| code()).collect()
}

/// The SHA-256 of a code, however it is typed: case, spaces and hyphens do not matter. A fast hash is enough:
/// the code is random.
pub fn recovery_hash(code: &str) -> [u8; 32] {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    hash(&plain)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn ten_codes_of_eighty_bits_are_all_different() {
        let mut codes = recovery_codes(&mut StdRng::seed_from_u64(1));
        assert!(codes.iter().all(|code| code.len() == 19), "{codes:?}");
        codes.dedup();
        assert_eq!(codes.len(), CODES);
    }

    #[test]
    fn code_is_the_same_however_it_is_typed() {
        assert_eq!(recovery_hash("abcd-efgh-2345-6777"), recovery_hash(" ABCD EFGH23456777 "));
        assert_ne!(recovery_hash("abcd-efgh-2345-6777"), recovery_hash("abcd-efgh-2345-6776"));
    }
}
