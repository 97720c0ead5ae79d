use almanac_domain::data::{Dataset, DatasetState};
use almanac_domain::quality::{FillInput, FillMethod};
use almanac_domain::{PageRequest, ProjectId};
use almanac_jobs::Outcome;
use almanac_service::{Error, dataset, job, quality};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::Value;

use super::sample::imported;

/// Hourly air quality in Beijing with its real gaps (UCI data set 501, CC BY 4.0).
const AIR: &str = include_str!("../../../../../fixtures/beijing_air_excerpt.csv");
const DAYS: &str = "day,id,temp,mood\n2026-01-03,a,3,calm\n2026-01-01,a,1,\n2026-01-02,a,,\n2026-01-01,b,,wild\n2026-01-02,b,8,\n";

fn input(method: FillMethod) -> FillInput {
    FillInput { name: "Filled".to_owned(), method, columns: Vec::new(), time: None, series: None }
}

async fn filled(test: &TestApp, project: ProjectId, data: &Dataset, input: FillInput) -> Dataset {
    let begun = quality::fill(&test.app, &test.admin, project, data.id, input).await.unwrap();
    assert!(!begun.already_there);
    assert_eq!(test.work().await, Some(Outcome::Done));
    let made = dataset::get(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
    assert_eq!((made.state, made.error.as_deref()), (DatasetState::Ready, None));
    made
}

async fn rows(test: &TestApp, project: ProjectId, data: &Dataset) -> Vec<Vec<Value>> {
    dataset::rows(&test.app, &test.admin, project, data.id, 0, 1_000).await.unwrap().rows
}

/// How many values are missing before and after; what was there must be the same.
fn compare(before: &[Vec<Value>], after: &[Vec<Value>]) -> (usize, usize) {
    assert_eq!(before.len(), after.len());
    let cells = || before.iter().flatten().zip(after.iter().flatten());
    for (before, after) in cells().filter(|(before, _)| !before.is_null()) {
        assert_eq!(before, after, "a value that was there has changed");
    }
    (
        cells().filter(|(before, _)| before.is_null()).count(),
        cells().filter(|(_, after)| after.is_null()).count(),
    )
}

for_each_backend! {
    async fn real_gaps_are_filled_in_a_data_set_of_their_own(test: TestApp) {
        let project = test.project().await.id;
        let air = imported(&test, project, AIR).await;
        let before = rows(&test, project, &air).await;
        let profile = dataset::profile(&test.app, &test.admin, project, air.id).await.unwrap();
        let gaps: u64 = profile.columns.iter().map(|one| one.nulls).sum();
        assert_eq!(gaps, 153, "the gaps of the excerpt");
        for method in [
            FillMethod::Forward,
            FillMethod::Linear,
            FillMethod::Seasonal { period: Some(24) },
            FillMethod::Knn { neighbours: 5 },
            FillMethod::Mice { iterations: 10 },
        ] {
            let made = filled(&test, project, &air, input(method)).await;
            let after = rows(&test, project, &made).await;
            let (missing, left) = compare(&before, &after);
            assert_eq!(missing as u64, gaps);
            // Only `forward` fills the direction of the wind, which is a text.
            let winds = profile.columns.iter().find(|one| one.column.name == "wd").unwrap().nulls;
            assert_eq!(left as u64, if method == FillMethod::Forward { 0 } else { winds }, "{method:?}");
            let origin = made.origin.unwrap();
            assert_eq!((origin.dataset, origin.method, origin.name.as_str()), (air.id, method, "Days"));
            let told: u64 = origin.filled.iter().map(|one| one.filled).sum();
            assert_eq!(told, gaps - left as u64);
            assert_eq!(made.columns, air.columns);
        }
        assert_eq!(rows(&test, project, &air).await, before, "never in place");
    }

    async fn lines_follow_the_time_of_each_series(test: TestApp) {
        let project = test.project().await.id;
        let days = imported(&test, project, DAYS).await;
        let ordered = FillInput {
            time: Some("day".to_owned()), series: Some("id".to_owned()), ..input(FillMethod::Linear)
        };
        let made = filled(&test, project, &days, ordered.clone()).await;
        let temps: Vec<i64> = rows(&test, project, &made).await.iter().map(|row| row[2].as_i64().unwrap()).collect();
        assert_eq!(temps, [3, 1, 2, 8, 8]);
        let again = quality::fill(&test.app, &test.admin, project, days.id, ordered).await.unwrap();
        assert!(again.already_there && again.dataset.id == made.id);
        let carried = FillInput { columns: vec!["mood".to_owned()], ..input(FillMethod::Forward) };
        let made = filled(&test, project, &days, carried).await;
        let moods: Vec<Value> = rows(&test, project, &made).await.into_iter().map(|mut row| row.remove(3)).collect();
        assert_eq!(moods, ["calm", "calm", "calm", "wild", "wild"]);
        assert_eq!(dataset::list(&test.app, &test.admin, project, PageRequest::default()).await.unwrap().items.len(), 3);
    }

    async fn what_cannot_be_filled_is_refused_by_its_field(test: TestApp) {
        let project = test.project().await.id;
        let days = imported(&test, project, DAYS).await;
        let named = |columns: &[&str], method| FillInput {
            columns: columns.iter().map(|&name| name.to_owned()).collect(), ..input(method)
        };
        let seasonal = FillMethod::Seasonal { period: None };
        for (wrong, field) in [
            (named(&["nothing"], FillMethod::Linear), "columns[0]"),
            (named(&["temp", "mood"], FillMethod::Linear), "columns[1]"),
            (named(&["day"], FillMethod::Forward), "columns"),
            (FillInput { time: Some("id".to_owned()), ..input(FillMethod::Linear) }, "time"),
            (FillInput { series: Some("nothing".to_owned()), ..input(FillMethod::Linear) }, "series"),
            (input(seasonal), "method.period"),
        ] {
            let refused = quality::fill(&test.app, &test.admin, project, days.id, wrong).await;
            let Err(Error::Invalid(fields)) = refused else { panic!("{field}: {refused:?}") };
            assert_eq!(fields[0].field, field, "{fields:?}");
        }
    }

    async fn filling_without_its_data_set_is_given_up_and_can_be_cancelled(test: TestApp) {
        let project = test.project().await.id;
        let (app, admin) = (&test.app, &test.admin);
        let days = imported(&test, project, DAYS).await;
        let begun = quality::fill(app, admin, project, days.id, input(FillMethod::Linear)).await.unwrap().dataset;
        job::cancel(app, admin, project, begun.job_id.unwrap()).await.unwrap();
        let stopped = dataset::get(app, admin, project, begun.id).await.unwrap();
        assert_eq!((stopped.state, stopped.error.as_deref()), (DatasetState::Failed, Some("it was cancelled")));
        let begun = quality::fill(app, admin, project, days.id, input(FillMethod::Linear)).await.unwrap().dataset;
        dataset::delete(app, admin, project, days.id).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        let failed = dataset::get(app, admin, project, begun.id).await.unwrap();
        assert_eq!(failed.state, DatasetState::Failed);
        assert!(failed.error.unwrap().contains("gone"));
    }
}
