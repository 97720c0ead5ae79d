//! Another master key: everything is sealed with it, and nothing of before is lost.

use std::fs;
use std::path::Path;

use almanac_domain::account::RequestReset;
use almanac_domain::source::{SourceInput, SourcePassword};
use almanac_domain::{ProjectId, SourceId};
use almanac_jobs::Outcome;
use almanac_service::rotation::{NotRotated, rotate};
use almanac_service::{KEY_FILE, Settings, account, audit, connected};
use almanac_store::{Db, Scope};
use almanac_testkit::{FakeClock, TestApp, for_each_backend};
use serde_json::json;
use sqlx::{AssertSqlSafe, Row as _};

const SECRET: &str = "geheim-4711";

/// Something sealed of each kind but identity provider and ID token: a source, an app, a mail.
async fn sealed(test: &TestApp) -> (ProjectId, SourceId) {
    let project = test.project().await.id;
    let settings = json!({"kind": "mysql", "host": "db.test", "port": 3306, "database": "shop", "user": "reader",
        "tls": "off"});
    let input = SourceInput {
        name: "Shop".to_owned(),
        settings: serde_json::from_value(settings).unwrap(),
        password: Some(SourcePassword(SECRET.to_owned())),
    };
    let made = connected::create(&test.app, &test.admin, project, input).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
    let ask = RequestReset { email: TestApp::EMAIL.to_owned(), locale: None };
    account::begin_totp(&test.app, &test.admin).await.unwrap();
    account::request_reset(&test.app, ask, &almanac_testkit::client("192.0.2.7")).await.unwrap();
    audit::checkpoint(&test.app).await.unwrap();
    test.sources.passwords();
    (project, made.id)
}

/// The binary values in all tables.
async fn bytes(db: &Db) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    match db {
        Db::Sqlite { readers, .. } => {
            let columns = "select m.name, p.name from sqlite_master m, pragma_table_info(m.name) p
                where m.type = 'table' and p.type = 'BLOB'";
            for row in sqlx::query(columns).fetch_all(readers).await.unwrap() {
                // The names come from the catalogue.
                let (table, column): (String, String) = (row.get(0), row.get(1));
                let sql = format!("select \"{column}\" from \"{table}\" where \"{column}\" is not null");
                all.extend(
                    sqlx::query_scalar::<_, Vec<u8>>(AssertSqlSafe(sql)).fetch_all(readers).await.unwrap(),
                );
            }
        }
        Db::Postgres(pool) => {
            let mut tx = pool.begin().await.unwrap();
            sqlx::query("select set_config('almanac.org_id', 'system', true)")
                .execute(&mut *tx)
                .await
                .unwrap();
            let columns = "select table_name::text, column_name::text from information_schema.columns
                where table_schema = current_schema() and data_type = 'bytea' and table_name not like '\\_sqlx%'";
            for row in sqlx::query(columns).fetch_all(&mut *tx).await.unwrap() {
                let (table, column): (String, String) = (row.get(0), row.get(1));
                let sql = format!("select \"{column}\" from \"{table}\" where \"{column}\" is not null");
                all.extend(
                    sqlx::query_scalar::<_, Vec<u8>>(AssertSqlSafe(sql)).fetch_all(&mut *tx).await.unwrap(),
                );
            }
        }
    }
    all
}

/// How many values are sealed with the key of this id: they begin with the format and the id.
async fn sealed_with(db: &Db, id: &str) -> usize {
    let id: Vec<u8> = (0..16).step_by(2).map(|at| u8::from_str_radix(&id[at..at + 2], 16).unwrap()).collect();
    bytes(db).await.iter().filter(|value| value.starts_with(&[&[1], id.as_slice()].concat())).count()
}

async fn key_id(db: &Db) -> String {
    almanac_store::secret_key::find(&mut db.read(Scope::System).await.unwrap()).await.unwrap().unwrap()
}

async fn again(settings: &Settings) -> Result<almanac_service::rotation::Rotated, NotRotated> {
    rotate(settings, &FakeClock::default(), None).await.unwrap()
}

fn key(folder: &Path) -> String {
    fs::read_to_string(folder.join(KEY_FILE)).unwrap()
}

/// The password is what it was.
async fn opens(test: &TestApp, (project, source): (ProjectId, SourceId)) {
    connected::test_stored(&test.app, &test.admin, project, source).await.unwrap();
    assert_eq!(test.sources.passwords(), [Some(SECRET.to_owned())]);
}

