//! The sessions of the person, to end those that should not be.

use almanac_domain::account::Session;
use leptos::prelude::*;

use super::device::device;
use crate::api::account::{RevokeSession, sessions};
use crate::components::{Head, Note, Post, PostForm, State, Time, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Lists and ends sessions.
#[component]
pub(crate) fn SessionsPage() -> impl IntoView {
    let t = texts_now();
    let revoke = Post::to::<RevokeSession>();
    let list = Loaded::new(move || revoke.version().get(), |_| sessions());
    view! {
        <Head title=t.pages.sessions note=t.account.sessions_text/>
        <Note failure=revoke.failure()/>
        {load(list, move |sessions| table(sessions, revoke))}
    }
    .erased()
}

fn table(sessions: Vec<Session>, revoke: Post) -> AnyView {
    let t = texts_now();
    let rows = sessions
        .into_iter()
        .map(|session| {
            let device = device(&session.user_agent);
            let spoken = format!("{}: {device}", t.account.revoke);
            let end = if session.current {
                view! { <State kind="good" text=t.account.this_one/> }.erased()
            } else {
                view! {
                    <PostForm action=revoke>
                        <input type="hidden" name="session" value=session.id.to_string()/>
                        <button type="submit" class="button quiet danger" aria-label=spoken>
                            {t.account.revoke}
                        </button>
                    </PostForm>
                }
                .erased()
            };
            view! {
                <tr>
                    <th scope="row" title=session.user_agent>{device}</th>
                    <td>{session.address}</td>
                    <td><Time at=session.created_at/></td>
                    <td><Time at=session.last_seen_at/></td>
                    <td><Time at=session.expires_at/></td>
                    <td>{end}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.pages.sessions>
            <table>
                <thead><tr>
                    <th scope="col">{t.account.device}</th>
                    <th scope="col">{t.account.address}</th>
                    <th scope="col">{t.account.began}</th>
                    <th scope="col">{t.account.last_seen}</th>
                    <th scope="col">{t.account.ends}</th>
                    <th scope="col">{t.g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
