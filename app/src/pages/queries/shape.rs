//! Where the rows come from: joins, computed columns, and the columns of a list.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Computed, Join, JoinKey, JoinKind, Source, expression};
use leptos::prelude::*;

use super::code::code;
use super::fields::{Choice, block, button, check, line, rows, section, select, sign, text};
use super::form::{QueryForm, RowAt, add, list, names};
use super::picker::picker;
use super::statement::statement;
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The columns of a list of rows.
pub(super) fn column_choice(form: QueryForm) -> AnyView {
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
        let now = Signal::derive(move || draft.read().columns.contains(&chosen));
        check(label, now, Callback::new(change))
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
pub(super) fn joins(form: QueryForm) -> AnyView {
    let keys = Memo::new(move |_| form.draft.read().joins.iter().map(|row| row.key).collect());
    let by_sql = Memo::new(move |_| match &form.draft.read().source {
        Source::Sql(sql) => Some(sql.source),
        _ => None,
    });
    let inside = view! {
        {move || by_sql.get().map(|source| statement(form, source))}
        <p class="diagram"><span class="box">{form.name(&form.draft.read_untracked().source)}</span>
            {move || form.draft.read().joins.iter().map(|row| link(form, &row.item)).collect_view()}
        </p>
        {rows(keys, Callback::new(move |key| join_row(form, key)))}
        {picker(form)}
    };
    section(texts_now().query.joins, inside.erased())
}

/// A join in the diagram.
fn link(form: QueryForm, join: &Join) -> AnyView {
    let keys =
        join.on.iter().map(|key| format!("{} = {}", key.left, key.right)).collect::<Vec<_>>().join(", ");
    view! {
        <span class="link" title=keys>{join.kind.name()}</span>
        <span class="box" title=form.name(&join.source)>{join.name.clone()}</span>
    }
    .erased()
}

fn kinds() -> Vec<Choice> {
    let t = &texts_now().query;
    let label = |kind| match kind {
        JoinKind::Inner => t.join_inner,
        JoinKind::Left => t.join_left,
        JoinKind::Right => t.join_right,
        JoinKind::Full => t.join_full,
    };
    JoinKind::ALL.map(|kind| Choice::new(kind.name(), label(kind))).into()
}

fn join_row(form: QueryForm, key: usize) -> AnyView {
    let t = &texts_now().query;
    let at = RowAt::<Join>::new(form, key, |draft| &mut draft.joins, |draft| &draft.joins);
    let name = at.item.with_untracked(|join| join.as_ref().map(|join| form.name(&join.source)));
    let kind = at.read(|join| join.kind.name().to_owned());
    let set_kind = at.write(|join, name| {
        join.kind = JoinKind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_default();
    });
    let pairs = Memo::new(move |_| {
        at.item.read().as_ref().map_or_else(Vec::new, |join| (0..join.on.len()).collect())
    });
    let more = Callback::new(move |()| at.edit(|join| join.on.extend(join.on.last().cloned())));
    block([
        line([
            view! { <span class="joined">{name}</span> }.erased(),
            select(t.join_kind, kind, Signal::derive(kinds), set_kind),
            at.remove_button(),
        ]),
        line([text(
            t.join_name,
            at.read(|join| join.name.clone()),
            false,
            at.write(|join, name| join.name = name),
        )]),
        rows(pairs, Callback::new(move |pair| key_pair(at, pair))),
        button(t.add_key, more),
    ])
}

/// The columns of what was joined before.
fn before(columns: &[Column], join: &Join) -> Vec<Column> {
    let own = format!("{}.", join.name);
    columns.iter().filter(|column| !column.name.starts_with(&own)).cloned().collect()
}

/// A pair of columns that must be equal.
fn key_pair(at: RowAt<Join>, pair: usize) -> AnyView {
    let t = &texts_now().query;
    let form = at.form;
    let side = move |read: fn(&JoinKey) -> &String| {
        Signal::derive(move || {
            let item = at.item.read();
            item.as_ref().and_then(|join| join.on.get(pair)).map(|key| read(key).clone()).unwrap_or_default()
        })
    };
    let (left, right) = (side(|key| &key.left), side(|key| &key.right));
    let lefts = Signal::derive(move || {
        let before = at.item.read().as_ref().map(|join| before(&form.inputs.read(), join));
        names(&before.unwrap_or_default(), |_| true, &left.read())
    });
    let rights = Signal::derive(move || {
        let source = at.item.read().as_ref().map(|join| join.source.clone());
        let columns = source.and_then(|source| form.catalog.with_value(|catalog| catalog.columns(&source)));
        names(&columns.unwrap_or_default(), |_| true, &right.read())
    });
    let write = move |write: fn(&mut JoinKey, String)| {
        let change = move |name| {
            at.edit(|join| {
                join.on.get_mut(pair).into_iter().for_each(|key| write(key, String::clone(&name)));
            });
        };
        Callback::new(change)
    };
    let remove = move |()| {
        at.edit(|join| {
            if join.on.len() > 1 {
                join.on.remove(pair);
            }
        });
    };
    line([
        select(t.left_key, left, lefts, write(|key, name| key.left = name)),
        view! { <span class="equals" aria-hidden="true">"="</span> }.erased(),
        select(t.right_key, right, rights, write(|key, name| key.right = name)),
        sign("✕", t.remove, Callback::new(remove)),
    ])
}

/// Columns that are computed from others.
pub(super) fn computed_columns(form: QueryForm) -> AnyView {
    let t = &texts_now().query;
    let append = move |()| {
        let number = form.draft.read_untracked().computed.len() + 1;
        let name = format!("{} {number}", t.computed_name);
        add(form, |draft| &mut draft.computed, Computed { name, expression: String::new() });
    };
    let functions =
        expression::Function::ALL.map(|function| view! { <li><code>{function.usage()}</code></li> });
    let help = view! {
        <details class="fold">
            <summary>{t.functions}</summary>
            <p class="hint">{t.functions_note}</p>
            <ul class="functions">{functions.collect_view()}</ul>
        </details>
    };
    let columns = list(form, |draft| &draft.computed, computed_row, (t.add_computed, Callback::new(append)));
    section(t.computed, view! { {help} {columns} }.erased())
}

fn computed_row(form: QueryForm, key: usize) -> AnyView {
    let t = &texts_now().query;
    let at = RowAt::<Computed>::new(form, key, |draft| &mut draft.computed, |draft| &draft.computed);
    let problem = Memo::new(move |_| {
        let computed = at.item.get()?;
        let inputs = form.inputs.read();
        let kind = |name: &str| -> Option<ColumnType> {
            let mut others = inputs.iter().filter(|column| column.name != computed.name);
            others.find(|column| column.name == name).map(|column| column.kind)
        };
        expression::type_of(&computed.expression, kind).err().map(|problem| problem.to_string())
    });
    let expression = at.read(|one| one.expression.clone());
    let write = at.write(|one, text| one.expression = text);
    let known = Signal::derive(move || {
        let columns = form.inputs.read().iter().map(|column| bracketed(&column.name)).collect::<Vec<_>>();
        let functions = expression::Function::ALL.map(|function| format!("{}(", function.name()));
        columns.into_iter().chain(functions).collect()
    });
    block([
        line([
            text(t.alias, at.read(|one| one.name.clone()), false, at.write(|one, name| one.name = name)),
            at.remove_button(),
        ]),
        code(&format!("expression-{key}"), t.expression, expression, problem.into(), known, write),
    ])
}

/// A column as it stands in an expression.
fn bracketed(name: &str) -> String {
    format!("[{}]", name.replace(']', "]]"))
}
