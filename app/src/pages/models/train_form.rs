//! The form that starts a training. It works without JavaScript.

use almanac_domain::ProjectId;
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::{DriverInput, DriverTiming, Metric, Source, TrainModel as Config};
use almanac_forecast::auto::Family;
use leptos::prelude::*;

use super::advanced::Advanced;
use super::hierarchy_form::hierarchy_fields;
use super::new::Given;
use crate::api::model::{Method, TrainModel};
use crate::components::{Choice, Field, Note, Post, PostForm};
use crate::erased::Erased;
use crate::format::{fill, type_name};
use crate::i18n::texts_now;

/// What stands in the form at first.
struct Start {
    time: String,
    target: String,
    series_id: String,
    /// Of the model that is trained further; the usual ones without one.
    config: Option<Config>,
}

impl Start {
    /// None if there is no time column.
    fn of(given: &Given) -> Option<Self> {
        if let Some(parent) = &given.parent {
            let config = parent.config.clone();
            let (time, target) = (config.time.clone(), config.target.clone());
            let series_id = config.series_id.clone().unwrap_or_default();
            return Some(Self { time, target, series_id, config: Some(config) });
        }
        let time = given.columns.iter().find(|column| column.kind.is_temporal());
        let time = time.or_else(|| given.columns.iter().find(|column| column.kind == ColumnType::Integer));
        let time = time?.name.clone();
        // The value of interest usually stands last, and is measured; counters and codes are whole numbers.
        let last =
            |fits: fn(ColumnType) -> bool| given.columns.iter().rfind(|c| fits(c.kind) && c.name != time);
        let target = last(|kind| kind == ColumnType::Float).or_else(|| last(ColumnType::is_numeric));
        let target = target.map(|column| column.name.clone()).unwrap_or_default();
        Some(Self { time, target, series_id: String::new(), config: None })
    }
}

/// The form.
#[component]
pub(super) fn TrainingForm(project: ProjectId, given: Given) -> impl IntoView {
    let t = &texts_now().train;
    let action = Post::to::<TrainModel>();
    let failure = action.failure();
    let source = match given.source {
        Source::Dataset(id) => format!("dataset:{id}"),
        Source::Query(id) => format!("query:{id}"),
    };
    let Some(start) = Start::of(&given) else {
        return view! { <p class="problem" role="alert">{t.no_time}</p> }.erased();
    };
    let parent = given.parent.map(|parent| {
        let text = fill(t.parent, &[("name", &parent.name)]);
        view! {
            <p class="card info">{text}</p>
            <input type="hidden" name="form[parent]" value=parent.id.to_string()/>
        }
    });
    let config = start.config.as_ref();
    let horizon = config.map_or(24, |config| config.horizon).to_string();
    let budget = config.and_then(|config| config.budget).map(|seconds| seconds.to_string());
    let metric = config.map(|config| config.metric).unwrap_or_default();
    let drivers = match config {
        Some(config) => fixed_drivers(config),
        None => view! { <Drivers columns=given.columns.clone() time=start.time.clone() target=start.target.clone() holidays=given.holidays/> }.erased(),
    };
    let chosen = config.map(|config| config.models.clone()).unwrap_or_default();
    let (fixed, name) = (config.is_some(), config.map(|config| config.name.clone()));
    let name = name.unwrap_or_else(|| given.name.clone());
    let methods = given.methods.clone();
    view! {
        <p class="muted">{fill(t.from, &[("name", &given.name)])}</p>
        <PostForm action class="form wide">
            <Note failure/>
            {parent}
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="form[source]" value=source/>
            <Field label=t.name name="form[name]" value=name failure/>
            <fieldset class="grid">
                <legend>{t.what}</legend>
                {select("form[time]", t.time, &start.time, suitable(&given.columns, |kind| kind.is_temporal() || kind == ColumnType::Integer), None)}
                {select("form[target]", t.target, &start.target, suitable(&given.columns, ColumnType::is_numeric), None)}
                {select("form[series_id]", t.series, &start.series_id, suitable(&given.columns, |kind| matches!(kind, ColumnType::Text | ColumnType::Integer)), Some(t.one_series))}
            </fieldset>
            {hierarchy_fields(&given.columns, &[&start.time, &start.target], start.config.as_ref().and_then(|config| config.hierarchy.as_ref()))}
            {drivers}
            <fieldset class="grid">
                <legend>{t.how}</legend>
                <NumberField name="form[horizon]" label=t.horizon value=horizon max="1000" fixed/>
                <NumberField name="form[budget]" label=t.budget value=budget.unwrap_or_default() max="86400"/>
                {select("form[metric]", t.metric, metric.name(), Metric::ALL.map(|metric| metric.name().to_owned()).into(), None)}
            </fieldset>
            <Advanced methods start=start.config failure/>
            <Methods methods=given.methods chosen/>
            <div class="row">
                <button type="submit" class="button primary" disabled=action.pending()>{t.start}</button>
            </div>
        </PostForm>
    }
    .erased()
}

fn suitable(columns: &[Column], fits: impl Fn(ColumnType) -> bool) -> Vec<String> {
    columns.iter().filter(|column| fits(column.kind)).map(|column| column.name.clone()).collect()
}

