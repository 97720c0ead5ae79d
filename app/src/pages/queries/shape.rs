//! Where the rows come from: joins, computed columns, and the columns of a list.

use almanac_domain::data::ColumnType;
use almanac_query::{Computed, Join, JoinKey, JoinKind, expression};
use leptos::prelude::*;

use super::draft::join;
use super::form::{QueryForm, RowAt, add, keys, options};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The columns of a list of rows.
#[component]
pub(super) fn ColumnChoice(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let draft = form.draft;
    let one = move |name: String| {
        let (chosen, label) = (name.clone(), name.clone());
        let change = move |on: bool| {
            draft.update(|draft| {
                draft.columns.retain(|known| *known != name);
                if on {
                    draft.columns.push(name.clone());
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=move || draft.read().columns.contains(&chosen) on:change:target=move |event| change(event.target().checked())/>
                {label}
            </label>
        }
    };
    let names = move || form.inputs.read().iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    view! {
        <details class="fold">
            <summary>{t.columns} " " <span class="muted">{t.columns_note}</span></summary>
            <fieldset class="checks">
                <legend class="hidden">{t.columns}</legend>
                <For each=names key=String::clone let:name>{one(name)}</For>
            </fieldset>
        </details>
    }
    .erased()
}

/// What is read, and what is joined to it.
#[component]
pub(super) fn Joins(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let keys = keys(form, |draft| &draft.joins);
    let append = move |_| {
        let here = form.inputs.get_untracked();
        let own = form.draft.with_untracked(|draft| draft.source.clone());
        let taken = form
            .draft
            .with_untracked(|draft| draft.joins.iter().map(|row| row.item.name.clone()).collect::<Vec<_>>());
        let other = form.sources.with_value(|sources| {
            sources.iter().find(|(source, _)| *source != own).or(sources.first()).cloned()
        });
        if let Some((source, found)) = other {
            add(
                form,
                |draft| &mut draft.joins,
                join(source, &free(&found.name, &taken), &here, &found.columns),
            );
        }
    };
    view! {
        <fieldset>
            <legend>{t.joins}</legend>
            <p class="diagram"><span class="box">{form.name(&form.draft.read_untracked().source)}</span>
                {move || form.draft.read().joins.iter().map(|row| link(form, &row.item)).collect_view()}
            </p>
            <For each=move || keys.get() key=|key| *key let:key><JoinRow form key/></For>
            <button type="button" class="button quiet" on:click=append>{t.add_join}</button>
        </fieldset>
    }
    .erased()
}

/// A name that no other join has.
fn free(name: &str, taken: &[String]) -> String {
    let short: String = name.chars().take(50).collect();
    let numbered = (2..).map(|number| format!("{short} {number}"));
    std::iter::once(short.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(short)
}

/// A join in the diagram.
fn link(form: QueryForm, join: &Join) -> AnyView {
    let keys =
        join.on.iter().map(|key| format!("{} = {}", key.left, key.right)).collect::<Vec<_>>().join(", ");
    view! {
        <span class="link" title=keys>{kind_sign(join.kind)}<span class="hidden">{kind_label(join.kind)}</span></span>
        <span class="box" title=form.name(&join.source)>{join.name.clone()}</span>
    }
    .erased()
}

fn kind_sign(kind: JoinKind) -> &'static str {
    match kind {
        JoinKind::Inner => "⋈",
        JoinKind::Left => "⟕",
        JoinKind::Right => "⟖",
        JoinKind::Full => "⟗",
    }
}

fn kind_label(kind: JoinKind) -> &'static str {
    let t = &texts_now().query;
    match kind {
        JoinKind::Inner => t.join_inner,
        JoinKind::Left => t.join_left,
        JoinKind::Right => t.join_right,
        JoinKind::Full => t.join_full,
    }
}

#[component]
fn JoinRow(form: QueryForm, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let at = RowAt::<Join>::new(form, key, |draft| &mut draft.joins, |draft| &draft.joins);
    let item = move || at.item.get();
    let sources = move || item().map(|join| form.source_options(&join.source));
    let kinds = move || {
        let now = item().map(|join| join.kind);
        JoinKind::ALL
            .map(|kind| view! { <option value=kind.name() selected=Some(kind) == now>{kind_label(kind)}</option> })
            .collect_view()
    };
    let choose = move |place: String| {
        let here = form.inputs.get_untracked();
        if let Some((source, found)) = form.source_at(&place) {
            at.edit(|now| {
                let own = format!("{}.", now.name);
                let here: Vec<_> = here.into_iter().filter(|column| !column.name.starts_with(&own)).collect();
                *now =
                    Join { kind: now.kind, ..join(source, &free(&found.name, &[]), &here, &found.columns) };
            });
        }
    };
    let pairs = Memo::new(move |_| item().map_or(0, |join| join.on.len()));
    let more = move |_| at.edit(|join| join.on.extend(join.on.last().cloned()));
    view! {
        <div class="condition">
            <div class="line">
                <select aria-label=t.joined on:change:target=move |event| choose(event.target().value())>{sources}</select>
                <select aria-label=t.join_kind on:change:target=move |event| {
                    let name = event.target().value();
                    let kind = JoinKind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_default();
                    at.edit(|join| join.kind = kind);
                }>{kinds}</select>
                {at.remove_button()}
            </div>
            <div class="line">
                <input type="text" aria-label=t.join_name title=t.join_name prop:value=move || item().map(|join| join.name).unwrap_or_default()
                    on:change:target=move |event| { let name = event.target().value(); at.edit(|join| join.name = name); }/>
            </div>
            <For each=move || 0..pairs.get() key=|pair| *pair let:pair>{key_pair(at, pair)}</For>
            <button type="button" class="button quiet" on:click=more>{t.add_key}</button>
        </div>
    }
    .erased()
}

/// A pair of columns that must be equal.
fn key_pair(at: RowAt<Join>, pair: usize) -> AnyView {
    let t = &texts_now().query;
    let form = at.form;
    let now = move || at.item.get().and_then(|join| Some((join.on.get(pair).cloned()?, join)));
    let left = move || {
        let (key, join) = now()?;
        let own = format!("{}.", join.name);
        let before: Vec<_> =
            form.inputs.get().into_iter().filter(|column| !column.name.starts_with(&own)).collect();
        Some(options(&before, |_| true, &key.left))
    };
    let right = move || {
        let (key, join) = now()?;
        let columns = form.catalog.with_value(|catalog| catalog.columns(&join.source)).unwrap_or_default();
        Some(options(&columns, |_| true, &key.right))
    };
    let edit = move |change: &dyn Fn(&mut JoinKey)| {
        at.edit(|join| join.on.get_mut(pair).into_iter().for_each(change));
    };
    let remove = move |_| {
        at.edit(|join| {
            if join.on.len() > 1 {
                join.on.remove(pair);
            }
        });
    };
    view! {
        <div class="line">
            <select aria-label=t.left_key on:change:target=move |event| edit(&|key| key.left = event.target().value())>{left}</select>
            <span class="equals" aria-hidden="true">"="</span>
            <select aria-label=t.right_key on:change:target=move |event| edit(&|key| key.right = event.target().value())>{right}</select>
            <button type="button" class="button quiet" aria-label=t.remove on:click=remove>"✕"</button>
        </div>
    }
    .erased()
}

/// Columns that are computed from others.
#[component]
pub(super) fn ComputedColumns(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let keys = keys(form, |draft| &draft.computed);
    let append = move |_| {
        let number = form.draft.read_untracked().computed.len() + 1;
        let name = format!("{} {number}", t.computed_name);
        add(form, |draft| &mut draft.computed, Computed { name, expression: String::new() });
    };
    let functions =
        expression::Function::ALL.map(|function| view! { <li><code>{function.usage()}</code></li> });
    view! {
        <fieldset>
            <legend>{t.computed}</legend>
            <For each=move || keys.get() key=|key| *key let:key><ComputedRow form key/></For>
            <details class="fold">
                <summary>{t.functions}</summary>
                <p class="hint">{t.functions_note}</p>
                <ul class="functions">{functions.collect_view()}</ul>
            </details>
            <button type="button" class="button quiet" on:click=append>{t.add_computed}</button>
        </fieldset>
    }
    .erased()
}

#[component]
fn ComputedRow(form: QueryForm, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let at = RowAt::<Computed>::new(form, key, |draft| &mut draft.computed, |draft| &draft.computed);
    let problem = Memo::new(move |_| {
        let computed = at.item.get()?;
        let inputs = form.inputs.read();
        let kind = |name: &str| -> Option<ColumnType> {
            inputs
                .iter()
                .find(|column| column.name == name && column.name != computed.name)
                .map(|one| one.kind)
        };
        expression::type_of(&computed.expression, kind).err().map(|problem| problem.to_string())
    });
    let hint = format!("expression-{key}");
    view! {
        <div class="condition">
            <div class="line">
                <input type="text" aria-label=t.alias prop:value=move || at.item.get().map(|one| one.name).unwrap_or_default()
                    on:change:target=move |event| { let name = event.target().value(); at.edit(|one| one.name = name); }/>
                {at.remove_button()}
            </div>
            <textarea rows="2" spellcheck="false" class="code" aria-label=t.expression placeholder="[price] * [quantity]"
                aria-describedby=hint.clone() aria-invalid=move || problem.read().is_some().to_string()
                prop:value=move || at.item.get().map(|one| one.expression).unwrap_or_default()
                on:input:target=move |event| { let text = event.target().value(); at.edit(|one| one.expression = text); }></textarea>
            <p class="hint wrong" id=hint>{problem}</p>
            <div class="line">
                <select aria-label=t.insert_column on:change:target=move |event| {
                    let name = event.target().value();
                    event.target().set_value("");
                    at.edit(|one| one.expression = format!("{}{}[{}]", one.expression, if one.expression.ends_with(' ') || one.expression.is_empty() { "" } else { " " }, name.replace(']', "]]")));
                }>
                    <option value="">{t.insert_column}</option>
                    {move || form.inputs.read().iter().map(|column| view! { <option value=column.name.clone()>{column.name.clone()}</option> }).collect_view()}
                </select>
            </div>
        </div>
    }
    .erased()
}
