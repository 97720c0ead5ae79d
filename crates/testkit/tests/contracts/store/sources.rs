use std::collections::BTreeMap;

use almanac_domain::sharing::Person;
use almanac_domain::source::{Source, SourceFault, SourceKind, SourceState, SourceVersion, VersionInput};
use almanac_domain::{JobId, PageRequest, SourceId};
use almanac_store::source::StoredSource;
use almanac_store::{Error, project, source, source_version};
use almanac_testkit::{TestDb, for_each_backend, shop};
use serde_json::json;

use super::fixture::{Tenant, at, tenant, write};

const ALL: PageRequest = PageRequest { limit: 50, after: None };

fn new_source(test: &TestDb) -> StoredSource {
    let settings = json!({"kind": "mysql", "host": "db.example.com", "port": 3306, "database": "shop",
        "user": "leser Ω", "tls": "verify_full"});
    let source = Source {
        id: SourceId(test.ids.next(at(0))),
        name: "Shop 'Ω'".to_owned(),
        kind: SourceKind::Mysql,
        schema_only: false,
        settings: None,
        password: None,
        state: SourceState::Reading,
        error: None,
        job_id: Some(JobId(test.ids.next(at(0)))),
        version: None,
        pinned: None,
        tables: 0,
        read_at: None,
        created_at: at(0),
        updated_at: at(0),
    };
    let settings = serde_json::from_value(settings).unwrap();
    StoredSource { source, settings, secret: Some(vec![0, 1, 255]) }
}

fn new_version(test: &TestDb, tenant: &Tenant, number: i64) -> SourceVersion {
    let author = Person { id: tenant.user, name: "Ada Ω".to_owned(), email: "a@b.co".to_owned() };
    SourceVersion {
        id: test.ids.next(at(number)),
        number,
        fingerprint: format!("{number}"),
        tables: number * 2,
        author: (number == 1).then_some(author),
        note: String::new(),
        labels: Vec::new(),
        skipped: BTreeMap::new(),
        created_at: at(number),
    }
}

