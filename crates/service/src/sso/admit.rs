//! Who was vouched for comes in: as the member they are, or as a new one.

use almanac_domain::account::{SignInMethod, User, is_email};
use almanac_domain::member::{Member, MemberState};
use almanac_domain::sso::ProviderKind;
use almanac_domain::{ConnectionId, OrgRole, UserId};
use almanac_identity::federation::{Identity, Secret};
use almanac_identity::oidc::Preset;
use almanac_store::external_identity::{self, ExternalIdentity};
use almanac_store::identity_provider::StoredProvider;
use almanac_store::user::Account;
use almanac_store::{
    Scope, Tx, domain as domains, membership, scim_user, session, sign_in_transaction, user,
};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::finish::Visit;
use super::leave;
use super::stop::{Stop, Why};
use crate::account::sessions;
use crate::audit::{Object, record_by};
use crate::{App, Error, SessionSecret, domain, plan, provider};

/// Somebody whom a provider vouches for, after its answer was checked.
#[derive(Debug, Clone)]
pub struct Vouched {
    /// Who it is there.
    pub identity: Identity,
    /// The id of the assertion and when it can be forgotten (SAML): it works once.
    pub assertion: Option<(String, DateTime<Utc>)>,
    /// What the provider wants to see when the person signs out (OIDC).
    pub id_token: Option<Secret>,
}

/// Somebody who is in.
#[derive(Debug)]
pub struct Arrival {
    /// The person and the secret of their new session; none if an account was connected.
    pub session: Option<(UserId, SessionSecret)>,
    /// Where they wanted to go: a path of ours.
    pub target: String,
}

/// Lets somebody in, in one unit of work, or connects the account `connects` with them.
pub(super) async fn let_in(
    app: &App,
    provider: &StoredProvider,
    vouched: Vouched,
    connects: Option<UserId>,
    visit: &Visit<'_>,
    target: String,
) -> Result<Arrival, Stop> {
    let person = &vouched.identity;
    let mut tx = app.read(provider.org_id).await?;
    let found = external_identity::find(&mut tx, provider.id, &person.issuer, &person.subject).await?;
    drop(tx);
    let session = match (connects, found) {
        (Some(user), found) => {
            connect(app, provider, &vouched, user, found, visit).await?;
            None
        }
        (None, Some(found)) => Some(known(app, provider, &vouched, &found, visit).await?),
        (None, None) => Some(new(app, provider, &vouched, visit).await?),
    };
    Ok(Arrival { session, target })
}

/// An assertion that was used before is refused, also by another process.
async fn use_once(tx: &mut Tx, provider: &StoredProvider, vouched: &Vouched) -> Result<(), Stop> {
    let Some((id, forget_at)) = &vouched.assertion else { return Ok(()) };
    if sign_in_transaction::use_assertion(tx, provider.id, id, *forget_at).await? {
        return Ok(());
    }
    Err(Stop::refused("the assertion was used before"))
}

async fn known(
    app: &App,
    provider: &StoredProvider,
    vouched: &Vouched,
    found: &ExternalIdentity,
    visit: &Visit<'_>,
) -> Result<(UserId, SessionSecret), Stop> {
    let places = membership::of_user(&mut app.db().read(Scope::System).await?, found.user_id).await?;
    let mut tx = app.write(provider.org_id).await?;
    use_once(&mut tx, provider, vouched).await?;
    membership::lock(&mut tx).await?;
    let member = membership::find(&mut tx, found.user_id).await?;
    let member = member.filter(|member| member.state == MemberState::Active);
    let member = member.ok_or_else(|| Stop::refused("the person is no active member"))?;
    let role = followed(app, &mut tx, provider, &vouched.identity, &member).await?;
    external_identity::note_sign_in(&mut tx, found.id, app.now()).await?;
    let elsewhere = places.iter().any(|place| place.organization.id != provider.org_id);
    enter(app, tx, provider, vouched, (found.user_id, role), elsewhere, visit).await
}

/// The role by the groups of now, if the provider has rules. The last administrator stays one.
async fn followed(
    app: &App,
    tx: &mut Tx,
    provider: &StoredProvider,
    person: &Identity,
    member: &Member,
) -> Result<OrgRole, Stop> {
    if provider.mapping.rules.is_empty() {
        return Ok(member.role);
    }
    let role = provider::mapping(provider).role(&person.groups);
    let role = role.ok_or_else(|| Stop::refused("none of the person's groups has a role"))?;
    if role == member.role {
        return Ok(role);
    }
    let last = member.role == OrgRole::Admin && membership::count_admins(tx).await? == 1;
    let object = Object("user", member.user.id.0);
    let detail = json!({ "role": [member.role, role], "identity_provider": provider.id });
    if last {
        record_by(app, tx, None, "member.last_admin_kept", object, detail).await?;
        return Ok(member.role);
    }
    membership::change(tx, member.user.id, role, member.state).await?;
    record_by(app, tx, None, "member.change", object, detail).await?;
    Ok(role)
}

