//! What is asked for when a query runs, and what is appended to its result.

use almanac_domain::data::ColumnType;
use almanac_query::{QueryDocument, Source, Union};
use leptos::prelude::*;
use serde_json::Value;

use super::draft::Asking;
use super::fields::{Choice, block, check, deed, failure_of, labelled_select, line, rows, section, text};
use super::form::{QueryForm, RowAt, add, list};
use super::picker::{searched, with_source};
use crate::components::Note;
use crate::erased::Erased;
use crate::format::type_name;
use crate::i18n::texts_now;

const KINDS: [ColumnType; 6] = [
    ColumnType::Text,
    ColumnType::Integer,
    ColumnType::Float,
    ColumnType::Date,
    ColumnType::Timestamp,
    ColumnType::Boolean,
];

/// What is asked for when the query runs.
pub(super) fn parameters(form: QueryForm) -> AnyView {
    let t = &texts_now().query;
    let append = move |()| {
        let number = form.draft.read_untracked().parameters.len() + 1;
        let name = format!("{} {number}", t.parameter);
        let asking = Asking { name, kind: ColumnType::Text, default: String::new(), now: String::new() };
        add(form, |draft| &mut draft.parameters, asking);
    };
    let appended = (t.add_parameter, Callback::new(append));
    section(t.parameters, list(form, |draft| &draft.parameters, parameter_row, appended))
}

fn parameter_row(form: QueryForm, key: usize) -> AnyView {
    let t = &texts_now().query;
    let at = RowAt::<Asking>::new(form, key, |draft| &mut draft.parameters, |draft| &draft.parameters);
    let rename = Callback::new(move |name: String| {
        form.draft.update(|draft| draft.rename_parameter(key, &name));
    });
    let kinds = || KINDS.map(|kind| Choice::new(format!("{kind:?}"), type_name(kind))).into();
    let set_kind = at.write(|asking, name| {
        asking.kind = KINDS.into_iter().find(|kind| format!("{kind:?}") == name).unwrap_or(asking.kind);
    });
    block([
        line([text(t.alias, at.read(|asking| asking.name.clone()), false, rename), at.remove_button()]),
        line([
            labelled_select(
                t.kind,
                at.read(|asking| format!("{:?}", asking.kind)),
                Signal::derive(kinds),
                set_kind,
            ),
            text(
                t.default,
                at.read(|asking| asking.default.clone()),
                true,
                at.write(|asking, value| asking.default = value),
            ),
            text(
                t.now,
                at.read(|asking| asking.now.clone()),
                true,
                at.write(|asking, value| asking.now = value),
            ),
        ]),
    ])
}

/// What is appended to the result.
pub(super) fn unions(form: QueryForm) -> AnyView {
    let t = &texts_now().query;
    let keys = Memo::new(move |_| form.draft.read().unions.iter().map(|row| row.key).collect());
    let taken = StoredValue::new(Value::Null);
    let appending = deed(Box::new(move || {
        Box::pin(async move {
            if let Some((source, _)) = with_source(form, taken.get_value()).await? {
                let query = Box::new(QueryDocument::of(source));
                add(form, |draft| &mut draft.unions, Union { all: true, query });
            }
            Ok(())
        })
    }));
    let failure = failure_of(appending);
    let append = Callback::new(move |value: Value| {
        taken.set_value(value);
        appending.dispatch(());
    });
    let inside = view! {
        {rows(keys, Callback::new(move |key| union_row(form, key)))}
        {searched(form.project, t.add_union, append)}
        <Note failure/>
    };
    section(t.unions, inside.erased())
}

fn union_row(form: QueryForm, key: usize) -> AnyView {
    let t = &texts_now().query;
    let at = RowAt::<Union>::new(form, key, |draft| &mut draft.unions, |draft| &draft.unions);
    let name = at.item.with_untracked(|union| match union.as_ref().map(|union| &union.query.source) {
        Some(source @ (Source::Dataset(_) | Source::Table(_) | Source::Query(_))) => form.name(source),
        _ => t.another.to_owned(),
    });
    let twice = at.read(|union| union.all);
    let set_twice = Callback::new(move |all| at.edit(|union| union.all = all));
    line([
        view! { <span class="joined">{name}</span> }.erased(),
        check(t.keep_twice.to_owned(), twice, set_twice),
        at.remove_button(),
    ])
}
