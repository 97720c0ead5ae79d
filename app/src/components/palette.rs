//! The command palette: Ctrl K, then a few letters of where to go.

use almanac_domain::{OrgRole, ProjectId};
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::{account_pages, organization_pages};
use crate::api::palette::{Place, places};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The most places that are listed at once.
const SHOWN: usize = 12;

/// The state of the palette.
#[derive(Clone, Copy)]
struct Finder {
    dialog: NodeRef<Dialog>,
    input: NodeRef<Input>,
    text: RwSignal<String>,
    /// Which match is chosen.
    at: RwSignal<usize>,
    open: RwSignal<bool>,
    matches: Memo<Vec<Place>>,
    go: Callback<Place>,
}

impl Finder {
    fn new() -> Self {
        let (text, at, open) = (RwSignal::new(String::new()), RwSignal::new(0), RwSignal::new(false));
        let path = use_location().pathname;
        let project = Memo::new(move |_| project_in(&path.read()));
        let objects = LocalResource::new(move || {
            let wanted = project.get().filter(|_| open.get());
            async move {
                match wanted {
                    Some(project) => places(project).await.unwrap_or_default(),
                    None => Vec::new(),
                }
            }
        });
        let matches = Memo::new(move |_| {
            let all = pages(project.get()).into_iter().chain(objects.get().unwrap_or_default());
            matching(all, &text.read())
        });
        let navigate = use_navigate();
        let go = Callback::new(move |place: Place| {
            let plain = place.href.ends_with("/queries");
            if place.href.starts_with("/projects") && !plain || place.href == "/" {
                navigate(&place.href, NavigateOptions::default());
            } else {
                // Written by the server alone. Fails for an address that cannot be read, which these are not.
                drop(window().location().assign(&place.href));
            }
        });
        Self { dialog: NodeRef::new(), input: NodeRef::new(), text, at, open, matches, go }
    }

    fn show(self) {
        self.text.set(String::new());
        self.at.set(0);
        self.open.set(true);
        if let Some(dialog) = self.dialog.get_untracked()
            && !dialog.open()
        {
            // Fails only if the dialog is shown already.
            drop(dialog.show_modal());
        }
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
            drop(input.focus());
        }
    }

    fn choose(self, place: Option<Place>) {
        let Some(place) = place else { return };
        self.open.set(false);
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
        self.go.run(place);
    }

    fn key(self, event: &leptos::ev::KeyboardEvent) {
        let last = self.matches.read_untracked().len().saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => self.at.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => self.at.update(|at| *at = at.saturating_sub(1)),
            "Enter" => {
                let chosen = self.matches.read_untracked().get(self.at.get_untracked()).cloned();
                self.choose(chosen);
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn write(self, text: String) {
        self.text.set(text);
        self.at.set(0);
    }
}

/// A button and a dialog that finds pages and the objects of the present project.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let t = texts_now();
    let finder = Finder::new();
    let Finder { dialog, input, at, open, matches, .. } = finder;
    let shortcut = window_event_listener(leptos::ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            finder.show();
        }
    });
    on_cleanup(move || shortcut.remove());
    view! {
        <button type="button" class="button quiet search" aria-keyshortcuts="Control+K" on:click=move |_| finder.show()>
            <span>{t.g.palette}</span> <kbd>"Ctrl K"</kbd>
        </button>
        <dialog node_ref=dialog class="palette" aria-label=t.g.palette on:close=move |_| open.set(false)>
            <input
                node_ref=input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list"
                aria-autocomplete="list" aria-label=t.g.palette placeholder=t.g.palette_hint autocomplete="off"
                aria-activedescendant=move || format!("palette-{}", at.get())
                on:input:target=move |event| finder.write(event.target().value())
                on:keydown=move |event| finder.key(&event)
            />
            <ul id="palette-list" role="listbox" aria-label=t.g.palette_results>{move || list(finder)}</ul>
            <p class="muted" class:hidden=move || !matches.read().is_empty()>{t.g.palette_empty}</p>
        </dialog>
    }
    .erased()
}

fn list(finder: Finder) -> AnyView {
    let matches = finder.matches.get().into_iter().enumerate();
    matches
        .map(|(i, place)| {
            let target = place.clone();
            let chosen = move || (finder.at.get() == i).to_string();
            view! {
                <li id=format!("palette-{i}") role="option" aria-selected=chosen on:click=move |_| finder.choose(Some(target.clone()))>
                    <span>{place.name}</span> <span class="muted">{area_label(&place.area)}</span>
                </li>
            }
        })
        .collect_view()
        .erased()
}

/// The project in an address.
fn project_in(path: &str) -> Option<ProjectId> {
    path.strip_prefix("/projects/")?.split('/').next()?.parse().ok()
}

/// The pages that there are always.
fn pages(project: Option<ProjectId>) -> Vec<Place> {
    let t = texts_now();
    let page = |name: &str, href: String| Place {
        area: String::new(),
        name: name.to_owned(),
        href,
        words: String::new(),
    };
    let mut all = vec![page(t.project.title, "/".to_owned())];
    // What everybody may see; the rest is in the navigation of the organization.
    let everybody = |(href, title, capability)| OrgRole::Viewer.can(capability).then_some((href, title));
    let settings = account_pages().into_iter().chain(organization_pages().into_iter().filter_map(everybody));
    all.extend(settings.map(|(href, title)| page(title, href.to_owned())));
    if let Some(id) = project {
        let area = |area| crate::paths::area(id, area);
        all.extend([
            page(t.project.overview, crate::paths::project(id)),
            page(t.data.title, area("datasets")),
            page(t.data.upload, area("datasets/new")),
            page(t.query.title, area("queries")),
            page(t.pages.dashboards, area("dashboards")),
            page(t.model.title, area("models")),
            page(t.forecast.title, area("forecasts")),
            page(t.scenario.title, area("scenarios")),
        ]);
    }
    all
}

fn area_label(area: &str) -> &'static str {
    let t = texts_now();
    match area {
        "datasets" => t.data.title,
        "queries" => t.query.title,
        "models" => t.model.title,
        "forecasts" => t.forecast.title,
        "scenarios" => t.scenario.title,
        _ => "",
    }
}

/// The places whose name, or what they are found by beside it, has every word of the text.
fn matching(all: impl Iterator<Item = Place>, text: &str) -> Vec<Place> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let fits = |place: &Place| {
        let name = format!("{} {}", place.name, place.words).to_lowercase();
        words.iter().all(|word| name.contains(word))
    };
    all.filter(fits).take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_occur() {
        let place = |name: &str, words: &str| Place {
            area: String::new(),
            name: name.into(),
            href: String::new(),
            words: words.into(),
        };
        let all = [place("Bike rentals", "Finance"), place("Bikes", ""), place("Air", "")];
        let found = matching(all.clone().into_iter(), " BIKE rent");
        assert_eq!(found, all[..1]);
        assert_eq!(matching(all.clone().into_iter(), "finance bike"), all[..1]);
    }

    #[test]
    fn project_is_read_from_the_address() {
        let id = "0192f0c1-2345-7000-8000-000000000001";
        assert_eq!(
            project_in(&format!("/projects/{id}/models")).map(|id| id.to_string()).as_deref(),
            Some(id)
        );
        assert_eq!(project_in("/account/sessions"), None);
    }
}
