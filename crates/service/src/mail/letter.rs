//! What mails say, in English and German.

mod words;

use almanac_domain::profile::Locale;

use self::words::{
    ADDRESS_CHANGED, Both, COLUMNS_CHANGED, INVITATION, JOIN, NEW_ADDRESS, PASSWORD_CHANGED, RESET,
    SCHEMA_CHANGED, VERIFY, Words,
};
use super::Mail;
use super::outbox::To;

/// Something to write to a person.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Letter<'a> {
    /// They are invited into an organization.
    Invitation {
        /// The organization.
        organization: &'a str,
        /// Who invites.
        by: &'a str,
        /// Where to accept.
        link: &'a str,
    },
    /// They asked to join the organization that has proven the domain of their address.
    Join {
        /// The organization.
        organization: &'a str,
        /// Where to join.
        link: &'a str,
    },
    /// They asked for a link to set a new password.
    Reset {
        /// Where to set it.
        link: &'a str,
    },
    /// Their password was set anew.
    PasswordChanged,
    /// They should prove that their address is theirs.
    Verify {
        /// Where.
        link: &'a str,
    },
    /// They asked for their account to have this address.
    NewAddress {
        /// Where to say so.
        link: &'a str,
    },
    /// Their account has another address now.
    AddressChanged {
        /// Which.
        email: &'a str,
    },
    /// A database of a project of theirs has another schema.
    SchemaChanged {
        /// The database.
        source: &'a str,
        /// The project.
        project: &'a str,
        /// The tables that differ, one a line.
        changes: &'a [String],
        /// Where to see it.
        link: &'a str,
    },
    /// A data set of a project of theirs shows a version with other columns.
    ColumnsChanged {
        /// The data set.
        dataset: &'a str,
        /// The versions that it showed before and shows now.
        versions: (i64, i64),
        /// The project.
        project: &'a str,
        /// The columns that differ, in one line.
        changes: &'a [String],
        /// Where to see it.
        link: &'a str,
    },
}

impl Letter<'_> {
    /// The mail.
    pub(super) fn write(&self, to: &To<'_>) -> Mail {
        let both = self.both();
        let words = match to.locale {
            Locale::En => &both.en,
            Locale::De => &both.de,
        };
        let (subject, line, hello) = (self.fill(words.subject), self.fill(words.line), greeting(to));
        Mail {
            to: to.email.to_owned(),
            name: to.name.to_owned(),
            text: self.text(&hello, &line, words),
            html: self.html(&hello, &subject, &line, words, to.locale),
            subject,
        }
    }

    fn both(&self) -> &'static Both {
        match self {
            Self::Invitation { .. } => &INVITATION,
            Self::Join { .. } => &JOIN,
            Self::Reset { .. } => &RESET,
            Self::PasswordChanged => &PASSWORD_CHANGED,
            Self::Verify { .. } => &VERIFY,
            Self::NewAddress { .. } => &NEW_ADDRESS,
            Self::AddressChanged { .. } => &ADDRESS_CHANGED,
            Self::SchemaChanged { .. } => &SCHEMA_CHANGED,
            Self::ColumnsChanged { .. } => &COLUMNS_CHANGED,
        }
    }

    fn fill(&self, text: &str) -> String {
        match self {
            Self::Invitation { organization, by, .. } => {
                text.replace("{by}", by).replace("{organization}", organization)
            }
            Self::Join { organization, .. } => text.replace("{organization}", organization),
            Self::AddressChanged { email } => text.replace("{email}", email),
            Self::SchemaChanged { source, project, .. } => named(text, source, project),
            Self::ColumnsChanged { dataset, versions: (from, to), project, .. } => {
                let text = text.replace("{from}", &from.to_string()).replace("{to}", &to.to_string());
                named(&text, dataset, project)
            }
            _ => text.to_owned(),
        }
    }

    fn link(&self) -> Option<&str> {
        match self {
            Self::Invitation { link, .. }
            | Self::Join { link, .. }
            | Self::Reset { link }
            | Self::Verify { link }
            | Self::NewAddress { link }
            | Self::SchemaChanged { link, .. }
            | Self::ColumnsChanged { link, .. } => Some(link),
            Self::PasswordChanged | Self::AddressChanged { .. } => None,
        }
    }

    /// What is listed below the line.
    fn list(&self) -> &[String] {
        match self {
            Self::SchemaChanged { changes, .. } | Self::ColumnsChanged { changes, .. } => changes,
            _ => &[],
        }
    }

    fn text(&self, hello: &str, line: &str, words: &Words) -> String {
        let link = self.link().map_or_else(String::new, |link| format!("{}:\n{link}\n\n", words.button));
        let list = match self.list() {
            [] => String::new(),
            items => format!("  {}\n\n", items.join("\n  ")),
        };
        format!("{hello}\n\n{line}\n\n{list}{link}{}\n\nAlmanac\n", words.otherwise)
    }

    fn html(&self, hello: &str, subject: &str, line: &str, words: &Words, locale: Locale) -> String {
        let paragraph = |text: &str| format!("<p>{}</p>\n", escape(text));
        let button = self.link().map_or_else(String::new, |link| {
            let (link, label) = (escape(link), escape(words.button));
            format!("<p><a href=\"{link}\">{label}</a></p>\n<p>{link}</p>\n")
        });
        let items: Vec<String> = self.list().iter().map(|item| escape(item)).collect();
        let list = match items.as_slice() {
            [] => String::new(),
            items => format!("<ul>\n<li>{}</li>\n</ul>\n", items.join("</li>\n<li>")),
        };
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n\
             <body>\n{}{}{list}{button}{}<p>Almanac</p>\n</body>\n</html>\n",
            locale.tag(),
            escape(subject),
            paragraph(hello),
            paragraph(line),
            paragraph(words.otherwise),
        )
    }
}

