//! The demonstration survives stops of the server.

use std::path::Path;
use std::sync::Arc;

use almanac::clock::SystemClock;
use almanac::demo;
use almanac_domain::account::{Password, SignIn};
use almanac_domain::project::ProjectFilter;
use almanac_domain::saved::QueryFilter;
use almanac_domain::{Actor, PageRequest};
use almanac_identity::Cost;
use almanac_service::connected::NoSources;
use almanac_service::sample::{self, Extent};
use almanac_service::{App, Client, Settings};
use almanac_service::{account, connected, dataset, forecast, model, project, query, scenario};
use tokio_util::sync::CancellationToken;

const ALL: PageRequest = PageRequest { limit: 200, after: None };

/// Little, so that a training takes a second.
fn little() -> Extent {
    Extent { rows: 1_000, models: vec!["SeasonalNaive".to_owned()], windows: 1 }
}

async fn open(folder: &Path) -> App {
    let settings = Settings::new(folder.to_owned());
    App::open_with(settings, Arc::new(SystemClock), Arc::new(NoSources), Cost::for_tests()).await.unwrap()
}

/// How many projects, data sets, queries, models, forecasts and scenarios there are,
/// and sources.
async fn counts(app: &App, actor: &Actor) -> [usize; 7] {
    let projects = project::list(app, actor, ProjectFilter::Active, ALL).await.unwrap().items;
    let Some(first) = projects.first().map(|project| project.id) else { return [0; 7] };
    [
        projects.len(),
        dataset::list(app, actor, first, ALL).await.unwrap().items.len(),
        query::list(app, actor, first, QueryFilter::default(), ALL).await.unwrap().items.len(),
        model::list(app, actor, first, ALL).await.unwrap().items.len(),
        forecast::list(app, actor, first, ALL).await.unwrap().items.len(),
        scenario::list(app, actor, first, None, ALL).await.unwrap().items.len(),
        connected::list(app, actor, first, ALL).await.unwrap().items.len(),
    ]
}

/// Works until there is a thing of a kind, then stops everything.
async fn work_until(app: App, actor: &Actor, kind: usize) {
    let stop = CancellationToken::new();
    let workers = tokio::spawn(almanac_jobs::work(app.clone(), 1, almanac_jobs::processor(), stop.clone()));
    while counts(&app, actor).await[kind] == 0 {
        tokio::task::yield_now().await;
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
    let password = demo::begin(&app, token, little()).await.unwrap();
    let browser = Client { address: "192.0.2.9".into(), user_agent: "Browser".into() };
    let input = SignIn { email: demo::EMAIL.into(), password: Password(password) };
    let (_, secret) = account::sign_in(&app, input, &browser).await.unwrap().done().unwrap();
    let actor = account::authenticate(&app, &secret.0, &browser).await.unwrap().unwrap();
    assert_eq!(account::sessions(&app, &actor).await.unwrap().len(), 1, "it leaves no session open");
    let made = project::list(&app, &actor, ProjectFilter::Active, ALL).await.unwrap().items[0].clone();
    assert!(made.description.contains("CC BY 4.0"), "{}", made.description);

    let (datasets, models, scenarios) = (1, 3, 5);
    work_until(app, &actor, datasets).await;
    work_until(open(data.path()).await, &actor, models).await;
    work_until(open(data.path()).await, &actor, scenarios).await;
    let app = open(data.path()).await;
    let stop = CancellationToken::new();
    let workers = tokio::spawn(almanac_jobs::work(app.clone(), 1, almanac_jobs::processor(), stop.clone()));
    while sample::filling(&app, &actor, made.id).await.unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    workers.await.unwrap();
    assert_eq!(counts(&app, &actor).await, [1; 7]);
    assert_eq!(std::fs::read_dir(data.path().join("uploads")).unwrap().count(), 0);
}
