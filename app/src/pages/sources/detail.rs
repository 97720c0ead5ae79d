//! A source: its state and its tables.

use almanac_domain::source::{Source, SourceSettings, SourceState};
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::tables::{Shown, tables};
use super::{fault, kind_name, source_kind, state, tested};
use crate::api::source::{DeleteSource, ReadSource, SourceView, TestStoredSource, get_source};
use crate::components::{
    Confirm, Head, Note, Post, PostForm, Time, id_param, load, query_param, refresh, use_project,
};
use crate::erased::Erased;
use crate::format::{self, NONE, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// What the forms of the page do.
#[derive(Clone, Copy)]
struct Acts {
    read: Post,
    test: Post,
    delete: Post,
}

/// A source; `?version=` shows another version, `?search=` and `?offset=` a part of its tables.
#[component]
pub(crate) fn SourcePage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<SourceId>("source");
    let version = query_param::<i64>("version");
    let search = query_param::<String>("search");
    let offset = query_param::<usize>("offset");
    let acts = Acts {
        read: Post::to::<ReadSource>(),
        test: Post::to::<TestStoredSource>(),
        delete: Post::to::<DeleteSource>(),
    };
    let found = Loaded::new(
        move || (project.id(), id.get(), version.get(), search.get(), offset.get()),
        |(project, id, version, search, offset)| async move {
            let (search, offset) = (search.unwrap_or_default(), offset.unwrap_or_default());
            get_source(project, id?, version, search, offset).await
        },
    );
    load(found, move |found| {
        let shown = Shown {
            project: project.id(),
            version: version.get_untracked(),
            search: search.get_untracked().unwrap_or_default(),
            offset: offset.get_untracked().unwrap_or_default(),
        };
        page(shown, found, acts)
    })
}

fn page(shown: Shown, found: SourceView, acts: Acts) -> AnyView {
    let t = texts_now();
    let SourceView { source, part, tested: test } = found;
    let project = shown.project;
    let id = source.id;
    let versions = source.version.map(|_| {
        view! { <A href=paths::source_page(project, id, "versions") attr:class="button">{t.schema.versions}</A> }
    });
    let actions = source.settings.is_some().then(|| actions(project, &source, acts));
    view! {
        <Head title=source.name.clone() note=source_kind(&source)>
            {versions}
            {actions}
        </Head>
        <Note failure=acts.read.failure()/>
        <Note failure=acts.test.failure()/>
        <Note failure=acts.delete.failure()/>
        {test.as_ref().map(tested)}
        {standing(project, &source)}
        {facts(&source)}
        {which(&shown, &source)}
        {source.version.map(|_| tables(&shown, &source, part))}
    }
    .erased()
}

fn actions(project: ProjectId, source: &Source, acts: Acts) -> AnyView {
    let t = texts_now();
    let id = source.id;
    let post = |action, text| {
        view! {
            <PostForm action>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="source" value=id.to_string()/>
                <button type="submit" class="button">{text}</button>
            </PostForm>
        }
    };
    let connected = !source.schema_only;
    let read =
        (connected && source.state != SourceState::Reading).then(|| post(acts.read, t.source.read_again));
    view! {
        {read}
        {connected.then(|| post(acts.test, t.source.test))}
        <A href=paths::source_page(project, id, "edit") attr:class="button">{t.source.edit}</A>
        <Confirm id="delete-source" name=source.name.clone() text=t.source.delete_text>
            <PostForm action=acts.delete>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="source" value=id.to_string()/>
                <button type="submit" class="button danger">{t.g.delete}</button>
            </PostForm>
        </Confirm>
    }
    .erased()
}

/// What is to be said about the last reading. While the source is read, the browser asks again by itself.
fn standing(project: ProjectId, source: &Source) -> AnyView {
    let t = texts_now();
    match source.state {
        SourceState::Never | SourceState::Ready => ().erased(),
        SourceState::Reading => {
            refresh();
            let href = paths::source(project, source.id);
            view! {
                <div class="card info" role="status">
                    <p>{t.source.reading_text}</p>
                    <A href>{t.source.look_again}</A>
                </div>
            }
            .erased()
        }
        SourceState::Failed => {
            let why = source.error.map(|error| view! { <p>{fault(error)}</p> });
            view! { <div class="problem" role="alert"><p>{t.source.not_read}</p>{why}</div> }.erased()
        }
    }
}

fn facts(source: &Source) -> AnyView {
    let (t, locale) = words();
    let read = match source.read_at {
        Some(at) => view! { <Time at/> }.erased(),
        None => NONE.erased(),
    };
    let place = source.settings.as_ref().map(|settings| {
        let (label, text) = match settings {
            SourceSettings::Postgres(server) | SourceSettings::Mysql(server) => (
                t.source.host,
                format!("{}@{}:{}/{}", server.user, server.host, server.port, server.database),
            ),
            SourceSettings::Sqlite(file) => (t.source.file, file.file.clone()),
            SourceSettings::Ddl(ddl) => (t.ddl.dialect, kind_name(ddl.dialect).to_owned()),
            SourceSettings::Sample(sample) => (t.source.shipped, sample.sample.title().to_owned()),
        };
        view! { <div><dt>{label}</dt><dd><code class="secret">{text}</code></dd></div> }
    });
    view! {
        <dl class="facts">
            <div><dt>{t.g.state}</dt><dd>{state(source.state)}</dd></div>
            <div><dt>{t.source.tables}</dt><dd>{format::count(source.tables.max(0) as u64, locale)}</dd></div>
            <div><dt>{t.source.read_at}</dt><dd>{read}</dd></div>
            {place}
        </dl>
    }
    .erased()
}

/// Which version is shown, if it is not simply the newest.
fn which(shown: &Shown, source: &Source) -> AnyView {
    let t = &texts_now().schema;
    let number = |n: i64| n.to_string();
    match (shown.version, source.used()) {
        (Some(version), Some(used)) if version != used => {
            let values = [("n", &*number(version)), ("used", &*number(used))];
            let href = paths::source(shown.project, source.id);
            view! {
                <p class="card warning">{fill(t.old_text, &values)} " " <A href>{t.to_used}</A></p>
            }
            .erased()
        }
        _ => match source.pinned {
            Some(pinned) => {
                let text = fill(t.pinned_text, &[("n", &number(pinned))]);
                view! { <p class="card info">{text}</p> }.erased()
            }
            None => ().erased(),
        },
    }
}
