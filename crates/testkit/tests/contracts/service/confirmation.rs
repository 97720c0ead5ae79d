use almanac_domain::account::{Password, SignIn};
use almanac_domain::factor::{AddPasskey, AskPasskey, ChangePassword, Code, EnableTotp};
use almanac_domain::factor::{PasskeyAnswer, PasskeyPurpose, Proof};
use almanac_domain::{Actor, KeyId, KeyScope, PasskeyId, Via};
use almanac_service::{Error, account, once};
use almanac_testkit::{TestApp, client, for_each_backend, totp_code};
use chrono::TimeDelta;
use serde_json::json;

use super::factors::{enable, first_step};

fn new(password: &str) -> ChangePassword {
    ChangePassword { password: Password(password.to_owned()) }
}

fn right() -> Proof {
    Proof::Password(Password(TestApp::PASSWORD.to_owned()))
}

fn credentials(password: &str) -> SignIn {
    SignIn { email: TestApp::EMAIL.to_owned(), password: Password(password.to_owned()) }
}

/// What is refused of each use case that changes with what a person proves who they are.
async fn refusals(test: &TestApp, actor: &Actor) -> Vec<Option<Error>> {
    let app = &test.app;
    let code = Code("000000".to_owned());
    let answer = PasskeyAnswer { token: code.clone(), credential: json!({}) };
    let ask = AskPasskey { purpose: PasskeyPurpose::Register, pending: None };
    vec![
        account::change_password(app, actor, new("a very new password")).await.err(),
        account::begin_totp(app, actor).await.err(),
        account::totp_set_up(app, actor).await.err(),
        account::enable_totp(app, actor, EnableTotp { code }).await.err(),
        account::disable_totp(app, actor).await.err(),
        account::renew_recovery_codes(app, actor).await.err(),
        account::ask_passkey(app, Some(actor), ask).await.err(),
        account::add_passkey(app, actor, AddPasskey { name: "x".to_owned(), answer }).await.err(),
        account::remove_passkey(app, actor, PasskeyId(app.new_id())).await.err(),
    ]
}

