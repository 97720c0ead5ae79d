//! The passkeys of the person.

use almanac_domain::factor::Passkey;
use leptos::prelude::*;

use crate::components::{Note, PasskeyButton, PasskeyUse, Post, PostForm, Time};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Lists, adds and removes passkeys.
pub(super) fn passkeys(list: Vec<Passkey>, remove: Post) -> AnyView {
    let t = texts_now();
    let shown = if list.is_empty() {
        view! { <p class="muted">{t.factor.passkey_none}</p> }.erased()
    } else {
        table(list, remove)
    };
    view! {
        <section class="part">
            <h2>{t.factor.passkeys}</h2>
            <p class="muted">{t.factor.passkeys_text}</p>
            <Note failure=remove.failure()/>
            {shown}
            <PasskeyButton what=PasskeyUse::Register next="/account/security".to_owned() label=t.factor.passkey_add/>
        </section>
    }
    .erased()
}

fn table(list: Vec<Passkey>, remove: Post) -> AnyView {
    let t = texts_now();
    let rows = list
        .into_iter()
        .map(|passkey| {
            let spoken = format!("{}: {}", t.factor.remove, passkey.name);
            let used = match passkey.last_used_at {
                Some(at) => view! { <Time at/> }.erased(),
                None => t.factor.never.erased(),
            };
            view! {
                <tr>
                    <th scope="row">{passkey.name}</th>
                    <td><Time at=passkey.created_at/></td>
                    <td>{used}</td>
                    <td>
                        <PostForm action=remove>
                            <input type="hidden" name="passkey" value=passkey.id.to_string()/>
                            <button type="submit" class="button quiet danger" aria-label=spoken>{t.factor.remove}</button>
                        </PostForm>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.factor.passkeys>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.g.created}</th>
                    <th scope="col">{t.factor.used}</th>
                    <th scope="col">{t.g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
