//! The database that comes with the program.

use almanac_domain::ProjectRole;
use almanac_domain::saved::RunQuery;
use almanac_domain::source::{SampleDatabase, SourceInput, SourceState};
use almanac_jobs::Outcome;
use almanac_service::{Error, connected, query};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::json;

for_each_backend! {
    async fn sample_database_is_there_at_once_for_editors(test: TestApp) {
        let project = test.project().await.id;
        let editor = test.colleague("Emil", project, ProjectRole::Editor).await;
        let added = connected::add_sample(&test.app, &editor, project, SampleDatabase::Chinook).await.unwrap();
        assert_eq!((added.state, added.version, added.tables), (SourceState::Ready, Some(1), 11));
        assert_eq!(test.work().await, None, "nothing is left to be read");
        assert_eq!(test.sources.passwords(), [], "nothing outside was opened");
        let schema = connected::schema(&test.app, &editor, project, added.id, None).await.unwrap();
        let names: Vec<&str> = schema.tables.iter().map(|table| table.name.name.as_str()).collect();
        assert!(names.contains(&"Invoice") && names.contains(&"PlaylistTrack"), "{names:?}");
        // Golden: `select` of sqlite3 over the file of Chinook 1.4.5.
        let table = |name: &str| json!({"table": {"source": added.id, "name": name}});
        let document = json!({
            "version": 1, "source": table("Invoice"),
            "joins": [{"source": table("Customer"), "as": "c", "on": [{"left": "CustomerId", "right": "CustomerId"}]}],
            "group_by": [{"column": "c.Country", "alias": "country"}],
            "aggregates": [{"fn": "sum", "column": "Total", "alias": "total"}, {"fn": "count", "alias": "invoices"}],
            "sort": [{"by": "total", "descending": true}], "limit": 2,
        });
        let found = query::run(&test.app, &editor, project, RunQuery::new(document, 10)).await.unwrap().rows;
        for (row, (country, total, invoices)) in found.iter().zip([("USA", 523.06, 91), ("Canada", 303.96, 56)]) {
            assert_eq!((&row[0], &row[2]), (&json!(country), &json!(invoices)));
            assert!((row[1].as_f64().unwrap() - total).abs() < 1e-9, "{row:?}");
        }
        assert_eq!(found.len(), 2);
        let tried = connected::test_stored(&test.app, &editor, project, added.id).await.unwrap();
        assert_eq!(tried.error, None);
        connected::start_reading(&test.app, &editor, project, added.id).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        let again = connected::get(&test.app, &editor, project, added.id).await.unwrap();
        assert_eq!((again.state, again.version), (SourceState::Ready, Some(1)));
        let viewer = test.colleague("Vic", project, ProjectRole::Viewer).await;
        let refused = connected::add_sample(&test.app, &viewer, project, SampleDatabase::Chinook).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
        let eve = test.stranger().await;
        let missing = connected::add_sample(&test.app, &eve, project, SampleDatabase::Chinook).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    }

    async fn source_that_becomes_a_sample_is_read_at_once(test: TestApp) {
        let project = test.project().await.id;
        let server = json!({"kind": "postgres", "host": "db.test", "port": 5432, "database": "shop",
            "user": "reader", "tls": "off"});
        let server = serde_json::from_value(server).unwrap();
        let input = SourceInput { name: "Shop".to_owned(), settings: server, password: None };
        let made = connected::create(&test.app, &test.admin, project, input).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        let settings = serde_json::from_value(json!({"kind": "sample", "sample": "chinook"})).unwrap();
        let input = SourceInput { name: "Chinook".to_owned(), settings, password: None };
        let changed = connected::update(&test.app, &test.admin, project, made.id, input).await.unwrap();
        assert_eq!((changed.state, changed.version, changed.tables), (SourceState::Ready, Some(2), 11));
        assert_eq!((changed.job_id, changed.password), (None, None));
    }
}
