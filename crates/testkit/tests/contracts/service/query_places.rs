//! Folders, tags and favourites of saved queries.

use almanac_domain::saved::{QueryFilter, QueryInput, QueryPlace, RenameFolder, SavedQuery};
use almanac_domain::{PageRequest, ProjectId, ProjectRole, QueryId};
use almanac_service::{Error, query};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::json;

use super::queries::field;
use super::sample::{days, imported};

fn folder(path: &str) -> QueryPlace {
    QueryPlace { folder: Some(path.to_owned()), ..QueryPlace::default() }
}

fn rename(from: &str, to: &str) -> RenameFolder {
    RenameFolder { from: from.to_owned(), to: to.to_owned() }
}

/// Queries in these folders.
async fn placed(test: &TestApp, project: ProjectId, folders: &[&str]) -> Vec<SavedQuery> {
    let data = imported(test, project, &days(28, 0)).await;
    let mut made = Vec::new();
    for path in folders {
        let document = json!({"version": 1, "source": {"dataset": data.id}});
        let input = QueryInput { name: format!("In {path}"), document, chart: None };
        let saved = query::save(&test.app, &test.admin, project, input).await.unwrap();
        made.push(query::place(&test.app, &test.admin, project, saved.id, folder(path)).await.unwrap());
    }
    made
}

for_each_backend! {
    async fn a_place_makes_no_version_and_is_not_restored(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let saved = placed(&test, project, &["A"]).await.remove(0);
        let tags = QueryPlace { tags: Some(vec!["B".to_owned()]), cache_seconds: Some(60), ..QueryPlace::default() };
        let now = query::place(app, admin, project, saved.id, tags).await.unwrap();
        assert_eq!((now.version, now.updated_at), (1, saved.updated_at));
        assert_eq!((now.folder.as_str(), now.tags.as_slice(), now.cache_seconds), ("A", &["b".to_owned()][..], 60));
        query::favorite(app, admin, project, saved.id, true).await.unwrap();
        let restored = query::restore(app, admin, project, saved.id, 1).await.unwrap();
        assert_eq!((restored.folder, restored.tags, restored.favorite), (now.folder, now.tags, true));
        assert!(query::get(app, admin, project, saved.id).await.unwrap().favorite);
    }

    async fn a_folder_is_renamed_with_all_below_it_or_not_at_all(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        placed(&test, project, &["", "A", "A/B", "A/B/C/D/E", "AB"]).await;
        assert_eq!(field(query::rename_folder(app, admin, project, rename("A/B", "X/Y/Z")).await), "to");
        assert_eq!(field(query::rename_folder(app, admin, project, rename("Z", "Y")).await), "from");
        let paths = async || -> Vec<(String, i64, i64)> {
            let found = query::folders(app, admin, project).await.unwrap();
            found.into_iter().map(|one| (one.path, one.queries, one.altogether)).collect()
        };
        let row = |path: &str, own, all| (path.to_owned(), own, all);
        assert!(paths().await.contains(&row("A", 1, 3)), "{:?}", paths().await);
        query::rename_folder(app, admin, project, rename("A/B", "AB")).await.unwrap();
        let wanted = [
            row("", 1, 5), row("A", 1, 1), row("AB", 2, 3), row("AB/C", 0, 1), row("AB/C/D", 0, 1), row("AB/C/D/E", 1, 1),
        ];
        assert_eq!(paths().await, wanted);
    }

    async fn viewers_mark_and_move_nothing(test: TestApp) {
        let (app, project) = (&test.app, test.project().await.id);
        let saved = placed(&test, project, &["A"]).await.remove(0);
        let vera = test.colleague("Vera", project, ProjectRole::Viewer).await;
        query::favorite(app, &vera, project, saved.id, true).await.unwrap();
        assert!(query::get(app, &vera, project, saved.id).await.unwrap().favorite);
        assert!(!query::get(app, &test.admin, project, saved.id).await.unwrap().favorite);
        let moved = query::place(app, &vera, project, saved.id, folder("B")).await;
        assert!(matches!(moved, Err(Error::Forbidden)), "{moved:?}");
        let renamed = query::rename_folder(app, &vera, project, rename("A", "B")).await;
        assert!(matches!(renamed, Err(Error::Forbidden)), "{renamed:?}");
        // R21: another project of the organization does not have it.
        let other = test.project().await.id;
        let foreign = query::place(app, &test.admin, other, saved.id, folder("B")).await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
        let foreign = query::favorite(app, &test.admin, other, saved.id, true).await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
        assert_eq!(field(query::rename_folder(app, &test.admin, other, rename("A", "B")).await), "from");
    }

    async fn a_list_that_goes_on_after_nothing_says_so(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let nowhere: QueryId = "0192f0c1-2345-7000-8000-000000000001".parse().unwrap();
        let page = PageRequest { after: Some(nowhere.0), ..PageRequest::default() };
        let gone = query::list(app, admin, project, QueryFilter::default(), page).await;
        assert_eq!(field(gone), "after");
        let long = QueryFilter { search: "x".repeat(201), ..QueryFilter::default() };
        assert_eq!(field(query::list(app, admin, project, long, PageRequest::default()).await), "search");
    }
}
