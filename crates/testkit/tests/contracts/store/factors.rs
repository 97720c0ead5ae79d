use almanac_domain::factor::{Passkey, PasskeyPurpose};
use almanac_domain::{OrgRole, PasskeyId, SessionId};
use almanac_store::passkey::{Challenge, StoredPasskey};
use almanac_store::session::StoredSession;
use almanac_store::{Error, Scope, factor, passkey, pending, session, user};
use almanac_testkit::{TestDb, for_each_backend};
use serde_json::json;

use super::fixture::{Tenant, at, tenant, write};

fn stored(test: &TestDb, tenant: &Tenant, credential_id: &[u8]) -> StoredPasskey {
    StoredPasskey {
        passkey: Passkey {
            id: PasskeyId(test.ids.next(at(0))),
            name: "Phone Ω".to_owned(),
            created_at: at(0),
            last_used_at: None,
        },
        user_id: tenant.user,
        credential_id: credential_id.to_vec(),
        credential: json!({"counter": 1}),
    }
}

fn begun(test: &TestDb, tenant: &Tenant) -> StoredSession {
    StoredSession {
        id: SessionId(test.ids.next(at(0))),
        org_id: tenant.org,
        user_id: tenant.user,
        role: OrgRole::Admin,
        user_agent: "Browser".to_owned(),
        address: "192.0.2.1".to_owned(),
        created_at: at(0),
        last_seen_at: at(0),
        confirmed_at: at(0),
        expires_at: at(100),
        method: almanac_domain::account::SignInMethod::Passkey,
        idle_limit: None,
        absolute_limit: None,
        policy: almanac_domain::sign_in_policy::SignInPolicy::default(),
    }
}

