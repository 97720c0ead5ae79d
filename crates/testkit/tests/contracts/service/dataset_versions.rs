//! Versions of data sets.

mod around;
mod files;
mod readers;

use almanac_domain::data::{
    Dataset, DatasetState, DatasetVersion, ImportOptions, ImportVersion, Upload, UseVersion, VersionStarted,
};
use almanac_domain::source::{Change, VersionInput};
use almanac_domain::{PageRequest, ProjectId};
use almanac_jobs::Outcome;
use almanac_service::{Error, Result, dataset, upload};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::{Value, json};

use super::sample::{imported, started};

const FIRST: &str = "id,region,price\n1,north,10\n2,south,20\n";
/// Without `price`, with `amount` and `note`.
const SECOND: &str = "id,region,amount,note\n1,north,11,a\n2,south,21,b\n3,west,31,c\n";
/// The columns of the first.
const THIRD: &str = "id,region,price\n1,north,12\n";

async fn sent(test: &TestApp, project: ProjectId, csv: &str) -> Upload {
    let mut incoming = upload::begin(&test.app, &test.admin, project, "next.csv").await.unwrap();
    incoming.write(csv.as_bytes()).await.unwrap();
    incoming.finish().await.unwrap()
}

fn input(upload: &Upload, options: Option<ImportOptions>) -> ImportVersion {
    ImportVersion {
        upload_id: upload.id,
        options,
        note: " after the move ".to_owned(),
        labels: vec![" 2026 ".to_owned()],
    }
}

/// Sends bytes and begins to import them into a data set.
async fn begun(test: &TestApp, project: ProjectId, data: &Dataset, csv: &str) -> Result<VersionStarted> {
    let upload = sent(test, project, csv).await;
    dataset::import_version(&test.app, &test.admin, project, data.id, input(&upload, None)).await
}

/// Sends bytes and imports them into a data set.
async fn becomes(test: &TestApp, project: ProjectId, data: &Dataset, csv: &str) -> Dataset {
    let started = begun(test, project, data, csv).await.unwrap();
    assert!(!started.already_there);
    assert_eq!(test.work().await, Some(Outcome::Done));
    let shown = found(test, project, data).await;
    assert_eq!(shown.version, started.version.number);
    shown
}

async fn found(test: &TestApp, project: ProjectId, data: &Dataset) -> Dataset {
    dataset::get(&test.app, &test.admin, project, data.id).await.unwrap()
}

async fn shows(test: &TestApp, project: ProjectId, data: &Dataset, version: i64) -> Dataset {
    dataset::use_version(&test.app, &test.admin, project, data.id, UseVersion { version }).await.unwrap()
}

async fn rows(test: &TestApp, project: ProjectId, data: &Dataset) -> Value {
    json!(dataset::rows(&test.app, &test.admin, project, data.id, 0, 100).await.unwrap().rows)
}

async fn all(test: &TestApp, project: ProjectId, data: &Dataset) -> Vec<DatasetVersion> {
    let page = PageRequest::default();
    dataset::versions(&test.app, &test.admin, project, data.id, page).await.unwrap().items
}

fn conflict<T: std::fmt::Debug>(result: Result<T>) -> String {
    let Err(Error::Conflict(problem)) = result else { panic!("{result:?}") };
    problem
}

