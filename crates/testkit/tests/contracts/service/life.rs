use almanac_domain::model::{FutureDrivers, MakeForecast, Source};
use almanac_domain::project::{ProjectFilter, ProjectInput, TransferInput};
use almanac_domain::saved::{QueryFilter, QueryInput, QueryPlace, RunQuery};
use almanac_domain::{Actor, OrgRole, PageRequest, ProjectRole, Via};
use almanac_service::{App, Error, Result, dataset, forecast, model, project, query, sharing};
use almanac_testkit::{TestApp, for_each_backend};
use chrono::TimeDelta;
use serde_json::json;

use super::sample::{days, imported, trained, training};

async fn listed(app: &App, actor: &Actor, filter: ProjectFilter) -> usize {
    project::list(app, actor, filter, PageRequest::default()).await.unwrap().items.len()
}

fn is_conflict<T>(result: &Result<T>) -> bool {
    matches!(result, Err(Error::Conflict(_)))
}

/// The plan `free` allows three projects.
async fn on_the_free_plan(test: &TestApp) {
    test.as_owner("update organizations set plan = 'free'").await;
}

async fn create(app: &App, actor: &Actor) -> Result<almanac_domain::project::Project> {
    project::create(app, actor, ProjectInput { name: "P".to_owned(), description: String::new() }).await
}

