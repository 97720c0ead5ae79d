//! The choice of what is joined: what foreign keys lead to, and what is found by its name.

use std::time::Duration;

use almanac_domain::ProjectId;
use almanac_domain::saved::{QuerySource, SourceDetail, SourceLink};
use almanac_query::{JoinKey, Source, TableSource};
use leptos::prelude::*;
use serde_json::Value;

use super::draft::join;
use super::fields::{deed, failure_of, later};
use super::form::{QueryForm, add};
use crate::api::Answer;
use crate::api::query::{describe_sources, find_query_sources};
use crate::components::{Note, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Writing stops for so long before sources are searched.
const PAUSE: Duration = Duration::from_millis(250);

/// What is to be joined, and by which pairs of columns if they are known.
type Wanted = (Value, Vec<JoinKey>);

/// Joins what is chosen.
pub(super) fn picker(form: QueryForm) -> AnyView {
    let t = &texts_now().query;
    let taken = StoredValue::new((Value::Null, Vec::new()));
    let joining = deed(Box::new(move || Box::pin(join_to(form, taken.get_value()))));
    let failure = failure_of(joining);
    let chosen = Callback::new(move |wanted: Wanted| {
        taken.set_value(wanted);
        joining.dispatch(());
    });
    let any = Callback::new(move |source: Value| chosen.run((source, Vec::new())));
    view! {
        <div class="row">{move || links(form).into_iter().map(|link| suggested(link, chosen)).collect::<Vec<_>>()}</div>
        {searched(form.project, t.add_join, any)}
        <Note failure/>
    }
    .erased()
}

/// Sources by their names, one of which is chosen. They are looked for when the list is opened.
pub(super) fn searched(project: ProjectId, label: &'static str, chosen: Callback<Value>) -> AnyView {
    let t = &texts_now().query;
    let search = RwSignal::new(None::<String>);
    let typed = RwSignal::new(String::new());
    let found = Loaded::new(
        move || search.get(),
        move |search| async move {
            match search {
                Some(search) => find_query_sources(project, search).await,
                None => Ok(Vec::new()),
            }
        },
    );
    let look = later(PAUSE, Callback::new(move |()| search.set(Some(typed.get_untracked()))));
    let write = move |text: String| {
        typed.set(text);
        look.run(());
    };
    let opened = move |_| {
        if search.get_untracked().is_none() {
            search.set(Some(String::new()));
        }
    };
    let list = move |sources: Vec<QuerySource>| {
        let none = search.get_untracked().is_some() && sources.is_empty();
        let stored = sources.into_iter().filter(|one| one.source.get("sql").is_none());
        let choices = stored.map(|one| choice(one, chosen)).collect::<Vec<_>>();
        view! {
            <ul class="choices">{choices}</ul>
            {none.then(|| view! { <p class="muted">{t.none_found}</p> })}
        }
        .erased()
    };
    view! {
        <details class="fold" on:toggle=opened>
            <summary>{label}</summary>
            <input type="search" aria-label=t.find_source placeholder=t.find_source maxlength="200"
                on:input:target=move |event| write(event.target().value())/>
            {load(found, list)}
        </details>
    }
    .erased()
}

/// A button that chooses a source.
fn choice(one: QuerySource, chosen: Callback<Value>) -> AnyView {
    let QuerySource { source, name } = one;
    view! {
        <li><button type="button" class="button quiet" on:click=move |_| chosen.run(source.clone())>{name}</button></li>
    }
    .erased()
}

/// A foreign key that nothing follows yet.
struct Suggested {
    link: SourceLink,
    on: Vec<JoinKey>,
}

/// The foreign keys of what is read, of which no join is made yet.
fn links(form: QueryForm) -> Vec<Suggested> {
    let draft = form.draft.read();
    let own = std::iter::once((String::new(), &draft.source));
    let joined = draft.joins.iter().map(|row| (format!("{}.", row.item.name), &row.item.source));
    let mut found = Vec::new();
    for (prefix, source) in own.chain(joined) {
        let links = form.source(source).map(|detail| detail.links).unwrap_or_default();
        for link in links {
            let pairs = link.columns.iter().zip(&link.to);
            let on: Vec<JoinKey> = pairs
                .map(|(left, right)| JoinKey { left: format!("{prefix}{left}"), right: right.clone() })
                .collect();
            let target = serde_json::from_value::<Source>(link.source.clone()).ok();
            let there = draft.joins.iter().any(|row| Some(&row.item.source) == target.as_ref());
            let back = target.as_ref() == Some(&draft.source);
            if !there && !back && !on.is_empty() {
                found.push(Suggested { link, on });
            }
        }
    }
    found
}

fn suggested(one: Suggested, chosen: Callback<Wanted>) -> AnyView {
    let Suggested { link, on } = one;
    let keys = on.iter().map(|key| format!("{} = {}", key.left, key.right)).collect::<Vec<_>>().join(", ");
    let name = format!("+ {}", link.name);
    view! {
        <button type="button" class="button small" title=keys on:click=move |_| chosen.run((link.source.clone(), on.clone()))>{name}</button>
    }
    .erased()
}

/// The source that stands in a document as `value`, once its columns are known; none if it is not there any more.
pub(super) async fn with_source(form: QueryForm, value: Value) -> Answer<Option<(Source, SourceDetail)>> {
    let Ok(source) = serde_json::from_value::<Source>(value.clone()) else { return Ok(None) };
    if form.source(&source).is_none() {
        for detail in describe_sources(form.project, vec![value]).await? {
            form.learn(detail);
        }
    }
    Ok(form.source(&source).map(|detail| (source, detail)))
}

/// Adds a join with a source.
async fn join_to(form: QueryForm, (value, on): Wanted) -> Answer<()> {
    let found = with_source(form, value).await?;
    // The page may have been left.
    let (Some((source, found)), Some(here)) = (found, form.inputs.try_get_untracked()) else {
        return Ok(());
    };
    let called = free(form, &source, &found.name);
    let mut join = join(source, &called, &here, &found.columns);
    if !on.is_empty() {
        join.on = on;
    }
    add(form, |draft| &mut draft.joins, join);
    Ok(())
}

/// What a source is called in a query: a name that no other join has.
fn free(form: QueryForm, source: &Source, name: &str) -> String {
    let name = match source {
        Source::Table(TableSource { table, .. }) => &table.name,
        _ => name,
    };
    let short: String = name.chars().take(50).collect();
    let draft = form.draft.read_untracked();
    let taken = |name: &String| draft.joins.iter().any(|row| row.item.name == *name);
    let numbered = (2..).map(|number| format!("{short} {number}"));
    std::iter::once(short.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}
