use almanac_domain::data::{FindAnomalies, ImportDataset, ImportVersion, UseVersion};
use almanac_domain::model::{ExplainForecast, FutureDrivers, MakeForecast, ScenarioInput};
use almanac_domain::project::{Project, ProjectFilter, ProjectInput};
use almanac_domain::quality::{RuleInput, ScheduleInput};
use almanac_domain::saved::{ExportFormat, QueryFilter, QueryInput, QueryPlace, RenameFolder, RunQuery};
use almanac_domain::source::VersionInput;
use almanac_domain::{
    Actor, CheckId, DatasetId, ForecastId, JobId, ModelId, PageRequest, ProjectId, ProjectRole, QueryId,
    RuleId, ScenarioId, UploadId,
};
use almanac_service::{
    App, Error, Result, anomaly, dataset, forecast, job, model, project, quality, query, scenario, upload,
};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::json;

use super::sample::{days, imported, trained, training};

/// Everything that a use case can be asked about.
struct Objects {
    project: ProjectId,
    upload: UploadId,
    dataset: DatasetId,
    rule: RuleId,
    check: CheckId,
    query: QueryId,
    model: ModelId,
    forecast: ForecastId,
    scenario: ScenarioId,
    job: JobId,
}

fn rule() -> RuleInput {
    let check = json!({"check": {"kind": "not_null", "column": "temp"}, "severity": "error"});
    serde_json::from_value(check).unwrap()
}

fn looked_for() -> FindAnomalies {
    FindAnomalies {
        time: "day".to_owned(),
        value: "rides".to_owned(),
        series: None,
        method: "mad".to_owned(),
        level: 99.9,
        seasons: vec![7],
        model: None,
        seed: 1,
    }
}

async fn objects(test: &TestApp) -> Objects {
    let (app, admin) = (&test.app, &test.admin);
    let project = test.project().await.id;
    let data = imported(test, project, &days(60, 0)).await;
    let found = trained(test, project, training(data.id, &["Naive"])).await;
    let input =
        MakeForecast { model_id: found.id, name: "F".to_owned(), model: None, future: FutureDrivers::Auto };
    let made = Box::pin(forecast::make(app, admin, project, input)).await.unwrap();
    let rule = quality::create_rule(app, admin, project, data.id, rule()).await.unwrap().id;
    let check = quality::start(app, admin, project, data.id).await.unwrap().id;
    assert_eq!(test.work().await, Some(almanac_jobs::Outcome::Done));
    let document = json!({"version": 1, "source": {"dataset": data.id}});
    let input = QueryInput { name: "Q".to_owned(), document, chart: None };
    let saved = query::save(app, admin, project, input).await.unwrap();
    let mut incoming = upload::begin(app, admin, project, "x.csv").await.unwrap();
    incoming.write(b"a,b\n1,2\n").await.unwrap();
    let sent = incoming.finish().await.unwrap();
    Objects {
        project,
        upload: sent.id,
        dataset: data.id,
        rule,
        check,
        query: saved.id,
        model: found.id,
        forecast: made.id,
        // There is none; the project must already be refused.
        scenario: ScenarioId(app.new_id()),
        job: data.job_id.unwrap(),
    }
}

fn word<T>(result: &Result<T>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(Error::NotFound) => "not found",
        Err(Error::Forbidden) => "forbidden",
        Err(_) => "other",
    }
}

