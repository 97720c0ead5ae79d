//! The way back from a provider.

use almanac_domain::{Actor, ProviderId, UserId};
use almanac_identity::federation::Identity;
use almanac_identity::{hash, oidc, same, saml};
use almanac_store::identity_provider::{self, StoredProvider};
use almanac_store::sign_in_transaction::StoredTransaction;
use almanac_store::{Scope, sign_in_transaction as transactions};

use super::Outside;
use super::admit::{Arrival, Vouched, let_in};
use super::begin::{Flow, Kept, place};
use super::stop::{Step, Stop, Why, record_refused};
use crate::account::throttle;
use crate::error::blocking;
use crate::{App, Client, Error, Result, provider};

/// Who comes back, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// The provider.
    pub provider: ProviderId,
    /// The secret in the browser's cookie.
    pub browser: Option<&'a str>,
    /// Who is signed in already.
    pub actor: Option<&'a Actor>,
    /// Who knocks.
    pub client: &'a Client,
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum Outcome {
    /// The person is in.
    Arrived(Arrival),
    /// They are not; the audit log has the reason.
    Refused(Why),
}

/// Finishes a sign-in with OIDC: checks the answer, and lets the person in.
///
/// # Errors
/// Something is broken, or the network address had too many refusals; a refusal is no error.
pub async fn finish_oidc(
    app: &App,
    outside: &Outside,
    visit: Visit<'_>,
    answer: oidc::Answer,
) -> Result<Outcome> {
    let secret = hash(answer.state.as_deref().unwrap_or_default());
    let (provider, taken) = take(app, visit, &secret).await?;
    let checked = async {
        let (kept, _) = taken?;
        let Flow::Oidc(transaction) = kept.flow else { return Err(Stop::refused("it was begun with SAML")) };
        let settings = provider::oidc_settings(app, outside, &provider)?;
        let (providers, now) = (&outside.providers, app.now());
        let done = oidc::finish(providers, &outside.fetch, &settings, transaction, answer, now).await;
        let done = done.map_err(|error| Stop::refused(error.to_string()))?;
        let vouched = Vouched { identity: done.identity, assertion: None, id_token: Some(done.id_token) };
        Ok((vouched, kept.connects, done.target))
    };
    let checked = checked.await;
    conclude(app, &provider, visit, checked).await
}

/// What became of the answer of a SAML provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is kept until the browser comes for it with its cookie.
    Kept,
    /// Somebody began at the provider, and may: it is thrown away, and a sign-in of ours can begin.
    BegunThere,
}

/// Keeps the answer of a SAML provider.
///
/// # Errors
/// [`Error::NotFound`] if no such sign-in was begun, or it has an answer.
pub async fn accept_answer(
    app: &App,
    outside: &Outside,
    provider: ProviderId,
    answer: &saml::Answer,
) -> Result<Accepted> {
    let secret = hash(&answer.relay_state);
    let mut tx = app.db().write(Scope::System).await?;
    let found = identity_provider::find_anywhere(&mut tx, provider).await?.ok_or(Error::NotFound)?;
    let sealed = app.seal(answer.response.as_bytes(), &place(found.org_id, &secret, "answer"))?;
    match transactions::answer(&mut tx, &secret, provider, &sealed).await {
        Err(almanac_store::Error::NotFound(_)) if provider::may_begin_there(&found)? => {}
        done => {
            done?;
            tx.save().await?;
            return Ok(Accepted::Kept);
        }
    }
    drop(tx);
    let _permit = outside.checks.acquire().await.map_err(Error::internal)?;
    let response = answer.response.clone();
    let unsolicited = blocking(move || Ok(saml::is_unsolicited(&response))).await?;
    unsolicited.then_some(Accepted::BegunThere).ok_or(Error::NotFound)
}

/// Finishes a sign-in with SAML by its handle, the relay state.
///
/// # Errors
/// As [`finish_oidc`].
pub async fn finish_saml(app: &App, outside: &Outside, visit: Visit<'_>, handle: &str) -> Result<Outcome> {
    let secret = hash(handle);
    let (provider, taken) = take(app, visit, &secret).await?;
    let checked = async {
        let (kept, response) = taken?;
        let Flow::Saml(transaction) = kept.flow else { return Err(Stop::refused("it was begun with OIDC")) };
        let response = response.ok_or_else(|| Stop::refused("the provider has not answered"))?;
        let answer = saml::Answer { response, relay_state: handle.to_owned() };
        let (read, ours) = (provider::read_saml(&provider)?, provider::ours(app, provider.id)?);
        let now = app.now();
        let _permit = outside.checks.acquire().await.map_err(Error::internal)?;
        let done = blocking(move || {
            Ok(saml::finish(&read.metadata, &ours, &read.mapping(), transaction, &answer, now))
        });
        let done = done.await?.map_err(|error| Stop::refused(error.to_string()))?;
        let assertion = Some((done.assertion_id, done.forget_at));
        let vouched = Vouched { identity: done.identity, assertion, id_token: None };
        Ok((vouched, kept.connects, done.target))
    };
    let checked = checked.await;
    conclude(app, &provider, visit, checked).await
}

