//! How members may sign in.

use almanac_domain::OrgRole;
use almanac_domain::sign_in_policy::SignInPolicy;
use leptos::prelude::*;

use crate::api::organization::{SetSignInPolicy, get_sign_in_policy};
use crate::components::{Choice, Note, Post, PostForm, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::pages::organization::{role_name, role_word};

/// Shows and changes the policy.
#[component]
pub(super) fn Policy() -> impl IntoView {
    let t = &texts_now().sso;
    let set = Post::to::<SetSignInPolicy>();
    let policy = Loaded::new(|| (), |()| get_sign_in_policy());
    view! {
        <h2>{t.policy}</h2>
        <p class="muted">{t.policy_text}</p>
        <Note failure=set.failure()/>
        {load(policy, move |policy| form(policy, set))}
    }
    .erased()
}

fn form(policy: SignInPolicy, set: Post) -> AnyView {
    let (g, t) = (&texts_now().g, &texts_now().sso);
    let joins = [OrgRole::Viewer, OrgRole::Developer, OrgRole::Manager];
    let joins = joins.map(|role| (role_word(role).to_owned(), role_name(role).to_owned()));
    let nobody = (String::new(), t.join_nobody.to_owned());
    let options = std::iter::once(nobody).chain(joins).collect();
    let chosen = policy.join_role.map(role_word).unwrap_or_default();
    view! {
        <PostForm action=set class="form card">
            {tick("passwords_allowed", t.passwords_allowed, policy.passwords_allowed)}
            {tick("sso_required", t.only_providers, policy.sso_required)}
            {tick("second_factor_required", t.second_factor_required, policy.second_factor_required)}
            <Choice label=t.join_role id="join_role" name="join_role" options chosen/>
            <button type="submit" class="button">{g.save}</button>
        </PostForm>
    }
    .erased()
}

fn tick(name: &'static str, label: &'static str, checked: bool) -> AnyView {
    view! {
        <label class="check" for=name>
            <input id=name type="checkbox" name=name value="true" checked=checked/>
            <span>{label}</span>
        </label>
    }
    .erased()
}
