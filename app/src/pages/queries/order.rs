//! Calculations over the rows of the result, and their order.

use almanac_query::{Sort, Window, WindowFunction};
use leptos::prelude::*;

use super::draft::window;
use super::form::{QueryForm, RowAt, add, keys, options};
use crate::erased::Erased;
use crate::i18n::texts_now;

fn function_label(function: WindowFunction) -> &'static str {
    let t = &texts_now().query;
    match function {
        WindowFunction::RunningTotal => t.running_total,
        WindowFunction::Lag => t.lag,
        WindowFunction::Change => t.change,
        WindowFunction::PercentChange => t.percent_change,
        WindowFunction::Share => t.share,
        WindowFunction::Rank => t.rank,
        WindowFunction::MovingAverage => t.moving_average,
    }
}

/// Calculations over the rows of the result.
#[component]
pub(super) fn Windows(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let keys = keys(form, |draft| &draft.windows);
    let append = move |_| {
        let results = form.before_windows.get_untracked();
        add(form, |draft| &mut draft.windows, window(WindowFunction::RunningTotal, &results));
    };
    view! {
        <fieldset>
            <legend>{t.windows}</legend>
            <For each=move || keys.get() key=|key| *key let:key><WindowRow form key/></For>
            <button type="button" class="button quiet" on:click=append>{t.add_window}</button>
        </fieldset>
    }
    .erased()
}

#[component]
fn WindowRow(form: QueryForm, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let at = RowAt::<Window>::new(form, key, |draft| &mut draft.windows, |draft| &draft.windows);
    let item = at.item;
    let function = Memo::new(move |_| item.read().as_ref().map(|item| item.function));
    let columns = form.before_windows;
    let functions = move || {
        let now = function.get();
        WindowFunction::ALL
            .map(|one| view! { <option value=one.name() selected=Some(one) == now>{function_label(one)}</option> })
            .collect_view()
    };
    let choose = move |name: String| {
        let results = columns.get_untracked();
        if let Some(function) = WindowFunction::ALL.into_iter().find(|one| one.name() == name) {
            at.edit(|now| {
                let other = window(function, &results);
                let column = now.column.take().filter(|_| function.has_column()).or(other.column.clone());
                let order_by = if function.has_order() && !now.order_by.is_empty() {
                    std::mem::take(&mut now.order_by)
                } else {
                    other.order_by.clone()
                };
                *now =
                    Window { column, order_by, partition_by: std::mem::take(&mut now.partition_by), ..other };
            });
        }
    };
    let number = move || {
        let now = item.get()?;
        now.function.has_column().then(|| {
            let lag = now.function == WindowFunction::Lag;
            let choices = options(
                &columns.read(),
                |kind| lag || kind.is_numeric(),
                now.column.as_deref().unwrap_or_default(),
            );
            view! {
                <select aria-label=t.column on:change:target=move |event| {
                    let name = event.target().value();
                    at.edit(|now| now.column = Some(name));
                }>{choices}</select>
            }
        })
    };
    let order = move || {
        let now = item.get()?;
        now.function.has_order().then(|| {
            let first = now.order_by.first().cloned();
            let (by, descending) = first.map(|sort| (sort.by, sort.descending)).unwrap_or_default();
            let choices = options(&columns.read(), |_| true, &by);
            view! {
                <label class="field"><span>{t.in_order_of}</span>
                    <select on:change:target=move |event| {
                        let by = event.target().value();
                        at.edit(|now| now.order_by = vec![Sort { by, descending }]);
                    }>{choices}</select>
                </label>
                <label class="field"><span>{t.direction}</span>
                    <select on:change:target=move |event| {
                        let descending = event.target().value() == "down";
                        at.edit(|now| now.order_by.iter_mut().for_each(|sort| sort.descending = descending));
                    }>
                        <option value="up" selected=!descending>{t.ascending}</option>
                        <option value="down" selected=descending>{t.descending}</option>
                    </select>
                </label>
            }
        })
    };
    let part = move || {
        let now = item.get().and_then(|now| now.partition_by.first().cloned()).unwrap_or_default();
        let choices = options(&columns.read(), |_| true, &now);
        view! {
            <label class="field"><span>{t.for_each}</span>
                <select on:change:target=move |event| {
                    let name = event.target().value();
                    at.edit(|now| now.partition_by = Some(name).filter(|name| !name.is_empty()).into_iter().collect());
                }><option value="">{t.all_together}</option>{choices}</select>
            </label>
        }
    };
    let rows = move || {
        let now = item.get()?;
        now.function.counts_rows().then(|| {
            view! {
                <label class="field"><span>{t.rows_back}</span>
                    <input type="number" min="1" max="1000" step="1" prop:value=now.rows.unwrap_or(1).to_string()
                        on:change:target=move |event| {
                            let rows = event.target().value().parse().ok();
                            at.edit(|now| now.rows = rows.or(now.rows));
                        }/>
                </label>
            }
        })
    };
    let alias = move || item.read().as_ref().map(|item| item.alias.clone()).unwrap_or_default();
    view! {
        <div class="condition">
            <div class="line">
                <select aria-label=t.function on:change:target=move |event| choose(event.target().value())>{functions}</select>
                {number}
                {at.remove_button()}
            </div>
            <div class="line">{order} {part} {rows}</div>
            <div class="line">
                <input type="text" aria-label=t.alias prop:value=alias on:change:target=move |event| {
                    let alias = event.target().value();
                    at.edit(|now| now.alias = alias);
                }/>
            </div>
        </div>
    }
    .erased()
}

