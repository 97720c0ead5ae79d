//! The options of reading a file.

use almanac_domain::data::{ColumnOptions, ColumnType, FileFormat, ImportOptions};
use leptos::prelude::*;

use super::TYPES;
use crate::erased::Erased;
use crate::format::{fill, type_name};
use crate::i18n::texts_now;

const ENCODINGS: [&str; 6] = ["UTF-8", "windows-1252", "ISO-8859-15", "UTF-16LE", "UTF-16BE", "Shift_JIS"];

/// Zones that are offered; any IANA name can be typed.
const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Paris",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Australia/Sydney",
];

/// The options, and what happens when one is changed.
#[derive(Clone, Copy)]
struct Choices {
    options: Memo<ImportOptions>,
    change: Callback<ImportOptions>,
}

impl Choices {
    fn edit(self, edit: impl Fn(&mut ImportOptions)) {
        let mut changed = self.options.get_untracked();
        edit(&mut changed);
        self.change.run(changed);
    }
}

/// What belongs to the whole file.
#[component]
pub(super) fn Reading(options: Memo<ImportOptions>, change: Callback<ImportOptions>) -> impl IntoView {
    let t = &texts_now().import;
    let choices = Choices { options, change };
    let csv = move || options.read().format == FileFormat::Csv;
    let sheet = move || options.read().format == FileFormat::Xlsx;
    view! {
        <fieldset class="grid">
            <legend>{t.reading}</legend>
            <Show when=csv>{separated(choices)}</Show>
            <Show when=move || csv() || sheet()>
                <label class="check">
                    <input type="checkbox" prop:checked=move || options.read().header on:change:target=move |event| choices.edit(|o| o.header = event.target().checked())/>
                    {t.header}
                </label>
            </Show>
            <Show when=sheet>
                <div class="field">
                    <label for="sheet">{t.sheet}</label>
                    <input id="sheet" type="text" prop:value=move || options.read().sheet.clone().unwrap_or_default()
                        on:change:target=move |event| choices.edit(|o| o.sheet = Some(event.target().value()).filter(|name| !name.is_empty()))/>
                </div>
            </Show>
            <div class="field">
                <label for="missing">{t.missing}</label>
                <input id="missing" type="text" autocomplete="off" prop:value=move || options.read().missing.join(" ")
                    on:change:target=move |event| choices.edit(|o| o.missing = event.target().value().split_whitespace().map(str::to_owned).collect())/>
            </div>
            <div class="field">
                <label for="zone">{t.zone}</label>
                <input id="zone" type="text" autocomplete="off" list="zones" prop:value=move || options.read().time_zone.clone()
                    on:change:target=move |event| choices.edit(|o| o.time_zone = event.target().value())/>
                <datalist id="zones">{ZONES.map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
            </div>
        </fieldset>
    }
    .erased()
}

/// What only text with separated values has.
fn separated(choices: Choices) -> AnyView {
    let t = &texts_now().import;
    let options = choices.options;
    let delimiters = move || {
        let now = options.read().delimiter;
        let known = [(',', t.comma), (';', t.semicolon), ('\t', t.tab), ('|', t.pipe)];
        let other = (!known.iter().any(|(sign, _)| *sign == now)).then(|| (now, now.to_string()));
        known
            .into_iter()
            .map(|(sign, label)| (sign, label.to_owned()))
            .chain(other)
            .map(|(sign, label)| view! { <option value=sign.to_string() selected=sign == now>{label}</option> })
            .collect_view()
    };
    let encodings = move || {
        let now = options.read().encoding.clone();
        let other = (!ENCODINGS.iter().any(|known| known.eq_ignore_ascii_case(&now))).then(|| now.clone());
        ENCODINGS
            .into_iter()
            .map(str::to_owned)
            .chain(other)
            .map(|name| view! { <option selected=name.eq_ignore_ascii_case(&now)>{name.clone()}</option> })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for="delimiter">{t.delimiter}</label>
            <select id="delimiter" on:change:target=move |event| {
                let sign = event.target().value().chars().next();
                choices.edit(|o| o.delimiter = sign.unwrap_or(','));
            }>{delimiters}</select>
        </div>
        <div class="field">
            <label for="encoding">{t.encoding}</label>
            <select id="encoding" on:change:target=move |event| choices.edit(|o| o.encoding = event.target().value())>{encodings}</select>
        </div>
        <label class="check">
            <input type="checkbox" prop:checked=move || options.read().decimal_comma on:change:target=move |event| choices.edit(|o| o.decimal_comma = event.target().checked())/>
            {t.decimal_comma}
        </label>
    }
    .erased()
}

/// Type, format and inclusion of each column.
#[component]
pub(super) fn ColumnTable(options: Memo<ImportOptions>, change: Callback<ImportOptions>) -> impl IntoView {
    let t = texts_now();
    // The rows stay while the columns do, so that the focus stays in them.
    let names = Memo::new(move |_| {
        options.read().columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>()
    });
    let rows = move || {
        names.get().into_iter().enumerate().map(|(i, name)| column(i, name, options, change)).collect_view()
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.import.columns>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.data.column}</th>
                    <th scope="col">{t.data.kind}</th>
                    <th scope="col">{t.import.format}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn column(i: usize, name: String, options: Memo<ImportOptions>, change: Callback<ImportOptions>) -> AnyView {
    let t = &texts_now().import;
    let now = Memo::new(move |_| options.read().columns.get(i).cloned());
    let kind = Memo::new(move |_| now.read().as_ref().map_or(ColumnType::Text, |column| column.kind));
    let include = move || now.read().as_ref().is_some_and(|column| column.include);
    let format = move || now.read().as_ref().and_then(|column| column.format.clone()).unwrap_or_default();
    let with = move |edit: &dyn Fn(&mut ColumnOptions)| {
        let mut changed = options.get_untracked();
        if let Some(column) = changed.columns.get_mut(i) {
            edit(column);
            change.run(changed);
        }
    };
    let named = |text| fill(text, &[("name", &name)]);
    let kinds = TYPES.map(|one| {
        view! { <option value=format!("{one:?}") selected=move || one == kind.get()>{type_name(one)}</option> }
    });
    let choose = move |name: String| {
        if let Some(kind) = TYPES.into_iter().find(|kind| format!("{kind:?}") == name) {
            with(&|column| column.kind = kind);
        }
    };
    let (include_label, kind_label, format_label) = (named(t.include), named(t.kind_of), named(t.format_of));
    view! {
        <tr>
            <th scope="row">
                <label class="check">
                    <input type="checkbox" aria-label=include_label prop:checked=include on:change:target=move |event| with(&|c| c.include = event.target().checked())/>
                    {name}
                </label>
            </th>
            <td>
                <select aria-label=kind_label on:change:target=move |event| choose(event.target().value())>{kinds.collect_view()}</select>
            </td>
            <td>
                <input type="text" autocomplete="off" aria-label=format_label placeholder=t.format_hint
                    hidden=move || !kind.get().is_temporal()
                    prop:value=format
                    on:change:target=move |event| with(&|c| c.format = Some(event.target().value()).filter(|format| !format.is_empty()))/>
            </td>
        </tr>
    }
    .erased()
}
