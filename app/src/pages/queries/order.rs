//! Calculations over the rows of the result, and their order.

use almanac_query::{Sort, Window, WindowFunction};
use leptos::prelude::*;

use super::draft::window;
use super::fields::{Choice, block, depending, labelled_select, line, number, section, select, text};
use super::form::{QueryForm, RowAt, add, all_names, list, names};
use crate::erased::Erased;
use crate::i18n::texts_now;

fn functions() -> Vec<Choice> {
    let t = &texts_now().query;
    let label = |function| match function {
        WindowFunction::RunningTotal => t.running_total,
        WindowFunction::Lag => t.lag,
        WindowFunction::Change => t.change,
        WindowFunction::PercentChange => t.percent_change,
        WindowFunction::Share => t.share,
        WindowFunction::Rank => t.rank,
        WindowFunction::MovingAverage => t.moving_average,
    };
    WindowFunction::ALL.into_iter().map(|one| Choice::new(one.name(), label(one))).collect()
}

fn directions() -> Vec<Choice> {
    let t = &texts_now().query;
    vec![Choice::new("up", t.ascending), Choice::new("down", t.descending)]
}

/// The name by which a form knows a direction.
fn direction(sort: &Sort) -> String {
    if sort.descending { "down" } else { "up" }.to_owned()
}

/// Calculations over the rows of the result.
pub(super) fn windows(form: QueryForm) -> AnyView {
    let t = &texts_now().query;
    let append = move |()| {
        let columns = form.before_windows.get_untracked();
        add(form, |draft| &mut draft.windows, window(WindowFunction::RunningTotal, &columns));
    };
    let windows = (t.add_window, Callback::new(append));
    section(t.windows, list(form, |draft| &draft.windows, window_row, windows))
}

fn window_row(form: QueryForm, key: usize) -> AnyView {
    let t = &texts_now().query;
    let at = RowAt::<Window>::new(form, key, |draft| &mut draft.windows, |draft| &draft.windows);
    let columns = form.before_windows;
    let function = Memo::new(move |_| at.item.read().as_ref().map(|item| item.function));
    let choose = move |name: String| {
        let columns = columns.get_untracked();
        if let Some(function) = WindowFunction::ALL.into_iter().find(|one| one.name() == name) {
            at.edit(|now| *now = other_function(function, now, window(function, &columns)));
        }
    };
    let column = at.read(|item| item.column.clone().unwrap_or_default());
    let numbers = Signal::derive(move || {
        let any = function.get() == Some(WindowFunction::Lag);
        names(&columns.read(), |kind| any || kind.is_numeric(), &column.read())
    });
    let set_column = at.write(|item, name| item.column = Some(name));
    let number_of = move |()| match function.get() {
        Some(function) if function.has_column() => select(t.column, column, numbers, set_column),
        _ => ().erased(),
    };
    let by = at.read(|item| item.order_by.first().map(|sort| sort.by.clone()).unwrap_or_default());
    let set_by = at.write(|item, by| {
        let descending = item.order_by.first().is_some_and(|sort| sort.descending);
        item.order_by = vec![Sort { by, descending }];
    });
    let down = at.read(|item| item.order_by.first().map(direction).unwrap_or_default());
    let set_down =
        at.write(|item, down| item.order_by.iter_mut().for_each(|sort| sort.descending = down == "down"));
    let order = move |()| match function.get() {
        Some(function) if function.has_order() => view! {
            {labelled_select(t.in_order_of, by, all_names(columns, by), set_by)}
            {labelled_select(t.direction, down, Signal::derive(directions), set_down)}
        }
        .erased(),
        _ => ().erased(),
    };
    let part = at.read(|item| item.partition_by.first().cloned().unwrap_or_default());
    let parts = Signal::derive(move || {
        let whole = Choice::new("", t.all_together);
        std::iter::once(whole).chain(names(&columns.read(), |_| true, &part.read())).collect()
    });
    let set_part = at.write(|item, name| {
        item.partition_by = Some(name).filter(|name| !name.is_empty()).into_iter().collect();
    });
    let rows = at.read(|item| item.rows.unwrap_or(1).to_string());
    let set_rows = at.write(|item, rows| item.rows = rows.parse().ok().or(item.rows));
    let back = move |()| match function.get() {
        Some(function) if function.counts_rows() => number(t.rows_back, ("1", "1000"), rows, set_rows),
        _ => ().erased(),
    };
    let name = at.read(|item| item.function.name().to_owned());
    block([
        line([
            select(t.function, name, Signal::derive(functions), Callback::new(choose)),
            depending(Callback::new(number_of)),
            at.remove_button(),
        ]),
        line([
            depending(Callback::new(order)),
            labelled_select(t.for_each, part, parts, set_part),
            depending(Callback::new(back)),
        ]),
        line([text(
            t.alias,
            at.read(|item| item.alias.clone()),
            false,
            at.write(|item, alias| item.alias = alias),
        )]),
    ])
}

/// Another calculation, over the same column in the same order if it can be.
fn other_function(function: WindowFunction, now: &mut Window, other: Window) -> Window {
    let column = now.column.take().filter(|_| function.has_column()).or(other.column.clone());
    let kept = function.has_order() && !now.order_by.is_empty();
    let order_by = if kept { std::mem::take(&mut now.order_by) } else { other.order_by.clone() };
    Window { column, order_by, partition_by: std::mem::take(&mut now.partition_by), ..other }
}

/// The order, and which rows of it.
pub(super) fn order(form: QueryForm) -> AnyView {
    let t = &texts_now().query;
    let append = move |()| {
        if let Some(column) = form.results.with_untracked(|columns| columns.first().cloned()) {
            add(form, |draft| &mut draft.sorts, Sort { by: column.name, descending: false });
        }
    };
    let draft = form.draft;
    let shown = |rows: Option<u64>| rows.map(|rows| rows.to_string()).unwrap_or_default();
    let limit = Signal::derive(move || shown(draft.read().limit));
    let offset = Signal::derive(move || shown(draft.read().rest.offset));
    let set_limit = Callback::new(move |rows: String| draft.update(|draft| draft.limit = rows.parse().ok()));
    let set_offset =
        Callback::new(move |rows: String| draft.update(|draft| draft.rest.offset = rows.parse().ok()));
    let sorts = list(form, |draft| &draft.sorts, sort_row, (t.add_sort, Callback::new(append)));
    let inside = view! {
        {sorts}
        <div class="grid">
            {number(t.limit, ("1", "1000000000"), limit, set_limit)}
            {number(t.offset, ("0", "1000000000"), offset, set_offset)}
        </div>
    };
    section(t.sort, inside.erased())
}

fn sort_row(form: QueryForm, key: usize) -> AnyView {
    let t = &texts_now().query;
    let at = RowAt::<Sort>::new(form, key, |draft| &mut draft.sorts, |draft| &draft.sorts);
    let by = at.read(|sort| sort.by.clone());
    let set_down = at.write(|sort, down| sort.descending = down == "down");
    line([
        select(t.column, by, all_names(form.results, by), at.write(|sort, by| sort.by = by)),
        select(t.direction, at.read(direction), Signal::derive(directions), set_down),
        at.remove_button(),
    ])
}
