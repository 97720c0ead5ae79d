//! The SQL that a query runs, as the server writes it.

use almanac_domain::saved::QueryStatement;
use almanac_query::{TextPart, highlighted};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// The statements, each with who runs it.
pub(crate) fn statements(statements: Vec<QueryStatement>) -> AnyView {
    statements.into_iter().map(statement).collect::<Vec<_>>().erased()
}

fn statement(one: QueryStatement) -> AnyView {
    let t = &texts_now().query;
    let part = |(part, text): (TextPart, String)| view! { <span class=class(part)>{text}</span> }.erased();
    let parts: Vec<AnyView> = highlighted(&one.sql).into_iter().map(part).collect();
    view! {
        <p class="muted">{one.database.unwrap_or_else(|| t.own_engine.to_owned())}</p>
        <pre class="sql scroll" tabindex="0" role="region" aria-label=t.sql><code>{parts}</code></pre>
    }
    .erased()
}

/// The class that colours a part.
fn class(part: TextPart) -> &'static str {
    match part {
        TextPart::Keyword => "keyword",
        TextPart::Name => "name",
        TextPart::Text => "text",
        TextPart::Number => "digits",
        TextPart::Other => "other",
    }
}
