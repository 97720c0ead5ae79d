use almanac_domain::audit::AuditFilter;
use almanac_store::audit::{Entry, GENESIS, Head, append, chain, head, list, organizations};
use almanac_store::{Db, Scope};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{Tenant, at, tenant, write};

fn entry(test: &TestDb, tenant: &Tenant, action: &str, second: i64) -> Entry {
    Entry {
        id: test.ids.next(at(second)),
        actor: Some(tenant.user),
        key: None,
        action: action.to_owned(),
        object_type: "project".to_owned(),
        object_id: Some(tenant.project.0),
        at: at(second),
        address: Some("192.0.2.1".to_owned()),
        request_id: None,
        detail: serde_json::json!({"name": "Ω", "n": 1.5}),
    }
}

fn sign(message: &[u8]) -> [u8; 32] {
    let mut out = [7; 32];
    out[..8].copy_from_slice(&message[message.len() - 8..]);
    out
}

async fn written(test: &TestDb, tenant: &Tenant, actions: &[&str]) {
    let mut tx = write(test, tenant).await;
    for (second, action) in actions.iter().enumerate() {
        append(&mut tx, &entry(test, tenant, action, second as i64), sign).await.unwrap();
    }
    tx.save().await.unwrap();
}

async fn actions(test: &TestDb, tenant: &Tenant, filter: AuditFilter) -> Vec<String> {
    let mut tx = write(test, tenant).await;
    list(&mut tx, &filter, None, 9).await.unwrap().into_iter().map(|entry| entry.action).collect()
}

for_each_backend! {
    async fn audit_entries_come_back_newest_first_and_stay_in_their_organization(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        written(&test, &here, &["project.create", "project.update"]).await;
        assert_eq!(actions(&test, &here, AuditFilter::default()).await, ["project.update", "project.create"]);
        assert!(actions(&test, &there, AuditFilter::default()).await.is_empty());
        let mut tx = write(&test, &here).await;
        let found = list(&mut tx, &AuditFilter::default(), Some(2), 9).await.unwrap();
        assert_eq!((found.len(), found[0].seq, found[0].actor_name.as_deref()), (1, 1, Some("Ada Ω")));
        assert_eq!((found[0].at, &found[0].detail), (at(0), &serde_json::json!({"name": "Ω", "n": 1.5})));
    }

    async fn audit_entries_are_found_by_person_action_object_and_time(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        written(&test, &here, &["project.create", "session.begin", "project.update"]).await;
        let all = AuditFilter::default;
        let found = actions(&test, &here, AuditFilter { action: Some("project".to_owned()), ..all() }).await;
        assert_eq!(found, ["project.update", "project.create"]);
        // Signs of patterns stand for themselves.
        assert!(actions(&test, &here, AuditFilter { action: Some("%".to_owned()), ..all() }).await.is_empty());
        assert_eq!(actions(&test, &here, AuditFilter { actor: Some(here.user), ..all() }).await.len(), 3);
        assert!(actions(&test, &here, AuditFilter { actor: Some(there.user), ..all() }).await.is_empty());
        assert_eq!(actions(&test, &here, AuditFilter { object: Some(here.project.0), ..all() }).await.len(), 3);
        let some = AuditFilter { from: Some(at(1)), until: Some(at(2)), ..all() };
        assert_eq!(actions(&test, &here, some).await, ["session.begin"]);
    }

    async fn r43_each_entry_hashes_the_one_before_and_the_head_is_signed(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        written(&test, &here, &["project.create", "project.update"]).await;
        let mut tx = write(&test, &here).await;
        let links = chain(&mut tx, 0, 9).await.unwrap();
        let mut before = GENESIS;
        for (i, link) in links.iter().enumerate() {
            before = link.chained(here.org, &before).unwrap();
            assert_eq!((link.seq(), link.hash()), (i as i64 + 1, &before[..]));
        }
        assert_eq!(links.len(), 2);
        assert_ne!(links[1].chained(here.org, &GENESIS).unwrap(), before);
        let found = head(&mut tx).await.unwrap().unwrap();
        assert_eq!((found.seq, &found.hash[..]), (2, &before[..]));
        assert_eq!(found.signature, sign(&Head::message(here.org, 2, &before)));
        assert_eq!(chain(&mut tx, 1, 9).await.unwrap().len(), 1);
        drop(tx);
        let mut tx = test.db.read(Scope::System).await.unwrap();
        assert_eq!(organizations(&mut tx).await.unwrap(), [here.org]);
    }

    async fn r43_entries_cannot_be_changed_or_deleted(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        written(&test, &here, &["project.create"]).await;
        let mut changes = vec!["update audit_log set action = 'x'", "delete from audit_log"];
        if let Db::Postgres(pool) = &test.db {
            changes.push("truncate audit_log");
            for sql in changes.iter().copied() {
                let refused = sqlx::query(sql).execute(pool).await.unwrap_err();
                assert!(refused.to_string().contains("permission denied"), "{sql}: {refused}");
            }
        }
        for sql in changes {
            let refused = test.as_owner(sql).await.unwrap_err();
            assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
        }
        assert_eq!(actions(&test, &here, AuditFilter::default()).await, ["project.create"]);
    }

    async fn r43_many_at_once_make_one_chain(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let tasks: Vec<_> = (0..20)
            .map(|i| {
                let (db, org, entry) = (test.db.clone(), here.org, entry(&test, &here, "project.update", i));
                tokio::spawn(async move {
                    let mut tx = db.write(Scope::Org(org)).await.unwrap();
                    append(&mut tx, &entry, sign).await.unwrap();
                    tx.save().await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let mut tx = write(&test, &here).await;
        let links = chain(&mut tx, 0, 99).await.unwrap();
        let mut before = GENESIS;
        for link in &links {
            before = link.chained(here.org, &before).unwrap();
            assert_eq!(link.hash(), before);
        }
        assert_eq!((links.len(), head(&mut tx).await.unwrap().unwrap().seq), (20, 20));
    }
}
