//! Setting up an authenticator app.

use almanac_domain::factor::TotpSetUp;
use leptos::prelude::*;

use crate::api::account::{EnableTotp, show_totp};
use crate::components::{Field, Head, Note, Post, PostForm, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Shows the secret as QR code and as text, and asks for the first code.
#[component]
pub(crate) fn AppPage() -> impl IntoView {
    let t = texts_now();
    let set_up = Loaded::new(|| (), |()| show_totp());
    let action = Post::to::<EnableTotp>();
    view! {
        <Head title=t.factor.set_up_app note=t.factor.scan/>
        {load(set_up, move |set_up| form(&set_up, action))}
    }
    .erased()
}

fn form(set_up: &TotpSetUp, action: Post) -> AnyView {
    let t = texts_now();
    let failure = action.failure();
    let groups: Vec<String> =
        set_up.secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    view! {
        <div class="card form">
            <p><img class="qr" src=picture(&set_up.qr_svg) alt=t.factor.qr width="200" height="200"/></p>
            <p>{t.factor.key} ": " <code>{groups.join(" ")}</code></p>
        </div>
        <PostForm action class="form card">
            <Note failure/>
            <Field label=t.factor.code name="code" hint=t.factor.code_now autocomplete="one-time-code" failure autofocus=true/>
            <button type="submit" class="button primary" disabled=action.pending()>{t.factor.enable}</button>
        </PostForm>
    }
    .erased()
}

/// A picture as the address of itself.
fn picture(svg: &str) -> String {
    let mut out = String::from("data:image/svg+xml,");
    for c in svg.chars() {
        match c {
            '%' => out.push_str("%25"),
            '#' => out.push_str("%23"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '"' => out.push('\''),
            other => out.push(other),
        }
    }
    out
}
