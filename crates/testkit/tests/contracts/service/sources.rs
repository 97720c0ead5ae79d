//! Connected databases: who may do what, where passwords go, and which versions of a schema there are.

use almanac_domain::audit::{AuditFilter, AuditFormat};
use almanac_domain::job::{Job, JobState};
use almanac_domain::source::{
    PinVersion, Source, SourceFault, SourceInput, SourcePassword, SourceProbe, SourceState, VersionInput,
};
use almanac_domain::{JobId, PageRequest, ProjectId, ProjectRole};
use almanac_jobs::Outcome;
use almanac_service::job::{Payload as _, SourceRead};
use almanac_service::{Error, audit, connected, job, project};
use almanac_store::source;
use almanac_testkit::{TestApp, for_each_backend, shop};
use serde_json::json;
use sqlx::Row as _;

/// What no table, log or answer may hold.
const SECRET: &str = "geheim-4711-Ω";

fn input(host: &str, password: Option<&str>) -> SourceInput {
    let settings = json!({"kind": "postgres", "host": host, "port": 5432, "database": "shop", "user": "reader",
        "tls": "require"});
    SourceInput {
        name: "Shop".to_owned(),
        settings: serde_json::from_value(settings).unwrap(),
        password: password.map(|text| SourcePassword(text.to_owned())),
    }
}

fn probe(input: SourceInput) -> SourceProbe {
    SourceProbe { source_id: None, settings: input.settings, password: input.password }
}

/// A source whose schema was read.
async fn connected_shop(test: &TestApp) -> (ProjectId, Source) {
    let project = test.project().await.id;
    let made =
        connected::create(&test.app, &test.admin, project, input("db.test", Some(SECRET))).await.unwrap();
    assert_eq!(made.state, SourceState::Reading);
    assert_eq!(test.work().await, Some(Outcome::Done));
    let read = connected::get(&test.app, &test.admin, project, made.id).await.unwrap();
    (project, read)
}

/// Reads the schema of a source again, to the end.
async fn read_again(test: &TestApp, project: ProjectId, source: &Source) -> Source {
    connected::start_reading(&test.app, &test.admin, project, source.id).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
    connected::get(&test.app, &test.admin, project, source.id).await.unwrap()
}

/// Everything in every table, as text.
async fn dump(test: &TestApp) -> String {
    let mut all = String::new();
    match test.app.db() {
        almanac_store::Db::Sqlite { readers, .. } => {
            let tables = "select name from sqlite_master where type = 'table'";
            for table in sqlx::query_scalar::<_, String>(tables).fetch_all(readers).await.unwrap() {
                // The names come from the catalogue.
                let columns = sqlx::query(sqlx::AssertSqlSafe(format!(
                    "select name from pragma_table_info('{table}')"
                )));
                for column in columns.fetch_all(readers).await.unwrap() {
                    let column: String = column.get(0);
                    let values = format!("select coalesce(cast(\"{column}\" as text), '') from \"{table}\"");
                    let values = sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(values));
                    // What is no text at all is looked at in the file.
                    all.extend(values.fetch_all(readers).await.unwrap_or_default());
                }
            }
            all.push_str(&String::from_utf8_lossy(&std::fs::read(test.folder().join("almanac.db")).unwrap()));
            all.push_str(&String::from_utf8_lossy(
                &std::fs::read(test.folder().join("almanac.db-wal")).unwrap(),
            ));
        }
        almanac_store::Db::Postgres(pool) => {
            let mut tx = pool.begin().await.unwrap();
            sqlx::query("select set_config('almanac.org_id', 'system', true)")
                .execute(&mut *tx)
                .await
                .unwrap();
            let tables = "select table_name::text from information_schema.tables where table_schema = current_schema()";
            for table in sqlx::query_scalar::<_, String>(tables).fetch_all(&mut *tx).await.unwrap() {
                if table.starts_with("_sqlx") {
                    continue;
                }
                let rows = format!("select t::text from \"{table}\" t");
                let rows = sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(rows));
                all.extend(rows.fetch_all(&mut *tx).await.unwrap());
            }
        }
    }
    all
}

