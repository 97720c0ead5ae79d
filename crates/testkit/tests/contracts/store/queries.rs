//! Saved queries.

use almanac_domain::saved::{QueryRead, SavedQuery};
use almanac_domain::source::TableName;
use almanac_domain::{QueryId, SourceId};
use almanac_store::{Error, dataset, query};
use almanac_testkit::{TestDb, for_each_backend};
use serde_json::json;

use super::fixture::{at, tenant, write};
use super::objects::new_dataset;

pub fn new_query(test: &TestDb) -> SavedQuery {
    SavedQuery {
        id: QueryId(test.ids.next(at(0))),
        name: "Per day".to_owned(),
        document: json!({"version": 1, "text": "Ω"}),
        chart: None,
        version: 1,
        folder: String::new(),
        tags: Vec::new(),
        cache_seconds: 0,
        favorite: false,
        created_at: at(0),
        updated_at: at(0),
    }
}

for_each_backend! {
    async fn query_is_kept_changed_and_deleted(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let data = new_dataset(&test);
        let mut query = new_query(&test);
        let of_data = || QueryRead::Dataset { id: data.id, version: Some(2) };
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &data, "f").await.unwrap();
        query::insert(&mut tx, here.project, &query, &[of_data()]).await.unwrap();
        assert_eq!(query::get(&mut tx, here.project, query.id).await.unwrap(), query);
        query.chart = Some(json!({"kind": "line"}));
        query.updated_at = at(9);
        query::update(&mut tx, here.project, &query, &[of_data()]).await.unwrap();
        assert_eq!(query::get(&mut tx, here.project, query.id).await.unwrap(), query);
        assert_eq!(query::count_of(&mut tx, data.id.0).await.unwrap(), 1);
        let table = TableName { schema: Some("public".to_owned()), name: "orders Ω".to_owned() };
        let source = SourceId(test.ids.next(at(0)));
        let read = QueryRead::Table { source, table, version: Some(3) };
        let mut reads = vec![of_data(), read];
        query::update(&mut tx, here.project, &query, &reads).await.unwrap();
        let mut found: Vec<QueryRead> =
            query::reads(&mut tx, here.project).await.unwrap().into_iter().map(|(_, read)| read).collect();
        found.sort();
        reads.sort();
        assert_eq!(found, reads);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(query::find(&mut tx, here.project, query.id).await.unwrap(), None);
        assert!(matches!(query::update(&mut tx, here.project, &query, &[of_data()]).await, Err(Error::NotFound("query"))));
        assert_eq!(query::count_of(&mut tx, data.id.0).await.unwrap(), 0);
        assert_eq!(query::reads(&mut tx, here.project).await.unwrap(), []);
        drop(tx);
        let mut tx = write(&test, &here).await;
        query::delete(&mut tx, here.project, query.id).await.unwrap();
        assert!(matches!(query::get(&mut tx, here.project, query.id).await, Err(Error::NotFound("query"))));
    }
}
