use almanac_domain::account::{Password, SignIn};
use almanac_domain::audit::AuditFilter;
use almanac_domain::factor::{Code, EnableTotp, SecondFactor, SecondFactorNeeded, SecondStep, TotpSetUp};
use almanac_service::account::SignedIn;
use almanac_service::{Error, account};
use almanac_store::{Scope, audit, factor};
use almanac_testkit::{TestApp, client, for_each_backend, totp_code};
use chrono::TimeDelta;
use futures::future::join_all;

/// The administrator sets up an authenticator app; time goes on so that the next code is another.
pub async fn enable(test: &TestApp) -> (TotpSetUp, Vec<String>) {
    let set_up = account::begin_totp(&test.app, &test.admin).await.unwrap();
    let code = Code(totp_code(&set_up, test.app.now()));
    let (codes, _) = account::enable_totp(&test.app, &test.admin, EnableTotp { code }).await.unwrap();
    test.clock.advance(TimeDelta::seconds(30));
    (set_up, codes.codes)
}

/// The right password of the administrator.
pub async fn first_step(test: &TestApp) -> SecondFactorNeeded {
    let input = SignIn { email: TestApp::EMAIL.to_owned(), password: Password(TestApp::PASSWORD.to_owned()) };
    match account::sign_in(&test.app, input, &client("192.0.2.9")).await.unwrap() {
        SignedIn::Pending(needed) => needed,
        SignedIn::Done(..) => panic!("no second factor was asked for"),
    }
}

fn second(needed: &SecondFactorNeeded, code: &str) -> SecondStep {
    SecondStep { token: needed.token.clone(), code: Code(code.to_owned()) }
}

async fn last_action(test: &TestApp) -> String {
    let mut tx = test.app.read(test.admin.org_id).await.unwrap();
    audit::list(&mut tx, &AuditFilter::default(), None, 1).await.unwrap().remove(0).action
}

