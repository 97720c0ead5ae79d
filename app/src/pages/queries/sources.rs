//! The choice of what a new query asks.

use almanac_domain::ProjectId;
use almanac_domain::saved::QuerySource;
use almanac_domain::source::TableName;
use leptos::prelude::*;
use leptos_router::components::A;
use serde_json::Value;

use crate::api::query::find_query_sources;
use crate::components::{Empty, Head, load, query_param, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// What can be asked.
#[component]
pub(crate) fn QuerySourcesPage() -> impl IntoView {
    let project = use_project();
    let search = query_param::<String>("search");
    let given = Loaded::new(
        move || (project.id(), search.get().unwrap_or_default()),
        |(project, search)| async move { Ok((find_query_sources(project, search.clone()).await?, search)) },
    );
    view! {
        <Head title=texts_now().query.new/>
        {load(given, move |(sources, search)| match project.id.get_untracked() {
            Ok(project) => choose(project, sources, search),
            Err(_) => ().erased(),
        })}
    }
    .erased()
}

fn choose(project: ProjectId, sources: Vec<QuerySource>, search: String) -> AnyView {
    let t = texts_now();
    if sources.is_empty() && search.is_empty() {
        return view! {
            <Empty title=t.data.empty_title text=t.query.need_data>
                <A href=paths::area(project, "datasets/new") attr:class="button primary">{t.data.upload}</A>
            </Empty>
        }
        .erased();
    }
    let none = sources.is_empty();
    let links = sources
        .into_iter()
        .filter_map(|one| {
            let (href, label) = target(project, &one.source)?;
            Some(view! {
                <tr>
                    <th scope="row"><A href=href>{one.name}</A></th>
                    <td>{label}</td>
                </tr>
            })
        })
        .collect_view();
    view! {
        <p>{t.query.choose_source}</p>
        <form method="get" class="form inline" role="search">
            <div class="field">
                <label for="search">{t.query.find_source}</label>
                <input id="search" name="search" type="search" maxlength="200" value=search/>
            </div>
            <button type="submit" class="button">{t.query.find}</button>
        </form>
        {none.then(|| view! { <p class="muted" role="status">{t.query.none_found}</p> })}
        <div class="scroll" hidden=none tabindex="0" role="region" aria-label=t.query.choose_source>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.query.kind}</th>
                </tr></thead>
                <tbody>{links}</tbody>
            </table>
        </div>
    }
    .erased()
}

/// The builder of a query on a source, and what the source is. The source is read as plain JSON: the document's types
/// would bring their code into this small page.
fn target(project: ProjectId, source: &Value) -> Option<(String, &'static str)> {
    let t = &texts_now().query;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(id) = source.get("dataset") {
        return Some((paths::new_query(project, text(id)?.parse().ok()?), t.a_dataset));
    }
    if let Some(id) = source.get("query") {
        return Some((paths::query_on_query(project, text(id)?.parse().ok()?), t.another));
    }
    if let Some(sql) = source.get("sql") {
        let source = sql.get("source").and_then(text).and_then(|id| id.parse().ok());
        return Some((paths::new_statement(project, source), t.statement));
    }
    let table = source.get("table")?;
    let name = TableName { schema: table.get("schema").and_then(text), name: text(table.get("name")?)? };
    let id = text(table.get("source")?)?.parse().ok()?;
    Some((paths::new_table_query(project, id, &name), t.a_table))
}
