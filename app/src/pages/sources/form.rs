//! The form of a source, by its kind.

use almanac_domain::ProjectId;
use almanac_domain::source::{SourceKind, TlsMode};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{kind_name, tested};
use crate::api::Failure;
use crate::api::source::{SAMPLE, SourceForm, SourceStart};
use crate::components::{Choice, Note, Post, PostForm};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::paths;

/// What the two buttons of the form do.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    pub save: Post,
    pub test: Post,
}

impl Saving {
    /// Why the last try failed, by whichever button.
    fn failure(self) -> Signal<Option<Failure>> {
        Signal::derive(move || self.save.failure().get().or_else(|| self.test.failure().get()))
    }
}

/// The form for a kind of database.
pub(super) fn form(project: ProjectId, kind: SourceKind, draft: SourceStart, saving: Saving) -> AnyView {
    let t = texts_now();
    let SourceStart { source, form, stored, tested: test, .. } = draft;
    let failure = saving.failure();
    let cancel = match source {
        Some(id) => paths::source(project, id),
        None => paths::area(project, "sources"),
    };
    let other = source.is_none().then(|| {
        let href = paths::area(project, "sources/new");
        view! { <A href attr:class="button quiet">{t.source.other_kind}</A> }
    });
    let name = if form.name.is_empty() && source.is_none() { String::new() } else { form.name.clone() };
    let sample = form.kind == SAMPLE;
    let particular = match kind {
        SourceKind::Sqlite if sample => ().erased(),
        SourceKind::Sqlite => field(t.source.file, "file", form.file.clone(), t.source.file_hint, failure),
        SourceKind::Postgres | SourceKind::Mysql => server(kind, &form, stored, failure),
    };
    view! {
        {test.as_ref().map(tested)}
        <PostForm action=saving.save class="form card">
            <div class="row spread"><h2>{kind_name(kind)}</h2> {other}</div>
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            {source.map(|id| view! { <input type="hidden" name="source" value=id.to_string()/> })}
            <input type="hidden" name="form[kind]" value=if sample { SAMPLE } else { kind.name() }/>
            <input type="hidden" name="form[kept]" value=form.kept/>
            {field(t.g.name, "name", name, "", failure)}
            {particular}
            <div class="row">
                <button type="submit" class="button primary">{t.g.save}</button>
                <button type="submit" class="button" formaction=saving.test.address()>{t.source.test}</button>
                <A href=cancel attr:class="button quiet">{t.g.cancel}</A>
            </div>
        </PostForm>
    }
    .erased()
}

fn server(kind: SourceKind, form: &SourceForm, stored: bool, failure: Signal<Option<Failure>>) -> AnyView {
    let t = &texts_now().source;
    let usual = if kind == SourceKind::Postgres { "5432" } else { "3306" };
    let port = if form.port.is_empty() { usual.to_owned() } else { form.port.clone() };
    let modes = TlsMode::ALL.into_iter().rev().map(|mode| (mode.name().to_owned(), tls(mode).to_owned()));
    let mode = if form.tls.is_empty() { TlsMode::VerifyFull.name().to_owned() } else { form.tls.clone() };
    let hint = match (form.kept.is_empty(), stored) {
        (false, _) => t.password_kept,
        (true, true) => t.password_stays,
        (true, false) => "",
    };
    view! {
        <div class="host">
            {field(t.host, "host", form.host.clone(), t.host_hint, failure)}
            {field(t.port, "port", port, "", failure)}
        </div>
        {field(t.database, "database", form.database.clone(), "", failure)}
        {field(t.user, "user", form.user.clone(), t.user_hint, failure)}
        <div class="field">
            <label for="password">{t.password}</label>
            <input id="password" name="password" type="password" autocomplete="off" aria-describedby="password-note"/>
            <p id="password-note" class="hint">{hint}</p>
        </div>
        <Choice label=t.tls id="tls" name="form[tls]" options=modes.collect() chosen=mode/>
        <details class="fold" open=!form.ca.is_empty()>
            <summary>{t.ca}</summary>
            <div class="field">
                <textarea name="form[ca]" rows="6" aria-label=t.ca aria-describedby="ca-note">{form.ca.clone()}</textarea>
                <p id="ca-note" class="hint">{t.ca_hint}</p>
            </div>
        </details>
    }
    .erased()
}

fn tls(mode: TlsMode) -> &'static str {
    let t = &texts_now().source;
    match mode {
        TlsMode::Off => t.tls_off,
        TlsMode::Require => t.tls_require,
        TlsMode::VerifyCa => t.tls_verify_ca,
        TlsMode::VerifyFull => t.tls_verify_full,
    }
}

/// A text field; what is wrong with it is named as in the REST interface.
fn field(
    label: &'static str,
    key: &'static str,
    value: String,
    hint: &'static str,
    failure: Signal<Option<Failure>>,
) -> AnyView {
    let place = if key == "name" { key.to_owned() } else { format!("settings.{key}") };
    let error = failure.get_untracked().and_then(|failure| failure.of_field(&place));
    let (wrong, note) = (error.is_some(), format!("{key}-note"));
    let text = error.unwrap_or_else(|| hint.to_owned());
    view! {
        <div class="field">
            <label for=key>{label}</label>
            <input
                id=key
                name=format!("form[{key}]")
                value=value
                required=true
                autocomplete="off"
                aria-describedby=note.clone()
                aria-invalid=wrong.then_some("true")
            />
            <p id=note class="hint" class:wrong=wrong>{text}</p>
        </div>
    }
    .erased()
}
