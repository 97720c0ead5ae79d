//! The rows of a result as a table of which only what is in sight is drawn. Its cells lead to further questions.

use std::collections::BTreeMap;

use almanac_domain::data::Column;
use almanac_domain::saved::{ExploreQuery, QueryResult, RunQuery, Step};
use almanac_query::{QueryDocument, steps};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::{Div, Table};
use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;

use super::fields::{Doing, deed, failure_of};
use super::form::QueryForm;
use super::sheet::{MOST, Sheet};
use crate::api::query::ask_cell;
use crate::components::{Heads, Note};
use crate::erased::Erased;
use crate::format::{self, count, fill};
use crate::i18n::{texts_now, words};

/// A cell: the number of its row, and of its column.
type Place = (u64, usize);

/// The table; cheap to copy.
#[derive(Clone, Copy)]
struct Grid {
    form: QueryForm,
    sheet: Sheet,
    /// What was asked.
    document: StoredValue<Option<QueryDocument>>,
    columns: StoredValue<Vec<Column>>,
    /// The cell that keys move from.
    active: RwSignal<Option<Place>>,
    /// Where its menu opens.
    at: RwSignal<(f64, f64)>,
    menu: NodeRef<Div>,
    table: NodeRef<Table>,
    go: Callback<QueryDocument>,
}

/// The rows of the result of `asked`; `go` takes the question that follows from a cell.
pub(super) fn result_rows(
    form: QueryForm,
    asked: RunQuery,
    mut result: QueryResult,
    heads: Heads,
    go: Callback<QueryDocument>,
) -> AnyView {
    let (t, locale) = words();
    let columns = std::mem::take(&mut result.columns);
    let decimals: Vec<usize> = (0..columns.len())
        .map(|i| format::decimals(result.rows.iter().filter_map(|row| row.get(i)?.as_f64())))
        .collect();
    let numeric: Vec<bool> = columns.iter().map(|column| column.kind.is_numeric()).collect();
    let class = move |i: usize| numeric.get(i).copied().unwrap_or_default().then_some("number");
    let head: Vec<_> =
        columns.iter().enumerate().map(|(i, column)| heads.run((column.name.clone(), class(i)))).collect();
    let beyond = result.total_rows > MOST;
    let document = serde_json::from_value(asked.document.clone()).ok();
    let sheet = Sheet::new(form.project, asked, result);
    let grid = Grid {
        form,
        sheet,
        document: StoredValue::new(document),
        columns: StoredValue::new(columns),
        active: RwSignal::new(None),
        at: RwSignal::new((0.0, 0.0)),
        menu: NodeRef::new(),
        table: NodeRef::new(),
        go,
    };
    let body = move || {
        let (active, fixed) = (grid.active.get(), sheet.fixed());
        let row = |number: u64| {
            let values = sheet.row(number);
            let cells: Vec<_> = (0..grid.width())
                .map(|i| {
                    let text = match &values {
                        Some(row) => format::cell(
                            row.get(i).unwrap_or(&Value::Null),
                            decimals.get(i).copied().unwrap_or_default(),
                            locale,
                        ),
                        None => "…".to_owned(),
                    };
                    let here = active == Some((number, i));
                    // What is too long for its column can be read all the same.
                    let title = fixed.then(|| text.clone());
                    view! { <td class=class(i) title=title id=here.then_some("active-cell") aria-selected=here.then_some("true")>{text}</td> }
                })
                .collect();
            view! { <tr aria-rowindex=number + 2>{cells}</tr> }
        };
        sheet.range().map(row).collect_view()
    };
    let described = move || grid.active.get().map(|_| "active-cell");
    let beyond = beyond.then(|| fill(t.query.scrolled, &[("n", &count(MOST, locale))]));
    let in_sight = move || {
        let range = sheet.range();
        let number = |one: u64| count(one, locale);
        let (from, to, rows) = (number(range.start + 1), number(range.end), number(sheet.total));
        fill(t.query.in_sight, &[("from", &from), ("to", &to), ("rows", &rows)])
    };
    let place = sheet.scrolls().then(|| view! { <p class="muted">{in_sight} " " {beyond}</p> });
    view! {
        <div class="scroll tall" class:rows=sheet.scrolls() node_ref=sheet.scroller on:scroll=move |_| sheet.scrolled()>
            <div style:height=move || sheet.height()>
                <table class="dense" class:fixed=move || sheet.fixed() style:width=move || sheet.width()
                    role="grid" tabindex="0" aria-label=t.query.result aria-rowcount=sheet.total + 1
                    aria-activedescendant=described node_ref=grid.table
                    on:keydown=move |event| grid.key(&event) on:click=move |event| grid.click(&event)>
                    {sheet.columns()}
                    <thead><tr>{head}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </div>
        {place}
        <Note failure=sheet.failure/>
        {menu(&grid)}
    }
    .erased()
}

impl Grid {
    fn width(self) -> usize {
        self.columns.with_value(Vec::len)
    }

    fn click(self, event: &MouseEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let Some(cell) = target.and_then(|target| target.closest("td").ok().flatten()) else { return };
        let Some(cell) = cell.dyn_ref::<web_sys::HtmlTableCellElement>() else { return };
        let row =
            cell.parent_element().and_then(|row| row.get_attribute("aria-rowindex")?.parse::<u64>().ok());
        let (Some(row), Ok(column)) = (row, usize::try_from(cell.cell_index())) else { return };
        self.active.set(Some((row.saturating_sub(2), column)));
        self.open((f64::from(event.client_x()), f64::from(event.client_y())));
    }

