use almanac_domain::audit::AuditFilter;
use almanac_domain::sharing::{Reason, RoleInput, Team, TeamInput};
use almanac_domain::{Actor, OrgRole, ProjectId, ProjectRole, UserId};
use almanac_service::{Error, Result, project, sharing, team};
use almanac_store::audit;
use almanac_testkit::{Person, TestApp, for_each_backend};

use ProjectRole::{Editor, Owner, Viewer};

async fn give(test: &TestApp, by: &Actor, id: ProjectId, user: UserId, role: ProjectRole) -> Result<()> {
    sharing::put_member(&test.app, by, id, user, RoleInput { role }).await
}

/// A team of these people with a role in the project.
async fn team_of(test: &TestApp, id: ProjectId, people: &[&Person], role: ProjectRole) -> Team {
    let input = TeamInput { name: "Planning".to_owned() };
    let made = team::create(&test.app, &test.admin, input).await.unwrap();
    for person in people {
        team::add_member(&test.app, &test.admin, made.id, person.user_id).await.unwrap();
    }
    sharing::put_team(&test.app, &test.admin, id, made.id, RoleInput { role }).await.unwrap();
    made
}

async fn role(test: &TestApp, person: &Person, id: ProjectId) -> Option<ProjectRole> {
    project::get(&test.app, person, id).await.ok().map(|project| project.role)
}

async fn direct_owners(test: &TestApp, id: ProjectId) -> usize {
    let members = sharing::members(&test.app, &test.admin, id).await.unwrap();
    members.into_iter().filter(|member| member.role == Owner).count()
}

async fn actions(test: &TestApp) -> Vec<String> {
    let mut tx = test.app.read(test.admin.org_id).await.unwrap();
    audit::list(&mut tx, &AuditFilter::default(), None, 50)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.action)
        .collect()
}

