//! What is known of the rows of a result, and which of them are in sight.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use almanac_domain::ProjectId;
use almanac_domain::saved::{QueryResult, RunQuery};
use chrono::{DateTime, Utc};
use leptos::html::Div;
use leptos::prelude::*;
use serde_json::Value;

use super::fields::later;
use crate::api::Failure;
use crate::api::query::{ROWS, query_rows};
use crate::erased::Erased;

/// Rows through which one can scroll.
pub(super) const MOST: u64 = 1_000_000;
/// Browsers make nothing higher than some tens of millions of pixels: beyond this, a pixel is more than a pixel of rows.
const MOST_HEIGHT: f64 = 10_000_000.0;
/// Blocks of rows that stay loaded.
const BLOCKS: usize = 50;
/// So many pixels a column of numbers has at least: those of rows further down may have more digits.
const NUMBER: f64 = 96.0;
/// Scrolling stops for so long before rows are asked for.
const PAUSE: Duration = Duration::from_millis(80);

type Row = Vec<Value>;

/// How much of the table is in sight, in pixels.
#[derive(Clone, Copy, PartialEq)]
struct Measures {
    window: f64,
    head: f64,
    row: f64,
}

/// The rows of a result; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    project: ProjectId,
    asked: StoredValue<RunQuery>,
    pub total: u64,
    /// What is loaded, by the number of the block.
    blocks: StoredValue<BTreeMap<u64, Vec<Row>>>,
    computed_at: StoredValue<Option<DateTime<Utc>>>,
    arrived: RwSignal<u32>,
    measures: RwSignal<Option<Measures>>,
    /// How wide the columns are, in pixels: as the first rows need it, and so they stay.
    widths: RwSignal<Option<Vec<f64>>>,
    /// The first row in sight.
    first: RwSignal<u64>,
    pub failure: RwSignal<Option<Failure>>,
    pub scroller: NodeRef<Div>,
}

impl Sheet {
    pub fn new(project: ProjectId, asked: RunQuery, result: QueryResult) -> Self {
        let total = result.total_rows.min(MOST).max(result.rows.len() as u64);
        let sheet = Self {
            project,
            asked: StoredValue::new(asked),
            total,
            computed_at: StoredValue::new(result.computed_at),
            blocks: StoredValue::new(BTreeMap::from([(0, result.rows)])),
            arrived: RwSignal::new(0),
            measures: RwSignal::new(None),
            widths: RwSignal::new(None),
            first: RwSignal::new(0),
            failure: RwSignal::new(None),
            scroller: NodeRef::new(),
        };
        if sheet.scrolls() {
            sheet.follow();
        }
        sheet
    }

    /// Whether there are more rows than came with the result.
    pub fn scrolls(self) -> bool {
        self.total > ROWS
    }

    /// Loads what comes into sight.
    fn follow(self) {
        Effect::new(move |_| self.measure());
        let resized = window_event_listener(leptos::ev::resize, move |_| self.measure());
        on_cleanup(move || resized.remove());
        let load = later(PAUSE, Callback::new(move |()| self.load()));
        Effect::new(move |_| {
            self.first.track();
            self.measures.track();
            self.arrived.track();
            load.run(());
        });
    }

    fn measure(self) {
        let Some(scroller) = self.scroller.get() else { return };
        let height = |selector: &str| {
            let found = scroller.query_selector(selector).ok().flatten();
            found.map(|element| element.get_bounding_client_rect().height()).filter(|height| *height > 0.0)
        };
        let (Some(head), Some(row)) = (height("thead"), height("tbody tr")) else { return };
        if self.widths.read_untracked().is_none() {
            self.widths.set(Some(widths(&scroller)));
        }
        let measures = Measures { window: f64::from(scroller.client_height()), head, row };
        if self.measures.get_untracked() != Some(measures) {
            self.measures.set(Some(measures));
        }
    }

    /// Whether the columns have the widths that they keep.
    pub fn fixed(self) -> bool {
        self.widths.read().is_some()
    }

    /// The width of the table, as a style.
    pub fn width(self) -> Option<String> {
        Some(format!("max(100%, {}px)", self.widths.read().as_ref()?.iter().sum::<f64>()))
    }

    /// The columns with the widths that they keep.
    pub fn columns(self) -> AnyView {
        let columns = move || {
            let widths = self.widths.get()?;
            let column = |width: f64| view! { <col style:width=format!("{width}px")/> };
            let columns: Vec<_> = widths.into_iter().map(column).collect();
            Some(view! { <colgroup>{columns}</colgroup> })
        };
        view! { {columns} }.erased()
    }

