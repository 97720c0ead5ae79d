//! How members may sign in, and who may join by themselves.

use almanac_domain::account::{Password, SignIn, SignInMethod};
use almanac_domain::invitation::{AcceptInvitation, JoinInput};
use almanac_domain::sign_in_policy::SignInPolicy;
use almanac_domain::sso::{DomainInput, OidcInput, ProviderInput, RoleMapping};
use almanac_domain::{Actor, Capability, OrgCapability, OrgRole, PageRequest, Via};
use almanac_service::{Error, account, domain, invitation, member, provider, sign_in_policy};
use almanac_testkit::{TestApp, World, client, for_each_backend, secret_in};
use chrono::TimeDelta;

const PASSWORD: &str = "a bicycle made of glass";

fn open() -> SignInPolicy {
    SignInPolicy::default()
}

/// A verified domain `fahrrad.test` and a provider that is switched on.
async fn with_provider(test: &TestApp) {
    // Those of the setup.
    test.mails().await;
    let (world, outside) = World::new();
    let input = DomainInput { name: "fahrrad.test".to_owned() };
    let added = domain::add(&test.app, &test.admin, &input).await.unwrap();
    world.set_record(&added.record_name, &added.record_value);
    domain::verify(&test.app, &outside, &test.admin, added.id).await.unwrap();
    let oidc = OidcInput {
        preset: "other".to_owned(),
        values: Vec::new(),
        issuer: Some("https://id.test".to_owned()),
        client_id: "almanac".to_owned(),
        client_secret: None,
        group_claim: None,
        sign_out: false,
    };
    let input = ProviderInput {
        name: "Firma".to_owned(),
        enabled: true,
        oidc: Some(oidc),
        saml: None,
        mapping: RoleMapping { rules: Vec::new(), otherwise: None },
    };
    provider::create(&test.app, &outside, &test.admin, input).await.unwrap();
}

async fn join(test: &TestApp, email: &str) -> Option<String> {
    let input = JoinInput { email: email.to_owned(), locale: None };
    invitation::ask_to_join(&test.app, input, &client("192.0.2.9")).await.unwrap();
    let mails = test.mails().await;
    assert!(mails.len() < 2);
    mails.first().map(|mail| secret_in(&mail.text))
}

async fn sign_in(test: &TestApp, email: &str) -> almanac_service::Result<Actor> {
    let input = SignIn { email: email.to_owned(), password: Password(PASSWORD.to_owned()) };
    let (_, secret) = account::sign_in(&test.app, input, &client("192.0.2.9")).await?.done().unwrap();
    Ok(account::authenticate(&test.app, &secret.0, &client("192.0.2.9")).await.unwrap().unwrap())
}

/// Somebody with a password who joined by themselves.
async fn joined(test: &TestApp, email: &str) -> Actor {
    let token = join(test, email).await.unwrap();
    let input = AcceptInvitation {
        token: token.clone(),
        name: Some("Jo".to_owned()),
        password: Some(Password(PASSWORD.to_owned())),
        locale: None,
        consents: None,
    };
    let (me, _) = invitation::accept(&test.app, None, input, &client("192.0.2.9")).await.unwrap();
    assert_eq!((me.role, me.user.email.as_str()), (OrgRole::Developer, email));
    assert!(me.user.email_verified_at.is_some());
    sign_in(test, email).await.unwrap()
}

