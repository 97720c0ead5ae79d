//! Texts of the frame, of errors, accounts and projects.

use super::texts;

texts! {
    /// Words used everywhere.
    General {
        app: "Almanac", "Almanac";
        skip: "Skip to content", "Zum Inhalt springen";
        project_pages: "Pages of the project", "Seiten des Projekts";
        account_menu: "Account", "Konto";
        loading: "Loading …", "Wird geladen …";
        save: "Save", "Speichern";
        cancel: "Cancel", "Abbrechen";
        delete: "Delete", "Löschen";
        rename: "Rename", "Umbenennen";
        name: "Name", "Name";
        created: "Created", "Erstellt";
        changed: "Changed", "Geändert";
        state: "State", "Status";
        rows: "Rows", "Zeilen";
        columns: "Columns", "Spalten";
        size: "Size", "Größe";
        action: "Actions", "Aktionen";
        older: "Older", "Ältere";
        newest: "Newest", "Neueste";
        more_pages: "More pages", "Weitere Seiten";
        theme: "Theme", "Farbschema";
        theme_auto: "System", "System";
        theme_light: "Light", "Hell";
        theme_dark: "Dark", "Dunkel";
        language: "Language", "Sprache";
        palette: "Search and commands", "Suche und Befehle";
        palette_hint: "Go to …", "Gehe zu …";
        palette_empty: "Nothing matches.", "Nichts gefunden.";
        palette_results: "Matches", "Treffer";
        delete_question: "Delete “{name}”?", "„{name}“ löschen?";
        delete_final: "This cannot be undone.", "Das lässt sich nicht rückgängig machen.";
        queued: "waiting", "wartet";
        running: "running", "läuft";
        done: "done", "fertig";
        failed: "failed", "fehlgeschlagen";
        cancelled: "cancelled", "abgebrochen";
        time_left: "about {time} left", "noch etwa {time}";
        progress: "Progress", "Fortschritt";
        export: "Export", "Export";
        problem: "Not shown", "Nicht angezeigt";
        not_found_title: "There is nothing here", "Hier ist nichts";
        not_found_text: "The page does not exist, or you are not allowed to see it.", "Die Seite gibt es nicht, oder Sie dürfen sie nicht sehen.";
        to_projects: "To the projects", "Zu den Projekten";
        sign_out: "Sign out", "Abmelden";
        switch: "Go to organization", "Zur Organisation";
        sign_in: "Sign in", "Anmelden";
        consent_reminder: "There is something to decide about the use of your data.", "Zur Nutzung Ihrer Daten ist etwas zu entscheiden.";
        consent_decide: "Decide", "Entscheiden";
        confirm_yourself: "Confirm", "Bestätigen";
    }
}

texts! {
    /// What went wrong, by error code.
    Errors {
        unauthenticated: "Please sign in.", "Bitte melden Sie sich an.";
        forbidden: "You are not allowed to do this.", "Das dürfen Sie nicht.";
        unconfirmed: "Please confirm first that it is you.", "Bitte bestätigen Sie zuerst, dass Sie es sind.";
        not_found: "This does not exist, or you are not allowed to see it.", "Das gibt es nicht, oder Sie dürfen es nicht sehen.";
        invalid: "Please check the input.", "Bitte prüfen Sie die Eingaben.";
        conflict: "The present state does not allow this.", "Der jetzige Zustand lässt das nicht zu.";
        too_large: "This is larger than the limit.", "Das ist größer als erlaubt.";
        busy: "Too many tries or too much work at once. Please wait a moment.", "Zu viele Versuche oder zu viel Arbeit auf einmal. Bitte warten Sie kurz.";
        quota: "The limit of your plan is reached.", "Die Grenze Ihres Tarifs ist erreicht.";
        internal: "Something went wrong on the server. Please try again.", "Auf dem Server ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.";
        unavailable: "Almanac cannot reach its database. Please try again in a moment.", "Almanac erreicht seine Datenbank nicht. Bitte versuchen Sie es gleich noch einmal.";
        request: "Request", "Anfrage";
    }
}

