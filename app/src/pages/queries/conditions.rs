//! The tree of conditions of a filter.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Operator, Period, TimeUnit, Which};
use leptos::prelude::*;

use super::condition::{Condition, operators};
use super::draft::Draft;
use super::form::{QueryForm, find, options};
use super::summary::{UNITS, unit_label};
use super::tree::{Branch, Part};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Groups in groups.
const MOST_LEVELS: usize = 6;
const WHICH: [Which; 3] = [Which::Last, Which::This, Which::Next];

/// A filter of the draft; cheap to copy.
#[derive(Clone, Copy)]
struct TreeAt {
    form: QueryForm,
    columns: Memo<Vec<Column>>,
    seen: fn(&Draft) -> &Branch,
    tree: fn(&mut Draft) -> &mut Branch,
    /// The part that is being dragged.
    dragged: RwSignal<Option<usize>>,
}

impl TreeAt {
    fn read<T>(self, read: impl FnOnce(&Branch) -> T) -> T {
        read((self.seen)(&self.form.draft.read()))
    }

    fn edit(self, edit: impl FnOnce(&mut Branch)) {
        self.form.draft.update(|draft| edit((self.tree)(draft)));
    }

    /// Edits with new keys at hand.
    fn grow(self, edit: impl FnOnce(&mut Branch, &mut dyn FnMut() -> usize)) {
        self.form.draft.update(|draft| {
            let mut key = draft.key();
            let mut next = || {
                key += 1;
                key
            };
            edit((self.tree)(draft), &mut next);
            draft.used_up_to(key);
        });
    }

    fn add(self, branch: usize, group: bool) {
        let Some(column) = self.columns.with_untracked(|columns| columns.first().cloned()) else { return };
        self.grow(|tree, next| {
            let leaf = Part::Leaf { key: next(), condition: Condition::new(&column) };
            let part = if group {
                Part::Branch(Branch { key: next(), any: true, not: false, parts: vec![leaf] })
            } else {
                leaf
            };
            if let Some(branch) = tree.branch_mut(branch) {
                branch.parts.push(part);
            }
        });
    }

    fn drop_into(self, branch: usize) {
        if let Some(key) = self.dragged.get_untracked() {
            self.dragged.set(None);
            self.edit(|tree| tree.put(key, branch));
        }
    }
}

/// Which rows count.
#[component]
pub(super) fn Conditions(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let at = TreeAt {
        form,
        columns: form.inputs,
        seen: |draft| &draft.filter,
        tree: |draft| &mut draft.filter,
        dragged: RwSignal::new(None),
    };
    view! { <fieldset><legend>{t.filter}</legend>{whole(at)}</fieldset> }.erased()
}

/// Which groups stay.
#[component]
pub(super) fn Having(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let at = TreeAt {
        form,
        columns: form.before_windows,
        seen: |draft| &draft.having,
        tree: |draft| &mut draft.having,
        dragged: RwSignal::new(None),
    };
    view! { <fieldset><legend>{t.having}</legend>{whole(at)}</fieldset> }.erased()
}

fn whole(at: TreeAt) -> AnyView {
    let root = at.form.draft.with_untracked(|draft| (at.seen)(draft).key);
    branch(at, root, 1)
}

