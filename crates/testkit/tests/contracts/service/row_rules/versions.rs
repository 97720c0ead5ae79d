//! Row rules and versions of data sets: a rule whose column is gone hides everything.

use almanac_domain::data::{ImportVersion, UseVersion};
use almanac_domain::saved::RunQuery;
use almanac_domain::{Actor, ProjectRole};
use almanac_jobs::Outcome;
use almanac_service::{Error, Result, dataset, query, upload};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::json;

use super::Shop;

/// The orders without their regions.
const WITHOUT: &str = "id,price,day\n1,10,2026-01-01\n2,20,2026-01-02\n";

impl Shop {
    async fn loses_its_regions(&self) {
        let (app, admin) = (&self.test.app, &self.test.admin);
        let mut incoming = upload::begin(app, admin, self.project, "orders.csv").await.unwrap();
        incoming.write(WITHOUT.as_bytes()).await.unwrap();
        let upload_id = incoming.finish().await.unwrap().id;
        let input = ImportVersion { upload_id, options: None, note: String::new(), labels: Vec::new() };
        dataset::import_version(app, admin, self.project, self.data.id, input).await.unwrap();
        assert_eq!(self.test.work().await, Some(Outcome::Done));
    }

    /// How many rows somebody gets, by each way.
    async fn ways(&self, actor: &Actor) -> Vec<Result<u64>> {
        let (app, id) = (&self.test.app, self.data.id);
        let asked = |document| RunQuery::new(document, 100);
        let whole = json!({"version": 1, "source": {"dataset": id}});
        let ids = json!({"version": 1, "source": {"dataset": id}, "columns": ["id"]});
        let sql = json!({"version": 1, "source": {"sql": {"text": "select id from \"Days\"",
            "columns": [{"name": "id", "type": "integer"}]}}});
        let paged = RunQuery { offset: Some(0), ..asked(ids.clone()) };
        let mut found = vec![
            dataset::rows(app, actor, self.project, id, 0, 100).await.map(|found| found.total_rows),
            dataset::profile(app, actor, self.project, id).await.map(|found| found.rows),
        ];
        for run in [asked(whole), asked(ids), asked(sql), paged] {
            found.push(query::run(app, actor, self.project, run).await.map(|found| found.total_rows));
        }
        found
    }
}

for_each_backend! {
    async fn r23_rule_whose_column_is_gone_in_the_version_that_is_shown_hides_everything(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, admin) = (&shop.test.app, &shop.test.admin);
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        for found in shop.ways(&vic).await {
            assert_eq!(found.unwrap(), 2);
        }
        shop.loses_its_regions().await;
        for found in shop.ways(&vic).await {
            let Err(Error::Invalid(fields)) = found else { panic!("{found:?}") };
            assert_eq!(fields[0].field, "row_rules", "{fields:?}");
            assert!(fields[0].message.contains("region"), "{fields:?}");
        }
        for found in shop.ways(admin).await {
            assert_eq!(found.unwrap(), 2);
        }
        dataset::use_version(app, admin, shop.project, shop.data.id, UseVersion { version: 1 }).await.unwrap();
        for found in shop.ways(&vic).await {
            assert_eq!(found.unwrap(), 2);
        }
        for found in shop.ways(admin).await {
            assert_eq!(found.unwrap(), 4);
        }
    }
}
