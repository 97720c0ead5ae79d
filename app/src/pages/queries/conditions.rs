//! The tree of conditions of a filter.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Operator, TimeUnit, Which};
use leptos::prelude::*;

use super::condition::{Condition, operators};
use super::draft::Draft;
use super::fields::{
    Choice, block, button, check, depending, line, number, rows, section, select, sign, text,
};
use super::form::{QueryForm, all_names, find};
use super::summary::{UNITS, unit_choice, unit_name, unit_of};
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
pub(super) fn conditions(form: QueryForm) -> AnyView {
    let at = TreeAt {
        form,
        columns: form.inputs,
        seen: |draft| &draft.filter,
        tree: |draft| &mut draft.filter,
        dragged: RwSignal::new(None),
    };
    section(texts_now().query.filter, whole(at))
}

/// Which groups stay.
pub(super) fn having(form: QueryForm) -> AnyView {
    let at = TreeAt {
        form,
        columns: form.before_windows,
        seen: |draft| &draft.having,
        tree: |draft| &mut draft.having,
        dragged: RwSignal::new(None),
    };
    section(texts_now().query.having, whole(at))
}

fn whole(at: TreeAt) -> AnyView {
    let root = at.form.draft.with_untracked(|draft| (at.seen)(draft).key);
    branch(at, root, 1)
}

/// How the parts of a group hold together, by name: whether one is enough, and whether it must not hold.
const MODES: [(&str, (bool, bool)); 4] =
    [("all", (false, false)), ("any", (true, false)), ("none", (true, true)), ("not all", (false, true))];

/// A group with its parts.
fn branch(at: TreeAt, key: usize, level: usize) -> AnyView {
    let t = &texts_now().query;
    let keys = Memo::new(move |_| {
        let parts = |one: &Branch| one.parts.iter().map(Part::key).collect::<Vec<_>>();
        at.read(|tree| tree.branch(key).map(parts)).unwrap_or_default()
    });
    let mode = Memo::new(move |_| {
        at.read(|tree| tree.branch(key).map(|one| (one.any, one.not))).unwrap_or_default()
    });
    let several = Memo::new(move |_| keys.read().len() > 1 || mode.get().1);
    let choose = move |chosen: String| {
        let Some((_, (any, not))) = MODES.into_iter().find(|(name, _)| *name == chosen) else { return };
        at.edit(|tree| {
            if let Some(branch) = tree.branch_mut(key) {
                (branch.any, branch.not) = (any, not);
            }
        });
    };
    let now = Signal::derive(move || {
        MODES
            .into_iter()
            .find(|(_, held)| *held == mode.get())
            .map(|(name, _)| name.to_owned())
            .unwrap_or_default()
    });
    let modes = move || {
        let labels = [t.all_hold, t.any_holds, t.none_holds, t.not_all_hold];
        MODES.into_iter().zip(labels).map(|((name, _), label)| Choice::new(name, label)).collect()
    };
    let how = move |()| {
        if several.get() {
            select(t.match_mode, now, Signal::derive(modes), Callback::new(choose))
        } else {
            ().erased()
        }
    };
    let part = move |one: usize| {
        let group = at.form.draft.with_untracked(|draft| (at.seen)(draft).branch(one).is_some());
        if group { branch(at, one, level + 1) } else { leaf(at, one) }
    };
    let add = |label, group| button(label, Callback::new(move |()| at.add(key, group)));
    let inner = level > 1;
    view! {
        <div class="conditions" class:nested=inner role="group" aria-label=t.filter_group
            on:dragover=move |event| if at.dragged.get_untracked().is_some() { event.prevent_default(); }
            on:drop=move |event| { event.prevent_default(); event.stop_propagation(); at.drop_into(key); }
        >
            {line([depending(Callback::new(how)), if inner { tools(at, key) } else { ().erased() }])}
            {rows(keys, Callback::new(part))}
            <div class="row">
                {add(t.add_filter, false)}
                {(level < MOST_LEVELS).then(|| add(t.add_filter_group, true))}
            </div>
        </div>
    }
    .erased()
}

