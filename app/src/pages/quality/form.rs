//! The form of a rule, by its kind.

use almanac_domain::ProjectId;
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::quality::{RuleCheck, Severity};
use leptos::prelude::*;
use leptos_router::components::A;

use super::said::kind as kind_texts;
use super::severity_name;
use crate::api::Failure;
use crate::api::quality::RuleStart;
use crate::components::{Choice, Note, Post, PostForm};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::paths;

type Problem = Signal<Option<Failure>>;

/// The form for a kind of rule.
pub(super) fn form(project: ProjectId, kind: &str, draft: &RuleStart, save: Post) -> AnyView {
    let t = texts_now();
    let failure = save.failure();
    let id = draft.dataset.id;
    let check = draft.rule.as_ref().map(|rule| &rule.check);
    let other = draft.rule.is_none().then(|| {
        let href = paths::dataset_page(project, id, "quality/rules/new");
        view! { <A href attr:class="button quiet">{t.rule.other_kind}</A> }
    });
    let (title, text) = kind_texts(kind).unwrap_or_default();
    let options = Severity::ALL.map(|one| (one.name().to_owned(), severity_name(one).to_owned()));
    let severity = draft.rule.as_ref().map_or(Severity::Error, |rule| rule.severity).name();
    let active = draft.rule.as_ref().is_none_or(|rule| rule.active);
    let rule = draft.rule.as_ref().map(|rule| rule.id.to_string());
    let rule = rule.map(|id| view! { <input type="hidden" name="rule" value=id/> });
    let (column, particular) = (column(kind, draft, check), particular(kind, draft, check, failure));
    let kind = kind.to_owned();
    view! {
        <PostForm action=save class="form card">
            <div class="row spread"><h2>{title}</h2> {other}</div>
            <p class="muted">{text}</p>
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="dataset" value=id.to_string()/>
            {rule}
            <input type="hidden" name="form[kind]" value=kind/>
            {column}
            {particular}
            <Choice label=t.rule.severity id="severity" name="form[severity]" options=options.to_vec() chosen=severity/>
            <label class="check"><input type="checkbox" name="form[active]" value="true" checked=active/> {t.rule.active}</label>
            <div class="row">
                <button type="submit" class="button primary">{t.g.save}</button>
                <A href=paths::dataset_page(project, id, "quality") attr:class="button quiet">{t.g.cancel}</A>
            </div>
        </PostForm>
    }
    .erased()
}

/// Whether a rule of this kind can be about a column.
fn suits(kind: &str, column: &Column) -> bool {
    match kind {
        "range" => column.kind.is_numeric() || column.kind.is_temporal(),
        "pattern" => column.kind == ColumnType::Text,
        "freshness" => column.kind.is_temporal(),
        _ => true,
    }
}

/// The choice of a column, or of several.
fn column(kind: &str, draft: &RuleStart, check: Option<&RuleCheck>) -> AnyView {
    let t = &texts_now().rule;
    let chosen = check.map(RuleCheck::columns).unwrap_or_default();
    let names = draft.dataset.columns.iter().filter(|column| suits(kind, column)).map(|one| one.name.clone());
    match kind {
        "row_count_change" => ().erased(),
        "unique" => {
            let boxes = names.enumerate().map(|(i, name)| {
                let checked = chosen.contains(&name);
                view! {
                    <label class="check">
                        <input type="checkbox" name=format!("form[columns][{i}]") value=name.clone() checked=checked/> {name}
                    </label>
                }
            });
            view! { <fieldset class="checks"><legend>{t.columns}</legend> {boxes.collect_view()}</fieldset> }
                .erased()
        }
        _ => {
            let options = names.map(|name| (name.clone(), name)).collect();
            let chosen = chosen.first().cloned().unwrap_or_default();
            view! { <Choice label=t.column id="column" name="form[column]" options chosen/> }.erased()
        }
    }
}

