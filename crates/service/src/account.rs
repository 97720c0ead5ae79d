//! Setup, sign-in and sessions.

use almanac_domain::account::{Me, Session, SetUp, SignIn};
use almanac_domain::{Actor, SessionId};

use crate::{App, Client, Error, Result, SessionSecret};

/// The one-time setup token: a new one on an empty database (its hash is stored), none after setup.
pub async fn setup_token(_app: &App) -> Result<Option<String>> {
    Err(Error::internal("not built"))
}

/// Whether setup can be done with this token.
pub async fn setup_open(_app: &App, _token: &str) -> Result<bool> {
    Err(Error::internal("not built"))
}

/// Makes the first administrator and the organization.
pub async fn set_up(_app: &App, _input: SetUp, _client: &Client) -> Result<(Me, SessionSecret)> {
    Err(Error::internal("not built"))
}

/// Signs in with a password.
pub async fn sign_in(_app: &App, _input: SignIn, _client: &Client) -> Result<(Me, SessionSecret)> {
    Err(Error::internal("not built"))
}

/// Who comes with this secret, if the session is alive.
pub async fn authenticate(_app: &App, _secret: &str, _client: &Client) -> Result<Option<Actor>> {
    Err(Error::internal("not built"))
}

/// Who is signed in.
pub async fn me(_app: &App, _actor: &Actor) -> Result<Me> {
    Err(Error::internal("not built"))
}

/// Ends the present session.
pub async fn sign_out(_app: &App, _actor: &Actor) -> Result<()> {
    Err(Error::internal("not built"))
}

/// The person's live sessions.
pub async fn sessions(_app: &App, _actor: &Actor) -> Result<Vec<Session>> {
    Err(Error::internal("not built"))
}

/// Ends one of the person's sessions.
pub async fn revoke_session(_app: &App, _actor: &Actor, _session: SessionId) -> Result<()> {
    Err(Error::internal("not built"))
}