    /// How many rows are in sight; all that are there while that is not known.
    fn visible(self) -> u64 {
        match self.measures.get() {
            Some(Measures { window, head, row }) => (((window - head) / row).floor() as u64).max(1),
            None => ROWS,
        }
    }

    /// The rows in sight.
    pub fn range(self) -> Range<u64> {
        if !self.scrolls() {
            return 0..self.total;
        }
        self.arrived.track();
        let first = self.first.get();
        first..(first + self.visible()).min(self.total)
    }

    /// A row, if it is loaded.
    pub fn row(self, number: u64) -> Option<Row> {
        self.blocks.with_value(|blocks| blocks.get(&(number / ROWS))?.get((number % ROWS) as usize).cloned())
    }

    /// The height of all rows with their head.
    pub fn height(self) -> Option<String> {
        let Measures { head, row, .. } = self.measures.get()?;
        Some(format!("{}px", (self.total as f64 * row + head).min(MOST_HEIGHT)))
    }

    /// Pixels that can be scrolled, and rows that these are.
    fn way(self) -> Option<(f64, f64)> {
        let scroller = self.scroller.get_untracked()?;
        let pixels = f64::from(scroller.scroll_height() - scroller.client_height());
        let rows = self.total.saturating_sub(untrack(move || self.visible()));
        (pixels > 0.0 && rows > 0).then_some((pixels, rows as f64))
    }

    /// The person has scrolled.
    pub fn scrolled(self) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        if let Some((pixels, rows)) = self.way() {
            let first = (f64::from(scroller.scroll_top()) / pixels * rows).round() as u64;
            if self.first.get_untracked() != first {
                self.first.set(first);
            }
        }
    }

    /// Scrolls until a row is in sight.
    pub fn reveal(self, number: u64) {
        if !self.scrolls() {
            return;
        }
        let first = self.first.get_untracked();
        let visible = untrack(move || self.visible());
        let wanted = if number < first {
            number
        } else if number >= first + visible {
            number + 1 - visible
        } else {
            return;
        };
        self.first.set(wanted);
        if let (Some(scroller), Some((pixels, rows))) = (self.scroller.get_untracked(), self.way()) {
            scroller.set_scroll_top((wanted as f64 / rows * pixels).round() as i32);
        }
    }

    /// Rows that a page key goes on by.
    pub fn page(self) -> u64 {
        untrack(move || self.visible()).clamp(1, 50)
    }

    /// Asks for the first block in sight that is not loaded; the next one follows when it has come.
    fn load(self) {
        let range = untrack(move || self.range());
        let blocks = range.start / ROWS..=range.end.saturating_sub(1) / ROWS;
        let loaded = |block: &u64| self.blocks.with_value(|all| all.contains_key(block));
        let Some(block) = blocks.into_iter().find(|block| !loaded(block)) else { return };
        // What failed is tried again when the person goes on.
        self.failure.set(None);
        let asked = self.asked.get_value();
        leptos::task::spawn_local(async move {
            let answer = query_rows(self.project, asked, block * ROWS).await;
            // The result may be gone by now.
            match answer {
                Ok(found) => self.keep(block, found),
                Err(failure) => {
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    fn keep(self, block: u64, found: QueryResult) {
        let computed_at = found.computed_at;
        let other = self.computed_at.try_get_value().is_some_and(|known| known != computed_at);
        self.computed_at.try_set_value(computed_at);
        self.blocks.try_update_value(|blocks| {
            if other {
                // It was computed anew: what was loaded before does not belong to it.
                blocks.clear();
            }
            blocks.insert(block, found.rows);
            while blocks.len() > BLOCKS {
                let far = |one: &u64| one.abs_diff(block);
                let Some(farthest) = blocks.keys().copied().max_by_key(far) else { break };
                blocks.remove(&farthest);
            }
        });
        self.arrived.try_update(|count| *count += 1);
    }
}

/// How wide the columns are with the rows that are drawn.
fn widths(scroller: &web_sys::Element) -> Vec<f64> {
    let mut widths = Vec::new();
    let mut next = scroller.query_selector("thead th").ok().flatten();
    while let Some(head) = next {
        let least = if head.matches(".number").unwrap_or_default() { NUMBER } else { 0.0 };
        widths.push(head.get_bounding_client_rect().width().max(least));
        next = head.next_element_sibling();
    }
    widths
}
