//! Secrets that the server itself must read again (second factors, client secrets of identity providers) are
//! sealed with AES-256-GCM. One master key is behind all; each use has a key derived from it.

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use rand::CryptoRng;
use sha2::{Digest, Sha256};

/// The length of a master key in bytes.
const KEY: usize = 32;
const NONCE: usize = 12;
const ID: usize = 8;
/// The first byte of everything sealed: the format.
const VERSION: u8 = 1;

/// A master key, or something sealed, is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It is not 32 bytes in base64.
    #[error("the secret key must be 32 random bytes in base64, as `openssl rand -base64 32` prints them")]
    NotAKey,
    /// Its bytes are no random ones.
    #[error("the secret key is not random: make one with `openssl rand -base64 32`")]
    Weak,
    /// It is too long.
    #[error("a secret is too long to be sealed")]
    Sealing,
    /// It was sealed with another key, for another place, or changed since.
    #[error("a sealed secret cannot be opened: it was sealed with another key, or it was changed")]
    Opening,
}

/// The master key of an instance.
#[derive(Clone)]
pub struct MasterKey([u8; KEY]);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)")
    }
}

impl MasterKey {
    /// A new key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; KEY];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Reads a key from base64.
    ///
    /// # Errors
    /// [`SealError::NotAKey`] or [`SealError::Weak`].
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| SealError::NotAKey)?;
        let bytes: [u8; KEY] = bytes.try_into().map_err(|_| SealError::NotAKey)?;
        let mut seen = bytes;
        seen.sort_unstable();
        let different = seen.chunk_by(|a, b| a == b).count();
        // 32 random bytes have about 30 different values; fewer than 16 happen never.
        if different < 16 || bytes.is_ascii() { Err(SealError::Weak) } else { Ok(Self(bytes)) }
    }

    /// The key in base64.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Names the key without telling anything about it: 16 hexadecimal digits.
    pub fn id(&self) -> String {
        hex::encode(self.id_bytes())
    }

    fn id_bytes(&self) -> [u8; ID] {
        let digest = Sha256::digest([b"almanac key id".as_slice(), &self.0].concat());
        let mut id = [0; ID];
        id.copy_from_slice(&digest[..ID]);
        id
    }

    /// The key of a purpose: HMAC-SHA-256 of its name, which is HKDF-Expand (RFC 5869) for one block.
    fn derive(&self, purpose: &str) -> [u8; KEY] {
        mac(&self.0, &[purpose.as_bytes(), &[1]])
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.derive("almanac seal 1").into())
    }

    /// Seals a secret for a place, such as its organization, table and row; it can be opened there only.
    ///
    /// # Errors
    /// [`SealError::Sealing`] if it is longer than 64 GiB.
    pub fn seal(&self, rng: &mut impl CryptoRng, plain: &[u8], place: &str) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = self.cipher().encrypt(Nonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| SealError::Sealing)?;
        Ok([&[VERSION], self.id_bytes().as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`SealError::Opening`] if it was sealed with another key or for another place, or was changed.
    pub fn open(&self, sealed: &[u8], place: &str) -> Result<Vec<u8>, SealError> {
        let rest = sealed.strip_prefix(&[VERSION]).ok_or(SealError::Opening)?;
        let (id, rest) = rest.split_at_checked(ID).ok_or(SealError::Opening)?;
        let (nonce, text) = rest.split_at_checked(NONCE).ok_or(SealError::Opening)?;
        if id != self.id_bytes() {
            return Err(SealError::Opening);
        }
        let payload = Payload { msg: text, aad: place.as_bytes() };
        self.cipher().decrypt(Nonce::from_slice(nonce), payload).map_err(|_| SealError::Opening)
    }

    /// A code that only the holder of the key can make for this message and purpose (HMAC-SHA-256).
    pub fn authenticate(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        self.signing(purpose).sign(message)
    }

    /// The key that makes such codes for a purpose, and can do nothing else.
    pub fn signing(&self, purpose: &str) -> SigningKey {
        SigningKey(self.derive(purpose))
    }
}

/// A key that makes codes for one purpose.
#[derive(Clone)]
pub struct SigningKey([u8; KEY]);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(***)")
    }
}

impl SigningKey {
    /// The code of a message (HMAC-SHA-256).
    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        mac(&self.0, &[message])
    }

    /// Its bytes, to be sealed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key of these bytes; none if they are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// HMAC-SHA-256 of the parts one after the other.
fn mac(key: &[u8; KEY], parts: &[&[u8]]) -> [u8; 32] {
    // A key shorter than a block is filled up with zeros.
    let mut block = [0; 64];
    block[..KEY].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as Mac>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn key(seed: u64) -> MasterKey {
        MasterKey::generate(&mut StdRng::seed_from_u64(seed))
    }

    #[test]
    fn sealed_secret_is_opened_in_its_place_only() {
        let mut rng = StdRng::seed_from_u64(1);
        let sealed = key(1).seal(&mut rng, b"geheim", "org/row").unwrap();
        assert_eq!(key(1).open(&sealed, "org/row").unwrap(), b"geheim");
        assert_eq!(key(1).open(&sealed, "org/other"), Err(SealError::Opening));
        assert_eq!(key(2).open(&sealed, "org/row"), Err(SealError::Opening));
        assert!(!sealed.windows(6).any(|part| part == b"geheim"));
        assert_ne!(sealed, key(1).seal(&mut rng, b"geheim", "org/row").unwrap(), "a nonce of its own");
    }

    #[test]
    fn changed_or_cut_secret_is_not_opened() {
        let sealed = key(1).seal(&mut StdRng::seed_from_u64(1), b"geheim", "org/row").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key(1).open(&changed, "org/row"), Err(SealError::Opening), "{at}");
            assert_eq!(key(1).open(&sealed[..at], "org/row"), Err(SealError::Opening), "{at}");
        }
    }

    #[test]
    fn r02_short_and_guessable_keys_are_refused() {
        let read = |text: &str| MasterKey::parse(text).map(|key| key.id());
        assert_eq!(read(&key(3).to_base64()), Ok(key(3).id()));
        for short in ["", "secret", "MTIzNDU2Nzg5MDEyMzQ1Ng==", &STANDARD.encode([7; 31])] {
            assert_eq!(read(short), Err(SealError::NotAKey), "{short}");
        }
        let text = STANDARD.encode(b"change me change me change me 12");
        for weak in [STANDARD.encode([0; 32]), STANDARD.encode([b'x'; 32]), text] {
            assert_eq!(read(&weak), Err(SealError::Weak), "{weak}");
        }
    }

    #[test]
    fn authentication_codes_are_those_of_rfc_4231() {
        // Test case 2 has a key shorter than ours, which zeros fill up as they fill up the block.
        let mut key = [0; KEY];
        key[..4].copy_from_slice(b"Jefe");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex::encode(mac(&key, &[b"what do ya want ", b"for nothing?"])), expected);
    }

    #[test]
    fn key_of_a_purpose_signs_as_the_master_key_does_for_it() {
        let kept = SigningKey::from_bytes(key(1).signing("audit").as_bytes()).unwrap();
        assert_eq!(kept.sign(b"head"), key(1).authenticate("audit", b"head"));
        assert_ne!(kept.sign(b"head"), key(1).authenticate("other", b"head"));
        assert!(SigningKey::from_bytes(&[1; 31]).is_none());
    }

    #[test]
    fn key_is_never_printed() {
        assert_eq!(format!("{:?} {:?}", key(1), key(1).signing("x")), "MasterKey(***) SigningKey(***)");
    }
}
