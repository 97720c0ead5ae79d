//! What saved queries were before, and their runs.

use almanac_domain::saved::{QueryInput, RunQuery};
use almanac_domain::{PageRequest, QueryId};
use almanac_service::{Error, query};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::json;

use super::queries::field;
use super::sample::{days, imported};

for_each_backend! {
    async fn a_saved_query_keeps_what_it_was_and_can_be_it_again(test: TestApp) {
        let (app, admin) = (&test.app, &test.admin);
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let input = |name: &str, limit: u64| {
            let document = json!({"version": 1, "source": {"dataset": data.id}, "limit": limit});
            QueryInput { name: name.to_owned(), document, chart: None }
        };
        let saved = query::save(app, admin, project, input("First", 3)).await.unwrap();
        let changed = query::update(app, admin, project, saved.id, input("Second", 2)).await.unwrap();
        assert_eq!((saved.version, changed.version), (1, 2));
        let restored = query::restore(app, admin, project, saved.id, 1).await.unwrap();
        assert_eq!((restored.version, restored.name.as_str()), (3, "First"));
        assert_eq!(restored.document, saved.document);
        let page = PageRequest::default();
        let versions = query::versions(app, admin, project, saved.id, page).await.unwrap().items;
        let kept: Vec<_> = versions.iter().map(|one| (one.number, one.name.as_str())).collect();
        assert_eq!(kept, [(3, "First"), (2, "Second"), (1, "First")]);
        assert!(versions.iter().all(|one| one.author.as_ref().is_some_and(|person| person.id == admin.user_id)));

        let missing = query::restore(app, admin, project, saved.id, 9).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
        // R21: another project of the organization does not have it.
        let other = test.project().await.id;
        let foreign = query::versions(app, admin, other, saved.id, page).await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
        let foreign = query::restore(app, admin, other, saved.id, 1).await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    }

    async fn runs_of_a_query_as_it_is_saved_are_noted(test: TestApp) {
        let (app, admin) = (&test.app, &test.admin);
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": data.id}, "limit": 3});
        let input = QueryInput { name: "Rides".to_owned(), document: document.clone(), chart: None };
        let saved = query::save(app, admin, project, input).await.unwrap();
        let asked = |document, query| RunQuery { document, query: Some(query), ..RunQuery::default() };
        query::run(app, admin, project, asked(document.clone(), saved.id)).await.unwrap();
        // A draft of it is no run of it.
        let draft = json!({"version": 1, "source": {"dataset": data.id}, "limit": 4});
        query::run(app, admin, project, asked(draft, saved.id)).await.unwrap();
        let runs = query::runs(app, admin, project, saved.id, PageRequest::default()).await.unwrap().items;
        let [run] = &runs[..] else { panic!("{runs:?}") };
        assert_eq!((run.version, run.rows, &run.error), (1, 3, &None));
        assert_eq!(run.person.as_ref().map(|person| person.id), Some(admin.user_id));
        let nowhere: QueryId = "0192f0c1-2345-7000-8000-000000000001".parse().unwrap();
        let unknown = query::run(app, admin, project, asked(document, nowhere)).await;
        assert_eq!(field(unknown), "query");
    }
}
