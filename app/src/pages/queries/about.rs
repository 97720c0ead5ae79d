//! More about what was asked last: the numbers of its columns, its SQL, and the way to go on in SQL.

use almanac_domain::saved::RunQuery;
use almanac_query::{QueryDocument, Source};
use leptos::prelude::*;

use super::draft::Draft;
use super::fields::{deed, failure_of};
use super::form::QueryForm;
use super::statement::read_it;
use crate::api::Answer;
use crate::api::query::{about_query, statement_of_query};
use crate::components::{Note, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// What can be looked at about what was asked last.
pub(super) fn about(form: QueryForm, ran: Signal<()>, asked: StoredValue<RunQuery>) -> AnyView {
    let t = &texts_now().query;
    let going = deed(Box::new(move || Box::pin(go_on(form, asked.get_value()))));
    let by_sql = move || matches!(form.draft.read().source, Source::Sql(_));
    let failure = failure_of(going);
    view! {
        {part(form, t.statistics, true, ran, asked)}
        {part(form, t.sql, false, ran, asked)}
        <button type="button" class="button quiet" hidden=by_sql on:click=move |_| { going.dispatch(()); }>{t.go_on_in_sql}</button>
        <Note failure/>
    }
    .erased()
}

/// A part that is asked for when it is opened, and again after each run.
fn part(
    form: QueryForm,
    label: &'static str,
    statistics: bool,
    ran: Signal<()>,
    asked: StoredValue<RunQuery>,
) -> AnyView {
    let wanted = RwSignal::new(false);
    let query = move || {
        ran.track();
        wanted.get().then(|| asked.get_value())
    };
    let found = Loaded::new(query, move |asked| async move {
        match asked {
            Some(RunQuery { document, parameters, .. }) => {
                about_query(form.project, document, parameters, statistics).await
            }
            None => Ok(String::new()),
        }
    });
    view! {
        <details class="fold" on:toggle=move |_| wanted.set(true)>
            <summary>{label}</summary>
            {load(found, |html| view! { <div inner_html=html></div> }.erased())}
        </details>
    }
    .erased()
}

/// Makes the query one of its own statement. There is no way back but not to save it.
async fn go_on(form: QueryForm, asked: RunQuery) -> Answer<()> {
    let found = statement_of_query(form.project, asked.document, asked.parameters).await?;
    if let Ok(source) = serde_json::from_value::<Source>(found.source.clone()) {
        form.draft.try_update(|draft| *draft = Draft::new(QueryDocument::of(source)));
        read_it(form, found);
    }
    Ok(())
}
