use almanac_domain::audit::AuditFilter;
use almanac_domain::key::{IssuedKey, KeyState, NewKey, RotateKey};
use almanac_domain::member::MemberState;
use almanac_domain::{Actor, Capability, KeyScope, OrgRole, PageRequest, ProjectRole, Via};
use almanac_service::{Error, account, api_key, dataset, job, model, organization, project};
use almanac_store::audit;
use almanac_testkit::{Person, TestApp, client, for_each_backend};
use chrono::TimeDelta;
use futures::StreamExt;

use super::sample::{days, started};

fn input(scopes: &[KeyScope]) -> NewKey {
    NewKey {
        name: "CI".to_owned(),
        scopes: scopes.to_vec(),
        expires_at: None,
        networks: Vec::new(),
        notes: String::new(),
    }
}

async fn made(test: &TestApp, person: &Person, input: NewKey) -> IssuedKey {
    api_key::create(&test.app, person, input).await.unwrap()
}

/// Comes with a key from an address.
async fn come(test: &TestApp, key: &IssuedKey, address: &str) -> Result<Actor, Error> {
    api_key::authenticate(&test.app, &key.text.0, &client(address)).await
}

async fn last_action(test: &TestApp) -> (String, serde_json::Value) {
    let mut tx = test.app.read(test.admin.org_id).await.unwrap();
    let entry = audit::list(&mut tx, &AuditFilter::default(), None, 1).await.unwrap().remove(0);
    (entry.action, entry.detail)
}

const HERE: &str = "192.0.2.1";

