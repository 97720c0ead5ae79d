//! The form that says where and how anomalies are looked for. It is sent by the address.

use almanac_domain::data::ColumnType;
use leptos::prelude::*;

use crate::api::dataset::{AnomaliesView, Looking};
use crate::components::Choice;
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The form, with what was chosen, or what suits the columns.
pub(super) fn form(view: &AnomaliesView, looking: &Looking) -> AnyView {
    let t = &texts_now().unusual;
    let columns = |fits: fn(ColumnType) -> bool| -> Vec<String> {
        let fitting = view.dataset.columns.iter().filter(|column| fits(column.kind));
        fitting.map(|column| column.name.clone()).collect()
    };
    let mut times = columns(ColumnType::is_temporal);
    times.extend(columns(|kind| kind == ColumnType::Integer));
    let numbers = columns(ColumnType::is_numeric);
    // The value of interest usually stands last, and is measured.
    let usual = columns(|kind| kind == ColumnType::Float).pop().or_else(|| numbers.last().cloned());
    let (Some(time), Some(value)) = (times.first().cloned(), usual) else {
        return view! { <p class="problem" role="alert">{t.no_time}</p> }.erased();
    };
    let named = |names: Vec<String>| names.into_iter().map(|name| (name.clone(), name)).collect::<Vec<_>>();
    let series = columns(|kind| !kind.is_temporal() && kind != ColumnType::Float);
    let series: Vec<_> =
        std::iter::once((String::new(), t.one_series.to_owned())).chain(named(series)).collect();
    let methods = view.methods.iter().map(|name| (name.clone(), said(name))).collect();
    let or = |chosen: &String, usual: String| if chosen.is_empty() { usual } else { chosen.clone() };
    view! {
        <form method="get" class="form card wide">
            <div class="grid">
                <Choice label=t.time id="time" name="time" options=named(times) chosen=or(&looking.time, time)/>
                <Choice label=t.value id="value" name="value" options=named(numbers) chosen=or(&looking.value, value)/>
                <Choice label=t.series id="series" name="series" options=series chosen=looking.series.clone()/>
            </div>
            <div class="grid">
                <Choice label=t.method id="method" name="method" options=methods chosen=looking.method.clone()/>
                <div class="field">
                    <label for="seasons">{t.seasons}</label>
                    <input id="seasons" name="seasons" value=looking.seasons.clone() autocomplete="off"/>
                </div>
            </div>
            <div class="field">
                <label for="level">{t.level}</label>
                <input id="level" name="level" type="number" step="any" min="50" max="99.9999" value=or(&looking.level, view.level.to_string()) aria-describedby="level-note"/>
                <p id="level-note" class="hint">{t.level_hint}</p>
            </div>
            <div class="row"><button type="submit" class="button primary">{t.find}</button></div>
        </form>
    }
    .erased()
}

/// The name of a method, and what it finds.
fn said(name: &str) -> String {
    let t = &texts_now().unusual;
    let what = match name {
        "mad" => t.mad,
        "seasonal_hybrid_esd" => t.esd,
        "forecast_residual" => t.residual,
        "isolation_forest" => t.forest,
        "change_points" => t.changes,
        "combined" => t.combined,
        other => return other.to_owned(),
    };
    format!("{name}: {what}")
}