    fn key(self, event: &KeyboardEvent) {
        let (sheet, last) = (self.sheet, self.width().saturating_sub(1));
        let before = self.active.get_untracked();
        let (row, column) = before.unwrap_or((untrack(move || sheet.range().start), 0));
        let bottom = sheet.total.saturating_sub(1);
        let place = match event.key().as_str() {
            "ArrowDown" if before.is_none() => (row, column),
            "ArrowDown" => (row + 1, column),
            "ArrowUp" => (row.saturating_sub(1), column),
            "ArrowRight" => (row, column + 1),
            "ArrowLeft" => (row, column.saturating_sub(1)),
            "PageDown" => (row + sheet.page(), column),
            "PageUp" => (row.saturating_sub(sheet.page()), column),
            "Home" if event.ctrl_key() => (0, column),
            "End" if event.ctrl_key() => (bottom, column),
            "Home" => (row, 0),
            "End" => (row, last),
            "Enter" | " " if before.is_some() => {
                event.prevent_default();
                let cell = document().get_element_by_id("active-cell");
                let place = cell.map(|cell| cell.get_bounding_client_rect());
                self.open(place.map_or((0.0, 0.0), |rect| (rect.left(), rect.bottom())));
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let place = (place.0.min(bottom), place.1.min(last));
        sheet.reveal(place.0);
        self.active.set(Some(place));
        if let Some(cell) = document().get_element_by_id("active-cell") {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
            cell.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    fn open(self, at: (f64, f64)) {
        if let Some(menu) = self.menu.get_untracked() {
            // It may be open at another cell already.
            let _ = menu.hide_popover();
            if untrack(move || self.steps()).is_empty() {
                return;
            }
            self.at.set(at);
            if menu.show_popover().is_ok()
                && let Some(first) = menu.query_selector("button").ok().flatten()
                && let Some(first) = first.dyn_ref::<web_sys::HtmlElement>()
            {
                let _ = first.focus();
            }
        }
    }

    /// The active cell, with the name of its column and its row.
    fn cell(self) -> Option<(Column, Value, BTreeMap<String, Value>)> {
        let (number, i) = self.active.get()?;
        let row = self.sheet.row(number)?;
        self.columns.with_value(|columns| {
            let names = columns.iter().map(|column| column.name.clone());
            Some((columns.get(i)?.clone(), row.get(i)?.clone(), names.zip(row.iter().cloned()).collect()))
        })
    }

    /// What can be asked of the active cell; nothing while its row is not loaded.
    fn steps(self) -> Vec<Step> {
        let Some((column, value, _)) = self.cell() else { return Vec::new() };
        self.document.with_value(|document| {
            document.as_ref().map(|document| steps(document, &column, &value)).unwrap_or_default()
        })
    }

    fn step(self, step: Step) -> Doing {
        let asked = untrack(move || self.cell()).map(|(column, _, row)| {
            let document =
                self.document.with_value(|document| serde_json::to_value(document).unwrap_or_default());
            ExploreQuery { document, column: column.name, row, step }
        });
        Box::pin(async move {
            let Some(asked) = asked else { return Ok(()) };
            let next = ask_cell(self.form.project, asked).await?;
            if let Ok(document) = serde_json::from_value(next.document) {
                self.go.try_run(document);
            }
            Ok(())
        })
    }
}

/// What can be asked of the active cell.
fn menu(grid: &Grid) -> AnyView {
    let grid = *grid;
    let chosen = RwSignal::new(Step::Only);
    let going = deed(Box::new(move || grid.step(chosen.get_untracked())));
    let items = move || {
        let (t, locale) = words();
        // The row may have come since the cell became the active one.
        grid.at.track();
        let (_, value, _) = grid.cell()?;
        let steps = grid.steps();
        let name = format::cell(&value, format::decimals(value.as_f64().into_iter()), locale);
        let item = |step: Step, label: &str| {
            let press = move |_| {
                if let Some(menu) = grid.menu.get_untracked() {
                    let _ = menu.hide_popover();
                }
                chosen.set(step);
                going.dispatch(());
            };
            let label = fill(label, &[("value", &name)]);
            steps
                .contains(&step)
                .then(|| view! { <button type="button" class="button quiet" on:click=press>{label}</button> })
        };
        Some(
            view! {
                {item(Step::Rows, t.query.rows_behind)}
                {item(Step::Only, t.query.only)}
                {item(Step::Without, t.query.without)}
                {item(Step::Above, t.query.above)}
                {item(Step::Below, t.query.below)}
            }
            .erased(),
        )
    };
    let position = move || {
        let (x, y) = grid.at.get();
        (format!("min({x}px, 100vw - 280px)"), format!("min({y}px, 100vh - 240px)"))
    };
    view! {
        <div popover="auto" class="menu cell" role="group" aria-label=texts_now().query.of_cell node_ref=grid.menu
            style:left=move || position().0 style:top=move || position().1>
            {items}
        </div>
        <Note failure=failure_of(going)/>
    }
    .erased()
}
