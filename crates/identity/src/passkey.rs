//! Passkeys (Web Authentication level 3): registration, and sign-in with or without a name. What a browser needs and
//! answers is JSON; the state between the two steps is text that the caller keeps on the server.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// A ceremony failed.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The answer of the browser is wrong, or the passkey may have been copied.
    #[error("the passkey was refused")]
    Refused(#[source] WebauthnError),
    /// The answer of the browser has another shape.
    #[error("the answer of the browser cannot be read")]
    Answer(#[source] serde_json::Error),
    /// What was stored cannot be read, or a ceremony cannot begin.
    #[error("passkey: {0}")]
    Internal(String),
}

/// What the browser is to do, and what must be kept until it answers.
#[derive(Debug)]
pub struct Asked {
    /// The options, as `navigator.credentials` takes them once its binary parts are read from base64url.
    pub options: Value,
    /// The state of the ceremony, for the server only.
    pub state: String,
}

/// A passkey as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// Its id, chosen by the authenticator.
    pub id: Vec<u8>,
    /// Public key, counter and flags.
    pub key: Value,
}

/// The passkeys of one site.
#[derive(Debug)]
pub struct Passkeys(Webauthn);

impl Passkeys {
    /// The passkeys of the site at this address; those of `http://localhost`, at any port, if there is none.
    /// None if the address has no name: passkeys are bound to names.
    pub fn new(public_url: Option<&Url>) -> Option<Self> {
        let local = Url::parse("http://localhost").ok()?;
        let origin = public_url.unwrap_or(&local);
        let builder = WebauthnBuilder::new(origin.domain()?, origin).ok()?;
        builder.rp_name("Almanac").allow_any_port(public_url.is_none()).build().ok().map(Self)
    }

    /// Begins to register a passkey that can be found without a name and that verifies its user.
    ///
    /// # Errors
    /// [`PasskeyError::Internal`].
    pub fn register(
        &self,
        user: Uuid,
        email: &str,
        name: &str,
        known: &[Credential],
    ) -> Result<Asked, PasskeyError> {
        let known = known.iter().map(|credential| credential.id.clone().into()).collect();
        let (options, state) =
            self.0.start_passkey_registration(user, email, name, Some(known)).map_err(begin)?;
        let mut options = serde_json::to_value(options).map_err(stored)?;
        if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
            set(selection, "residentKey", json!("required"));
            set(selection, "requireResidentKey", json!(true));
        }
        Ok(Asked { options, state: text(&state)? })
    }

    /// Ends a registration.
    ///
    /// # Errors
    /// [`PasskeyError`] if the answer does not belong to the state, or to this site.
    pub fn registered(&self, answer: Value, state: &str) -> Result<Credential, PasskeyError> {
        let answer: RegisterPublicKeyCredential =
            serde_json::from_value(answer).map_err(PasskeyError::Answer)?;
        let state: PasskeyRegistration = read(state)?;
        let passkey = self.0.finish_passkey_registration(&answer, &state).map_err(PasskeyError::Refused)?;
        credential(&passkey)
    }

    /// Asks for one of the passkeys of a person.
    ///
    /// # Errors
    /// [`PasskeyError::Internal`].
    pub fn ask(&self, known: &[Credential]) -> Result<Asked, PasskeyError> {
        let known = known.iter().map(passkey).collect::<Result<Vec<_>, _>>()?;
        let (options, state) = self.0.start_passkey_authentication(&known).map_err(begin)?;
        Ok(Asked { options: serde_json::to_value(options).map_err(stored)?, state: text(&state)? })
    }

    /// Asks whoever is there for a passkey.
    ///
    /// # Errors
    /// [`PasskeyError::Internal`].
    pub fn ask_anybody(&self) -> Result<Asked, PasskeyError> {
        let (options, state) = self.0.start_discoverable_authentication().map_err(begin)?;
        let mut options = serde_json::to_value(options).map_err(stored)?;
        // A button asks, not the list below an input.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        Ok(Asked { options, state: text(&state)? })
    }

    /// Whose passkey answers, and its id: not proven yet.
    ///
    /// # Errors
    /// [`PasskeyError`] if the answer does not say.
    pub fn claimed(answer: &Value) -> Result<(Option<Uuid>, Vec<u8>), PasskeyError> {
        let answer: PublicKeyCredential =
            serde_json::from_value(answer.clone()).map_err(PasskeyError::Answer)?;
        let user = answer.get_user_unique_id().and_then(|bytes| Uuid::from_slice(bytes).ok());
        Ok((user, answer.get_credential_id().to_vec()))
    }

    /// Checks the answer to [`Passkeys::ask`] with the stored passkey, and gives it as it is from now on.
    ///
    /// # Errors
    /// [`PasskeyError::Refused`] if the signature, the challenge, the origin or the counter is wrong, or the
    /// user was not verified.
    pub fn answered(
        &self,
        answer: Value,
        state: &str,
        known: &Credential,
    ) -> Result<Credential, PasskeyError> {
        let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(PasskeyError::Answer)?;
        let state: PasskeyAuthentication = read(state)?;
        let result = self.0.finish_passkey_authentication(&answer, &state).map_err(PasskeyError::Refused)?;
        verified(known, &result)
    }

    /// Checks the answer to [`Passkeys::ask_anybody`], as [`Passkeys::answered`] does.
    ///
    /// # Errors
    /// As [`Passkeys::answered`].
    pub fn answered_by_anybody(
        &self,
        answer: Value,
        state: &str,
        known: &Credential,
    ) -> Result<Credential, PasskeyError> {
        let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(PasskeyError::Answer)?;
        let state: DiscoverableAuthentication = read(state)?;
        let key = DiscoverableKey::from(&passkey(known)?);
        let result = self
            .0
            .finish_discoverable_authentication(&answer, state, &[key])
            .map_err(PasskeyError::Refused)?;
        verified(known, &result)
    }
}