#[cfg(feature = "ssr")]
texts! {
    /// Setup, sign-in, sessions.
    Account {
        setup_title: "Set up Almanac", "Almanac einrichten";
        setup_text: "This creates the organization and its administrator. The link works once.", "Das legt die Organisation und ihren Administrator an. Der Link gilt einmal.";
        setup_gone: "This setup link is not valid any more", "Dieser Einrichtungslink gilt nicht mehr";
        setup_gone_text: "Almanac is set up already, or the link is an old one. The newest link is in the server's output.", "Almanac ist schon eingerichtet, oder der Link ist veraltet. Der neueste steht in der Ausgabe des Servers.";
        organization: "Organization", "Organisation";
        your_name: "Your name", "Ihr Name";
        email: "E-mail address", "E-Mail-Adresse";
        password: "Password", "Passwort";
        password_hint: "At least 8 characters.", "Mindestens 8 Zeichen.";
        wrong_password: "The address or the password is wrong.", "Adresse oder Passwort ist falsch.";
        setup_button: "Create and sign in", "Anlegen und anmelden";
        sessions_text: "Devices that are signed in to your account. End those that you do not know.", "Geräte, die mit Ihrem Konto angemeldet sind. Beenden Sie, was Sie nicht kennen.";
        device: "Browser", "Browser";
        address: "Address", "Adresse";
        began: "Signed in", "Angemeldet";
        last_seen: "Last used", "Zuletzt benutzt";
        ends: "Ends at the latest", "Endet spätestens";
        this_one: "this session", "diese Sitzung";
        revoke: "End", "Beenden";
    }
}

texts! {
    /// Projects.
    Projects {
        title: "Projects", "Projekte";
        new: "New project", "Neues Projekt";
        create: "Create project", "Projekt anlegen";
        description: "What it is about", "Worum es geht";
        empty_title: "No projects yet", "Noch keine Projekte";
        empty_text: "A project holds data, queries, models and forecasts that belong together. Create the first one.", "Ein Projekt enthält Daten, Abfragen, Modelle und Prognosen, die zusammengehören. Legen Sie das erste an.";
        overview: "Overview", "Überblick";
        next_step: "Next step", "Nächster Schritt";
        like: "Begin with", "Beginnen mit";
        like_nothing: "an empty project", "einem leeren Projekt";
        like_bikes: "the sample: rented bicycles by the hour", "dem Beispiel: Leihräder nach Stunden";
        like_project: "a copy of “{name}”", "einer Kopie von „{name}“";
        filling: "The sample is being filled: its data come at once, its model and forecast in some minutes.", "Das Beispiel wird gefüllt: Die Daten kommen sofort, Modell und Prognose in einigen Minuten.";
        step_look: "See how far it is", "Ansehen, wie weit es ist";
        step_import: "The data are being imported.", "Die Daten werden importiert.";
        step_training: "A model is being trained.", "Ein Modell wird trainiert.";
        step_data: "Upload data", "Daten hochladen";
        step_data_text: "A CSV, Parquet, JSON lines or Excel file. Types and formats are detected; you correct them before the import.", "Eine CSV-, Parquet-, JSON-Lines- oder Excel-Datei. Typen und Formate werden erkannt, Sie korrigieren sie vor dem Import.";
        step_model: "Train a model", "Ein Modell trainieren";
        step_model_text: "Choose a target and what drives it. Several models are compared on the past, and the best one wins.", "Wählen Sie ein Ziel und seine Treiber. Mehrere Modelle werden an der Vergangenheit verglichen, das beste gewinnt.";
        step_forecast: "Make a forecast", "Eine Prognose erstellen";
        step_forecast_text: "A trained model is ready. Let it look ahead.", "Ein trainiertes Modell ist bereit. Lassen Sie es nach vorn sehen.";
        step_what_if: "Play what-if", "Was wäre, wenn";
        step_what_if_text: "Move the drivers of the newest forecast and see how it follows.", "Bewegen Sie die Treiber der neuesten Prognose und sehen Sie, wie sie folgt.";
        nothing: "Nothing yet.", "Noch nichts.";
    }
}

texts! {
    /// What a project is in.
    Life {
        active: "Active", "Aktiv";
        archived: "Archived", "Archiviert";
        filter: "Which projects", "Welche Projekte";
        none_archived: "No project is archived.", "Kein Projekt ist archiviert.";
        unarchive: "Take back into use", "Wieder benutzen";
        archived_text: "This project is archived: it can only be read.", "Dieses Projekt ist archiviert: Es lässt sich nur lesen.";
        offered: "{from} offers this project to {to}.", "{from} bietet dieses Projekt {to} an.";
        accept: "Accept", "Annehmen";
        decline: "Decline", "Ablehnen";
        offer: "Give the project away", "Projekt übergeben";
    }
}
