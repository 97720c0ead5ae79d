//! Mails that go nowhere.

use std::sync::{Mutex, PoisonError};

use almanac_service::mail::{Mail, MailError, Mailer};
use futures::FutureExt as _;
use futures::future::BoxFuture;

/// Keeps mails instead of sending them.
#[derive(Debug, Default)]
pub struct Postbox(Mutex<Vec<Mail>>);

impl Postbox {
    /// The mails that came, in order.
    pub fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Mailer for Postbox {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        async { Ok(()) }.boxed()
    }
}

/// The secret in the link of a mail, or in a link itself: what follows the last slash of its line.
///
/// # Panics
/// If there is no link.
pub fn secret_in(text: &str) -> String {
    let line = text.lines().find(|line| line.starts_with("http")).unwrap();
    line.rsplit('/').next().unwrap().to_owned()
}