/// Fills in two names, each of which may hold what stands for the other.
fn named(text: &str, source: &str, project: &str) -> String {
    let parts = text.split("{project}").map(|part| part.replace("{source}", source));
    parts.collect::<Vec<_>>().join(project)
}

fn greeting(to: &To<'_>) -> String {
    match (to.locale, to.name) {
        (Locale::En, "") => "Hello,".to_owned(),
        (Locale::En, name) => format!("Hello {name},"),
        (Locale::De, "") => "Guten Tag,".to_owned(),
        (Locale::De, name) => format!("Guten Tag {name},"),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(organization: &str, name: &str, locale: Locale) -> Mail {
        let letter = Letter::Invitation { organization, by: "Ada", link: "https://a.example/invitation/x&y" };
        letter.write(&To { email: "bob@example.org", name, locale })
    }

    #[test]
    fn r47_names_are_escaped_in_html_and_plain_in_text() {
        let mail = invitation("<b>Evil</b> & Co", "\"><script>", Locale::En);
        assert!(mail.html.contains("&lt;b&gt;Evil&lt;/b&gt; &amp; Co") && !mail.html.contains("<script"));
        assert!(mail.html.contains("href=\"https://a.example/invitation/x&amp;y\""), "{}", mail.html);
        assert!(
            mail.text.contains("<b>Evil</b> & Co") && mail.text.contains("https://a.example/invitation/x&y")
        );
    }

    #[test]
    fn r47_line_break_in_the_head_is_noticed() {
        assert!(invitation("Org", "Bob", Locale::En).has_clean_head());
        assert!(!invitation("Org\r\nBcc: eve@example.org", "Bob", Locale::En).has_clean_head());
    }

    #[test]
    fn r47_names_of_tables_are_escaped_and_names_are_not_filled_in_twice() {
        let changes = ["+ <i>x</i>".to_owned()];
        let letter =
            Letter::SchemaChanged { source: "{project}", project: "P", changes: &changes, link: "l" };
        let mail = letter.write(&To { email: "bob@example.org", name: "Bob", locale: Locale::En });
        assert!(mail.html.contains("<li>+ &lt;i&gt;x&lt;/i&gt;</li>"), "{}", mail.html);
        assert!(mail.text.contains("  + <i>x</i>\n"), "{}", mail.text);
        assert!(mail.text.contains("The database {project} in the project P has"), "{}", mail.text);
        let letter = Letter::ColumnsChanged {
            dataset: "{to}",
            versions: (3, 1),
            project: "P",
            changes: &changes,
            link: "l",
        };
        let mail = letter.write(&To { email: "bob@example.org", name: "Bob", locale: Locale::En });
        assert!(mail.text.contains("{to} in the project P shows version 1 now"), "{}", mail.text);
        assert!(mail.text.contains("than version 3:\n"), "{}", mail.text);
    }

    #[test]
    fn letter_is_in_the_language_of_its_receiver() {
        let mail = invitation("Fahrrad GmbH", "Bob", Locale::De);
        assert_eq!(mail.subject, "Einladung zu Fahrrad GmbH");
        assert!(
            mail.text.starts_with("Guten Tag Bob,\n\nAda lädt Sie ein") && mail.html.contains("lang=\"de\"")
        );
        assert_eq!(invitation("Org", "", Locale::En).text.lines().next(), Some("Hello,"));
    }
}
