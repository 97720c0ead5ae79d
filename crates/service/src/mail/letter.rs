//! What mails say, in English and German.

use almanac_domain::profile::Locale;

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
}

/// The words of a letter; `{organization}`, `{by}`, `{email}`, `{source}` and `{project}` are filled in.
struct Words {
    subject: &'static str,
    line: &'static str,
    /// What the link is called.
    button: &'static str,
    /// What to do if this was not expected.
    otherwise: &'static str,
}

/// The words in both languages.
struct Both {
    en: Words,
    de: Words,
}

const IGNORE: &str = "If you do not know what this is about, ignore this mail.";
const IGNORE_DE: &str = "Wenn Sie nicht wissen, worum es geht, beachten Sie diese Mail nicht.";

const INVITATION: Both = Both {
    en: Words {
        subject: "Invitation to {organization}",
        line: "{by} invites you to work with {organization} in Almanac. The link works once, within three days.",
        button: "Accept the invitation",
        otherwise: IGNORE,
    },
    de: Words {
        subject: "Einladung zu {organization}",
        line: "{by} lädt Sie ein, in Almanac mit {organization} zu arbeiten. Der Link gilt einmal und drei Tage lang.",
        button: "Einladung annehmen",
        otherwise: IGNORE_DE,
    },
};

const JOIN: Both = Both {
    en: Words {
        subject: "Join {organization}",
        line: "Somebody, probably you, asked to work with {organization} in Almanac. The link works once, within three days.",
        button: "Join",
        otherwise: IGNORE,
    },
    de: Words {
        subject: "{organization} beitreten",
        line: "Jemand, wahrscheinlich Sie, möchte in Almanac mit {organization} arbeiten. Der Link gilt einmal und drei Tage lang.",
        button: "Beitreten",
        otherwise: IGNORE_DE,
    },
};

const RESET: Both = Both {
    en: Words {
        subject: "Set a new password",
        line: "Somebody, probably you, asked for a new password for your account. The link works once, within one hour.",
        button: "Set a new password",
        otherwise: "If that was not you, ignore this mail: your password stays as it is.",
    },
    de: Words {
        subject: "Neues Passwort setzen",
        line: "Jemand, wahrscheinlich Sie, hat ein neues Passwort für Ihr Konto verlangt. Der Link gilt einmal und eine Stunde lang.",
        button: "Neues Passwort setzen",
        otherwise: "Wenn Sie das nicht waren, beachten Sie diese Mail nicht: Ihr Passwort bleibt, wie es ist.",
    },
};

const PASSWORD_CHANGED: Both = Both {
    en: Words {
        subject: "Your password was changed",
        line: "The password of your account was set anew. All devices were signed out.",
        button: "",
        otherwise: "If that was not you, ask for a new password at once and tell your administrator.",
    },
    de: Words {
        subject: "Ihr Passwort wurde geändert",
        line: "Das Passwort Ihres Kontos wurde neu gesetzt. Alle Geräte wurden abgemeldet.",
        button: "",
        otherwise: "Wenn Sie das nicht waren, fordern Sie sofort ein neues Passwort an und sagen Sie Ihrem Administrator Bescheid.",
    },
};

const VERIFY: Both = Both {
    en: Words {
        subject: "Confirm your address",
        line: "Please confirm that this address is yours. The link works once, within three days.",
        button: "Confirm the address",
        otherwise: IGNORE,
    },
    de: Words {
        subject: "Bestätigen Sie Ihre Adresse",
        line: "Bitte bestätigen Sie, dass diese Adresse Ihnen gehört. Der Link gilt einmal und drei Tage lang.",
        button: "Adresse bestätigen",
        otherwise: IGNORE_DE,
    },
};

const NEW_ADDRESS: Both = Both {
    en: Words {
        subject: "Confirm your new address",
        line: "Please confirm that your account shall have this address. The link works once, within one hour.",
        button: "Confirm the address",
        otherwise: IGNORE,
    },
    de: Words {
        subject: "Bestätigen Sie Ihre neue Adresse",
        line: "Bitte bestätigen Sie, dass Ihr Konto diese Adresse haben soll. Der Link gilt einmal und eine Stunde lang.",
        button: "Adresse bestätigen",
        otherwise: IGNORE_DE,
    },
};

const ADDRESS_CHANGED: Both = Both {
    en: Words {
        subject: "The address of your account was changed",
        line: "Your account has the address {email} now. Mails do not go to this one any more.",
        button: "",
        otherwise: "If that was not you, tell your administrator at once.",
    },
    de: Words {
        subject: "Die Adresse Ihres Kontos wurde geändert",
        line: "Ihr Konto hat jetzt die Adresse {email}. An diese hier gehen keine Mails mehr.",
        button: "",
        otherwise: "Wenn Sie das nicht waren, sagen Sie sofort Ihrem Administrator Bescheid.",
    },
};

const SCHEMA_CHANGED: Both = Both {
    en: Words {
        subject: "{source}: the schema has changed",
        line: "The database {source} in the project {project} has other tables or columns than before:",
        button: "See what changed and what uses it",
        otherwise: "You get this mail because you work in this project. In your profile you can turn such mails off.",
    },
    de: Words {
        subject: "{source}: Das Schema hat sich geändert",
        line: "Die Datenbank {source} im Projekt {project} hat andere Tabellen oder Spalten als zuvor:",
        button: "Ansehen, was sich geändert hat und was es nutzt",
        otherwise: "Sie bekommen diese Mail, weil Sie in diesem Projekt arbeiten. In Ihrem Profil können Sie solche Mails abstellen.",
    },
};

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
        }
    }

    fn fill(&self, text: &str) -> String {
        match self {
            Self::Invitation { organization, by, .. } => {
                text.replace("{by}", by).replace("{organization}", organization)
            }
            Self::Join { organization, .. } => text.replace("{organization}", organization),
            Self::AddressChanged { email } => text.replace("{email}", email),
            Self::SchemaChanged { source, project, .. } => {
                // A name may hold what stands for the other.
                let parts = text.split("{project}").map(|part| part.replace("{source}", source));
                parts.collect::<Vec<_>>().join(project)
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
            | Self::SchemaChanged { link, .. } => Some(link),
            Self::PasswordChanged | Self::AddressChanged { .. } => None,
        }
    }

    /// What is listed below the line.
    fn list(&self) -> &[String] {
        match self {
            Self::SchemaChanged { changes, .. } => changes,
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
