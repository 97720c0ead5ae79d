//! Results that are kept, and what is made of results.

use almanac_domain::dashboard::{DashboardInput, RunTile};
use almanac_domain::saved::{ExploreQuery, QueryInput, QueryPlace, RunQuery, Step};
use almanac_domain::{Actor, ProjectRole};
use almanac_service::{dashboard, query};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::{Value, json};

use super::Shop;

impl Shop {
    /// How many rows somebody sees of a query, whose result was kept for somebody else before.
    async fn counted(&self, actor: &Actor, asked: &RunQuery) -> u64 {
        query::run(&self.test.app, actor, self.project, asked.clone()).await.unwrap().total_rows
    }
}

for_each_backend! {
    async fn r23_a_kept_result_is_for_those_who_see_the_same_rows(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, admin, project) = (&shop.test.app, &shop.test.admin, shop.project);
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        let sue = shop.person("Sue", ProjectRole::Viewer, &["south"]).await;
        let nobody = shop.person("Noe", ProjectRole::Viewer, &[]).await;
        let document = json!({"version": 1, "source": {"dataset": shop.data.id}, "sort": [{"by": "id"}]});
        let input = QueryInput { name: "Orders".to_owned(), document: document.clone(), chart: None };
        let saved = query::save(app, admin, project, input).await.unwrap();
        let place = QueryPlace { cache_seconds: Some(3_600), ..QueryPlace::default() };
        query::place(app, admin, project, saved.id, place).await.unwrap();
        let whole = RunQuery { query: Some(saved.id), ..RunQuery::new(document.clone(), 10) };
        let paged = RunQuery { offset: Some(0), ..RunQuery::new(document, 10) };
        for asked in [whole, paged] {
            // Twice: computed, and as it was kept.
            for _ in 0..2 {
                assert_eq!(shop.counted(admin, &asked).await, 4);
                assert_eq!(shop.counted(&vic, &asked).await, 2);
                assert_eq!(shop.counted(&sue, &asked).await, 1);
                assert_eq!(shop.counted(&nobody, &asked).await, 0);
            }
        }
    }

    async fn r23_tiles_pivot_tables_and_rows_behind_a_number_show_what_somebody_sees(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, admin, project) = (&shop.test.app, &shop.test.admin, shop.project);
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        let count = json!([{"fn": "count", "alias": "n"}]);
        let by_region = json!({"version": 1, "source": {"dataset": shop.data.id},
            "group_by": [{"column": "day", "bucket": {"unit": "month"}}, {"column": "region"}],
            "aggregates": count, "sort": [{"by": "region"}]});
        let input = QueryInput { name: "By region".to_owned(), document: by_region.clone(), chart: None };
        let saved = query::save(app, admin, project, input).await.unwrap();

        let tile = "0192f0c1-2345-7000-8000-000000000001";
        let content = json!({"tiles": [{"id": tile, "place": {"x": 0, "y": 0, "width": 4, "height": 4},
            "content": {"kind": "query", "query": saved.id, "show": "table"}}]});
        let input: DashboardInput = serde_json::from_value(json!({"name": "Board", "content": content})).unwrap();
        let board = dashboard::create(app, admin, project, input).await.unwrap().id;
        let shown = async |actor: &Actor| -> Value {
            let at = (board, tile.parse().unwrap());
            let found = dashboard::run_tile(app, actor, project, at, RunTile::default()).await.unwrap();
            json!(found.result.rows)
        };
        let all = json!([["2026-01-01", "north", 2], ["2026-01-01", "south", 1], ["2026-01-01", "west", 1]]);
        assert_eq!(shown(admin).await, all);
        assert_eq!(shown(&vic).await, json!([["2026-01-01", "north", 2]]));

        let asked = RunQuery::new(by_region.clone(), 10);
        let table = query::pivot(app, &vic, project, asked, "region").await.unwrap();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!((names, json!(table.rows)), (vec!["day", "north"], json!([["2026-01-01", 2]])));

        // Somebody who guesses a region gets its rows no more than by a filter.
        let row = [("day", "2026-01-01"), ("region", "south")].map(|(name, value)| (name.to_owned(), value.into()));
        let asked =
            ExploreQuery { document: by_region, column: "n".to_owned(), row: row.into(), step: Step::Rows };
        let next = query::explore(app, &vic, project, asked).await.unwrap();
        let behind = RunQuery::new(next.document, 10);
        assert_eq!((shop.counted(&vic, &behind).await, shop.counted(admin, &behind).await), (0, 1));
    }
}