/// The provider, and what was remembered of the sign-in, which cannot be taken again.
async fn take(
    app: &App,
    visit: Visit<'_>,
    secret: &[u8],
) -> Result<(StoredProvider, Step<(Kept, Option<String>)>)> {
    throttle::check(app, visit.client).await?;
    let mut tx = app.db().write(Scope::System).await?;
    let found = identity_provider::find_anywhere(&mut tx, visit.provider).await?;
    let provider = found.ok_or(Error::NotFound)?;
    transactions::delete_expired(&mut tx, app.now()).await?;
    let taken = transactions::take(&mut tx, secret, provider.id).await?;
    tx.save().await?;
    let opened = opened(app, &provider, secret, taken, visit);
    Ok((provider, opened))
}

/// Lets the person in whose answer was checked, or writes down why not.
async fn conclude(
    app: &App,
    provider: &StoredProvider,
    visit: Visit<'_>,
    checked: Step<(Vouched, Option<UserId>, String)>,
) -> Result<Outcome> {
    match checked {
        Ok((vouched, connects, target)) => come_in(app, provider, visit, vouched, connects, target).await,
        Err(stop) => settle(app, provider, visit, None, Err(stop)).await,
    }
}

/// Lets somebody in for whom a provider vouches, after its answer was checked, or connects the account `connects`.
///
/// # Errors
/// Something is broken; a refusal is no error.
pub async fn admit(
    app: &App,
    visit: Visit<'_>,
    vouched: Vouched,
    connects: Option<UserId>,
    target: String,
) -> Result<Outcome> {
    let mut tx = app.db().read(Scope::System).await?;
    let provider = identity_provider::find_anywhere(&mut tx, visit.provider).await?.ok_or(Error::NotFound)?;
    drop(tx);
    come_in(app, &provider, visit, vouched, connects, target).await
}

async fn come_in(
    app: &App,
    provider: &StoredProvider,
    visit: Visit<'_>,
    vouched: Vouched,
    connects: Option<UserId>,
    target: String,
) -> Result<Outcome> {
    let claimed = vouched.identity.clone();
    let done = let_in(app, provider, vouched, connects, &visit, target).await;
    settle(app, provider, visit, Some(&claimed), done).await
}

/// Writes a refusal down.
async fn settle(
    app: &App,
    provider: &StoredProvider,
    visit: Visit<'_>,
    claimed: Option<&Identity>,
    done: Step<Arrival>,
) -> Result<Outcome> {
    let (reason, why) = match done {
        Ok(arrival) => return Ok(Outcome::Arrived(arrival)),
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Refused { reason, why }) => (reason, why),
    };
    tracing::info!(provider = %provider.id, reason, "sign-in refused");
    throttle::count(app, visit.client).await?;
    let tx = app.write(provider.org_id).await?;
    let email = claimed.and_then(|person| person.email.as_ref());
    let claimed = claimed.map(|person| (person.subject.as_str(), email.map(|email| email.address.as_str())));
    record_refused(app, tx, provider.id, &reason, claimed).await?;
    Ok(Outcome::Refused(why))
}

/// What was remembered, if it belongs to this browser and is not too old.
fn opened(
    app: &App,
    provider: &StoredProvider,
    secret: &[u8],
    taken: Option<StoredTransaction>,
    visit: Visit<'_>,
) -> Step<(Kept, Option<String>)> {
    let taken = taken.ok_or_else(|| Stop::refused("no such sign-in was begun, or it is over"))?;
    if !same(&taken.browser_hash, &hash(visit.browser.unwrap_or_default())) {
        return Err(Stop::refused("it was begun in another browser"));
    }
    if !provider.enabled {
        return Err(Stop::refused("the provider is switched off"));
    }
    let open = |sealed: &[u8], part| app.unseal(sealed, &place(taken.org_id, secret, part));
    let content = open(&taken.content, "content")?;
    let kept = serde_json::from_slice(&content).map_err(Error::internal)?;
    let answer = taken.answer.as_deref().map(|sealed| open(sealed, "answer")).transpose();
    let answer = answer?.map(String::from_utf8).transpose();
    Ok((kept, answer.map_err(Error::internal)?))
}
