use almanac_domain::PageRequest;
use almanac_domain::job::JobState;
use almanac_domain::model::{FutureDrivers, MakeForecast, ModelState, TrainModel};
use almanac_domain::saved::{ExportFormat, QueryFilter, QueryInput, RunQuery};
use almanac_service::{Error, forecast, job, model, query};
use almanac_testkit::{TestApp, for_each_backend};
use futures::StreamExt;
use serde_json::json;

use super::sample::{days, imported, trained, training};

for_each_backend! {
    async fn saved_query_is_run_changed_and_exported(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let document = json!({
            "version": 1, "source": {"dataset": data.id},
            "group_by": [{"column": "weather"}],
            "aggregates": [{"fn": "count", "alias": "=days"}],
            "sort": [{"by": "weather"}]
        });
        let result = query::run(&test.app, &test.admin, project, RunQuery::new(document.clone(), 10)).await.unwrap();
        assert_eq!(result.rows, [[json!("clear"), json!(18)], [json!("rain"), json!(10)]]);
        let asked = RunQuery::new(document.clone(), 1);
        let csv = query::export(&test.app, &test.admin, project, asked, ExportFormat::Csv).await.unwrap();
        // R36: a spreadsheet must not take the name for a formula.
        let text = std::fs::read_to_string(csv.path()).unwrap();
        assert_eq!((csv.rows, text.as_str()), (2, "weather,'=days\r\nclear,18\r\nrain,10\r\n"));
        let path = csv.path().to_owned();
        drop(csv);
        assert!(!path.exists());
        let input = QueryInput { name: "Weather".to_owned(), document, chart: None };
        let saved = query::save(&test.app, &test.admin, project, input.clone()).await.unwrap();
        let input = QueryInput { name: "By weather".to_owned(), ..input };
        let changed = query::update(&test.app, &test.admin, project, saved.id, input).await.unwrap();
        let listed = query::list(&test.app, &test.admin, project, QueryFilter::default(), PageRequest::default()).await.unwrap();
        assert_eq!(listed.items, [changed]);
    }

    async fn query_with_an_unknown_column_is_refused_before_it_is_saved(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": data.id}, "columns": ["nothing"]});
        let input = QueryInput { name: "Wrong".to_owned(), document, chart: None };
        let refused = query::save(&test.app, &test.admin, project, input).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }

    async fn combination_of_the_best_models_is_compared_and_makes_a_forecast(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(120, 0)).await;
        let input = TrainModel { budget: Some(600), ..training(data.id, &[]) };
        let found = trained(&test, project, input).await;
        assert_eq!(found.config.budget, Some(600));
        let combined = found.leaderboard.iter().find(|score| score.model.starts_with("Median("));
        let combined = combined.expect("at least three models suit").model.clone();
        let model = Some(combined.clone());
        let (name, future) = ("Next week".to_owned(), FutureDrivers::Auto);
        let input = MakeForecast { model_id: found.id, name, model, future };
        let made = forecast::make(&test.app, &test.admin, project, input).await.unwrap();
        assert_eq!((made.model, made.series), (combined, 1));
        let view = forecast::view(&test.app, &test.admin, project, made.id, None).await.unwrap();
        assert_eq!((view.mean.len(), view.bands.len()), (7, 2));
        let wrong = TrainModel { budget: Some(0), ..training(data.id, &[]) };
        let refused = model::train(&test.app, &test.admin, project, wrong).await.unwrap_err();
        assert!(matches!(&refused, Error::Invalid(fields) if fields[0].field == "budget"), "{refused:?}");
    }

    async fn csv_becomes_a_model_and_a_forecast(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(120, 0)).await;
        let found = trained(&test, project, training(data.id, &["AutoETS"])).await;
        assert_eq!((found.state, found.series, found.periods), (ModelState::Ready, 1, 120));
        let names: Vec<_> = found.leaderboard.iter().map(|score| score.model.as_str()).collect();
        assert_eq!(names.len(), 4, "{names:?}");
        assert_eq!(found.winner.as_deref(), names.first().copied());
        assert!(found.leaderboard[0].coverage.len() == 2 && found.leaderboard[0].mae > 0.0);
        let input = MakeForecast {
            model_id: found.id,
            name: "Next week".to_owned(),
            model: Some("autoets".to_owned()),
            future: FutureDrivers::Auto,
        };
        let made = forecast::make(&test.app, &test.admin, project, input).await.unwrap();
        assert_eq!((made.model.as_str(), made.horizon, made.series), ("AutoETS", 7, 1));
        let view = forecast::view(&test.app, &test.admin, project, made.id, None).await.unwrap();
        assert_eq!((view.ds[0].as_str(), view.mean.len()), ("2024-04-30", 7));
        // Ten seasons of a week, or five horizons: the longer.
        assert_eq!((view.history_ds.len(), view.history_ds[69].as_str()), (70, "2024-04-29"));
        let levels: Vec<u8> = view.bands.iter().map(|band| band.level).collect();
        assert_eq!(levels, [80, 95]);
        assert!((0..7).all(|t| view.bands[1].lo[t] <= view.mean[t] && view.mean[t] <= view.bands[1].hi[t]));
        let ids = forecast::series_ids(&test.app, &test.admin, project, made.id).await.unwrap();
        assert_eq!(ids, [view.unique_id.as_str()]);
        let unknown = forecast::view(&test.app, &test.admin, project, made.id, Some("nobody")).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
        let what_if = forecast::what_if(&test.app, &test.admin, project, made.id, None).await;
        assert!(matches!(what_if, Err(Error::Conflict(_))));
    }

    async fn forecast_is_exported_in_three_formats(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(60, 0)).await;
        let found = trained(&test, project, training(data.id, &["SeasonalNaive"])).await;
        let input = MakeForecast {
            model_id: found.id,
            name: "Next week".to_owned(),
            model: Some("SeasonalNaive".to_owned()),
            future: FutureDrivers::RepeatSeason,
        };
        let made = forecast::make(&test.app, &test.admin, project, input).await.unwrap();
        let export = |format| forecast::export(&test.app, &test.admin, project, made.id, format);
        let csv = String::from_utf8(export(ExportFormat::Csv).await.unwrap()).unwrap();
        let header = "unique_id,ds,SeasonalNaive,SeasonalNaive-lo-80,SeasonalNaive-hi-80,\
            SeasonalNaive-lo-95,SeasonalNaive-hi-95";
        assert_eq!(csv.lines().next(), Some(header));
        assert_eq!(csv.lines().count(), 8);
        let json: serde_json::Value = serde_json::from_slice(&export(ExportFormat::Json).await.unwrap()).unwrap();
        assert_eq!(json[0]["ds"], "2024-03-01");
        assert!(json[6]["SeasonalNaive-hi-95"].is_number());
        assert!(export(ExportFormat::Parquet).await.unwrap().starts_with(b"PAR1"));
        let before = test.data_files().len();
        forecast::delete(&test.app, &test.admin, project, made.id).await.unwrap();
        // The numbers, the future of the drivers, and how errors go together.
        assert_eq!(test.data_files().len(), before - 3);
        model::delete(&test.app, &test.admin, project, found.id).await.unwrap();
        assert_eq!(test.data_files().len(), 2);
    }

    async fn model_can_be_trained_on_a_query(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(90, 0)).await;
        let document = json!({
            "version": 1, "source": {"dataset": data.id},
            "group_by": [{"column": "day"}],
            "aggregates": [{"fn": "sum", "column": "rides", "alias": "total"}]
        });
        let input = QueryInput { name: "Totals".to_owned(), document, chart: None };
        let saved = query::save(&test.app, &test.admin, project, input).await.unwrap();
        let mut input = training(data.id, &["Naive"]);
        input.source = almanac_domain::model::Source::Query(saved.id);
        input.target = "total".to_owned();
        input.drivers.clear();
        let found = trained(&test, project, input).await;
        assert_eq!((found.state, found.periods), (ModelState::Ready, 90));
    }

    async fn watcher_sees_the_present_state_and_ends_with_the_final_one(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(60, 0)).await;
        let begun = model::train(&test.app, &test.admin, project, training(data.id, &["Naive"])).await.unwrap();
        let watched = job::watch(&test.app, &test.admin, project, begun.job_id.unwrap()).await.unwrap();
        let (states, _) = tokio::join!(watched.map(|job| job.state).collect::<Vec<_>>(), test.work());
        assert_eq!((states[0], *states.last().unwrap()), (JobState::Queued, JobState::Succeeded));
    }
}