/// A group with its parts.
fn branch(at: TreeAt, key: usize, level: usize) -> AnyView {
    let t = &texts_now().query;
    let keys = Memo::new(move |_| {
        at.read(|tree| tree.branch(key).map(|one| one.parts.iter().map(Part::key).collect::<Vec<_>>()))
            .unwrap_or_default()
    });
    let mode = Memo::new(move |_| at.read(|tree| tree.branch(key).map(|one| (one.any, one.not))));
    let several = move || keys.read().len() > 1 || mode.get().is_some_and(|(_, not)| not);
    let choose = move |chosen: String| {
        at.edit(|tree| {
            if let Some(branch) = tree.branch_mut(key) {
                branch.any = chosen.ends_with("any");
                branch.not = chosen.starts_with("not");
            }
        });
    };
    let modes = move || {
        let now = mode.get().unwrap_or_default();
        [
            ("all", (false, false), t.all_hold),
            ("any", (true, false), t.any_holds),
            ("not any", (true, true), t.none_holds),
            ("not all", (false, true), t.not_all_hold),
        ]
        .map(|(value, this, label)| view! { <option value=value selected=this == now>{label}</option> })
        .collect_view()
    };
    let part = move |one: usize| {
        let group = at.form.draft.with_untracked(|draft| (at.seen)(draft).branch(one).is_some());
        if group { branch(at, one, level + 1) } else { leaf(at, one) }
    };
    let inner = level > 1;
    view! {
        <div class="conditions" class:nested=inner role="group" aria-label=t.filter_group
            on:dragover=move |event| if at.dragged.get_untracked().is_some() { event.prevent_default(); }
            on:drop=move |event| { event.prevent_default(); event.stop_propagation(); at.drop_into(key); }
        >
            <div class="line head">
                <Show when=several>
                    <select aria-label=t.match_mode on:change:target=move |event| choose(event.target().value())>{modes}</select>
                </Show>
                {inner.then(|| tools(at, key))}
            </div>
            <For each=move || keys.get() key=|key| *key let:one>{part(one)}</For>
            <div class="row">
                <button type="button" class="button quiet" on:click=move |_| at.add(key, false)>{t.add_filter}</button>
                {(level < MOST_LEVELS).then(|| view! {
                    <button type="button" class="button quiet" on:click=move |_| at.add(key, true)>{t.add_filter_group}</button>
                })}
            </div>
        </div>
    }
    .erased()
}

/// What can be done with a condition or a group.
fn tools(at: TreeAt, key: usize) -> AnyView {
    let t = &texts_now().query;
    view! {
        <span class="tools" draggable="true"
            on:dragstart=move |event| { event.stop_propagation(); at.dragged.set(Some(key)); }
            on:dragend=move |_| at.dragged.set(None)
        >
            <span class="handle" aria-hidden="true" title=t.drag>"⠿"</span>
            <button type="button" class="button quiet" aria-label=t.up title=t.up on:click=move |_| at.edit(|tree| tree.step(key, false))>"↑"</button>
            <button type="button" class="button quiet" aria-label=t.down title=t.down on:click=move |_| at.edit(|tree| tree.step(key, true))>"↓"</button>
            <button type="button" class="button quiet" aria-label=t.copy title=t.copy on:click=move |_| at.grow(|tree, mut next| tree.copy(key, &mut next))>"⧉"</button>
            <button type="button" class="button quiet" aria-label=t.remove title=t.remove on:click=move |_| at.edit(|tree| drop(tree.take(key)))>"✕"</button>
        </span>
    }
    .erased()
}

/// A condition.
fn leaf(at: TreeAt, key: usize) -> AnyView {
    let t = &texts_now().query;
    let item = Memo::new(move |_| at.read(|tree| tree.condition(key).cloned()));
    let edit = move |change: &dyn Fn(&mut Condition)| {
        at.edit(|tree| tree.condition_mut(key).into_iter().for_each(change));
    };
    let name = Memo::new(move |_| item.read().as_ref().map(|c| c.column.clone()).unwrap_or_default());
    let op = Memo::new(move |_| item.read().as_ref().map_or(Operator::Eq, |c| c.op));
    let kind = Memo::new(move |_| {
        let name = name.get();
        at.columns.with(|columns| {
            columns.iter().find(|one| one.name == name).map_or(ColumnType::Text, |one| one.kind)
        })
    });
    let choose = move |column: String| {
        let fitting = operators(find(at.columns, &column).map_or(ColumnType::Text, |found| found.kind));
        edit(&|condition| {
            column.clone_into(&mut condition.column);
            condition.kept = None;
            if !fitting.contains(&condition.op) {
                condition.op = fitting.first().copied().unwrap_or(Operator::Eq);
            }
        });
    };
    let compare = move |name: String| {
        let chosen = Operator::ALL.into_iter().find(|op| op.name() == name);
        edit(&|condition| condition.op = chosen.unwrap_or(condition.op));
    };
    let choices = move || {
        let now = op.get();
        let all = operators(kind.get()).into_iter();
        all.map(|op| view! { <option value=op.name() selected=op == now>{op_label(op)}</option> })
            .collect_view()
    };
    view! {
        <div class="condition">
            <div class="line">
                <select aria-label=t.column on:change:target=move |event| choose(event.target().value())>
                    {move || at.columns.with(|columns| options(columns, |_| true, &name.read()))}
                </select>
                <select aria-label=t.operator on:change:target=move |event| compare(event.target().value())>{choices}</select>
                {tools(at, key)}
            </div>
            <div class="line">{move || value(op.get(), kind.get(), item.get_untracked(), edit)}</div>
        </div>
    }
    .erased()
}

