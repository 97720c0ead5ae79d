//! Who keeps rules and attributes, and what is refused.

use almanac_domain::audit::AuditFilter;
use almanac_domain::project::ProjectInput;
use almanac_domain::row_rule::{MemberAttributes, PreviewRowRule, RowRuleInput, RuleSource};
use almanac_domain::saved::RunQuery;
use almanac_domain::{DatasetId, OrgRole, ProjectRole, RowRuleId};
use almanac_service::{Error, dataset, member, project, query, row_rule};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::{Value, json};

use super::super::queries::field;
use super::super::sample::imported;
use super::{Shop, attribute, input, own_region, ruled_by};

async fn noted(test: &TestApp, action: &str) -> usize {
    let mut tx = test.app.read(test.admin.org_id).await.unwrap();
    let filter = AuditFilter { action: Some(action.to_owned()), ..AuditFilter::default() };
    almanac_store::audit::list(&mut tx, &filter, None, 50).await.unwrap().len()
}

for_each_backend! {
    async fn rules_are_kept_by_owners_and_noted(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, project) = (&shop.test.app, shop.project);
        let olga = shop.person("Olga", ProjectRole::Owner, &[]).await;
        let source = shop.rule.content.source.clone();
        let made = row_rule::create(app, &olga, project, input(source.clone(), own_region())).await.unwrap();
        let viewers = RowRuleInput { roles: vec![ProjectRole::Viewer], ..made.content.clone() };
        let changed = row_rule::update(app, &olga, project, made.id, viewers.clone()).await.unwrap();
        assert_eq!(row_rule::get(app, &olga, project, made.id).await.unwrap(), changed);
        assert_eq!(row_rule::list(app, &olga, project).await.unwrap(), [shop.rule.clone(), changed]);
        row_rule::delete(app, &olga, project, made.id).await.unwrap();
        for (action, times) in [("row_rule.create", 2), ("row_rule.update", 1), ("row_rule.delete", 1)] {
            assert_eq!(noted(&shop.test, action).await, times, "{action}");
        }
        dataset::delete(app, &olga, project, shop.data.id).await.unwrap();
        assert_eq!(row_rule::list(app, &olga, project).await.unwrap(), []);
    }

    async fn rule_holds_for_its_roles_from_the_next_request_on(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, project) = (&shop.test.app, shop.project);
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        let emil = shop.person("Emil", ProjectRole::Editor, &["north"]).await;
        let seen = async |actor| dataset::rows(app, actor, project, shop.data.id, 0, 9).await.unwrap().rows.len();
        assert_eq!((seen(&vic).await, seen(&emil).await), (2, 2));
        attribute(&shop.test, &vic, "region", &["south"]).await;
        assert_eq!(seen(&vic).await, 1);
        let viewers = RowRuleInput { roles: vec![ProjectRole::Viewer], ..shop.rule.content.clone() };
        row_rule::update(app, &shop.test.admin, project, shop.rule.id, viewers).await.unwrap();
        assert_eq!((seen(&vic).await, seen(&emil).await), (1, 4));
        row_rule::delete(app, &shop.test.admin, project, shop.rule.id).await.unwrap();
        assert_eq!(seen(&vic).await, 4);
    }

    async fn id_and_confirmed_address_are_known_without_an_administrator(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, project) = (&shop.test.app, shop.project);
        let vic = shop.person("Vic", ProjectRole::Viewer, &[]).await;
        let text = format!("email,user,n\nvic@example.org,{},1\nother@example.org,x,2\n", vic.user_id);
        let data = imported(&shop.test, project, &text).await;
        for (column, name) in [("email", "user.email"), ("user", "user.id")] {
            let own = json!({"column": column, "op": "eq", "value": {"parameter": name}});
            ruled_by(&shop.test, project, RuleSource::Dataset(data.id), own).await;
        }
        let seen = async || dataset::rows(app, &vic, project, data.id, 0, 9).await.unwrap().rows.len();
        assert_eq!(seen().await, 1);
        shop.test.as_owner("update users set email_verified_at = null where email = 'vic@example.org'").await;
        assert_eq!(seen().await, 0, "anybody could have entered that address");
    }

    async fn rule_that_does_not_fit_is_refused_by_its_field(test: TestApp) {
        let shop = Shop::open(test).await;
        let source = || shop.rule.content.source.clone();
        let nothing = RuleSource::Dataset(DatasetId(shop.test.app.new_id()));
        let compare = |column: &str, op: &str, value: Value| json!({"column": column, "op": op, "value": value});
        let own = json!({"parameter": "user.region"});
        for (rule, wrong) in [
            (input(nothing, own_region()), "source"),
            (input(source(), json!("region = 'north'")), "condition"),
            (input(source(), json!({"column": "region"})), "condition"),
            (input(source(), compare("town", "eq", own.clone())), "condition.column"),
            (input(source(), compare("price", "gt", json!("much"))), "condition.value"),
            (input(source(), compare("region", "contains", own.clone())), "condition.op"),
            (input(source(), compare("region", "eq", json!({"parameter": "region"}))), "condition.value"),
            (input(source(), json!({"and": [{"not": compare("town", "eq", own)}]})), "condition.and[0].not.column"),
            (RowRuleInput { roles: vec![ProjectRole::Owner], ..input(source(), own_region()) }, "roles"),
            (RowRuleInput { roles: Vec::new(), ..input(source(), own_region()) }, "roles"),
        ] {
            let made = row_rule::create(&shop.test.app, &shop.test.admin, shop.project, rule.clone()).await;
            assert_eq!(field(made), wrong, "{rule:?}");
            let changed =
                row_rule::update(&shop.test.app, &shop.test.admin, shop.project, shop.rule.id, rule.clone()).await;
            assert_eq!(field(changed), wrong, "{rule:?}");
        }
    }

    async fn preview_counts_what_a_member_would_see(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, admin, project) = (&shop.test.app, &shop.test.admin, shop.project);
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        let olga = shop.person("Olga", ProjectRole::Owner, &["north"]).await;
        let elsewhere = shop.test.person("Nils", Some(admin.org_id), OrgRole::Developer).await;
        let preview = async |user_id, condition| {
            let rule = input(shop.rule.content.source.clone(), condition);
            row_rule::preview(app, admin, project, PreviewRowRule { rule, user_id }).await
        };
        let found = preview(vic.user_id, own_region()).await.unwrap();
        assert_eq!((found.restricted, found.rows, found.total), (true, 2, 4));
        let west = json!({"column": "region", "op": "eq", "value": "west"});
        let found = preview(vic.user_id, west.clone()).await.unwrap();
        assert_eq!((found.rows, found.total), (1, 4), "not the rule that is saved");
        let found = preview(olga.user_id, west.clone()).await.unwrap();
        assert_eq!((found.restricted, found.rows, found.total), (false, 4, 4));
        assert_eq!(field(preview(elsewhere.user_id, west.clone()).await), "user_id");
        assert_eq!(field(preview(shop.test.stranger().await.user_id, west).await), "user_id");
    }

    async fn r20_others_neither_see_nor_change_rules(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, project, id) = (&shop.test.app, shop.project, shop.rule.id);
        let emil = shop.person("Emil", ProjectRole::Editor, &["north"]).await;
        let (eve, rule) = (shop.test.stranger().await, shop.rule.content.clone());
        for (actor, expected) in [(&emil, "Forbidden"), (&eve, "NotFound")] {
            let asked = PreviewRowRule { rule: rule.clone(), user_id: emil.user_id };
            for answer in [
                row_rule::list(app, actor, project).await.err(),
                row_rule::get(app, actor, project, id).await.err(),
                row_rule::create(app, actor, project, rule.clone()).await.err(),
                row_rule::update(app, actor, project, id, rule.clone()).await.err(),
                row_rule::delete(app, actor, project, id).await.err(),
                row_rule::preview(app, actor, project, asked).await.err(),
            ] {
                assert_eq!(format!("{:?}", answer.unwrap()), expected);
            }
        }
        let hers = ProjectInput { name: "Hers".to_owned(), description: String::new() };
        let hers = project::create(app, &eve, hers).await.unwrap().id;
        assert!(matches!(row_rule::get(app, &eve, hers, id).await, Err(Error::NotFound)));
        assert!(matches!(row_rule::delete(app, &eve, hers, id).await, Err(Error::NotFound)));
        // A rule about a data set of others has nothing to be about.
        assert_eq!(field(row_rule::create(app, &eve, hers, rule).await), "source");
        let unknown = RowRuleId(app.new_id());
        let missing = row_rule::get(app, &shop.test.admin, project, unknown).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    }

    async fn r20_only_administrators_set_attributes(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, admin) = (&shop.test.app, &shop.test.admin);
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        let set = |values: &[&str]| {
            let values = values.iter().map(|&value| value.to_owned()).collect();
            MemberAttributes { attributes: [("region".to_owned(), values)].into() }
        };
        let manager = shop.test.person("Mia", Some(admin.org_id), OrgRole::Manager).await;
        for (actor, expected) in [(&vic, "Forbidden"), (&manager, "Forbidden"), (&shop.test.stranger().await, "NotFound")] {
            for answer in [
                member::attributes(app, actor, vic.user_id).await.err(),
                member::set_attributes(app, actor, vic.user_id, set(&["south"])).await.err(),
            ] {
                assert_eq!(format!("{:?}", answer.unwrap()), expected);
            }
        }
        assert_eq!(member::attributes(app, admin, vic.user_id).await.unwrap(), set(&["north"]));
        let wrong = member::set_attributes(app, admin, vic.user_id, set(&[])).await;
        assert_eq!(field(wrong), "attributes.region");
        assert_eq!(noted(&shop.test, "member.attributes").await, 1);
        // Who comes back begins without any.
        member::remove(app, admin, vic.user_id).await.unwrap();
        let gone = member::attributes(app, admin, vic.user_id).await;
        assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    }

    async fn archived_project_is_read_within_its_rules(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, admin, project) = (&shop.test.app, &shop.test.admin, shop.project);
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        project::archive(app, admin, project).await.unwrap();
        let all = json!({"version": 1, "source": {"dataset": shop.data.id}});
        let found = query::run(app, &vic, project, RunQuery::new(all, 100)).await.unwrap();
        assert_eq!(found.total_rows, 2);
        assert_eq!(row_rule::list(app, admin, project).await.unwrap().len(), 1);
        let refused = row_rule::delete(app, admin, project, shop.rule.id).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
}
