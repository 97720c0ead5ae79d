//! The tables of a source: searched and cut into pages by the server, so that thousands stay readable.

use almanac_domain::ProjectId;
use almanac_domain::source::{Source, Table, TableColumn, TableKind};
use almanac_service::connected::SchemaPart;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::erased::Erased;
use crate::format::{self, NONE, fill, type_name};
use crate::i18n::{texts_now, words};
use crate::paths;

/// With as few tables as these, all are open.
const OPEN: usize = 3;

/// Which part of which version is shown.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub project: ProjectId,
    pub version: Option<i64>,
    pub search: String,
    pub offset: usize,
}

impl Shown {
    /// The address of the tables from `offset`.
    fn href(&self, source: &Source, offset: usize) -> String {
        let version = self.version.map(|number| format!("&version={number}")).unwrap_or_default();
        let search = paths::encoded(&self.search);
        format!("{}?search={search}{version}&offset={offset}", paths::source(self.project, source.id))
    }
}

/// The search field, and the tables that match.
pub(super) fn tables(shown: &Shown, source: &Source, part: SchemaPart) -> AnyView {
    let (t, locale) = words();
    let count = |n: usize| format::count(n as u64, locale);
    let found = fill(t.schema.found, &[("found", &count(part.found)), ("all", &count(part.all))]);
    let empty = part.tables.is_empty().then(|| {
        let text = if part.all == 0 { t.schema.none } else { t.schema.nothing };
        view! { <p class="muted">{text}</p> }
    });
    let (shown_now, open) = (part.tables.len(), part.found <= OPEN);
    let to = shown.offset + shown_now;
    let next = (to < part.found).then(|| shown.href(source, to));
    let first = (shown.offset > 0).then(|| shown.href(source, 0));
    let paged = next.is_some() || first.is_some();
    let range = fill(t.schema.tables_from, &[("from", &count(shown.offset + 1)), ("to", &count(to))]);
    let version = shown.version.map(|number| {
        view! { <input type="hidden" name="version" value=number.to_string()/> }
    });
    let list = part.tables.into_iter().map(|one| {
        let query =
            (!source.schema_only).then(|| paths::new_table_query(shown.project, source.id, &one.name));
        table(one, open, query)
    });
    let list = list.collect_view();
    view! {
        <section class="tables">
            <h2>{t.source.tables}</h2>
            <form method="get" class="form inline" role="search">
                {version}
                <div class="field">
                    <label for="search">{t.schema.search}</label>
                    <input id="search" name="search" type="search" value=shown.search.clone()/>
                </div>
                <button type="submit" class="button">{t.schema.search_button}</button>
            </form>
            <p class="muted">{found}</p>
            {empty}
            {list}
            {paged.then(|| view! {
                <nav class="pager" aria-label=t.g.more_pages>
                    <span class="muted">{range}</span>
                    {first.map(|href| view! { <A href>{t.schema.first_tables}</A> })}
                    {next.map(|href| view! { <A href>{t.schema.next_tables}</A> })}
                </nav>
            })}
        </section>
    }
    .erased()
}

fn table(table: Table, open: bool, query: Option<String>) -> AnyView {
    let (t, locale) = words();
    let name = table.name.to_string();
    let rows = table
        .rows
        .map(|rows| fill(t.schema.about_rows, &[("n", &format::count(rows.max(0) as u64, locale))]));
    let columns = fill(t.schema.columns, &[("n", &table.columns.len().to_string())]);
    let facts: Vec<String> = [Some(columns), rows].into_iter().flatten().collect();
    let view = (table.kind == TableKind::View).then(|| view! { <span class="tag">{t.schema.view}</span> });
    let comments = table.columns.iter().any(|column| column.comment.is_some());
    let lines = table.columns.iter().map(|one| column(&table, one, comments)).collect_view();
    let label = name.clone();
    view! {
        <details class="table card" open=open>
            <summary>
                <strong>{name}</strong> " " {view} " " <span class="muted small">{facts.join(" · ")}</span>
            </summary>
            {table.comment.clone().map(|text| view! { <p class="muted">{text}</p> })}
            {query.map(|href| view! { <p><A href attr:class="button">{t.data.query}</A></p> })}
            <div class="scroll" tabindex="0" role="region" aria-label=label>
                <table class="dense">
                    <thead><tr>
                        <th scope="col">{t.schema.column}</th>
                        <th scope="col">{t.schema.native}</th>
                        <th scope="col">{t.schema.read_as}</th>
                        <th scope="col">{t.schema.optional}</th>
                        <th scope="col">{t.schema.key}</th>
                        {comments.then(|| view! { <th scope="col">{t.schema.comment}</th> })}
                    </tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </details>
    }
    .erased()
}

fn column(table: &Table, column: &TableColumn, comments: bool) -> AnyView {
    let t = &texts_now().schema;
    let read_as = match column.kind {
        Some(kind) => type_name(kind).erased(),
        None => view! { <span class="muted">{t.unreadable}</span> }.erased(),
    };
    let primary = table.primary_key.contains(&column.name).then(|| t.primary.to_owned());
    let foreign = table.foreign_keys.iter().filter(|key| key.columns.contains(&column.name));
    let foreign = foreign.map(|key| {
        let table = format!("{} ({})", key.table, key.to.join(", "));
        fill(t.refers, &[("table", &table)])
    });
    let keys: Vec<String> = primary.into_iter().chain(foreign).collect();
    let keys = if keys.is_empty() { NONE.to_owned() } else { keys.join("; ") };
    let comment = comments.then(|| view! { <td class="wrap">{column.comment.clone()}</td> });
    view! {
        <tr>
            <th scope="row">{column.name.clone()}</th>
            <td><code>{column.native.clone()}</code></td>
            <td>{read_as}</td>
            <td>{if column.nullable { t.yes } else { t.no }}</td>
            <td>{keys}</td>
            {comment}
        </tr>
    }
    .erased()
}