for_each_backend! {
    async fn r27_key_is_shown_once_and_stored_as_a_hash(test: TestApp) {
        let issued = made(&test, &test.admin, input(&[KeyScope::DataWrite, KeyScope::QueryRead, KeyScope::DataWrite])).await;
        assert!(issued.text.0.starts_with(&format!("alm_{}_", issued.key.prefix)));
        assert_eq!(issued.key.scopes, [KeyScope::QueryRead, KeyScope::DataWrite], "in order, without repetition");
        assert_eq!(api_key::get(&test.app, &test.admin, issued.key.id).await.unwrap(), issued.key);
        let found = api_key::list(&test.app, &test.admin, &issued.key.prefix[..3], PageRequest::default()).await.unwrap();
        assert_eq!(found.items, std::slice::from_ref(&issued.key));
        let mut tx = test.app.read(test.admin.org_id).await.unwrap();
        let stored = almanac_store::api_key::find_by_prefix(&mut tx, &issued.key.prefix).await.unwrap().unwrap();
        assert_eq!(stored.secret_hash, almanac_identity::hash(&issued.text.0));
        let log = audit::list(&mut tx, &AuditFilter::default(), None, 50).await.unwrap();
        let secret = issued.text.0.rsplit_once(&issued.key.prefix).unwrap().1;
        assert!(!serde_json::to_string(&log.iter().map(|e| &e.detail).collect::<Vec<_>>()).unwrap().contains(secret));
        assert_eq!(log[0].action, "key.create");
    }

    async fn r08_key_follows_role_and_ends_with_the_membership(test: TestApp) {
        let mia = test.person("Mia", Some(test.admin.org_id), OrgRole::Developer).await;
        let issued = made(&test, &mia, input(&[KeyScope::QueryRead])).await;
        let actor = come(&test, &issued, HERE).await.unwrap();
        assert_eq!((actor.user_id, actor.org_role), (mia.user_id, OrgRole::Developer));
        assert_eq!(actor.via, Via::Key { id: issued.key.id, scopes: vec![KeyScope::QueryRead] });
        assert!(actor.may_use(Capability::DataRead) && !actor.may_use(Capability::DataWrite));
        test.change(&mia, OrgRole::Viewer, MemberState::Active).await;
        assert_eq!(come(&test, &issued, HERE).await.unwrap().org_role, OrgRole::Viewer);
        test.change(&mia, OrgRole::Viewer, MemberState::Deactivated).await;
        assert!(matches!(come(&test, &issued, HERE).await, Err(Error::Unauthenticated)));
        assert_eq!(last_action(&test).await.1["reason"], "deactivated");
    }

    async fn r08_revoked_and_expired_keys_are_refused_at_once(test: TestApp) {
        let issued = made(&test, &test.admin, input(&[KeyScope::Admin])).await;
        api_key::revoke(&test.app, &test.admin, issued.key.id).await.unwrap();
        assert!(matches!(come(&test, &issued, HERE).await, Err(Error::Unauthenticated)));
        let (action, detail) = last_action(&test).await;
        assert_eq!((action.as_str(), &detail["reason"]), ("key.refused", &"revoked".into()));
        let end = test.app.now() + TimeDelta::hours(1);
        let short = made(&test, &test.admin, NewKey { expires_at: Some(end), ..input(&[KeyScope::Admin]) }).await;
        assert!(come(&test, &short, HERE).await.is_ok());
        test.clock.advance(TimeDelta::hours(1));
        assert!(matches!(come(&test, &short, HERE).await, Err(Error::Unauthenticated)));
    }

    async fn r08_stream_of_a_key_or_session_ends_with_it(test: TestApp) {
        let at = test.project().await.id;
        let begun = started(&test, &test.admin, at, &days(10, 0)).await.dataset.job_id.unwrap();
        let issued = made(&test, &test.admin, input(&[KeyScope::QueryRead])).await;
        let program = come(&test, &issued, HERE).await.unwrap();
        let mut of_key = std::pin::pin!(job::watch(&test.app, &program, at, begun).await.unwrap());
        let mut of_session = std::pin::pin!(job::watch(&test.app, &test.admin, at, begun).await.unwrap());
        assert!(of_key.next().await.is_some() && of_session.next().await.is_some());
        api_key::revoke(&test.app, &test.admin, issued.key.id).await.unwrap();
        test.app.jobs_changed();
        assert_eq!(of_key.next().await, None);
        account::sign_out(&test.app, &test.admin).await.unwrap();
        test.app.jobs_changed();
        assert_eq!(of_session.next().await, None);
    }

    async fn key_works_only_from_its_networks(test: TestApp) {
        let networks = vec!["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        let issued = made(&test, &test.admin, NewKey { networks, ..input(&[KeyScope::Admin]) }).await;
        for good in ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8::7"] {
            assert!(come(&test, &issued, good).await.is_ok(), "{good}");
        }
        for wrong in ["11.1.2.3", "::1", "unknown"] {
            assert!(matches!(come(&test, &issued, wrong).await, Err(Error::Unauthenticated)), "{wrong}");
        }
    }

    async fn key_is_rotated_with_an_overlap(test: TestApp) {
        let first = made(&test, &test.admin, input(&[KeyScope::Admin])).await;
        let rotate = async |days| {
            api_key::rotate(&test.app, &test.admin, first.key.id, RotateKey { overlap_days: days }).await
        };
        assert!(matches!(rotate(8).await, Err(Error::Invalid(_))));
        let second = api_key::rotate(&test.app, &test.admin, first.key.id, RotateKey { overlap_days: 2 }).await.unwrap();
        assert_eq!((second.key.id, &second.key.prefix), (first.key.id, &first.key.prefix));
        assert_ne!(second.text, first.text);
        assert!(come(&test, &first, HERE).await.is_ok() && come(&test, &second, HERE).await.is_ok());
        test.clock.advance(TimeDelta::days(2));
        assert!(come(&test, &first, HERE).await.is_err());
        assert!(come(&test, &second, HERE).await.is_ok());
    }

    async fn r14_keys_are_made_and_rotated_after_a_fresh_proof_only(test: TestApp) {
        let issued = made(&test, &test.admin, input(&[KeyScope::Admin])).await;
        test.clock.advance(TimeDelta::minutes(11));
        let create = api_key::create(&test.app, &test.admin, input(&[KeyScope::Admin])).await;
        assert!(matches!(create, Err(Error::Unconfirmed)));
        let rotate = api_key::rotate(&test.app, &test.admin, issued.key.id, RotateKey { overlap_days: 0 }).await;
        assert!(matches!(rotate, Err(Error::Unconfirmed)));
    }

    async fn key_manages_neither_keys_nor_the_account(test: TestApp) {
        let issued = made(&test, &test.admin, input(&[KeyScope::Admin])).await;
        let program = come(&test, &issued, HERE).await.unwrap();
        let (app, page, id) = (&test.app, PageRequest::default(), issued.key.id);
        assert!(matches!(api_key::create(app, &program, input(&[KeyScope::Admin])).await, Err(Error::Forbidden)));
        assert!(matches!(api_key::rotate(app, &program, id, RotateKey { overlap_days: 0 }).await, Err(Error::Forbidden)));
        assert!(matches!(api_key::list(app, &program, "", page).await, Err(Error::Forbidden)));
        assert!(matches!(api_key::list_all(app, &program, "", page).await, Err(Error::Forbidden)));
        assert!(matches!(api_key::get(app, &program, id).await, Err(Error::Forbidden)));
        assert!(matches!(api_key::activity(app, &program, id, None, 9).await, Err(Error::Forbidden)));
        assert!(matches!(api_key::revoke(app, &program, id).await, Err(Error::Forbidden)));
        assert!(matches!(account::sessions(app, &program).await, Err(Error::Forbidden)));
        assert!(matches!(account::sign_out(app, &program).await, Err(Error::Forbidden)));
    }

    async fn administrators_see_and_revoke_all_keys_and_others_only_their_own(test: TestApp) {
        let org = Some(test.admin.org_id);
        let (mia, max) = (test.person("Mia", org, OrgRole::Developer).await, test.person("Max", org, OrgRole::Manager).await);
        let issued = made(&test, &mia, input(&[KeyScope::QueryRead])).await;
        let (app, page, id) = (&test.app, PageRequest::default(), issued.key.id);
        for other in [&max, &test.stranger().await] {
            assert!(matches!(api_key::get(app, other, id).await, Err(Error::NotFound)));
            assert!(matches!(api_key::activity(app, other, id, None, 9).await, Err(Error::NotFound)));
            assert!(matches!(api_key::revoke(app, other, id).await, Err(Error::NotFound)));
            let rotated = api_key::rotate(app, other, id, RotateKey { overlap_days: 0 }).await;
            assert!(matches!(rotated, Err(Error::NotFound)));
            assert_eq!(api_key::list(app, other, "", page).await.unwrap().items, []);
        }
        assert!(matches!(api_key::list_all(app, &max, "", page).await, Err(Error::Forbidden)));
        assert_eq!(api_key::list_all(app, &test.admin, "", page).await.unwrap().items, std::slice::from_ref(&issued.key));
        let rotated = api_key::rotate(app, &test.admin, id, RotateKey { overlap_days: 0 }).await;
        assert!(matches!(rotated, Err(Error::Forbidden)), "nobody gets a key that acts as somebody else");
        api_key::revoke(app, &test.admin, id).await.unwrap();
        assert_eq!(api_key::get(app, &mia, id).await.unwrap().state, KeyState::Revoked);
        let vera = test.person("Vera", org, OrgRole::Viewer).await;
        assert!(matches!(api_key::create(app, &vera, input(&[KeyScope::QueryRead])).await, Err(Error::Forbidden)));
    }

    async fn r42_what_is_done_with_a_key_names_it(test: TestApp) {
        let issued = made(&test, &test.admin, input(&[KeyScope::Admin])).await;
        let program = come(&test, &issued, HERE).await.unwrap();
        let name = almanac_domain::project::ProjectInput { name: "By key".to_owned(), description: String::new() };
        project::create(&test.app, &program, name).await.unwrap();
        let (app, id) = (&test.app, issued.key.id);
        let first = api_key::activity(app, &test.admin, id, None, 1).await.unwrap();
        assert_eq!((first.items[0].action.as_str(), first.items[0].key_id), ("project.create", Some(id)));
        let rest = api_key::activity(app, &test.admin, id, first.next, 9).await.unwrap();
        assert_eq!((rest.items[0].action.as_str(), rest.items.len(), rest.next), ("key.create", 1, None));
    }

    async fn use_is_written_down_once_a_minute(test: TestApp) {
        let issued = made(&test, &test.admin, input(&[KeyScope::QueryRead])).await;
        let used = async || {
            let key = api_key::get(&test.app, &test.admin, issued.key.id).await.unwrap();
            (key.last_used_at, key.last_used_address)
        };
        let first = test.app.now();
        come(&test, &issued, HERE).await.unwrap();
        test.clock.advance(TimeDelta::seconds(59));
        come(&test, &issued, "192.0.2.2").await.unwrap();
        assert_eq!(used().await, (Some(first), Some(HERE.to_owned())));
        test.clock.advance(TimeDelta::seconds(1));
        come(&test, &issued, "192.0.2.2").await.unwrap();
        assert_eq!(used().await, (Some(test.app.now()), Some("192.0.2.2".to_owned())));
    }

    async fn r05_eleventh_wrong_key_from_an_address_has_to_wait_and_a_right_one_does_not(test: TestApp) {
        let issued = made(&test, &test.admin, input(&[KeyScope::QueryRead])).await;
        let mallory = client("198.51.100.1");
        let wrong = [format!("alm_{}_guess", issued.key.prefix), "alm_aaaabbbb_guess".to_owned(), "guess".to_owned()];
        for i in 0..10 {
            let tried = api_key::authenticate(&test.app, &wrong[i % 3], &mallory).await;
            assert!(matches!(tried, Err(Error::Unauthenticated)), "{i}");
        }
        for text in &wrong {
            let tried = api_key::authenticate(&test.app, text, &mallory).await;
            let Err(Error::Busy { retry_after_seconds, .. }) = tried else { panic!("{tried:?}") };
            assert!((1..=901).contains(&retry_after_seconds));
        }
        assert!(come(&test, &issued, "198.51.100.1").await.is_ok());
        let elsewhere = api_key::authenticate(&test.app, &wrong[0], &client("198.51.100.2")).await;
        assert!(matches!(elsewhere, Err(Error::Unauthenticated)));
    }

    async fn plan_limits_live_keys_also_when_many_are_made_at_once(test: TestApp) {
        organization::set_plan(&test.app, test.admin.org_id, "free").await.unwrap();
        let made_at_once = futures::future::join_all((0..12).map(|_| {
            let (app, admin) = (test.app.clone(), test.admin.actor.clone());
            async move { api_key::create(&app, &admin, input(&[KeyScope::QueryRead])).await }
        }))
        .await;
        let good = made_at_once.iter().filter(|result| result.is_ok()).count();
        let over = made_at_once.iter().filter(|result| matches!(result, Err(Error::Quota(_)))).count();
        assert_eq!((good, over), (5, 7));
        let one = made_at_once.into_iter().find_map(Result::ok).unwrap();
        api_key::revoke(&test.app, &test.admin, one.key.id).await.unwrap();
        made(&test, &test.admin, input(&[KeyScope::QueryRead])).await;
    }

    async fn scopes_narrow_what_the_person_may_do(test: TestApp) {
        let made_project = test.project().await;
        let emil = test.colleague("Emil", made_project.id, ProjectRole::Editor).await;
        let reading = made(&test, &emil, input(&[KeyScope::ModelRead])).await;
        let all = made(&test, &emil, input(&[KeyScope::Admin])).await;
        let (reading, all) = (come(&test, &reading, HERE).await.unwrap(), come(&test, &all, HERE).await.unwrap());
        let page = PageRequest::default();
        assert!(model::list(&test.app, &reading, made_project.id, page).await.is_ok());
        assert!(matches!(dataset::list(&test.app, &reading, made_project.id, page).await, Err(Error::Forbidden)));
        assert!(dataset::list(&test.app, &all, made_project.id, page).await.is_ok());
        let deleted = project::delete(&test.app, &all, made_project.id).await;
        assert!(matches!(deleted, Err(Error::Forbidden)), "an editor's key is no owner");
    }
}
