//! The profile of each column.

use almanac_domain::data::{ColumnProfile, DatasetProfile, TimeProfile};
use leptos::prelude::*;

use crate::components::Histogram;
use crate::erased::Erased;
use crate::format::{self, NONE, fill, type_name};
use crate::i18n::{texts_now, words};

/// A table with a row for each column.
#[component]
pub(crate) fn Columns(profile: DatasetProfile) -> impl IntoView {
    let t = &texts_now().data;
    let times: Vec<_> = profile
        .columns
        .iter()
        .filter_map(|column| Some((column.column.name.clone(), column.time.clone()?)))
        .map(|(name, time)| regularity(&name, time))
        .collect();
    let all = profile.rows;
    let rows = profile.columns.into_iter().map(|column| row(column, all)).collect_view();
    view! {
        {times}
        <div class="scroll" tabindex="0" role="region" aria-label=t.profile>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.column}</th>
                    <th scope="col">{t.kind}</th>
                    <th scope="col">{t.spread}</th>
                    <th scope="col" class="number">{t.missing}</th>
                    <th scope="col" class="number">{t.distinct}</th>
                    <th scope="col">{t.range}</th>
                    <th scope="col" class="number">{t.mean}</th>
                    <th scope="col" class="number">{t.median}</th>
                    <th scope="col" class="number">{t.quantiles}</th>
                    <th scope="col">{t.sample}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(profile: ColumnProfile, all: u64) -> AnyView {
    let (t, locale) = words();
    let name = profile.column.name;
    let share = if all == 0 { 0.0 } else { profile.nulls as f64 / all as f64 * 100.0 };
    let missing = match profile.nulls {
        0 => "0".to_owned(),
        nulls => format!("{} ({} %)", format::count(nulls, locale), format::number(share, 1, locale)),
    };
    let distinct = format::count(profile.distinct, locale);
    let distinct = if profile.distinct_exact { distinct } else { format!("{} {distinct}", t.data.about) };
    let text = |value: Option<String>| {
        value.as_deref().map_or(NONE.to_owned(), |value| format::written(value, locale))
    };
    let short = |value: Option<f64>| value.map_or(NONE.to_owned(), |value| format::short(value, locale));
    let quantile = |i: usize| short(profile.quantiles.get(i).copied());
    let range = format!("{} – {}", text(profile.min), text(profile.max));
    let label = fill(t.data.histogram_of, &[("name", &name)]);
    let outer = match profile.quantiles.as_slice() {
        [] => NONE.to_owned(),
        _ => format!("{} – {}", quantile(0), quantile(4)),
    };
    let sample: Vec<_> = profile.sample.iter().take(4).map(|value| format::written(value, locale)).collect();
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{type_name(profile.column.kind)}</td>
            <td><Histogram bins=profile.histogram label/></td>
            <td class="number">{missing}</td>
            <td class="number">{distinct}</td>
            <td>{range}</td>
            <td class="number">{short(profile.mean)}</td>
            <td class="number">{quantile(2)}</td>
            <td class="number">{outer}</td>
            <td class="sample">{sample.join(", ")}</td>
        </tr>
    }
    .erased()
}

/// How regular a time column is.
fn regularity(name: &str, time: TimeProfile) -> AnyView {
    let (t, locale) = words();
    let gaps = format::count(time.gaps, locale);
    let gaps = match time.first_gap {
        Some(at) => format!("{gaps} ({})", fill(t.data.first_gap, &[("at", &format::stamp(&at))])),
        None => gaps,
    };
    view! {
        <dl class="facts">
            <div><dt>{t.data.time}</dt><dd>{name.to_owned()}</dd></div>
            <div><dt>{t.data.frequency}</dt><dd>{time.frequency.unwrap_or_else(|| t.data.irregular.to_owned())}</dd></div>
            <div><dt>{t.data.gaps}</dt><dd>{gaps}</dd></div>
            <div><dt>{t.data.duplicates}</dt><dd>{format::count(time.duplicates, locale)}</dd></div>
            <div><dt>{t.data.zone}</dt><dd>{time.time_zone}</dd></div>
        </dl>
    }
    .erased()
}
