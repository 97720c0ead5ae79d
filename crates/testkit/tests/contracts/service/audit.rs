use almanac_domain::audit::{AuditFilter, AuditFormat};
use almanac_domain::{OrgRole, ProjectRole};
use almanac_service::audit::{checkpoint, export, list, own, record_denied, verify};
use almanac_service::{Error, project};
use almanac_store::Db;
use almanac_testkit::{TestApp, for_each_backend};

/// Does to the tables what only somebody with the database in hand can do.
async fn tamper(test: &TestApp, sql: &str) {
    let sqlite = "drop trigger audit_log_is_not_updated; drop trigger audit_log_is_not_deleted;";
    let postgres = "alter table audit_log disable trigger user;";
    let first = if matches!(test.app.db(), Db::Postgres(_)) { postgres } else { sqlite };
    test.as_owner(&format!("{first}{sql}")).await;
}

/// An application with five entries: setup and four projects.
async fn used(test: &TestApp) {
    for _ in 0..4 {
        test.project().await;
    }
    let found = verify(test.app.settings()).await.unwrap().unwrap();
    assert_eq!((found.organizations, found.entries), (1, 5));
}

async fn fault(test: &TestApp) -> (i64, &'static str) {
    let fault = verify(test.app.settings()).await.unwrap().unwrap_err();
    assert_eq!(fault.org, test.admin.org_id);
    (fault.seq, fault.what)
}

for_each_backend! {
    async fn r43_edited_entry_is_named(test: TestApp) {
        used(&test).await;
        tamper(&test, "update audit_log set detail = '{\"name\":\"Other\"}' where seq = 3").await;
        assert_eq!(fault(&test).await, (3, "it was changed, or the one before it was"));
    }

    async fn r43_deleted_entry_is_named(test: TestApp) {
        used(&test).await;
        tamper(&test, "delete from audit_log where seq = 2").await;
        assert_eq!(fault(&test).await, (2, "it is missing"));
    }

    async fn r43_reordered_entries_are_named(test: TestApp) {
        used(&test).await;
        let sql = "update audit_log set seq = 99 where seq = 2; update audit_log set seq = 2 where seq = 3;
            update audit_log set seq = 3 where seq = 99";
        tamper(&test, sql).await;
        assert_eq!(fault(&test).await, (2, "it was changed, or the one before it was"));
    }

    async fn r43_cut_tail_is_named(test: TestApp) {
        used(&test).await;
        tamper(&test, "delete from audit_log where seq > 3").await;
        assert_eq!(fault(&test).await, (4, "it is missing at the end"));
        tamper_head(&test).await;
        assert_eq!(fault(&test).await, (3, "the signature of the head is wrong"));
    }

    async fn r43_cut_tail_with_a_head_of_before_is_known_by_the_checkpoint(test: TestApp) {
        test.project().await;
        test.as_owner("create table kept as select * from audit_heads").await;
        test.project().await;
        checkpoint(&test.app).await.unwrap();
        checkpoint(&test.app).await.unwrap();
        let lines = std::fs::read_to_string(test.folder().join("audit-heads.jsonl")).unwrap();
        assert_eq!(lines.lines().count(), 1, "nothing new, no line");
        verify(test.app.settings()).await.unwrap().unwrap();
        tamper(&test, "delete from audit_log where seq > 2; delete from audit_heads;
            insert into audit_heads select * from kept").await;
        let expected = "it is missing, but a checkpoint in the data folder knows it";
        assert_eq!(fault(&test).await, (3, expected));
    }

    async fn audit_log_is_read_and_exported_by_administrators_only(test: TestApp) {
        let made = test.project().await;
        let all = AuditFilter::default();
        let page = list(&test.app, &test.admin, &all, None, 1).await.unwrap();
        assert_eq!((page.items[0].action.as_str(), page.next), ("project.create", Some(2)));
        let rest = list(&test.app, &test.admin, &all, page.next, 9).await.unwrap();
        assert_eq!((rest.items[0].action.as_str(), rest.next), ("account.set_up", None));
        let csv = export(&test.app, &test.admin, &all, AuditFormat::Csv).await.unwrap();
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.contains(&made.id.to_string()), "{csv}");
        let last = list(&test.app, &test.admin, &all, None, 1).await.unwrap();
        assert_eq!(last.items[0].action, "audit.export");
        for role in [OrgRole::Manager, OrgRole::Developer, OrgRole::Viewer] {
            let person = test.person(&format!("{role:?}"), Some(test.admin.org_id), role).await;
            let refused = list(&test.app, &person, &all, None, 9).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{role:?}");
            let refused = export(&test.app, &person, &all, AuditFormat::Jsonl).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{role:?}");
        }
        let stranger = test.stranger().await;
        assert_eq!(list(&test.app, &stranger, &all, None, 9).await.unwrap().items, []);
    }

    async fn person_sees_their_own_activity_only(test: TestApp) {
        let made = test.project().await;
        let viewer = test.colleague("Vera", made.id, ProjectRole::Viewer).await;
        assert_eq!(own(&test.app, &viewer, None, 9).await.unwrap().items, []);
        assert!(project::delete(&test.app, &viewer, made.id).await.is_err());
        record_denied(&test.app, &viewer, "DELETE", "/api/v1/projects/1").await.unwrap();
        let found = own(&test.app, &viewer, None, 9).await.unwrap().items;
        assert_eq!((found.len(), found[0].action.as_str()), (1, "access.denied"));
        assert_eq!(found[0].detail["path"], "/api/v1/projects/1");
    }
}

/// Lets the head name the third entry as the last one.
async fn tamper_head(test: &TestApp) {
    test.as_owner("update audit_heads set seq = 3, hash = (select hash from audit_log where seq = 3)").await;
}
