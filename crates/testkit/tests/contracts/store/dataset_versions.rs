//! Versions of data sets.

use almanac_domain::data::{Column, ColumnType, DatasetState, DatasetVersion};
use almanac_domain::sharing::Person;
use almanac_domain::source::VersionInput;
use almanac_domain::{JobId, PageRequest};
use almanac_store::{Error, dataset, dataset_version, file, project};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{Tenant, at, tenant, write};
use super::objects::{ALL, new_dataset};

pub fn new_version(test: &TestDb, number: i64) -> DatasetVersion {
    DatasetVersion {
        id: test.ids.next(at(number)),
        number,
        state: DatasetState::Importing,
        error: None,
        job_id: Some(JobId(test.ids.next(at(number)))),
        file_name: "fahrräder.csv".to_owned(),
        rows: 0,
        bytes: 0,
        sha256: "ab".repeat(32),
        columns: Vec::new(),
        author: None,
        note: "Ω".to_owned(),
        labels: vec!["before the move".to_owned()],
        created_at: at(number),
    }
}

fn ready(test: &TestDb, tenant: &Tenant, number: i64) -> DatasetVersion {
    DatasetVersion {
        state: DatasetState::Ready,
        rows: 17,
        bytes: 99,
        columns: vec![Column { name: "größe".to_owned(), kind: ColumnType::Float }],
        author: Some(Person { id: tenant.user, name: "Ada Ω".to_owned(), email: "a@b.co".to_owned() }),
        ..new_version(test, number)
    }
}

