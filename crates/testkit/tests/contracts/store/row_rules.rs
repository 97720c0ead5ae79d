use std::collections::BTreeMap;

use almanac_domain::row_rule::{MemberAttributes, RowRule, RowRuleInput, RuleSource};
use almanac_domain::{DatasetId, ProjectRole, RowRuleId};
use almanac_store::{Error, dataset, member_attribute, membership, project, row_rule};
use almanac_testkit::{TestDb, for_each_backend};
use serde_json::json;

use super::fixture::{at, tenant, write};
use super::quality::new_dataset;

fn new_rule(test: &TestDb, dataset: DatasetId) -> RowRule {
    let condition = json!({"column": "größe", "op": "eq", "value": {"parameter": "user.region"}});
    let roles = vec![ProjectRole::Viewer, ProjectRole::Editor];
    RowRule {
        id: RowRuleId(test.ids.next(at(0))),
        content: RowRuleInput { source: RuleSource::Dataset(dataset), roles, condition },
        created_at: at(0),
        updated_at: at(0),
    }
}

for_each_backend! {
    async fn row_rule_is_kept_changed_and_deleted_in_its_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        let data = new_dataset(&test, &mut tx, here.project).await;
        let (mut rule, second) = (new_rule(&test, data), new_rule(&test, data));
        row_rule::insert(&mut tx, here.project, &rule).await.unwrap();
        row_rule::insert(&mut tx, here.project, &second).await.unwrap();
        assert_eq!(row_rule::get(&mut tx, here.project, rule.id).await.unwrap(), rule);
        (rule.content.roles, rule.updated_at) = (vec![ProjectRole::Viewer], at(9));
        row_rule::update(&mut tx, here.project, &rule).await.unwrap();
        assert_eq!(row_rule::list(&mut tx, here.project).await.unwrap(), [rule.clone(), second.clone()]);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(row_rule::list(&mut tx, here.project).await.unwrap(), []);
        for stolen in [
            row_rule::get(&mut tx, here.project, rule.id).await.map(|_| ()),
            row_rule::update(&mut tx, here.project, &rule).await,
            row_rule::delete(&mut tx, here.project, rule.id).await,
        ] {
            assert!(matches!(stolen, Err(Error::NotFound("row rule"))), "{stolen:?}");
        }
        drop(tx);
        let mut tx = write(&test, &here).await;
        row_rule::delete(&mut tx, here.project, rule.id).await.unwrap();
        assert_eq!(row_rule::list(&mut tx, here.project).await.unwrap(), [second]);
    }

    async fn row_rules_go_with_their_data_set_and_their_project(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        let data = new_dataset(&test, &mut tx, here.project).await;
        let other = new_dataset(&test, &mut tx, here.project).await;
        let (first, second) = (new_rule(&test, data), new_rule(&test, other));
        row_rule::insert(&mut tx, here.project, &first).await.unwrap();
        row_rule::insert(&mut tx, here.project, &second).await.unwrap();
        dataset::delete(&mut tx, here.project, data).await.unwrap();
        assert_eq!(row_rule::list(&mut tx, here.project).await.unwrap(), [second]);
        project::delete(&mut tx, here.project).await.unwrap();
        assert_eq!(row_rule::list(&mut tx, here.project).await.unwrap(), []);
    }

    async fn attributes_are_of_one_membership_and_end_with_it(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let regions = vec!["Süd".to_owned(), "'".to_owned()];
        let mut set = MemberAttributes { attributes: BTreeMap::from([("region".to_owned(), regions)]) };
        let mut tx = write(&test, &here).await;
        assert_eq!(member_attribute::find(&mut tx, here.user).await.unwrap(), MemberAttributes::default());
        member_attribute::put(&mut tx, here.user, &set).await.unwrap();
        set.attributes.insert("team".to_owned(), vec!["a".to_owned()]);
        member_attribute::put(&mut tx, here.user, &set).await.unwrap();
        assert_eq!(member_attribute::find(&mut tx, here.user).await.unwrap(), set);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(member_attribute::find(&mut tx, here.user).await.unwrap(), MemberAttributes::default());
        drop(tx);
        let mut tx = write(&test, &here).await;
        membership::remove(&mut tx, here.user).await.unwrap();
        assert_eq!(member_attribute::find(&mut tx, here.user).await.unwrap(), MemberAttributes::default());
    }
}
