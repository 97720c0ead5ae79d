use almanac_domain::account::SignInMethod;
use almanac_domain::factor::{
    AddPasskey, AskPasskey, Code, Passkey, PasskeyAnswer, PasskeyPurpose, Proof, SecondFactor,
};
use almanac_service::{Error, account};
use almanac_testkit::{Person, SoftPasskey, TestApp, client, for_each_backend};
use chrono::TimeDelta;

use super::factors::first_step;

fn asking(purpose: PasskeyPurpose) -> AskPasskey {
    AskPasskey { purpose, pending: None }
}

async fn register(test: &TestApp, person: &Person) -> (SoftPasskey, Passkey) {
    let ask = asking(PasskeyPurpose::Register);
    let asked = account::ask_passkey(&test.app, Some(person), ask).await.unwrap();
    let (passkey, credential) = SoftPasskey::create(&asked.options);
    let answer = PasskeyAnswer { token: asked.token, credential };
    let input = AddPasskey { name: " Phone ".to_owned(), answer };
    let (added, _) = account::add_passkey(&test.app, person, input).await.unwrap();
    (passkey, added)
}

/// The answer of a passkey to a new challenge for signing in without a name.
async fn answer(test: &TestApp, passkey: &mut SoftPasskey) -> PasskeyAnswer {
    let asked = account::ask_passkey(&test.app, None, asking(PasskeyPurpose::SignIn)).await.unwrap();
    PasskeyAnswer { credential: passkey.get(&asked.options), token: asked.token }
}

