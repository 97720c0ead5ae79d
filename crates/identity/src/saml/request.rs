//! The way to the provider.

use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::certificate::SigningKey;
use super::error::SamlError;
use super::metadata::{Binding, IdentityProvider, ServiceProvider};
use super::tree::{escaped, ns};
use crate::federation::{PATIENCE, Secret};
use crate::secret::generate;

const ALGORITHM: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// What is wanted of a sign-in.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Where the person goes afterwards: a path of ours, checked by the caller (R19). It does not leave the server.
    pub target: String,
    /// The person must prove themselves again, though they may have a session at the provider (R14).
    pub fresh: bool,
}

/// What the browser does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// It goes to this address.
    Redirect(Url),
    /// It posts a form with these fields.
    Post {
        /// Where to.
        action: Url,
        /// The field `SAMLRequest`.
        request: String,
        /// The field `RelayState`.
        relay_state: String,
    },
}

/// A sign-in that was begun. The caller keeps it on the server, bound to the browser, and takes it once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Transaction {
    /// The entity id of the provider that the person was sent to.
    pub issuer: String,
    /// The id of our request, which the answer must repeat.
    pub request_id: String,
    /// What the answer must repeat: 43 characters that mean nothing.
    pub relay_state: Secret,
    /// Where the answer must arrive.
    pub acs_url: Url,
    /// Where the person goes afterwards.
    pub target: String,
    /// The person must have proven themselves after `begun_at`.
    pub fresh: bool,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// When it is too late to finish it.
    pub expires_at: DateTime<Utc>,
}

/// What the browser does next, and what to remember until it is back. With a key, a request in an address is signed.
///
/// # Errors
/// The provider takes signed requests only and there is no key, or it can only take them in a form.
pub fn begin(
    provider: &IdentityProvider,
    ours: &ServiceProvider,
    ask: &Ask,
    key: Option<&SigningKey>,
    rng: &mut impl CryptoRng,
    now: DateTime<Utc>,
) -> Result<(Outgoing, Transaction), SamlError> {
    let of = |binding| provider.sign_on.iter().find(|endpoint| endpoint.binding == binding);
    let endpoint = of(Binding::Redirect).or_else(|| of(Binding::Post));
    let endpoint = endpoint.ok_or(SamlError::Settings("it has no address for requests"))?;
    if provider.wants_signed_requests && (key.is_none() || endpoint.binding == Binding::Post) {
        return Err(SamlError::Settings(
            "it wants signed requests, which need HTTP-Redirect and a key of ours",
        ));
    }
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    let request_id = format!("_{}", hex::encode(id));
    let relay_state = generate(rng);
    let xml = request(&request_id, &endpoint.location, ours, ask.fresh, now);
    let outgoing = match endpoint.binding {
        Binding::Redirect => Outgoing::Redirect(redirect(&endpoint.location, &xml, &relay_state, key)?),
        Binding::Post => Outgoing::Post {
            action: endpoint.location.clone(),
            request: STANDARD.encode(xml),
            relay_state: relay_state.clone(),
        },
    };
    let transaction = Transaction {
        issuer: provider.entity_id.clone(),
        request_id,
        relay_state: Secret(relay_state),
        acs_url: ours.acs_url.clone(),
        target: ask.target.clone(),
        fresh: ask.fresh,
        begun_at: now,
        expires_at: now + PATIENCE,
    };
    Ok((outgoing, transaction))
}

fn request(id: &str, to: &Url, ours: &ServiceProvider, fresh: bool, now: DateTime<Utc>) -> String {
    format!(
        "<samlp:AuthnRequest xmlns:samlp=\"{protocol}\" xmlns:saml=\"{assertion}\" ID=\"{id}\" Version=\"2.0\" \
         IssueInstant=\"{now}\" Destination=\"{to}\" ForceAuthn=\"{fresh}\" \
         ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
         AssertionConsumerServiceURL=\"{acs}\"><saml:Issuer>{entity}</saml:Issuer>\
         <samlp:NameIDPolicy AllowCreate=\"true\"/></samlp:AuthnRequest>",
        protocol = ns::PROTOCOL,
        assertion = ns::ASSERTION,
        now = now.to_rfc3339_opts(SecondsFormat::Secs, true),
        to = escaped(to.as_str()),
        acs = escaped(ours.acs_url.as_str()),
        entity = escaped(&ours.entity_id),
    )
}

