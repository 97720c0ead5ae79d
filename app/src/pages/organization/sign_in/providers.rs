//! The identity providers of the organization, with what has to be registered there.

use almanac_domain::sso::{Preset, Provider};
use leptos::prelude::*;
use leptos_router::components::A;

use super::preset_name;
use crate::components::{Confirm, Post, PostForm, State, Time};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The list, and links to add one more.
pub(super) fn providers(list: Vec<Provider>, presets: &[Preset], delete: Post) -> AnyView {
    let t = &texts_now().sso;
    let empty = list.is_empty().then(|| view! { <p class="muted">{t.none_yet}</p> });
    let cards = list.into_iter().map(|provider| card(provider, delete)).collect_view();
    let words = presets.iter().map(|preset| preset.name.clone()).chain(["saml".to_owned()]);
    let links = words.map(|word| {
        let href = format!("/organization/sign-in?add={word}");
        view! { <A href=href attr:class="button quiet">{preset_name(&word)}</A> }
    });
    view! {
        {empty}
        {cards}
        <p>{t.add}</p>
        <div class="row">{links.collect_view()}</div>
    }
    .erased()
}

fn card(provider: Provider, delete: Post) -> AnyView {
    let t = &texts_now().sso;
    let (id, name) = (provider.id.to_string(), provider.name);
    let asks = format!("delete-{id}");
    let kind = provider.oidc.as_ref().map_or("saml", |oidc| oidc.preset.as_str());
    let kind = preset_name(kind);
    let state = if provider.enabled {
        view! { <State kind="good" text=t.on/> }.erased()
    } else {
        view! { <State kind="idle" text=t.off/> }.erased()
    };
    let oidc = provider.oidc.map(|oidc| {
        let out = oidc.sign_out.then(|| {
            view! { <dt>{t.ours_sign_out}</dt> <dd><code>{oidc.sign_out_url}</code></dd> }
        });
        view! { <dt>{t.ours_oidc}</dt> <dd><code>{oidc.redirect_url}</code></dd> {out} }
    });
    let saml = provider.saml.map(|saml| {
        let certificates = saml.certificates.into_iter().map(|certificate| {
            let short: String = certificate.fingerprint.chars().take(16).collect();
            view! { <div><Time at=certificate.not_after/> " " <code>{short} "…"</code></div> }
        });
        view! {
            <dt>{t.ours_entity}</dt> <dd><code>{saml.entity_id}</code></dd>
            <dt>{t.ours_acs}</dt> <dd><code>{saml.acs_url}</code></dd>
            <dt>{t.certificates}</dt> <dd>{certificates.collect_view()}</dd>
        }
    });
    let spoken = format!("{}: {name}", t.edit);
    view! {
        <section class="card">
            <h3>{name.clone()} " " {state}</h3>
            <dl>
                <dt>{t.kind}</dt> <dd>{kind}</dd>
                <dt>{t.issuer}</dt> <dd><code>{provider.issuer}</code></dd>
                {oidc}
                {saml}
            </dl>
            <div class="row">
                <A href=format!("/organization/sign-in?edit={id}") attr:class="button quiet" attr:aria-label=spoken>
                    {t.edit}
                </A>
                <Confirm id=asks name text=t.delete_text>
                    <PostForm action=delete>
                        <input type="hidden" name="provider" value=id/>
                        <button type="submit" class="button danger">{texts_now().g.delete}</button>
                    </PostForm>
                </Confirm>
            </div>
        </section>
    }
    .erased()
}
