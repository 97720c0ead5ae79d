//! Name, limits of sessions and plan of the organization.

use almanac_domain::member::{OrganizationSettings, Usage};
use leptos::prelude::*;

use crate::api::organization::{UpdateOrganization, get_organization};
use crate::components::{Field, Head, Note, Post, PostForm, load};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;

/// Shows and changes the organization.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let t = &texts_now().pages;
    let update = Post::to::<UpdateOrganization>();
    let settings = Loaded::new(move || update.version().get(), |_| get_organization());
    view! {
        <Head title=t.settings/>
        <Note failure=update.failure()/>
        {load(settings, move |settings| form(settings, update))}
    }
    .erased()
}

fn form(settings: OrganizationSettings, update: Post) -> AnyView {
    let (g, t) = (&texts_now().g, &texts_now().organization);
    let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let (chosen, failure) = (settings.chosen, update.failure());
    view! {
        <PostForm action=update class="form card">
            <Field label=g.name name="name" value=chosen.name failure/>
            <Field
                label=t.idle name="session_idle_minutes" hint=t.limit_hint required=false
                value=text(chosen.session_idle_minutes) failure
            />
            <Field
                label=t.absolute name="session_absolute_hours" hint=t.limit_hint required=false
                value=text(chosen.session_absolute_hours) failure
            />
            <button type="submit" class="button primary" disabled=update.pending()>{g.save}</button>
        </PostForm>
        <h2>{t.plan} ": " {settings.plan}</h2>
        <dl class="tiles">
            {tile(texts_now().pages.members, settings.members)}
            {tile(texts_now().project.title, settings.projects)}
            {tile(texts_now().pages.keys, settings.api_keys)}
        </dl>
    }
    .erased()
}

fn tile(label: &'static str, usage: Usage) -> AnyView {
    let (t, locale) = words();
    let number = |count: i64| format::number(count as f64, 0, locale);
    let used = number(usage.used);
    let value = match usage.limit {
        Some(limit) => fill(t.organization.used_of, &[("used", &used), ("limit", &number(limit))]),
        None => fill(t.organization.unlimited, &[("used", &used)]),
    };
    view! { <div class="tile"><dt>{label}</dt><dd>{value}</dd></div> }.erased()
}
