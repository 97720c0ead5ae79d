//! Domains, providers, and who comes in by them.

use almanac_domain::account::SignInMethod;
use almanac_domain::member::{ChangeMember, MemberState};
use almanac_domain::provisioning::{ChangeScimUser, NewScimUser};
use almanac_domain::sso::{DomainInput, OidcInput, Provider, ProviderInput, RoleMapping, RoleRule};
use almanac_domain::{Actor, OrgRole, PageRequest, ProviderId, UserId};
use almanac_identity::federation::{Email, Identity};
use almanac_service::provisioning::{self, users};
use almanac_service::sso::{Arrival, Outcome, Outside, Visit, Vouched, Why, Wish};
use almanac_service::{
    App, Client, Error, SessionSecret, account, audit, domain, member, organization, provider, sso,
};
use almanac_testkit::{Person, TestApp, World, client, for_each_backend};
use chrono::TimeDelta;

fn input(issuer: &str, rules: &[(&str, OrgRole)], otherwise: Option<OrgRole>) -> ProviderInput {
    let rules = rules.iter().map(|(group, role)| RoleRule { group: (*group).to_owned(), role: *role });
    ProviderInput {
        name: "Firma".to_owned(),
        enabled: true,
        oidc: Some(OidcInput {
            preset: "other".to_owned(),
            values: Vec::new(),
            issuer: Some(issuer.to_owned()),
            client_id: "almanac".to_owned(),
            client_secret: Some(almanac_domain::sso::ClientSecret("geheim".to_owned())),
            group_claim: None,
            sign_out: false,
        }),
        saml: None,
        mapping: RoleMapping { rules: rules.collect(), otherwise },
    }
}

async fn own_domain(
    app: &App,
    (world, outside): &(std::sync::Arc<World>, Outside),
    actor: &Actor,
    name: &str,
) {
    let added = domain::add(app, actor, &DomainInput { name: name.to_owned() }).await.unwrap();
    world.set_record(&added.record_name, &added.record_value);
    domain::verify(app, outside, actor, added.id).await.unwrap();
}

/// An organization with the verified domain `fahrrad.test` and a provider without rules.
async fn with_provider(test: &TestApp, rules: &[(&str, OrgRole)]) -> Provider {
    let world = World::new();
    own_domain(&test.app, &world, &test.admin, "fahrrad.test").await;
    let wanted = input("https://id.test", rules, Some(OrgRole::Viewer));
    provider::create(&test.app, &world.1, &test.admin, wanted).await.unwrap()
}

fn somebody(subject: &str, email: &str) -> Identity {
    Identity {
        issuer: "https://id.test".to_owned(),
        subject: subject.to_owned(),
        email: Some(Email { address: email.to_owned(), verified: true }),
        name: Some("Uma".to_owned()),
        groups: Vec::new(),
        session_expires_at: None,
    }
}

async fn come(test: &TestApp, provider: ProviderId, identity: Identity) -> Outcome {
    let vouched = Vouched { identity, assertion: None, id_token: None };
    let here = client("192.0.2.9");
    let visit = Visit { provider, browser: None, actor: None, client: &here };
    sso::admit(&test.app, visit, vouched, None, "/".to_owned()).await.unwrap()
}

async fn actor(test: &TestApp, outcome: Outcome) -> Actor {
    let Outcome::Arrived(Arrival { session: Some((_, SessionSecret(secret))), .. }) = outcome else {
        panic!("{outcome:?}")
    };
    account::authenticate(&test.app, &secret, &client("192.0.2.9")).await.unwrap().unwrap()
}

fn refused(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Refused(Why::Refused))
}

async fn reasons(test: &TestApp) -> Vec<String> {
    let filter = almanac_domain::audit::AuditFilter {
        action: Some("account.sign_in_refused".to_owned()),
        ..Default::default()
    };
    let page = audit::list(&test.app, &test.admin, &filter, None, 50).await.unwrap();
    page.items.iter().map(|entry| entry.detail["reason"].as_str().unwrap_or_default().to_owned()).collect()
}