async fn new(
    app: &App,
    provider: &StoredProvider,
    vouched: &Vouched,
    visit: &Visit<'_>,
) -> Result<(UserId, SessionSecret), Stop> {
    let person = &vouched.identity;
    let (email, verified) = address(app, provider, person).await?;
    let mut tx = app.db().write(Scope::System).await?;
    if let Some(account) = user::find_by_email(&mut tx, &email).await? {
        let tx = tx.narrow(provider.org_id).await?;
        return claim(app, tx, provider, vouched, (&account, verified), visit).await;
    }
    let role = provider::mapping(provider).role(&person.groups);
    let role = role.ok_or_else(|| Stop::refused("none of the person's groups has a role"))?;
    let now = app.now();
    let made = User {
        id: UserId(app.new_id()),
        name: name(person, &email),
        email_verified_at: verified.then_some(now),
        created_at: now,
        email,
    };
    user::insert(&mut tx, &made, None).await?;
    let mut tx = tx.narrow(provider.org_id).await?;
    use_once(&mut tx, provider, vouched).await?;
    plan::room_for_member(app, &mut tx).await.map_err(|error| match error {
        Error::Quota(text) => Stop::refused(text),
        other => Stop::Failed(other),
    })?;
    membership::insert(&mut tx, provider.org_id, made.id, role, now).await?;
    let mut identity = identity(app, provider, person, made.id);
    identity.last_sign_in_at = Some(now);
    external_identity::insert(&mut tx, &identity).await?;
    let detail = json!({ "role": role, "identity_provider": provider.id, "subject": person.subject });
    record_by(app, &mut tx, Some(made.id), "member.join", Object("user", made.id.0), detail).await?;
    enter(app, tx, provider, vouched, (made.id, role), false, visit).await
}

/// Lets a member in for the first time whose account provisioning made, and which nobody has had yet: the
/// organization's own identity provider said whose it is. Any other account is never taken over.
async fn claim(
    app: &App,
    mut tx: Tx,
    provider: &StoredProvider,
    vouched: &Vouched,
    (account, verified): (&Account, bool),
    visit: &Visit<'_>,
) -> Result<(UserId, SessionSecret), Stop> {
    let (id, person) = (account.user.id, &vouched.identity);
    let places = membership::of_user(&mut app.db().read(Scope::System).await?, id).await?;
    let here = places.iter().all(|place| place.organization.id == provider.org_id);
    membership::lock(&mut tx).await?;
    let member = membership::find(&mut tx, id).await?.filter(|member| member.last_sign_in_at.is_none());
    let kept = scim_user::find(&mut tx, id).await?.is_some();
    let connected = !external_identity::of_user(&mut tx, id).await?.is_empty();
    let Some(member) = member.filter(|_| here && kept && !connected && account.password_hash.is_none())
    else {
        let reason = "there is an account with this address, which is not connected with the provider";
        return Err(Stop::Refused { reason: reason.to_owned(), why: Why::HasAccount });
    };
    if member.state != MemberState::Active {
        return Err(Stop::refused("the person is no active member"));
    }
    use_once(&mut tx, provider, vouched).await?;
    let role = followed(app, &mut tx, provider, person, &member).await?;
    if verified {
        user::verify_email(&mut tx, id, app.now()).await?;
    }
    let made = ExternalIdentity { last_sign_in_at: Some(app.now()), ..identity(app, provider, person, id) };
    external_identity::insert(&mut tx, &made).await?;
    let detail = json!({ "identity_provider": provider.id, "subject": made.subject });
    record_by(app, &mut tx, Some(id), "account.connect", Object("connection", made.id.0), detail).await?;
    enter(app, tx, provider, vouched, (id, role), false, visit).await
}