/// The fields for what a column is compared with.
fn value(
    op: Operator,
    kind: ColumnType,
    now: Option<Condition>,
    edit: impl Fn(&dyn Fn(&mut Condition)) + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = &texts_now().query;
    let Some(now) = now else { return ().erased() };
    if let Some(kept) = &now.kept {
        let kept = serde_json::to_string(kept).unwrap_or_default();
        return view! { <code class="small">{kept}</code> }.erased();
    }
    let label = if op == Operator::In { t.value_list } else { t.value };
    match (op, kind) {
        (Operator::IsNull | Operator::IsNotNull, _) => ().erased(),
        (Operator::InPeriod, _) => period(&now.period, kind, edit),
        (_, ColumnType::Boolean) => view! {
            <select aria-label=label on:change:target=move |event| edit(&|c| c.value = event.target().value())>
                <option value="">"–"</option>
                <option value="true" selected=now.value == "true">"✓"</option>
                <option value="false" selected=now.value == "false">"✗"</option>
            </select>
        }
        .erased(),
        _ => {
            let (upper, sensitive) = (now.upper, !now.ignore_case);
            let cased = matches!(op, Operator::Contains | Operator::StartsWith | Operator::Like);
            view! {
                <input type="text" aria-label=label placeholder=label prop:value=now.value on:input:target=move |event| edit(&|c| c.value = event.target().value())/>
                {(op == Operator::Between).then(|| view! {
                    <input type="text" aria-label=t.value_two placeholder=t.value_two prop:value=upper on:input:target=move |event| edit(&|c| c.upper = event.target().value())/>
                })}
                {cased.then(|| view! {
                    <label class="check">
                        <input type="checkbox" prop:checked=sensitive on:change:target=move |event| edit(&|c| c.ignore_case = !event.target().checked())/>
                        {t.match_case}
                    </label>
                })}
            }
            .erased()
        }
    }
}

/// The fields of a period that is counted from now.
fn period(
    now: &Period,
    kind: ColumnType,
    edit: impl Fn(&dyn Fn(&mut Condition)) + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = &texts_now().query;
    let (which, unit, with_current) = (now.which, now.unit, now.with_current);
    let label = |which| match which {
        Which::Last => t.last,
        Which::This => t.this,
        Which::Next => t.next,
    };
    let whiches = WHICH.map(|one| {
        view! { <option value=format!("{one:?}") selected=one == which>{label(one)}</option> }
    });
    let units = UNITS.into_iter().filter(|unit| kind == ColumnType::Timestamp || *unit >= TimeUnit::Day);
    let units = units.map(|one| {
        view! { <option value=format!("{one:?}") selected=one == unit>{unit_label(one)}</option> }
    });
    let chosen = move |name: String| WHICH.into_iter().find(|one| format!("{one:?}") == name);
    let counted = move |name: String| UNITS.into_iter().find(|one| format!("{one:?}") == name);
    view! {
        <select aria-label=t.which on:change:target=move |event| {
            if let Some(which) = chosen(event.target().value()) {
                edit(&|c| {
                    c.period.which = which;
                    if which == Which::This { c.period.count = 1; }
                });
            }
        }>{whiches.collect_view()}</select>
        <input type="number" min="1" max="1000" step="1" aria-label=t.how_many prop:value=now.count.to_string() on:change:target=move |event| {
            if let Ok(count) = event.target().value().parse() {
                edit(&|c| c.period.count = count);
            }
        }/>
        <select aria-label=t.bucket on:change:target=move |event| {
            if let Some(unit) = counted(event.target().value()) {
                edit(&|c| c.period.unit = unit);
            }
        }>{units.collect_view()}</select>
        <label class="check">
            <input type="checkbox" prop:checked=with_current on:change:target=move |event| edit(&|c| c.period.with_current = event.target().checked())/>
            {t.with_current}
        </label>
    }
    .erased()
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
        Operator::Like => t.like,
        Operator::InPeriod => t.in_period,
        Operator::IsNull => t.is_null,
        Operator::IsNotNull => t.is_not_null,
    }
}