for_each_backend! {
    async fn r17_domain_is_proven_by_its_dns_in_one_organization(test: TestApp) {
        let (world, outside) = World::new();
        let (app, eve) = (&test.app, test.stranger().await);
        let name = |name: &str| DomainInput { name: name.to_owned() };
        let added = domain::add(app, &test.admin, &name(" Fahrrad.TEST. ")).await.unwrap();
        assert_eq!((added.name.as_str(), added.verified_at), ("fahrrad.test", None));
        assert_eq!(added.record_name, "_almanac.fahrrad.test");
        let unproven = domain::verify(app, &outside, &test.admin, added.id).await;
        assert!(matches!(unproven, Err(Error::Invalid(_))), "{unproven:?}");
        assert!(matches!(domain::add(app, &test.admin, &name("fahrrad.test")).await, Err(Error::Conflict(_))));
        assert!(matches!(domain::add(app, &test.admin, &name("localhost")).await, Err(Error::Invalid(_))));
        let theirs = domain::add(app, &eve, &name("fahrrad.test")).await.unwrap();
        world.set_record(&theirs.record_name, &theirs.record_value);
        domain::verify(app, &outside, &eve, theirs.id).await.unwrap();
        world.set_record(&added.record_name, &added.record_value);
        let taken = domain::verify(app, &outside, &test.admin, added.id).await;
        assert!(matches!(taken, Err(Error::Conflict(_))), "{taken:?}");
        domain::remove(app, &eve, theirs.id).await.unwrap();
        domain::verify(app, &outside, &test.admin, added.id).await.unwrap();
        assert!(matches!(domain::remove(app, &eve, added.id).await, Err(Error::NotFound)));
        assert!(matches!(domain::verify(app, &outside, &eve, added.id).await, Err(Error::NotFound)));
    }

    async fn domains_and_providers_are_kept_by_administrators_of_the_organization(test: TestApp) {
        let (_, outside) = World::new();
        let (app, made) = (&test.app, with_provider(&test, &[]).await);
        let manager = test.person("Max", Some(test.admin.org_id), OrgRole::Manager).await;
        let eve = test.stranger().await;
        let wanted = || input("https://other.test", &[], None);
        let domain_input = DomainInput { name: "x.test".to_owned() };
        for (person, foreign) in [(&manager, false), (&eve, true)] {
            let answers = [
                provider::get(app, person, made.id).await.err(),
                provider::update(app, &outside, person, made.id, wanted()).await.err(),
                provider::delete(app, person, made.id).await.err(),
            ];
            for error in answers {
                let fits = match error {
                    Some(Error::NotFound) => foreign,
                    Some(Error::Forbidden) => !foreign,
                    _ => false,
                };
                assert!(fits, "{foreign} {error:?}");
            }
        }
        assert!(matches!(provider::list(app, &manager).await, Err(Error::Forbidden)));
        assert!(matches!(domain::list(app, &manager).await, Err(Error::Forbidden)));
        assert!(matches!(domain::add(app, &manager, &domain_input).await, Err(Error::Forbidden)));
        let create = provider::create(app, &outside, &manager, wanted()).await;
        assert!(matches!(create, Err(Error::Forbidden)));
        assert!(provider::list(app, &eve).await.unwrap().is_empty());
        assert!(domain::list(app, &eve).await.unwrap().is_empty());
    }

    async fn r34_secret_of_a_provider_goes_in_and_never_comes_out(test: TestApp) {
        let (_, outside) = World::new();
        let (app, made) = (&test.app, with_provider(&test, &[]).await);
        assert_eq!(made.oidc.as_ref().unwrap().client_secret.as_deref(), Some("***"));
        assert!(!serde_json::to_string(&made).unwrap().contains("geheim"));
        let mut change = input("https://id.test", &[], None);
        change.oidc.as_mut().unwrap().client_secret = None;
        let kept = provider::update(app, &outside, &test.admin, made.id, change.clone()).await.unwrap();
        assert_eq!(kept.oidc.unwrap().client_secret.as_deref(), Some("***"));
        change.oidc.as_mut().unwrap().issuer = Some("https://evil.test".to_owned());
        let moved = provider::update(app, &outside, &test.admin, made.id, change).await;
        assert!(matches!(moved, Err(Error::Invalid(_))), "the secret would go to another issuer");
        let silent = provider::create(app, &outside, &test.admin, input("https://silent.test", &[], None)).await;
        let Err(Error::Invalid(fields)) = silent else { panic!("{silent:?}") };
        assert!(fields[0].message.contains("cannot be reached"), "{fields:?}");
        let twice = provider::create(app, &outside, &test.admin, input("https://id.test", &[], None)).await;
        assert!(matches!(twice, Err(Error::Conflict(_))));
        let bytes = serde_json::to_string(
            &audit::list(app, &test.admin, &almanac_domain::audit::AuditFilter::default(), None, 50).await.unwrap(),
        );
        assert!(!bytes.unwrap().contains("geheim"));
    }

    async fn first_sign_in_makes_a_member_without_a_password(test: TestApp) {
        let made = with_provider(&test, &[]).await;
        let uma = actor(&test, come(&test, made.id, somebody("1", "Uma@Fahrrad.test")).await).await;
        assert_eq!((uma.org_id, uma.org_role), (test.admin.org_id, OrgRole::Viewer));
        let me = account::me(&test.app, &uma).await.unwrap();
        assert_eq!((me.user.email.as_str(), me.user.name.as_str()), ("uma@fahrrad.test", "Uma"));
        let sessions = account::sessions(&test.app, &uma).await.unwrap();
        assert_eq!(sessions[0].method, SignInMethod::Oidc);
        // The key is the subject: the address may change there.
        let again = actor(&test, come(&test, made.id, somebody("1", "other@fahrrad.test")).await).await;
        assert_eq!(again.user_id, uma.user_id);
        let change = ChangeMember { role: None, state: Some(MemberState::Deactivated) };
        member::change(&test.app, &test.admin, uma.user_id, change).await.unwrap();
        assert!(refused(&come(&test, made.id, somebody("1", "uma@fahrrad.test")).await));
        member::remove(&test.app, &test.admin, uma.user_id).await.unwrap();
        let back = come(&test, made.id, somebody("1", "uma@fahrrad.test")).await;
        assert!(matches!(back, Outcome::Refused(Why::HasAccount)), "{back:?}");
        assert!(reasons(&test).await.iter().any(|reason| reason.contains("no active member")));
    }

    async fn r16_address_of_a_provider_never_finds_an_account(test: TestApp) {
        let world = World::new();
        own_domain(&test.app, &world, &test.admin, "example.org").await;
        let wanted = input("https://id.test", &[], Some(OrgRole::Admin));
        let made = provider::create(&test.app, &world.1, &test.admin, wanted).await.unwrap();
        let outcome = come(&test, made.id, somebody("1", TestApp::EMAIL)).await;
        assert!(matches!(outcome, Outcome::Refused(Why::HasAccount)), "{outcome:?}");
        let mut unverified = somebody("2", "new@example.org");
        unverified.email.as_mut().unwrap().verified = false;
        assert!(refused(&come(&test, made.id, unverified).await));
        let nameless = Identity { email: None, ..somebody("3", "") };
        assert!(refused(&come(&test, made.id, nameless).await));
        let page = member::list(&test.app, &test.admin, "", PageRequest::default()).await.unwrap();
        assert_eq!(page.items.len(), 1);
        assert_eq!(reasons(&test).await.len(), 3);
    }

    async fn scim_user_whom_nobody_was_yet_comes_in_by_the_provider_once(test: TestApp) {
        let (app, made) = (&test.app, with_provider(&test, &[]).await);
        let token = provisioning::make(app, &test.admin).await.unwrap().text.0;
        let by = provisioning::authenticate(app, &token, &client("192.0.2.7")).await.unwrap();
        let kept = |email: &str| NewScimUser {
            user_name: email.to_owned(),
            external_id: None,
            email: email.to_owned(),
            name: None,
            role: Some(OrgRole::Developer),
            state: MemberState::Active,
        };
        let uma = users::create(app, by, kept("uma@fahrrad.test")).await.unwrap();
        let come_in = actor(&test, come(&test, made.id, somebody("uma", "uma@fahrrad.test")).await).await;
        assert_eq!((come_in.user_id, come_in.org_role), (uma.id, OrgRole::Developer));
        let other = come(&test, made.id, somebody("not uma", "uma@fahrrad.test")).await;
        assert!(matches!(other, Outcome::Refused(Why::HasAccount)), "{other:?}");
        let tom = users::create(app, by, kept("tom@fahrrad.test")).await.unwrap();
        let out = ChangeScimUser { state: Some(MemberState::Deactivated), ..ChangeScimUser::default() };
        users::change(app, by, tom.id, out).await.unwrap();
        assert!(refused(&come(&test, made.id, somebody("tom", "tom@fahrrad.test")).await));
    }

    async fn r17_provider_speaks_for_its_own_organization_only(test: TestApp) {
        let made = with_provider(&test, &[]).await;
        let eve = test.stranger().await;
        let world = World::new();
        own_domain(&test.app, &world, &eve, "eve.test").await;
        let wanted = input("https://id.test", &[], Some(OrgRole::Admin));
        let theirs = provider::create(&test.app, &world.1, &eve, wanted).await.unwrap();
        let uma = actor(&test, come(&test, made.id, somebody("1", "uma@fahrrad.test")).await).await;
        // The same subject at the same issuer is somebody else for another organization.
        let forged = come(&test, theirs.id, somebody("1", "uma@fahrrad.test")).await;
        assert!(refused(&forged), "{forged:?}");
        let admin = come(&test, theirs.id, somebody("2", TestApp::EMAIL)).await;
        assert!(refused(&admin), "{admin:?}");
        let mallory = actor(&test, come(&test, theirs.id, somebody("1", "mal@eve.test")).await).await;
        assert_eq!(mallory.org_id, eve.org_id);
        assert_ne!(mallory.user_id, uma.user_id);
        let ways = sso::ways(&test.app, "somebody@Fahrrad.test").await.unwrap();
        assert_eq!(ways.iter().map(|way| way.id).collect::<Vec<_>>(), [made.id]);
        assert!(sso::ways(&test.app, "a@unknown.test").await.unwrap().is_empty());
    }

    async fn role_follows_the_groups_but_the_last_administrator_stays(test: TestApp) {
        let made = with_provider(&test, &[("ops", OrgRole::Admin), ("staff", OrgRole::Developer)]).await;
        let with = |subject: &str, groups: &[&str]| Identity {
            groups: groups.iter().map(ToString::to_string).collect(),
            ..somebody(subject, "uma@fahrrad.test")
        };
        let uma = actor(&test, come(&test, made.id, with("1", &["staff"])).await).await;
        assert_eq!(uma.org_role, OrgRole::Developer);
        let uma = actor(&test, come(&test, made.id, with("1", &["staff", "ops"])).await).await;
        assert_eq!(uma.org_role, OrgRole::Admin);
        let change = ChangeMember { role: Some(OrgRole::Viewer), state: None };
        member::change(&test.app, &uma, test.admin.user_id, change).await.unwrap();
        let uma = actor(&test, come(&test, made.id, with("1", &["staff"])).await).await;
        assert_eq!(uma.org_role, OrgRole::Admin, "the last one");
        let filter = almanac_domain::audit::AuditFilter {
            action: Some("member.last_admin_kept".to_owned()),
            ..Default::default()
        };
        assert_eq!(audit::list(&test.app, &uma, &filter, None, 50).await.unwrap().items.len(), 1);
    }

    async fn plan_and_mapping_keep_people_out(test: TestApp) {
        let made = with_provider(&test, &[]).await;
        organization::set_plan(&test.app, test.admin.org_id, "free").await.unwrap();
        assert!(refused(&come(&test, made.id, somebody("1", "uma@fahrrad.test")).await));
        organization::set_plan(&test.app, test.admin.org_id, "enterprise").await.unwrap();
        let (_, outside) = World::new();
        let closed = input("https://id.test", &[("staff", OrgRole::Viewer)], None);
        provider::update(&test.app, &outside, &test.admin, made.id, closed).await.unwrap();
        assert!(refused(&come(&test, made.id, somebody("1", "uma@fahrrad.test")).await));
        let reasons = reasons(&test).await;
        assert!(reasons[0].contains("groups") && reasons[1].contains("members"), "{reasons:?}");
    }

    async fn r18_assertion_works_once_also_in_another_process(test: TestApp) {
        let made = with_provider(&test, &[]).await;
        let forget_at = test.app.now() + TimeDelta::minutes(6);
        let send = async |app: &App| {
            let identity = somebody("1", "uma@fahrrad.test");
            let vouched = Vouched { identity, assertion: Some(("_a1".to_owned(), forget_at)), id_token: None };
            let here = client("192.0.2.9");
            let visit = Visit { provider: made.id, browser: None, actor: None, client: &here };
            sso::admit(app, visit, vouched, None, "/".to_owned()).await.unwrap()
        };
        assert!(matches!(send(&test.app).await, Outcome::Arrived(_)));
        assert!(refused(&send(&test.app).await));
        let beside = test.beside().await;
        assert!(refused(&send(&beside).await));
        beside.db().close().await;
        drop(beside);
        let test = test.reopened().await;
        assert!(refused(&send(&test.app).await));
        assert_eq!(reasons(&test).await, ["the assertion was used before"; 3]);
    }

    async fn account_is_connected_and_disconnected_by_its_person(test: TestApp) {
        let made = with_provider(&test, &[]).await;
        let (app, here) = (&test.app, client("192.0.2.9"));
        let connect = async |actor: &Actor, user: UserId, subject: &str| {
            let vouched = Vouched { identity: somebody(subject, "x@elsewhere.test"), assertion: None, id_token: None };
            let visit = Visit { provider: made.id, browser: None, actor: Some(actor), client: &here };
            sso::admit(app, visit, vouched, Some(user), "/".to_owned()).await.unwrap()
        };
        let mia = test.person("Mia", Some(test.admin.org_id), OrgRole::Viewer).await;
        assert!(refused(&connect(&mia, test.admin.user_id, "ada").await), "another person's account");
        assert!(matches!(connect(&test.admin, test.admin.user_id, "ada").await, Outcome::Arrived(_)));
        assert!(refused(&connect(&mia, mia.user_id, "ada").await), "connected with somebody else");
        assert!(refused(&connect(&test.admin, test.admin.user_id, "ada2").await), "one at a provider");
        let ada = actor(&test, come(&test, made.id, somebody("ada", "x@elsewhere.test")).await).await;
        assert_eq!(ada.user_id, test.admin.user_id);
        assert!(matches!(connect(&mia, mia.user_id, "mia").await, Outcome::Arrived(_)));
        let of = async |person: &Person| {
            let all = sso::connections(app, person).await.unwrap();
            all[0].connected.clone().map(|connected| connected.id)
        };
        let only = sso::disconnect(app, &mia, of(&mia).await.unwrap()).await;
        assert!(matches!(only, Err(Error::Conflict(_))), "Mia has no password: {only:?}");
        let foreign = sso::disconnect(app, &mia, of(&test.admin).await.unwrap()).await;
        assert!(matches!(foreign, Err(Error::NotFound)));
        sso::disconnect(app, &test.admin, of(&test.admin).await.unwrap()).await.unwrap();
        assert_eq!(of(&test.admin).await, None);
        test.clock.advance(TimeDelta::minutes(11));
        let (_, outside) = World::new();
        let late = sso::begin_connection(app, &outside, &test.admin, made.id, None).await;
        assert!(matches!(late, Err(Error::Unconfirmed)), "{late:?}");
    }

    async fn provider_is_no_proof_for_somebody_of_other_organizations_too(test: TestApp) {
        let made = with_provider(&test, &[]).await;
        let uma = actor(&test, come(&test, made.id, somebody("1", "uma@fahrrad.test")).await).await;
        sso::begin_connection(&test.app, &World::new().1, &uma, made.id, None).await.unwrap();
        let eve = test.stranger().await;
        let mut tx = test.app.db().write(almanac_store::Scope::System).await.unwrap();
        let now = test.app.now();
        almanac_store::membership::insert(&mut tx, eve.org_id, uma.user_id, OrgRole::Viewer, now).await.unwrap();
        tx.save().await.unwrap();
        let uma = actor(&test, come(&test, made.id, somebody("1", "uma@fahrrad.test")).await).await;
        let unconfirmed = sso::begin_connection(&test.app, &World::new().1, &uma, made.id, None).await;
        assert!(matches!(unconfirmed, Err(Error::Unconfirmed)), "{unconfirmed:?}");
        let elsewhere = account::switch_organization(&test.app, &uma, eve.org_id).await;
        assert!(matches!(elsewhere, Err(Error::Conflict(_))), "{elsewhere:?}");
        assert_eq!(account::me(&test.app, &uma).await.unwrap().memberships.len(), 1, "none to switch to");
    }

    async fn r15_sign_in_is_bound_to_its_browser_and_taken_once(test: TestApp) {
        let made = with_provider(&test, &[]).await;
        let (_, outside) = World::new();
        let here: Client = client("192.0.2.9");
        let begin = async |next: &str| {
            let wish = Wish { next: next.to_owned(), email: None };
            let begun = sso::begin(&test.app, &outside, made.id, &wish, None).await.unwrap();
            let almanac_identity::saml::Outgoing::Redirect(url) = begun.outgoing else { panic!() };
            let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
            (begun.browser, state)
        };
        let finish = async |browser: Option<&str>, state: &str| {
            let visit = Visit { provider: made.id, browser, actor: None, client: &here };
            let answer = almanac_identity::oidc::Answer {
                state: Some(state.to_owned()),
                error: Some("access_denied".to_owned()),
                ..Default::default()
            };
            sso::finish_oidc(&test.app, &outside, visit, answer).await.unwrap()
        };
        let (browser, state) = begin("//evil.test").await;
        assert!(refused(&finish(None, &state).await));
        assert!(refused(&finish(Some(&browser), &state).await), "it was taken");
        let (_, state) = begin("/").await;
        assert!(refused(&finish(Some(&browser), &state).await), "another browser's");
        let (browser, state) = begin("/").await;
        test.clock.advance(TimeDelta::minutes(11));
        assert!(refused(&finish(Some(&browser), &state).await), "too late");
        let (browser, state) = begin("/").await;
        assert!(refused(&finish(Some(&browser), &state).await), "refused there");
        let reasons = reasons(&test).await;
        assert_eq!(reasons.len(), 5);
        assert!(reasons[0].contains("access_denied"), "{reasons:?}");
    }
}
