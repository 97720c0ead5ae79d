//! Numbers of half precision (IEEE 754, binary16), in which the weights are stored.

/// The nearest number of half precision; ties go to the even one.
#[cfg(feature = "train")]
pub(super) fn encode(value: f32) -> u16 {
    let sign = ((value.to_bits() >> 16) & 0x8000) as u16;
    let size = value.abs().min(65_504.0);
    // One unit in the last place: 2^-24 below 2^-14, else 2^-10 of the power of two at or below.
    let exponent = if size < 2.0_f32.powi(-14) { -14 } else { ((size.to_bits() >> 23) as i32) - 127 };
    let units = (size * 2.0_f32.powi(10 - exponent)).round_ties_even() as u16;
    // A subnormal number has no implicit bit; rounding up to the next power of two carries into the exponent.
    sign | ((((exponent + 14) as u16) << 10) + units)
}

/// The number that 16 bits stand for.
pub(super) fn decode(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f32::from(bits & 0x3FF));
    let size = match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        31 => f32::NAN,
        _ => (fraction + 1024.0) * 2.0_f32.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { size } else { -size }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of IEEE 754: 1, −2, the largest, the least normal and the least subnormal number, one third.
    #[test]
    fn bits_stand_for_the_numbers_of_the_standard() {
        let published = [
            (0x3C00, 1.0),
            (0xC000, -2.0),
            (0x7BFF, 65_504.0),
            (0x0400, 6.103_515_6e-5),
            (0x0001, 5.960_464_5e-8),
            (0x3555, 0.333_251_95),
            (0x0000, 0.0),
        ];
        for (bits, value) in published {
            assert!((decode(bits) - value).abs() <= 1e-7 * value.abs(), "{bits:x}");
        }
        assert!(decode(0x7C01).is_nan());
    }

    #[cfg(feature = "train")]
    #[test]
    fn every_number_comes_back() {
        for bits in (0..=u16::MAX).filter(|bits| bits >> 10 & 0x1F != 31) {
            assert_eq!(encode(decode(bits)), bits);
        }
        assert_eq!((encode(1.0 / 3.0), encode(1e9), encode(2.0 - 1e-5)), (0x3555, 0x7BFF, 0x4000));
    }
}