for_each_backend! {
    async fn r25_role_counts_from_the_next_request_on(test: TestApp) {
        let (app, id) = (&test.app, test.project().await.id);
        let ben = test.colleague("Ben", id, Viewer).await;
        assert_eq!(role(&test, &ben, id).await, Some(Viewer));
        give(&test, &test.admin, id, ben.user_id, Editor).await.unwrap();
        assert_eq!(role(&test, &ben, id).await, Some(Editor));
        let made = team_of(&test, id, &[&ben], Owner).await;
        assert_eq!(role(&test, &ben, id).await, Some(Owner));
        team::remove_member(app, &test.admin, made.id, ben.user_id).await.unwrap();
        assert_eq!(role(&test, &ben, id).await, Some(Editor));
        sharing::remove_member(app, &test.admin, id, ben.user_id).await.unwrap();
        assert_eq!(role(&test, &ben, id).await, None);
        let done = actions(&test).await;
        for action in ["project.member.put", "project.team.put", "team.member.remove", "project.member.remove"] {
            assert!(done.iter().any(|found| found == action), "R42: {action}");
        }
    }

    async fn team_that_goes_takes_its_role_along(test: TestApp) {
        let id = test.project().await.id;
        let ben = test.person("Ben", Some(test.admin.org_id), OrgRole::Developer).await;
        let made = team_of(&test, id, &[&ben], Editor).await;
        assert_eq!(role(&test, &ben, id).await, Some(Editor));
        team::delete(&test.app, &test.admin, made.id).await.unwrap();
        assert_eq!(role(&test, &ben, id).await, None);
    }

    async fn access_tells_every_reason(test: TestApp) {
        let id = test.project().await.id;
        let ben = test.colleague("Ben", id, Viewer).await;
        let vic = test.person("Vic", Some(test.admin.org_id), OrgRole::Viewer).await;
        let made = team_of(&test, id, &[&ben, &vic], Editor).await;
        let by_team = Reason::Team { id: made.id, name: "Planning".to_owned(), role: Editor };
        let found = sharing::access(&test.app, &ben, id).await.unwrap();
        let names: Vec<_> = found.iter().map(|access| access.person.name.as_str()).collect();
        assert_eq!(names, ["Ada", "Ben", "Vic"]);
        assert_eq!(found[0].reasons, [Reason::Own { role: Owner }, Reason::Administrator]);
        assert_eq!(found[1].role, Editor);
        assert!(found[1].reasons.contains(&Reason::Own { role: Viewer }));
        assert!(found[1].reasons.contains(&by_team));
        assert_eq!((found[2].role, &found[2].reasons), (Viewer, &vec![by_team, Reason::Limited]));
    }

    async fn only_owners_share(test: TestApp) {
        let (app, id) = (&test.app, test.project().await.id);
        let ben = test.colleague("Ben", id, Editor).await;
        let cleo = test.person("Cleo", Some(test.admin.org_id), OrgRole::Developer).await;
        let made = team_of(&test, id, &[], Viewer).await;
        for denied in [
            give(&test, &ben, id, cleo.user_id, Viewer).await,
            give(&test, &ben, id, ben.user_id, Owner).await,
            sharing::remove_member(app, &ben, id, test.admin.user_id).await,
            sharing::put_team(app, &ben, id, made.id, RoleInput { role: Owner }).await,
            sharing::remove_team(app, &ben, id, made.id).await,
            team::delete(app, &ben, made.id).await,
            team::add_member(app, &ben, made.id, ben.user_id).await,
        ] {
            assert!(matches!(denied, Err(Error::Forbidden)), "{denied:?}");
        }
        assert_eq!(sharing::candidates(app, &ben, id, "cle").await.unwrap().people[0].id, cleo.user_id);
    }

    async fn r21_other_organization_finds_nothing_to_share(test: TestApp) {
        let (app, id) = (&test.app, test.project().await.id);
        let made = team_of(&test, id, &[], Viewer).await;
        let eve = test.stranger().await;
        for missing in [
            give(&test, &eve, id, eve.user_id, Owner).await,
            sharing::members(app, &eve, id).await.map(drop),
            sharing::access(app, &eve, id).await.map(drop),
            sharing::candidates(app, &eve, id, "").await.map(drop),
            team::get(app, &eve, made.id).await.map(drop),
            team::members(app, &eve, made.id).await.map(drop),
            team::delete(app, &eve, made.id).await,
            // Nor are her people and teams found here.
            give(&test, &test.admin, id, eve.user_id, Viewer).await,
            team::add_member(app, &test.admin, made.id, eve.user_id).await,
        ] {
            assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
        }
        assert_eq!(team::list(app, &eve).await.unwrap(), []);
    }

    async fn r25_last_owner_stays(test: TestApp) {
        let (app, id) = (&test.app, test.project().await.id);
        let ada = test.admin.user_id;
        let ben = test.colleague("Ben", id, Editor).await;
        let team = team_of(&test, id, &[&ben], Owner).await;
        assert_eq!(role(&test, &ben, id).await, Some(Owner), "by the team, which is not enough");
        for refused in [
            sharing::remove_member(app, &test.admin, id, ada).await,
            give(&test, &test.admin, id, ada, Editor).await,
            sharing::remove_member(app, &ben, id, ada).await,
            give(&test, &ben, id, ada, Viewer).await,
        ] {
            assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        }
        give(&test, &test.admin, id, ben.user_id, Owner).await.unwrap();
        sharing::remove_member(app, &test.admin, id, ada).await.unwrap();
        assert!(matches!(sharing::remove_member(app, &ben, id, ben.user_id).await, Err(Error::Conflict(_))));
        sharing::remove_team(app, &ben, id, team.id).await.unwrap();
        assert_eq!(direct_owners(&test, id).await, 1);
    }

    async fn people_may_leave(test: TestApp) {
        let id = test.project().await.id;
        let ben = test.colleague("Ben", id, Viewer).await;
        sharing::remove_member(&test.app, &ben, id, ben.user_id).await.unwrap();
        assert_eq!(role(&test, &ben, id).await, None);
        assert!(actions(&test).await.contains(&"project.member.leave".to_owned()));
    }

    async fn r25_parallel_removals_of_owners_leave_one(test: TestApp) {
        let id = test.project().await.id;
        let mut owners = vec![test.admin.clone()];
        for n in 0..9 {
            owners.push(test.colleague(&format!("Owner{n}"), id, Owner).await);
        }
        let mut all = tokio::task::JoinSet::new();
        for n in 0..50 {
            let (app, by) = (test.app.clone(), owners[n % 10].actor.clone());
            let other = owners[(n * 7 + 1 + n / 10) % 10].user_id;
            all.spawn(async move {
                match n % 3 {
                    0 => sharing::remove_member(&app, &by, id, by.user_id).await,
                    1 => sharing::remove_member(&app, &by, id, other).await,
                    _ => sharing::put_member(&app, &by, id, other, RoleInput { role: Viewer }).await,
                }
            });
        }
        let mut done = 0;
        while let Some(result) = all.join_next().await {
            match result.unwrap() {
                Ok(()) => done += 1,
                Err(Error::Conflict(_) | Error::NotFound | Error::Forbidden) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(done >= 9, "{done}");
        assert_eq!(direct_owners(&test, id).await, 1);
    }
}