/// What reads, under its name.
async fn reads(app: &App, actor: &Actor, at: &Objects) -> Vec<(&'static str, &'static str)> {
    let (page, document) = (PageRequest::default(), json!({"version": 1, "source": {"dataset": at.dataset}}));
    let project = at.project;
    vec![
        ("project.get", word(&project::get(app, actor, project).await)),
        ("upload.get", word(&upload::get(app, actor, project, at.upload).await)),
        ("dataset.list", word(&dataset::list(app, actor, project, page).await)),
        ("dataset.get", word(&dataset::get(app, actor, project, at.dataset).await)),
        ("dataset.profile", word(&dataset::profile(app, actor, project, at.dataset).await)),
        ("dataset.rows", word(&dataset::rows(app, actor, project, at.dataset, 0, 5).await)),
        ("dataset.versions", word(&dataset::versions(app, actor, project, at.dataset, page).await)),
        ("dataset.version", word(&dataset::get_version(app, actor, project, (at.dataset, 1)).await)),
        ("dataset.diff", word(&dataset::diff_versions(app, actor, project, at.dataset, (1, 1)).await)),
        ("dataset.impact", word(&dataset::version_impact(app, actor, project, at.dataset, (1, 1)).await)),
        ("quality.rules", word(&quality::rules(app, actor, project, at.dataset).await)),
        ("quality.rule", word(&quality::get_rule(app, actor, project, (at.dataset, at.rule)).await)),
        ("quality.rows", word(&quality::failed_rows(app, actor, project, (at.dataset, at.rule), 0, 5).await)),
        ("quality.export", word(&quality::export(app, actor, project, (at.dataset, at.rule)).await)),
        ("quality.checks", word(&quality::checks(app, actor, project, at.dataset, page).await)),
        ("quality.check", word(&quality::get_check(app, actor, project, (at.dataset, at.check)).await)),
        ("quality.latest", word(&quality::latest(app, actor, project, at.dataset).await)),
        ("quality.schedule", word(&quality::get_schedule(app, actor, project, at.dataset).await)),
        ("query.run", word(&query::run(app, actor, project, RunQuery::new(document.clone(), 5)).await)),
        (
            "query.export",
            word(&query::export(app, actor, project, RunQuery::new(document, 1), ExportFormat::Csv).await),
        ),
        ("query.list", word(&query::list(app, actor, project, QueryFilter::default(), page).await)),
        ("query.get", word(&query::get(app, actor, project, at.query).await)),
        ("query.folders", word(&query::folders(app, actor, project).await)),
        ("query.tags", word(&query::tags(app, actor, project).await)),
        ("query.favorite", word(&query::favorite(app, actor, project, at.query, true).await)),
        ("model.list", word(&model::list(app, actor, project, page).await)),
        ("model.get", word(&model::get(app, actor, project, at.model).await)),
        ("model.kin", word(&model::kin(app, actor, project, at.model).await)),
        ("model.reconciliation", word(&model::reconciliation(app, actor, project, at.model).await)),
        ("forecast.list", word(&forecast::list(app, actor, project, page).await)),
        ("forecast.get", word(&forecast::get(app, actor, project, at.forecast).await)),
        ("forecast.series", word(&forecast::series_ids(app, actor, project, at.forecast).await)),
        ("forecast.nodes", word(&forecast::nodes(app, actor, project, at.forecast).await)),
        ("forecast.view", word(&Box::pin(forecast::view(app, actor, project, at.forecast, None)).await)),
        (
            "forecast.export",
            word(&forecast::export(app, actor, project, at.forecast, ExportFormat::Csv).await),
        ),
        ("forecast.explanation", word(&forecast::explanation(app, actor, project, at.forecast, None).await)),
        ("anomaly.find", word(&Box::pin(anomaly::find(app, actor, project, at.dataset, looked_for())).await)),
        ("scenario.list", word(&scenario::list(app, actor, project, None, page).await)),
        ("job.list", word(&job::list(app, actor, project, page).await)),
        ("job.get", word(&job::get(app, actor, project, at.job).await)),
        ("job.find", word(&job::find(app, actor, at.job).await)),
        ("job.watch", word(&job::watch(app, actor, project, at.job).await)),
    ]
}

/// What reads something that the test's objects lack, so that a reader gets another answer.
async fn special_reads(app: &App, actor: &Actor, at: &Objects) -> Vec<(&'static str, &'static str)> {
    let project = at.project;
    vec![
        ("model.searched", word(&model::searched(app, actor, project, at.model).await)),
        ("model.artifact", word(&model::artifact(app, actor, project, at.model, None).await)),
        ("forecast.what_if", word(&forecast::what_if(app, actor, project, at.forecast, None).await)),
        ("scenario.get", word(&scenario::get(app, actor, project, at.scenario).await)),
        ("scenario.export", word(&scenario::export_csv(app, actor, project, at.scenario).await)),
    ]
}

