//! A choice among a few values, as a native list.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// A labelled list of values; the label can be for screen readers only, as in a table.
#[component]
pub(crate) fn Choice(
    #[prop(into)] label: String,
    /// Unique in the page.
    #[prop(into)]
    id: String,
    #[prop(into)] name: String,
    /// Values and their texts.
    options: Vec<(String, String)>,
    #[prop(optional, into)] chosen: String,
    #[prop(optional)] quiet: bool,
) -> impl IntoView {
    let options: Vec<_> = options.into_iter().map(|(value, text)| option(value, text, &chosen)).collect();
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

/// A choice that shows the page again with `?name=`; nothing if there are fewer than two values.
#[cfg(feature = "ssr")]
pub(crate) fn pick(label: &'static str, name: &'static str, values: &[String], now: &str) -> AnyView {
    if values.len() < 2 {
        return ().erased();
    }
    let options: Vec<_> = values.iter().map(|value| option(value.clone(), value.clone(), now)).collect();
    asking(label, name, view! { <select id=name name=name>{options}</select> }.erased())
}

/// A form that shows the page again with what its control says.
pub(super) fn asking(label: &'static str, name: &'static str, control: AnyView) -> AnyView {
    view! {
        <Form method="GET" action="" attr:class="row">
            <label for=name>{label}</label>
            {control}
            <button type="submit" class="button">{texts_now().forecast.show}</button>
        </Form>
    }
    .erased()
}

pub(super) fn option(value: String, text: String, now: &str) -> AnyView {
    let selected = value == now;
    view! { <option value=value selected=selected>{text}</option> }.erased()
}
