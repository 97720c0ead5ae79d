//! SQL as what a query reads.

use std::time::Duration;

use almanac_domain::SourceId;
use almanac_domain::saved::SourceDetail;
use almanac_query::Source;
use leptos::prelude::*;

use super::code::code;
use super::fields::{deed, failure_of, later};
use super::form::QueryForm;
use crate::api::query::{describe_statement, statement_words};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Writing stops for so long before a statement is looked at.
const PAUSE: Duration = Duration::from_millis(600);

/// The statement that a query reads.
pub(super) fn statement(form: QueryForm, source: Option<SourceId>) -> AnyView {
    let t = &texts_now().query;
    let begun = form.draft.with_untracked(|draft| match &draft.source {
        Source::Sql(sql) => sql.text.clone(),
        _ => String::new(),
    });
    let text = RwSignal::new(begun);
    let describing = deed(Box::new(move || {
        let asked = text.get_untracked();
        Box::pin(async move {
            let found = describe_statement(form.project, source, asked.clone()).await?;
            // Another one may be written by now.
            if text.try_get_untracked().as_ref() == Some(&asked) {
                read_it(form, found);
            }
            Ok(())
        })
    }));
    let look = later(
        PAUSE,
        Callback::new(move |()| {
            describing.dispatch(());
        }),
    );
    let write = Callback::new(move |written: String| {
        text.set(written);
        look.run(());
    });
    let problem = Signal::derive(move || {
        let failure = failure_of(describing).get()?;
        Some(failure.of_field("text").unwrap_or_else(|| failure.to_string()))
    });
    let known = RwSignal::new(Vec::new());
    let learning = deed(Box::new(move || {
        Box::pin(async move {
            known.try_set(statement_words(form.project, source).await?);
            Ok(())
        })
    }));
    Effect::new(move || {
        learning.dispatch(());
    });
    view! {
        <p class="hint">{if source.is_some() { t.statement_there } else { t.statement_here }}</p>
        {code("statement", t.statement, text.into(), problem, known.into(), write)}
    }
    .erased()
}

/// Makes a query read a statement that was described.
pub(super) fn read_it(form: QueryForm, found: SourceDetail) {
    let source = serde_json::from_value::<Source>(found.source.clone());
    form.learn(found);
    if let Ok(source) = source {
        form.draft.try_update(|draft| draft.source = source);
    }
}