/// What writes, under its name.
async fn writes(app: &App, actor: &Actor, at: &Objects) -> Vec<(&'static str, &'static str)> {
    let project = at.project;
    let document = json!({"version": 1, "source": {"dataset": at.dataset}});
    let saved = || QueryInput { name: "Q".to_owned(), document: document.clone(), chart: None };
    let edited = || ScenarioInput {
        name: "S".to_owned(),
        forecast_id: at.forecast,
        unique_id: "series".to_owned(),
        edits: json!({"edits": []}),
    };
    let made =
        MakeForecast { model_id: at.model, name: "F".to_owned(), model: None, future: FutureDrivers::Auto };
    let sent = ImportDataset { upload_id: at.upload, name: "D".to_owned(), options: None };
    let further =
        ImportVersion { upload_id: at.upload, options: None, note: String::new(), labels: Vec::new() };
    let (said, used) = (VersionInput::default(), UseVersion { version: 1 });
    let renamed = RenameFolder { from: "A".to_owned(), to: "B".to_owned() };
    let daily = ScheduleInput { every_hours: 24 };
    let gaps = serde_json::from_value(json!({"name": "G", "method": {"kind": "linear"}})).unwrap();
    let options = serde_json::from_value(json!({"format": "csv", "columns": []})).unwrap();
    vec![
        ("upload.begin", word(&upload::begin(app, actor, project, "x.csv").await)),
        ("upload.detect", word(&upload::detect(app, actor, project, at.upload, options).await)),
        ("upload.delete", word(&upload::delete(app, actor, project, at.upload).await)),
        ("dataset.import", word(&dataset::import(app, actor, project, sent).await)),
        ("dataset.rename", word(&dataset::rename(app, actor, project, at.dataset, "D").await)),
        ("dataset.next", word(&dataset::import_version(app, actor, project, at.dataset, further).await)),
        (
            "dataset.describe",
            word(&dataset::describe_version(app, actor, project, (at.dataset, 1), said).await),
        ),
        ("dataset.use", word(&dataset::use_version(app, actor, project, at.dataset, used).await)),
        ("dataset.forget", word(&dataset::delete_version(app, actor, project, (at.dataset, 1)).await)),
        ("quality.create", word(&quality::create_rule(app, actor, project, at.dataset, rule()).await)),
        (
            "quality.update",
            word(&quality::update_rule(app, actor, project, (at.dataset, at.rule), rule()).await),
        ),
        ("quality.start", word(&quality::start(app, actor, project, at.dataset).await)),
        ("quality.plan", word(&quality::set_schedule(app, actor, project, at.dataset, daily).await)),
        ("quality.stop", word(&quality::remove_schedule(app, actor, project, at.dataset).await)),
        ("quality.fill", word(&quality::fill(app, actor, project, at.dataset, gaps).await)),
        ("quality.delete", word(&quality::delete_rule(app, actor, project, (at.dataset, at.rule)).await)),
        ("dataset.delete", word(&dataset::delete(app, actor, project, at.dataset).await)),
        ("query.save", word(&query::save(app, actor, project, saved()).await)),
        ("query.update", word(&query::update(app, actor, project, at.query, saved()).await)),
        ("query.place", word(&query::place(app, actor, project, at.query, QueryPlace::default()).await)),
        ("query.rename_folder", word(&query::rename_folder(app, actor, project, renamed).await)),
        ("query.delete", word(&query::delete(app, actor, project, at.query).await)),
        ("model.train", word(&model::train(app, actor, project, training(at.dataset, &["Naive"])).await)),
        ("model.delete", word(&model::delete(app, actor, project, at.model).await)),
        ("forecast.make", word(&forecast::make(app, actor, project, made).await)),
        (
            "forecast.explain",
            word(&forecast::explain(app, actor, project, at.forecast, ExplainForecast::default()).await),
        ),
        ("forecast.delete", word(&forecast::delete(app, actor, project, at.forecast).await)),
        ("scenario.save", word(&scenario::save(app, actor, project, edited()).await)),
        ("scenario.update", word(&scenario::update(app, actor, project, at.scenario, edited()).await)),
        ("scenario.delete", word(&scenario::delete(app, actor, project, at.scenario).await)),
        ("job.cancel", word(&job::cancel(app, actor, project, at.job).await)),
    ]
}

async fn manages(app: &App, actor: &Actor, at: &Objects) -> Vec<(&'static str, &'static str)> {
    let input = ProjectInput { name: "P".to_owned(), description: String::new() };
    vec![
        ("project.update", word(&project::update(app, actor, at.project, input).await)),
        ("project.delete", word(&project::delete(app, actor, at.project).await)),
    ]
}