pub(super) fn select(
    name: &'static str,
    label: &'static str,
    chosen: &str,
    choices: Vec<String>,
    none: Option<&'static str>,
) -> AnyView {
    let none = none.map(|none| (String::new(), none.to_owned()));
    let options =
        none.into_iter().chain(choices.into_iter().map(|choice| (choice.clone(), choice))).collect();
    view! { <Choice label id=name name options chosen/> }.erased()
}

/// A whole number from 1 on; it may stay empty if it has no value to begin with.
#[component]
pub(super) fn NumberField(
    name: &'static str,
    label: &'static str,
    value: String,
    max: &'static str,
    #[prop(default = false)] fixed: bool,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input id=name name=name type="number" min="1" max=max step="1" required=!value.is_empty() value=value readonly=fixed/>
            {fixed.then(|| view! { <p class="hint">{texts_now().train.fixed}</p> })}
        </div>
    }
    .erased()
}

/// The drivers of the model that is trained further, which stay as they are.
fn fixed_drivers(config: &Config) -> AnyView {
    let t = &texts_now().train;
    if config.drivers.is_empty() && config.holidays.is_none() {
        return ().erased();
    }
    let holidays = config.holidays.clone().map(|code| {
        view! {
            <tr>
                <th scope="row">{t.holidays}</th>
                <td>{code.clone()} <input type="hidden" name="form[holidays]" value=code/></td>
            </tr>
        }
    });
    let row = |(i, driver): (usize, &DriverInput)| {
        let (value, text) = match driver.timing {
            DriverTiming::Futr => ("futr", t.futr),
            DriverTiming::Hist => ("hist", t.hist),
            DriverTiming::Static => ("static", t.of_series),
        };
        let column = driver.column.clone();
        view! {
            <tr>
                <th scope="row">{column.clone()}</th>
                <td>
                    {text}
                    <input type="hidden" name=format!("form[roles][{i}][column]") value=column/>
                    <input type="hidden" name=format!("form[roles][{i}][timing]") value=value/>
                </td>
            </tr>
        }
    };
    let rows = config.drivers.iter().enumerate().map(row).collect_view();
    view! {
        <fieldset>
            <legend>{t.drivers}</legend>
            <p class="muted">{t.fixed}</p>
            <table class="dense"><tbody>{rows} {holidays}</tbody></table>
        </fieldset>
    }
    .erased()
}

/// How each column is used. The column of time and the target can't be drivers; the server says so if they are.
#[component]
fn Drivers(
    columns: Vec<Column>,
    time: String,
    target: String,
    holidays: Vec<(String, String)>,
) -> impl IntoView {
    let t = &texts_now().train;
    let timings = [("", t.unused), ("futr", t.futr), ("hist", t.hist), ("static", t.of_series)]
        .map(|(value, text)| (value.to_owned(), text.to_owned()));
    let rows = columns
        .into_iter()
        .filter(|column| column.name != time && column.name != target)
        .enumerate()
        .map(|(i, column)| {
            let label = fill(t.timing_of, &[("name", &column.name)]);
            let name = format!("form[roles][{i}][timing]");
            view! {
                <tr>
                    <th scope="row">{column.name.clone()}</th>
                    <td class="muted">{type_name(column.kind)}</td>
                    <td>
                        <input type="hidden" name=format!("form[roles][{i}][column]") value=column.name/>
                        <Choice label id=name.clone() name options=timings.to_vec() quiet=true/>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let mut codes = vec![(String::new(), t.no_holidays.to_owned())];
    codes.extend(holidays);
    view! {
        <fieldset>
            <legend>{t.drivers}</legend>
            <p class="muted">{t.drivers_text}</p>
            <table class="dense"><tbody>{rows}</tbody></table>
            <Choice label=t.holidays id="holidays" name="form[holidays]" options=codes/>
        </fieldset>
    }
    .erased()
}

#[component]
fn Methods(methods: Vec<Method>, chosen: Vec<String>) -> impl IntoView {
    let t = &texts_now().train;
    let box_of = |(i, method): (usize, Method)| {
        let uses_drivers = method.drivers.then(|| view! { <span class="tag">{t.uses_drivers}</span> });
        let plays = method.browser.then(|| view! { <span class="tag">{t.plays}</span> });
        let name = format!("form[models][{i}]");
        let checked = chosen.contains(&method.name);
        view! {
            <label class="check">
                <input type="checkbox" name=name value=method.name.clone() checked=checked/>
                {method.name} {uses_drivers} {plays}
            </label>
        }
    };
    let numbered: Vec<(usize, Method)> = methods.into_iter().enumerate().collect();
    let families = numbered
        .chunk_by(|a, b| a.1.family == b.1.family)
        .map(|members| {
            let family = members.first().map(|(_, method)| family_name(method.family));
            let boxes = members.iter().cloned().map(box_of).collect_view();
            view! {
                <fieldset class="checks">
                    <legend>{family}</legend>
                    {boxes}
                </fieldset>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{t.models}</legend>
            <div class="families">{families}</div>
        </fieldset>
    }
    .erased()
}

fn family_name(family: Family) -> &'static str {
    let t = &texts_now().train;
    match family {
        Family::Baseline => t.baseline,
        Family::Smoothing => t.smoothing,
        Family::Theta => t.theta,
        Family::Arima => t.arima,
        Family::Seasons => t.several_seasons,
        Family::Intermittent => t.intermittent,
        Family::Trees => t.trees,
        Family::Network => t.network,
    }
}
