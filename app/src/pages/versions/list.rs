//! Parts of a list of versions.

use almanac_domain::sharing::Person;
use leptos::prelude::*;

use crate::components::{Choice, Post, PostForm};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// How a version is called.
pub(in crate::pages) fn version_name(number: i64) -> String {
    fill(texts_now().schema.version, &[("n", &number.to_string())])
}

/// Who made a version; `nobody` if it was nobody.
pub(in crate::pages) fn author(person: Option<&Person>, nobody: &str) -> String {
    person.map_or_else(|| nobody.to_owned(), |one| one.name.clone())
}

/// The form that compares two versions, the newest first; it leads to `action`.
pub(in crate::pages) fn compare(action: String, numbers: &[i64]) -> AnyView {
    let t = &texts_now().schema;
    let [newest, before, ..] = numbers else { return ().erased() };
    let options: Vec<_> = numbers.iter().map(|number| (number.to_string(), version_name(*number))).collect();
    view! {
        <form method="get" action=action class="form inline">
            <Choice label=t.compare_before id="from" name="from" options=options.clone() chosen=before.to_string()/>
            <Choice label=t.compare_after id="to" name="to" options chosen=newest.to_string()/>
            <button type="submit" class="button">{t.compare}</button>
        </form>
    }
    .erased()
}

/// A version in a list.
pub(in crate::pages) struct Listed<'a> {
    /// Its name, as a heading.
    pub name: AnyView,
    /// What it is.
    pub states: AnyView,
    /// What is known of it: pairs of `dt` and `dd`.
    pub facts: AnyView,
    pub labels: &'a [String],
    pub note: &'a str,
    /// What else there is to say, and to do.
    pub more: AnyView,
}

/// A version as an item of a list.
pub(in crate::pages) fn listed(version: Listed<'_>) -> AnyView {
    let labels = version.labels.iter().map(|label| view! { <span class="tag">{label.clone()}</span> });
    let labels = (!version.labels.is_empty()).then(|| view! { <p class="row">{labels.collect_view()}</p> });
    let note = (!version.note.is_empty()).then(|| view! { <p class="said">{version.note.to_owned()}</p> });
    view! {
        <li class="card">
            <div class="row spread">
                <h2>{version.name}</h2>
                <div class="row">{version.states}</div>
            </div>
            <dl class="facts">{version.facts}</dl>
            {labels}
            {note}
            {version.more}
        </li>
    }
    .erased()
}

/// The form in which editors say something about a version; `hidden` names what the version is of.
pub(in crate::pages) fn describe(
    action: Post,
    hidden: AnyView,
    number: i64,
    labelled: &[String],
    noted: &str,
) -> AnyView {
    let t = &texts_now().schema;
    let said = fill(t.describe, &[("n", &number.to_string())]);
    let (labels, note) = (format!("labels-{number}"), format!("note-{number}"));
    let (labelled, noted) = (labelled.join(", "), noted.to_owned());
    view! {
        <details class="fold">
            <summary>{said}</summary>
            <PostForm action class="form">
                {hidden}
                <input type="hidden" name="number" value=number.to_string()/>
                <div class="field">
                    <label for=labels.clone()>{t.labels}</label>
                    <input id=labels name="labels" value=labelled/>
                    <p class="hint">{t.labels_hint}</p>
                </div>
                <div class="field">
                    <label for=note.clone()>{t.note}</label>
                    <textarea id=note name="note" rows="3">{noted}</textarea>
                </div>
                <button type="submit" class="button">{texts_now().g.save}</button>
            </PostForm>
        </details>
    }
    .erased()
}
