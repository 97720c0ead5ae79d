//! What is shown once, on its way to the page that shows it: sealed for the session, so that the browser can
//! carry it there in a cookie and nothing of it is stored.

use almanac_domain::Actor;

use crate::{App, Error, Result, access};

fn place(actor: &Actor, what: &str) -> Result<String> {
    Ok(format!("once/{what}/{}", access::own_session(actor)?))
}

/// Seals a text of a kind (`what`) for the session of the person, in hexadecimal digits.
pub fn seal(app: &App, actor: &Actor, what: &str, text: &str) -> Result<String> {
    let sealed = app.seal(text.as_bytes(), &place(actor, what)?)?;
    Ok(hex::encode(sealed))
}

/// Opens what was sealed as this kind for the session of the person; nothing for another one.
pub fn open(app: &App, actor: &Actor, what: &str, sealed: &str) -> Result<Option<String>> {
    let Ok(bytes) = hex::decode(sealed) else { return Ok(None) };
    let Ok(text) = app.unseal(&bytes, &place(actor, what)?) else { return Ok(None) };
    String::from_utf8(text).map(Some).map_err(Error::internal)
}
