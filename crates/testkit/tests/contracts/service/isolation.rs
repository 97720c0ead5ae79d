//! What has no path of its own carries its organization too: jobs, searches and exports.

use almanac_domain::audit::{AuditFilter, AuditFormat};
use almanac_domain::data::DatasetState;
use almanac_domain::job::{Job, JobState};
use almanac_domain::project::{ProjectInput, Sample};
use almanac_domain::{Actor, JobId, PageRequest, ProjectId, ProjectRole};
use almanac_jobs::Outcome;
use almanac_service::job::{DatasetImport, ModelTrain, Payload};
use almanac_service::sample::{self, Extent, SampleFill};
use almanac_service::{audit, dataset, member, project, sharing, upload};
use almanac_store::job;
use almanac_testkit::{TestApp, for_each_backend};

use super::sample::{days, started};

/// Puts a job into the queue of a project as if a use case had done it.
async fn forged<P: Payload>(test: &TestApp, project: ProjectId, payload: &P) {
    let job = Job::queued(JobId(test.app.new_id()), project, P::KIND, test.app.now());
    let mut tx = test.app.write(test.admin.org_id).await.unwrap();
    job::insert(&mut tx, &job, &serde_json::to_value(payload).unwrap()).await.unwrap();
    tx.save().await.unwrap();
}

async fn projects_of(test: &TestApp, actor: &Actor) -> ProjectId {
    let input = ProjectInput { name: "Theirs".to_owned(), description: String::new() };
    project::create(&test.app, actor, input).await.unwrap().id
}

for_each_backend! {
    async fn r23_job_reaches_nothing_of_another_organization(test: TestApp) {
        let (app, eve) = (&test.app, test.stranger().await);
        let (ours, theirs) = (test.project().await.id, projects_of(&test, &eve).await);
        let made = started(&test, &eve, theirs, &days(30, 0)).await.dataset;
        assert_eq!(test.work().await, Some(Outcome::Done));
        let mut incoming = upload::begin(app, &eve, theirs, "theirs.csv").await.unwrap();
        incoming.write(b"a,b\n1,2\n").await.unwrap();
        let sent = incoming.finish().await.unwrap();
        let options = sent.detection.options.clone();

        for dataset_version in [None, Some(1), Some(2)] {
            let options = options.clone();
            let import =
                DatasetImport { version: 1, upload_id: sent.id, dataset_id: made.id, dataset_version, options };
            forged(&test, ours, &import).await;
        }
        forged(&test, ours, &ModelTrain { version: 1, model_id: almanac_domain::ModelId(made.id.0) }).await;
        let extent = Extent { rows: 10, models: Vec::new(), windows: 1 };
        let fill = SampleFill { version: 1, sample: Sample::BikeSharing, user_id: eve.user_id, extent };
        forged(&test, ours, &fill).await;
        for _ in 0..5 {
            let outcome = test.work().await;
            assert!(matches!(outcome, Some(Outcome::Lost | Outcome::GivenUp)), "{outcome:?}");
        }
        let after = dataset::get(app, &eve, theirs, made.id).await.unwrap();
        assert_eq!((after.state, after.rows), (DatasetState::Ready, 30));
        upload::get(app, &eve, theirs, sent.id).await.unwrap();
        let page = dataset::list(app, &test.admin, ours, PageRequest::default()).await.unwrap();
        assert_eq!(page.items, [], "nothing came here");
    }

    async fn r23_search_finds_nobody_of_another_organization(test: TestApp) {
        let (app, eve) = (&test.app, test.stranger().await);
        let ours = test.project().await.id;
        test.colleague("Evelyn", ours, ProjectRole::Viewer).await;
        let page = PageRequest::default();
        let names = |found: Vec<almanac_domain::member::Member>| -> Vec<String> {
            found.into_iter().map(|member| member.user.name).collect()
        };
        assert_eq!(names(member::list(app, &test.admin, "eve", page).await.unwrap().items), ["Evelyn"]);
        assert_eq!(names(member::list(app, &eve, "eve", page).await.unwrap().items), ["Eve"]);
        let found = sharing::candidates(app, &test.admin, ours, "eve").await.unwrap().people;
        assert!(found.iter().all(|person| person.id != eve.user_id), "{found:?}");
    }

    async fn r23_export_of_the_audit_log_is_of_one_organization(test: TestApp) {
        let (app, eve) = (&test.app, test.stranger().await);
        let (ours, theirs) = (test.project().await.id, projects_of(&test, &eve).await);
        for format in [AuditFormat::Csv, AuditFormat::Jsonl, AuditFormat::Syslog] {
            let all = AuditFilter::default();
            let text = audit::export(app, &test.admin, &all, format).await.unwrap();
            let text = String::from_utf8(text).unwrap();
            assert!(text.contains(&ours.to_string()), "{text}");
            assert!(!text.contains(&theirs.to_string()) && !text.contains(&eve.org_id.to_string()), "{text}");
        }
    }

    async fn sample_is_filled_for_who_is_still_a_member(test: TestApp) {
        let app = &test.app;
        let max = test.person("Max", Some(test.admin.org_id), almanac_domain::OrgRole::Manager).await;
        let input = ProjectInput { name: "Bikes".to_owned(), description: "Ours.".to_owned() };
        let extent = Extent { rows: 10, models: Vec::new(), windows: 1 };
        let made = sample::create(app, &max, input, Sample::BikeSharing, extent).await.unwrap();
        assert_eq!(made.description, "Ours. Source: UCI data set 275, CC BY 4.0.");
        test.change(&max, almanac_domain::OrgRole::Manager, almanac_domain::member::MemberState::Deactivated).await;
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        let job = sample::filling(app, &test.admin, made.id).await.unwrap().unwrap();
        assert_eq!(job.state, JobState::Failed);
        assert!(job.error.is_some());
        let eve = test.stranger().await;
        let foreign = sample::filling(app, &eve, made.id).await;
        assert!(matches!(foreign, Err(almanac_service::Error::NotFound)), "{foreign:?}");
    }
}
