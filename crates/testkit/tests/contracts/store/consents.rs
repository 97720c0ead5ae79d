use almanac_domain::PageRequest;
use almanac_domain::consent::{Decision, Purpose};
use almanac_store::{Scope, consent};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{at, tenant, write};

fn decision(test: &TestDb, purpose: Purpose, given: bool, seconds: i64) -> Decision {
    Decision {
        id: test.ids.next(at(seconds)),
        purpose,
        version: 1,
        given,
        at: at(seconds),
        address: "192.0.2.1".to_owned(),
    }
}

for_each_backend! {
    async fn last_decision_about_a_purpose_counts_and_all_are_listed(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let given = decision(&test, Purpose::EmailNews, true, 1);
        let other = decision(&test, Purpose::ModelTraining, true, 2);
        let withdrawn = decision(&test, Purpose::EmailNews, false, 3);
        let mut tx = write(&test, &here).await;
        for decision in [&given, &other, &withdrawn] {
            consent::insert(&mut tx, here.user, decision).await.unwrap();
        }
        tx.save().await.unwrap();
        let mut tx = test.db.read(Scope::System).await.unwrap();
        let mut last = async |user, purpose| consent::last(&mut tx, user, purpose).await.unwrap();
        assert_eq!(last(here.user, Purpose::EmailNews).await, Some(withdrawn.clone()));
        assert_eq!(last(here.user, Purpose::ModelTraining).await, Some(other.clone()));
        assert_eq!(last(here.user, Purpose::ProductAnalytics).await, None);
        assert_eq!(last(there.user, Purpose::EmailNews).await, None);
        let first = consent::list(&mut tx, here.user, PageRequest { limit: 2, after: None }).await.unwrap();
        assert_eq!(first.items, [withdrawn, other]);
        let rest = consent::list(&mut tx, here.user, PageRequest { limit: 2, after: first.next }).await.unwrap();
        assert_eq!((rest.items, rest.next), (vec![given], None));
    }

    async fn r45_decision_stays_as_it_was_written(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        consent::insert(&mut tx, here.user, &decision(&test, Purpose::EmailNews, false, 1)).await.unwrap();
        tx.save().await.unwrap();
        let changed = test.as_owner("update consents set version = 2").await;
        assert!(changed.unwrap_err().to_string().contains("only added to"));
    }
}
