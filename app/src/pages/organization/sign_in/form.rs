//! The form of an identity provider, by its kind.

use almanac_domain::sso::{Preset, Provider, RoleMapping};
use leptos::prelude::*;

use super::super::{role_word, roles};
use super::preset_name;
use crate::components::{Choice, Field, Post, PostForm};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Adds a provider of the kind `add`, or changes `edited`.
pub(super) fn form(edited: Option<Provider>, add: &str, presets: &[Preset], save: Post) -> AnyView {
    let (g, t) = (&texts_now().g, &texts_now().sso);
    let kind = match &edited {
        Some(provider) => {
            provider.oidc.as_ref().map_or_else(|| "saml".to_owned(), |oidc| oidc.preset.clone())
        }
        None => add.to_owned(),
    };
    let name =
        edited.as_ref().map_or_else(|| preset_name(&kind).to_owned(), |provider| provider.name.clone());
    let enabled = edited.as_ref().is_none_or(|provider| provider.enabled);
    let mapping = edited.as_ref().map(|provider| provider.mapping.clone()).unwrap_or_default();
    let id = edited.as_ref().map(|provider| provider.id.to_string());
    let particular = match presets.iter().find(|preset| preset.name == kind) {
        Some(preset) => oidc(preset, edited.as_ref(), save),
        None => saml(edited.as_ref(), save),
    };
    view! {
        <h2>{preset_name(&kind)}</h2>
        <PostForm action=save class="form card">
            {id.map(|id| view! { <input type="hidden" name="form[provider]" value=id/> })}
            <input type="hidden" name="form[preset]" value=kind/>
            <Field label=g.name name="form[name]" value=name failure=save.failure()/>
            {particular}
            {roles_by_group(&mapping)}
            <label class="row">
                <input type="checkbox" name="form[enabled]" checked=enabled/> {t.enabled}
            </label>
            <button type="submit" class="button primary" disabled=save.pending()>{g.save}</button>
        </PostForm>
    }
    .erased()
}

fn oidc(preset: &Preset, edited: Option<&Provider>, save: Post) -> AnyView {
    let t = &texts_now().sso;
    let known = edited.and_then(|provider| provider.oidc.clone());
    let issuer = edited.map(|provider| provider.issuer.clone()).unwrap_or_default();
    let values = known.as_ref().map(|oidc| oidc.values.clone()).unwrap_or_default();
    let client = known.as_ref().map(|oidc| oidc.client_id.clone()).unwrap_or_default();
    let sign_out = known.as_ref().is_some_and(|oidc| oidc.sign_out);
    let groups = known.and_then(|oidc| oidc.group_claim).filter(|_| preset.name != "google");
    let places = ["form[first]", "form[second]"].into_iter().zip(&preset.places).enumerate().map(
        |(i, (name, place))| {
            let value = values.get(i).cloned().unwrap_or_default();
            view! {
                <div class="field">
                    <label for=name>{place.clone()}</label>
                    <input id=name name=name value=value required=true/>
                    <p class="hint">{preset.issuer.clone()}</p>
                </div>
            }
        },
    );
    let free = preset.issuer.is_empty();
    view! {
        {places.collect_view()}
        {free.then(|| view! { <Field label=t.issuer name="form[issuer]" value=issuer failure=save.failure()/> })}
        <Field label=t.client_id name="form[client_id]" value=client failure=save.failure()/>
        <Field
            label=t.client_secret name="form[client_secret]" kind="password" autocomplete="off" required=false
            hint=t.secret_hint failure=save.failure()
        />
        {(preset.name != "google").then(|| view! {
            <Field label=t.group_claim name="form[group_claim]" required=false value=groups.unwrap_or_default() hint=t.group_hint/>
        })}
        <label class="row">
            <input type="checkbox" name="form[sign_out]" checked=sign_out/> {t.sign_out}
        </label>
    }
    .erased()
}

fn saml(edited: Option<&Provider>, save: Post) -> AnyView {
    let t = &texts_now().sso;
    let known = edited.and_then(|provider| provider.saml.as_ref());
    let begins_there = known.is_some_and(|saml| saml.idp_initiated);
    let names = known.map(|saml| saml.attributes.clone()).unwrap_or_default();
    let attribute = |label, name, value: Option<String>| {
        view! { <Field label name required=false value=value.unwrap_or_default() failure=save.failure()/> }
    };
    view! {
        <div class="field">
            <label for="metadata">{t.metadata}</label>
            <textarea id="metadata" name="form[metadata]" rows="6"></textarea>
        </div>
        <Field label=t.metadata_url name="form[metadata_url]" kind="url" required=false/>
        {known.is_some().then(|| view! { <p class="hint">{t.metadata_hint}</p> })}
        <details class="field">
            <summary>{t.attributes}</summary>
            <p class="hint">{t.attributes_hint}</p>
            {attribute(t.subject_attribute, "form[subject_attribute]", names.subject)}
            {attribute(t.email_attribute, "form[email_attribute]", names.email)}
            {attribute(t.name_attribute, "form[name_attribute]", names.name)}
            {attribute(t.groups_attribute, "form[groups_attribute]", names.groups)}
        </details>
        <label class="row">
            <input type="checkbox" name="form[idp_initiated]" checked=begins_there/> {t.begins_there}
        </label>
    }
    .erased()
}

fn roles_by_group(mapping: &RoleMapping) -> AnyView {
    let t = &texts_now().sso;
    let lines = mapping.rules.iter().map(|rule| format!("{} = {}\n", rule.group, role_word(rule.role)));
    let chosen = mapping.otherwise.map(role_word).unwrap_or_default();
    let options = [vec![(String::new(), t.not_let_in.to_owned())], roles()].concat();
    view! {
        <div class="field">
            <label for="rules">{t.rules}</label>
            <textarea id="rules" name="form[rules]" rows="4" aria-describedby="rules-note">{lines.collect::<String>()}</textarea>
            <p id="rules-note" class="hint">{t.rules_hint}</p>
        </div>
        <Choice label=t.otherwise id="otherwise" name="form[otherwise]" options chosen/>
    }
    .erased()
}
