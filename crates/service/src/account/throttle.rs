//! Ten wrong passwords in a quarter of an hour, for an account or from an address, and no more tries.

use almanac_store::{Scope, Tx, attempt};
use chrono::TimeDelta;
use uuid::Uuid;

use crate::{App, Client, Error, Result};

const WINDOW_SECONDS: i64 = 15 * 60;
const WRONG: usize = 10;

/// An attempt that counts as wrong until it is taken back, so that many at once can't slip through.
pub(super) struct Attempt([Uuid; 2]);

/// Counts an attempt, or refuses it.
pub(super) async fn begin(app: &App, email: &str, client: &Client) -> Result<Attempt> {
    let now = app.now();
    let since = now - TimeDelta::seconds(WINDOW_SECONDS);
    let mut tx = app.db().write(Scope::System).await?;
    attempt::lock(&mut tx).await?;
    attempt::forget(&mut tx, since).await?;
    let subjects = [format!("account {email}"), format!("address {}", client.address)];
    for subject in &subjects {
        let times = attempt::since(&mut tx, subject, since).await?;
        let Some(oldest) = times.len().checked_sub(WRONG).and_then(|i| times.get(i)) else { continue };
        let left = (*oldest + TimeDelta::seconds(WINDOW_SECONDS) - now).num_seconds().max(0);
        return Err(Error::Busy {
            message: "too many wrong passwords; try again later".to_owned(),
            retry_after_seconds: u64::try_from(left).unwrap_or(0) + 1,
        });
    }
    let ids = [app.new_id(), app.new_id()];
    for (id, subject) in ids.iter().zip(&subjects) {
        attempt::insert(&mut tx, *id, subject, now).await?;
    }
    tx.save().await?;
    Ok(Attempt(ids))
}

/// The password was right: the attempt does not count.
pub(super) async fn take_back(tx: &mut Tx, attempt: &Attempt) -> Result<()> {
    for id in attempt.0 {
        attempt::delete(tx, id).await?;
    }
    Ok(())
}

/// Writes as much for an account that does not exist as a refused sign-in writes into the audit log of one
/// that does, so that both take the same time.
pub(super) async fn note_unknown(app: &App) -> Result<()> {
    let mut tx = app.db().write(Scope::System).await?;
    attempt::insert(&mut tx, app.new_id(), "unknown account", app.now()).await?;
    Ok(tx.save().await?)
}