for_each_backend! {
    async fn archived_project_is_only_read(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, id, &days(30, 0)).await;
        let ben = test.colleague("Ben", id, ProjectRole::Editor).await;
        assert!(matches!(project::archive(app, &ben, id).await, Err(Error::Forbidden)));
        assert!(project::archive(app, admin, id).await.unwrap().archived_at.is_some());
        assert!(is_conflict(&project::archive(app, admin, id).await));
        dataset::rows(app, &ben, id, data.id, 0, 5).await.unwrap();
        let document = json!({"version": 1, "source": {"dataset": data.id}});
        query::run(app, &ben, id, RunQuery::new(document, 5)).await.unwrap();
        assert!(is_conflict(&dataset::rename(app, &ben, id, data.id, "X").await));
        assert!(is_conflict(&dataset::delete(app, admin, id, data.id).await));
        let input = ProjectInput { name: "X".to_owned(), description: String::new() };
        assert!(is_conflict(&project::update(app, admin, id, input).await));
        let role = almanac_domain::sharing::RoleInput { role: ProjectRole::Viewer };
        assert!(is_conflict(&sharing::put_member(app, admin, id, ben.user_id, role).await));
        assert_eq!(listed(app, &ben, ProjectFilter::Active).await, 0);
        assert_eq!(listed(app, &ben, ProjectFilter::Archived).await, 1);
        assert_eq!(project::unarchive(app, admin, id).await.unwrap().archived_at, None);
        dataset::rename(app, &ben, id, data.id, "X").await.unwrap();
        let eve = test.stranger().await;
        assert!(matches!(project::archive(app, &eve, id).await, Err(Error::NotFound)));
    }

    async fn deleted_project_can_be_taken_back_for_thirty_days(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, id, &days(30, 0)).await;
        let ben = test.colleague("Ben", id, ProjectRole::Owner).await;
        let vic = test.colleague("Vic", id, ProjectRole::Viewer).await;
        project::delete(app, &ben, id).await.unwrap();
        for person in [admin, &ben, &vic] {
            assert!(matches!(project::get(app, person, id).await, Err(Error::NotFound)));
        }
        assert_eq!(project::bin(app, admin).await.unwrap().len(), 1);
        assert_eq!(project::bin(app, &vic).await.unwrap(), []);
        assert!(matches!(project::restore(app, &vic, id).await, Err(Error::NotFound)));
        let eve = test.stranger().await;
        assert_eq!(project::bin(app, &eve).await.unwrap(), []);
        assert!(matches!(project::restore(app, &eve, id).await, Err(Error::NotFound)));
        test.clock.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
        assert_eq!(project::empty_bin(app).await.unwrap(), 0);
        assert_eq!(project::restore(app, &ben, id).await.unwrap().role, ProjectRole::Owner);
        dataset::rows(app, &vic, id, data.id, 0, 5).await.unwrap();
        test.clock.advance(TimeDelta::days(1));
        assert_eq!(project::empty_bin(app).await.unwrap(), 0);
        assert!(!test.data_files().is_empty());
    }

    async fn r14_deleting_needs_a_fresh_proof(test: TestApp) {
        let (app, id) = (&test.app, test.project().await.id);
        test.clock.advance(TimeDelta::minutes(11));
        assert!(matches!(project::delete(app, &test.admin, id).await, Err(Error::Unconfirmed)));
        let via = Via::Key { id: app.new_id().into(), scopes: vec![almanac_domain::KeyScope::Admin] };
        let key = Actor { via, ..test.admin.actor.clone() };
        assert!(matches!(project::delete(app, &key, id).await, Err(Error::Forbidden)));
        project::get(app, &test.admin, id).await.unwrap();
    }

    async fn offered_project_changes_hands_when_it_is_accepted(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let ada = test.colleague("Cleo", id, ProjectRole::Owner).await;
        let ben = test.colleague("Ben", id, ProjectRole::Viewer).await;
        let nobody = test.person("Nobody", Some(admin.org_id), OrgRole::Developer).await;
        let offer = async |by: &Actor, to: &Actor| {
            project::offer_transfer(app, by, id, TransferInput { user_id: to.user_id }).await
        };
        assert!(matches!(offer(&ben, &ben).await, Err(Error::Forbidden)));
        for (by, to) in [(&ada, &ada), (&ada, &nobody)] {
            assert!(matches!(offer(by, to).await, Err(Error::Invalid(_))));
        }
        assert!(matches!(project::accept_transfer(app, &ben, id).await, Err(Error::Forbidden)));
        offer(&ada, &ben).await.unwrap();
        assert!(is_conflict(&offer(&ada, &ben).await));
        assert_eq!(project::transfer(app, &ben, id).await.unwrap().unwrap().from.id, ada.user_id);
        project::end_transfer(app, &ben, id).await.unwrap();
        assert!(matches!(project::end_transfer(app, &ada, id).await, Err(Error::NotFound)));
        assert!(matches!(project::end_transfer(app, &ben, id).await, Err(Error::Forbidden)));
        offer(&ada, &ben).await.unwrap();
        assert!(matches!(project::accept_transfer(app, &ada, id).await, Err(Error::Forbidden)));
        assert_eq!(project::accept_transfer(app, &ben, id).await.unwrap().role, ProjectRole::Owner);
        assert_eq!(project::get(app, &ada, id).await.unwrap().role, ProjectRole::Editor);
        assert_eq!(project::transfer(app, &ben, id).await.unwrap(), None);
        let eve = test.stranger().await;
        assert!(matches!(project::accept_transfer(app, &eve, id).await, Err(Error::NotFound)));
    }

    async fn offer_of_somebody_who_owns_no_more_does_not_hold(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let cleo = test.colleague("Cleo", id, ProjectRole::Owner).await;
        let ben = test.colleague("Ben", id, ProjectRole::Viewer).await;
        let input = TransferInput { user_id: ben.user_id };
        project::offer_transfer(app, &cleo, id, input).await.unwrap();
        let role = almanac_domain::sharing::RoleInput { role: ProjectRole::Viewer };
        sharing::put_member(app, admin, id, cleo.user_id, role).await.unwrap();
        assert!(is_conflict(&project::accept_transfer(app, &ben, id).await));
        sharing::remove_member(app, admin, id, cleo.user_id).await.unwrap();
        assert_eq!(project::transfer(app, &ben, id).await.unwrap(), None);
    }

    async fn duplicate_has_everything_and_copies_no_file(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, id, &days(60, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": data.id}});
        let input = QueryInput { name: "Q".to_owned(), document, chart: None };
        let saved = query::save(app, admin, id, input).await.unwrap();
        let place = QueryPlace {
            folder: Some("Finance/Weekly".to_owned()),
            tags: Some(vec!["rides".to_owned()]),
            cache_seconds: Some(60),
        };
        query::place(app, admin, id, saved.id, place).await.unwrap();
        query::favorite(app, admin, id, saved.id, true).await.unwrap();
        let mut wanted = training(data.id, &["Naive"]);
        wanted.source = Source::Query(saved.id);
        let trained = trained(&test, id, wanted).await;
        let input = MakeForecast {
            model_id: trained.id,
            name: "F".to_owned(),
            model: None,
            future: FutureDrivers::Auto,
        };
        let made = forecast::make(app, admin, id, input).await.unwrap();
        let before = test.data_files();
        let named = || ProjectInput { name: "Copy".to_owned(), description: String::new() };
        let ben = test.colleague("Ben", id, ProjectRole::Editor).await;
        assert!(matches!(project::duplicate(app, &ben, id, named()).await, Err(Error::Forbidden)));
        let eve = test.stranger().await;
        assert!(matches!(project::duplicate(app, &eve, id, named()).await, Err(Error::NotFound)));
        let copy = project::duplicate(app, admin, id, named()).await.unwrap().id;
        assert_eq!(test.data_files(), before);
        assert!(matches!(project::get(app, &ben, copy).await, Err(Error::NotFound)));
        // The copy lives on when the template is gone for good.
        let whole = forecast::view(app, admin, id, made.id, None).await.unwrap();
        project::delete(app, admin, id).await.unwrap();
        test.clock.advance(TimeDelta::days(30));
        assert_eq!(project::empty_bin(app).await.unwrap(), 1);
        let page = PageRequest::default();
        let datasets = dataset::list(app, admin, copy, page).await.unwrap().items;
        assert_ne!(datasets[0].id, data.id);
        assert_eq!(dataset::rows(app, admin, copy, datasets[0].id, 0, 5).await.unwrap().rows.len(), 5);
        let queries = query::list(app, admin, copy, QueryFilter::default(), page).await.unwrap().items;
        assert_eq!(queries[0].document["source"]["dataset"], json!(datasets[0].id));
        let copied = &queries[0];
        assert_eq!((copied.folder.as_str(), copied.tags.as_slice()), ("Finance/Weekly", &["rides".to_owned()][..]));
        assert_eq!((copied.cache_seconds, copied.favorite), (60, false));
        query::run(app, admin, copy, RunQuery::new(queries[0].document.clone(), 5)).await.unwrap();
        let models = model::list(app, admin, copy, page).await.unwrap().items;
        assert_eq!(models[0].config.source, Source::Query(queries[0].id));
        let forecasts = forecast::list(app, admin, copy, page).await.unwrap().items;
        assert_eq!(forecasts[0].model_id, models[0].id);
        assert_eq!(forecast::view(app, admin, copy, forecasts[0].id, None).await.unwrap(), whole);
    }

    async fn plan_limits_projects_also_when_they_come_at_once(test: TestApp) {
        on_the_free_plan(&test).await;
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (app, actor) = (test.app.clone(), test.admin.actor.clone());
            all.spawn(async move { create(&app, &actor).await });
        }
        let mut made = Vec::new();
        while let Some(result) = all.join_next().await {
            match result.unwrap() {
                Ok(project) => made.push(project.id),
                Err(Error::Quota(message)) => assert!(message.contains('3'), "{message}"),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(made.len(), 3);
        project::delete(&test.app, &test.admin, made[0]).await.unwrap();
        create(&test.app, &test.admin).await.unwrap();
        let back = project::restore(&test.app, &test.admin, made[0]).await;
        assert!(matches!(back, Err(Error::Quota(_))));
    }
}
