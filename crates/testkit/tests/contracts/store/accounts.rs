use almanac_domain::account::SignInMethod;
use almanac_domain::project::ProjectFilter;
use almanac_domain::{OrgRole, PageRequest, ProjectId, ProjectRole, ProviderId, SessionId, UserId};
use almanac_store::project::Visible;
use almanac_store::session::StoredSession;
use almanac_store::{Error, Scope, attempt, member, membership, organization, project, session, setup, user};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{Tenant, at, person, sample, tenant, write};

fn new_session(test: &TestDb, tenant: &Tenant) -> StoredSession {
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
        method: SignInMethod::Password,
        idle_limit: None,
        absolute_limit: None,
        policy: almanac_domain::sign_in_policy::SignInPolicy::default(),
    }
}

for_each_backend! {
    async fn unit_of_work_that_is_not_saved_leaves_nothing(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        project::update(&mut tx, here.project, "Other", "", at(1)).await.unwrap();
        drop(tx);
        let mut tx = write(&test, &here).await;
        let found = project::find(&mut tx, here.project, here.user, Visible::All).await.unwrap().unwrap();
        assert_eq!(found, sample(here.project));
    }

    async fn reading_unit_of_work_cannot_write(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.read(Scope::Org(here.org)).await.unwrap();
        assert!(project::update(&mut tx, here.project, "Other", "", at(1)).await.is_err());
    }

    async fn system_scope_has_no_organization(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.read(Scope::System).await.unwrap();
        let found = project::find(&mut tx, here.project, here.user, Visible::All).await;
        assert!(matches!(found, Err(Error::Scope)));
    }

    async fn setup_token_is_replaced_and_cleared(test: TestDb) {
        let mut tx = test.db.write(Scope::System).await.unwrap();
        organization::lock_setup(&mut tx).await.unwrap();
        assert!(!organization::any(&mut tx).await.unwrap());
        setup::replace(&mut tx, b"one", at(0)).await.unwrap();
        setup::replace(&mut tx, b"two", at(0)).await.unwrap();
        assert_eq!(setup::find(&mut tx).await.unwrap().unwrap(), b"two");
        assert!(setup::clear(&mut tx).await.unwrap());
        assert!(!setup::clear(&mut tx).await.unwrap());
        assert_eq!(setup::find(&mut tx).await.unwrap(), None);
    }

    async fn account_is_found_by_its_address_in_any_organization(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.read(Scope::System).await.unwrap();
        assert!(organization::any(&mut tx).await.unwrap());
        let found = user::find_by_email(&mut tx, "a@b.co").await.unwrap().unwrap();
        assert_eq!((found.user.id, found.user.created_at), (here.user, at(0)));
        assert_eq!(found.password_hash.as_deref(), Some("hash"));
        assert!(user::find_by_email(&mut tx, "b@b.co").await.unwrap().is_none());
    }

    async fn address_belongs_to_one_account(test: TestDb) {
        tenant(&test, "a@b.co").await;
        let mut tx = test.db.write(Scope::System).await.unwrap();
        let second = person(&test, "a@b.co");
        let again = user::insert(&mut tx, &second, None).await;
        assert!(matches!(again, Err(Error::Exists("account"))));
    }

    async fn person_is_found_in_their_organization_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        let (found, role) = user::find(&mut tx, here.user).await.unwrap().unwrap();
        assert_eq!((found.id, role), (here.user, OrgRole::Admin));
        assert_eq!(organization::get(&mut tx).await.unwrap().id, here.org);
        assert!(user::find(&mut tx, there.user).await.unwrap().is_none());
    }

    async fn organization_last_signed_in_to_comes_first(test: TestDb) {
        let (one, two) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        membership::insert(&mut tx, two.org, one.user, OrgRole::Viewer, at(1)).await.unwrap();
        let twice = membership::insert(&mut tx, two.org, one.user, OrgRole::Viewer, at(1)).await;
        assert!(matches!(twice, Err(Error::Exists("member"))));
        drop(tx);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        membership::insert(&mut tx, two.org, one.user, OrgRole::Viewer, at(1)).await.unwrap();
        membership::note_sign_in(&mut tx, two.org, one.user, at(2)).await.unwrap();
        let all = membership::of_user(&mut tx, one.user).await.unwrap();
        let found: Vec<_> = all.iter().map(|m| (m.organization.id, m.role)).collect();
        assert_eq!(found, [(two.org, OrgRole::Viewer), (one.org, OrgRole::Admin)]);
        let nobody = membership::note_sign_in(&mut tx, one.org, two.user, at(2)).await;
        assert!(matches!(nobody, Err(Error::NotFound("member"))));
    }

    async fn password_hash_is_replaced(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.write(Scope::System).await.unwrap();
        user::set_password_hash(&mut tx, here.user, "other").await.unwrap();
        assert_eq!(user::find_by_email(&mut tx, "a@b.co").await.unwrap().unwrap().password_hash.as_deref(), Some("other"));
        let nobody = UserId(test.ids.next(at(0)));
        let missing = user::set_password_hash(&mut tx, nobody, "other").await;
        assert!(matches!(missing, Err(Error::NotFound("account"))));
    }

    async fn attempts_are_counted_in_their_window(test: TestDb) {
        let mut tx = test.db.write(Scope::System).await.unwrap();
        attempt::lock(&mut tx).await.unwrap();
        let ids = [0, 10, 20].map(|s| (test.ids.next(at(s)), at(s)));
        for (id, time) in ids {
            attempt::insert(&mut tx, id, "account a@b.co", time).await.unwrap();
        }
        let since = attempt::since(&mut tx, "account a@b.co", at(0)).await.unwrap();
        assert_eq!(since, [at(10), at(20)]);
        assert!(attempt::since(&mut tx, "account b@b.co", at(0)).await.unwrap().is_empty());
        attempt::delete(&mut tx, ids[2].0).await.unwrap();
        attempt::forget(&mut tx, at(0)).await.unwrap();
        assert_eq!(attempt::since(&mut tx, "account a@b.co", at(-1)).await.unwrap(), [at(10)]);
    }

    async fn session_is_found_by_its_secret_and_touched(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let session = new_session(&test, &here);
        let mut tx = write(&test, &here).await;
        session::insert(&mut tx, &session, b"hash").await.unwrap();
        assert_eq!(session::find_by_secret(&mut tx, b"hash").await.unwrap(), Some(session.clone()));
        assert_eq!(session::find_by_secret(&mut tx, b"other").await.unwrap(), None);
        session::touch(&mut tx, session.id, at(5), "192.0.2.9").await.unwrap();
        assert!(session::any_at(&mut tx, "a@b.co", "192.0.2.9").await.unwrap());
        assert!(!session::any_at(&mut tx, "a@b.co", "192.0.2.1").await.unwrap());
        assert!(!session::any_at(&mut tx, "b@b.co", "192.0.2.9").await.unwrap());
        let listed = session::list(&mut tx, here.user).await.unwrap();
        assert_eq!((listed[0].last_seen_at, listed[0].address.as_str()), (at(5), "192.0.2.9"));
    }

    async fn session_knows_which_provider_vouched_for_it(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let (session, provider) = (new_session(&test, &here), ProviderId(test.ids.next(at(0))));
        let mut tx = write(&test, &here).await;
        session::insert(&mut tx, &session, b"hash").await.unwrap();
        assert_eq!(session::provider(&mut tx, here.user, session.id).await.unwrap(), None);
        session::set_provider(&mut tx, session.id, provider, b"token").await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        let foreign = session::set_provider(&mut tx, session.id, provider, b"other").await;
        assert!(matches!(foreign, Err(Error::NotFound("session"))));
        assert_eq!(session::provider(&mut tx, here.user, session.id).await.unwrap(), None);
        drop(tx);
        let mut tx = write(&test, &here).await;
        let found = session::provider(&mut tx, here.user, session.id).await.unwrap();
        assert_eq!(found, Some((provider, b"token".to_vec())));
        assert_eq!(session::provider(&mut tx, there.user, session.id).await.unwrap(), None);
    }

    async fn session_of_another_person_cannot_be_ended(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let session = new_session(&test, &here);
        let mut tx = write(&test, &here).await;
        session::insert(&mut tx, &session, b"hash").await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        let stolen = session::delete(&mut tx, here.user, session.id).await;
        assert!(matches!(stolen, Err(Error::NotFound("session"))));
        drop(tx);
        let mut tx = write(&test, &here).await;
        session::delete(&mut tx, here.user, session.id).await.unwrap();
        assert_eq!(session::list(&mut tx, here.user).await.unwrap(), []);
    }

    async fn ended_and_idle_sessions_are_removed(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = test.db.write(Scope::System).await.unwrap();
        for (secret, seen, expires) in [(b"1", 50, 60), (b"2", 1, 500), (b"3", 50, 500)] {
            let mut session = new_session(&test, &here);
            (session.created_at, session.expires_at) = (at(seen), at(expires));
            session::insert(&mut tx, &session, secret).await.unwrap();
        }
        assert_eq!(session::delete_ended(&mut tx, at(60), at(10)).await.unwrap(), 2);
        assert!(session::find_by_secret(&mut tx, b"3").await.unwrap().is_some());
    }

    async fn projects_are_listed_in_pages_newest_first(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        for _ in 0..3 {
            project::insert(&mut tx, &sample(ProjectId(test.ids.next(at(0))))).await.unwrap();
        }
        let mut request = PageRequest { limit: 3, after: None };
        let first = project::list(&mut tx, here.user, Visible::All, ProjectFilter::Active, request).await.unwrap();
        assert_eq!(first.items.len(), 3);
        assert!(first.items.windows(2).all(|w| w[0].id > w[1].id));
        request.after = first.next;
        let second = project::list(&mut tx, here.user, Visible::All, ProjectFilter::Active, request).await.unwrap();
        assert_eq!(second.items.iter().map(|p| p.id).collect::<Vec<_>>(), [here.project]);
        assert_eq!(second.next, None);
    }

    async fn only_shared_projects_are_seen_by_members(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        let all = PageRequest::default();
        assert_eq!(member::find(&mut tx, here.project, here.user).await.unwrap(), None);
        let shared = project::list(&mut tx, here.user, Visible::Shared, ProjectFilter::Active, all).await.unwrap();
        assert_eq!(shared.items, []);
        assert_eq!(project::find(&mut tx, here.project, here.user, Visible::Shared).await.unwrap(), None);
        for role in [ProjectRole::Viewer, ProjectRole::Editor] {
            member::put(&mut tx, here.project, here.user, role, at(1)).await.unwrap();
            assert_eq!(member::find(&mut tx, here.project, here.user).await.unwrap(), Some(role));
            let shared = project::list(&mut tx, here.user, Visible::Shared, ProjectFilter::Active, all).await.unwrap();
            assert_eq!(shared.items[0].role, role);
        }
    }

    async fn project_of_another_organization_does_not_exist(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &there).await;
        assert_eq!(project::find(&mut tx, here.project, here.user, Visible::All).await.unwrap(), None);
        let update = project::update(&mut tx, here.project, "x", "", at(1)).await;
        assert!(matches!(update, Err(Error::NotFound("project"))));
        assert!(matches!(project::delete(&mut tx, here.project).await, Err(Error::NotFound("project"))));
        member::find(&mut tx, here.project, here.user).await.unwrap();
    }
}
