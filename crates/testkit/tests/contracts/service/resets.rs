//! Forgotten passwords, confirmed addresses, profiles.

use almanac_domain::account::{ChangeEmail, Password, RequestReset, ResetPassword, SignIn};
use almanac_domain::audit::AuditFilter;
use almanac_domain::profile::{Locale, ProfileInput, Theme};
use almanac_domain::{OrgRole, Via};
use almanac_service::{Error, account, profile};
use almanac_store::audit;
use almanac_testkit::{TestApp, client, for_each_backend, secret_in};
use chrono::TimeDelta;

const NEW: &str = "a bicycle made of glass";

fn request(email: &str) -> RequestReset {
    RequestReset { email: email.to_owned(), locale: Some(Locale::De) }
}

fn reset(token: &str, password: &str) -> ResetPassword {
    ResetPassword { token: token.to_owned(), password: Password(password.to_owned()) }
}

fn sign_in(email: &str, password: &str) -> SignIn {
    SignIn { email: email.to_owned(), password: Password(password.to_owned()) }
}

async fn token(test: &TestApp) -> String {
    test.mails().await;
    account::request_reset(&test.app, request(TestApp::EMAIL), &client("192.0.2.9")).await.unwrap();
    let mails = test.mails().await;
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, TestApp::EMAIL));
    secret_in(&mails[0].text)
}

async fn last_action(test: &TestApp) -> String {
    let mut tx = test.app.read(test.admin.org_id).await.unwrap();
    audit::list(&mut tx, &AuditFilter::default(), None, 1).await.unwrap().remove(0).action
}

