//! The form for missing values, by the method.

use almanac_domain::ProjectId;
use almanac_domain::data::{ColumnProfile, Dataset, DatasetProfile};
use almanac_domain::quality::FillMethod;
use leptos::prelude::*;
use leptos_router::components::A;

use super::fill::method as texts_of;
use crate::components::{Choice, Note, Post, PostForm};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::paths;

/// The form for a method.
pub(super) fn form(
    project: ProjectId,
    dataset: &Dataset,
    profile: &DatasetProfile,
    method: FillMethod,
    save: Post,
) -> AnyView {
    let t = texts_now();
    let id = dataset.id;
    let (title, text) = texts_of(method.name()).unwrap_or_default();
    let name = fill(t.fill.name_of, &[("name", &dataset.name)]);
    let ordered = method.is_ordered().then(|| order(profile));
    let columns = columns(profile, method);
    view! {
        <PostForm action=save class="form card">
            <div class="row spread">
                <h2>{title}</h2>
                <A href=paths::dataset_page(project, id, "quality/fill") attr:class="button quiet">{t.fill.other}</A>
            </div>
            <p class="muted">{text}</p>
            <Note failure=save.failure()/>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="dataset" value=id.to_string()/>
            <input type="hidden" name="form[method]" value=method.name()/>
            <div class="field">
                <label for="name">{t.g.name}</label>
                <input id="name" name="form[name]" required=true value=name autocomplete="off"/>
            </div>
            {columns}
            {ordered}
            {count(method)}
            <div class="row">
                <button type="submit" class="button primary">{t.fill.begin}</button>
                <A href=paths::dataset_page(project, id, "quality") attr:class="button quiet">{t.g.cancel}</A>
            </div>
        </PostForm>
    }
    .erased()
}

/// The columns with gaps that the method can fill.
fn columns(profile: &DatasetProfile, method: FillMethod) -> AnyView {
    let (t, locale) = words();
    let suits = |one: &&ColumnProfile| {
        one.nulls > 0 && (method == FillMethod::Forward || one.column.kind.is_numeric())
    };
    let boxes = profile.columns.iter().filter(suits).enumerate().map(|(i, one)| {
        let name = one.column.name.clone();
        let missing = format!("{} {}", t.fill.missing, format::count(one.nulls, locale));
        view! {
            <label class="check">
                <input type="checkbox" name=format!("form[columns][{i}]") value=name.clone()/>
                <span>{name} " " <span class="muted">{missing}</span></span>
            </label>
        }
    });
    view! {
        <fieldset class="checks">
            <legend>{t.fill.columns}</legend>
            <p class="hint">{t.fill.columns_hint}</p>
            {boxes.collect_view()}
        </fieldset>
    }
    .erased()
}

/// By which column rows are ordered, and which one tells series apart.
fn order(profile: &DatasetProfile) -> AnyView {
    let t = &texts_now().fill;
    let named = |first: &str, fits: &dyn Fn(&ColumnProfile) -> bool| {
        let first = (String::new(), first.to_owned());
        let others = profile.columns.iter().filter(|one| fits(one)).map(|one| {
            let name = one.column.name.clone();
            (name.clone(), name)
        });
        std::iter::once(first).chain(others).collect::<Vec<_>>()
    };
    let times = named(t.as_is, &|one| one.column.kind.is_temporal());
    let series = named(t.one_series, &|one| !one.column.kind.is_temporal());
    let chosen = times.get(1).map(|(name, _)| name.clone()).unwrap_or_default();
    view! {
        <Choice label=t.time id="time" name="form[time]" options=times chosen/>
        <Choice label=t.series id="series" name="form[series]" options=series/>
    }
    .erased()
}

/// The number that some methods have.
fn count(method: FillMethod) -> AnyView {
    let t = &texts_now().fill;
    let (label, hint) = match method {
        FillMethod::Forward | FillMethod::Linear => return ().erased(),
        FillMethod::Seasonal { .. } => (t.period, t.period_hint),
        FillMethod::Knn { .. } => (t.neighbours, t.neighbours_hint),
        FillMethod::Mice { .. } => (t.iterations, t.iterations_hint),
    };
    view! {
        <div class="field">
            <label for="count">{label}</label>
            <input id="count" name="form[count]" type="number" min="1" autocomplete="off" aria-describedby="count-note"/>
            <p id="count-note" class="hint">{hint}</p>
        </div>
    }
    .erased()
}
