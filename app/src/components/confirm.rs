//! Asking before something is deleted. The popover is the browser's own, so it opens without JavaScript.

use leptos::prelude::*;

use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// A button that opens a question; `children` is the form that does it.
#[component]
pub(crate) fn Confirm(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    /// What would be deleted.
    #[prop(into)]
    name: String,
    /// What is asked; whether to delete it if this is empty.
    #[prop(optional)]
    question: String,
    #[prop(optional)] text: &'static str,
    #[prop(optional)] label: &'static str,
    /// Whether it can be taken back, which `text` then tells.
    #[prop(optional)]
    undoable: bool,
    children: Children,
) -> impl IntoView {
    let t = texts_now();
    let heading = format!("{id}-title");
    let question = if question.is_empty() { fill(t.g.delete_question, &[("name", &name)]) } else { question };
    let (opens, hides, named) = (id.clone(), id.clone(), heading.clone());
    let label = if label.is_empty() { t.g.delete } else { label };
    let spoken = format!("{label}: {name}");
    view! {
        <button type="button" class="button quiet danger" popovertarget=opens aria-label=spoken>{label}</button>
        <div id=id popover="auto" class="dialog" role="dialog" aria-labelledby=named>
            <h2 id=heading>{question}</h2>
            <p>{text} {(!undoable).then(|| format!(" {}", t.g.delete_final))}</p>
            <div class="row">
                {children()}
                <button type="button" class="button" popovertarget=hides popovertargetaction="hide">{t.g.cancel}</button>
            </div>
        </div>
    }
    .erased()
}
