//! The form of a schema that is written as SQL.

use almanac_domain::source::SourceKind;
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::kind_name;
use crate::api::source::SourceStart;
use crate::components::{Choice, Field, Note, Post, PostForm};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::paths;

/// The field of the SQL.
const TEXT: &str = "text";

/// The form; a file is put into the field of the text by the browser.
pub(super) fn form(project: ProjectId, draft: SourceStart, save: Post) -> AnyView {
    let t = texts_now();
    let failure = save.failure();
    let SourceStart { source, form, ddl, .. } = draft;
    let (dialect, text) = ddl.unwrap_or((SourceKind::Postgres, String::new()));
    let dialects = SourceKind::ALL.map(|kind| (kind.name().to_owned(), kind_name(kind).to_owned()));
    let error = failure.get_untracked().and_then(|failure| failure.of_field("settings.text"));
    let wrong = error.is_some();
    let note = error.unwrap_or_else(|| t.ddl.hint.to_owned());
    view! {
        <PostForm action=save class="form card">
            <h2>{t.ddl.title}</h2>
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            {source.map(|id| view! { <input type="hidden" name="source" value=id.to_string()/> })}
            <Field label=t.g.name name="name" value=form.name failure/>
            <Choice label=t.ddl.dialect id="dialect" name="dialect" options=dialects.to_vec() chosen=dialect.name().to_owned()/>
            <div class="field">
                <label for=TEXT>{t.ddl.text}</label>
                <textarea
                    id=TEXT name=TEXT rows="20" required=true spellcheck="false" class="code"
                    aria-describedby="text-note" aria-invalid=wrong.then_some("true")
                >{text}</textarea>
                <p id="text-note" class="hint" class:wrong=wrong>{note}</p>
            </div>
            <div class="field scripted">
                <label for="file">{t.ddl.file}</label>
                <input id="file" type="file" accept=".sql,.ddl,.txt,text/plain,application/sql" data-into=TEXT/>
            </div>
            <div class="row">
                <button type="submit" class="button primary">{t.g.save}</button>
                <A href=back(project, source) attr:class="button quiet">{t.g.cancel}</A>
            </div>
        </PostForm>
    }
    .erased()
}

fn back(project: ProjectId, source: Option<SourceId>) -> String {
    match source {
        Some(id) => paths::source(project, id),
        None => paths::area(project, "sources"),
    }
}
