//! The words of letters.

/// The words of a letter; `{organization}`, `{by}`, `{email}`, `{source}`, `{from}`, `{to}` and `{project}` are filled
/// in.
pub(super) struct Words {
    pub(super) subject: &'static str,
    pub(super) line: &'static str,
    /// What the link is called.
    pub(super) button: &'static str,
    /// What to do if this was not expected.
    pub(super) otherwise: &'static str,
}

/// The words in both languages.
pub(super) struct Both {
    pub(super) en: Words,
    pub(super) de: Words,
}

const IGNORE: &str = "If you do not know what this is about, ignore this mail.";
const IGNORE_DE: &str = "Wenn Sie nicht wissen, worum es geht, beachten Sie diese Mail nicht.";

pub(super) const INVITATION: Both = Both {
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

pub(super) const JOIN: Both = Both {
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

pub(super) const RESET: Both = Both {
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

pub(super) const PASSWORD_CHANGED: Both = Both {
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

pub(super) const VERIFY: Both = Both {
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

pub(super) const NEW_ADDRESS: Both = Both {
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

pub(super) const ADDRESS_CHANGED: Both = Both {
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

pub(super) const SCHEMA_CHANGED: Both = Both {
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

pub(super) const COLUMNS_CHANGED: Both = Both {
    en: Words {
        subject: "{source}: the columns have changed",
        line: "The data set {source} in the project {project} shows version {to} now. It has other columns than version {from}:",
        button: "See what changed and what uses it",
        otherwise: "You get this mail because you work in this project. In your profile you can turn such mails off.",
    },
    de: Words {
        subject: "{source}: Die Spalten haben sich geändert",
        line: "Der Datensatz {source} im Projekt {project} zeigt jetzt Version {to}. Sie hat andere Spalten als Version {from}:",
        button: "Ansehen, was sich geändert hat und was es nutzt",
        otherwise: "Sie bekommen diese Mail, weil Sie in diesem Projekt arbeiten. In Ihrem Profil können Sie solche Mails abstellen.",
    },
};
