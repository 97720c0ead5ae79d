//! A choice among a few values, as a native list.

use almanac_domain::model::NodeLevel;
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

/// A choice that shows the page again with `?name=`; nothing if there are fewer than two values. Values are in groups
/// if they have levels.
pub(crate) fn pick(
    label: &'static str,
    name: &'static str,
    values: &[String],
    levels: &[NodeLevel],
    now: &str,
) -> AnyView {
    if values.len() < 2 {
        return ().erased();
    }
    let of = |values: &[String]| -> Vec<AnyView> {
        values.iter().map(|value| option(value.clone(), value.clone(), now)).collect()
    };
    let group = |level: &NodeLevel| {
        view! { <optgroup label=level.level.clone()>{of(&level.nodes)}</optgroup> }.erased()
    };
    let options = if levels.is_empty() { of(values) } else { levels.iter().map(group).collect() };
    view! {
        <Form method="GET" action="" attr:class="row">
            <label for=name>{label}</label>
            <select id=name name=name>{options}</select>
            <button type="submit" class="button">{texts_now().forecast.show}</button>
        </Form>
    }
    .erased()
}

fn option(value: String, text: String, now: &str) -> AnyView {
    let selected = value == now;
    view! { <option value=value selected=selected>{text}</option> }.erased()
}