for_each_backend! {
    async fn r14_what_is_sensitive_needs_a_proof_of_the_last_ten_minutes(test: TestApp) {
        let here = client("192.0.2.1");
        test.clock.advance(TimeDelta::minutes(10) + TimeDelta::seconds(1));
        let refused = refusals(&test, &test.admin).await;
        assert!(refused.iter().all(|error| matches!(error, Some(Error::Unconfirmed))), "{refused:?}");
        let secret = account::confirm(&test.app, &test.admin, right(), &here).await.unwrap();
        let old = account::authenticate(&test.app, &test.admin.secret.0, &here).await.unwrap();
        assert!(old.is_none(), "r07: the session has another secret");
        let actor = account::authenticate(&test.app, &secret.0, &here).await.unwrap().unwrap();
        account::begin_totp(&test.app, &actor).await.unwrap();
    }

    async fn r14_api_key_never_changes_how_a_person_signs_in(test: TestApp) {
        let via = Via::Key { id: KeyId(test.app.new_id()), scopes: vec![KeyScope::Admin] };
        let key = Actor { via, ..test.admin.actor.clone() };
        let refused = refusals(&test, &key).await;
        assert!(refused.iter().all(|error| matches!(error, Some(Error::Forbidden))), "{refused:?}");
        let confirm = account::confirm(&test.app, &key, right(), &client("192.0.2.1")).await;
        assert!(matches!(confirm, Err(Error::Forbidden)));
        assert!(matches!(account::factors(&test.app, &key).await, Err(Error::Forbidden)));
        assert!(matches!(once::seal(&test.app, &key, "key", "x"), Err(Error::Forbidden)));
    }

    async fn r05_wrong_proofs_count_like_wrong_passwords(test: TestApp) {
        let (set_up, _) = enable(&test).await;
        for i in 0..10 {
            let proof = match i % 2 {
                0 => Proof::Password(Password("not the password".to_owned())),
                _ => Proof::Code(Code("000000".to_owned())),
            };
            let from = client(&format!("198.51.100.{i}"));
            let tried = account::confirm(&test.app, &test.admin, proof, &from).await;
            assert!(matches!(tried, Err(Error::Invalid(_))), "{i}: {tried:?}");
        }
        let there = client("203.0.113.1");
        let wrong = Proof::Password(Password("not the password".to_owned()));
        let blocked = account::confirm(&test.app, &test.admin, wrong, &there).await;
        assert!(matches!(blocked, Err(Error::Busy { .. })), "{blocked:?}");
        let code = Proof::Code(Code(totp_code(&set_up, test.app.now())));
        account::confirm(&test.app, &test.admin, code, &there).await.unwrap();
    }

    async fn r12_code_that_confirmed_does_not_sign_in(test: TestApp) {
        let (set_up, _) = enable(&test).await;
        let code = Code(totp_code(&set_up, test.app.now()));
        let here = client("192.0.2.1");
        account::confirm(&test.app, &test.admin, Proof::Code(code.clone()), &here).await.unwrap();
        let again = account::confirm(&test.app, &test.admin, Proof::Code(code), &here).await;
        assert!(matches!(again, Err(Error::Invalid(_))));
    }

    async fn r08_changed_password_ends_the_other_sessions(test: TestApp) {
        let (here, there) = (client("192.0.2.1"), client("192.0.2.9"));
        let signed_in = account::sign_in(&test.app, credentials(TestApp::PASSWORD), &there).await.unwrap();
        let (_, other) = signed_in.done().unwrap();
        let kept = account::change_password(&test.app, &test.admin, new("Astern im Herbst 🌼")).await.unwrap();
        assert!(account::authenticate(&test.app, &other.0, &there).await.unwrap().is_none());
        assert!(account::authenticate(&test.app, &test.admin.secret.0, &here).await.unwrap().is_none());
        assert!(account::authenticate(&test.app, &kept.0, &here).await.unwrap().is_some());
        let old = account::sign_in(&test.app, credentials(TestApp::PASSWORD), &there).await;
        assert!(matches!(old, Err(Error::Unauthenticated)));
        account::sign_in(&test.app, credentials("Astern im Herbst 🌼"), &there).await.unwrap();
    }

    async fn r08_changed_password_ends_sign_ins_under_way(test: TestApp) {
        enable(&test).await;
        let needed = first_step(&test).await;
        account::change_password(&test.app, &test.admin, new("Astern im Herbst 🌼")).await.unwrap();
        let ended = account::pending_factors(&test.app, &needed.token).await;
        assert!(matches!(ended, Err(Error::Unauthenticated)));
    }

    async fn r03_new_password_has_eight_characters_at_least_and_is_no_common_one(test: TestApp) {
        for (password, good) in [
            ("1234567", false),
            ("PassWord123", false),
            (&"x".repeat(1_025), false),
            (&"ä".repeat(1_024), true),
            ("ünïcödé ", true),
        ] {
            let done = account::change_password(&test.app, &test.admin, new(password)).await;
            match done {
                Ok(_) => assert!(good, "{password}"),
                Err(Error::Invalid(fields)) => assert!(!good && fields[0].field == "password", "{password}"),
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    async fn person_without_a_password_sets_their_first_one(test: TestApp) {
        let stranger = test.stranger().await;
        assert!(!account::factors(&test.app, &stranger).await.unwrap().password);
        let empty = account::confirm(&test.app, &stranger, right(), &client("192.0.2.2")).await;
        assert!(matches!(empty, Err(Error::Invalid(_))));
        account::change_password(&test.app, &stranger, new("Astern im Herbst 🌼")).await.unwrap();
        let input = SignIn { email: "eve@example.org".to_owned(), ..credentials("Astern im Herbst 🌼") };
        account::sign_in(&test.app, input, &client("192.0.2.2")).await.unwrap();
        let admin = account::sign_in(&test.app, credentials(TestApp::PASSWORD), &client("192.0.2.2")).await;
        assert!(admin.is_ok(), "nobody else's password changed");
    }

    async fn what_is_shown_once_is_opened_by_its_session_only(test: TestApp) {
        let stranger = test.stranger().await;
        let sealed = once::seal(&test.app, &test.admin, "key", "geheim").unwrap();
        assert_eq!(once::open(&test.app, &test.admin, "key", &sealed).unwrap().as_deref(), Some("geheim"));
        assert_eq!(once::open(&test.app, &stranger, "key", &sealed).unwrap(), None);
        assert_eq!(once::open(&test.app, &test.admin, "key", "made up").unwrap(), None);
    }
}
