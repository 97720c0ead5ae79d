use almanac_domain::project::{ProjectFilter, Transfer};
use almanac_domain::sharing::{Person, Reason, Team};
use almanac_domain::{OrgRole, PageRequest, ProjectRole, TeamId, UserId};
use almanac_store::project::Visible;
use almanac_store::{
    Error, Scope, Tx, bin, member, membership, person, plan, project, sharing, team, transfer, user,
};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{Tenant, at, tenant, write};

async fn colleague(test: &TestDb, here: &Tenant, name: &str, role: OrgRole) -> UserId {
    let mut person = super::fixture::person(test, &format!("{}@example.org", name.to_lowercase()));
    person.name = name.to_owned();
    let mut tx = test.db.write(Scope::System).await.unwrap();
    user::insert(&mut tx, &person, None).await.unwrap();
    membership::insert(&mut tx, here.org, person.id, role, at(0)).await.unwrap();
    tx.save().await.unwrap();
    person.id
}

async fn new_team(test: &TestDb, tx: &mut Tx, name: &str) -> TeamId {
    let made =
        Team { id: TeamId(test.ids.next(at(0))), name: name.to_owned(), members: 0, created_at: at(0) };
    team::insert(tx, &made).await.unwrap();
    made.id
}

async fn seen(tx: &mut Tx, user: UserId) -> Vec<ProjectRole> {
    let page = PageRequest::default();
    let found = project::list(tx, user, Visible::Shared, ProjectFilter::Active, page).await.unwrap();
    found.items.into_iter().map(|project| project.role).collect()
}

