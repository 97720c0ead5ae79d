//! A field for code, with completion.

use leptos::html::Textarea;
use leptos::prelude::*;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// Completions that are offered at once.
const MOST: usize = 8;

/// A field for code. `known` are the words that it completes.
pub(super) fn code(
    id: &str,
    label: &'static str,
    now: Signal<String>,
    problem: Signal<Option<String>>,
    known: Signal<Vec<String>>,
    write: Callback<String>,
) -> AnyView {
    let field =
        Field { area: NodeRef::new(), now, known, write, typed: RwSignal::new(None), at: RwSignal::new(0) };
    let (hint, list) = (format!("{id}-hint"), format!("{id}-list"));
    let offered = Memo::new(move |_| field.offered());
    let option = format!("{id}-option");
    let active = {
        let option = option.clone();
        move || (!offered.read().is_empty()).then(|| format!("{option}-{}", field.at.get()))
    };
    let options = move || {
        let words = offered.get().into_iter().enumerate();
        words.map(|(at, word)| field.option(format!("{option}-{at}"), at, word)).collect::<Vec<_>>()
    };
    view! {
        <div class="completed">
            <textarea rows="3" spellcheck="false" autocapitalize="off" class="code" aria-label=label node_ref=field.area
                role="combobox" aria-autocomplete="list" aria-controls=list.clone()
                aria-expanded=move || (!offered.read().is_empty()).to_string() aria-activedescendant=active
                aria-describedby=hint.clone() aria-invalid=move || problem.read().is_some().to_string()
                prop:value=now on:blur=move |_| field.typed.set(None)
                on:keydown=move |event| if field.key(&event.key(), &offered.read_untracked()) { event.prevent_default(); }
                on:input:target=move |event| {
                    let area = event.target();
                    field.input(area.value(), area.selection_start().ok().flatten().unwrap_or_default());
                }></textarea>
            <ul class="completions" role="listbox" id=list aria-label=texts_now().query.completions
                hidden=move || offered.read().is_empty()>{options}</ul>
            <p class="hint wrong" id=hint>{problem}</p>
        </div>
    }
    .erased()
}

/// The field; cheap to copy.
#[derive(Clone, Copy)]
struct Field {
    area: NodeRef<Textarea>,
    now: Signal<String>,
    known: Signal<Vec<String>>,
    write: Callback<String>,
    /// The word that is being written: from which byte to which.
    typed: RwSignal<Option<(usize, usize)>>,
    /// Which completion is taken.
    at: RwSignal<usize>,
}

impl Field {
    fn offered(self) -> Vec<String> {
        let Some((from, to)) = self.typed.get() else { return Vec::new() };
        self.now.read().get(from..to).map(|word| completions(word, &self.known.read())).unwrap_or_default()
    }

    fn input(self, text: String, caret: u32) {
        let word = word_before(&text, caret);
        self.write.run(text);
        self.at.set(0);
        self.typed.set(word);
    }

    /// Whether the key was for the completions.
    fn key(self, key: &str, offered: &[String]) -> bool {
        let at = self.at.get_untracked().min(offered.len().saturating_sub(1));
        match key {
            _ if offered.is_empty() => return false,
            "Escape" => self.typed.set(None),
            "ArrowDown" => self.at.set((at + 1) % offered.len()),
            "ArrowUp" => self.at.set((at + offered.len() - 1) % offered.len()),
            "Tab" => {
                if let Some(word) = offered.get(at) {
                    self.take(word);
                }
            }
            _ => return false,
        }
        true
    }

    /// Puts a word in the place of what was written of it.
    fn take(self, word: &str) {
        let Some((from, to)) = self.typed.get_untracked() else { return };
        let before = self.now.get_untracked();
        let (Some(head), Some(tail)) = (before.get(..from), before.get(to..)) else { return };
        let (head, tail) = (format!("{head}{word}"), tail.to_owned());
        self.typed.set(None);
        self.write.run(format!("{head}{tail}"));
        if let Some(area) = self.area.get_untracked() {
            let caret = u32::try_from(head.encode_utf16().count()).ok();
            area.set_value(&format!("{head}{tail}"));
            // A browser that cannot set the caret leaves it at the end.
            drop(area.set_selection_start(caret).and_then(|()| area.set_selection_end(caret)));
        }
    }

    fn option(self, id: String, at: usize, word: String) -> AnyView {
        let chosen = move || (self.at.get() == at).to_string();
        let taken = word.clone();
        view! {
            <li role="option" id=id aria-selected=chosen
                on:mousedown=move |event| { event.prevent_default(); self.take(&taken); }>{word}</li>
        }
        .erased()
    }
}

fn is_letter(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// The word that ends at the caret, which is counted as browsers do; with the quote in which it is being written.
fn word_before(text: &str, caret: u32) -> Option<(usize, usize)> {
    let mut units = 0;
    let end = text.char_indices().find(|(_, sign)| {
        let here = units >= caret as usize;
        units += sign.len_utf16();
        here
    });
    let end = end.map_or(text.len(), |(at, _)| at);
    let before = text.get(..end)?;
    let start = before.char_indices().rev().take_while(|(_, sign)| is_letter(*sign)).last();
    let start = start.map_or(end, |(at, _)| at);
    let quote = before.get(..start)?.chars().next_back().filter(|sign| matches!(sign, '[' | '"'));
    let start = start - quote.map_or(0, char::len_utf8);
    (start < end).then_some((start, end))
}

/// The known words that go on where `word` ends.
fn completions(word: &str, known: &[String]) -> Vec<String> {
    let bare = |word: &str| word.trim_start_matches(['[', '"']).to_lowercase();
    let begun = bare(word);
    let goes_on = |one: &&String| one.as_str() != word && bare(one).starts_with(&begun);
    known.iter().filter(goes_on).take(MOST).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_is_found_before_the_caret() {
        assert_eq!(word_before("select na", 9), Some((7, 9)));
        assert_eq!(word_before("select na from", 9), Some((7, 9)));
        assert_eq!(word_before("[unit", 5), Some((0, 5)));
        assert_eq!(word_before("\"", 1), Some((0, 1)));
        assert_eq!(word_before("a + ", 4), None);
        assert_eq!(word_before("", 0), None);
        // A sign outside of the first plane counts as two.
        assert_eq!(word_before("\u{1f600} äb", 5), Some((5, 8)));
    }

    #[test]
    fn words_go_on_in_any_case_and_in_quotes() {
        let known = ["[Unit price]", "united", "other"].map(str::to_owned);
        assert_eq!(completions("un", &known), ["[Unit price]", "united"]);
        assert_eq!(completions("[UNIT", &known), ["[Unit price]", "united"]);
        assert_eq!(completions("united", &known), Vec::<String>::new());
    }
}
