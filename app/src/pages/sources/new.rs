//! Connects a database, or changes how it is reached. `?kind=` chooses the form.

use almanac_domain::source::SourceKind;
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use super::form::{Saving, form};
use super::{ddl, kind_name};
use crate::api::source::{DDL, SAMPLE, SaveDdl, SaveSource, TestSource, source_draft};
use crate::components::{Head, Post, cards, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Connects a database.
#[component]
pub(crate) fn NewSourcePage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let kind = query_param::<String>("kind");
    let saving = Saving { save: Post::to::<SaveSource>(), test: Post::to::<TestSource>() };
    let save_ddl = Post::to::<SaveDdl>();
    let draft = Loaded::new(move || project.id(), |project| async move { source_draft(project, None).await });
    let chosen = move || SourceKind::ALL.into_iter().find(|one| kind.get().as_deref() == Some(one.name()));
    let is_ddl = move || kind.get().as_deref() == Some(DDL);
    view! {
        <Head title=t.source.connect/>
        {load(draft, move |draft| match chosen() {
            Some(kind) => form(project.id(), kind, draft, saving),
            None if is_ddl() => ddl::form(project.id(), draft, save_ddl),
            None => kinds(project.id()),
        })}
    }
    .erased()
}

/// The kinds, as links to their forms.
fn kinds(project: ProjectId) -> AnyView {
    let t = texts_now();
    let database = |kind: SourceKind| {
        let text = match kind {
            SourceKind::Postgres => t.source.postgres_text,
            SourceKind::Mysql => t.source.mysql_text,
            SourceKind::Sqlite => t.source.sqlite_text,
        };
        (paths::new_source(project, kind.name()), kind_name(kind), text)
    };
    let ddl = (paths::new_source(project, DDL), t.ddl.title, t.ddl.about);
    cards(t.source.choose, SourceKind::ALL.map(database).into_iter().chain([ddl]))
}

/// Changes how a source is reached.
#[component]
pub(crate) fn EditSourcePage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let id = id_param::<SourceId>("source");
    let saving = Saving { save: Post::to::<SaveSource>(), test: Post::to::<TestSource>() };
    let save_ddl = Post::to::<SaveDdl>();
    let draft = Loaded::new(
        move || (project.id(), id.get()),
        |(project, id)| async move { source_draft(project, Some(id?)).await },
    );
    let title = move |name: &str| fill(t.source.edit_title, &[("name", name)]);
    load(draft, move |draft| {
        let head = view! { <Head title=title(&draft.title)/> };
        if draft.ddl.is_some() {
            return view! { {head} {ddl::form(project.id(), draft, save_ddl)} }.erased();
        }
        let sample = (draft.form.kind == SAMPLE).then_some(SourceKind::Sqlite);
        let kind = SourceKind::ALL.into_iter().find(|one| one.name() == draft.form.kind).or(sample);
        view! { {head} {kind.map(|kind| form(project.id(), kind, draft, saving))} }.erased()
    })
}
