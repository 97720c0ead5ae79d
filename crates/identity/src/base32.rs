//! Base32 (RFC 4648, section 6) without padding: what people can type and authenticator apps read.

const ALPHABET: [char; 32] = [
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U',
    'V', 'W', 'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7',
];

/// The text of whole groups of five bytes; what is left over at the end is not written.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let (groups, _) = bytes.as_chunks::<5>();
    let digits = groups.iter().flat_map(|group| {
        let bits = group.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        (0..8).rev().filter_map(move |place| ALPHABET.get((bits >> (5 * place) & 31) as usize))
    });
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_that_of_the_standard() {
        // RFC 4648, section 10.
        assert_eq!(encode(b"fooba"), "MZXW6YTB");
        assert_eq!(encode(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
