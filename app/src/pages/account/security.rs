//! Password, authenticator app, recovery codes and passkeys of the person.

use almanac_domain::factor::Factors;
use leptos::prelude::*;

use super::passkeys::passkeys;
use crate::api::account::{
    BeginTotp, ChangePassword, DisableTotp, RemovePasskey, RenewRecoveryCodes, my_factors,
};
use crate::components::{Field, Head, Note, Person, Post, PostForm, State, Time, load, query_param};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// With what the person proves who they are.
#[component]
pub(crate) fn SecurityPage() -> impl IntoView {
    let t = texts_now();
    let (disable, remove) = (Post::to::<DisableTotp>(), Post::to::<RemovePasskey>());
    let (change, begin) = (Post::to::<ChangePassword>(), Post::to::<BeginTotp>());
    let renew = Post::to::<RenewRecoveryCodes>();
    let has = Loaded::new(move || (disable.version().get(), remove.version().get()), |_| my_factors());
    let Person(person) = expect_context();
    let needed = move || {
        Suspend::new(async move {
            let must_enroll = person.await.is_ok_and(|me| me.must_enroll);
            must_enroll.then(|| view! { <p role="status" class="card warning">{t.factor.needed}</p> })
        })
    };
    let changed = query_param::<String>("changed");
    view! {
        <Head title=t.pages.security note=t.factor.security_text/>
        <Transition>{needed}</Transition>
        {move || changed.get().map(|_| view! { <p role="status" class="card info">{t.factor.password_changed}</p> })}
        {load(has, move |has| view! {
            {password(&has, change)}
            {app(&has, begin, disable)}
            {codes(&has, renew)}
            {passkeys(has.passkeys, remove)}
        }.erased())}
    }
    .erased()
}

fn password(has: &Factors, change: Post) -> AnyView {
    let t = texts_now();
    let failure = change.failure();
    let title = if has.password { t.factor.change_password } else { t.factor.set_password };
    view! {
        <section class="part">
            <h2>{t.account.password}</h2>
            <p class="muted">{t.factor.change_text}</p>
            <PostForm action=change class="form card">
                <Note failure/>
                <Field label=t.factor.new_password name="password" kind="password" autocomplete="new-password" hint=t.account.password_hint failure/>
                <button type="submit" class="button" disabled=change.pending()>{title}</button>
            </PostForm>
        </section>
    }
    .erased()
}

fn app(has: &Factors, begin: Post, disable: Post) -> AnyView {
    let t = texts_now();
    let state = match has.totp {
        Some(since) => view! {
            <p><State kind="good" text=t.factor.app_on/> " " <Time at=since/></p>
            <PostForm action=disable>
                <button type="submit" class="button danger" disabled=disable.pending()>{t.factor.remove}</button>
            </PostForm>
        }
        .erased(),
        None => view! {
            <p><State kind="idle" text=t.factor.off/></p>
            <PostForm action=begin>
                <button type="submit" class="button" disabled=begin.pending()>{t.factor.set_up}</button>
            </PostForm>
        }
        .erased(),
    };
    view! {
        <section class="part">
            <h2>{t.factor.app}</h2>
            <p class="muted">{t.factor.app_text}</p>
            <Note failure=begin.failure()/>
            <Note failure=disable.failure()/>
            {state}
        </section>
    }
    .erased()
}

/// Recovery codes, for those who have a second factor.
fn codes(has: &Factors, renew: Post) -> AnyView {
    let t = texts_now();
    if has.totp.is_none() && has.passkeys.is_empty() {
        return ().erased();
    }
    let left = fill(t.factor.codes_left, &[("count", &has.recovery_codes.to_string())]);
    view! {
        <section class="part">
            <h2>{t.factor.codes}</h2>
            <p class="muted">{t.factor.codes_text}</p>
            <Note failure=renew.failure()/>
            <p class:wrong=has.recovery_codes == 0>{left}</p>
            <PostForm action=renew>
                <button type="submit" class="button" disabled=renew.pending()>{t.factor.codes_new}</button>
            </PostForm>
        </section>
    }
    .erased()
}