/// The fields that only this kind has.
fn particular(kind: &str, draft: &RuleStart, check: Option<&RuleCheck>, failure: Problem) -> AnyView {
    let t = &texts_now().rule;
    match kind {
        "range" => {
            let (min, max) = match check {
                Some(RuleCheck::Range { min, max, .. }) => (min.clone(), max.clone()),
                _ => (None, None),
            };
            let bound = |label, key, value: Option<String>| {
                field(label, key, value.unwrap_or_default(), t.bound_hint, failure)
            };
            view! { {bound(t.min, "min", min)} {bound(t.max, "max", max)} }.erased()
        }
        "allowed_values" => {
            let values = match check {
                Some(RuleCheck::AllowedValues { values, .. }) => values.join("\n"),
                _ => String::new(),
            };
            lines(values, failure)
        }
        "pattern" => {
            let pattern = match check {
                Some(RuleCheck::Pattern { pattern, .. }) => pattern.clone(),
                _ => String::new(),
            };
            field(t.pattern, "pattern", pattern, t.pattern_hint, failure)
        }
        "freshness" => freshness(check, failure),
        "foreign_key" => references(draft, check),
        "row_count_change" => {
            let percent = match check {
                Some(RuleCheck::RowCountChange { percent }) => *percent,
                _ => 10.0,
            };
            field(t.percent, "percent", percent.to_string(), "", failure)
        }
        _ => ().erased(),
    }
}

fn freshness(check: Option<&RuleCheck>, failure: Problem) -> AnyView {
    let t = &texts_now().rule;
    let hours = match check {
        Some(RuleCheck::Freshness { hours, .. }) => *hours,
        _ => 24,
    };
    let days = hours.is_multiple_of(24);
    let age = if days { hours / 24 } else { hours };
    let options =
        vec![("days".to_owned(), t.unit_days.to_owned()), ("hours".to_owned(), t.unit_hours.to_owned())];
    view! {
        <div class="host">
            {field(t.age, "age", age.to_string(), "", failure)}
            <Choice label=t.unit id="unit" name="form[unit]" options chosen=if days { "days" } else { "hours" }/>
        </div>
    }
    .erased()
}

/// The choice of a column of another data set.
fn references(draft: &RuleStart, check: Option<&RuleCheck>) -> AnyView {
    let t = &texts_now().rule;
    let chosen = match check {
        Some(RuleCheck::ForeignKey { dataset, references, .. }) => format!("{dataset}:{references}"),
        _ => String::new(),
    };
    let options = draft.others.iter().flat_map(|(id, name, columns)| {
        columns
            .iter()
            .map(move |column| (format!("{id}:{}", column.name), format!("{name}: {}", column.name)))
    });
    view! { <Choice label=t.references id="references" name="form[references]" options=options.collect() chosen/> }
        .erased()
}

/// What is wrong with a field, or its hint.
fn said_of(key: &str, hint: &'static str, failure: Problem) -> (bool, String) {
    let place = if key == "age" { "check.hours".to_owned() } else { format!("check.{key}") };
    let error = failure.get_untracked().and_then(|failure| failure.of_field(&place));
    (error.is_some(), error.unwrap_or_else(|| hint.to_owned()))
}

fn field(
    label: &'static str,
    key: &'static str,
    value: String,
    hint: &'static str,
    failure: Problem,
) -> AnyView {
    let (wrong, text) = said_of(key, hint, failure);
    let note = format!("{key}-note");
    view! {
        <div class="field">
            <label for=key>{label}</label>
            <input
                id=key
                name=format!("form[{key}]")
                value=value
                autocomplete="off"
                aria-describedby=note.clone()
                aria-invalid=wrong.then_some("true")
            />
            <p id=note class="hint" class:wrong=wrong>{text}</p>
        </div>
    }
    .erased()
}

/// Values, one a line.
fn lines(values: String, failure: Problem) -> AnyView {
    let t = &texts_now().rule;
    let (wrong, text) = said_of("values", t.values_hint, failure);
    view! {
        <div class="field">
            <label for="values">{t.values}</label>
            <textarea id="values" name="form[values]" rows="8" aria-describedby="values-note" aria-invalid=wrong.then_some("true")>{values}</textarea>
            <p id="values-note" class="hint" class:wrong=wrong>{text}</p>
        </div>
    }
    .erased()
}
