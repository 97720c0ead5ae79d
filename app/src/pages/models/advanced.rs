//! The settings of a training that most people leave alone.

use almanac_domain::model::{Intervals, TrainModel};
use leptos::prelude::*;

use super::train_form::{NumberField, select};
use crate::api::Failure;
use crate::api::model::Method;
use crate::components::{Choice, Field};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Windows, seasons, intervals, seed and search, folded away.
#[component]
pub(super) fn Advanced(
    methods: Vec<Method>,
    /// The settings of the model that is trained further.
    start: Option<TrainModel>,
    #[prop(into)] failure: Signal<Option<Failure>>,
) -> impl IntoView {
    let t = &texts_now().train;
    let list = |numbers: Vec<String>| numbers.join(", ");
    let start = start.as_ref();
    let length = start.and_then(|config| config.window_length).map(|periods| periods.to_string());
    let windows = start.map_or(3, |config| config.windows).to_string();
    let seasons = start.map(|config| list(config.seasons.iter().map(ToString::to_string).collect()));
    let levels = start.map_or_else(
        || "80, 95".to_owned(),
        |config| list(config.levels.iter().map(ToString::to_string).collect()),
    );
    let seed = start.map_or(1, |config| config.seed).to_string();
    let adaptive = start.is_some_and(|config| config.intervals == Intervals::Adaptive);
    let chosen = if adaptive { "adaptive" } else { "split" };
    let intervals =
        vec![("split".to_owned(), t.split.to_owned()), ("adaptive".to_owned(), t.adaptive.to_owned())];
    let below_zero = if start.is_some_and(|config| config.below_zero) { "possible" } else { "kept" };
    let signs = vec![("kept".to_owned(), t.kept.to_owned()), ("possible".to_owned(), t.possible.to_owned())];
    let searchable: Vec<String> = methods.into_iter().filter(|m| m.searchable).map(|m| m.name).collect();
    view! {
        <details class="fold" open=move || failure.read().is_some()>
            <summary>{t.advanced}</summary>
            <fieldset class="grid">
                <NumberField name="form[windows]" label=t.windows value=windows max="20"/>
                <NumberField name="form[window_length]" label=t.window_length value=length.unwrap_or_default() max="1000000"/>
                <Field label=t.seasons name="form[seasons]" value=seasons.unwrap_or_default() required=false failure/>
                <Field label=t.levels name="form[levels]" value=levels failure/>
                <Choice label=t.intervals id="form[intervals]" name="form[intervals]" options=intervals chosen/>
                <Choice label=t.below_zero id="form[below_zero]" name="form[below_zero]" options=signs chosen=below_zero/>
                <Field label=t.seed name="form[seed]" value=seed failure/>
                {select("form[search_model]", t.search, "", searchable, Some(t.search_none))}
                <NumberField name="form[search_seconds]" label=t.search_seconds value="60".to_owned() max="86400"/>
            </fieldset>
        </details>
    }
    .erased()
}