fn all(results: &[(&'static str, &'static str)], wanted: &str) {
    let other: Vec<_> = results.iter().filter(|(_, found)| *found != wanted).collect();
    assert!(other.is_empty(), "not {wanted}: {other:?}");
}

async fn seen(app: &App, actor: &Actor) -> Vec<Project> {
    project::list(app, actor, ProjectFilter::Active, PageRequest::default()).await.unwrap().items
}

for_each_backend! {
    async fn r21_other_organization_finds_nothing(test: TestApp) {
        let at = objects(&test).await;
        let stranger = test.stranger().await;
        let mut results = Box::pin(reads(&test.app, &stranger, &at)).await;
        results.extend(special_reads(&test.app, &stranger, &at).await);
        results.extend(Box::pin(writes(&test.app, &stranger, &at)).await);
        results.extend(manages(&test.app, &stranger, &at).await);
        all(&results, "not found");
        assert_eq!(seen(&test.app, &stranger).await, []);
        all(&Box::pin(reads(&test.app, &test.admin, &at)).await, "ok");
    }

    async fn member_without_a_role_in_the_project_finds_nothing(test: TestApp) {
        let at = objects(&test).await;
        let org = test.admin.org_id;
        let member = test.person("Mia", Some(org), almanac_domain::OrgRole::Developer).await;
        let mut results = Box::pin(reads(&test.app, &member, &at)).await;
        results.extend(special_reads(&test.app, &member, &at).await);
        results.extend(Box::pin(writes(&test.app, &member, &at)).await);
        results.extend(manages(&test.app, &member, &at).await);
        all(&results, "not found");
        assert_eq!(seen(&test.app, &member).await, []);
    }

    async fn viewer_reads_and_changes_nothing(test: TestApp) {
        let at = objects(&test).await;
        let viewer = test.colleague("Vera", at.project, ProjectRole::Viewer).await;
        all(&Box::pin(reads(&test.app, &viewer, &at)).await, "ok");
        all(&Box::pin(writes(&test.app, &viewer, &at)).await, "forbidden");
        all(&manages(&test.app, &viewer, &at).await, "forbidden");
        assert_eq!(seen(&test.app, &viewer).await[0].role, ProjectRole::Viewer);
    }

    async fn editor_changes_what_is_in_the_project_but_not_the_project(test: TestApp) {
        let at = objects(&test).await;
        let editor = test.colleague("Emil", at.project, ProjectRole::Editor).await;
        let results = Box::pin(writes(&test.app, &editor, &at)).await;
        assert!(!results.iter().any(|(_, found)| *found == "forbidden"), "{results:?}");
        all(&manages(&test.app, &editor, &at).await, "forbidden");
    }

    async fn object_of_another_project_is_not_found(test: TestApp) {
        let mut at = objects(&test).await;
        at.project = test.project().await.id;
        let found = [
            word(&upload::get(&test.app, &test.admin, at.project, at.upload).await),
            word(&dataset::get(&test.app, &test.admin, at.project, at.dataset).await),
            word(&dataset::rows(&test.app, &test.admin, at.project, at.dataset, 0, 1).await),
            word(&query::get(&test.app, &test.admin, at.project, at.query).await),
            word(&model::get(&test.app, &test.admin, at.project, at.model).await),
            word(&forecast::get(&test.app, &test.admin, at.project, at.forecast).await),
            word(&job::get(&test.app, &test.admin, at.project, at.job).await),
        ];
        assert_eq!(found, ["not found"; 7]);
        let document = json!({"version": 1, "source": {"dataset": at.dataset}});
        let run = query::run(&test.app, &test.admin, at.project, RunQuery::new(document, 1)).await;
        assert!(matches!(run, Err(Error::Invalid(_))));
    }

    async fn owner_renames_and_deletes_the_project(test: TestApp) {
        let made = test.project().await;
        let input = ProjectInput { name: "Bikes".to_owned(), description: "All of them".to_owned() };
        let changed = project::update(&test.app, &test.admin, made.id, input).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.role), ("Bikes", ProjectRole::Owner));
        assert_eq!(seen(&test.app, &test.admin).await, [changed]);
        project::delete(&test.app, &test.admin, made.id).await.unwrap();
        assert_eq!(seen(&test.app, &test.admin).await, []);
    }
}