for_each_backend! {
    async fn r08_new_password_ends_all_sessions_and_signs_nobody_in(test: TestApp) {
        let here = client("192.0.2.9");
        let token = token(&test).await;
        assert!(account::reset_open(&test.app, &token, &here).await.unwrap());
        account::reset_password(&test.app, reset(&token, NEW), &here).await.unwrap();
        assert_eq!(account::authenticate(&test.app, &test.admin.secret.0, &here).await.unwrap(), None);
        assert_eq!(last_action(&test).await, "account.reset_password");
        let told = test.mails().await;
        assert_eq!((told.len(), told[0].subject.as_str()), (1, "Your password was changed"));
        let old = account::sign_in(&test.app, sign_in(TestApp::EMAIL, TestApp::PASSWORD), &here).await;
        assert!(matches!(old, Err(Error::Unauthenticated)), "{old:?}");
        let (me, _) = account::sign_in(&test.app, sign_in(TestApp::EMAIL, NEW), &here).await.unwrap().done().unwrap();
        assert!(me.user.email_verified_at.is_some(), "the link proved the address");
    }

    async fn r13_reset_link_works_once_within_an_hour(test: TestApp) {
        let here = client("192.0.2.9");
        let (first, second) = (token(&test).await, token(&test).await);
        account::reset_password(&test.app, reset(&first, NEW), &here).await.unwrap();
        for used in [&first, &second] {
            let again = account::reset_password(&test.app, reset(used, "another glass bicycle"), &here).await;
            assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
        }
        let late = token(&test).await;
        test.clock.advance(TimeDelta::hours(1));
        assert!(!account::reset_open(&test.app, &late, &here).await.unwrap());
        let refused = account::reset_password(&test.app, reset(&late, NEW), &here).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }

    async fn r13_reset_mail_is_bound_to_the_address_and_begins_with_the_configured_url(test: TestApp) {
        let here = client("192.0.2.9");
        account::request_reset(&test.app, request(TestApp::EMAIL), &here).await.unwrap();
        let mail = test.mails().await.remove(1);
        assert_eq!(mail.subject, "Neues Passwort setzen", "the language of the page, as the account has none");
        assert!(mail.text.contains("https://almanac.example/reset/"), "{}", mail.text);
        let token = secret_in(&mail.text);
        let change = ChangeEmail { email: "lovelace@example.org".to_owned() };
        account::change_email(&test.app, &test.admin, change).await.unwrap();
        let confirm = secret_in(&test.mails().await[0].text);
        account::confirm_email(&test.app, &confirm, &here).await.unwrap();
        assert!(!account::reset_open(&test.app, &token, &here).await.unwrap());
    }

    async fn r06_unknown_address_is_answered_alike_and_gets_no_mail(test: TestApp) {
        test.mails().await;
        account::request_reset(&test.app, request("nobody@example.org"), &client("192.0.2.9")).await.unwrap();
        assert!(test.mails().await.is_empty());
        let nobody = account::reset_link(&test.app, "nobody@example.org").await;
        assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
    }

    async fn r05_asking_for_resets_makes_waiting_and_few_mails(test: TestApp) {
        test.mails().await;
        for i in 0..10 {
            let from = client(&format!("198.51.100.{i}"));
            account::request_reset(&test.app, request(TestApp::EMAIL), &from).await.unwrap();
        }
        let more = account::request_reset(&test.app, request(TestApp::EMAIL), &client("198.51.100.99")).await;
        assert!(matches!(more, Err(Error::Busy { .. })), "{more:?}");
        assert_eq!(test.mails().await.len(), 3);
        for i in 0..10 {
            account::request_reset(&test.app, request(&format!("{i}@example.org")), &client("192.0.2.9")).await.unwrap();
        }
        let more = account::request_reset(&test.app, request("x@example.org"), &client("192.0.2.9")).await;
        assert!(matches!(more, Err(Error::Busy { .. })), "{more:?}");
        // Signing in is not hindered by it.
        account::sign_in(&test.app, sign_in(TestApp::EMAIL, TestApp::PASSWORD), &client("192.0.2.9")).await.unwrap();
    }

    async fn operator_gets_a_link_and_common_passwords_are_refused(test: TestApp) {
        let here = client("192.0.2.9");
        let token = secret_in(&account::reset_link(&test.app, TestApp::EMAIL).await.unwrap());
        let common = account::reset_password(&test.app, reset(&token, "password123"), &here).await;
        assert!(matches!(common, Err(Error::Invalid(_))), "{common:?}");
        account::reset_password(&test.app, reset(&token, NEW), &here).await.unwrap();
        assert_eq!(account::people(&test.app).await.unwrap().len(), 1);
    }

    async fn r16_account_of_the_setup_is_unverified_until_its_link_is_opened(test: TestApp) {
        let here = client("192.0.2.9");
        assert_eq!(account::me(&test.app, &test.admin).await.unwrap().user.email_verified_at, None);
        let token = secret_in(&test.mails().await[0].text);
        assert_eq!(account::email_link_open(&test.app, &token, &here).await.unwrap().unwrap(), TestApp::EMAIL);
        account::confirm_email(&test.app, &token, &here).await.unwrap();
        assert!(account::me(&test.app, &test.admin).await.unwrap().user.email_verified_at.is_some());
        let again = account::confirm_email(&test.app, &token, &here).await;
        assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
        let more = account::send_verification(&test.app, &test.admin).await;
        assert!(matches!(more, Err(Error::Conflict(_))), "{more:?}");
    }

    async fn r14_address_changes_with_the_link_and_the_old_one_is_told(test: TestApp) {
        let here = client("192.0.2.9");
        test.mails().await;
        let change = || ChangeEmail { email: "Lovelace@example.org".to_owned() };
        test.clock.advance(TimeDelta::minutes(11));
        let stale = account::change_email(&test.app, &test.admin, change()).await;
        assert!(matches!(stale, Err(Error::Unconfirmed)), "{stale:?}");
        let mut admin = test.admin.actor.clone();
        if let Via::Session { confirmed_at, .. } = &mut admin.via {
            *confirmed_at = test.app.now();
        }
        account::change_email(&test.app, &admin, change()).await.unwrap();
        let mail = test.mails().await.remove(0);
        assert_eq!(mail.to, "lovelace@example.org");
        assert_eq!(account::me(&test.app, &admin).await.unwrap().user.email, TestApp::EMAIL, "not yet");
        account::confirm_email(&test.app, &secret_in(&mail.text), &here).await.unwrap();
        assert_eq!(account::me(&test.app, &admin).await.unwrap().user.email, "lovelace@example.org");
        assert_eq!(last_action(&test).await, "account.change_email");
        let told = test.mails().await.remove(0);
        assert_eq!(told.to, TestApp::EMAIL);
        assert!(told.text.contains("lovelace@example.org"));
    }

    async fn address_of_somebody_else_gets_no_mail(test: TestApp) {
        let eve = test.stranger().await;
        test.mails().await;
        let change = ChangeEmail { email: TestApp::EMAIL.to_owned() };
        account::change_email(&test.app, &eve, change).await.unwrap();
        assert!(test.mails().await.is_empty());
    }

    async fn profile_is_kept_and_seen_by_the_person(test: TestApp) {
        let input = ProfileInput {
            name: "Ada Lovelace".to_owned(),
            locale: Some(Locale::De),
            time_zone: Some("Europe/Berlin".to_owned()),
            theme: Some(Theme::Dark),
            mute_schema_changes: true,
        };
        let changed = profile::update(&test.app, &test.admin, input.clone()).await.unwrap();
        assert_eq!((changed.user.name.as_str(), changed.choices.theme), ("Ada Lovelace", Some(Theme::Dark)));
        let nowhere = ProfileInput { time_zone: Some("Mars/Base".to_owned()), ..input };
        let refused = profile::update(&test.app, &test.admin, nowhere).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        profile::choose(&test.app, &test.admin, None, Some(Theme::Light)).await.unwrap();
        let choices = profile::choices(&test.app, test.admin.user_id).await.unwrap();
        assert_eq!((choices.locale, choices.theme), (Some(Locale::De), Some(Theme::Light)));
        assert_eq!((choices.time_zone.as_deref(), choices.mute_schema_changes), (Some("Europe/Berlin"), true));
    }

    async fn picture_is_seen_in_the_organization_only(test: TestApp) {
        let file = b"RIFF\x12\x00\x00\x00WEBPVP8L\x06\x00\x00\x00\x2f\x0f\xc0\x03\x00\x00";
        let bob = test.person("Bob", Some(test.admin.org_id), OrgRole::Viewer).await;
        let eve = test.stranger().await;
        let bad = profile::put_avatar(&test.app, &test.admin, b"<svg/>").await;
        assert!(matches!(bad, Err(Error::Invalid(_))), "{bad:?}");
        let large = profile::put_avatar(&test.app, &test.admin, &vec![0; 1_000_001]).await;
        assert!(matches!(large, Err(Error::TooLarge(_))), "{large:?}");
        profile::put_avatar(&test.app, &test.admin, file).await.unwrap();
        let seen = profile::avatar(&test.app, &bob, test.admin.user_id).await.unwrap();
        assert_eq!((seen.kind.as_str(), seen.bytes.as_slice()), ("image/webp", file.as_slice()));
        let foreign = profile::avatar(&test.app, &eve, test.admin.user_id).await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
        profile::delete_avatar(&test.app, &test.admin).await.unwrap();
        assert_eq!(profile::get(&test.app, &test.admin).await.unwrap().avatar_changed_at, None);
    }
}
