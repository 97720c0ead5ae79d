//! Dashboards.

use almanac_domain::dashboard::{
    Dashboard, DashboardContent, DashboardFilter, DashboardTile, FilterKind, Place, RefreshSchedule,
    Refreshed, Show, TileContent,
};
use almanac_domain::{DashboardId, JobId, PageRequest, QueryId, TileId, UserId};
use almanac_store::{Error, dashboard, dashboard_schedule};
use almanac_testkit::{TestDb, for_each_backend};
use serde_json::json;

use super::fixture::{at, tenant, write};
use super::objects::ALL;

fn new_dashboard(test: &TestDb, name: &str) -> Dashboard {
    let tile = |place, content| DashboardTile { id: TileId(test.ids.next(at(0))), place, content };
    let query = TileContent::Query {
        query: QueryId(test.ids.next(at(0))),
        title: "Per day".to_owned(),
        show: Show::Number,
        chart: Some(json!({"kind": "line"})),
    };
    let text = TileContent::Text { heading: "Ω".to_owned(), text: String::new() };
    let filter = DashboardFilter {
        key: "city".to_owned(),
        label: "City".to_owned(),
        column: "city".to_owned(),
        kind: FilterKind::Choice,
        choices: vec!["Rome".to_owned()],
        default: vec!["Rome".to_owned()],
    };
    Dashboard {
        id: DashboardId(test.ids.next(at(0))),
        name: name.to_owned(),
        description: "For the wall".to_owned(),
        content: DashboardContent {
            tiles: vec![
                tile(Place { x: 0, y: 0, width: 6, height: 4 }, query),
                tile(Place { x: 6, y: 0, width: 6, height: 4 }, text),
            ],
            filters: vec![filter],
            refresh_seconds: 60,
        },
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

for_each_backend! {
    async fn dashboard_is_kept_changed_once_for_each_version_and_deleted(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut one = new_dashboard(&test, "Shop");
        let mut tx = write(&test, &here).await;
        dashboard::insert(&mut tx, here.project, &one).await.unwrap();
        assert_eq!(dashboard::get(&mut tx, here.project, one.id).await.unwrap(), one);
        one.content.tiles.clear();
        (one.version, one.updated_at) = (2, at(9));
        assert!(dashboard::update(&mut tx, here.project, &one).await.unwrap());
        assert_eq!(dashboard::find(&mut tx, here.project, one.id).await.unwrap().as_ref(), Some(&one));
        assert_eq!(dashboard::all(&mut tx, here.project).await.unwrap(), [one.clone()]);
        assert!(!dashboard::update(&mut tx, here.project, &one).await.unwrap());
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(dashboard::find(&mut tx, here.project, one.id).await.unwrap(), None);
        assert_eq!(dashboard::list(&mut tx, here.project, "", ALL).await.unwrap().items, []);
        assert_eq!(dashboard::all(&mut tx, here.project).await.unwrap(), []);
        one.version = 3;
        assert!(!dashboard::update(&mut tx, here.project, &one).await.unwrap());
        let refused = dashboard::delete(&mut tx, here.project, one.id).await;
        assert!(matches!(refused, Err(Error::NotFound("dashboard"))));
        drop(tx);
        let mut tx = write(&test, &here).await;
        dashboard::delete(&mut tx, here.project, one.id).await.unwrap();
        let gone = dashboard::get(&mut tx, here.project, one.id).await;
        assert!(matches!(gone, Err(Error::NotFound("dashboard"))));
    }

    async fn schedule_of_a_dashboard_is_replaced_and_goes_with_it(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let (one, user) = (new_dashboard(&test, "Shop"), UserId(test.ids.next(at(0))));
        let mut schedule = RefreshSchedule { every_hours: 24, person: None, next_at: Some(at(9)), job_id: None, last: None };
        let mut tx = write(&test, &here).await;
        dashboard::insert(&mut tx, here.project, &one).await.unwrap();
        dashboard_schedule::put(&mut tx, here.project, one.id, (user, &schedule)).await.unwrap();
        let last = Refreshed { at: at(8), done: 2, failed: 1, problem: Some("Ω".to_owned()) };
        (schedule.every_hours, schedule.last) = (1, Some(last));
        schedule.job_id = Some(JobId(test.ids.next(at(0))));
        dashboard_schedule::put(&mut tx, here.project, one.id, (user, &schedule)).await.unwrap();
        let found = dashboard_schedule::find(&mut tx, here.project, one.id).await.unwrap();
        assert_eq!(found, Some((user, schedule.clone())));
        let all = dashboard_schedule::list(&mut tx, here.project).await.unwrap();
        assert_eq!(all, [(one.id, (user, schedule))]);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(dashboard_schedule::find(&mut tx, here.project, one.id).await.unwrap(), None);
        assert_eq!(dashboard_schedule::list(&mut tx, here.project).await.unwrap(), []);
        dashboard_schedule::delete(&mut tx, here.project, one.id).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        assert!(dashboard_schedule::find(&mut tx, here.project, one.id).await.unwrap().is_some());
        dashboard::delete(&mut tx, here.project, one.id).await.unwrap();
        assert_eq!(dashboard_schedule::find(&mut tx, here.project, one.id).await.unwrap(), None);
    }

    async fn dashboards_are_found_by_a_part_of_their_name_page_by_page(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        for name in ["Sales 100%", "Sales", "Costs"] {
            dashboard::insert(&mut tx, here.project, &new_dashboard(&test, name)).await.unwrap();
        }
        let names = async |tx: &mut _, search: &str, page| {
            let found = dashboard::list(tx, here.project, search, page).await.unwrap();
            (found.items.into_iter().map(|one| one.name).collect::<Vec<_>>(), found.next)
        };
        assert_eq!(names(&mut tx, "", ALL).await.0, ["Costs", "Sales", "Sales 100%"]);
        assert_eq!(names(&mut tx, "sAL", ALL).await.0, ["Sales", "Sales 100%"]);
        assert_eq!(names(&mut tx, "0%", ALL).await.0, ["Sales 100%"]);
        let (first, next) = names(&mut tx, "sal", PageRequest { limit: 1, after: None }).await;
        assert_eq!(first, ["Sales"]);
        let (second, next) = names(&mut tx, "sal", PageRequest { limit: 1, after: next }).await;
        assert_eq!((second, next), (vec!["Sales 100%".to_owned()], None));
    }
}
