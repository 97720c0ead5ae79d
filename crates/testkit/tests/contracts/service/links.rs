use almanac_domain::audit::AuditFilter;
use almanac_domain::link::{LinkInput, LinkKind, MadeLink, SharedContent};
use almanac_domain::member::{ChangeMember, MemberState};
use almanac_domain::model::{FutureDrivers, MakeForecast};
use almanac_domain::saved::{QueryInput, SavedQuery};
use almanac_domain::{Actor, KeyScope, ProjectId, ProjectRole, Via};
use almanac_service::{Error, Result, forecast, link, member, project, query, sharing};
use almanac_testkit::{TestApp, client, for_each_backend};
use chrono::TimeDelta;
use serde_json::json;

use super::sample::{days, imported, trained, training};

async fn saved(test: &TestApp, project: ProjectId) -> SavedQuery {
    let data = imported(test, project, &days(60, 0)).await;
    let document = json!({"version": 1, "source": {"dataset": data.id}, "columns": ["rides"], "limit": 5});
    let input = QueryInput { name: "Rides".to_owned(), document, chart: None };
    query::save(&test.app, &test.admin, project, input).await.unwrap()
}

async fn make(
    test: &TestApp,
    by: &Actor,
    at: ProjectId,
    kind: LinkKind,
    object: impl std::fmt::Display,
) -> Result<MadeLink> {
    let object_id = object.to_string().parse().unwrap();
    let expires_at = test.app.now() + TimeDelta::days(7);
    link::make(&test.app, by, at, LinkInput { kind, object_id, expires_at }).await
}

async fn opens(test: &TestApp, made: &MadeLink) -> bool {
    match link::open(&test.app, &client("198.51.100.7"), &made.token.0, None).await {
        Ok(_) => true,
        Err(Error::NotFound) => false,
        Err(other) => panic!("{other:?}"),
    }
}

async fn noted(test: &TestApp) -> usize {
    let mut tx = test.app.read(test.admin.org_id).await.unwrap();
    let filter = AuditFilter { action: Some("link.use".to_owned()), ..AuditFilter::default() };
    almanac_store::audit::list(&mut tx, &filter, None, 50).await.unwrap().len()
}