for_each_backend! {
    async fn version_is_kept_listed_and_described_in_its_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let data = new_dataset(&test);
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &data, "f").await.unwrap();
        assert_eq!(dataset_version::next(&mut tx, here.project, data.id).await.unwrap(), 1);
        let mut all = Vec::new();
        for number in 1..=3 {
            let version = ready(&test, &here, number);
            let print = number.to_string();
            dataset_version::insert(&mut tx, here.project, data.id, &version, &print).await.unwrap();
            all.insert(0, version);
        }
        assert_eq!(dataset_version::next(&mut tx, here.project, data.id).await.unwrap(), 4);
        assert_eq!(dataset_version::get(&mut tx, here.project, data.id, 2).await.unwrap(), all[1]);
        assert_eq!(dataset_version::fingerprint(&mut tx, here.project, data.id, 2).await.unwrap(), "2");
        let first = PageRequest { limit: 2, after: None };
        let page = dataset_version::list(&mut tx, here.project, data.id, first).await.unwrap();
        assert_eq!((page.items.as_slice(), page.next), (&all[..2], Some(all[1].id)));
        let rest = PageRequest { after: page.next, ..first };
        let page = dataset_version::list(&mut tx, here.project, data.id, rest).await.unwrap();
        assert_eq!((page.items.as_slice(), page.next), (&all[2..], None));
        let said = VersionInput { note: "größer".to_owned(), labels: vec!["a".to_owned(), "b".to_owned()] };
        dataset_version::describe(&mut tx, here.project, (data.id, 3), &said).await.unwrap();
        let described = dataset_version::get(&mut tx, here.project, data.id, 3).await.unwrap();
        assert_eq!((described.note, described.labels), (said.note.clone(), said.labels.clone()));
        let twice = dataset_version::insert(&mut tx, here.project, data.id, &ready(&test, &here, 3), "x").await;
        assert!(matches!(twice, Err(Error::Exists("version"))), "{twice:?}");
        drop(tx);

        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &data, "f").await.unwrap();
        dataset_version::insert(&mut tx, here.project, data.id, &ready(&test, &here, 1), "f").await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(dataset_version::find(&mut tx, here.project, data.id, 1).await.unwrap(), None);
        assert_eq!(dataset_version::list(&mut tx, here.project, data.id, ALL).await.unwrap().items, []);
        assert_eq!(dataset_version::jobs(&mut tx, here.project, data.id).await.unwrap(), []);
        assert_eq!(dataset_version::next(&mut tx, here.project, data.id).await.unwrap(), 1);
        for stolen in [
            dataset_version::describe(&mut tx, here.project, (data.id, 1), &said).await,
            dataset_version::delete(&mut tx, here.project, data.id, 1).await,
            dataset_version::columns(&mut tx, here.project, data.id, 1).await.map(drop),
            dataset_version::fingerprint(&mut tx, here.project, data.id, 1).await.map(drop),
        ] {
            assert!(matches!(stolen, Err(Error::NotFound("version"))), "{stolen:?}");
        }
    }

    async fn version_ends_its_import_once(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let data = new_dataset(&test);
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &data, "f").await.unwrap();
        let new = new_version(&test, 1);
        dataset_version::insert(&mut tx, here.project, data.id, &new, "f").await.unwrap();
        assert_eq!(dataset_version::importing(&mut tx, here.project, data.id).await.unwrap(), Some(new.clone()));
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(dataset_version::importing(&mut tx, here.project, data.id).await.unwrap(), None);
        let stolen = dataset_version::set_ready(&mut tx, here.project, (data.id, 1), (1, 1), &[]).await;
        assert!(matches!(stolen, Err(Error::NotFound("version"))), "{stolen:?}");
        dataset_version::set_failed(&mut tx, here.project, (data.id, 1), "theirs").await.unwrap();
        drop(tx);
        let mut tx = write(&test, &here).await;
        let columns = ready(&test, &here, 1).columns;
        dataset_version::set_ready(&mut tx, here.project, (data.id, 1), (17, 99), &columns).await.unwrap();
        let ended = DatasetVersion { state: DatasetState::Ready, rows: 17, bytes: 99, columns, ..new };
        assert_eq!(dataset_version::get(&mut tx, here.project, data.id, 1).await.unwrap(), ended);
        let again = dataset_version::set_ready(&mut tx, here.project, (data.id, 1), (18, 99), &[]).await;
        assert!(matches!(again, Err(Error::NotFound("version"))), "{again:?}");
        dataset_version::set_failed(&mut tx, here.project, (data.id, 1), "late").await.unwrap();
        assert_eq!(dataset_version::get(&mut tx, here.project, data.id, 1).await.unwrap(), ended);

        let next = new_version(&test, 2);
        dataset_version::insert(&mut tx, here.project, data.id, &next, "g").await.unwrap();
        dataset_version::set_failed(&mut tx, here.project, (data.id, 2), "row 3").await.unwrap();
        let failed = dataset_version::get(&mut tx, here.project, data.id, 2).await.unwrap();
        assert_eq!((failed.state, failed.error.as_deref()), (DatasetState::Failed, Some("row 3")));
        let none = dataset_version::columns(&mut tx, here.project, data.id, 2).await;
        assert!(matches!(none, Err(Error::NotFound("version"))), "{none:?}");
    }

    async fn one_version_of_a_data_set_is_imported_at_a_time(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let data = new_dataset(&test);
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &data, "f").await.unwrap();
        dataset_version::insert(&mut tx, here.project, data.id, &new_version(&test, 1), "f").await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        let second = dataset_version::insert(&mut tx, here.project, data.id, &new_version(&test, 2), "g").await;
        assert!(matches!(second, Err(Error::Exists("version"))), "{second:?}");
        drop(tx);
        let mut tx = write(&test, &here).await;
        dataset_version::delete(&mut tx, here.project, data.id, 1).await.unwrap();
        dataset_version::insert(&mut tx, here.project, data.id, &new_version(&test, 2), "g").await.unwrap();
    }

    async fn deleted_version_leaves_its_number_and_its_columns(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let data = new_dataset(&test);
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &data, "f").await.unwrap();
        let (one, two) = (ready(&test, &here, 1), ready(&test, &here, 2));
        dataset_version::insert(&mut tx, here.project, data.id, &one, "f").await.unwrap();
        dataset_version::insert(&mut tx, here.project, data.id, &two, "g").await.unwrap();
        dataset_version::delete(&mut tx, here.project, data.id, 2).await.unwrap();
        assert_eq!(dataset_version::find(&mut tx, here.project, data.id, 2).await.unwrap(), None);
        assert_eq!(dataset_version::list(&mut tx, here.project, data.id, ALL).await.unwrap().items, std::slice::from_ref(&one));
        assert_eq!(dataset_version::columns(&mut tx, here.project, data.id, 2).await.unwrap(), two.columns);
        assert_eq!(dataset_version::next(&mut tx, here.project, data.id).await.unwrap(), 3);
        let again = dataset_version::delete(&mut tx, here.project, data.id, 2).await;
        assert!(matches!(again, Err(Error::NotFound("version"))), "{again:?}");
        let mut jobs = dataset_version::jobs(&mut tx, here.project, data.id).await.unwrap();
        jobs.sort_by_key(|job| job.1.is_none());
        assert_eq!(jobs, [(one.id, one.job_id), (two.id, None)]);
    }

    async fn versions_go_with_their_data_set_and_their_project(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        let (data, mut other) = (new_dataset(&test), new_dataset(&test));
        other.sha256 = "cd".repeat(32);
        let (one, two) = (ready(&test, &here, 1), ready(&test, &here, 1));
        for (data, version, print) in [(&data, &one, "f"), (&other, &two, "g")] {
            dataset::insert(&mut tx, here.project, data, print).await.unwrap();
            dataset_version::insert(&mut tx, here.project, data.id, version, print).await.unwrap();
        }
        let mut owners = file::owners_in(&mut tx, here.project).await.unwrap();
        let mut expected = [data.id.0, other.id.0, one.id, two.id];
        owners.sort();
        expected.sort();
        assert_eq!(owners, expected);
        dataset::delete(&mut tx, here.project, data.id).await.unwrap();
        assert_eq!(dataset_version::jobs(&mut tx, here.project, data.id).await.unwrap(), []);
        assert_eq!(dataset_version::get(&mut tx, here.project, other.id, 1).await.unwrap(), two);
        project::delete(&mut tx, here.project).await.unwrap();
        assert_eq!(dataset_version::jobs(&mut tx, here.project, other.id).await.unwrap(), []);
    }
}