for_each_backend! {
    async fn passkey_signs_in_without_a_name(test: TestApp) {
        let here = client("192.0.2.9");
        let (mut phone, added) = register(&test, &test.admin).await;
        assert_eq!((added.name.as_str(), added.last_used_at), ("Phone", None));
        let input = answer(&test, &mut phone).await;
        let (me, secret) = account::sign_in_with_passkey(&test.app, input, None, &here).await.unwrap();
        assert_eq!(me.user.id, test.admin.user_id);
        let actor = account::authenticate(&test.app, &secret.0, &here).await.unwrap().unwrap();
        let sessions = account::sessions(&test.app, &actor).await.unwrap();
        assert_eq!(sessions[0].method, SignInMethod::Passkey);
        let has = account::factors(&test.app, &actor).await.unwrap();
        assert_eq!(has.passkeys[0].last_used_at, Some(test.app.now()));
    }

    async fn challenge_takes_one_answer_within_five_minutes(test: TestApp) {
        let here = client("192.0.2.9");
        let (mut phone, _) = register(&test, &test.admin).await;
        let input = answer(&test, &mut phone).await;
        account::sign_in_with_passkey(&test.app, input.clone(), None, &here).await.unwrap();
        let replayed = account::sign_in_with_passkey(&test.app, input, None, &here).await;
        assert!(matches!(replayed, Err(Error::Unauthenticated)));
        let late = answer(&test, &mut phone).await;
        test.clock.advance(TimeDelta::minutes(5));
        let late = account::sign_in_with_passkey(&test.app, late, None, &here).await;
        assert!(matches!(late, Err(Error::Unauthenticated)));
    }

    async fn wrong_site_wrong_challenge_unverified_user_and_old_counter_are_refused(test: TestApp) {
        let here = client("192.0.2.9");
        let (mut phone, _) = register(&test, &test.admin).await;
        let mut refused = Vec::new();

        phone.origin = "https://evil.example".to_owned();
        refused.push(answer(&test, &mut phone).await);
        phone.origin = "http://localhost:3000".to_owned();
        phone.verifies = false;
        refused.push(answer(&test, &mut phone).await);
        phone.verifies = true;
        let (one, two) = (answer(&test, &mut phone).await, answer(&test, &mut phone).await);
        refused.push(PasskeyAnswer { token: two.token, credential: one.credential });
        for input in refused {
            let tried = account::sign_in_with_passkey(&test.app, input, None, &here).await;
            assert!(matches!(tried, Err(Error::Unauthenticated)), "{tried:?}");
        }

        let input = answer(&test, &mut phone).await;
        account::sign_in_with_passkey(&test.app, input, None, &here).await.unwrap();
        phone.counter -= 1;
        let copied = answer(&test, &mut phone).await;
        let copied = account::sign_in_with_passkey(&test.app, copied, None, &here).await;
        assert!(matches!(copied, Err(Error::Unauthenticated)), "a copy counts from where it was made");
    }

    async fn passkey_is_the_second_factor_after_a_password(test: TestApp) {
        let here = client("192.0.2.9");
        let (mut phone, _) = register(&test, &test.admin).await;
        let needed = first_step(&test).await;
        assert_eq!(needed.second_factor, [SecondFactor::Passkey]);
        let token = Some(needed.token.clone());
        let ask = AskPasskey { purpose: PasskeyPurpose::SecondFactor, pending: token.clone() };
        let asked = account::ask_passkey(&test.app, None, ask).await.unwrap();
        let input = PasskeyAnswer { credential: phone.get(&asked.options), token: asked.token };
        let (me, _) = account::sign_in_with_passkey(&test.app, input, token, &here).await.unwrap();
        assert_eq!(me.user.id, test.admin.user_id);
        let ended = account::pending_factors(&test.app, &needed.token).await;
        assert!(matches!(ended, Err(Error::Unauthenticated)));
        let nobody = AskPasskey { purpose: PasskeyPurpose::SecondFactor, pending: Some(Code("x".to_owned())) };
        let nobody = account::ask_passkey(&test.app, None, nobody).await;
        assert!(matches!(nobody, Err(Error::Unauthenticated)));
    }

    async fn passkey_of_another_person_is_no_second_factor(test: TestApp) {
        let here = client("192.0.2.9");
        let stranger = test.stranger().await;
        register(&test, &test.admin).await;
        let (mut other, _) = register(&test, &stranger).await;
        let needed = first_step(&test).await;
        let ask = AskPasskey { purpose: PasskeyPurpose::SecondFactor, pending: Some(needed.token.clone()) };
        let asked = account::ask_passkey(&test.app, None, ask).await.unwrap();
        let input = PasskeyAnswer { credential: other.get(&asked.options), token: asked.token };
        let tried = account::sign_in_with_passkey(&test.app, input, Some(needed.token.clone()), &here).await;
        assert!(matches!(tried, Err(Error::Unauthenticated)));
        // Nor is an answer without a name taken in place of it.
        let input = answer(&test, &mut other).await;
        let tried = account::sign_in_with_passkey(&test.app, input, Some(needed.token), &here).await;
        assert!(matches!(tried, Err(Error::Unauthenticated)));
    }

    async fn r14_passkey_confirms_its_owner_only(test: TestApp) {
        let here = client("192.0.2.1");
        let stranger = test.stranger().await;
        let (mut phone, _) = register(&test, &test.admin).await;
        let (mut other, _) = register(&test, &stranger).await;
        for (passkey, right) in [(&mut other, false), (&mut phone, true)] {
            let ask = asking(PasskeyPurpose::Confirm);
            let asked = account::ask_passkey(&test.app, Some(&test.admin), ask).await.unwrap();
            let answer = PasskeyAnswer { credential: passkey.get(&asked.options), token: asked.token };
            let done = account::confirm(&test.app, &test.admin, Proof::Passkey(answer), &here).await;
            assert_eq!(done.is_ok(), right);
        }
    }

    async fn registration_belongs_to_who_asked(test: TestApp) {
        let stranger = test.stranger().await;
        let ask = asking(PasskeyPurpose::Register);
        let asked = account::ask_passkey(&test.app, Some(&test.admin), ask).await.unwrap();
        let (_, credential) = SoftPasskey::create(&asked.options);
        let answer = PasskeyAnswer { token: asked.token, credential };
        let input = AddPasskey { name: "Phone".to_owned(), answer };
        let stolen = account::add_passkey(&test.app, &stranger, input).await;
        assert!(matches!(stolen, Err(Error::Invalid(_))));
        let nobody = account::ask_passkey(&test.app, None, asking(PasskeyPurpose::Register)).await;
        assert!(matches!(nobody, Err(Error::Unauthenticated)));
    }

    async fn removed_passkey_opens_nothing(test: TestApp) {
        let stranger = test.stranger().await;
        let (mut phone, added) = register(&test, &test.admin).await;
        account::renew_recovery_codes(&test.app, &test.admin).await.unwrap();
        let stolen = account::remove_passkey(&test.app, &stranger, added.id).await;
        assert!(matches!(stolen, Err(Error::NotFound)));
        account::remove_passkey(&test.app, &test.admin, added.id).await.unwrap();
        let has = account::factors(&test.app, &test.admin).await.unwrap();
        assert_eq!((has.passkeys.len(), has.recovery_codes), (0, 0));
        let input = answer(&test, &mut phone).await;
        let tried = account::sign_in_with_passkey(&test.app, input, None, &client("192.0.2.9")).await;
        assert!(matches!(tried, Err(Error::Unauthenticated)));
    }
}