/// SAML bindings 2.0, section 3.4.4: the signature is over exactly these parameters in this order, as they are
/// written in the address.
fn redirect(to: &Url, xml: &str, relay_state: &str, key: Option<&SigningKey>) -> Result<Url, SamlError> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let deflated = encoder.write_all(xml.as_bytes()).and_then(|()| encoder.finish());
    let deflated = deflated.map_err(|_| SamlError::Settings("the request cannot be compressed"))?;
    let written = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let mut query =
        format!("SAMLRequest={}&RelayState={}", written(&STANDARD.encode(deflated)), written(relay_state));
    if let Some(key) = key {
        let _ = write!(query, "&SigAlg={}", written(ALGORITHM));
        let signature = key.sign(query.as_bytes()).ok_or(SamlError::Settings("our key is broken"))?;
        let _ = write!(query, "&Signature={}", written(&STANDARD.encode(signature)));
    }
    let mut url = to.clone();
    let own = to.query().filter(|own| !own.is_empty()).map_or_else(String::new, |own| format!("{own}&"));
    url.set_query(Some(&format!("{own}{query}")));
    Ok(url)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::super::metadata::Endpoint;
    use super::*;

    fn provider(binding: Binding, wants_signed_requests: bool) -> IdentityProvider {
        let location = "https://idp.test/sso?tenant=a&b=c".parse().unwrap();
        IdentityProvider {
            entity_id: "urn:idp".to_owned(),
            sign_on: vec![Endpoint { binding, location }],
            certificates: Vec::new(),
            wants_signed_requests,
        }
    }

    fn begun(provider: &IdentityProvider, seed: u64) -> Result<(Outgoing, Transaction), SamlError> {
        let ours = ServiceProvider {
            entity_id: "urn:us".to_owned(),
            acs_url: "https://us.test/saml/1/acs".parse().unwrap(),
        };
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        begin(provider, &ours, &Ask::default(), None, &mut StdRng::seed_from_u64(seed), now)
    }

    #[test]
    fn r18_request_has_an_id_of_128_bits_and_an_opaque_relay_state() {
        let provider = provider(Binding::Redirect, false);
        let (first, second) = (begun(&provider, 1).unwrap().1, begun(&provider, 2).unwrap().1);
        assert_eq!(first.request_id.len(), 33);
        assert!(first.request_id.starts_with('_'));
        assert_ne!(first.request_id, second.request_id);
        assert_ne!(first.relay_state, second.relay_state);
        assert!(first.relay_state.0.len() <= 80);
        assert!(!format!("{first:?}").contains(&first.relay_state.0));
    }

    #[test]
    fn request_keeps_the_query_of_the_provider() {
        let Outgoing::Redirect(url) = begun(&provider(Binding::Redirect, false), 1).unwrap().0 else {
            panic!()
        };
        let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
        assert_eq!(names, ["tenant", "b", "SAMLRequest", "RelayState"]);
    }

    #[test]
    fn provider_that_wants_signed_requests_gets_no_other() {
        for binding in [Binding::Redirect, Binding::Post] {
            assert!(matches!(begun(&provider(binding, true), 1), Err(SamlError::Settings(_))));
        }
        let (post, transaction) = begun(&provider(Binding::Post, false), 1).unwrap();
        let Outgoing::Post { relay_state, request, .. } = post else { panic!() };
        assert_eq!(relay_state, transaction.relay_state.0);
        let xml = String::from_utf8(STANDARD.decode(request).unwrap()).unwrap();
        assert!(xml.contains(&format!("ID=\"{}\"", transaction.request_id)));
    }
}
