//! Codes of authenticator apps: TOTP (RFC 6238) with HMAC-SHA-1, steps of 30 seconds and 6 digits, which is what
//! all apps know.

use std::fmt;

use hmac::{Hmac, Mac};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use rand::CryptoRng;
use sha1::Sha1;

use crate::{base32, same};

/// The length of a secret in bytes (RFC 4226, requirement R6).
const SECRET: usize = 20;
/// How long a code is shown, in seconds.
const STEP: i64 = 30;

/// What app and server share.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; SECRET]);

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(***)")
    }
}

impl TotpSecret {
    /// A new secret of 160 random bits.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; SECRET];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The secret of these bytes; none if they are not 20.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes, to be sealed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its text in base32, as people type it into an app.
    pub fn to_base32(&self) -> String {
        base32::encode(&self.0)
    }

    /// The address that an app reads from a QR code.
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (escape(issuer), escape(account));
        let secret = self.to_base32();
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}"
        )
    }

    /// The code of a step: the number of half minutes since 1970 (RFC 4226, section 5.3).
    pub fn code(&self, step: i64) -> String {
        // HMAC takes keys of any length.
        let mut mac = Hmac::<Sha1>::new(&hmac::digest::Key::<Hmac<Sha1>>::from(self.padded()));
        mac.update(&step.to_be_bytes());
        let digest: [u8; 20] = mac.finalize().into_bytes().into();
        let offset = usize::from(digest.last().copied().unwrap_or_default() & 15);
        let word = digest.iter().skip(offset).take(4).fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
    }

    /// The key filled up with zeros to the block of the hash, which is what HMAC does with a short key.
    fn padded(&self) -> [u8; 64] {
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(self.0) {
            *to = from;
        }
        block
    }

    /// The step of the code, if it is that of a step after `used`, and of the present one, the one before, or
    /// the one after it. `unix` is the time in seconds since 1970.
    pub fn find(&self, code: &str, unix: i64, used: i64) -> Option<i64> {
        let now = unix.div_euclid(STEP);
        (now - 1..=now + 1).find(|step| *step > used && same(self.code(*step).as_bytes(), code.as_bytes()))
    }
}

/// Percent-encodes everything but letters, digits and `-._~` (RFC 3986, section 2.3).
fn escape(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A text as QR code: an SVG document, black on white. None if the text is too long for one (2,331 bytes).
pub fn qr_svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let mut picture = code.render::<svg::Color<'_>>();
    picture.dark_color(svg::Color("#000")).light_color(svg::Color("#fff"));
    Some(picture.min_dimensions(200, 200).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        for (unix, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code(unix / 30), code);
        }
    }

    #[test]
    fn r12_code_counts_one_step_before_and_after_and_never_again() {
        let now = 1_111_111_111;
        let step = now / 30;
        for (code, found) in [
            (secret().code(step - 2), None),
            (secret().code(step - 1), Some(step - 1)),
            (secret().code(step), Some(step)),
            (secret().code(step + 1), Some(step + 1)),
            (secret().code(step + 2), None),
            (String::new(), None),
        ] {
            assert_eq!(secret().find(&code, now, 0), found, "{code}");
        }
        assert_eq!(secret().find(&secret().code(step), now, step), None);
        assert_eq!(secret().find(&secret().code(step - 1), now, step), None, "nor an older one");
    }

    #[test]
    fn address_names_issuer_and_account() {
        let uri = secret().uri("Almanac", "ann+x@example.org");
        assert!(uri.starts_with("otpauth://totp/Almanac:ann%2Bx%40example.org?secret=GEZDGNBV"), "{uri}");
        assert!(qr_svg(&uri).unwrap().contains("<svg"));
    }

    #[test]
    fn secret_is_never_printed() {
        assert_eq!(format!("{:?}", secret()), "TotpSecret(***)");
    }
}
