//! Cards that lead to a form each.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::erased::Erased;

/// What can be chosen: where it leads, its name, and what it is.
pub(crate) fn cards(
    choose: &'static str,
    each: impl IntoIterator<Item = (String, &'static str, &'static str)>,
) -> AnyView {
    let card = |(href, title, text): (String, _, _)| {
        view! {
            <li class="card">
                <A href attr:class="title">{title}</A>
                <p class="muted">{text}</p>
            </li>
        }
    };
    let cards: Vec<_> = each.into_iter().map(card).collect();
    view! {
        <p>{choose}</p>
        <ul class="cards">{cards}</ul>
    }
    .erased()
}