for_each_backend! {
    async fn app_is_replaced_until_it_is_enabled(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.write(Scope::System).await.unwrap();
        assert_eq!(factor::find_totp(&mut tx, here.user).await.unwrap(), None);
        for secret in [b"one", b"two"] {
            factor::put_totp(&mut tx, here.user, secret, at(0)).await.unwrap();
        }
        let found = factor::find_totp(&mut tx, here.user).await.unwrap().unwrap();
        assert_eq!((found.secret.as_slice(), found.last_step, found.enabled_at), (b"two".as_slice(), 0, None));
        factor::enable_totp(&mut tx, here.user, at(1)).await.unwrap();
        let found = factor::find_totp(&mut tx, here.user).await.unwrap().unwrap();
        assert_eq!(found.enabled_at, Some(at(1)));
        let again = factor::put_totp(&mut tx, here.user, b"three", at(0)).await;
        assert!(matches!(again, Err(Error::NotFound(_))));
        assert!(matches!(factor::enable_totp(&mut tx, here.user, at(2)).await, Err(Error::NotFound(_))));
        factor::delete_totp(&mut tx, here.user).await.unwrap();
        assert!(matches!(factor::delete_totp(&mut tx, here.user).await, Err(Error::NotFound(_))));
    }

    async fn r12_step_is_used_once_and_never_an_older_one(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.write(Scope::System).await.unwrap();
        factor::put_totp(&mut tx, here.user, b"secret", at(0)).await.unwrap();
        let mut used = Vec::new();
        for step in [7, 7, 6, 8] {
            used.push(factor::use_step(&mut tx, here.user, step).await.unwrap());
        }
        assert_eq!(used, [true, false, false, true]);
    }

    async fn r12_recovery_code_is_used_once_and_by_its_owner(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        factor::replace_codes(&mut tx, here.user, &[[1; 32], [2; 32]], at(0)).await.unwrap();
        assert!(!factor::use_code(&mut tx, there.user, &[1; 32], at(1)).await.unwrap());
        assert!(factor::use_code(&mut tx, here.user, &[1; 32], at(1)).await.unwrap());
        assert!(!factor::use_code(&mut tx, here.user, &[1; 32], at(1)).await.unwrap());
        assert_eq!(factor::count_codes(&mut tx, here.user).await.unwrap(), 1);
        factor::replace_codes(&mut tx, here.user, &[[3; 32]], at(2)).await.unwrap();
        assert!(!factor::use_code(&mut tx, here.user, &[2; 32], at(3)).await.unwrap());
    }

    async fn pending_sign_in_ends_once_and_in_time(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.write(Scope::System).await.unwrap();
        pending::insert(&mut tx, b"one", here.user, at(0), at(10)).await.unwrap();
        assert_eq!(pending::find(&mut tx, b"one", at(9)).await.unwrap(), Some(here.user));
        assert_eq!(pending::find(&mut tx, b"one", at(10)).await.unwrap(), None);
        assert_eq!(pending::find(&mut tx, b"two", at(9)).await.unwrap(), None);
        assert!(pending::take(&mut tx, b"one").await.unwrap());
        assert!(!pending::take(&mut tx, b"one").await.unwrap());
        for secret in [b"old", b"new"] {
            pending::insert(&mut tx, secret, here.user, at(0), at(10)).await.unwrap();
        }
        pending::insert(&mut tx, b"later", here.user, at(10), at(20)).await.unwrap();
        assert!(!pending::take(&mut tx, b"old").await.unwrap(), "those that ended are removed");
        pending::delete_of(&mut tx, here.user).await.unwrap();
        assert!(!pending::take(&mut tx, b"later").await.unwrap());
    }

    async fn passkey_is_found_by_its_credential_and_removed_by_its_owner(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let made = stored(&test, &here, b"credential");
        let mut tx = test.db.write(Scope::System).await.unwrap();
        passkey::insert(&mut tx, &made).await.unwrap();
        assert_eq!(passkey::list(&mut tx, here.user).await.unwrap(), std::slice::from_ref(&made));
        assert_eq!(passkey::list(&mut tx, there.user).await.unwrap(), []);
        let found = passkey::touch(&mut tx, b"credential", at(5)).await.unwrap().unwrap();
        assert_eq!(found.passkey.last_used_at, Some(at(5)));
        assert_eq!(passkey::touch(&mut tx, b"other", at(5)).await.unwrap(), None);
        passkey::update(&mut tx, b"credential", &json!({"counter": 2})).await.unwrap();
        assert_eq!(passkey::list(&mut tx, here.user).await.unwrap()[0].credential, json!({"counter": 2}));
        let lost = passkey::update(&mut tx, b"other", &json!({})).await;
        assert!(matches!(lost, Err(Error::NotFound("passkey"))));
        let stolen = passkey::delete(&mut tx, there.user, made.passkey.id).await;
        assert!(matches!(stolen, Err(Error::NotFound("passkey"))));
        passkey::delete(&mut tx, here.user, made.passkey.id).await.unwrap();
    }

    async fn passkey_belongs_to_one_person(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        passkey::insert(&mut tx, &stored(&test, &here, b"credential")).await.unwrap();
        let again = passkey::insert(&mut tx, &stored(&test, &there, b"credential")).await;
        assert!(matches!(again, Err(Error::Exists("passkey"))));
    }

    async fn challenge_is_taken_once_for_its_purpose_and_in_time(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let purpose = PasskeyPurpose::Confirm;
        let user_id = Some(here.user);
        let challenge = Challenge { user_id, purpose, state: "state".to_owned(), expires_at: at(10) };
        let mut tx = test.db.write(Scope::System).await.unwrap();
        passkey::insert_challenge(&mut tx, b"one", &challenge, at(0)).await.unwrap();
        let other = PasskeyPurpose::SignIn;
        assert_eq!(passkey::take_challenge(&mut tx, b"one", other, at(1)).await.unwrap(), None);
        assert_eq!(passkey::take_challenge(&mut tx, b"one", purpose, at(10)).await.unwrap(), None);
        let taken = passkey::take_challenge(&mut tx, b"one", purpose, at(9)).await.unwrap();
        assert_eq!(taken, Some((Some(here.user), "state".to_owned())));
        assert_eq!(passkey::take_challenge(&mut tx, b"one", purpose, at(9)).await.unwrap(), None);
    }

    async fn r07_confirmed_session_has_another_secret(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let session = begun(&test, &here);
        let mut tx = write(&test, &here).await;
        session::insert(&mut tx, &session, b"old").await.unwrap();
        session::confirm(&mut tx, here.user, session.id, at(50), b"new").await.unwrap();
        assert_eq!(session::find_by_secret(&mut tx, b"old").await.unwrap(), None);
        assert_eq!(session::find_by_secret(&mut tx, b"new").await.unwrap().unwrap().confirmed_at, at(50));
        let stolen = session::confirm(&mut tx, there.user, session.id, at(50), b"x").await;
        assert!(matches!(stolen, Err(Error::NotFound("session"))));
    }

    async fn r08_sessions_of_a_person_end_but_one(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        let kept = begun(&test, &here);
        session::insert(&mut tx, &kept, b"1").await.unwrap();
        session::insert(&mut tx, &begun(&test, &here), b"2").await.unwrap();
        session::insert(&mut tx, &begun(&test, &there), b"3").await.unwrap();
        assert_eq!(session::delete_others(&mut tx, here.user, kept.id).await.unwrap(), 1);
        assert!(session::find_by_secret(&mut tx, b"1").await.unwrap().is_some());
        assert!(session::find_by_secret(&mut tx, b"3").await.unwrap().is_some());
    }

    async fn account_is_found_by_its_id(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.read(Scope::System).await.unwrap();
        let found = user::find_account(&mut tx, here.user).await.unwrap().unwrap();
        assert_eq!((found.user.email.as_str(), found.password_hash.as_deref()), ("a@b.co", Some("hash")));
    }
}