for_each_backend! {
    async fn right_password_and_right_code_make_a_session(test: TestApp) {
        let here = client("192.0.2.9");
        let (set_up, _) = enable(&test).await;
        let needed = first_step(&test).await;
        assert_eq!(needed.second_factor, [SecondFactor::Totp, SecondFactor::RecoveryCode]);
        assert!(account::authenticate(&test.app, &needed.token.0, &here).await.unwrap().is_none());
        assert_eq!(last_action(&test).await, "account.password_accepted");
        let kinds = account::pending_factors(&test.app, &needed.token).await.unwrap();
        assert_eq!(kinds, needed.second_factor);
        let code = totp_code(&set_up, test.app.now());
        let (me, secret) = account::sign_in_second(&test.app, second(&needed, &code), &here).await.unwrap();
        assert_eq!(me.user.id, test.admin.user_id);
        assert!(account::authenticate(&test.app, &secret.0, &here).await.unwrap().is_some());
        assert_eq!(last_action(&test).await, "account.sign_in");
        let again = account::sign_in_second(&test.app, second(&needed, &code), &here).await;
        assert!(matches!(again, Err(Error::Unauthenticated)), "a pending sign-in ends once");
    }

    async fn r12_code_of_the_app_is_used_once_by_twenty_at_a_time(test: TestApp) {
        let (set_up, _) = enable(&test).await;
        let code = totp_code(&set_up, test.app.now());
        let mut waiting = Vec::new();
        for _ in 0..20 {
            waiting.push(first_step(&test).await);
        }
        let tries = waiting.iter().enumerate().map(|(i, needed)| {
            let (app, input) = (test.app.clone(), second(needed, &code));
            async move { account::sign_in_second(&app, input, &client(&format!("198.51.100.{i}"))).await }
        });
        let done = join_all(tries).await.into_iter().flatten().count();
        assert_eq!(done, 1);
    }

    async fn r12_pending_sign_in_ends_once_for_twenty_different_codes_at_a_time(test: TestApp) {
        let (_, codes) = enable(&test).await;
        let needed = first_step(&test).await;
        let tries = codes.iter().enumerate().map(|(i, code)| {
            let (app, input) = (test.app.clone(), second(&needed, code));
            async move { account::sign_in_second(&app, input, &client(&format!("198.51.100.{i}"))).await }
        });
        let done = join_all(tries).await.into_iter().flatten().count();
        assert_eq!(done, 1);
        let left = account::factors(&test.app, &test.admin).await.unwrap().recovery_codes;
        assert_eq!(left, 9, "a code that opened nothing is not used up");
    }

    async fn r12_codes_of_the_step_before_and_after_count_and_older_ones_do_not(test: TestApp) {
        let here = client("192.0.2.9");
        let (set_up, _) = enable(&test).await;
        test.clock.advance(TimeDelta::minutes(5));
        for (seconds, right) in [(-60, false), (-30, true), (-30, false), (30, true), (0, false), (60, false)] {
            let needed = first_step(&test).await;
            let code = totp_code(&set_up, test.app.now() + TimeDelta::seconds(seconds));
            let done = account::sign_in_second(&test.app, second(&needed, &code), &here).await;
            assert_eq!(done.is_ok(), right, "{seconds}");
        }
    }

    async fn r12_recovery_code_works_once_and_is_stored_hashed(test: TestApp) {
        let here = client("192.0.2.9");
        let (_, codes) = enable(&test).await;
        assert_eq!(codes.len(), 10);
        let typed = codes[3].to_uppercase().replace('-', " ");
        let needed = first_step(&test).await;
        account::sign_in_second(&test.app, second(&needed, &typed), &here).await.unwrap();
        let needed = first_step(&test).await;
        let again = account::sign_in_second(&test.app, second(&needed, &codes[3]), &here).await;
        assert!(matches!(again, Err(Error::Unauthenticated)));
        assert_eq!(account::factors(&test.app, &test.admin).await.unwrap().recovery_codes, 9);
        let new = account::renew_recovery_codes(&test.app, &test.admin).await.unwrap().codes;
        let old = account::sign_in_second(&test.app, second(&needed, &codes[4]), &here).await;
        assert!(matches!(old, Err(Error::Unauthenticated)));
        account::sign_in_second(&test.app, second(&needed, &new[4]), &here).await.unwrap();
    }

    async fn r05_wrong_codes_count_like_wrong_passwords(test: TestApp) {
        enable(&test).await;
        let needed = first_step(&test).await;
        for i in 0..10 {
            let from = client(&format!("198.51.100.{i}"));
            let code = if i % 2 == 0 { "000000" } else { "abcd-abcd-abcd-abcd" };
            let tried = account::sign_in_second(&test.app, second(&needed, code), &from).await;
            assert!(matches!(tried, Err(Error::Unauthenticated)), "{i}");
        }
        let there = client("203.0.113.1");
        let blocked = account::sign_in_second(&test.app, second(&needed, "000000"), &there).await;
        assert!(matches!(blocked, Err(Error::Busy { .. })), "{blocked:?}");
        assert_eq!(last_action(&test).await, "account.second_factor_refused");
        for _ in 0..10 {
            account::sign_in_second(&test.app, second(&needed, "000000"), &there).await.unwrap_err();
        }
        let right = SignIn { email: TestApp::EMAIL.to_owned(), password: Password(TestApp::PASSWORD.to_owned()) };
        let blocked = account::sign_in(&test.app, right, &there).await;
        assert!(matches!(blocked, Err(Error::Busy { .. })), "the address waits, whatever it tries");
    }

    async fn pending_sign_in_ends_after_five_minutes(test: TestApp) {
        let (set_up, _) = enable(&test).await;
        let needed = first_step(&test).await;
        test.clock.advance(TimeDelta::minutes(5));
        let code = totp_code(&set_up, test.app.now());
        let late = account::sign_in_second(&test.app, second(&needed, &code), &client("192.0.2.9")).await;
        assert!(matches!(late, Err(Error::Unauthenticated)));
    }

    async fn app_counts_only_after_its_first_right_code(test: TestApp) {
        let set_up = account::begin_totp(&test.app, &test.admin).await.unwrap();
        assert_eq!(account::totp_set_up(&test.app, &test.admin).await.unwrap(), set_up);
        assert!(set_up.uri.contains(&set_up.secret) && set_up.qr_svg.contains("<svg"));
        let wrong = EnableTotp { code: Code("000000".to_owned()) };
        let refused = account::enable_totp(&test.app, &test.admin, wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let input = SignIn { email: TestApp::EMAIL.to_owned(), password: Password(TestApp::PASSWORD.to_owned()) };
        assert!(account::sign_in(&test.app, input, &client("192.0.2.9")).await.unwrap().done().is_some());
        assert!(!account::has_second_factor(&test.app, test.admin.user_id).await.unwrap());
        enable(&test).await;
        assert!(account::has_second_factor(&test.app, test.admin.user_id).await.unwrap());
        let second = account::begin_totp(&test.app, &test.admin).await;
        assert!(matches!(second, Err(Error::Conflict(_))));
        assert!(matches!(account::totp_set_up(&test.app, &test.admin).await, Err(Error::NotFound)));
    }

    async fn secret_of_the_app_is_stored_sealed(test: TestApp) {
        let (set_up, _) = enable(&test).await;
        let mut tx = test.app.db().read(Scope::System).await.unwrap();
        let stored = factor::find_totp(&mut tx, test.admin.user_id).await.unwrap().unwrap().secret;
        assert!(stored.len() > 40 && !String::from_utf8_lossy(&stored).contains(&set_up.secret));
    }

    async fn removed_app_is_asked_for_no_more(test: TestApp) {
        enable(&test).await;
        account::disable_totp(&test.app, &test.admin).await.unwrap();
        let has = account::factors(&test.app, &test.admin).await.unwrap();
        assert_eq!((has.password, has.totp, has.recovery_codes), (true, None, 0));
        let input = SignIn { email: TestApp::EMAIL.to_owned(), password: Password(TestApp::PASSWORD.to_owned()) };
        assert!(account::sign_in(&test.app, input, &client("192.0.2.9")).await.unwrap().done().is_some());
        let codes = account::renew_recovery_codes(&test.app, &test.admin).await;
        assert!(matches!(codes, Err(Error::Conflict(_))), "recovery codes need a factor");
    }

    async fn r07_new_factor_gives_the_session_another_secret(test: TestApp) {
        let here = client("192.0.2.1");
        let set_up = account::begin_totp(&test.app, &test.admin).await.unwrap();
        let input = EnableTotp { code: Code(totp_code(&set_up, test.app.now())) };
        let (_, secret) = account::enable_totp(&test.app, &test.admin, input).await.unwrap();
        assert!(account::authenticate(&test.app, &test.admin.secret.0, &here).await.unwrap().is_none());
        assert!(account::authenticate(&test.app, &secret.0, &here).await.unwrap().is_some());
    }

    async fn factors_of_others_stay_theirs(test: TestApp) {
        enable(&test).await;
        let stranger = test.stranger().await;
        let has = account::factors(&test.app, &stranger).await.unwrap();
        assert_eq!((has.password, has.totp, has.recovery_codes), (false, None, 0));
        assert!(matches!(account::disable_totp(&test.app, &stranger).await, Err(Error::NotFound)));
    }
}
