//! The form that makes a public link.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::components::{Choice, Field, Note, Post, PostForm};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// Chooses an object and how long it can be seen; nothing for who may not make links.
pub(super) fn form(project: ProjectId, objects: Vec<(String, String)>, make: Post) -> AnyView {
    let t = texts_now();
    if objects.is_empty() {
        return view! { <p class="muted">{t.link.nothing}</p> }.erased();
    }
    let kinds = [("query:", t.link.query), ("forecast:", t.link.forecast), ("scenario:", t.link.scenario)];
    let named = |(value, name): (String, String)| {
        let kind = kinds.iter().find(|(prefix, _)| value.starts_with(prefix)).map(|(_, kind)| *kind);
        let text = format!("{name} ({})", kind.unwrap_or_default());
        (value, text)
    };
    let objects: Vec<_> = objects.into_iter().map(named).collect();
    let days = ["1", "7", "30", "90"].map(|n| {
        let text = if n == "1" { t.link.day.to_owned() } else { fill(t.link.many_days, &[("n", n)]) };
        (n.to_owned(), text)
    });
    let failure = make.failure();
    view! {
        <section aria-labelledby="new-link">
            <h2 id="new-link">{t.link.new}</h2>
            <PostForm action=make class="form card">
                <Note failure/>
                <p class="muted">{t.seen.link_note}</p>
                <input type="hidden" name="project" value=project.to_string()/>
                <Choice label=t.link.object id="object" name="object" options=objects/>
                <Choice label=t.link.days id="days" name="days" options=days.to_vec() chosen="7"/>
                <Field label=t.link.until name="until" kind="date" required=false failure/>
                <button type="submit" class="button primary" disabled=make.pending()>{t.link.make}</button>
            </PostForm>
        </section>
    }
    .erased()
}
