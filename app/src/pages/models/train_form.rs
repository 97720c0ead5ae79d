//! The form that starts a training. It works without JavaScript.

use almanac_domain::ProjectId;
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::{Metric, Source};
use almanac_forecast::auto::Family;
use leptos::prelude::*;

use super::hierarchy_form::hierarchy_fields;
use super::new::Given;
use crate::api::model::{Method, TrainModel};
use crate::components::{Field, Note, Post, PostForm};
use crate::erased::Erased;
use crate::format::{fill, type_name};
use crate::i18n::texts_now;

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
    let time = given.columns.iter().find(|column| column.kind.is_temporal());
    let time = time.or_else(|| given.columns.iter().find(|column| column.kind == ColumnType::Integer));
    let Some(time) = time.map(|column| column.name.clone()) else {
        return view! { <p class="problem" role="alert">{t.no_time}</p> }.erased();
    };
    // The value of interest usually stands last, and is measured; counters and codes are whole numbers.
    let last = |fits: fn(ColumnType) -> bool| given.columns.iter().rfind(|c| fits(c.kind) && c.name != time);
    let target = last(|kind| kind == ColumnType::Float).or_else(|| last(ColumnType::is_numeric));
    let target = target.map(|column| column.name.clone()).unwrap_or_default();
    view! {
        <p class="muted">{fill(t.from, &[("name", &given.name)])}</p>
        <PostForm action class="form wide">
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="form[source]" value=source/>
            <Field label=t.name name="form[name]" value=given.name failure/>
            <fieldset class="grid">
                <legend>{t.what}</legend>
                {select("form[time]", t.time, &time, suitable(&given.columns, |kind| kind.is_temporal() || kind == ColumnType::Integer), None)}
                {select("form[target]", t.target, &target, suitable(&given.columns, ColumnType::is_numeric), None)}
                {select("form[series_id]", t.series, "", suitable(&given.columns, |kind| matches!(kind, ColumnType::Text | ColumnType::Integer)), Some(t.one_series))}
            </fieldset>
            {hierarchy_fields(&given.columns, &[&time, &target])}
            <Drivers columns=given.columns time target/>
            <fieldset class="grid">
                <legend>{t.how}</legend>
                <NumberField name="form[horizon]" label=t.horizon value="24" max="1000"/>
                <NumberField name="form[windows]" label=t.windows value="3" max="20"/>
                <Field label=t.seasons name="form[seasons]" required=false failure/>
                <NumberField name="form[budget]" label=t.budget value="" max="86400"/>
                {select("form[metric]", t.metric, Metric::default().name(), Metric::ALL.map(|metric| metric.name().to_owned()).into(), None)}
            </fieldset>
            <Methods methods=given.methods/>
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

fn select(
    name: &'static str,
    label: &'static str,
    chosen: &str,
    choices: Vec<String>,
    none: Option<&'static str>,
) -> AnyView {
    let options = choices
        .into_iter()
        .map(|choice| view! { <option value=choice.clone() selected=choice == chosen>{choice.clone()}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                {none.map(|none| view! { <option value="">{none}</option> })}
                {options}
            </select>
        </div>
    }
    .erased()
}

/// A whole number from 1 on; it may stay empty if it has no value to begin with.
#[component]
fn NumberField(
    name: &'static str,
    label: &'static str,
    value: &'static str,
    max: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input id=name name=name type="number" min="1" max=max step="1" value=value required=!value.is_empty()/>
        </div>
    }
    .erased()
}

/// How each column is used. The column of time and the target can't be drivers; the server says so if they are.
#[component]
fn Drivers(columns: Vec<Column>, time: String, target: String) -> impl IntoView {
    let t = &texts_now().train;
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
                        <select name=name aria-label=label>
                            <option value="">{t.unused}</option>
                            <option value="futr">{t.futr}</option>
                            <option value="hist">{t.hist}</option>
                        </select>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{t.drivers}</legend>
            <p class="muted">{t.drivers_text}</p>
            <table class="dense"><tbody>{rows}</tbody></table>
        </fieldset>
    }
    .erased()
}

#[component]
fn Methods(methods: Vec<Method>) -> impl IntoView {
    let t = &texts_now().train;
    let box_of = |(i, method): (usize, Method)| {
        let uses_drivers = method.drivers.then(|| view! { <span class="tag">{t.uses_drivers}</span> });
        let plays = method.browser.then(|| view! { <span class="tag">{t.plays}</span> });
        let name = format!("form[models][{i}]");
        view! {
            <label class="check">
                <input type="checkbox" name=name value=method.name.clone()/>
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
