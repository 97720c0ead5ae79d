//! Schemas that are written as SQL.

use almanac_domain::saved::RunQuery;
use almanac_domain::source::{Source, SourceInput, SourceProbe, SourceState};
use almanac_domain::{ProjectId, ProjectRole, SourceId};
use almanac_service::{Error, Result, connected, query};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::json;

const SHOP: &str = "create table people (id bigint primary key, name text not null);
create table orders (id bigint primary key, person bigint references people, total numeric(10,2));
create index by_person on orders (person);
insert into people values (1, 'Ada');";

fn input(text: Option<&str>) -> SourceInput {
    let settings = json!({"kind": "ddl", "dialect": "postgres", "text": text});
    let settings = serde_json::from_value(settings).unwrap();
    SourceInput { name: "Planned shop".to_owned(), settings, password: None }
}

/// A source of two tables; the mails before it are read.
async fn made(test: &TestApp) -> (ProjectId, Source) {
    test.mails().await;
    let project = test.project().await.id;
    (project, connected::create(&test.app, &test.admin, project, input(Some(SHOP))).await.unwrap())
}

async fn becomes(test: &TestApp, project: ProjectId, id: SourceId, text: Option<&str>) -> Result<Source> {
    connected::update(&test.app, &test.admin, project, id, input(text)).await
}

async fn ddl(test: &TestApp, project: ProjectId, place: (SourceId, i64)) -> String {
    connected::ddl(&test.app, &test.admin, project, place).await.unwrap()
}

for_each_backend! {
    async fn schema_in_sql_is_there_at_once_and_tells_what_was_left_out(test: TestApp) {
        let (project, source) = made(&test).await;
        assert_eq!((source.state, source.version, source.tables), (SourceState::Ready, Some(1), 2));
        assert!(source.schema_only && test.work().await.is_none());
        assert_eq!(test.sources.passwords(), [], "nothing was opened");
        let schema = connected::schema(&test.app, &test.admin, project, source.id, None).await.unwrap();
        let orders = &schema.tables[0];
        assert_eq!((orders.name.to_string().as_str(), orders.foreign_keys.len()), ("public.orders", 1));
        let version = connected::get_version(&test.app, &test.admin, project, (source.id, 1)).await.unwrap();
        let skipped: Vec<_> = version.skipped.iter().map(|(words, count)| (words.as_str(), *count)).collect();
        assert_eq!(skipped, [("create index", 1), ("insert into", 1)]);
        assert_eq!(ddl(&test, project, (source.id, 1)).await, SHOP);
        let told = serde_json::to_string(&source.settings).unwrap();
        assert!(!told.contains("create table"), "{told}");
    }

    async fn other_sql_is_another_version_if_it_says_something_else(test: TestApp) {
        let (project, source) = made(&test).await;
        let remarked = format!("-- The same.\n{SHOP}");
        let same = becomes(&test, project, source.id, Some(&remarked)).await.unwrap();
        assert_eq!(same.version, Some(1));
        assert_eq!(ddl(&test, project, (source.id, 1)).await, remarked);
        let wider = SHOP.replace("numeric(10,2)", "numeric(12,2)");
        let changed = becomes(&test, project, source.id, Some(&wider)).await.unwrap();
        assert_eq!(changed.version, Some(2));
        let diff = connected::diff_of(&test.app, &test.admin, project, source.id, (1, 2)).await.unwrap();
        assert_eq!(diff.tables[0].columns[0].after.as_ref().unwrap().native, "numeric(12,2)");
        let renamed = SourceInput { name: "Renamed".to_owned(), ..input(None) };
        let renamed = connected::update(&test.app, &test.admin, project, source.id, renamed).await.unwrap();
        assert_eq!((renamed.name.as_str(), renamed.version), ("Renamed", Some(2)), "the text stays");
        assert_eq!(test.mails().await.len(), 1, "the other version is told");
    }

    async fn wrong_sql_names_its_place_and_changes_nothing(test: TestApp) {
        let (project, source) = made(&test).await;
        for (text, place) in [(Some("create table a (id int,\n, b int)"), "line 2, column 1: "), (None, "must be given")] {
            let project = test.project().await.id;
            let refused = connected::create(&test.app, &test.admin, project, input(text)).await;
            let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
            assert_eq!(fields[0].field, "settings.text");
            assert!(fields[0].message.starts_with(place), "{fields:?}");
        }
        let refused = becomes(&test, project, source.id, Some("create table")).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert_eq!(connected::get(&test.app, &test.admin, project, source.id).await.unwrap(), source);
        assert_eq!(ddl(&test, project, (source.id, 1)).await, SHOP);
    }

    async fn schema_in_sql_has_no_connection_and_no_rows(test: TestApp) {
        let (project, source) = made(&test).await;
        let app = &test.app;
        let probe = SourceProbe { source_id: None, settings: input(Some(SHOP)).settings, password: None };
        for refused in [
            connected::test_stored(app, &test.admin, project, source.id).await.err(),
            connected::test(app, &test.admin, project, probe).await.err(),
            connected::start_reading(app, &test.admin, project, source.id).await.err(),
        ] {
            assert!(matches!(refused, Some(Error::Conflict(_))), "{refused:?}");
        }
        assert_eq!(query::sources(app, &test.admin, project, "").await.unwrap(), []);
        let table = json!({"source": source.id, "schema": "public", "name": "people"});
        let document = json!({"version": 1, "source": {"table": table}});
        let refused = query::run(app, &test.admin, project, RunQuery::new(document, 1)).await;
        assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].field == "source"), "{refused:?}");
    }

    async fn sql_is_read_by_viewers_changed_by_editors_and_of_its_organization_only(test: TestApp) {
        let (project, source) = made(&test).await;
        let viewer = test.colleague("Vic", project, ProjectRole::Viewer).await;
        let place = (source.id, 1);
        assert_eq!(connected::ddl(&test.app, &viewer, project, place).await.unwrap(), SHOP);
        let refused = connected::update(&test.app, &viewer, project, source.id, input(Some(SHOP))).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
        let eve = test.stranger().await;
        let missing = connected::ddl(&test.app, &eve, project, place).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
        let missing = connected::ddl(&test.app, &test.admin, project, (source.id, 2)).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    }
}
