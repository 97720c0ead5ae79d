//! More about what was asked last: the numbers of its columns, its SQL, and the way to go on in SQL.

use almanac_domain::saved::RunQuery;
use almanac_query::{QueryDocument, Source};
use leptos::prelude::*;

use super::draft::Draft;
use super::fields::{Choice, deed, failure_of, labelled_select};
use super::form::QueryForm;
use super::statement::read_it;
use crate::api::Answer;
use crate::api::query::{About, about_query, statement_of_query};
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
        {pivot(form, ran, asked)}
        {part(form, t.statistics, Signal::stored(Some(About::Statistics)), ran, asked)}
        {part(form, t.sql, Signal::stored(Some(About::Sql)), ran, asked)}
        <button type="button" class="button quiet" hidden=by_sql on:click=move |_| { going.dispatch(()); }>{t.go_on_in_sql}</button>
        <Note failure/>
    }
    .erased()
}

/// The result with the values of one of its groups side by side: the last one, or that which is chosen.
fn pivot(form: QueryForm, ran: Signal<()>, asked: StoredValue<RunQuery>) -> AnyView {
    let t = &texts_now().query;
    let chosen = RwSignal::new(String::new());
    let groups = Memo::new(move |_| {
        let draft = form.draft.read();
        if draft.aggregates.is_empty() && draft.windows.is_empty() {
            // There is no number to fill the table with.
            return Vec::new();
        }
        draft.groups.iter().map(|row| row.item.output().to_owned()).collect::<Vec<_>>()
    });
    let now = Signal::derive(move || {
        let (groups, chosen) = (groups.get(), chosen.get());
        if groups.contains(&chosen) { chosen } else { groups.into_iter().last().unwrap_or_default() }
    });
    let about = Signal::derive(move || (groups.read().len() > 1).then(|| About::Pivot(now.get())));
    let choices = Signal::derive(move || groups.read().iter().map(|name| Choice::named(name)).collect());
    let choose = Callback::new(move |name| chosen.set(name));
    view! {
        <div hidden=move || groups.read().len() < 2>
            {part(form, t.pivot, about, ran, asked)}
            {labelled_select(t.side_by_side, now, choices, choose)}
        </div>
    }
    .erased()
}

/// A part that is asked for when it is opened, and again after each run.
fn part(
    form: QueryForm,
    label: &'static str,
    about: Signal<Option<About>>,
    ran: Signal<()>,
    asked: StoredValue<RunQuery>,
) -> AnyView {
    let wanted = RwSignal::new(false);
    let query = move || {
        ran.track();
        wanted.get().then(|| asked.get_value()).zip(about.get())
    };
    let found = Loaded::new(query, move |asked| async move {
        match asked {
            Some((RunQuery { document, parameters, .. }, about)) => {
                about_query(form.project, document, parameters, about).await
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
