//! Who sees versions, what the audit log tells of them, and copies.

use almanac_domain::audit::AuditFilter;
use almanac_domain::data::UseVersion;
use almanac_domain::project::ProjectInput;
use almanac_domain::source::VersionInput;
use almanac_domain::{PageRequest, ProjectRole};
use almanac_service::job::DatasetImport;
use almanac_service::{Error, audit, dataset, project};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::json;

use super::super::sample::imported;
use super::{FIRST, SECOND, THIRD, all, becomes, begun, found, rows, shows};

for_each_backend! {
    async fn r23_version_of_another_organization_or_project_is_not_there(test: TestApp) {
        let (app, project) = (&test.app, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        becomes(&test, project, &data, SECOND).await;
        let (eve, elsewhere) = (test.stranger().await, test.project().await.id);
        for (actor, project) in [(&eve.actor, project), (&test.admin.actor, elsewhere)] {
            let (page, used) = (PageRequest::default(), UseVersion { version: 1 });
            for answer in [
                dataset::versions(app, actor, project, data.id, page).await.map(drop),
                dataset::get_version(app, actor, project, (data.id, 1)).await.map(drop),
                dataset::describe_version(app, actor, project, (data.id, 1), VersionInput::default()).await.map(drop),
                dataset::use_version(app, actor, project, data.id, used).await.map(drop),
                dataset::delete_version(app, actor, project, (data.id, 1)).await,
                dataset::diff_versions(app, actor, project, data.id, (1, 2)).await.map(drop),
                dataset::version_impact(app, actor, project, data.id, (1, 2)).await.map(drop),
            ] {
                assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
            }
        }
        assert_eq!(found(&test, project, &data).await.version, 2);
        assert_eq!(all(&test, project, &data).await.len(), 2);
    }

    async fn viewer_sees_versions_and_changes_none(test: TestApp) {
        let (app, project) = (&test.app, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        becomes(&test, project, &data, SECOND).await;
        let vic = test.colleague("Vic", project, ProjectRole::Viewer).await;
        assert_eq!(dataset::versions(app, &vic, project, data.id, PageRequest::default()).await.unwrap().items.len(), 2);
        let refused = dataset::use_version(app, &vic, project, data.id, UseVersion { version: 1 }).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    }

    async fn what_people_do_with_versions_is_in_the_audit_log(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        becomes(&test, project, &data, SECOND).await;
        let said = VersionInput { note: "raw".to_owned(), labels: Vec::new() };
        dataset::describe_version(app, admin, project, (data.id, 1), said).await.unwrap();
        shows(&test, project, &data, 1).await;
        dataset::delete_version(app, admin, project, (data.id, 2)).await.unwrap();
        let found = audit::list(app, admin, &AuditFilter::default(), None, 50).await.unwrap();
        let told: Vec<_> = found
            .items
            .iter()
            .filter(|entry| entry.action.starts_with("dataset.version."))
            .map(|entry| (entry.action.as_str(), entry.detail["version"].clone(), entry.object_id))
            .collect();
        let of = Some(data.id.0);
        let expected = [
            ("dataset.version.delete", json!(2), of),
            ("dataset.version.use", json!(1), of),
            ("dataset.version.describe", json!(1), of),
            ("dataset.version.import", json!(2), of),
        ];
        assert_eq!(told, expected);
    }

    async fn duplicate_has_what_is_shown_as_its_first_version(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        becomes(&test, project, &data, SECOND).await;
        let named = ProjectInput { name: "Copy".to_owned(), description: String::new() };
        let copy = project::duplicate(app, admin, project, named).await.unwrap().id;
        let copied = dataset::list(app, admin, copy, PageRequest::default()).await.unwrap().items.remove(0);
        assert_eq!((copied.version, copied.rows), (1, 3));
        let versions = all(&test, copy, &copied).await;
        assert_eq!((versions.len(), versions[0].rows), (1, 3));
        assert!(begun(&test, copy, &copied, SECOND).await.unwrap().already_there);
        becomes(&test, copy, &copied, THIRD).await;
        dataset::delete(app, admin, project, data.id).await.unwrap();
        assert_eq!(shows(&test, copy, &copied, 1).await.rows, 3);
        assert_eq!(rows(&test, copy, &copied).await[2], json!([3, "west", 31, "c"]));
    }
}

#[test]
fn import_that_was_queued_before_there_were_versions_is_of_the_first() {
    let id = "0192f0c1-2345-7000-8000-0000000000aa";
    let payload = json!({"version": 1, "upload_id": id, "dataset_id": id,
        "options": {"format": "csv", "columns": []}});
    let payload: DatasetImport = serde_json::from_value(payload).unwrap();
    assert_eq!((payload.dataset_version, payload.number()), (None, 1));
}
