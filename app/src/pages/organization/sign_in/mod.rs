//! Single sign-on of the organization: domains, identity providers and provisioning.

mod domains;
mod form;
mod policy;
mod providers;
mod provisioning;

use almanac_domain::sso::{Preset, Provider};
use leptos::prelude::*;

use self::domains::Domains;
use self::form::form;
use self::policy::Policy;
use self::providers::providers;
use self::provisioning::ProvisioningSection;
use crate::api::sso::{DeleteProvider, SaveProvider, list_presets, list_providers};
use crate::components::{Head, Note, Post, load, query_param};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Shows domains and providers; `?add=` and `?edit=` open the form of a provider.
#[component]
pub(crate) fn SingleSignOnPage() -> impl IntoView {
    let t = &texts_now().sso;
    let (add, edit) = (query_param::<String>("add"), query_param::<String>("edit"));
    let (save, delete) = (Post::to::<SaveProvider>(), Post::to::<DeleteProvider>());
    let list = Loaded::new(
        move || (save.version().get(), delete.version().get(), add.get(), edit.get()),
        |(_, _, add, edit)| async move {
            Ok((
                list_providers().await?,
                list_presets().await?,
                add.unwrap_or_default(),
                edit.unwrap_or_default(),
            ))
        },
    );
    view! {
        <Head title=texts_now().pages.sign_in_rules note=t.title_text/>
        <Policy/>
        <Domains/>
        <h2>{t.providers}</h2>
        <Note failure=save.failure()/>
        <Note failure=delete.failure()/>
        {load(list, move |(list, presets, add, edit): (Vec<Provider>, Vec<Preset>, String, String)| {
            let edited = list.iter().find(|provider| provider.id.to_string() == edit).cloned();
            let opened = (edited.is_some() || !add.is_empty()).then(|| form(edited, &add, &presets, save));
            view! { {providers(list, &presets, delete)} {opened} }.erased()
        })}
        <ProvisioningSection/>
    }
    .erased()
}

/// The name of a kind of provider.
fn preset_name(word: &str) -> &'static str {
    match word {
        "google" => "Google Workspace",
        "microsoft_entra" => "Microsoft Entra ID",
        "okta" => "Okta",
        "auth0" => "Auth0",
        "keycloak" => "Keycloak",
        "saml" => "SAML 2.0",
        _ => texts_now().sso.other,
    }
}
