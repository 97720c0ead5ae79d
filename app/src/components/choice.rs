//! A choice among a few values, as a native list.

use leptos::prelude::*;

use crate::erased::Erased;

/// A labelled list of values; the label can be for screen readers only, as in a table.
#[component]
pub(crate) fn Choice(
    #[prop(into)] label: String,
    /// Unique in the page.
    #[prop(into)]
    id: String,
    name: &'static str,
    /// Values and their texts.
    options: Vec<(String, String)>,
    #[prop(optional, into)] chosen: String,
    #[prop(optional)] quiet: bool,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    if quiet {
        return view! { <select id=id name=name aria-label=label>{options}</select> }.erased();
    }
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name>{options}</select>
        </div>
    }
    .erased()
}
