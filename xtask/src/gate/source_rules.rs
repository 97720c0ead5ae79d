//! Rules of the house style that no linter knows: file length and words that must not appear.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::Gate;

/// A Rust file must have fewer lines.
const MAX_LINES: usize = 400;

/// Words that must not appear in Rust code, in two halves so that this file does not contain them.
const FORBIDDEN: [((&str, &str), &str); 16] = [
    (("todo", "!("), "finish it or leave it out"),
    (("unimplemented", "!("), "finish it or leave it out"),
    (("dbg", "!("), "remove it"),
    (("TO", "DO"), "do it, or open an issue"),
    (("FIX", "ME"), "do it, or open an issue"),
    (("#[al", "low("), "use #[expect(lint, reason = \"…\")]"),
    (("#![al", "low("), "use #[expect(lint, reason = \"…\")]"),
    (("insecure_disable_", "signature_check"), "it opens the door (security R15)"),
    (("new_insecure_without_", "verification"), "it opens the door (security R15)"),
    (("allow_", "any_alg"), "it opens the door (security R15)"),
    (("require_issuer_", "match"), "it opens the door (security R15)"),
    (("require_audience_", "match"), "it opens the door (security R15)"),
    (("set_other_audience_", "verifier"), "it opens the door (security R15)"),
    (("ReduceMode::", "ValidateAndMark"), "it keeps what is not signed (security R18)"),
    (("verify_signed_", "xml"), "it checks the first signature only (security R18)"),
    (("danger_accept_", "invalid"), "it opens the door (security R32)"),
];

/// Module names that say nothing.
const EMPTY_NAMES: [&str; 4] = ["common", "helpers", "misc", "utils"];

/// Checks every Rust file that is ours.
pub fn check(gate: &Gate) -> Result<()> {
    let mut wrong = Vec::new();
    for folder in ["ahead", "app", "cluster", "crates", "frontend", "server", "whatif", "xtask"] {
        for path in rust_files(&gate.workspace.root.join(folder))? {
            let shown = path.strip_prefix(&gate.workspace.root).unwrap_or(&path);
            wrong.extend(violations(shown, &fs::read_to_string(&path)?));
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// The one place where a certificate that nobody vouches for may be taken: sources whose mode of TLS says so.
const ANY_CERTIFICATE: &str = "crates/connect/src/mysql/connection.rs";

fn violations(path: &Path, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let lines = text.lines().count();
    if lines >= MAX_LINES {
        wrong
            .push(format!("{}: {lines} lines, {MAX_LINES} is too long: split it by meaning", path.display()));
    }
    let name_says_nothing = |part: &Path| {
        let stem = part.file_stem().and_then(|stem| stem.to_str());
        stem.is_some_and(|stem| EMPTY_NAMES.contains(&stem))
    };
    if path.iter().any(|part| name_says_nothing(Path::new(part))) {
        wrong.push(format!("{}: name it by what is in it", path.display()));
    }
    for (index, line) in text.lines().enumerate() {
        for ((first, second), advice) in FORBIDDEN {
            let word = format!("{first}{second}");
            let permitted = first == "danger_accept_" && path == Path::new(ANY_CERTIFICATE);
            if line.contains(&word) && !permitted {
                wrong.push(format!("{}:{}: `{word}`: {advice}", path.display(), index + 1));
            }
        }
    }
    wrong
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations_of(path: &str, text: &str) -> Vec<String> {
        violations(Path::new(path), text)
    }

    #[test]
    fn file_of_399_lines_passes_and_of_400_does_not() {
        assert!(violations_of("app/src/a.rs", &"//\n".repeat(399)).is_empty());
        assert_eq!(violations_of("app/src/a.rs", &"//\n".repeat(400)).len(), 1);
    }

    #[test]
    fn forbidden_word_is_reported_with_its_line() {
        let text = format!("fn a() {{\n    {}!()\n}}\n", "todo");
        assert!(violations_of("app/src/a.rs", &text)[0].starts_with("app/src/a.rs:2: "));
        let text = format!("#[al{}dead_code)]\n", "low(");
        assert_eq!(violations_of("app/src/a.rs", &text).len(), 1);
        assert!(violations_of("app/src/a.rs", "#[expect(dead_code, reason = \"…\")]\n").is_empty());
    }

    #[test]
    fn any_certificate_is_taken_in_one_file_only() {
        let text = format!("    {}invalid_certs(true)\n", "danger_accept_");
        assert!(violations_of(ANY_CERTIFICATE, &text).is_empty());
        assert_eq!(violations_of("crates/connect/src/tls.rs", &text).len(), 1);
    }

    #[test]
    fn empty_names_are_refused_for_files_and_folders() {
        assert_eq!(violations_of("app/src/utils.rs", "").len(), 1);
        assert_eq!(violations_of("app/src/helpers/a.rs", "").len(), 1);
        assert!(violations_of("app/src/utilities_of_water.rs", "").is_empty());
    }
}
