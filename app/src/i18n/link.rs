//! Texts of public links.

use super::texts;

texts! {
    /// Public links.
    Links {
        text: "Whoever has such a link sees one object of the project without signing in, and nothing else.", "Wer einen solchen Link hat, sieht ein Objekt des Projekts ohne Anmeldung, und sonst nichts.";
        empty_title: "No public links", "Keine öffentlichen Links";
        empty_text: "Nothing of this project can be seen without signing in.", "Nichts in diesem Projekt ist ohne Anmeldung zu sehen.";
        object: "Object", "Objekt";
        kind: "Kind", "Art";
        query: "query", "Abfrage";
        forecast: "forecast", "Prognose";
        scenario: "scenario", "Szenario";
        maker: "Made by", "Erstellt von";
        expires: "Ends", "Endet";
        uses: "Uses", "Nutzungen";
        last_used: "Last used", "Zuletzt benutzt";
        never: "never", "nie";
        revoke: "Revoke", "Widerrufen";
        revoke_named: "Revoke the link to {name}", "Link zu {name} widerrufen";
        new: "New link", "Neuer Link";
        make: "Make link", "Link erstellen";
        days: "Ends after", "Endet nach";
        day: "1 day", "1 Tag";
        many_days: "{n} days", "{n} Tagen";
        until: "Or on the day (at most a year ahead)", "Oder am Tag (höchstens ein Jahr voraus)";
        nothing: "There is no saved query, forecast or scenario yet.", "Es gibt noch keine gespeicherte Abfrage, Prognose oder Szenario.";
        made: "Your link. It is shown only now: keep it.", "Ihr Link. Er wird nur jetzt gezeigt: Bewahren Sie ihn auf.";
        address: "Address of the link", "Adresse des Links";
        until_when: "This link ends on", "Dieser Link endet am";
        gone: "This link does not hold", "Dieser Link gilt nicht";
        gone_text: "It has ended, was revoked, or never was one.", "Er ist abgelaufen, wurde widerrufen oder war nie einer.";
        changes: "What is changed", "Was geändert ist";
        no_changes: "Nothing is changed.", "Nichts ist geändert.";
        shift: "{name}: shifted by {value}", "{name}: verschoben um {value}";
        scale: "{name}: multiplied by {value}", "{name}: multipliziert mit {value}";
        set: "{name}: set to {value}", "{name}: gesetzt auf {value}";
        periods: "{name}: set in {n} periods", "{name}: gesetzt in {n} Perioden";
        series: "Series", "Reihe";
    }
}
