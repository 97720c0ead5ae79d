//! Certificates of providers, and our own key.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use openssl::asn1::{Asn1Integer, Asn1Time, Asn1TimeRef};
use openssl::bn::BigNum;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use openssl::x509::{X509, X509NameBuilder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Shorter RSA keys are not taken.
const RSA_BITS: u32 = 2048;

/// A certificate under which a provider signs. Its dates are shown to the administrator; they do not decide, because
/// the provider's metadata vouches for the key, not a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The certificate itself, DER in base64.
    pub der: String,
    /// SHA-256 of the DER in hexadecimal, as an administrator compares it.
    pub fingerprint: String,
    /// Since when it is valid.
    pub not_before: DateTime<Utc>,
    /// Until when it is valid.
    pub not_after: DateTime<Utc>,
}

/// Why a certificate is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bad {
    Unreadable,
    WeakKey,
}

impl Certificate {
    /// Reads what is in a `ds:X509Certificate`.
    pub(super) fn from_base64(text: &str) -> Result<Self, Bad> {
        let text: String = text.split_ascii_whitespace().collect();
        let der = STANDARD.decode(text).map_err(|_| Bad::Unreadable)?;
        let read = X509::from_der(&der).map_err(|_| Bad::Unreadable)?;
        let key = read.public_key().map_err(|_| Bad::Unreadable)?;
        let strong = match key.id() {
            Id::RSA => key.bits() >= RSA_BITS,
            Id::EC => key.bits() >= 256,
            _ => false,
        };
        if !strong {
            return Err(Bad::WeakKey);
        }
        let time = |time: &Asn1TimeRef| time_of(time).map_err(|_| Bad::Unreadable);
        Ok(Self {
            fingerprint: hex::encode(Sha256::digest(&der)),
            not_before: time(read.not_before())?,
            not_after: time(read.not_after())?,
            der: STANDARD.encode(der),
        })
    }

    pub(super) fn to_der(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.der).ok()
    }
}

fn time_of(time: &Asn1TimeRef) -> Result<DateTime<Utc>, ErrorStack> {
    let since = Asn1Time::from_unix(0)?.diff(time)?;
    let seconds = i64::from(since.days) * 86_400 + i64::from(since.secs);
    Ok(DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::UNIX_EPOCH))
}

/// The key with which we sign our requests, and its certificate for our metadata. To be kept sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKey {
    /// PKCS #8, DER in base64.
    private: String,
    /// DER in base64.
    certificate: String,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(***)")
    }
}

impl SigningKey {
    /// A new RSA key of 2048 bits with a certificate of its own for ten years. The random numbers are OpenSSL's.
    /// Blocks for a fifth of a second.
    ///
    /// # Errors
    /// OpenSSL has no random numbers.
    pub fn generate(name: &str, now: DateTime<Utc>) -> Result<Self, ErrorStack> {
        let key = PKey::from_rsa(Rsa::generate(RSA_BITS)?)?;
        let mut subject = X509NameBuilder::new()?;
        let name: String = name.chars().take(64).collect();
        subject.append_entry_by_text("CN", &name)?;
        let subject = subject.build();
        let mut serial = [0; 16];
        openssl::rand::rand_bytes(&mut serial)?;
        let serial = Asn1Integer::from_bn(BigNum::from_slice(&serial)?.as_ref())?;
        let mut builder = X509::builder()?;
        builder.set_version(2)?;
        builder.set_serial_number(serial.as_ref())?;
        builder.set_subject_name(&subject)?;
        builder.set_issuer_name(&subject)?;
        builder.set_not_before(Asn1Time::from_unix((now - TimeDelta::days(1)).timestamp())?.as_ref())?;
        builder.set_not_after(Asn1Time::from_unix((now + TimeDelta::days(3_650)).timestamp())?.as_ref())?;
        builder.set_pubkey(&key)?;
        builder.sign(&key, MessageDigest::sha256())?;
        let certificate = STANDARD.encode(builder.build().to_der()?);
        Ok(Self { private: STANDARD.encode(key.private_key_to_pkcs8()?), certificate })
    }

    /// The certificate, DER in base64.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// An RSA-SHA256 signature.
    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let private = STANDARD.decode(&self.private).ok()?;
        let key: PKey<Private> = PKey::private_key_from_pkcs8(&private).ok()?;
        let mut signer = Signer::new(MessageDigest::sha256(), &key).ok()?;
        signer.sign_oneshot_to_vec(message).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_certificate_is_read_again_and_never_printed() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let key = SigningKey::generate("almanac.example.test", now).unwrap();
        let read = Certificate::from_base64(key.certificate()).unwrap();
        assert_eq!(read.not_before, now - TimeDelta::days(1));
        assert_eq!(read.not_after, now + TimeDelta::days(3_650));
        assert_eq!(read.fingerprint.len(), 64);
        assert_eq!(format!("{key:?}"), "SigningKey(***)");
        assert!(key.sign(b"message").is_some());
        assert_eq!(Certificate::from_base64("bm9uZQ=="), Err(Bad::Unreadable));
    }
}
