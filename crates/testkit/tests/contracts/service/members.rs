use almanac_domain::member::{ChangeMember, MemberState, OrganizationInput};
use almanac_domain::project::ProjectInput;
use almanac_domain::{OrgRole, PageRequest, ProjectRole, UserId};
use almanac_service::{Error, account, member, organization, project};
use almanac_testkit::{Person, TestApp, client, for_each_backend};
use chrono::TimeDelta;

fn role(role: OrgRole) -> ChangeMember {
    ChangeMember { role: Some(role), state: None }
}

fn state(state: MemberState) -> ChangeMember {
    ChangeMember { role: None, state: Some(state) }
}

async fn colleague(test: &TestApp, name: &str, role: OrgRole) -> Person {
    test.person(name, Some(test.admin.org_id), role).await
}

async fn may_come_in(test: &TestApp, person: &Person) -> bool {
    account::authenticate(&test.app, &person.secret.0, &client("192.0.2.2")).await.unwrap().is_some()
}

for_each_backend! {
    async fn members_are_found_by_name_or_address_in_their_organization_only(test: TestApp) {
        colleague(&test, "Mia", OrgRole::Viewer).await;
        let stranger = test.stranger().await;
        let page = PageRequest::default();
        let all = member::list(&test.app, &test.admin, "", page).await.unwrap().items;
        let names: Vec<&str> = all.iter().map(|m| m.user.name.as_str()).collect();
        assert_eq!(names, ["Mia", "Ada"]);
        assert_eq!((all[0].role, all[0].state), (OrgRole::Viewer, MemberState::Active));
        assert!(all[1].last_sign_in_at.is_some() && all[0].last_sign_in_at.is_none());
        for search in [" MI", "mia@"] {
            let found = member::list(&test.app, &test.admin, search, page).await.unwrap().items;
            assert_eq!(found, all[..1], "{search}");
        }
        assert!(member::list(&test.app, &test.admin, "%", page).await.unwrap().items.is_empty());
        let theirs = member::list(&test.app, &stranger, "", page).await.unwrap().items;
        assert_eq!(theirs.iter().map(|m| m.user.id).collect::<Vec<_>>(), [stranger.user_id]);
        let change = member::change(&test.app, &stranger, all[0].user.id, role(OrgRole::Admin)).await;
        assert!(matches!(change, Err(Error::NotFound)));
        let remove = member::remove(&test.app, &stranger, all[0].user.id).await;
        assert!(matches!(remove, Err(Error::NotFound)));
    }

    async fn r25_demotion_is_effective_on_the_next_request(test: TestApp) {
        let mia = colleague(&test, "Mia", OrgRole::Admin).await;
        member::change(&test.app, &test.admin, mia.user_id, role(OrgRole::Viewer)).await.unwrap();
        let again = account::authenticate(&test.app, &mia.secret.0, &client("192.0.2.2")).await.unwrap();
        assert_eq!(again.unwrap().org_role, OrgRole::Viewer);
    }

    async fn managers_keep_people_but_not_administrators(test: TestApp) {
        let manager = colleague(&test, "Max", OrgRole::Manager).await;
        let mia = colleague(&test, "Mia", OrgRole::Viewer).await;
        member::change(&test.app, &manager, mia.user_id, role(OrgRole::Developer)).await.unwrap();
        let (app, ada) = (&test.app, test.admin.user_id);
        let refused = [
            member::change(app, &manager, mia.user_id, role(OrgRole::Admin)).await.err(),
            member::change(app, &manager, ada, role(OrgRole::Viewer)).await.err(),
            member::change(app, &manager, ada, state(MemberState::Deactivated)).await.err(),
            member::remove(app, &manager, ada).await.err(),
            member::change(app, &mia, manager.user_id, role(OrgRole::Viewer)).await.err(),
            member::remove(app, &mia, manager.user_id).await.err(),
        ];
        assert!(refused.iter().all(|error| matches!(error, Some(Error::Forbidden))), "{refused:?}");
    }

    async fn r08_deactivated_or_removed_member_is_out_at_once(test: TestApp) {
        let made = test.project().await;
        let mia = test.colleague("Mia", made.id, ProjectRole::Owner).await;
        let (app, admin) = (&test.app, &test.admin);
        member::change(app, admin, mia.user_id, state(MemberState::Deactivated)).await.unwrap();
        assert!(!may_come_in(&test, &mia).await);
        member::change(app, admin, mia.user_id, state(MemberState::Active)).await.unwrap();
        assert!(!may_come_in(&test, &mia).await, "sessions of before stay ended");
        member::remove(app, admin, mia.user_id).await.unwrap();
        assert_eq!(member::list(app, admin, "", PageRequest::default()).await.unwrap().items.len(), 1);
        let gone = member::remove(app, admin, mia.user_id).await;
        assert!(matches!(gone, Err(Error::NotFound)));
    }

    async fn member_may_leave(test: TestApp) {
        let mia = colleague(&test, "Mia", OrgRole::Viewer).await;
        member::remove(&test.app, &mia, mia.user_id).await.unwrap();
        assert!(!may_come_in(&test, &mia).await);
    }

    async fn r25_last_administrator_stays_also_under_50_parallel_requests(test: TestApp) {
        let mut admins = vec![test.admin.clone()];
        for i in 0..9 {
            admins.push(colleague(&test, &format!("Admin{i}"), OrgRole::Admin).await);
        }
        let tasks: Vec<_> = (0..50)
            .map(|i| {
                let (app, person, way) = (test.app.clone(), admins[i % 10].clone(), i / 10);
                tokio::spawn(async move {
                    let id: UserId = person.user_id;
                    // Not even the answer matters: each is done or refused.
                    let _ = match way {
                        0 | 1 => member::change(&app, &person, id, role(OrgRole::Viewer)).await.map(|_| ()),
                        2 => member::change(&app, &person, id, state(MemberState::Deactivated)).await.map(|_| ()),
                        _ => member::remove(&app, &person, id).await,
                    };
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let mut tx = test.app.read(test.admin.org_id).await.unwrap();
        assert!(almanac_store::membership::count_admins(&mut tx).await.unwrap() >= 1);
    }

    async fn plan_limits_projects_and_members(test: TestApp) {
        let mia = colleague(&test, "Mia", OrgRole::Viewer).await;
        member::change(&test.app, &test.admin, mia.user_id, state(MemberState::Deactivated)).await.unwrap();
        let org = test.admin.org_id;
        let unknown = organization::set_plan(&test.app, org, "gold").await;
        assert!(matches!(unknown, Err(Error::Invalid(_))));
        organization::set_plan(&test.app, org, "free").await.unwrap();
        assert_eq!(organization::all(&test.app).await.unwrap()[0].plan, "free");
        let full = member::change(&test.app, &test.admin, mia.user_id, state(MemberState::Active)).await;
        assert!(matches!(full, Err(Error::Quota(_))), "{full:?}");
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (app, admin) = (test.app.clone(), test.admin.clone());
                let input = ProjectInput { name: "P".to_owned(), description: String::new() };
                tokio::spawn(async move { project::create(&app, &admin, input).await.is_ok() })
            })
            .collect();
        let mut made = 0;
        for task in tasks {
            made += u32::from(task.await.unwrap());
        }
        assert_eq!(made, 3);
        let found = organization::settings(&test.app, &test.admin).await.unwrap();
        assert_eq!((found.plan.as_str(), found.projects.used, found.projects.limit), ("free", 3, Some(3)));
        assert_eq!((found.members.used, found.members.limit), (1, Some(1)));
    }

    async fn r09_organization_shortens_its_sessions(test: TestApp) {
        let input = OrganizationInput {
            name: " Rad AG ".to_owned(),
            session_idle_minutes: Some(30),
            session_absolute_hours: Some(2),
        };
        let found = organization::update(&test.app, &test.admin, input).await.unwrap();
        assert_eq!(found.chosen.name, "Rad AG");
        let (secret, here) = (&test.admin.secret.0, client("192.0.2.1"));
        for _ in 0..4 {
            test.clock.advance(TimeDelta::minutes(29));
            assert!(account::authenticate(&test.app, secret, &here).await.unwrap().is_some());
        }
        test.clock.advance(TimeDelta::minutes(5));
        assert!(account::authenticate(&test.app, secret, &here).await.unwrap().is_none(), "two hours are over");
        let mia = colleague(&test, "Mia", OrgRole::Admin).await;
        test.clock.advance(TimeDelta::minutes(31));
        assert!(!may_come_in(&test, &mia).await, "unused for half an hour");
    }

    async fn organization_is_changed_by_administrators_only(test: TestApp) {
        let input = || OrganizationInput {
            name: "Mine".to_owned(),
            session_idle_minutes: None,
            session_absolute_hours: None,
        };
        for kind in [OrgRole::Manager, OrgRole::Developer, OrgRole::Viewer] {
            let person = colleague(&test, &format!("{kind:?}"), kind).await;
            let refused = organization::update(&test.app, &person, input()).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{kind:?}");
            assert!(matches!(organization::settings(&test.app, &person).await, Err(Error::Forbidden)));
        }
        let viewer = colleague(&test, "Val", OrgRole::Viewer).await;
        let input = ProjectInput { name: "P".to_owned(), description: String::new() };
        let refused = project::create(&test.app, &viewer, input).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
    }
}
