//! Texts of API keys.

use super::texts;

texts! {
    /// API keys of the person and of the organization.
    Keys {
        text: "Programs sign in with a key in place of you. A key may do what you may do, and of that only what its scopes cover.", "Programme melden sich mit einem Schlüssel an Ihrer Stelle an. Ein Schlüssel darf, was Sie dürfen, und davon nur, was seine Rechte abdecken.";
        organization_text: "The keys of everybody in the organization. Revoke those that should not be.", "Die Schlüssel aller in der Organisation. Widerrufen Sie, was nicht sein soll.";
        empty_title: "No keys yet", "Noch keine Schlüssel";
        empty_text: "A key lets a program use the REST interface.", "Mit einem Schlüssel benutzt ein Programm die REST-Schnittstelle.";
        new: "New key", "Neuer Schlüssel";
        create: "Create key", "Schlüssel anlegen";
        name_hint: "What it is for, such as the program that uses it.", "Wofür er ist, etwa das Programm, das ihn benutzt.";
        prefix: "Key", "Schlüssel";
        search: "Beginning of the key", "Anfang des Schlüssels";
        search_hint: "The eight characters after alm_, or the first of them.", "Die acht Zeichen nach alm_, oder die ersten davon.";
        search_button: "Search", "Suchen";
        nothing_found: "No key begins so.", "Kein Schlüssel beginnt so.";
        owner: "Person", "Person";
        scopes: "Scopes", "Rechte";
        query_read: "See data sets and saved queries", "Datensätze und gespeicherte Abfragen sehen";
        query_execute: "Run queries and export what they find", "Abfragen ausführen und Ergebnisse exportieren";
        data_write: "Upload, import and delete data; connect databases; save queries and scenarios", "Daten hochladen, importieren und löschen; Datenbanken verbinden; Abfragen und Szenarien speichern";
        model_train: "Train and delete models, make and delete forecasts", "Modelle trainieren und löschen, Prognosen erstellen und löschen";
        model_read: "See models and how good they are", "Modelle und ihre Güte sehen";
        forecast_read: "See forecasts and scenarios", "Prognosen und Szenarien sehen";
        analytics_read: "See how much of the plan is used", "Sehen, wie viel vom Tarif verbraucht ist";
        admin: "Everything that you may do, also in the organization", "Alles, was Sie dürfen, auch in der Organisation";
        expiry: "Ends", "Endet";
        days_30: "after 30 days", "nach 30 Tagen";
        days_90: "after 90 days", "nach 90 Tagen";
        days_365: "after a year", "nach einem Jahr";
        never: "never", "nie";
        networks: "Allowed addresses", "Erlaubte Adressen";
        networks_hint: "Addresses or ranges such as 10.0.0.0/8, separated by commas. Empty: from everywhere.", "Adressen oder Bereiche wie 10.0.0.0/8, durch Kommas getrennt. Leer: von überall.";
        everywhere: "from everywhere", "von überall";
        notes: "Notes", "Notizen";
        live: "live", "gültig";
        expired: "expired", "abgelaufen";
        revoked: "revoked", "widerrufen";
        last_used: "Last used", "Zuletzt benutzt";
        made_title: "Your new key", "Ihr neuer Schlüssel";
        made_text: "Copy it now: it is shown this once and cannot be shown again.", "Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt.";
        copy: "Copy", "Kopieren";
        copied: "Copied", "Kopiert";
        example: "Try it", "Ausprobieren";
        rotate: "Rotate", "Erneuern";
        rotate_text: "Makes a new secret for this key. The old one stays good as long as you choose, so that programs can change over.", "Erzeugt ein neues Geheimnis für diesen Schlüssel. Das alte gilt so lange weiter, wie Sie wählen, damit Programme wechseln können.";
        overlap: "The old secret stays good", "Das alte Geheimnis gilt noch";
        overlap_0: "not at all", "gar nicht";
        overlap_1: "for a day", "einen Tag";
        overlap_2: "for two days", "zwei Tage";
        overlap_7: "for a week", "eine Woche";
        old_until: "Old secret good until", "Altes Geheimnis gilt bis";
        revoke: "Revoke", "Widerrufen";
        revoke_text: "Programs that use this key are refused at once.", "Programme mit diesem Schlüssel werden sofort abgewiesen.";
        activity: "Activity", "Aktivität";
        back: "All keys", "Alle Schlüssel";
    }
}