for_each_backend! {
    async fn r34_rotation_seals_everything_with_the_new_key(test: TestApp) {
        let source = sealed(&test).await;
        let old = key_id(test.app.db()).await;
        let before = sealed_with(test.app.db(), &old).await;
        assert!(before >= 3, "{before}");
        let test = test.reopened_after(async |settings| {
            let done = again(settings).await.unwrap();
            assert_eq!(done.secrets, before);
        }).await;
        let new = key_id(test.app.db()).await;
        assert_ne!(old, new);
        assert_eq!(sealed_with(test.app.db(), &old).await, 0);
        // And the key that signed the audit log before.
        assert_eq!(sealed_with(test.app.db(), &new).await, before + 1);
        opens(&test, source).await;
        account::totp_set_up(&test.app, &test.admin).await.unwrap();
        // To confirm the address, and for another password.
        assert_eq!(test.mails().await.len(), 2);
    }

    async fn audit_log_stays_verifiable_after_rotations(test: TestApp) {
        let source = sealed(&test).await;
        let mut test = test;
        for _ in 0..2 {
            test = test.reopened_after(async |settings| {
                again(settings).await.unwrap();
                audit::verify(settings).await.unwrap().unwrap();
            }).await;
            audit::checkpoint(&test.app).await.unwrap();
        }
        opens(&test, source).await;
        let found = audit::verify(test.app.settings()).await.unwrap().unwrap();
        assert_eq!(found.organizations, 1);
        let filter = almanac_domain::audit::AuditFilter {
            action: Some("secret.rotate".to_owned()), ..Default::default()
        };
        assert_eq!(audit::list(&test.app, &test.admin, &filter, None, 10).await.unwrap().items.len(), 2);
        let heads = test.folder().join("audit-heads.jsonl");
        let lines = fs::read_to_string(&heads).unwrap();
        let at = lines.find("\"signature\":\"").unwrap() + 13;
        let other = if lines.as_bytes()[at] == b'0' { "1" } else { "0" };
        fs::write(&heads, format!("{}{other}{}", &lines[..at], &lines[at + 1..])).unwrap();
        audit::verify(test.app.settings()).await.unwrap().unwrap_err();
    }

    async fn crash_during_a_rotation_leaves_a_folder_that_opens(test: TestApp) {
        let source = sealed(&test).await;
        let next = test.folder().join("secret.key.next");
        // Before the database was changed: the key that was made is of no use.
        let test = test.reopened_after(async |settings| {
            let old = key(&settings.data_dir);
            again(settings).await.unwrap();
            let new = key(&settings.data_dir);
            // After it was changed, before the files were: the next key is the right one.
            fs::write(settings.data_dir.join(KEY_FILE), old).unwrap();
            fs::write(&next, new).unwrap();
            audit::verify(settings).await.unwrap().unwrap();
        }).await;
        opens(&test, source).await;
        let next = test.folder().join("secret.key.next");
        assert!(!next.exists());
        let present = key(test.folder());
        let test = test.reopened_after(async |_| {
            fs::write(&next, "yO0SN1yBpsvwFTpfhKnO8xg9Yoes0fYbQGWKr9T5HkM=\n").unwrap();
        }).await;
        opens(&test, source).await;
        assert!(!test.folder().join("secret.key.next").exists());
        assert_eq!(key(test.folder()), present);
    }

    async fn key_is_not_changed_under_a_server_nor_over_a_broken_log(test: TestApp) {
        sealed(&test).await;
        let before = key(test.folder());
        assert_eq!(again(test.app.settings()).await, Err(NotRotated::InUse));
        let test = test.reopened_after(async |settings| {
            let configured = Settings { secret_key: Some(before.clone()), ..settings.clone() };
            let refused = rotate(&configured, &FakeClock::default(), None).await.unwrap();
            assert_eq!(refused, Err(NotRotated::NoNext));
            let refused = rotate(settings, &FakeClock::default(), Some(&before)).await.unwrap();
            assert_eq!(refused, Err(NotRotated::Same));
        }).await;
        test.as_owner("update audit_heads set signature = hash").await;
        let test = test.reopened_after(async |settings| {
            assert!(matches!(again(settings).await, Err(NotRotated::Broken(_))));
        }).await;
        assert_eq!(key(test.folder()), before);
    }
}
