//! A choice among the series of a forecast: a native list, or a text with suggestions where they are too many for one.

use almanac_domain::model::{NodeLevel, SeriesChoice};
use leptos::prelude::*;

use super::choice::{asking, option};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::words;

/// A choice that shows the page again with `?series=`; nothing if there are fewer than two. They are in groups if they
/// have levels.
pub(crate) fn pick_series(
    label: &'static str,
    series: &SeriesChoice,
    levels: &[NodeLevel],
    now: &str,
) -> AnyView {
    if series.count < 2 {
        return ().erased();
    }
    asking(label, "series", series_input("series", series, levels, now, None))
}

/// The control by itself, with `name` as its id, and a value for all of them if it has a text.
pub(crate) fn series_input(
    name: &'static str,
    series: &SeriesChoice,
    levels: &[NodeLevel],
    now: &str,
    all: Option<&'static str>,
) -> AnyView {
    let of = |values: &[String]| -> Vec<AnyView> {
        values.iter().map(|value| option(value.clone(), value.clone(), now)).collect()
    };
    if series.is_whole() {
        let group = |level: &NodeLevel| {
            view! { <optgroup label=level.level.clone()>{of(&level.nodes)}</optgroup> }.erased()
        };
        let options = if levels.is_empty() { of(&series.first) } else { levels.iter().map(group).collect() };
        let all = all.map(|text| option(String::new(), text.to_owned(), now));
        return view! { <select id=name name=name>{all} {options}</select> }.erased();
    }
    let (t, locale) = words();
    let (list, hint) = (format!("{name}-first"), format!("{name}-count"));
    let count = fill(t.forecast.of_many, &[("n", &format::count(series.count, locale))]);
    view! {
        <span id=hint.clone() class="muted small">{count}</span>
        <input type="search" id=name name=name value=now.to_owned() list=list.clone() autocomplete="off" required=all.is_none() aria-describedby=hint/>
        <datalist id=list>{of(&series.first)}</datalist>
    }
    .erased()
}