for_each_backend! {
    async fn r26_link_shows_the_query_as_it_was_saved(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let query = saved(&test, id).await;
        let made = make(&test, admin, id, LinkKind::Query, query.id).await.unwrap();
        assert!(made.token.0.len() >= 43, "256 bits");
        let changed = json!({"version": 1, "source": query.document["source"]});
        let input = QueryInput { name: "Everything".to_owned(), document: changed, chart: None };
        query::update(app, admin, id, query.id, input).await.unwrap();
        let here = client("198.51.100.7");
        let shared = link::open(app, &here, &made.token.0, None).await.unwrap();
        assert_eq!(shared.name, "Rides");
        let SharedContent::Query { result, .. } = shared.content else { panic!("not a query") };
        assert_eq!((result.columns.len(), result.rows.len()), (1, 5));
        let csv = link::export_csv(app, &here, &made.token.0, None).await.unwrap();
        assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 6);
        let listed = link::list(app, admin, id).await.unwrap();
        assert_eq!((listed[0].id, listed[0].uses), (made.link.id, 2));
        let unknown = link::open(app, &here, "unknown", None).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
    }

    async fn link_shows_a_forecast(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, id, &days(60, 0)).await;
        let model = trained(&test, id, training(data.id, &["Naive"])).await;
        let input =
            MakeForecast { model_id: model.id, name: "F".to_owned(), model: None, future: FutureDrivers::Auto };
        let stored = forecast::make(app, admin, id, input).await.unwrap();
        let made = make(&test, admin, id, LinkKind::Forecast, stored.id).await.unwrap();
        let here = client("198.51.100.7");
        let shared = link::open(app, &here, &made.token.0, None).await.unwrap();
        let SharedContent::Forecast { series, view } = shared.content else { panic!("not a forecast") };
        assert_eq!((series.count, series.first.len(), view.mean.len()), (1, 1, 7));
        let other = link::open(app, &here, &made.token.0, Some("nothing")).await;
        assert!(matches!(other, Err(Error::NotFound)));
        let csv = link::export_csv(app, &here, &made.token.0, None).await.unwrap();
        assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 8);
        forecast::delete(app, admin, id, stored.id).await.unwrap();
        assert!(!opens(&test, &made).await, "ends with its object");
    }

    async fn r26_link_ends_at_once_when_it_is_revoked_or_over(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let query = saved(&test, id).await;
        let one = make(&test, admin, id, LinkKind::Query, query.id).await.unwrap();
        let two = make(&test, admin, id, LinkKind::Query, query.id).await.unwrap();
        assert!(opens(&test, &one).await && opens(&test, &two).await);
        link::revoke(app, admin, id, one.link.id).await.unwrap();
        assert!(!opens(&test, &one).await && opens(&test, &two).await);
        assert!(matches!(link::revoke(app, admin, id, one.link.id).await, Err(Error::NotFound)));
        test.clock.advance(TimeDelta::days(7));
        assert!(!opens(&test, &two).await);
    }

    async fn link_ends_when_the_project_is_archived_or_deleted(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let query = saved(&test, id).await;
        let made = make(&test, admin, id, LinkKind::Query, query.id).await.unwrap();
        project::archive(app, admin, id).await.unwrap();
        assert!(!opens(&test, &made).await);
        project::unarchive(app, admin, id).await.unwrap();
        assert!(!opens(&test, &made).await, "it does not come back");
        let made = make(&test, admin, id, LinkKind::Query, query.id).await.unwrap();
        project::delete(app, admin, id).await.unwrap();
        project::restore(app, admin, id).await.unwrap();
        assert!(!opens(&test, &made).await);
    }

    async fn r26_link_ends_with_the_right_of_its_maker(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let query = saved(&test, id).await;
        let ben = test.colleague("Ben", id, ProjectRole::Editor).await;
        let made = make(&test, &ben, id, LinkKind::Query, query.id).await.unwrap();
        assert!(opens(&test, &made).await);
        let put = async |role| {
            let input = almanac_domain::sharing::RoleInput { role };
            sharing::put_member(app, admin, id, ben.user_id, input).await.unwrap();
        };
        put(ProjectRole::Viewer).await;
        assert!(!opens(&test, &made).await);
        put(ProjectRole::Editor).await;
        assert!(opens(&test, &made).await);
        let input = ChangeMember { role: None, state: Some(MemberState::Deactivated) };
        member::change(app, admin, ben.user_id, input).await.unwrap();
        assert!(!opens(&test, &made).await);
    }

    async fn only_editors_of_the_project_make_links(test: TestApp) {
        let (app, admin, id) = (&test.app, &test.admin, test.project().await.id);
        let query = saved(&test, id).await;
        let vic = test.colleague("Vic", id, ProjectRole::Viewer).await;
        let eve = test.stranger().await;
        let of = async |by: &Actor| make(&test, by, id, LinkKind::Query, query.id).await;
        assert!(matches!(of(&vic).await, Err(Error::Forbidden)));
        assert!(matches!(of(&eve).await, Err(Error::NotFound)));
        let via = Via::Key { id: app.new_id().into(), scopes: vec![KeyScope::DataWrite] };
        let key = Actor { via, ..admin.actor.clone() };
        assert!(matches!(of(&key).await, Err(Error::Forbidden)), "publishing needs the scope admin:*");
        let made = of(admin).await.unwrap();
        assert!(matches!(link::revoke(app, &vic, id, made.link.id).await, Err(Error::Forbidden)));
        assert!(matches!(link::revoke(app, &eve, id, made.link.id).await, Err(Error::NotFound)));
        assert!(matches!(link::list(app, &eve, id).await, Err(Error::NotFound)));
        let other = test.project().await.id;
        let foreign = make(&test, admin, other, LinkKind::Query, query.id).await;
        assert!(matches!(foreign, Err(Error::Invalid(_))), "an object of another project");
    }

    async fn r42_use_of_a_link_is_noted_once_a_minute(test: TestApp) {
        let (admin, id) = (&test.admin, test.project().await.id);
        let query = saved(&test, id).await;
        let made = make(&test, admin, id, LinkKind::Query, query.id).await.unwrap();
        for _ in 0..3 {
            assert!(opens(&test, &made).await);
        }
        assert_eq!(noted(&test).await, 1);
        test.clock.advance(TimeDelta::seconds(61));
        assert!(opens(&test, &made).await);
        assert_eq!(noted(&test).await, 2);
    }
}
