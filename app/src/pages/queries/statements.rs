//! The SQL that a query runs.

use almanac_domain::SourceId;
use almanac_domain::saved::RunQuery;
use almanac_query::{QueryDocument, Source};
use leptos::prelude::*;

use super::draft::Draft;
use super::form::QueryForm;
use super::statement::read_it;
use crate::api::Answer;
use crate::api::query::{ShownStatement, describe_statement, query_statements};
use crate::components::{Note, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// The SQL of what was asked last, when it is wanted, and the way to go on with it.
pub(super) fn statements(form: QueryForm, ran: Signal<()>, asked: StoredValue<RunQuery>) -> AnyView {
    let t = &texts_now().query;
    let wanted = RwSignal::new(false);
    let document = move || {
        ran.track();
        wanted.get().then(|| asked.get_value())
    };
    let found = Loaded::new(document, move |asked| async move {
        match asked {
            Some(RunQuery { document, parameters, .. }) => {
                query_statements(form.project, document, parameters).await
            }
            None => Ok(Vec::new()),
        }
    });
    let going: Action<(Option<SourceId>, String), Answer<()>> =
        Action::new(move |(source, text): &(Option<SourceId>, String)| go_on(form, *source, text.clone()));
    let failure = Signal::derive(move || going.value().get().and_then(Result::err));
    let list = move |statements: Vec<ShownStatement>| {
        let by_sql = form.draft.with_untracked(|draft| matches!(draft.source, Source::Sql(_)));
        let first = statements.first().filter(|_| !by_sql).map(|one| {
            let text: String = one.parts.iter().map(|(_, text)| text.as_str()).collect();
            let source = one.source;
            view! {
                <button type="button" class="button" on:click=move |_| { going.dispatch((source, text.clone())); }>{t.go_on_in_sql}</button>
            }
            .erased()
        });
        let shown = statements.into_iter().map(statement).collect::<Vec<_>>();
        view! { {shown} {first} }.erased()
    };
    view! {
        <details class="fold" on:toggle=move |_| wanted.set(true)>
            <summary>{t.sql}</summary>
            {load(found, list)}
            <Note failure/>
        </details>
    }
    .erased()
}

/// Makes the query one of this statement. There is no way back but not to save it.
async fn go_on(form: QueryForm, source: Option<SourceId>, text: String) -> Answer<()> {
    let found = describe_statement(form.project, source, text).await?;
    if let Ok(source) = serde_json::from_value::<Source>(found.source.clone()) {
        form.draft.try_update(|draft| *draft = Draft::new(QueryDocument::of(source)));
        read_it(form, found);
    }
    Ok(())
}

fn statement(one: ShownStatement) -> AnyView {
    let t = &texts_now().query;
    let part = |(class, text): (String, String)| view! { <span class=class>{text}</span> }.erased();
    let parts: Vec<AnyView> = one.parts.into_iter().map(part).collect();
    view! {
        <p class="muted">{one.database.unwrap_or_else(|| t.own_engine.to_owned())}</p>
        <pre class="sql scroll" tabindex="0" role="region" aria-label=t.sql><code>{parts}</code></pre>
    }
    .erased()
}
