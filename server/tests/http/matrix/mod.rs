//! Who may do what: every route of the OpenAPI document × everybody who may knock. The table is in `rows.rs`.

mod actors;
mod calls;
mod rows;

use std::collections::BTreeMap;

use almanac_store::{Scope, attempt};
use almanac_testkit::for_each_backend;
use serde_json::Value;

use crate::browser::Answer;
use crate::server::TestServer;
use crate::story::Story;
use actors::{Actors, WHO};
use calls::{Call, NOWHERE, Place, calls, fresh, id_of};
use rows::Row;

/// Operations after which a session has ended, or has another secret: they are asked by somebody alike.
const LAST: [&str; 5] = ["change_password", "confirm", "disable_totp", "sign_out", "switch_organization"];

/// The error without what differs from request to request.
fn essence(answer: &Answer) -> (u16, Value) {
    let mut problem = answer.json();
    problem.as_object_mut().unwrap().remove("request_id");
    (answer.status, problem)
}

/// Asks an operation as everybody; what is not as the table says.
async fn walk(
    call: &Call,
    row: &Row,
    (server, story): (&TestServer, &Story),
    key: &str,
    actors: &mut Actors,
) -> Vec<String> {
    // Nobody waits because of what the operation before was answered.
    let mut tx = server.test.app.db().write(Scope::System).await.unwrap();
    attempt::forget(&mut tx, server.test.app.now()).await.unwrap();
    tx.save().await.unwrap();
    let mut wrong = Vec::new();
    for (who, expected) in WHO.into_iter().zip(row.expected) {
        let mut browser = actors.browser(server, who, row.scopes).await;
        let mut place = Place { server, story, actors, key: key.to_owned() };
        let call = fresh(call, who, expected, &mut place).await;
        if let (true, Some(person)) = (LAST.contains(&call.operation.as_str()), actors.person(who)) {
            let double = format!("Double{}", server.test.app.new_id());
            let double = server.test.person(&double, Some(person.org_id), person.org_role).await;
            browser = server.browser(&double);
        }
        let answer = call.by(&browser).await;
        if answer.status != expected {
            let (operation, status) = (&call.operation, answer.status);
            wrong.push(format!("{operation} as {who:?}: {status}, not {expected}: {}", answer.text()));
        }
        if answer.status >= 400 && answer.header("content-type") != "application/problem+json" {
            wrong.push(format!("{} as {who:?}: no problem details", call.operation));
        }
    }
    for scope in row.scopes {
        if row.scopes.len() < 8 && !call.description.contains(&format!("`{}`", scope.name())) {
            wrong.push(format!("{}: the document does not name {}", call.operation, scope.name()));
        }
    }
    wrong
}

/// What is not one's own looks like what is not there.
async fn compare(server: &TestServer, story: &Story) {
    let eve = server.outsider().await;
    let nowhere = calls(&|_| NOWHERE.to_owned());
    for (call, missing) in calls(&|name| id_of(story, name)).iter().zip(&nowhere) {
        if call.path.contains(&story.project) || call.path.contains(&story.job) {
            let (found, none) = (call.by(&eve).await, missing.by(&eve).await);
            assert!(!found.text().contains(&story.dataset), "{}", call.operation);
            assert_eq!(essence(&found), essence(&none), "{}", call.operation);
        }
    }
}

for_each_backend! {
    async fn r20_every_route_answers_everybody_as_the_table_says(server: TestServer) {
        let story = Story::tell(&server.administrator(), 300).await;
        story.explain(&server.administrator()).await;
        let mut actors = Actors::gather(&server, &story).await;
        let key = Place { server: &server, story: &story, actors: &actors, key: String::new() }.editors_key().await;
        let mut rows: BTreeMap<&str, Row> = rows::all().into_iter().map(|row| (row.operation, row)).collect();
        let mut wrong = Vec::new();
        let member = actors.removed.user_id.to_string();
        let ids = |name: &str| match name {
            "key" => key.clone(),
            "member" => member.clone(),
            _ => id_of(&story, name),
        };
        for call in calls(&ids) {
            match rows.remove(call.operation.as_str()) {
                Some(row) => wrong.extend(walk(&call, &row, (&server, &story), &key, &mut actors).await),
                None => wrong.push(format!("{} has no row in rows.rs", call.operation)),
            }
        }
        wrong.extend(rows.into_keys().map(|operation| format!("there is no operation {operation}")));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        compare(&server, &story).await;
        let ann = server.browser(&actors.admin);
        ann.get(&story.path(&format!("scenarios/{}", story.scenario))).await.expect(200);
        ann.get(&story.path(&format!("datasets/{}", story.dataset))).await.expect(200);
    }
}