for_each_backend! {
    async fn team_is_kept_with_its_members(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let ben = colleague(&test, &here, "Ben", OrgRole::Developer).await;
        let mut tx = write(&test, &here).await;
        let id = new_team(&test, &mut tx, "Planning").await;
        assert_eq!(team::get(&mut tx, id).await.unwrap().members, 0);
        team::add_member(&mut tx, id, ben, at(1)).await.unwrap();
        team::add_member(&mut tx, id, ben, at(2)).await.unwrap();
        team::rename(&mut tx, id, "Forecasting").await.unwrap();
        let found = team::list(&mut tx, 9).await.unwrap();
        assert_eq!((found[0].name.as_str(), found[0].members), ("Forecasting", 1));
        assert_eq!(team::search(&mut tx, "FORE", 9).await.unwrap(), found);
        assert_eq!(team::search(&mut tx, "%", 9).await.unwrap(), []);
        let members = team::members(&mut tx, id).await.unwrap();
        assert_eq!(members.iter().map(|p| p.id).collect::<Vec<_>>(), [ben]);
        team::remove_member(&mut tx, id, ben).await.unwrap();
        assert!(matches!(team::remove_member(&mut tx, id, ben).await, Err(Error::NotFound(_))));
        team::delete(&mut tx, id).await.unwrap();
        assert_eq!(team::find(&mut tx, id).await.unwrap(), None);
        assert!(matches!(team::delete(&mut tx, id).await, Err(Error::NotFound("team"))));
    }

    async fn team_names_are_unique_in_an_organization(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        let id = new_team(&test, &mut tx, "Planning").await;
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(team::find(&mut tx, id).await.unwrap(), None);
        assert!(matches!(team::rename(&mut tx, id, "x").await, Err(Error::NotFound("team"))));
        new_team(&test, &mut tx, "Planning").await;
        let again =
            Team { id: TeamId(test.ids.next(at(0))), name: "Planning".to_owned(), members: 0, created_at: at(0) };
        assert!(matches!(team::insert(&mut tx, &again).await, Err(Error::Exists(_))));
    }

    async fn role_is_the_highest_of_ones_own_and_ones_teams(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let ben = colleague(&test, &here, "Ben", OrgRole::Developer).await;
        let mut tx = write(&test, &here).await;
        let [one, two] = [new_team(&test, &mut tx, "One").await, new_team(&test, &mut tx, "Two").await];
        assert_eq!(seen(&mut tx, ben).await, []);
        for id in [one, two] {
            team::add_member(&mut tx, id, ben, at(1)).await.unwrap();
        }
        sharing::put(&mut tx, here.project, one, ProjectRole::Viewer, at(1)).await.unwrap();
        assert_eq!(seen(&mut tx, ben).await, [ProjectRole::Viewer]);
        member::put(&mut tx, here.project, ben, ProjectRole::Editor, at(1)).await.unwrap();
        assert_eq!(seen(&mut tx, ben).await, [ProjectRole::Editor]);
        sharing::put(&mut tx, here.project, two, ProjectRole::Owner, at(1)).await.unwrap();
        assert_eq!(seen(&mut tx, ben).await, [ProjectRole::Owner]);
        let found = project::find(&mut tx, here.project, ben, Visible::Shared).await.unwrap().unwrap();
        assert_eq!(found.role, ProjectRole::Owner);
        assert_eq!(sharing::find(&mut tx, here.project, two).await.unwrap(), Some(ProjectRole::Owner));
        assert_eq!(sharing::teams(&mut tx, here.project).await.unwrap().len(), 2);
        sharing::remove(&mut tx, here.project, two).await.unwrap();
        member::remove(&mut tx, here.project, ben).await.unwrap();
        assert_eq!(seen(&mut tx, ben).await, [ProjectRole::Viewer]);
        team::remove_member(&mut tx, one, ben).await.unwrap();
        assert_eq!(project::find(&mut tx, here.project, ben, Visible::Shared).await.unwrap(), None);
    }

    async fn grants_tell_every_way(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let ben = colleague(&test, &here, "Ben", OrgRole::Viewer).await;
        let mut tx = write(&test, &here).await;
        let one = new_team(&test, &mut tx, "One").await;
        team::add_member(&mut tx, one, ben, at(1)).await.unwrap();
        sharing::put(&mut tx, here.project, one, ProjectRole::Owner, at(1)).await.unwrap();
        member::put(&mut tx, here.project, ben, ProjectRole::Viewer, at(1)).await.unwrap();
        let grants = sharing::grants(&mut tx, here.project).await.unwrap();
        assert!(grants.iter().all(|grant| grant.person.id == ben && grant.org_role == OrgRole::Viewer));
        let reasons: Vec<_> = grants.into_iter().map(|grant| grant.reason).collect();
        assert_eq!(reasons.len(), 2);
        assert!(reasons.contains(&Reason::Own { role: ProjectRole::Viewer }));
        assert!(reasons.contains(&Reason::Team { id: one, name: "One".to_owned(), role: ProjectRole::Owner }));
        assert_eq!(member::list(&mut tx, here.project).await.unwrap().len(), 1);
    }

    async fn owner_who_only_looks_does_not_count(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let ben = colleague(&test, &here, "Ben", OrgRole::Viewer).await;
        let cleo = colleague(&test, &here, "Cleo", OrgRole::Developer).await;
        let mut tx = write(&test, &here).await;
        for user in [ben, here.user] {
            member::put(&mut tx, here.project, user, ProjectRole::Owner, at(1)).await.unwrap();
        }
        assert_eq!(member::other_owners(&mut tx, here.project, here.user).await.unwrap(), 0);
        member::put(&mut tx, here.project, cleo, ProjectRole::Owner, at(1)).await.unwrap();
        assert_eq!(member::other_owners(&mut tx, here.project, here.user).await.unwrap(), 1);
    }

    async fn people_are_found_by_name_or_address(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let there = tenant(&test, "b@b.co").await;
        let ben = colleague(&test, &here, "Ben", OrgRole::Developer).await;
        let mut tx = write(&test, &here).await;
        for text in ["be", "BEN", "ben@example", ""] {
            assert!(person::search(&mut tx, text, 9).await.unwrap().iter().any(|p| p.id == ben), "{text}");
        }
        assert_eq!(person::search(&mut tx, "b_n", 9).await.unwrap(), []);
        assert_eq!(person::search(&mut tx, "", 1).await.unwrap().len(), 1);
        assert_eq!(person::find(&mut tx, ben).await.unwrap().unwrap().1, OrgRole::Developer);
        assert_eq!(person::find(&mut tx, there.user).await.unwrap(), None);
        let admins = person::admins(&mut tx).await.unwrap();
        assert_eq!(admins.iter().map(|(p, _)| p.id).collect::<Vec<_>>(), [here.user]);
    }

    async fn deleted_project_is_only_in_the_bin_until_it_is_taken_back(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let ben = colleague(&test, &here, "Ben", OrgRole::Developer).await;
        let mut tx = write(&test, &here).await;
        project::lock(&mut tx, here.project).await.unwrap();
        member::put(&mut tx, here.project, ben, ProjectRole::Editor, at(1)).await.unwrap();
        assert_eq!(plan::count_projects(&mut tx).await.unwrap(), 1);
        bin::put(&mut tx, here.project, at(5)).await.unwrap();
        assert!(matches!(bin::put(&mut tx, here.project, at(6)).await, Err(Error::NotFound(_))));
        assert_eq!(plan::count_projects(&mut tx).await.unwrap(), 0);
        assert_eq!(seen(&mut tx, ben).await, []);
        for visible in [Visible::All, Visible::Shared] {
            assert_eq!(project::find(&mut tx, here.project, ben, visible).await.unwrap(), None);
        }
        assert_eq!(bin::list(&mut tx, ben, Visible::Shared).await.unwrap(), []);
        member::put(&mut tx, here.project, ben, ProjectRole::Owner, at(1)).await.unwrap();
        assert_eq!(bin::list(&mut tx, ben, Visible::Shared).await.unwrap()[0].deleted_at, at(5));
        assert_eq!(bin::list(&mut tx, here.user, Visible::All).await.unwrap().len(), 1);
        assert!(bin::is_due(&mut tx, here.project, at(5)).await.unwrap());
        assert!(!bin::is_due(&mut tx, here.project, at(4)).await.unwrap());
        tx.save().await.unwrap();
        let mut tx = test.db.read(Scope::System).await.unwrap();
        assert_eq!(bin::due(&mut tx, at(5)).await.unwrap(), [(here.org, here.project)]);
        assert_eq!(bin::due(&mut tx, at(4)).await.unwrap(), []);
        drop(tx);
        let mut tx = write(&test, &here).await;
        bin::take(&mut tx, here.project).await.unwrap();
        assert!(matches!(bin::take(&mut tx, here.project).await, Err(Error::NotFound(_))));
        assert_eq!(seen(&mut tx, ben).await, [ProjectRole::Owner]);
    }

    async fn archived_projects_have_a_list_of_their_own(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        member::put(&mut tx, here.project, here.user, ProjectRole::Owner, at(1)).await.unwrap();
        project::set_archived(&mut tx, here.project, Some(at(3))).await.unwrap();
        for visible in [Visible::All, Visible::Shared] {
            let page = PageRequest::default();
            let active = project::list(&mut tx, here.user, visible, ProjectFilter::Active, page).await.unwrap();
            assert_eq!(active.items, []);
            let archived =
                project::list(&mut tx, here.user, visible, ProjectFilter::Archived, page).await.unwrap();
            assert_eq!(archived.items[0].archived_at, Some(at(3)));
        }
        assert_eq!(seen(&mut tx, here.user).await, []);
        project::set_archived(&mut tx, here.project, None).await.unwrap();
        assert_eq!(seen(&mut tx, here.user).await.len(), 1);
    }

    async fn project_is_offered_to_one_person_at_a_time(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let ben = colleague(&test, &here, "Ben", OrgRole::Developer).await;
        let mut tx = write(&test, &here).await;
        let name = |id: UserId, name: &str, email: &str| Person {
            id,
            name: name.to_owned(),
            email: email.to_owned(),
        };
        let offer = Transfer {
            from: name(here.user, "Ada Ω", "a@b.co"),
            to: name(ben, "Ben", "ben@example.org"),
            created_at: at(2),
        };
        assert_eq!(transfer::find(&mut tx, here.project).await.unwrap(), None);
        transfer::insert(&mut tx, here.project, &offer).await.unwrap();
        assert_eq!(transfer::find(&mut tx, here.project).await.unwrap(), Some(offer.clone()));
        transfer::remove(&mut tx, here.project).await.unwrap();
        assert!(matches!(transfer::remove(&mut tx, here.project).await, Err(Error::NotFound("offer"))));
        transfer::insert(&mut tx, here.project, &offer).await.unwrap();
        transfer::forget(&mut tx, here.project, ben).await.unwrap();
        assert_eq!(transfer::find(&mut tx, here.project).await.unwrap(), None);
        transfer::insert(&mut tx, here.project, &offer).await.unwrap();
        assert!(matches!(transfer::insert(&mut tx, here.project, &offer).await, Err(Error::Exists(_))));
    }
}
