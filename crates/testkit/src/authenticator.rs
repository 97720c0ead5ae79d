//! What people have in their pockets: an authenticator app and a passkey, made of software.

use almanac_domain::factor::TotpSetUp;
use almanac_identity::TotpSecret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::sha::sha256;
use openssl::sign::Signer;
use serde_json::{Value, json};

/// The code that an authenticator app shows at this time.
///
/// # Panics
/// If the secret is not 20 bytes in base32.
pub fn totp_code(set_up: &TotpSetUp, now: DateTime<Utc>) -> String {
    let value = |c: char| if c.is_ascii_digit() { c as u8 - b'2' + 26 } else { c as u8 - b'A' };
    let bits: String = set_up.secret.chars().fold(String::new(), |out, c| out + &format!("{:05b}", value(c)));
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|b| u8::from_str_radix(str::from_utf8(b).unwrap(), 2).unwrap())
        .collect();
    TotpSecret::from_bytes(&bytes).unwrap().code(now.timestamp() / 30)
}

/// A passkey that verifies its user, with a key on the curve P-256 and a counter.
#[derive(Debug)]
pub struct SoftPasskey {
    key: EcKey<Private>,
    id: Vec<u8>,
    user: String,
    /// How often it was used.
    pub counter: u32,
    /// Whether it says that it verified its user.
    pub verifies: bool,
    /// The site on which its browser is.
    pub origin: String,
}

impl SoftPasskey {
    /// Makes a passkey as the options of a registration ask, and its answer.
    ///
    /// # Panics
    /// If the options are no options.
    pub fn create(options: &Value) -> (Self, Value) {
        let options = &options["publicKey"];
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = EcKey::generate(&group).unwrap();
        let mut made = Self {
            id: sha256(&key.private_key().to_vec()).to_vec(),
            key,
            user: options["user"]["id"].as_str().unwrap().to_owned(),
            counter: 0,
            verifies: true,
            origin: "http://localhost:3000".to_owned(),
        };
        let data = made.data(options["rp"]["id"].as_str().unwrap(), true);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let head = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59";
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        let object = [head.as_slice(), &length, &data].concat();
        let client = made.client("webauthn.create", options);
        let response = json!({"attestationObject": text(&object), "clientDataJSON": text(&client)});
        let answer = made.answer(&response);
        (made, answer)
    }

    /// Answers the options of a sign-in.
    ///
    /// # Panics
    /// If the options are no options.
    pub fn get(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        let data = self.data(options["rpId"].as_str().unwrap(), false);
        let client = self.client("webauthn.get", options);
        let key = PKey::from_ec_key(self.key.clone()).unwrap();
        let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
        let signature = signer.sign_oneshot_to_vec(&[data.as_slice(), &sha256(&client)].concat()).unwrap();
        self.answer(&json!({"authenticatorData": text(&data), "clientDataJSON": text(&client),
            "signature": text(&signature), "userHandle": self.user}))
    }

    fn answer(&self, response: &Value) -> Value {
        json!({"id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": response})
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({"type": kind, "challenge": options["challenge"], "origin": self.origin,
            "crossOrigin": false});
        data.to_string().into_bytes()
    }

    /// The authenticator data (Web Authentication level 3, section 6.1), with the new key if it is one.
    fn data(&mut self, site: &str, new: bool) -> Vec<u8> {
        self.counter += 1;
        let flags = 1 | if self.verifies { 4 } else { 0 } | if new { 0x40 } else { 0 };
        let mut data = [sha256(site.as_bytes()).as_slice(), &[flags], &self.counter.to_be_bytes()].concat();
        if new {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
            data.extend(&self.id);
            let (mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap());
            let mut context = BigNumContext::new().unwrap();
            let group = self.key.group();
            self.key.public_key().affine_coordinates(group, &mut x, &mut y, &mut context).unwrap();
            // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
            data.extend(b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20");
            data.extend(x.to_vec_padded(32).unwrap());
            data.extend(b"\x22\x58\x20");
            data.extend(y.to_vec_padded(32).unwrap());
        }
        data
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
