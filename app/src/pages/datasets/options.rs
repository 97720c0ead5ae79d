//! The options of reading a file.

use almanac_domain::data::{ColumnType, FileFormat, ImportOptions};
use leptos::prelude::*;

use super::type_name;
use crate::format::fill;
use crate::i18n::texts_now;

const TYPES: [ColumnType; 6] = [
    ColumnType::Boolean,
    ColumnType::Integer,
    ColumnType::Float,
    ColumnType::Text,
    ColumnType::Date,
    ColumnType::Timestamp,
];
const ENCODINGS: [&str; 6] = ["UTF-8", "windows-1252", "ISO-8859-15", "UTF-16LE", "UTF-16BE", "Shift_JIS"];

/// What belongs to the whole file.
#[component]
pub(super) fn Reading(options: Memo<ImportOptions>, change: Callback<ImportOptions>) -> impl IntoView {
    let t = &texts_now().import;
    let with = move |edit: &dyn Fn(&mut ImportOptions)| {
        let mut changed = options.get_untracked();
        edit(&mut changed);
        change.run(changed);
    };
    let csv = move || options.read().format == FileFormat::Csv;
    let sheet = move || options.read().format == FileFormat::Xlsx;
    let delimiters = [(',', t.comma), (';', t.semicolon), ('\t', t.tab), ('|', t.pipe)];
    let delimiters = move || {
        let now = options.read().delimiter;
        let other = (!delimiters.iter().any(|(sign, _)| *sign == now)).then(|| (now, now.to_string()));
        let known = delimiters.into_iter().map(|(sign, label)| (sign, label.to_owned()));
        known
            .chain(other)
            .map(|(sign, label)| view! { <option value=sign.to_string() selected=sign == now>{label}</option> })
            .collect_view()
    };
    let encodings = move || {
        let now = options.read().encoding.clone();
        let other = (!ENCODINGS.iter().any(|known| known.eq_ignore_ascii_case(&now))).then(|| now.clone());
        let known = ENCODINGS.into_iter().map(str::to_owned);
        known
            .chain(other)
            .map(|name| view! { <option selected=name.eq_ignore_ascii_case(&now)>{name.clone()}</option> })
            .collect_view()
    };
    view! {
        <fieldset class="grid">
            <legend>{t.reading}</legend>
            <Show when=csv>
                <div class="field">
                    <label for="delimiter">{t.delimiter}</label>
                    <select id="delimiter" on:change:target=move |event| {
                        let sign = event.target().value().chars().next();
                        with(&|o| o.delimiter = sign.unwrap_or(','));
                    }>{delimiters}</select>
                </div>
                <div class="field">
                    <label for="encoding">{t.encoding}</label>
                    <select id="encoding" on:change:target=move |event| with(&|o| o.encoding = event.target().value())>{encodings}</select>
                </div>
                <label class="check">
                    <input type="checkbox" prop:checked=move || options.read().decimal_comma on:change:target=move |event| with(&|o| o.decimal_comma = event.target().checked())/>
                    {t.decimal_comma}
                </label>
            </Show>
            <Show when=move || csv() || sheet()>
                <label class="check">
                    <input type="checkbox" prop:checked=move || options.read().header on:change:target=move |event| with(&|o| o.header = event.target().checked())/>
                    {t.header}
                </label>
            </Show>
            <Show when=sheet>
                <div class="field">
                    <label for="sheet">{t.sheet}</label>
                    <input id="sheet" type="text" prop:value=move || options.read().sheet.clone().unwrap_or_default()
                        on:change:target=move |event| with(&|o| o.sheet = Some(event.target().value()).filter(|name| !name.is_empty()))/>
                </div>
            </Show>
            <div class="field">
                <label for="missing">{t.missing}</label>
                <input id="missing" type="text" autocomplete="off" prop:value=move || options.read().missing.join(" ")
                    on:change:target=move |event| with(&|o| o.missing = event.target().value().split_whitespace().map(str::to_owned).collect())/>
            </div>
            <div class="field">
                <label for="zone">{t.zone}</label>
                <input id="zone" type="text" autocomplete="off" list="zones" prop:value=move || options.read().time_zone.clone()
                    on:change:target=move |event| with(&|o| o.time_zone = event.target().value())/>
                <datalist id="zones">
                    {["UTC", "Europe/Berlin", "Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Australia/Sydney"]
                        .map(|zone| view! { <option value=zone></option> }).collect_view()}
                </datalist>
            </div>
        </fieldset>
    }
    .into_any()
}

/// Type, format and inclusion of each column.
#[component]
pub(super) fn ColumnTable(options: Memo<ImportOptions>, change: Callback<ImportOptions>) -> impl IntoView {
    let t = texts_now();
    let rows = move || {
        let columns = options.read().columns.len();
        (0..columns).map(|i| column(i, options, change)).collect_view()
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.import.columns>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.data.column}</th>
                    <th scope="col">{t.data.kind}</th>
                    <th scope="col">{t.import.format_hint} " / strftime"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn column(i: usize, options: Memo<ImportOptions>, change: Callback<ImportOptions>) -> AnyView {
    let t = &texts_now().import;
    let Some(now) = options.read_untracked().columns.get(i).cloned() else { return ().into_any() };
    let with = move |edit: &dyn Fn(&mut almanac_domain::data::ColumnOptions)| {
        let mut changed = options.get_untracked();
        if let Some(column) = changed.columns.get_mut(i) {
            edit(column);
            change.run(changed);
        }
    };
    let named = |text| fill(text, &[("name", &now.name)]);
    let kinds = TYPES.map(|kind| {
        view! { <option value=format!("{kind:?}") selected=kind == now.kind>{type_name(kind)}</option> }
    });
    let format = now.kind.is_temporal().then(|| {
        view! {
            <input type="text" autocomplete="off" aria-label=named(t.format_of) placeholder=t.format_hint
                prop:value=now.format.clone().unwrap_or_default()
                on:change:target=move |event| with(&|c| c.format = Some(event.target().value()).filter(|format| !format.is_empty()))/>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <label class="check">
                    <input type="checkbox" aria-label=named(t.include) prop:checked=now.include on:change:target=move |event| with(&|c| c.include = event.target().checked())/>
                    {now.name.clone()}
                </label>
            </th>
            <td>
                <select aria-label=named(t.kind_of) on:change:target=move |event| {
                    let chosen = TYPES.into_iter().find(|kind| format!("{kind:?}") == event.target().value());
                    if let Some(kind) = chosen {
                        with(&|c| c.kind = kind);
                    }
                }>{kinds.collect_view()}</select>
            </td>
            <td>{format}</td>
        </tr>
    }
    .into_any()
}