for_each_backend! {
    async fn r17_people_of_a_verified_domain_join_by_themselves_if_they_may(test: TestApp) {
        with_provider(&test).await;
        assert_eq!(join(&test, "jo@fahrrad.test").await, None, "not yet");
        let policy = SignInPolicy { join_role: Some(OrgRole::Developer), ..open() };
        sign_in_policy::set(&test.app, &test.admin, policy).await.unwrap();
        assert_eq!(join(&test, "jo@elsewhere.test").await, None);
        assert_eq!(join(&test, "jo@sub.fahrrad.test").await, None);
        joined(&test, "jo@fahrrad.test").await;
        assert_eq!(join(&test, "jo@fahrrad.test").await, None, "a member already");
        let first = join(&test, "al@fahrrad.test").await.unwrap();
        assert_eq!(join(&test, "al@fahrrad.test").await, None, "a link was sent just now");
        test.clock.advance(TimeDelta::minutes(11));
        let second = join(&test, "al@fahrrad.test").await.unwrap();
        let old = invitation::look(&test.app, None, &first, &client("192.0.2.9")).await;
        assert!(matches!(old, Err(Error::NotFound)), "{old:?}");
        assert_eq!(invitation::look(&test.app, None, &second, &client("192.0.2.9")).await.unwrap().invited_by, "");
    }

    async fn sessions_that_the_policy_does_not_allow_end_with_the_next_request(test: TestApp) {
        with_provider(&test).await;
        let policy = SignInPolicy { join_role: Some(OrgRole::Developer), ..open() };
        sign_in_policy::set(&test.app, &test.admin, policy).await.unwrap();
        joined(&test, "jo@fahrrad.test").await;
        let here = client("192.0.2.9");
        let input = SignIn { email: "jo@fahrrad.test".to_owned(), password: Password(PASSWORD.to_owned()) };
        let (_, secret) = account::sign_in(&test.app, input, &here).await.unwrap().done().unwrap();
        assert!(account::authenticate(&test.app, &secret.0, &here).await.unwrap().is_some());
        for strict in [
            SignInPolicy { sso_required: true, ..open() },
            SignInPolicy { passwords_allowed: false, ..open() },
        ] {
            sign_in_policy::set(&test.app, &test.admin, strict).await.unwrap();
            assert_eq!(account::authenticate(&test.app, &secret.0, &here).await.unwrap(), None);
            let again = sign_in(&test, "jo@fahrrad.test").await;
            assert!(matches!(again, Err(Error::Forbidden)), "{again:?}");
            let admin = account::authenticate(&test.app, &test.admin.secret.0, &here).await.unwrap();
            assert!(admin.is_some(), "administrators are not locked out");
        }
    }

    async fn second_factor_is_set_up_before_anything_else(test: TestApp) {
        with_provider(&test).await;
        let policy = SignInPolicy { join_role: Some(OrgRole::Developer), ..open() };
        sign_in_policy::set(&test.app, &test.admin, policy).await.unwrap();
        let jo = joined(&test, "jo@fahrrad.test").await;
        assert!(!jo.must_enroll() && member::list(&test.app, &jo, "", PageRequest::default()).await.is_ok());
        let policy = SignInPolicy { second_factor_required: true, ..open() };
        sign_in_policy::set(&test.app, &test.admin, policy).await.unwrap();
        let jo = sign_in(&test, "jo@fahrrad.test").await.unwrap();
        assert!(jo.must_enroll() && !jo.may_use(Capability::ProjectRead) && !jo.can(OrgCapability::MemberRead));
        let refused = member::list(&test.app, &jo, "", PageRequest::default()).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
        assert!(account::me(&test.app, &jo).await.unwrap().must_enroll);
        account::begin_totp(&test.app, &jo).await.unwrap();
        let passkey = Via::Session {
            id: jo.session_id().unwrap(),
            confirmed_at: test.app.now(),
            method: SignInMethod::Passkey,
            must_enroll: false,
        };
        assert!(Actor { via: passkey, ..jo }.can(OrgCapability::MemberRead));
    }

    async fn policy_that_nobody_could_fulfil_is_refused(test: TestApp) {
        let field = |answer: almanac_service::Result<SignInPolicy>| match answer {
            Err(Error::Invalid(fields)) => fields[0].field.clone(),
            other => panic!("{other:?}"),
        };
        let set = async |policy| sign_in_policy::set(&test.app, &test.admin, policy).await;
        assert_eq!(field(set(SignInPolicy { sso_required: true, ..open() }).await), "sso_required");
        for role in [OrgRole::Viewer, OrgRole::Admin] {
            assert_eq!(field(set(SignInPolicy { join_role: Some(role), ..open() }).await), "join_role");
        }
        let mia = test.person("Mia", Some(test.admin.org_id), OrgRole::Manager).await;
        assert!(matches!(sign_in_policy::set(&test.app, &mia, open()).await, Err(Error::Forbidden)));
        assert!(matches!(sign_in_policy::get(&test.app, &mia).await, Err(Error::Forbidden)));
        let eve = test.stranger().await;
        sign_in_policy::set(&test.app, &eve, SignInPolicy { second_factor_required: true, ..open() }).await.unwrap();
        assert_eq!(sign_in_policy::get(&test.app, &test.admin).await.unwrap(), open(), "another organization");
        test.clock.advance(TimeDelta::minutes(11));
        assert!(matches!(set(open()).await, Err(Error::Unconfirmed)));
    }
}
