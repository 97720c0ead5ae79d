//! A dashboard as it is looked at: titles and places at once; results come one by one.

use almanac_domain::dashboard::{DashboardTile, Show, TileContent};
use almanac_domain::{DashboardId, ProjectId, QueryId};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_json::{Value, json};

use super::filters::filters;
use super::{in_order, name, style, title};
use crate::api::dashboard::{DashboardView, get_dashboard};
use crate::components::{Empty, Head, id_param, load, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;
use crate::preferences::preferences;

/// Shows a dashboard.
#[component]
pub(crate) fn DashboardPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<DashboardId>("dashboard");
    let found = Loaded::new(
        move || (project.id(), id.get()),
        |(project, id)| async move { get_dashboard(project, id?).await },
    );
    load(found, move |found| board(project.id(), found))
}

fn board(project: ProjectId, DashboardView { dashboard, names, edits }: DashboardView) -> AnyView {
    let t = texts_now();
    let edit = paths::edit_dashboard(project, dashboard.id);
    let begin = edit.clone();
    let content = dashboard.content;
    let empty = content.tiles.is_empty();
    let assets = use_context::<crate::Assets>().unwrap_or_default();
    // What results need comes beside the page, not one after the other.
    let charted = |tile: &DashboardTile| matches!(tile.content, TileContent::Query { show: Show::Chart, .. });
    let charts: &[&str] = if content.tiles.iter().any(charted) { &["charts.js", "echarts.js"] } else { &[] };
    let early: Vec<_> = std::iter::once(&"dashboard.js")
        .chain(charts)
        .map(|name| view! { <link rel="modulepreload" href=assets.path(name)/> })
        .collect();
    let given = use_query_map().get_untracked();
    let tiles: Vec<_> = in_order(content.tiles).iter().map(|one| tile(project, one, &names)).collect();
    let element = leptos::html::custom("almanac-dashboard")
        .attr("lang", preferences().locale.tag())
        .attr("data-api", paths::rest(project, &format!("dashboards/{}/tiles/", dashboard.id)))
        .attr("data-echarts", assets.path("echarts.js"))
        .attr("data-ahead", assets.path("ahead.js"))
        .attr("data-refresh", content.refresh_seconds.to_string())
        .attr("data-words", spoken().to_string())
        .child(view! {
            {filters(&content.filters, &given)}
            {(!empty).then(|| view! { <p class="hint">{t.dashboard.hint}</p> })}
            <ul class="chips" aria-label=t.dashboard.chosen></ul>
            <div class="hidden" role="status"></div>
            <div class="board">{tiles}</div>
        });
    view! {
        {early}
        <Head title=dashboard.name note=dashboard.description>
            <button type="button" class="button scripted" data-act="refresh">{t.dashboard.refresh}</button>
            <button type="button" class="button scripted" data-act="fullscreen">{t.dashboard.fullscreen}</button>
            {edits.then(|| view! { <a href=edit class="button">{t.dashboard.edit}</a> })}
        </Head>
        <noscript><p class="card warning">{t.dashboard.no_script}</p></noscript>
        {empty.then(|| view! {
            <Empty title=t.dashboard.blank_title text=t.dashboard.blank_text>
                {edits.then(|| view! { <a href=begin class="button primary">{t.dashboard.edit}</a> })}
            </Empty>
        })}
        {element}
    }
    .erased()
}

fn tile(project: ProjectId, tile: &DashboardTile, names: &[(QueryId, String)]) -> AnyView {
    let t = &texts_now().dashboard;
    let (place, heading) = (style(tile.place), title(tile, names));
    let id = format!("tile-{}", tile.id);
    let named = id.clone();
    match &tile.content {
        TileContent::Text { text, heading } => {
            let heading = (!heading.is_empty()).then(|| view! { <h2>{heading.clone()}</h2> });
            view! { <section class="panel text" style=place>{heading} <p class="said">{text.clone()}</p></section> }
                .erased()
        }
        TileContent::Query { query, .. } if name(*query, names).is_none() => view! {
            <section class="panel" style=place aria-labelledby=named>
                <header><h2 id=id>{heading}</h2></header>
                <p class="muted">{t.gone}</p>
            </section>
        }
        .erased(),
        TileContent::Query { query, show, .. } => {
            let href = paths::query(project, *query);
            let switch = (*show == Show::Chart).then(|| {
                view! { <button type="button" class="button quiet small" data-act="switch" aria-pressed="false" disabled=true>{t.as_table}</button> }
            });
            view! {
                <section class="panel" style=place aria-labelledby=named data-tile=tile.id.to_string() data-show=show.name() aria-busy="true">
                    <header>
                        <h2 id=id><a href=href>{heading}</a></h2>
                        <span class="age muted small"></span>
                        {switch}
                    </header>
                    <div class="content"><div class="skeleton"></div></div>
                    <p class="hint"></p>
                </section>
            }
            .erased()
        }
    }
}

/// The words of the element, in the language of the page.
fn spoken() -> Value {
    let t = &texts_now().dashboard;
    json!({
        "again": t.again,
        "asChart": t.as_chart,
        "asOf": t.as_of,
        "asTable": t.as_table,
        "firstRows": t.first_rows,
        "missing": t.missing,
        "noRows": t.no_rows,
        "picked": t.picked,
        "refused": t.refused,
        "unapplied": t.unapplied,
        "undrawable": t.undrawable,
        "unfilter": t.unfilter,
        "unpicked": t.unpicked,
        "unreachable": t.unreachable,
    })
}
