use super::*;

fn input(series: Option<&str>) -> FindAnomalies {
    FindAnomalies {
        time: "day".to_owned(),
        value: "sales".to_owned(),
        series: series.map(str::to_owned),
        method: "mad".to_owned(),
        level: 99.9,
        seasons: vec![7],
        model: None,
        seed: 1,
    }
}

/// Sales with a week, and a spike in shop `a`; shop `c` has no sales.
fn columns(days: i64) -> Vec<(Column, almanac_ingest::Values)> {
    use almanac_ingest::Values;
    let column = |name: &str, values: Values| (Column { name: name.to_owned(), kind: values.kind() }, values);
    let (mut day, mut shop, mut sales) = (Vec::new(), Vec::new(), Vec::new());
    for name in ["b", "a", "c"] {
        for t in 0..days {
            day.push(Some(t));
            shop.push(Some(name.to_owned()));
            let usual =
                [10.0, 12.0, 11.0, 13.0, 20.0, 30.0, 5.0][t as usize % 7] + (t * 5 % 11) as f64 / 10.0;
            let spike = if name == "a" && t == 50 { 60.0 } else { 0.0 };
            sales.push((name != "c").then_some(usual + spike));
        }
    }
    vec![
        column("day", Values::Date(day)),
        column("shop", Values::Text(shop)),
        column("sales", Values::Float(sales)),
    ]
}

fn found(days: i64, input: &FindAnomalies) -> Result<Found> {
    let file = tempfile::NamedTempFile::new().unwrap();
    almanac_ingest::write_columns(file.path(), &columns(days)).unwrap();
    judge(file.path(), 3, input, &options(input).unwrap(), &mut almanac_forecast::Silent)
}

#[test]
fn a_spike_is_found_in_its_series_and_a_series_without_values_is_told_apart() {
    let found = found(120, &input(Some("shop"))).unwrap();
    let page = found.page(None, 0, 10).unwrap();
    assert_eq!(found.series_ids(), ["a", "b", "c"]);
    let (first, last) = (&page.anomalies[0], &page.series[2]);
    assert_eq!((page.total, first.unique_id.as_str(), first.ds.as_str()), (1, "a", "1970-02-20"));
    assert_eq!((first.episode, page.series[0].anomalies, page.series[1].anomalies), (1, 1, 0));
    let (y, hi, expected) = (first.y.unwrap(), first.hi.unwrap(), first.expected.unwrap());
    assert!(y > hi && (y - expected - 60.0).abs() < 2.0, "{first:?}");
    assert_eq!(last.not_judged.as_deref(), Some("the series has no values"));
    assert_eq!(found.page(Some("b"), 0, 10).unwrap().total, 0);
    assert_eq!(found.page(None, 1, 10).unwrap().anomalies, []);
}

#[test]
fn a_time_that_comes_twice_asks_for_the_column_of_series() {
    let Err(Error::Invalid(wrong)) = found(30, &input(None)) else { panic!() };
    assert_eq!(wrong[0].field, "series");
}

#[test]
fn a_long_course_is_thinned_and_keeps_every_anomaly() {
    let found = found(5_000, &input(Some("shop"))).unwrap();
    let course = found.course(Some("a")).unwrap();
    assert!(course.thinned && course.ds.len() < 1_700, "{}", course.ds.len());
    let drawn = course.anomalous.iter().filter(|anomalous| **anomalous).count() as u64;
    assert_eq!(drawn, found.page(Some("a"), 0, 1).unwrap().total);
    let greatest = course.y.iter().flatten().copied().fold(0.0, f64::max);
    assert!((greatest - 72.8).abs() < 1e-9, "{greatest}");
}

#[test]
fn wrong_methods_models_and_columns_name_their_fields() {
    let field = |result: Result<()>| match result {
        Err(Error::Invalid(wrong)) => {
            wrong.into_iter().map(|error| error.field).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other:?}"),
    };
    let of = |input: FindAnomalies| field(options(&input).map(drop));
    assert_eq!(of(FindAnomalies { method: "guess".into(), ..input(None) }), "method");
    assert_eq!(of(FindAnomalies { model: Some("AutoETS".into()), ..input(None) }), "model");
    let forecast = "forecast_residual".to_owned();
    assert_eq!(of(FindAnomalies { method: forecast, model: Some("Oracle".into()), ..input(None) }), "model");
    let known: Vec<Column> = columns(1).into_iter().map(|(column, _)| column).collect();
    assert_eq!(field(check(&known, &FindAnomalies { time: "shop".into(), ..input(None) })), "time");
    assert_eq!(
        field(check(&known, &FindAnomalies { value: "price".into(), ..input(Some("sales")) })),
        "value series"
    );
}