/// What can be done with a condition or a group.
fn tools(at: TreeAt, key: usize) -> AnyView {
    let t = &texts_now().query;
    let step = |down| Callback::new(move |()| at.edit(|tree| tree.step(key, down)));
    let copy = Callback::new(move |()| at.grow(|tree, mut next| tree.copy(key, &mut next)));
    let remove = Callback::new(move |()| at.edit(|tree| drop(tree.take(key))));
    view! {
        <span class="tools" draggable="true"
            on:dragstart=move |event| { event.stop_propagation(); at.dragged.set(Some(key)); }
            on:dragend=move |_| at.dragged.set(None)
        >
            <span class="handle" aria-hidden="true" title=t.drag>"⠿"</span>
            {sign("↑", t.up, step(false))}
            {sign("↓", t.down, step(true))}
            {sign("❐", t.copy, copy)}
            {sign("✕", t.remove, remove)}
        </span>
    }
    .erased()
}

/// A condition of the tree; cheap to copy.
#[derive(Clone, Copy)]
struct LeafAt {
    tree: TreeAt,
    key: usize,
    item: Memo<Option<Condition>>,
}

impl LeafAt {
    fn read<T: Default + Send + Sync + 'static>(self, read: fn(&Condition) -> T) -> Signal<T> {
        Signal::derive(move || self.item.read().as_ref().map(read).unwrap_or_default())
    }

    fn edit(self, edit: impl FnOnce(&mut Condition)) {
        self.tree.edit(|tree| {
            if let Some(condition) = tree.condition_mut(self.key) {
                edit(condition);
            }
        });
    }

    fn write(self, write: fn(&mut Condition, String)) -> Callback<String> {
        Callback::new(move |value| self.edit(|condition| write(condition, value)))
    }

    fn write_check(self, write: fn(&mut Condition, bool)) -> Callback<bool> {
        Callback::new(move |on| self.edit(|condition| write(condition, on)))
    }
}

/// A condition.
fn leaf(tree: TreeAt, key: usize) -> AnyView {
    let t = &texts_now().query;
    let item = Memo::new(move |_| tree.read(|tree| tree.condition(key).cloned()));
    let at = LeafAt { tree, key, item };
    let name = at.read(|condition| condition.column.clone());
    let op = Memo::new(move |_| item.read().as_ref().map_or(Operator::Eq, |condition| condition.op));
    let kind = Memo::new(move |_| {
        let (columns, name) = (tree.columns.read(), name.read());
        columns.iter().find(|one| one.name == *name).map_or(ColumnType::Text, |one| one.kind)
    });
    let choose = move |column: String| {
        let fitting = operators(find(tree.columns, &column).map_or(ColumnType::Text, |found| found.kind));
        at.edit(|condition| {
            condition.column = column;
            condition.kept = None;
            if !fitting.contains(&condition.op) {
                condition.op = fitting.first().copied().unwrap_or(Operator::Eq);
            }
        });
    };
    let compare = at.write(|condition, name| {
        let chosen = Operator::ALL.into_iter().find(|op| op.name() == name);
        condition.op = chosen.unwrap_or(condition.op);
    });
    let now = at.read(|condition| condition.op.name().to_owned());
    let choices = Signal::derive(move || {
        operators(kind.get()).into_iter().map(|op| Choice::new(op.name(), op_label(op))).collect()
    });
    block([
        line([
            select(t.column, name, all_names(tree.columns, name), Callback::new(choose)),
            select(t.operator, now, choices, compare),
            tools(tree, key),
        ]),
        depending(Callback::new(move |()| compared_with(at))),
        depending(Callback::new(move |()| {
            let named = item.read().as_ref().is_some_and(|condition| condition.named().is_some());
            if named { ().erased() } else { value(at, op.get(), kind.get()) }
        })),
    ])
}