for_each_backend! {
    async fn import_into_a_data_set_makes_the_version_that_it_shows(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, FIRST).await;
        assert_eq!((data.version, all(&test, project, &data).await.len()), (1, 1));
        let started = begun(&test, project, &data, SECOND).await.unwrap().version;
        assert_eq!((started.number, started.state, started.file_name.as_str()), (2, DatasetState::Importing, "next.csv"));
        assert_eq!((started.note.as_str(), started.labels.as_slice()), ("after the move", &["2026".to_owned()][..]));
        let meanwhile = found(&test, project, &data).await;
        assert_eq!((meanwhile.version, meanwhile.state, meanwhile.rows), (1, DatasetState::Ready, 2));
        assert_eq!(rows(&test, project, &data).await, json!([[1, "north", 10], [2, "south", 20]]));

        assert_eq!(test.work().await, Some(Outcome::Done));
        let shown = found(&test, project, &data).await;
        let names: Vec<&str> = shown.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["id", "region", "amount", "note"]);
        assert_eq!((shown.version, shown.rows, shown.file_name.as_str()), (2, 3, "next.csv"));
        assert_eq!((shown.id, shown.name.as_str()), (data.id, "Days"));
        assert_eq!(rows(&test, project, &data).await[2], json!([3, "west", 31, "c"]));
        let profile = dataset::profile(&test.app, &test.admin, project, data.id).await.unwrap();
        assert_eq!((profile.rows, profile.columns.len()), (3, 4));
        let versions = all(&test, project, &data).await;
        let told: Vec<_> = versions.iter().map(|one| (one.number, one.state, one.rows)).collect();
        assert_eq!(told, [(2, DatasetState::Ready, 3), (1, DatasetState::Ready, 2)]);
        assert!(versions.iter().all(|one| one.author.as_ref().unwrap().id == test.admin.user_id));
        assert_eq!(versions[0].columns, shown.columns);
        assert_eq!(test.data_files().len(), 4, "rows and profile of each version: {:?}", test.data_files());
    }

    async fn data_set_goes_back_to_a_version_and_forward_again(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, FIRST).await;
        let second = becomes(&test, project, &data, SECOND).await;
        let files = test.data_files();
        let back = shows(&test, project, &data, 1).await;
        assert_eq!(back, data);
        assert_eq!(rows(&test, project, &data).await, json!([[1, "north", 10], [2, "south", 20]]));
        let profile = dataset::profile(&test.app, &test.admin, project, data.id).await.unwrap();
        assert_eq!((profile.rows, profile.columns.len()), (2, 3));
        assert_eq!(shows(&test, project, &data, 2).await, second);
        assert_eq!(rows(&test, project, &data).await[0], json!([1, "north", 11, "a"]));
        assert_eq!(shows(&test, project, &data, 2).await, second, "it does already");
        assert_eq!(test.data_files(), files);
        let test = test.reopened().await;
        assert_eq!(test.data_files(), files, "nothing of a version is lost at a start");
        let wrong = dataset::use_version(&test.app, &test.admin, project, data.id, UseVersion { version: 3 }).await;
        let Err(Error::Invalid(fields)) = wrong else { panic!("{wrong:?}") };
        assert_eq!(fields[0].field, "version");
    }

    async fn versions_are_described_and_compared(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        becomes(&test, project, &data, SECOND).await;
        let said = VersionInput { note: " raw ".to_owned(), labels: vec![" a ".to_owned()] };
        let described = dataset::describe_version(app, admin, project, (data.id, 1), said).await.unwrap();
        assert_eq!((described.note.as_str(), described.labels.as_slice()), ("raw", &["a".to_owned()][..]));
        assert_eq!(dataset::get_version(app, admin, project, (data.id, 1)).await.unwrap(), described);
        let long = VersionInput { note: "x".repeat(2_001), labels: Vec::new() };
        let wrong = dataset::describe_version(app, admin, project, (data.id, 1), long).await;
        assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");

        let told = async |from: i64, to: i64| -> Vec<(Change, String)> {
            let differs = dataset::diff_versions(app, admin, project, data.id, (from, to)).await.unwrap();
            let columns = differs.tables.into_iter().flat_map(|table| table.columns);
            columns.map(|one| (one.change, one.after.or(one.before).unwrap().name)).collect()
        };
        let named = |change, name: &str| (change, name.to_owned());
        let forward = [named(Change::Added, "amount"), named(Change::Added, "note"), named(Change::Removed, "price")];
        assert_eq!(told(1, 2).await, forward);
        let back = [named(Change::Added, "price"), named(Change::Removed, "amount"), named(Change::Removed, "note")];
        assert_eq!(told(2, 1).await, back);
        assert_eq!(told(2, 2).await, []);
        let missing = dataset::diff_versions(app, admin, project, data.id, (1, 3)).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    }

    async fn same_bytes_read_the_same_way_as_what_is_shown_are_no_version(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, FIRST).await;
        let again = begun(&test, project, &data, FIRST).await.unwrap();
        assert!(again.already_there);
        assert_eq!((again.version.number, test.data_files().len()), (1, 2));
        assert_eq!(test.work().await, None);
        // Read in another way, they are another version.
        let upload = sent(&test, project, FIRST).await;
        let mut options = upload.detection.options.clone();
        options.columns[2].include = false;
        let other = input(&upload, Some(options));
        let other = dataset::import_version(&test.app, &test.admin, project, data.id, other).await.unwrap();
        assert!(!other.already_there);
        assert_eq!(test.work().await, Some(Outcome::Done));
        assert_eq!(found(&test, project, &data).await.columns.len(), 2);
        // As they were read first is not what is shown any more.
        assert_eq!(becomes(&test, project, &data, FIRST).await.version, 3);
    }

    async fn data_set_is_found_by_its_first_import_only_as_long_as_it_shows_nothing_else(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, FIRST).await;
        becomes(&test, project, &data, SECOND).await;
        let (one, two) = (imported(&test, project, FIRST).await, imported(&test, project, SECOND).await);
        assert!(one.id != data.id && two.id != data.id && one.id != two.id);
        // Neither way back collides with these.
        assert_eq!(shows(&test, project, &data, 1).await.version, 1);
        assert_eq!(shows(&test, project, &data, 2).await.version, 2);
        assert_eq!(becomes(&test, project, &one, SECOND).await.version, 2);
        assert_eq!(imported(&test, project, THIRD).await.version, 1);
    }

    async fn one_import_into_a_data_set_at_a_time(test: TestApp) {
        let project = test.project().await.id;
        let fresh = started(&test, &test.admin, project, FIRST).await.dataset;
        assert!(conflict(begun(&test, project, &fresh, SECOND).await).contains("still being imported"));
        assert_eq!(test.work().await, Some(Outcome::Done));
        begun(&test, project, &fresh, SECOND).await.unwrap();
        let problem = conflict(begun(&test, project, &fresh, THIRD).await);
        assert!(problem.contains("is being imported already"), "{problem}");
        assert_eq!(test.work().await, Some(Outcome::Done));
        assert_eq!(becomes(&test, project, &fresh, THIRD).await.version, 3);
        assert_eq!(test.work().await, None);
    }
}
