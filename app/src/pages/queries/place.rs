//! The form for where a saved query is: folder, tags, and how long its result is kept.

use almanac_domain::saved::SavedQuery;
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::rename::folder_field;
use crate::api::query::{PlaceQuery, Placed, start_place};
use crate::components::{Choice, Field, Head, Note, Post, PostForm, id_param, load, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Changes where a saved query is.
#[component]
pub(crate) fn QueryPlacePage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<QueryId>("query");
    let save = Post::to::<PlaceQuery>();
    let found = Loaded::new(
        move || (project.id(), id.get()),
        |(project, id)| async move { start_place(project, id?).await },
    );
    load(found, move |found| form(project.id(), found, save))
}

fn form(project: ProjectId, (query, folders, tags): Placed, save: Post) -> AnyView {
    let t = texts_now();
    let failure = save.failure();
    let known: Vec<String> = tags.into_iter().map(|tag| tag.name).collect();
    let known = (!known.is_empty()).then(|| {
        view! { <p class="hint">{fill(t.place.known_tags, &[("tags", &known.join(", "))])}</p> }
    });
    view! {
        <Head title=fill(t.place.of_query, &[("name", &query.name)])>
            <A href=paths::query(project, query.id) attr:class="button">{t.query.back}</A>
        </Head>
        <PostForm action=save class="form card">
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="query" value=query.id.to_string()/>
            {folder_field(t.place.path, "folder", &query.folder, folders, false, failure)}
            <Field label=t.place.tags name="tags" value=query.tags.join(", ") hint=t.place.tags_hint required=false failure/>
            {known}
            {lifetime(&query)}
            <div class="row">
                <button type="submit" class="button primary">{t.g.save}</button>
                <A href=paths::query_folder(project, &query.folder) attr:class="button quiet">{t.g.cancel}</A>
            </div>
        </PostForm>
    }
    .erased()
}

/// How long the result is kept. A time that is none of the usual ones stays as it is.
fn lifetime(query: &SavedQuery) -> AnyView {
    let t = &texts_now().place;
    let mut options = vec![
        (0, t.never.to_owned()),
        (60, t.minute.to_owned()),
        (5 * 60, t.minutes.to_owned()),
        (60 * 60, t.hour.to_owned()),
        (6 * 60 * 60, t.hours.to_owned()),
        (24 * 60 * 60, t.day.to_owned()),
        (7 * 24 * 60 * 60, t.week.to_owned()),
    ];
    if options.iter().all(|(seconds, _)| *seconds != query.cache_seconds) {
        let text = fill(t.seconds, &[("n", &query.cache_seconds.to_string())]);
        options.push((query.cache_seconds, text));
        options.sort_by_key(|(seconds, _)| *seconds);
    }
    let options = options.into_iter().map(|(seconds, text)| (seconds.to_string(), text)).collect();
    let chosen = query.cache_seconds.to_string();
    view! {
        <Choice label=t.keep id="cache_seconds" name="cache_seconds" options chosen/>
        <p class="hint">{t.keep_hint}</p>
    }
    .erased()
}