/// The choice between a value and a parameter, where there are parameters.
fn compared_with(at: LeafAt) -> AnyView {
    let t = &texts_now().query;
    let takes = at.item.read().as_ref().is_some_and(Condition::takes_parameter);
    if !takes || at.tree.form.draft.read().parameters.is_empty() {
        return ().erased();
    }
    let choices = move || {
        let draft = at.tree.form.draft.read();
        let asked = draft.parameters.iter().map(|row| Choice::named(&row.item.name));
        std::iter::once(Choice::new("", t.a_value)).chain(asked).collect()
    };
    let now = at.read(|condition| condition.parameter.clone().unwrap_or_default());
    let choose = at.write(|condition, name| condition.parameter = Some(name).filter(|name| !name.is_empty()));
    line([select(t.compared_with, now, Signal::derive(choices), choose)])
}

/// The fields for what a column is compared with.
fn value(at: LeafAt, op: Operator, kind: ColumnType) -> AnyView {
    let t = &texts_now().query;
    if let Some(kept) = at.item.with_untracked(|item| item.as_ref().and_then(|item| item.kept.clone())) {
        let kept = serde_json::to_string(&kept).unwrap_or_default();
        return view! { <code class="small">{kept}</code> }.erased();
    }
    let now = at.read(|condition| condition.value.clone());
    let write = at.write(|condition, value| condition.value = value);
    match (op, kind) {
        (Operator::IsNull | Operator::IsNotNull, _) => ().erased(),
        (Operator::InPeriod, _) => period(at, kind),
        (_, ColumnType::Boolean) => {
            let truths = || {
                [("", "–"), ("true", "✓"), ("false", "✗")]
                    .map(|(value, label)| Choice::new(value, label))
                    .into()
            };
            line([select(t.value, now, Signal::derive(truths), write)])
        }
        (Operator::Between, _) => {
            let upper = at.read(|condition| condition.upper.clone());
            let write_upper = at.write(|condition, value| condition.upper = value);
            line([text(t.value, now, true, write), text(t.value_two, upper, true, write_upper)])
        }
        (Operator::Contains | Operator::StartsWith | Operator::Like, _) => {
            let cased = at.read(|condition| !condition.ignore_case);
            let write_cased = at.write_check(|condition, cased| condition.ignore_case = !cased);
            line([text(t.value, now, true, write), check(t.match_case.to_owned(), cased, write_cased)])
        }
        (Operator::In, _) => line([text(t.value_list, now, true, write)]),
        _ => line([text(t.value, now, true, write)]),
    }
}

/// The fields of a period that is counted from now.
fn period(at: LeafAt, kind: ColumnType) -> AnyView {
    let t = &texts_now().query;
    let whiches = move || {
        let labels = [t.last, t.this, t.next];
        WHICH.into_iter().zip(labels).map(|(one, label)| Choice::new(format!("{one:?}"), label)).collect()
    };
    let set_which = at.write(|condition, name| {
        let period = &mut condition.period;
        period.which = WHICH.into_iter().find(|one| format!("{one:?}") == name).unwrap_or(period.which);
        if period.which == Which::This {
            period.count = 1;
        }
    });
    let units = move || {
        let fits = move |unit: &TimeUnit| kind == ColumnType::Timestamp || *unit >= TimeUnit::Day;
        UNITS.into_iter().filter(fits).map(unit_choice).collect()
    };
    let set_unit = at.write(|condition, name| {
        condition.period.unit = unit_of(&name).unwrap_or(condition.period.unit);
    });
    let count = at.read(|condition| condition.period.count.to_string());
    let set_count = at.write(|condition, count| {
        condition.period.count = count.parse().unwrap_or(condition.period.count);
    });
    let with_current = at.write_check(|condition, on| condition.period.with_current = on);
    line([
        select(
            t.which,
            at.read(|condition| format!("{:?}", condition.period.which)),
            Signal::derive(whiches),
            set_which,
        ),
        number(t.how_many, ("1", "1000"), count, set_count),
        select(
            t.bucket,
            at.read(|condition| unit_name(condition.period.unit)),
            Signal::derive(units),
            set_unit,
        ),
        check(t.with_current.to_owned(), at.read(|condition| condition.period.with_current), with_current),
    ])
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
        Operator::Matches => t.matches,
        Operator::InPeriod => t.in_period,
        Operator::IsNull => t.is_null,
        Operator::IsNotNull => t.is_not_null,
    }
}
