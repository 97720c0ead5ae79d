//! What is shown once, on its way to the page that shows it: sealed for the session, so that the browser can
//! carry it there in a cookie and nothing of it is stored.

use almanac_domain::Actor;

use crate::{App, Error, Result, access};

fn place(actor: &Actor) -> Result<String> {
    Ok(format!("once/{}", access::own_session(actor)?))
}

/// Seals a text for the session of the person, in hexadecimal digits.
pub fn seal(app: &App, actor: &Actor, text: &str) -> Result<String> {
    let sealed = app.key().seal(&mut rand::rng(), text.as_bytes(), &place(actor)?);
    Ok(hex::encode(sealed))
}

/// Opens what was sealed for the session of the person; nothing for any other session.
pub fn open(app: &App, actor: &Actor, sealed: &str) -> Result<Option<String>> {
    let Ok(bytes) = hex::decode(sealed) else { return Ok(None) };
    let Ok(text) = app.key().open(&bytes, &place(actor)?) else { return Ok(None) };
    String::from_utf8(text).map(Some).map_err(Error::internal)
}
