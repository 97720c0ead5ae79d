//! A tile in the form of its dashboard: a card to be moved, with its fields behind a button.

use almanac_domain::dashboard::{DashboardTile, Place, Show, TileContent};
use leptos::prelude::*;

use super::style;
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// The `i`th tile.
pub(super) fn tile(i: usize, tile: &DashboardTile, title: &str) -> AnyView {
    let t = &texts_now().board;
    let named = [("name", title)];
    let name = |field: &str| format!("form[tiles][{i}][{field}]");
    let (dialog, opens, hides) = (format!("tile-{i}"), format!("tile-{i}"), format!("tile-{i}"));
    let labelled = format!("tile-{i}-title");
    let of = labelled.clone();
    let said = match &tile.content {
        TileContent::Query { show, .. } => show_name(*show),
        TileContent::Text { .. } => t.text,
    };
    view! {
        <section class="panel" style=style(tile.place) data-name=title.to_owned()>
            <header data-grip="">
                <button type="button" class="button quiet small scripted" data-handle="" aria-label=fill(t.handle, &named)>"✥"</button>
                <h2>{title.to_owned()}</h2>
                <button type="button" class="button quiet small" popovertarget=opens aria-label=format!("{}: {title}", t.change)>{t.change}</button>
            </header>
            <p class="muted">{said}</p>
            <span class="corner scripted" data-corner="" aria-hidden="true"></span>
            <div id=dialog popover="auto" class="dialog" role="dialog" aria-labelledby=labelled>
                <h2 id=of>{fill(t.tile_settings, &named)}</h2>
                <input type="hidden" name=name("id") value=tile.id.to_string()/>
                {content(i, &tile.content)}
                {place(i, tile.place)}
                <div class="row">
                    <button type="button" class="button" popovertarget=hides popovertargetaction="hide">{t.close}</button>
                    <button type="submit" name="press[remove]" value=tile.id.to_string() class="button quiet danger">{t.remove}</button>
                </div>
            </div>
        </section>
    }
    .erased()
}

fn show_name(show: Show) -> &'static str {
    let t = &texts_now().board;
    match show {
        Show::Chart => t.chart,
        Show::Table => t.table,
        Show::Number => t.number,
    }
}

fn content(i: usize, content: &TileContent) -> AnyView {
    let t = &texts_now().board;
    let name = |field: &str| format!("form[tiles][{i}][{field}]");
    let id = |field: &str| format!("tile-{i}-{field}");
    match content {
        TileContent::Query { query, title, show, chart } => {
            let options: Vec<_> = Show::ALL
                .iter()
                .map(|one| view! { <option value=one.name() selected=one == show>{show_name(*one)}</option> })
                .collect();
            let chart = chart.as_ref().map(ToString::to_string);
            let chart = chart.map(|chart| view! { <input type="hidden" name=name("chart") value=chart/> });
            view! {
                <input type="hidden" name=name("query") value=query.to_string()/>
                {chart}
                <div class="field">
                    <label for=id("name")>{t.tile_title}</label>
                    <input id=id("name") name=name("title") value=title.clone() autocomplete="off" aria-describedby=id("hint")/>
                    <p id=id("hint") class="hint">{t.title_hint}</p>
                </div>
                <div class="field">
                    <label for=id("show")>{t.show}</label>
                    <select id=id("show") name=name("show")>{options}</select>
                </div>
            }
            .erased()
        }
        TileContent::Text { heading, text } => view! {
            <div class="field">
                <label for=id("heading")>{t.heading}</label>
                <input id=id("heading") name=name("heading") value=heading.clone() autocomplete="off"/>
            </div>
            <div class="field">
                <label for=id("text")>{t.text}</label>
                <textarea id=id("text") name=name("text") rows="5">{text.clone()}</textarea>
            </div>
        }
        .erased(),
    }
}

/// Where it is, in numbers that are counted from 1.
fn place(i: usize, place: Place) -> AnyView {
    let t = &texts_now().board;
    let field = |key: &'static str, label: &'static str, value: u32, most: u32| {
        let id = format!("tile-{i}-{key}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id name=format!("form[tiles][{i}][{key}]") data-place=key type="number" min="1" max=most.to_string() value=value.to_string()/>
            </div>
        }
    };
    view! {
        <div class="places">
            {field("x", t.column, place.x + 1, 12)}
            {field("y", t.row, place.y + 1, 1_000)}
            {field("width", t.width, place.width, 12)}
            {field("height", t.height, place.height, 60)}
        </div>
    }
    .erased()
}
