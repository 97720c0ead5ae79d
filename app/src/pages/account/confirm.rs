//! Proving again who somebody is, before what is sensitive.

use almanac_domain::factor::Factors;
use leptos::prelude::*;

use crate::api::account::{Confirm, my_factors};
use crate::components::{Field, Head, Note, PasskeyButton, PasskeyUse, Post, PostForm, load, query_param};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Asks for password, code or passkey, then goes to `?next=`.
#[component]
pub(crate) fn ConfirmPage() -> impl IntoView {
    let t = texts_now();
    let asked = query_param::<String>("next");
    let next = Signal::derive(move || asked.get().unwrap_or_else(|| "/".to_owned()));
    let action = Post::to::<Confirm>();
    let has = Loaded::new(|| (), |()| my_factors());
    view! {
        <Head title=t.factor.confirm_title note=t.factor.confirm_text/>
        <Note failure=action.failure()/>
        {load(has, move |has| ways(&has, next, action))}
    }
    .erased()
}

fn ways(has: &Factors, next: Signal<String>, action: Post) -> AnyView {
    let t = texts_now();
    let failure = action.failure();
    let (password, code, passkey) = (has.password, has.totp.is_some(), !has.passkeys.is_empty());
    let none = !(password || code || passkey);
    view! {
        {password.then(|| view! {
            <PostForm action class="form card">
                <input type="hidden" name="next" value=next/>
                <Field label=t.account.password name="password" kind="password" autocomplete="current-password" failure autofocus=true/>
                <button type="submit" class="button primary" disabled=action.pending()>{t.g.confirm_yourself}</button>
            </PostForm>
        })}
        {code.then(|| view! {
            <PostForm action class="form card">
                <input type="hidden" name="next" value=next/>
                <Field label=t.factor.code name="code" hint=t.factor.code_now autocomplete="one-time-code" failure/>
                <button type="submit" class="button" disabled=action.pending()>{t.factor.confirm_with_code}</button>
            </PostForm>
        })}
        {passkey.then(|| view! { <PasskeyButton what=PasskeyUse::Confirm next label=t.factor.passkey_use/> })}
        {none.then(|| view! { <p>{t.factor.confirm_none}</p> })}
    }
    .erased()
}
