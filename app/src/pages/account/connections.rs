//! The identity providers that the person can sign in with.

use almanac_domain::sso::Connection;
use leptos::prelude::*;

use crate::api::sso::{DisconnectProvider, list_connections};
use crate::components::{Head, Note, Post, PostForm, SsoNote, Time, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Lists, makes and ends connections.
#[component]
pub(crate) fn ConnectionsPage() -> impl IntoView {
    let t = &texts_now().sso;
    let disconnect = Post::to::<DisconnectProvider>();
    let list = Loaded::new(move || disconnect.version().get(), |_| list_connections());
    view! {
        <Head title=texts_now().pages.connections note=t.connections_text/>
        <SsoNote/>
        <Note failure=disconnect.failure()/>
        {load(list, move |connections| table(connections, disconnect))}
    }
    .erased()
}

fn table(connections: Vec<Connection>, disconnect: Post) -> AnyView {
    let (g, t) = (&texts_now().g, &texts_now().sso);
    if connections.is_empty() {
        return view! { <p class="muted">{t.no_providers}</p> }.erased();
    }
    let rows = connections.into_iter().map(|connection| row(connection, disconnect)).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=texts_now().pages.connections>
            <table>
                <thead><tr>
                    <th scope="col">{t.provider}</th>
                    <th scope="col">{t.there}</th>
                    <th scope="col">{t.last}</th>
                    <th scope="col">{g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(connection: Connection, disconnect: Post) -> AnyView {
    let t = &texts_now().sso;
    let name = connection.provider.name;
    let Some(connected) = connection.connected else {
        let spoken = format!("{}: {name}", t.connect);
        // Sent by the browser itself: the way leads out of the pages.
        return view! {
            <tr>
                <th scope="row">{name}</th> <td></td> <td></td>
                <td>
                    <form action=format!("/auth/{}/connect", connection.provider.id) method="post">
                        <button type="submit" class="button quiet" aria-label=spoken>{t.connect}</button>
                    </form>
                </td>
            </tr>
        }
        .erased();
    };
    let spoken = format!("{}: {name}", t.disconnect);
    let last = connected.last_sign_in_at.map_or_else(|| t.never.erased(), |at| view! { <Time at/> }.erased());
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{connected.subject}</td>
            <td>{last}</td>
            <td>
                <PostForm action=disconnect>
                    <input type="hidden" name="connection" value=connected.id.to_string()/>
                    <button type="submit" class="button quiet danger" aria-label=spoken>{t.disconnect}</button>
                </PostForm>
            </td>
        </tr>
    }
    .erased()
}
