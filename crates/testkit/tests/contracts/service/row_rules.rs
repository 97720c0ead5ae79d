//! Row rules: who sees which rows, by every way on which rows reach people (R23). The table of ways is in
//! `docs/user/row-rules.md`.

mod kept;
mod rules;
mod tables;
mod versions;
mod ways;

use std::collections::BTreeMap;

use almanac_domain::data::Dataset;
use almanac_domain::row_rule::{MemberAttributes, RowRule, RowRuleInput, RuleSource};
use almanac_domain::{Actor, ProjectId, ProjectRole};
use almanac_service::{member, row_rule};
use almanac_testkit::{Person, TestApp};
use serde_json::{Value, json};

use super::sample::imported;

/// Four orders of three regions; one price is missing.
const ORDERS: &str = "id,region,price,day\n\
    1,north,10,2026-01-01\n\
    2,north,20,2026-01-02\n\
    3,south,30,2026-01-03\n\
    4,west,,2026-01-04\n";

/// Everything but the id of a person is the same for them: the condition of their region.
fn own_region() -> Value {
    json!({"column": "region", "op": "eq", "value": {"parameter": "user.region"}})
}

fn input(source: RuleSource, condition: Value) -> RowRuleInput {
    RowRuleInput { source, roles: vec![ProjectRole::Viewer, ProjectRole::Editor], condition }
}

async fn ruled_by(test: &TestApp, project: ProjectId, source: RuleSource, condition: Value) -> RowRule {
    row_rule::create(&test.app, &test.admin, project, input(source, condition)).await.unwrap()
}

async fn attribute(test: &TestApp, person: &Actor, name: &str, values: &[&str]) {
    let values = values.iter().map(|&value| value.to_owned()).collect();
    let attributes = MemberAttributes { attributes: BTreeMap::from([(name.to_owned(), values)]) };
    member::set_attributes(&test.app, &test.admin, person.user_id, attributes).await.unwrap();
}

/// A project with orders, of which people see those of their region.
struct Shop {
    test: TestApp,
    project: ProjectId,
    data: Dataset,
    rule: RowRule,
}

impl Shop {
    async fn open(test: TestApp) -> Self {
        let project = test.project().await.id;
        let data = imported(&test, project, ORDERS).await;
        let rule = ruled_by(&test, project, RuleSource::Dataset(data.id), own_region()).await;
        Self { test, project, data, rule }
    }

    /// Somebody with a role who is of these regions.
    async fn person(&self, name: &str, role: ProjectRole, regions: &[&str]) -> Person {
        let person = self.test.colleague(name, self.project, role).await;
        if !regions.is_empty() {
            attribute(&self.test, &person, "region", regions).await;
        }
        person
    }
}