/// The passkey with the counter of this use; the counter must have grown if the authenticator counts.
fn verified(known: &Credential, result: &AuthenticationResult) -> Result<Credential, PasskeyError> {
    let mut passkey = passkey(known)?;
    match (result.user_verified(), passkey.update_credential(result)) {
        (true, Some(_)) => credential(&passkey),
        (true, None) => Err(PasskeyError::Refused(WebauthnError::CredentialNotFound)),
        (false, _) => Err(PasskeyError::Refused(WebauthnError::UserNotVerified)),
    }
}

fn credential(passkey: &Passkey) -> Result<Credential, PasskeyError> {
    let key = serde_json::to_value(passkey).map_err(stored)?;
    Ok(Credential { id: passkey.cred_id().as_ref().to_vec(), key })
}

fn passkey(credential: &Credential) -> Result<Passkey, PasskeyError> {
    serde_json::from_value(credential.key.clone()).map_err(stored)
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

fn text(state: &impl Serialize) -> Result<String, PasskeyError> {
    serde_json::to_string(state).map_err(stored)
}

fn read<T: DeserializeOwned>(state: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(state).map_err(stored)
}

#[expect(clippy::needless_pass_by_value, reason = "an adapter for map_err")]
fn stored(error: serde_json::Error) -> PasskeyError {
    PasskeyError::Internal(error.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "an adapter for map_err")]
fn begin(error: WebauthnError) -> PasskeyError {
    PasskeyError::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_name() {
        let site = |url: &str| Passkeys::new(Some(&Url::parse(url).unwrap()));
        assert!(Passkeys::new(None).is_some());
        assert!(site("https://almanac.example.org").is_some());
        assert!(site("https://192.0.2.1").is_none());
    }

    #[test]
    fn registration_asks_for_a_passkey_that_knows_its_user() {
        let site = Passkeys::new(None).unwrap();
        let asked = site.register(Uuid::nil(), "ann@example.org", "Ann", &[]).unwrap();
        let key = &asked.options["publicKey"];
        assert_eq!(key["rp"]["id"], "localhost");
        assert_eq!(key["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(key["authenticatorSelection"]["userVerification"], "required");
        let asked = site.ask_anybody().unwrap();
        assert_eq!(asked.options["publicKey"]["userVerification"], "required");
        assert!(asked.options.get("mediation").is_none());
    }

    #[test]
    fn nonsense_is_refused() {
        let site = Passkeys::new(None).unwrap();
        let asked = site.register(Uuid::nil(), "ann@example.org", "Ann", &[]).unwrap();
        let wrong = site.registered(json!({"id": "x"}), &asked.state);
        assert!(matches!(wrong, Err(PasskeyError::Answer(_))));
    }
}
