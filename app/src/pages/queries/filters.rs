//! Columns and conditions of a query.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::Operator;
use leptos::prelude::*;

use super::draft::{Condition, Draft, Row, operators};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The columns of a list of rows.
#[component]
pub(super) fn ColumnChoice(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>) -> impl IntoView {
    let t = &texts_now().query;
    let boxes = catalog
        .get_value()
        .into_iter()
        .map(|column| {
            let (chosen, name) = (column.name.clone(), column.name.clone());
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
                    {column.name}
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="fold">
            <summary>{t.columns} " " <span class="muted">{t.columns_note}</span></summary>
            <fieldset class="checks"><legend class="hidden">{t.columns}</legend>{boxes}</fieldset>
        </details>
    }
    .erased()
}

/// The conditions.
#[component]
pub(super) fn Conditions(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>) -> impl IntoView {
    let t = &texts_now().query;
    let add = move |_| {
        let Some(column) = catalog.with_value(|columns| columns.first().cloned()) else { return };
        let op = operators(column.kind).first().copied().unwrap_or(Operator::Eq);
        draft.update(|draft| {
            let key = draft.key();
            let item = Condition { column: column.name, op, value: String::new(), upper: String::new() };
            draft.conditions.push(Row { key, item });
        });
    };
    let keys = Memo::new(move |_| draft.read().conditions.iter().map(|row| row.key).collect::<Vec<_>>());
    let several = move || keys.read().len() > 1;
    view! {
        <fieldset>
            <legend>{t.filter}</legend>
            {move || draft.read().kept.as_ref().map(|kept| {
                view! { <pre class="small">{serde_json::to_string_pretty(kept).unwrap_or_default()}</pre> }
            })}
            <Show when=several>
                <div class="field">
                    <label for="match">{t.match_mode}</label>
                    <select id="match" on:change:target=move |event| draft.update(|d| d.any = event.target().value() == "any")>
                        <option value="all" selected=move || !draft.read().any>{t.all_hold}</option>
                        <option value="any" selected=move || draft.read().any>{t.any_holds}</option>
                    </select>
                </div>
            </Show>
            <For each=move || keys.get() key=|key| *key let:key>
                <ConditionRow draft catalog key/>
            </For>
            <Show when=move || draft.read().kept.is_none()>
                <button type="button" class="button quiet" on:click=add>{t.add_filter}</button>
            </Show>
        </fieldset>
    }
    .erased()
}

/// A condition in the draft.
#[derive(Clone, Copy)]
struct ConditionAt {
    draft: RwSignal<Draft>,
    catalog: StoredValue<Vec<Column>>,
    key: usize,
    item: Memo<Option<Condition>>,
}

impl ConditionAt {
    fn new(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>, key: usize) -> Self {
        let item = Memo::new(move |_| {
            draft.read().conditions.iter().find(|row| row.key == key).map(|row| row.item.clone())
        });
        Self { draft, catalog, key, item }
    }

    fn edit(self, edit: impl Fn(&mut Condition)) {
        self.draft.update(|draft| {
            draft.conditions.iter_mut().filter(|row| row.key == self.key).for_each(|row| edit(&mut row.item));
        });
    }

    fn remove(self) {
        self.draft.update(|draft| draft.conditions.retain(|row| row.key != self.key));
    }

    /// Another column, with an operator that suits it.
    fn choose(self, column: &str) {
        let fitting = operators(kind_of(self.catalog, column));
        self.edit(|condition| {
            column.clone_into(&mut condition.column);
            if !fitting.contains(&condition.op) {
                condition.op = fitting.first().copied().unwrap_or(Operator::Eq);
            }
        });
    }

    fn compare(self, name: &str) {
        let chosen = Operator::ALL.into_iter().find(|op| op.name() == name);
        self.edit(|condition| condition.op = chosen.unwrap_or(condition.op));
    }
}

#[component]
fn ConditionRow(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let at = ConditionAt::new(draft, catalog, key);
    let item = at.item;
    let name = Memo::new(move |_| item.read().as_ref().map(|c| c.column.clone()).unwrap_or_default());
    let op = Memo::new(move |_| item.read().as_ref().map_or(Operator::Eq, |c| c.op));
    let kind = Memo::new(move |_| kind_of(catalog, &name.read()));
    let columns = move || {
        let names = catalog.with_value(|columns| columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>());
        let now = name.get();
        names
            .into_iter()
            .map(|column| view! { <option value=column.clone() selected=column == now>{column.clone()}</option> })
            .collect_view()
    };
    let choices = move || {
        let now = op.get();
        operators(kind.get())
            .into_iter()
            .map(|op| view! { <option value=op.name() selected=op == now>{op_label(op)}</option> })
            .collect_view()
    };
    view! {
        <div class="line">
            <select aria-label=t.column on:change:target=move |event| at.choose(&event.target().value())>{columns}</select>
            <select aria-label=t.operator on:change:target=move |event| at.compare(&event.target().value())>{choices}</select>
            {move || value(at, op.get(), kind.get())}
            <button type="button" class="button quiet" aria-label=t.remove on:click=move |_| at.remove()>"✕"</button>
        </div>
    }
    .erased()
}

/// The fields for what a column is compared with.
fn value(at: ConditionAt, op: Operator, kind: ColumnType) -> AnyView {
    let t = &texts_now().query;
    let label = if op == Operator::In { t.value_list } else { t.value };
    let now = at.item.get_untracked();
    let (value, upper) = now.map(|condition| (condition.value, condition.upper)).unwrap_or_default();
    match (op, kind) {
        (Operator::IsNull | Operator::IsNotNull, _) => ().erased(),
        (_, ColumnType::Boolean) => view! {
            <select aria-label=label on:change:target=move |event| at.edit(|c| c.value = event.target().value())>
                <option value="">"–"</option>
                <option value="true" selected=value == "true">"✓"</option>
                <option value="false" selected=value == "false">"✗"</option>
            </select>
        }
        .erased(),
        _ => view! {
            <input type="text" aria-label=label placeholder=label prop:value=value on:input:target=move |event| at.edit(|c| c.value = event.target().value())/>
            {(op == Operator::Between).then(|| view! {
                <input type="text" aria-label=t.value_two placeholder=t.value_two prop:value=upper on:input:target=move |event| at.edit(|c| c.upper = event.target().value())/>
            })}
        }
        .erased(),
    }
}

fn kind_of(catalog: StoredValue<Vec<Column>>, name: &str) -> ColumnType {
    let found =
        catalog.with_value(|columns| columns.iter().find(|column| column.name == name).map(|c| c.kind));
    found.unwrap_or(ColumnType::Text)
}

fn op_label(op: Operator) -> &'static str {
    let t = &texts_now().query;
    match op {
        Operator::Eq => t.eq,
        Operator::Ne => t.ne,
        Operator::Lt => t.lt,
        Operator::Le => t.le,
        Operator::Gt => t.gt,
        Operator::Ge => t.ge,
        Operator::Between => t.between,
        Operator::In => t.is_in,
        Operator::Contains => t.contains,
        Operator::StartsWith => t.starts_with,
        Operator::IsNull => t.is_null,
        Operator::IsNotNull => t.is_not_null,
    }
}
