use almanac_domain::member::MemberState;
use almanac_domain::provisioning::{ScimGroupFilter, ScimPage, ScimUserFilter};
use almanac_domain::sharing::Team;
use almanac_domain::{OrgRole, TeamId, UserId};
use almanac_store::{Error, Scope, membership, provisioning, scim_group, scim_user, team, user};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{Tenant, at, person, tenant, write};

const ALL: ScimPage = ScimPage { offset: 0, count: 100 };

/// Members of the tenant, oldest first.
async fn colleagues(test: &TestDb, here: &Tenant) -> [UserId; 2] {
    let people = [person(test, "ann@b.co"), person(test, "bob@b.co")];
    let mut tx = test.db.write(Scope::System).await.unwrap();
    for person in &people {
        user::insert(&mut tx, person, None).await.unwrap();
        membership::insert(&mut tx, here.org, person.id, OrgRole::Viewer, at(0)).await.unwrap();
    }
    tx.save().await.unwrap();
    people.map(|person| person.id)
}

fn named(user_name: &str) -> ScimUserFilter {
    ScimUserFilter { user_name: Some(user_name.to_owned()), ..ScimUserFilter::default() }
}

for_each_backend! {
    async fn token_is_found_by_its_hash_until_another_one_takes_its_place(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "c@d.co").await);
        let mut tx = write(&test, &here).await;
        assert_eq!(provisioning::find(&mut tx).await.unwrap(), None);
        provisioning::put(&mut tx, b"first", at(0)).await.unwrap();
        provisioning::touch(&mut tx, at(5)).await.unwrap();
        assert_eq!(provisioning::find(&mut tx).await.unwrap().unwrap().last_used_at, Some(at(5)));
        provisioning::put(&mut tx, b"second", at(9)).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = test.db.read(Scope::System).await.unwrap();
        assert!(provisioning::find_by_hash(&mut tx, b"first").await.unwrap().is_none());
        let (org, facts) = provisioning::find_by_hash(&mut tx, b"second").await.unwrap().unwrap();
        assert_eq!((org, facts.created_at, facts.last_used_at), (here.org, at(9), None));
        drop(tx);
        let mut tx = write(&test, &there).await;
        assert!(!provisioning::delete(&mut tx).await.unwrap(), "that of another organization stays");
        drop(tx);
        let mut tx = write(&test, &here).await;
        assert!(provisioning::delete(&mut tx).await.unwrap());
        assert_eq!(provisioning::find(&mut tx).await.unwrap(), None);
    }

    async fn kept_members_are_found_by_what_they_are_called(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "c@d.co").await);
        let [ann, bob] = colleagues(&test, &here).await;
        let mut tx = write(&test, &here).await;
        scim_user::insert(&mut tx, ann, "ann", Some("7"), at(1)).await.unwrap();
        scim_user::insert(&mut tx, bob, "bob", None, at(1)).await.unwrap();
        membership::change(&mut tx, bob, OrgRole::Developer, MemberState::Deactivated).await.unwrap();
        scim_user::update(&mut tx, ann, "ann.lee", Some("8"), at(2)).await.unwrap();
        let found = scim_user::find(&mut tx, ann).await.unwrap().unwrap();
        assert_eq!((found.user_name.as_str(), found.external_id.as_deref()), ("ann.lee", Some("8")));
        assert_eq!((found.email.as_str(), found.created_at, found.updated_at), ("ann@b.co", at(1), at(2)));
        let any = ScimUserFilter::default;
        for (filter, expected) in [
            (any(), vec![ann, bob]),
            (named("ann.lee"), vec![ann]),
            (named("ann"), vec![]),
            (ScimUserFilter { id: Some(bob), ..any() }, vec![bob]),
            (ScimUserFilter { external_id: Some("8".to_owned()), ..any() }, vec![ann]),
            (ScimUserFilter { email: Some("bob@b.co".to_owned()), ..any() }, vec![bob]),
            (ScimUserFilter { state: Some(MemberState::Active), ..any() }, vec![ann]),
            (ScimUserFilter { state: Some(MemberState::Active), ..named("bob") }, vec![]),
        ] {
            let list = scim_user::list(&mut tx, &filter, ALL).await.unwrap();
            let count = scim_user::count(&mut tx, &filter).await.unwrap();
            let ids: Vec<UserId> = list.iter().map(|user| user.id).collect();
            assert_eq!((ids, count), (expected.clone(), expected.len() as i64), "{filter:?}");
        }
        let second = scim_user::list(&mut tx, &any(), ScimPage { offset: 1, count: 1 }).await.unwrap();
        assert_eq!(second[0].id, bob);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(scim_user::count(&mut tx, &any()).await.unwrap(), 0);
        assert_eq!(scim_user::find(&mut tx, ann).await.unwrap(), None);
        assert!(matches!(scim_user::update(&mut tx, ann, "x", None, at(3)).await, Err(Error::NotFound("user"))));
    }

    async fn names_and_ids_of_kept_members_are_unique_in_their_organization(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let [ann, bob] = colleagues(&test, &here).await;
        for (user_name, external_id) in [("ann", None), ("bob", Some("7"))] {
            let mut tx = write(&test, &here).await;
            scim_user::insert(&mut tx, ann, "ann", Some("7"), at(1)).await.unwrap();
            let taken = scim_user::insert(&mut tx, bob, user_name, external_id, at(1)).await;
            assert!(matches!(taken, Err(Error::Exists(_))), "{taken:?}");
        }
        let mut tx = write(&test, &here).await;
        scim_user::insert(&mut tx, ann, "ann", None, at(1)).await.unwrap();
        scim_user::insert(&mut tx, bob, "bob", None, at(1)).await.unwrap();
        let taken = scim_user::update(&mut tx, bob, "ann", None, at(2)).await;
        assert!(matches!(taken, Err(Error::Exists(_))), "{taken:?}");
    }

    async fn kept_teams_have_the_kept_members_only(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let [ann, bob] = colleagues(&test, &here).await;
        let made = Team { id: TeamId(test.ids.next(at(0))), name: "Data".to_owned(), members: 0, created_at: at(0) };
        let other = Team { id: TeamId(test.ids.next(at(0))), name: "Other".to_owned(), ..made.clone() };
        let mut tx = write(&test, &here).await;
        for team in [&made, &other] {
            team::insert(&mut tx, team).await.unwrap();
            team::add_member(&mut tx, team.id, ann, at(0)).await.unwrap();
            team::add_member(&mut tx, team.id, bob, at(0)).await.unwrap();
        }
        scim_user::insert(&mut tx, ann, "ann", None, at(1)).await.unwrap();
        scim_group::insert(&mut tx, made.id, Some("g"), at(1)).await.unwrap();
        scim_group::update(&mut tx, made.id, Some("h"), at(2)).await.unwrap();
        let found = scim_group::find(&mut tx, made.id).await.unwrap().unwrap();
        assert_eq!((found.name.as_str(), found.external_id.as_deref(), found.updated_at), ("Data", Some("h"), at(2)));
        assert_eq!(scim_group::find(&mut tx, other.id).await.unwrap(), None);
        let members = scim_group::members(&mut tx, made.id).await.unwrap();
        assert_eq!(members.iter().map(|member| member.0).collect::<Vec<_>>(), [ann]);
        for (filter, expected) in [
            (ScimGroupFilter::default(), 1),
            (ScimGroupFilter { id: Some(made.id), name: Some("Data".to_owned()), external_id: Some("h".to_owned()) }, 1),
            (ScimGroupFilter { name: Some("Other".to_owned()), ..ScimGroupFilter::default() }, 0),
        ] {
            assert_eq!(scim_group::count(&mut tx, &filter).await.unwrap(), expected, "{filter:?}");
            let list = scim_group::list(&mut tx, &filter, ALL).await.unwrap();
            assert_eq!(list.len() as i64, expected, "{filter:?}");
        }
        scim_user::delete(&mut tx, ann).await.unwrap();
        assert_eq!(team::members(&mut tx, made.id).await.unwrap().len(), 1, "out of the kept team");
        assert_eq!(team::members(&mut tx, other.id).await.unwrap().len(), 2, "still in the other");
        assert!(matches!(scim_user::delete(&mut tx, ann).await, Err(Error::NotFound("user"))));
        team::delete(&mut tx, made.id).await.unwrap();
        assert_eq!(scim_group::find(&mut tx, made.id).await.unwrap(), None);
        assert!(matches!(scim_group::update(&mut tx, made.id, None, at(3)).await, Err(Error::NotFound("group"))));
    }
}
