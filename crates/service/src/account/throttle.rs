//! Wrong passwords and codes make waiting, in three ways, so that guessing is slow and nobody is locked out by others:
//!
//! - ten wrong ones from an address in a quarter of an hour, for any accounts, and the address waits;
//! - ten wrong ones for an account in a quarter of an hour, from anywhere, and every further wrong one is told
//!   to wait; the right one still opens, from an address that does not wait;
//! - fifty wrong ones for an account in an hour, and the account waits, but not at addresses where its owner
//!   has a session.
//!
//! Wrong API keys from an address are counted for themselves, so that a program with an old key does not keep
//! people from signing in, and the other way round. A right key is never told to wait: keys cannot be guessed.

use std::net::{IpAddr, Ipv6Addr};

use almanac_store::{Scope, Tx, attempt, session};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use crate::{App, Client, Error, Result};

/// So many wrong passwords within so many seconds.
struct Limit {
    wrong: usize,
    seconds: i64,
}

/// From an address, and for an account.
const QUARTER: Limit = Limit { wrong: 10, seconds: 15 * 60 };
/// For an account, from all addresses together.
const HOUR: Limit = Limit { wrong: 50, seconds: 60 * 60 };

impl Limit {
    fn since(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::seconds(self.seconds)
    }

    /// When to try again, in seconds, if the limit is reached; `times` are in order.
    fn wait(&self, times: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<u64> {
        let oldest = times.len().checked_sub(self.wrong).and_then(|i| times.get(i))?;
        let left = (*oldest + TimeDelta::seconds(self.seconds) - now).num_seconds();
        (*oldest > self.since(now)).then(|| u64::try_from(left).unwrap_or(0) + 1)
    }
}

/// An attempt that counts as wrong until it is taken back, so that many at once can't slip through. Others from its
/// address wait until it is over.
pub(crate) struct Attempt {
    ids: Vec<Uuid>,
    wait: Option<u64>,
    _turn: OwnedMutexGuard<()>,
}

impl Attempt {
    /// What a wrong password is answered.
    pub(super) fn wrong(&self) -> Error {
        self.wrong_as(Error::Unauthenticated)
    }

