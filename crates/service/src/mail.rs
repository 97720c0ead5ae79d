//! Mails: written in the unit of work of the change they tell of, sealed, and sent by a loop of the server.
//!
//! # How to add a mail
//!
//! 1. A variant of `Letter` with its texts in `mail/letter.rs`, in both languages.
//! 2. `post` it in the unit of work of the change, and tell `App` that a mail waits once that is saved.

mod letter;
mod outbox;

use std::fmt;

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

pub(crate) use letter::Letter;
pub(crate) use outbox::{LinkRequest, SchemaChanged, To, announce, ask_reset, ask_to_join, place, post};
pub use outbox::{Sent, send_next};

/// A mail, ready to be sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address of the receiver.
    pub to: String,
    /// The name of the receiver; may be empty.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Mails hold secrets in links.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("subject", &self.subject).finish_non_exhaustive()
    }
}

impl Mail {
    /// Whether no part of the head could begin a line of its own.
    pub fn has_clean_head(&self) -> bool {
        ![&self.to, &self.name, &self.subject].iter().any(|text| text.chars().any(char::is_control))
    }
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It never will be: the receiver or the mail is refused.
    #[error("the mail is refused: {0}")]
    Refused(String),
    /// It may be later.
    #[error("the mail could not be sent yet: {0}")]
    Later(String),
}

/// Sends mails.
pub trait Mailer: Send + Sync {
    /// Sends a mail.
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>>;
}