/// The order, and which rows of it.
#[component]
pub(super) fn Order(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let keys = keys(form, |draft| &draft.sorts);
    let append = move |_| {
        if let Some(column) = form.results.with_untracked(|columns| columns.first().cloned()) {
            add(form, |draft| &mut draft.sorts, Sort { by: column.name, descending: false });
        }
    };
    let draft = form.draft;
    let limit = move || draft.read().limit.map(|limit| limit.to_string()).unwrap_or_default();
    let offset = move || draft.read().rest.offset.map(|offset| offset.to_string()).unwrap_or_default();
    view! {
        <fieldset>
            <legend>{t.sort}</legend>
            <For each=move || keys.get() key=|key| *key let:key><SortRow form key/></For>
            <button type="button" class="button quiet" on:click=append>{t.add_sort}</button>
            <div class="grid">
                <div class="field">
                    <label for="limit">{t.limit}</label>
                    <input id="limit" type="number" min="1" step="1" prop:value=limit on:change:target=move |event| {
                        let limit = event.target().value().parse().ok();
                        draft.update(|draft| draft.limit = limit);
                    }/>
                </div>
                <div class="field">
                    <label for="offset">{t.offset}</label>
                    <input id="offset" type="number" min="0" step="1" prop:value=offset on:change:target=move |event| {
                        let offset = event.target().value().parse().ok();
                        draft.update(|draft| draft.rest.offset = offset);
                    }/>
                </div>
            </div>
        </fieldset>
    }
    .erased()
}

#[component]
fn SortRow(form: QueryForm, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let at = RowAt::<Sort>::new(form, key, |draft| &mut draft.sorts, |draft| &draft.sorts);
    let item = at.item;
    let columns = move || {
        let now = item.read().as_ref().map(|item| item.by.clone()).unwrap_or_default();
        options(&form.results.read(), |_| true, &now)
    };
    let descending = move || item.read().as_ref().is_some_and(|item| item.descending);
    view! {
        <div class="line">
            <select aria-label=t.column on:change:target=move |event| { let by = event.target().value(); at.edit(|sort| sort.by = by); }>{columns}</select>
            <select aria-label=t.direction on:change:target=move |event| { let down = event.target().value() == "down"; at.edit(|sort| sort.descending = down); }>
                <option value="up" selected=move || !descending()>{t.ascending}</option>
                <option value="down" selected=descending>{t.descending}</option>
            </select>
            {at.remove_button()}
        </div>
    }
    .erased()
}
