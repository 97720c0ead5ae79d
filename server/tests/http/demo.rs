//! The demonstration survives stops of the server.

use std::path::Path;
use std::sync::Arc;

use almanac::clock::SystemClock;
use almanac::demo::{self, Demo, Extent};
use almanac_domain::account::{Password, SignIn};
use almanac_domain::project::ProjectFilter;
use almanac_domain::{Actor, PageRequest};
use almanac_identity::Cost;
use almanac_service::{App, Client, Settings};
use almanac_service::{account, dataset, forecast, model, project, query, scenario};
use tokio_util::sync::CancellationToken;

/// Little, so that a training takes a second.
const LITTLE: Extent = Extent { rows: 1_000, models: &["SeasonalNaive"], windows: 1 };
const ALL: PageRequest = PageRequest { limit: 200, after: None };

async fn open(folder: &Path) -> App {
    let settings = Settings::new(folder.to_owned());
    App::open_at_cost(settings, Arc::new(SystemClock), Cost::for_tests()).await.unwrap()
}

/// How many projects, data sets, queries, models, forecasts and scenarios there are.
async fn counts(app: &App, actor: &Actor) -> [usize; 6] {
    let projects = project::list(app, actor, ProjectFilter::Active, ALL).await.unwrap().items;
    let Some(first) = projects.first().map(|project| project.id) else { return [0; 6] };
    [
        projects.len(),
        dataset::list(app, actor, first, ALL).await.unwrap().items.len(),
        query::list(app, actor, first, ALL).await.unwrap().items.len(),
        model::list(app, actor, first, ALL).await.unwrap().items.len(),
        forecast::list(app, actor, first, ALL).await.unwrap().items.len(),
        scenario::list(app, actor, first, None, ALL).await.unwrap().items.len(),
    ]
}

/// Fills until so many things of a kind are there (or to the end), then stops everything.
async fn fill_until(app: App, demo: Demo, actor: &Actor, kind: Option<usize>) {
    let stop = CancellationToken::new();
    let workers = tokio::spawn(almanac_jobs::work(app.clone(), 1, almanac_jobs::processor(), stop.clone()));
    let enough = async {
        let Some(kind) = kind else { return std::future::pending().await };
        while counts(&app, actor).await[kind] == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = Box::pin(demo.fill()) => assert_eq!(kind, None, "it was complete before it was stopped"),
        () = enough => {}
    }
    stop.cancel();
    workers.await.unwrap();
    app.db().close().await;
}

#[tokio::test]
async fn demonstration_that_stops_half_way_goes_on_and_has_nothing_twice() {
    let data = tempfile::tempdir().unwrap();
    let app = open(data.path()).await;
    let token = account::setup_token(&app).await.unwrap().unwrap();
    let (demo, password) = demo::begin(&app, token, LITTLE).await.unwrap();
    let browser = Client { address: "192.0.2.9".into(), user_agent: "Browser".into() };
    let input = SignIn { email: demo::EMAIL.into(), password: Password(password) };
    let (_, secret) = account::sign_in(&app, input, &browser).await.unwrap().done().unwrap();
    let actor = account::authenticate(&app, &secret.0, &browser).await.unwrap().unwrap();

    let (datasets, models) = (1, 3);
    fill_until(app, demo, &actor, Some(datasets)).await;
    for until in [Some(models), None] {
        let app = open(data.path()).await;
        let demo = demo::interrupted(&app, LITTLE).await.unwrap().unwrap();
        fill_until(app, demo, &actor, until).await;
    }

    let app = open(data.path()).await;
    assert_eq!(counts(&app, &actor).await, [1; 6]);
    assert!(demo::interrupted(&app, LITTLE).await.unwrap().is_none(), "it is complete");
    assert_eq!(account::sessions(&app, &actor).await.unwrap().len(), 1, "its session is over");
    assert_eq!(std::fs::read_dir(data.path().join("uploads")).unwrap().count(), 0);
}