    /// This error, or that it is time to wait.
    pub(super) fn wrong_as(&self, error: Error) -> Error {
        self.wait.map_or(error, busy)
    }
}

fn busy(retry_after_seconds: u64) -> Error {
    Error::Busy { message: "too many wrong tries; try again later".to_owned(), retry_after_seconds }
}

/// Counts an attempt, or refuses it.
pub(super) async fn begin(app: &App, email: &str, client: &Client) -> Result<Attempt> {
    let turn = app.turns().take(network(&client.address)).await;
    let now = app.now();
    let mut tx = app.db().write(Scope::System).await?;
    attempt::lock(&mut tx).await?;
    attempt::forget(&mut tx, HOUR.since(now)).await?;
    let address = format!("address {}", network(&client.address));
    let from_here = attempt::since(&mut tx, &address, QUARTER.since(now)).await?;
    if let Some(seconds) = QUARTER.wait(&from_here, now) {
        return Err(busy(seconds));
    }
    let account = format!("account {email}");
    let for_it = attempt::since(&mut tx, &account, HOUR.since(now)).await?;
    if let Some(seconds) = HOUR.wait(&for_it, now)
        && !session::any_at(&mut tx, email, &client.address).await?
    {
        return Err(busy(seconds));
    }
    let ids = vec![app.new_id(), app.new_id()];
    for (id, subject) in ids.iter().zip([&account, &address]) {
        attempt::insert(&mut tx, *id, subject, now).await?;
    }
    tx.save().await?;
    Ok(Attempt { ids, wait: QUARTER.wait(&for_it, now), _turn: turn })
}

/// Counts a wrong API key; what it is answered.
pub(crate) async fn wrong_key(app: &App, client: &Client) -> Result<Error> {
    let now = app.now();
    let subject = format!("key {}", network(&client.address));
    let mut tx = app.db().read(Scope::System).await?;
    let before = attempt::since(&mut tx, &subject, QUARTER.since(now)).await?;
    drop(tx);
    // Most of many wrong ones in a row write nothing.
    if let Some(seconds) = QUARTER.wait(&before, now) {
        return Ok(busy_key(seconds));
    }
    let mut tx = app.db().write(Scope::System).await?;
    attempt::lock(&mut tx).await?;
    let before = attempt::since(&mut tx, &subject, QUARTER.since(now)).await?;
    if let Some(seconds) = QUARTER.wait(&before, now) {
        return Ok(busy_key(seconds));
    }
    attempt::insert(&mut tx, app.new_id(), &subject, now).await?;
    tx.save().await?;
    Ok(Error::Unauthenticated)
}

fn busy_key(retry_after_seconds: u64) -> Error {
    Error::Busy { message: "too many wrong keys; try again later".to_owned(), retry_after_seconds }
}

/// Counts an attempt to open a link by its secret, or refuses it: wrong ones make the address wait as wrong
/// passwords do.
pub(crate) async fn begin_link(app: &App, client: &Client) -> Result<Attempt> {
    let turn = app.turns().take(network(&client.address)).await;
    let now = app.now();
    let mut tx = app.db().write(Scope::System).await?;
    attempt::lock(&mut tx).await?;
    let id = app.new_id();
    count_address(&mut tx, "address", client, now, id).await?;
    tx.save().await?;
    Ok(Attempt { ids: vec![id], wait: None, _turn: turn })
}

/// Counts a request for a link of some kind by mail, against the network address and the mail address; whether
/// that has an account is not looked at.
pub(crate) async fn request_link(
    tx: &mut Tx,
    app: &App,
    (kind, email): (&str, &str),
    client: &Client,
) -> Result<()> {
    let now = app.now();
    attempt::lock(tx).await?;
    attempt::forget(tx, HOUR.since(now)).await?;
    count_address(tx, &format!("{kind} from"), client, now, app.new_id()).await?;
    let account = format!("{kind} of {email}");
    let for_it = attempt::since(tx, &account, QUARTER.since(now)).await?;
    if let Some(seconds) = QUARTER.wait(&for_it, now) {
        return Err(busy(seconds));
    }
    Ok(attempt::insert(tx, app.new_id(), &account, now).await?)
}

/// Counts something against an address, or refuses it.
async fn count_address(tx: &mut Tx, what: &str, client: &Client, now: DateTime<Utc>, id: Uuid) -> Result<()> {
    let address = format!("{what} {}", network(&client.address));
    let from_here = attempt::since(tx, &address, QUARTER.since(now)).await?;
    match QUARTER.wait(&from_here, now) {
        Some(seconds) => Err(busy(seconds)),
        None => Ok(attempt::insert(tx, id, &address, now).await?),
    }
}

/// Refuses an address that has to wait, without counting an attempt.
pub(crate) async fn check(app: &App, client: &Client) -> Result<()> {
    let subject = format!("address {}", network(&client.address));
    let mut tx = app.db().read(Scope::System).await?;
    let times = attempt::since(&mut tx, &subject, QUARTER.since(app.now())).await?;
    QUARTER.wait(&times, app.now()).map_or(Ok(()), |seconds| Err(busy(seconds)))
}

/// Counts an attempt from an address that was refused.
pub(crate) async fn count(app: &App, client: &Client) -> Result<()> {
    let subject = format!("address {}", network(&client.address));
    let mut tx = app.db().write(Scope::System).await?;
    attempt::insert(&mut tx, app.new_id(), &subject, app.now()).await?;
    Ok(tx.save().await?)
}

/// The part of an address that one customer of a provider has: all of IPv4, 64 bits of IPv6.
pub(crate) fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|parsed| parsed.to_canonical()) {
        Ok(IpAddr::V6(parsed)) => {
            format!("{}/64", Ipv6Addr::from_bits(parsed.to_bits() >> 64 << 64))
        }
        Ok(IpAddr::V4(parsed)) => parsed.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// The password or code was right: the attempt does not count.
pub(crate) async fn take_back(tx: &mut Tx, attempt: &Attempt) -> Result<()> {
    for id in &attempt.ids {
        attempt::delete(tx, *id).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r05_addresses_of_one_ipv6_network_count_together() {
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(network("localhost"), "localhost");
    }

    #[test]
    fn limit_ends_when_its_oldest_attempt_leaves_the_window() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let limit = Limit { wrong: 2, seconds: 60 };
        assert_eq!(limit.wait(&[at(0)], at(1)), None);
        assert_eq!(limit.wait(&[at(0), at(10)], at(20)), Some(41));
        assert_eq!(limit.wait(&[at(0), at(10)], at(60)), None);
        assert_eq!(limit.wait(&[at(0), at(10), at(30)], at(60)), Some(11));
    }
}
