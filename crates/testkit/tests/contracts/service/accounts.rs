use almanac_domain::account::{Password, SetUp, SignIn};
use almanac_domain::audit::AuditFilter;
use almanac_service::audit::{Origin, with_origin};
use almanac_service::{Error, account, project};
use almanac_store::audit;
use almanac_testkit::{TestApp, client, for_each_backend};
use chrono::TimeDelta;

fn right() -> SignIn {
    SignIn { email: TestApp::EMAIL.to_owned(), password: Password(TestApp::PASSWORD.to_owned()) }
}

fn wrong(email: &str) -> SignIn {
    SignIn { email: email.to_owned(), password: Password("not the password".to_owned()) }
}

fn set_up(token: &str) -> SetUp {
    SetUp {
        token: token.to_owned(),
        organization: "Second".to_owned(),
        name: "Eve".to_owned(),
        email: "eve@example.org".to_owned(),
        password: Password("correct horse battery".to_owned()),
        consents: Vec::new(),
    }
}

for_each_backend! {
    async fn r01_after_setup_there_is_no_setup(test: TestApp) {
        assert_eq!(account::setup_token(&test.app).await.unwrap(), None);
        assert!(!account::setup_open(&test.app, "anything").await.unwrap());
        let again = account::set_up(&test.app, set_up("anything"), &client("192.0.2.9")).await;
        assert!(matches!(again, Err(Error::NotFound)));
    }

    async fn person_signs_in_and_sees_who_they_are(test: TestApp) {
        let here = client("192.0.2.9");
        let input = SignIn { email: " ADA@example.org ".to_owned(), ..right() };
        let (me, secret) = account::sign_in(&test.app, input, &here).await.unwrap().done().unwrap();
        assert_eq!((me.user.name.as_str(), me.organization.name.as_str()), ("Ada", "Fahrrad GmbH"));
        let actor = account::authenticate(&test.app, &secret.0, &here).await.unwrap().unwrap();
        assert_eq!(account::me(&test.app, &actor).await.unwrap(), me);
        assert_eq!(secret.0.len(), 43);
        assert_ne!(secret, test.admin.secret);
    }

    async fn r05_eleventh_wrong_password_for_an_account_has_to_wait_and_the_right_one_opens(test: TestApp) {
        for i in 0..10 {
            let from = client(&format!("198.51.100.{i}"));
            let tried = account::sign_in(&test.app, wrong(TestApp::EMAIL), &from).await;
            assert!(matches!(tried, Err(Error::Unauthenticated)), "{i}");
        }
        let there = client("203.0.113.1");
        let blocked = account::sign_in(&test.app, wrong(TestApp::EMAIL), &there).await;
        let Err(Error::Busy { retry_after_seconds, .. }) = blocked else { panic!("{blocked:?}") };
        assert!((1..=901).contains(&retry_after_seconds));
        account::sign_in(&test.app, right(), &there).await.unwrap();
        test.clock.advance(TimeDelta::minutes(15));
        let tried = account::sign_in(&test.app, wrong(TestApp::EMAIL), &there).await;
        assert!(matches!(tried, Err(Error::Unauthenticated)));
    }

    async fn r05_ten_wrong_passwords_do_not_lock_the_owner_out_elsewhere(test: TestApp) {
        let mallory = client("198.51.100.1");
        for _ in 0..10 {
            account::sign_in(&test.app, wrong(TestApp::EMAIL), &mallory).await.unwrap_err();
        }
        let blocked = account::sign_in(&test.app, right(), &mallory).await;
        assert!(matches!(blocked, Err(Error::Busy { .. })), "not even the right one from there");
        account::sign_in(&test.app, right(), &client("203.0.113.1")).await.unwrap();
    }

    async fn r05_fifty_wrong_passwords_in_an_hour_close_the_account_but_where_its_owner_is(test: TestApp) {
        let nobody = wrong("nobody@example.org");
        for i in 0..50 {
            let from = client(&format!("198.51.100.{i}"));
            account::sign_in(&test.app, wrong(TestApp::EMAIL), &from).await.unwrap_err();
            account::sign_in(&test.app, nobody.clone(), &from).await.unwrap_err();
        }
        let elsewhere = client("203.0.113.1");
        let blocked = account::sign_in(&test.app, right(), &elsewhere).await;
        let Err(Error::Busy { retry_after_seconds, .. }) = blocked else { panic!("{blocked:?}") };
        assert!((2_000..=3_601).contains(&retry_after_seconds));
        let unknown = account::sign_in(&test.app, nobody, &elsewhere).await;
        assert!(matches!(unknown, Err(Error::Busy { .. })), "an account that is not there waits alike");
        // The administrator has had a session at this address since setup.
        account::sign_in(&test.app, right(), &client("192.0.2.1")).await.unwrap();
        test.clock.advance(TimeDelta::hours(1));
        account::sign_in(&test.app, right(), &elsewhere).await.unwrap();
    }

    async fn r05_eleventh_wrong_password_from_an_address_is_refused_for_every_account(test: TestApp) {
        for i in 0..10 {
            let email = format!("{i}@example.org");
            let tried = account::sign_in(&test.app, wrong(&email), &client("198.51.100.1")).await;
            assert!(matches!(tried, Err(Error::Unauthenticated)), "{i}");
        }
        let blocked = account::sign_in(&test.app, right(), &client("198.51.100.1")).await;
        assert!(matches!(blocked, Err(Error::Busy { .. })));
        account::sign_in(&test.app, right(), &client("198.51.100.2")).await.unwrap();
    }

    async fn right_passwords_never_count(test: TestApp) {
        for _ in 0..12 {
            account::sign_in(&test.app, right(), &client("192.0.2.9")).await.unwrap();
        }
    }

    async fn r05_right_passwords_at_once_from_one_address_all_open_and_wrong_ones_do_not_slip_through(test: TestApp) {
        let at_once = async |wanted: fn() -> SignIn, address: &'static str| {
            let tasks: Vec<_> = (0..30).map(|_| {
                let app = test.app.clone();
                tokio::spawn(async move { account::sign_in(&app, wanted(), &client(address)).await.map(drop) })
            }).collect();
            let mut answers = Vec::new();
            for task in tasks {
                answers.push(task.await.unwrap());
            }
            answers
        };
        let office = at_once(right, "198.51.100.7").await;
        assert!(office.iter().all(Result::is_ok), "{office:?}");
        let guesses = at_once(|| wrong("nobody@example.org"), "198.51.100.8").await;
        let tried = guesses.iter().filter(|answer| matches!(answer, Err(Error::Unauthenticated))).count();
        let told_to_wait = guesses.iter().filter(|answer| matches!(answer, Err(Error::Busy { .. }))).count();
        assert_eq!((tried, told_to_wait), (10, 20), "{guesses:?}");
    }

    async fn r06_unknown_account_and_wrong_password_are_answered_alike(test: TestApp) {
        let here = client("192.0.2.9");
        let known = account::sign_in(&test.app, wrong(TestApp::EMAIL), &here).await.unwrap_err();
        let unknown = account::sign_in(&test.app, wrong("nobody@example.org"), &here).await.unwrap_err();
        assert_eq!(known.to_api(), unknown.to_api());
    }

    async fn r09_idle_session_ends(test: TestApp) {
        let (secret, here) = (&test.admin.secret.0, client("192.0.2.1"));
        test.clock.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        assert!(account::authenticate(&test.app, secret, &here).await.unwrap().is_some());
        // That was a use: the time begins anew.
        test.clock.advance(TimeDelta::days(6));
        assert!(account::authenticate(&test.app, secret, &here).await.unwrap().is_some());
        test.clock.advance(TimeDelta::days(7));
        assert!(account::authenticate(&test.app, secret, &here).await.unwrap().is_none());
    }

    async fn r09_session_ends_at_the_latest_after_thirty_days(test: TestApp) {
        let (secret, here) = (&test.admin.secret.0, client("192.0.2.1"));
        for _ in 0..5 {
            test.clock.advance(TimeDelta::days(6) - TimeDelta::seconds(1));
            assert!(account::authenticate(&test.app, secret, &here).await.unwrap().is_some());
        }
        test.clock.advance(TimeDelta::seconds(5));
        assert!(account::authenticate(&test.app, secret, &here).await.unwrap().is_none());
        assert_eq!(account::sessions(&test.app, &test.admin).await.unwrap(), []);
    }

    async fn r08_signed_out_session_is_refused(test: TestApp) {
        let here = client("192.0.2.1");
        account::sign_out(&test.app, &test.admin).await.unwrap();
        let after = account::authenticate(&test.app, &test.admin.secret.0, &here).await.unwrap();
        assert!(after.is_none());
        assert!(account::authenticate(&test.app, "made up", &here).await.unwrap().is_none());
    }

    async fn own_sessions_are_listed_and_others_revoked(test: TestApp) {
        let here = client("192.0.2.9");
        let (_, secret) = account::sign_in(&test.app, right(), &here).await.unwrap().done().unwrap();
        let listed = account::sessions(&test.app, &test.admin).await.unwrap();
        let current: Vec<bool> = listed.iter().map(|s| s.current).collect();
        assert_eq!(current, [false, true]);
        account::revoke_session(&test.app, &test.admin, listed[0].id).await.unwrap();
        assert!(account::authenticate(&test.app, &secret.0, &here).await.unwrap().is_none());
        let stranger = test.stranger().await;
        let stolen = account::revoke_session(&test.app, &stranger, listed[1].id).await;
        assert!(matches!(stolen, Err(Error::NotFound)));
    }

    async fn change_is_in_the_audit_log_with_its_origin(test: TestApp) {
        let origin = Origin { address: Some("192.0.2.7".to_owned()), request_id: Some("r-1".to_owned()) };
        let made = with_origin(origin, test.project()).await;
        let mut tx = test.app.read(test.admin.org_id).await.unwrap();
        let entry = audit::list(&mut tx, &AuditFilter::default(), None, 1).await.unwrap().remove(0);
        assert_eq!((entry.action.as_str(), entry.object_id), ("project.create", Some(made.id.0)));
        assert_eq!((entry.actor_id, entry.actor_name.as_deref()), (Some(test.admin.user_id), Some("Ada")));
        assert_eq!((entry.address.as_deref(), entry.request_id.as_deref()), (Some("192.0.2.7"), Some("r-1")));
    }

    async fn refused_sign_in_is_in_the_audit_log_of_the_account(test: TestApp) {
        let refused = account::sign_in(&test.app, wrong(TestApp::EMAIL), &client("192.0.2.9")).await;
        assert!(refused.is_err());
        let mut tx = test.app.read(test.admin.org_id).await.unwrap();
        let last = audit::list(&mut tx, &AuditFilter::default(), None, 1).await.unwrap();
        assert_eq!(last[0].action, "account.sign_in_refused");
    }

    async fn data_survives_a_restart(test: TestApp) {
        let made = test.project().await;
        let test = test.reopened().await;
        test.app.ready().await.unwrap();
        assert_eq!(project::get(&test.app, &test.admin, made.id).await.unwrap(), made);
    }
}
