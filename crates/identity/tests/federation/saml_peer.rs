//! The two SAML providers, and our side of a sign-in with them.

use almanac_identity::federation::Transport;
use almanac_identity::saml::{
    Answer, Ask, AttributeMapping, IdentityProvider, Outgoing, SamlError, ServiceProvider, SignedIn,
    SigningKey, Transaction, begin, finish,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use url::Url;

use crate::peer::{Peer, now};

const SAMLP: &str = include_str!("../peers/samlp_idp.mjs");
const PYSAML2: &str = include_str!("../peers/pysaml2_idp.py");

/// A provider with a key of its own, which knows us.
pub struct Provider {
    peer: Peer,
    pub idp: IdentityProvider,
    pub ours: ServiceProvider,
    /// Our key.
    pub key: SigningKey,
}

/// A text in the armour of a PEM file.
pub fn pem(label: &str, base64: &str) -> String {
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

pub fn ours() -> ServiceProvider {
    ServiceProvider {
        entity_id: "https://almanac.example.test/saml/1".to_owned(),
        acs_url: "https://almanac.example.test/saml/1/acs".parse().unwrap(),
    }
}

impl Provider {
    pub fn samlp() -> Option<Self> {
        Some(Self::set_up(Peer::node(SAMLP)?, "https://samlp.example.test"))
    }

    pub fn pysaml2() -> Option<Self> {
        Some(Self::set_up(Peer::python(PYSAML2)?, "https://pysaml2.example.test"))
    }

    pub fn both() -> Vec<Self> {
        [Self::samlp(), Self::pysaml2()].into_iter().flatten().collect()
    }

    fn set_up(mut peer: Peer, issuer: &str) -> Self {
        let (key, theirs) = (
            SigningKey::generate("almanac", now()).unwrap(),
            SigningKey::generate("provider", now()).unwrap(),
        );
        let private = serde_json::to_value(&theirs).unwrap();
        let said = peer.tell(
            &json!({
                "command": "setup",
                "issuer": issuer,
                "sso": format!("{issuer}/sso"),
                "key": pem("PRIVATE KEY", private["private"].as_str().unwrap()),
                "cert": pem("CERTIFICATE", theirs.certificate()),
                "sp": ours().metadata(Some(&key)),
            })
            .to_string(),
        );
        assert_eq!(said, json!({}));
        let xml = peer.tell(&json!({ "command": "metadata" }).to_string());
        let xml = xml["xml"].as_str().unwrap();
        let idp = IdentityProvider::from_metadata(xml.as_bytes(), Transport::Https, now()).unwrap();
        assert_eq!(idp.entity_id, issuer);
        Self { peer, idp, ours: ours(), key }
    }

    pub fn ask(&mut self, request: &Value) -> Value {
        self.peer.tell(&request.to_string())
    }

    pub fn begin(&self, ask: &Ask) -> (Url, Transaction) {
        let key = Some(&self.key);
        let (outgoing, transaction) =
            begin(&self.idp, &self.ours, ask, key, &mut StdRng::from_os_rng(), now()).unwrap();
        let Outgoing::Redirect(url) = outgoing else { panic!("{outgoing:?}") };
        (url, transaction)
    }

    /// A right answer of `samlp`, with other options where the test wants.
    pub fn samlp_answers(&mut self, transaction: &Transaction, options: &Value) -> String {
        let mut all = json!({
            "audience": self.ours.entity_id,
            "recipient": self.ours.acs_url,
            "destination": self.ours.acs_url,
            "inResponseTo": transaction.request_id,
        });
        for (name, value) in options.as_object().unwrap() {
            all[name] = value.clone();
        }
        let said = self.ask(&json!({ "command": "respond", "person": "alice", "options": all }));
        said["xml"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
    }

    /// A right answer of `pysaml2`, signed as the test wants.
    pub fn pysaml2_answers(&mut self, transaction: &Transaction, response: bool, assertion: bool) -> String {
        let said = self.ask(&json!({
            "command": "respond",
            "person": "alice",
            "request_id": transaction.request_id,
            "acs": self.ours.acs_url,
            "sp": self.ours.entity_id,
            "sign_response": response,
            "sign_assertion": assertion,
        }));
        said["xml"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
    }

    /// Signs an element with the key of `pysaml2`.
    pub fn signed(&mut self, xml: &str, element: &str, algorithm: &str) -> String {
        let said =
            self.ask(&json!({ "command": "sign", "xml": xml, "element": element, "algorithm": algorithm }));
        said["xml"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
    }

    pub fn finish(&self, transaction: &Transaction, xml: &str) -> Result<SignedIn, SamlError> {
        let mapping = AttributeMapping::default();
        let answer =
            Answer { response: STANDARD.encode(xml), relay_state: transaction.relay_state.0.clone() };
        finish(&self.idp, &self.ours, &mapping, transaction.clone(), &answer, now())
    }
}
