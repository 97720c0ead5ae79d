//! Mails about changed schemas.

use almanac_domain::member::MemberState;
use almanac_domain::profile::{Locale, ProfileInput};
use almanac_domain::source::{Schema, Source, SourceInput};
use almanac_domain::{OrgRole, ProjectId, ProjectRole};
use almanac_jobs::Outcome;
use almanac_service::{connected, profile};
use almanac_store::member;
use almanac_testkit::{Person, TestApp, for_each_backend, shop};
use serde_json::json;

/// A source with the schema of the shop; the mails before it are read.
async fn read_shop(test: &TestApp) -> (ProjectId, Source) {
    test.mails().await;
    let project = test.project().await.id;
    let settings = json!({"kind": "postgres", "host": "db.test", "port": 5432, "database": "shop", "user": "reader",
        "tls": "off"});
    let settings = serde_json::from_value(settings).unwrap();
    let input = SourceInput { name: "Shop".to_owned(), settings, password: None };
    let made = connected::create(&test.app, &test.admin, project, input).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
    (project, made)
}

async fn becomes(test: &TestApp, (project, source): (ProjectId, &Source), schema: Schema) {
    test.sources.set_schema(schema);
    connected::start_reading(&test.app, &test.admin, project, source.id).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
}

fn with_amounts() -> Schema {
    let mut other = shop();
    "amount".clone_into(&mut other.tables[1].columns[2].name);
    other
}

async fn choose(test: &TestApp, person: &Person, name: &str, locale: Locale, mute: bool) {
    let input = ProfileInput {
        name: name.to_owned(),
        locale: Some(locale),
        time_zone: None,
        theme: None,
        mute_schema_changes: mute,
    };
    profile::update(&test.app, person, input).await.unwrap();
}

for_each_backend! {
    async fn changed_schema_is_told_once_to_each_who_works_in_the_project_and_wants_it(test: TestApp) {
        let (project, source) = read_shop(&test).await;
        let dora = test.colleague("Dora", project, ProjectRole::Viewer).await;
        choose(&test, &dora, "Dora", Locale::De, false).await;
        let mute = test.colleague("Mute", project, ProjectRole::Editor).await;
        choose(&test, &mute, "Mute", Locale::En, true).await;
        let gone = test.colleague("Gone", project, ProjectRole::Editor).await;
        test.change(&gone, OrgRole::Developer, MemberState::Deactivated).await;
        test.person("Other", Some(test.admin.org_id), OrgRole::Developer).await;
        test.stranger().await;
        assert_eq!(test.mails().await, [], "the first version is no change");
        becomes(&test, (project, &source), with_amounts()).await;
        let mut mails = test.mails().await;
        mails.sort_by(|a, b| a.to.cmp(&b.to));
        let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, [TestApp::EMAIL, "dora@example.org"]);
        assert_eq!(mails[1].subject, "Shop: Das Schema hat sich geändert");
        let link = format!("https://almanac.example/projects/{project}/sources/{}/diff?from=1&to=2", source.id);
        for mail in &mails {
            assert!(mail.text.contains("≠ public.orders: + amount, − total") && mail.text.contains(&link), "{}", mail.text);
        }
        becomes(&test, (project, &source), with_amounts()).await;
        assert_eq!(test.mails().await, [], "the same schema is no change");
    }

    async fn who_lost_the_project_before_the_mail_was_written_gets_none(test: TestApp) {
        let (project, source) = read_shop(&test).await;
        let vic = test.colleague("Vic", project, ProjectRole::Viewer).await;
        becomes(&test, (project, &source), with_amounts()).await;
        let mut tx = test.app.write(test.admin.org_id).await.unwrap();
        member::remove(&mut tx, project, vic.user_id).await.unwrap();
        tx.save().await.unwrap();
        let to: Vec<String> = test.mails().await.into_iter().map(|mail| mail.to).collect();
        assert_eq!(to, [TestApp::EMAIL]);
    }

    async fn source_that_is_gone_before_the_mail_was_written_is_told_to_nobody(test: TestApp) {
        let (project, source) = read_shop(&test).await;
        becomes(&test, (project, &source), with_amounts()).await;
        connected::delete(&test.app, &test.admin, project, source.id).await.unwrap();
        assert_eq!(test.mails().await, []);
    }
}