for_each_backend! {
    async fn source_is_connected_and_its_schema_is_read(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        assert_eq!((read.state, read.version, read.tables), (SourceState::Ready, Some(1), 2));
        assert_eq!(test.sources.passwords(), [Some(SECRET.to_owned())]);
        let schema = connected::schema(&test.app, &test.admin, project, read.id, None).await.unwrap();
        assert_eq!(schema, shop());
        let versions = connected::versions(&test.app, &test.admin, project, read.id, PageRequest::default());
        let versions = versions.await.unwrap().items;
        assert_eq!((versions.len(), versions[0].number, versions[0].tables), (1, 1, 2));
        assert_eq!(versions[0].author.as_ref().unwrap().id, test.admin.user_id);
    }

    async fn r34_password_is_sealed_and_shown_to_nobody(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        assert_eq!(read.password.as_deref(), Some("***"));
        connected::test_stored(&test.app, &test.admin, project, read.id).await.unwrap();
        let listed = connected::list(&test.app, &test.admin, project, PageRequest::default()).await.unwrap();
        let told = serde_json::to_string(&(read, listed)).unwrap();
        let everything = AuditFilter::default();
        let log = audit::export(&test.app, &test.admin, &everything, AuditFormat::Jsonl).await.unwrap();
        let log = String::from_utf8(log).unwrap();
        assert!(log.contains("source.create") && log.contains("db.test"), "{log}");
        let stored = dump(&test).await;
        assert!(stored.contains("db.test"), "the dump holds what is stored");
        let bytes = "geheim-4711".bytes().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        for text in [told, log, stored] {
            assert!(!text.contains("geheim-4711") && !text.contains(&bytes));
        }
    }

    async fn r34_ciphertext_of_another_row_is_not_opened(test: TestApp) {
        let (project, first) = connected_shop(&test).await;
        let second = connected::create(&test.app, &test.admin, project, input("db.test", Some("other")));
        let second = second.await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        let mut tx = test.app.write(test.admin.org_id).await.unwrap();
        let mut one = source::get(&mut tx, project, first.id).await.unwrap();
        let mut two = source::get(&mut tx, project, second.id).await.unwrap();
        assert_ne!(one.secret, two.secret);
        std::mem::swap(&mut one.secret, &mut two.secret);
        source::update(&mut tx, project, &one).await.unwrap();
        source::update(&mut tx, project, &two).await.unwrap();
        tx.save().await.unwrap();
        test.sources.passwords();
        for id in [first.id, second.id] {
            let refused = connected::test_stored(&test.app, &test.admin, project, id).await;
            let error = refused.unwrap_err();
            assert!(matches!(error, Error::Internal(_)), "{error:?}");
            assert!(!format!("{error:?} {error}").contains(SECRET));
        }
        assert_eq!(test.sources.passwords(), [], "nothing was opened");
    }

    async fn r34_password_stays_for_the_same_server_and_user_only(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        let update = async |input| connected::update(&test.app, &test.admin, project, read.id, input).await;
        for hidden in [None, Some("***"), Some("")] {
            update(SourceInput { name: "Renamed".to_owned(), ..input("db.test", hidden) }).await.unwrap();
        }
        assert_eq!(test.work().await, None, "nothing is read anew when only the name changes");
        test.sources.passwords();
        let refused = update(input("evil.test", None)).await;
        assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].field == "password"), "{refused:?}");
        let tried = SourceProbe { source_id: Some(read.id), ..probe(input("evil.test", Some("***"))) };
        let refused = connected::test(&test.app, &test.admin, project, tried).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert_eq!(test.sources.passwords(), [], "it went nowhere");
        let tried = SourceProbe { source_id: Some(read.id), ..probe(input("db.test", None)) };
        connected::test(&test.app, &test.admin, project, tried).await.unwrap();
        update(input("evil.test", Some("new"))).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        assert_eq!(test.sources.passwords(), [Some(SECRET.to_owned()), Some("new".to_owned())]);
    }

    async fn r33_test_tells_the_class_of_the_error_to_editors_only(test: TestApp) {
        let project = test.project().await.id;
        let editor = test.colleague("Emil", project, ProjectRole::Editor).await;
        let viewer = test.colleague("Vic", project, ProjectRole::Viewer).await;
        for (host, class) in [
            ("db.test", None),
            ("refused.test", Some(SourceFault::Refused)),
            ("private.test", Some(SourceFault::NotAllowed)),
            ("silent.test", Some(SourceFault::Unreachable)),
        ] {
            let answer = connected::test(&test.app, &editor, project, probe(input(host, None))).await.unwrap();
            assert_eq!(answer.error, class, "{host}");
        }
        let refused = connected::test(&test.app, &viewer, project, probe(input("db.test", None))).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    }

    async fn r33_tries_to_connect_are_few(test: TestApp) {
        let project = test.project().await.id;
        for _ in 0..30 {
            connected::test(&test.app, &test.admin, project, probe(input("db.test", None))).await.unwrap();
        }
        let refused = connected::test(&test.app, &test.admin, project, probe(input("db.test", None))).await;
        assert!(matches!(refused, Err(Error::Busy { .. })), "{refused:?}");
        let refused = connected::create(&test.app, &test.admin, project, input("db.test", None)).await;
        assert!(matches!(refused, Err(Error::Busy { .. })), "{refused:?}");
        test.clock.advance(chrono::TimeDelta::seconds(4));
        connected::test(&test.app, &test.admin, project, probe(input("db.test", None))).await.unwrap();
    }

    async fn viewer_sees_what_is_in_a_source_and_not_how_it_is_reached(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        let viewer = test.colleague("Vic", project, ProjectRole::Viewer).await;
        let seen = connected::get(&test.app, &viewer, project, read.id).await.unwrap();
        assert_eq!((&seen.name, seen.kind, seen.tables), (&read.name, read.kind, 2));
        assert_eq!((seen.settings, seen.password), (None, None));
        let listed = connected::list(&test.app, &viewer, project, PageRequest::default()).await.unwrap();
        assert!(!serde_json::to_string(&listed).unwrap().contains("db.test"));
        assert_eq!(connected::schema(&test.app, &viewer, project, read.id, Some(1)).await.unwrap(), shop());
        let mine = input("db.test", None);
        for refused in [
            connected::create(&test.app, &viewer, project, mine.clone()).await.err(),
            connected::update(&test.app, &viewer, project, read.id, mine).await.err(),
            connected::delete(&test.app, &viewer, project, read.id).await.err(),
            connected::start_reading(&test.app, &viewer, project, read.id).await.err(),
            connected::test_stored(&test.app, &viewer, project, read.id).await.err(),
            connected::pin(&test.app, &viewer, project, read.id, PinVersion { version: 1 }).await.err(),
            connected::unpin(&test.app, &viewer, project, read.id).await.err(),
            connected::describe(&test.app, &viewer, project, (read.id, 1), VersionInput::default()).await.err(),
        ] {
            assert!(matches!(refused, Some(Error::Forbidden)), "{refused:?}");
        }
    }

    async fn r21_source_of_another_organization_does_not_exist(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        let eve = test.stranger().await;
        let page = PageRequest::default();
        let id = read.id;
        for missing in [
            connected::get(&test.app, &eve, project, id).await.err(),
            connected::list(&test.app, &eve, project, page).await.err(),
            connected::schema(&test.app, &eve, project, id, None).await.err(),
            connected::versions(&test.app, &eve, project, id, page).await.err(),
            connected::diff_of(&test.app, &eve, project, id, (1, 1)).await.err(),
            connected::test_stored(&test.app, &eve, project, id).await.err(),
            connected::delete(&test.app, &eve, project, id).await.err(),
        ] {
            assert!(matches!(missing, Some(Error::NotFound)), "{missing:?}");
        }
        // In a project of her own, her id leads nowhere either.
        let hers = almanac_domain::project::ProjectInput { name: "Hers".to_owned(), description: String::new() };
        let hers = project::create(&test.app, &eve, hers).await.unwrap().id;
        assert!(matches!(connected::get(&test.app, &eve, hers, id).await, Err(Error::NotFound)));
        let tried = SourceProbe { source_id: Some(id), ..probe(input("db.test", None)) };
        assert!(matches!(connected::test(&test.app, &eve, hers, tried).await, Err(Error::NotFound)));
    }

    async fn r23_reading_reaches_no_source_of_another_organization(test: TestApp) {
        let eve = test.stranger().await;
        let (project, read) = connected_shop(&test).await;
        let hers = almanac_domain::project::ProjectInput { name: "Hers".to_owned(), description: String::new() };
        let hers = project::create(&test.app, &eve, hers).await.unwrap().id;
        let forged = Job::queued(JobId(test.app.new_id()), hers, SourceRead::KIND, test.app.now());
        let payload = SourceRead { version: 1, source_id: read.id, user_id: None };
        let mut tx = test.app.write(eve.org_id).await.unwrap();
        almanac_store::job::insert(&mut tx, &forged, &serde_json::to_value(&payload).unwrap()).await.unwrap();
        tx.save().await.unwrap();
        test.sources.passwords();
        assert_eq!(test.work().await, Some(Outcome::Lost));
        assert_eq!(test.sources.passwords(), [], "nothing was opened");
        assert_eq!(connected::get(&test.app, &test.admin, project, read.id).await.unwrap(), read);
    }

    async fn only_another_schema_makes_a_version(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        let mut other = shop();
        other.tables[1].rows = Some(5_000);
        other.tables.reverse();
        test.sources.set_schema(other.clone());
        assert_eq!(read_again(&test, project, &read).await.version, Some(1));
        let kept = connected::schema(&test.app, &test.admin, project, read.id, None).await.unwrap();
        assert_eq!(kept, other, "estimates are those of the last reading");
        other.tables.pop();
        test.sources.set_schema(other);
        let changed = read_again(&test, project, &read).await;
        assert_eq!((changed.version, changed.tables), (Some(2), 1));
        let found = connected::diff_of(&test.app, &test.admin, project, read.id, (1, 2)).await.unwrap();
        assert_eq!(found.tables.len(), 1);
        test.sources.set_schema(shop());
        assert_eq!(read_again(&test, project, &read).await.version, Some(3), "going back is a change too");
    }

    async fn pinned_version_is_used_until_it_is_unpinned(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        let missing = connected::pin(&test.app, &test.admin, project, read.id, PinVersion { version: 2 }).await;
        assert!(matches!(missing, Err(Error::Invalid(_))), "{missing:?}");
        connected::pin(&test.app, &test.admin, project, read.id, PinVersion { version: 1 }).await.unwrap();
        let mut other = shop();
        other.tables.pop();
        test.sources.set_schema(other.clone());
        let changed = read_again(&test, project, &read).await;
        assert_eq!((changed.version, changed.pinned, changed.tables), (Some(2), Some(1), 2));
        let used = async || connected::schema(&test.app, &test.admin, project, read.id, None).await.unwrap();
        assert_eq!(used().await, shop());
        connected::unpin(&test.app, &test.admin, project, read.id).await.unwrap();
        assert_eq!(used().await, other);
    }

    async fn version_is_described(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        let said = VersionInput { note: " before the move ".to_owned(), labels: vec![" old ".to_owned()] };
        let place = (read.id, 1);
        connected::describe(&test.app, &test.admin, project, place, said).await.unwrap();
        let found = connected::get_version(&test.app, &test.admin, project, place).await.unwrap();
        assert_eq!((found.note.as_str(), found.labels), ("before the move", vec!["old".to_owned()]));
    }

    async fn source_that_does_not_answer_fails_with_the_class_of_its_error(test: TestApp) {
        let project = test.project().await.id;
        let made = connected::create(&test.app, &test.admin, project, input("refused.test", Some(SECRET)));
        let made = made.await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        let failed = connected::get(&test.app, &test.admin, project, made.id).await.unwrap();
        assert_eq!((failed.state, failed.error), (SourceState::Failed, Some(SourceFault::Refused)));
        let ended = job::get(&test.app, &test.admin, project, made.job_id.unwrap()).await.unwrap();
        assert_eq!(ended.error.as_deref(), Some("the source refuses this user, password or database"));
        let schema = connected::schema(&test.app, &test.admin, project, made.id, None).await.unwrap();
        assert_eq!(schema.tables, []);
        read_again_after(&test, project, &failed).await;
    }

    async fn reading_that_is_cancelled_leaves_the_source_as_it_was(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        let reading = connected::start_reading(&test.app, &test.admin, project, read.id).await.unwrap();
        let twice = connected::start_reading(&test.app, &test.admin, project, read.id).await;
        assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
        let viewer = test.colleague("Vic", project, ProjectRole::Viewer).await;
        let id = reading.job_id.unwrap();
        assert!(matches!(job::cancel(&test.app, &viewer, project, id).await, Err(Error::Forbidden)));
        let cancelled = job::cancel(&test.app, &test.admin, project, id).await.unwrap();
        assert_eq!(cancelled.state, JobState::Cancelled);
        let after = connected::get(&test.app, &test.admin, project, read.id).await.unwrap();
        assert_eq!((after.state, after.version), (SourceState::Ready, Some(1)));
    }

    async fn reading_for_settings_that_were_changed_since_is_not_kept(test: TestApp) {
        let project = test.project().await.id;
        let made = connected::create(&test.app, &test.admin, project, input("refused.test", None)).await.unwrap();
        let changed = connected::update(&test.app, &test.admin, project, made.id, input("db.test", None));
        let changed = changed.await.unwrap();
        assert_ne!(changed.job_id, made.job_id);
        let before = job::get(&test.app, &test.admin, project, made.job_id.unwrap()).await.unwrap();
        assert_eq!(before.state, JobState::Cancelled);
        assert_eq!(test.work().await, Some(Outcome::Done));
        let read = connected::get(&test.app, &test.admin, project, made.id).await.unwrap();
        assert_eq!((read.state, read.version), (SourceState::Ready, Some(1)));
    }

    async fn deleted_source_goes_with_its_versions_and_its_job(test: TestApp) {
        let (project, read) = connected_shop(&test).await;
        connected::start_reading(&test.app, &test.admin, project, read.id).await.unwrap();
        connected::delete(&test.app, &test.admin, project, read.id).await.unwrap();
        assert!(matches!(connected::get(&test.app, &test.admin, project, read.id).await, Err(Error::NotFound)));
        assert_eq!(test.work().await, None);
    }
}

/// A source that failed may be read again.
async fn read_again_after(test: &TestApp, project: ProjectId, failed: &Source) {
    let again = connected::start_reading(&test.app, &test.admin, project, failed.id).await.unwrap();
    assert_eq!((again.state, again.error), (SourceState::Reading, Some(SourceFault::Refused)));
}
