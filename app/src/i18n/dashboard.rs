//! Texts of dashboards.

use super::texts;

texts! {
    /// Dashboards as they are looked at.
    Boards {
        note: "Saved queries side by side, with filters that they share.", "Gespeicherte Abfragen nebeneinander, mit gemeinsamen Filtern.";
        empty_title: "No dashboards yet", "Noch keine Dashboards";
        empty_text: "Give it a name, then put saved queries on it.", "Geben Sie ihm einen Namen und legen Sie gespeicherte Abfragen darauf.";
        none_found: "No dashboard is called so.", "Kein Dashboard heißt so.";
        search: "Find a dashboard", "Dashboard suchen";
        find: "Find", "Suchen";
        create: "New dashboard", "Neues Dashboard";
        tiles: "Tiles", "Kacheln";
        edit: "Edit", "Bearbeiten";
        fullscreen: "Full screen", "Vollbild";
        refresh: "Refresh", "Aktualisieren";
        filters: "Filters", "Filter";
        apply: "Apply", "Anwenden";
        from: "{label} from", "{label} von";
        to: "{label} to", "{label} bis";
        chosen: "Chosen values", "Gewählte Werte";
        blank_title: "Nothing on it yet", "Noch nichts darauf";
        blank_text: "Put saved queries on it: each becomes a tile.", "Legen Sie gespeicherte Abfragen darauf: Jede wird eine Kachel.";
        gone: "The query of this tile was deleted.", "Die Abfrage dieser Kachel wurde gelöscht.";
        unnamed: "Deleted query", "Gelöschte Abfrage";
        no_script: "Results come by JavaScript, which is switched off.", "Ergebnisse kommen mit JavaScript, das abgeschaltet ist.";
        as_of: "as of {time}", "Stand {time}";
        refused: "This did not work: {why}", "Das hat nicht geklappt: {why}";
        unreachable: "The server does not answer.", "Der Server antwortet nicht.";
        again: "Try again", "Noch einmal";
        unapplied: "Not filtered by {names}: the query has no such column.", "Nicht gefiltert nach {names}: Die Abfrage hat keine solche Spalte.";
        no_rows: "No rows.", "Keine Zeilen.";
        first_rows: "The first {n} of {all} rows.", "Die ersten {n} von {all} Zeilen.";
        as_table: "Table", "Tabelle";
        as_chart: "Chart", "Diagramm";
        undrawable: "No chart suits this result, so here is its table.", "Zu diesem Ergebnis passt kein Diagramm, darum hier die Tabelle.";
        missing: "none", "keiner";
        unfilter: "Remove the filter {name}", "Filter {name} entfernen";
        picked: "All other tiles show {name}.", "Alle anderen Kacheln zeigen {name}.";
        unpicked: "The filter was removed.", "Der Filter wurde entfernt.";
        hint: "Enter or a click on a value filters the other tiles by it.", "Die Eingabetaste oder ein Klick auf einen Wert filtert die anderen Kacheln danach.";
        new_heading: "Heading", "Überschrift";
    }
}

texts! {
    /// Dashboards as they are changed.
    Edits {
        title: "Edit {name}", "{name} bearbeiten";
        note: "Drag a tile by its head to move it and by its corner to resize it. With the keyboard: arrow keys on “Move”, with Shift to resize.", "Ziehen Sie eine Kachel am Kopf, um sie zu verschieben, und an der Ecke, um ihre Größe zu ändern. Mit der Tastatur: Pfeiltasten auf „Verschieben“, mit Umschalt für die Größe.";
        description: "What it is for", "Wofür es ist";
        refresh: "Refresh every … seconds", "Alle … Sekunden aktualisieren";
        refresh_hint: "0 for never, else at least 10. Only while somebody looks at it.", "0 für nie, sonst mindestens 10. Nur, solange jemand hinsieht.";
        find: "Find a saved query", "Gespeicherte Abfrage suchen";
        add: "Add “{name}”", "„{name}“ hinzufügen";
        add_text: "Add a text", "Text hinzufügen";
        no_queries: "No saved query is called so.", "Keine gespeicherte Abfrage heißt so.";
        add_hint: "Adding and removing tiles saves the dashboard.", "Kacheln hinzuzufügen oder zu entfernen speichert das Dashboard.";
        handle: "Move “{name}”", "„{name}“ verschieben";
        change: "Change", "Ändern";
        tile_settings: "Tile “{name}”", "Kachel „{name}“";
        tile_title: "Title", "Titel";
        title_hint: "Empty for the name of the query.", "Leer für den Namen der Abfrage.";
        show: "Shown as", "Anzeigen als";
        chart: "Chart", "Diagramm";
        table: "Table", "Tabelle";
        number: "Single number", "Einzelne Zahl";
        heading: "Heading", "Überschrift";
        text: "Text", "Text";
        column: "Column (1 to 12)", "Spalte (1 bis 12)";
        row: "Row", "Zeile";
        width: "Columns wide", "Spalten breit";
        height: "Rows high", "Zeilen hoch";
        remove: "Remove the tile", "Kachel entfernen";
        close: "Close", "Schließen";
        filters: "Shared filters", "Gemeinsame Filter";
        filters_hint: "A filter applies to every query that has a column of this name. Empty the column to remove a filter.", "Ein Filter gilt für jede Abfrage mit einer Spalte dieses Namens. Leeren Sie die Spalte, um einen Filter zu entfernen.";
        filter: "Filter {n}", "Filter {n}";
        filter_label: "Label", "Beschriftung";
        filter_column: "Column name", "Name der Spalte";
        kind: "Kind", "Art";
        kind_text: "part of a text", "Teil eines Textes";
        kind_number: "numbers from … to", "Zahlen von … bis";
        kind_dates: "dates from … to", "Tage von … bis";
        kind_choice: "choice of values", "Auswahl von Werten";
        choices: "Choices, one a line", "Auswahl, eine je Zeile";
        default: "Usual value, one a line", "Üblicher Wert, einer je Zeile";
        more_filters: "Save and add another filter", "Speichern und weiteren Filter hinzufügen";
        placed: "{name}: column {x}, row {y}, {width} wide, {height} high", "{name}: Spalte {x}, Zeile {y}, {width} breit, {height} hoch";
        edge: "{name} is at the edge.", "{name} ist am Rand.";
        every: "Run its queries every … hours", "Abfragen ausführen alle … Stunden";
        every_hint: "24 for once a day. They run for you, as long as you may run them.", "24 für einmal am Tag. Sie laufen für Sie, solange Sie sie ausführen dürfen.";
        set_schedule: "Save the schedule", "Plan speichern";
        no_schedule: "Nothing runs by itself yet.", "Noch läuft nichts von selbst.";
        next_run: "Next run", "Nächster Lauf";
        run_for: "for {name}", "für {name}";
        rests: "rests", "ruht";
        last_run: "Last run", "Letzter Lauf";
        refreshed: "{done} queries with results, {failed} without", "{done} Abfragen mit Ergebnis, {failed} ohne";
        delete_text: "Its queries stay.", "Seine Abfragen bleiben.";
    }
}