/// The address of a new member, which must lie in a verified domain of the provider's organization (R17), and
/// whether the provider has verified it.
async fn address(app: &App, provider: &StoredProvider, person: &Identity) -> Result<(String, bool), Stop> {
    let email = person.email.as_ref().ok_or_else(|| Stop::refused("the provider claims no address"))?;
    let address = email.address.trim().to_lowercase();
    let of = domain::of_address(&address).filter(|_| is_email(&address));
    let of = of.ok_or_else(|| Stop::refused("what the provider claims is no address"))?;
    let mut tx = app.read(provider.org_id).await?;
    let verified = domains::list(&mut tx).await?.into_iter().filter(|domain| domain.verified_at.is_some());
    let verified: Vec<String> = verified.map(|domain| domain.name).collect();
    if !verified.contains(&of) {
        return Err(Stop::refused("the address does not lie in a verified domain of the organization"));
    }
    if provider.kind == ProviderKind::Oidc {
        let preset = provider::Oidc::of(provider)?.preset;
        // Entra never says so; the addresses of a tenant are its own.
        if !email.verified && preset != Preset::MicrosoftEntra {
            return Err(Stop::refused("the provider does not say that it has verified the address"));
        }
        if preset == Preset::Google && !person.groups.iter().any(|workspace| verified.contains(workspace)) {
            return Err(Stop::refused("the account is not of a Google Workspace of the organization"));
        }
    }
    Ok((address, email.verified))
}

fn name(person: &Identity, email: &str) -> String {
    let told = person.name.as_deref().unwrap_or_default();
    let name: String = told.chars().filter(|c| !c.is_control()).take(200).collect();
    let name = name.trim();
    if name.is_empty() { email.split('@').next().unwrap_or(email).to_owned() } else { name.to_owned() }
}

fn identity(app: &App, provider: &StoredProvider, person: &Identity, user: UserId) -> ExternalIdentity {
    ExternalIdentity {
        id: ConnectionId(app.new_id()),
        provider_id: provider.id,
        user_id: user,
        issuer: person.issuer.clone(),
        subject: person.subject.clone(),
        created_at: app.now(),
        last_sign_in_at: None,
    }
}

/// Connects somebody who is signed in, and asked for it, with who they are at the provider.
async fn connect(
    app: &App,
    provider: &StoredProvider,
    vouched: &Vouched,
    user: UserId,
    found: Option<ExternalIdentity>,
    visit: &Visit<'_>,
) -> Result<(), Stop> {
    let here = visit.actor.filter(|actor| actor.org_id == provider.org_id && actor.user_id == user);
    if here.and_then(almanac_domain::Actor::session_id).is_none() {
        return Err(Stop::refused("the person who wanted to connect is not signed in any more"));
    }
    match found {
        Some(found) if found.user_id == user => return Ok(()),
        Some(_) => return Err(Stop::refused("this is connected with another account")),
        None => {}
    }
    let mut tx = app.write(provider.org_id).await?;
    use_once(&mut tx, provider, vouched).await?;
    let others = external_identity::of_user(&mut tx, user).await?;
    if others.iter().any(|other| other.provider_id == provider.id) {
        return Err(Stop::refused("the account is connected with somebody else at this provider"));
    }
    let made = identity(app, provider, &vouched.identity, user);
    external_identity::insert(&mut tx, &made).await?;
    let detail = json!({ "identity_provider": provider.id, "subject": made.subject });
    record_by(app, &mut tx, Some(user), "account.connect", Object("connection", made.id.0), detail).await?;
    Ok(tx.save().await?)
}

/// Begins the session. A provider speaks for its organization only: for somebody who belongs to others too, it is
/// no proof for what concerns their account everywhere.
async fn enter(
    app: &App,
    mut tx: Tx,
    provider: &StoredProvider,
    vouched: &Vouched,
    (user, role): (UserId, OrgRole),
    elsewhere: bool,
    visit: &Visit<'_>,
) -> Result<(UserId, SessionSecret), Stop> {
    let now = app.now();
    let method = match provider.kind {
        ProviderKind::Oidc => SignInMethod::Oidc,
        ProviderKind::Saml => SignInMethod::Saml,
    };
    let (mut begun, secret) = sessions::begin(app, (provider.org_id, role), user, method, visit.client);
    let end = vouched.identity.session_expires_at;
    begun.expires_at = end.map_or(begun.expires_at, |end| end.min(begun.expires_at));
    if begun.expires_at <= now {
        return Err(Stop::refused("the session at the provider is over"));
    }
    if elsewhere {
        begun.confirmed_at = DateTime::UNIX_EPOCH;
    }
    session::insert(&mut tx, &begun, &almanac_identity::hash(&secret.0)).await?;
    if let Some(token) = &vouched.id_token
        && provider::Oidc::of(provider)?.sign_out
    {
        let sealed = app.seal(token.0.as_bytes(), &leave::place(provider.org_id, begun.id))?;
        session::set_provider(&mut tx, begun.id, provider.id, &sealed).await?;
    }
    membership::note_sign_in(&mut tx, provider.org_id, user, now).await?;
    let detail = json!({ "identity_provider": provider.id });
    record_by(app, &mut tx, Some(user), "account.sign_in", Object("session", begun.id.0), detail).await?;
    tx.save().await?;
    Ok((user, secret))
}