for_each_backend! {
    async fn source_is_kept_changed_and_deleted_in_its_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut new = new_source(&test);
        let id = new.source.id;
        let mut tx = write(&test, &here).await;
        source::insert(&mut tx, here.project, &new).await.unwrap();
        assert_eq!(source::get(&mut tx, here.project, id).await.unwrap(), new);
        new.secret = None;
        new.source.name = "Other".to_owned();
        new.source.job_id = Some(JobId(test.ids.next(at(1))));
        new.source.updated_at = at(9);
        source::update(&mut tx, here.project, &new).await.unwrap();
        assert_eq!(source::list(&mut tx, here.project, ALL).await.unwrap().items, std::slice::from_ref(&new));
        source::rename(&mut tx, here.project, id, "Third", at(10)).await.unwrap();
        assert_eq!(source::get(&mut tx, here.project, id).await.unwrap().source.name, "Third");
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(source::find(&mut tx, here.project, id).await.unwrap(), None);
        assert_eq!(source::list(&mut tx, here.project, ALL).await.unwrap().items, []);
        for stolen in [
            source::update(&mut tx, here.project, &new).await,
            source::rename(&mut tx, here.project, id, "Mine", at(10)).await,
            source::pin(&mut tx, here.project, id, Some(1), at(10)).await,
            source::set_read(&mut tx, here.project, (id, new.source.job_id.unwrap()), 1, at(10)).await,
            source::set_known(&mut tx, here.project, id, 1, at(10)).await,
            source::delete(&mut tx, here.project, id).await,
        ] {
            assert!(matches!(stolen, Err(Error::NotFound("source"))), "{stolen:?}");
        }
        drop(tx);
        let mut tx = write(&test, &here).await;
        source::delete(&mut tx, here.project, id).await.unwrap();
        assert_eq!(source::find(&mut tx, here.project, id).await.unwrap(), None);
    }

    async fn reading_of_a_source_is_ended_by_its_own_job_only(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let new = new_source(&test);
        let (id, job) = (new.source.id, new.source.job_id.unwrap());
        let other = JobId(test.ids.next(at(1)));
        let mut tx = write(&test, &here).await;
        source::insert(&mut tx, here.project, &new).await.unwrap();
        let late = source::set_read(&mut tx, here.project, (id, other), 1, at(1)).await;
        assert!(matches!(late, Err(Error::NotFound("source"))));
        source::set_failed(&mut tx, here.project, (id, other), SourceFault::Refused).await.unwrap();
        source::set_stopped(&mut tx, here.project, (id, other)).await.unwrap();
        assert_eq!(source::get(&mut tx, here.project, id).await.unwrap(), new);
        source::set_stopped(&mut tx, here.project, (id, job)).await.unwrap();
        let stopped = source::get(&mut tx, here.project, id).await.unwrap();
        assert_eq!(stopped.source.state, SourceState::Never);
        source::update(&mut tx, here.project, &new).await.unwrap();
        source::set_failed(&mut tx, here.project, (id, job), SourceFault::Refused).await.unwrap();
        let failed = source::get(&mut tx, here.project, id).await.unwrap().source;
        assert_eq!((failed.state, failed.error), (SourceState::Failed, Some(SourceFault::Refused)));
        source::update(&mut tx, here.project, &new).await.unwrap();
        source::set_read(&mut tx, here.project, (id, job), 3, at(7)).await.unwrap();
        let read = source::get(&mut tx, here.project, id).await.unwrap().source;
        assert_eq!((read.state, read.error, read.version), (SourceState::Ready, None, Some(3)));
        assert_eq!(read.read_at, Some(at(7)));
        source::update(&mut tx, here.project, &new).await.unwrap();
        source::set_stopped(&mut tx, here.project, (id, job)).await.unwrap();
        assert_eq!(source::get(&mut tx, here.project, id).await.unwrap().source.state, SourceState::Ready);
        source::set_known(&mut tx, here.project, id, 4, at(8)).await.unwrap();
        let known = source::get(&mut tx, here.project, id).await.unwrap().source;
        assert_eq!((known.state, known.job_id, known.version), (SourceState::Ready, None, Some(4)));
    }

    async fn versions_are_numbered_listed_and_described_in_their_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let new = new_source(&test);
        let (id, job) = (new.source.id, new.source.job_id.unwrap());
        let (first, second) = (new_version(&test, &here, 1), new_version(&test, &here, 2));
        let mut tx = write(&test, &here).await;
        source::insert(&mut tx, here.project, &new).await.unwrap();
        for version in [&first, &second] {
            source_version::insert(&mut tx, here.project, id, version, (&shop(), None)).await.unwrap();
        }
        source::set_read(&mut tx, here.project, (id, job), 2, at(3)).await.unwrap();
        assert_eq!(source::get(&mut tx, here.project, id).await.unwrap().source.tables, 4);
        source::pin(&mut tx, here.project, id, Some(1), at(3)).await.unwrap();
        let pinned = source::get(&mut tx, here.project, id).await.unwrap().source;
        assert_eq!((pinned.pinned, pinned.used(), pinned.tables), (Some(1), Some(1), 2));
        assert_eq!(source::used(&mut tx, here.project).await.unwrap(), [(id, 1)]);
        let listed = source_version::list(&mut tx, here.project, id, ALL).await.unwrap().items;
        assert_eq!(listed, [second.clone(), first.clone()]);
        let after = PageRequest { limit: 1, after: Some(second.id) };
        assert_eq!(source_version::list(&mut tx, here.project, id, after).await.unwrap().items, std::slice::from_ref(&first));
        assert_eq!(source_version::schema(&mut tx, here.project, id, 1).await.unwrap(), shop());
        let mut other = shop();
        other.tables[0].rows = Some(99);
        source_version::refresh(&mut tx, here.project, id, &first, (&other, None)).await.unwrap();
        assert_eq!(source_version::schema(&mut tx, here.project, id, 1).await.unwrap(), other);
        assert_eq!(source_version::ddl(&mut tx, here.project, id, 1).await.unwrap(), None);
        let written = SourceVersion { skipped: BTreeMap::from([("set".to_owned(), 3)]), ..first.clone() };
        let ddl = Some("create table größer (id int)");
        source_version::refresh(&mut tx, here.project, id, &written, (&other, ddl)).await.unwrap();
        assert_eq!(source_version::ddl(&mut tx, here.project, id, 1).await.unwrap().as_deref(), ddl);
        let found = source_version::get(&mut tx, here.project, id, 1).await.unwrap();
        assert_eq!(found.skipped, written.skipped);
        let said = VersionInput { note: "größer".to_owned(), labels: vec!["a".to_owned()] };
        source_version::describe(&mut tx, here.project, id, 2, &said).await.unwrap();
        let found = source_version::get(&mut tx, here.project, id, 2).await.unwrap();
        assert_eq!((found.note, found.labels), (said.note.clone(), said.labels.clone()));
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(source_version::find(&mut tx, here.project, id, 1).await.unwrap(), None);
        assert_eq!(source_version::list(&mut tx, here.project, id, ALL).await.unwrap().items, []);
        assert_eq!(source::used(&mut tx, here.project).await.unwrap(), []);
        assert!(source_version::schema(&mut tx, here.project, id, 1).await.is_err());
        assert_eq!(source_version::ddl(&mut tx, here.project, id, 1).await.unwrap(), None);
        assert!(source_version::describe(&mut tx, here.project, id, 1, &said).await.is_err());
        assert!(source_version::refresh(&mut tx, here.project, id, &first, (&other, None)).await.is_err());
        drop(tx);
        let mut tx = write(&test, &here).await;
        project::delete(&mut tx, here.project).await.unwrap();
        assert_eq!(source_version::find(&mut tx, here.project, id, 1).await.unwrap(), None);
    }

    async fn source_has_one_version_of_a_number(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let new = new_source(&test);
        let mut tx = write(&test, &here).await;
        source::insert(&mut tx, here.project, &new).await.unwrap();
        let first = new_version(&test, &here, 1);
        source_version::insert(&mut tx, here.project, new.source.id, &first, (&shop(), None)).await.unwrap();
        let again = new_version(&test, &here, 1);
        let refused = source_version::insert(&mut tx, here.project, new.source.id, &again, (&shop(), None)).await;
        assert!(matches!(refused, Err(Error::Exists("version"))), "{refused:?}");
    }
}
