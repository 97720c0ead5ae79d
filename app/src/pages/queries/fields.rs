//! The controls of the form. They are functions over signals: a view that is written out in each row is compiled
//! anew for each, and the browser has to load it.

use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;

use crate::api::{Answer, Failure};
use crate::erased::Erased;

/// Something that is being done on the server.
pub(super) type Doing = Pin<Box<dyn Future<Output = Answer<()>> + Send>>;
/// What does it.
pub(super) type Deed = Action<(), Answer<()>>;

/// Something that is done on the server when it is dispatched. There is one type for all of them: a browser would load
/// the machinery around each.
pub(super) fn deed(act: Box<dyn Fn() -> Doing + Send + Sync>) -> Deed {
    Action::new(move |(): &()| act())
}

/// Why it was not done.
pub(super) fn failure_of(deed: Deed) -> Signal<Option<Failure>> {
    Signal::derive(move || deed.value().get().and_then(Result::err))
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    value: String,
    label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }

    /// A name that stands for itself.
    pub fn named(name: &str) -> Self {
        Self::new(name, name)
    }
}

/// A part of the form.
pub(super) fn section(title: &'static str, inside: AnyView) -> AnyView {
    view! { <fieldset><legend>{title}</legend>{inside}</fieldset> }.erased()
}

/// Rows by their keys.
pub(super) fn rows(keys: Memo<Vec<usize>>, row: Callback<usize, AnyView>) -> AnyView {
    view! { <For each=move || keys.get() key=|key| *key let:key>{row.run(key)}</For> }.erased()
}

/// Controls beside each other.
pub(super) fn line(controls: impl IntoIterator<Item = AnyView>) -> AnyView {
    let controls: Vec<AnyView> = controls.into_iter().collect();
    view! { <div class="line">{controls}</div> }.erased()
}

/// Lines that belong together.
pub(super) fn block(lines: impl IntoIterator<Item = AnyView>) -> AnyView {
    let lines: Vec<AnyView> = lines.into_iter().collect();
    view! { <div class="condition">{lines}</div> }.erased()
}

/// A control that depends on something.
pub(super) fn depending(control: Callback<(), AnyView>) -> AnyView {
    (move || control.run(())).erased()
}

/// A choice of one.
pub(super) fn select(
    label: &'static str,
    now: Signal<String>,
    choices: Signal<Vec<Choice>>,
    choose: Callback<String>,
) -> AnyView {
    let options = move || {
        let now = now.get();
        let option = |one: Choice| {
            let selected = one.value == now;
            view! { <option value=one.value selected=selected>{one.label}</option> }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <select aria-label=label on:change:target=move |event| choose.run(event.target().value())>{options}</select>
    }
    .erased()
}

/// The same with its label above it.
pub(super) fn labelled_select(
    label: &'static str,
    now: Signal<String>,
    choices: Signal<Vec<Choice>>,
    choose: Callback<String>,
) -> AnyView {
    labelled(label, select(label, now, choices, choose))
}

fn labelled(label: &'static str, control: AnyView) -> AnyView {
    view! { <div class="field"><span aria-hidden="true">{label}</span>{control}</div> }.erased()
}

/// A text. It is taken over when the field is left, or at once.
pub(super) fn text(
    label: &'static str,
    now: Signal<String>,
    at_once: bool,
    write: Callback<String>,
) -> AnyView {
    view! {
        <input type="text" aria-label=label placeholder=label prop:value=now
            on:input:target=move |event| if at_once { write.run(event.target().value()) }
            on:change:target=move |event| if !at_once { write.run(event.target().value()) }/>
    }
    .erased()
}

/// A number with its label above it.
pub(super) fn number(
    label: &'static str,
    (least, most): (&'static str, &'static str),
    now: Signal<String>,
    write: Callback<String>,
) -> AnyView {
    let field = view! {
        <input type="number" min=least max=most step="any" aria-label=label prop:value=now
            on:change:target=move |event| write.run(event.target().value())/>
    };
    labelled(label, field.erased())
}

/// Yes or no.
pub(super) fn check(label: String, now: Signal<bool>, write: Callback<bool>) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=now on:change:target=move |event| write.run(event.target().checked())/>
            {label}
        </label>
    }
    .erased()
}

/// Does something once it was not asked for it for a while.
pub(super) fn later(pause: Duration, act: Callback<()>) -> Callback<()> {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let clear = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    on_cleanup(clear);
    Callback::new(move |()| {
        clear();
        let acting = move || {
            act.try_run(());
        };
        waiting.try_set_value(set_timeout_with_handle(acting, pause).ok());
    })
}

/// A button with its words on it.
pub(super) fn button(label: &'static str, press: Callback<()>) -> AnyView {
    view! { <button type="button" class="button quiet" on:click=move |_| press.run(())>{label}</button> }
        .erased()
}

/// A button with a sign on it.
pub(super) fn sign(sign: &'static str, label: &'static str, press: Callback<()>) -> AnyView {
    view! {
        <button type="button" class="button quiet" aria-label=label title=label on:click=move |_| press.run(())>{sign}</button>
    }
    .erased()
}
